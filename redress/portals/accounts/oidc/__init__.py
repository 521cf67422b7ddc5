"""Sign-in of staff at the house's own provider (OpenID Connect). Closed while none is set; failing, it lets nobody in."""
