"""Sign-in, second factor and sessions come from allauth; keys for programs are our own."""

from django.urls import include, path

from redress.portals.accounts import keys

urlpatterns = [
    path("keys/", keys.keys, name="account_keys"),
    path("keys/<int:key_id>/revoke/", keys.revoke, name="account_revoke_key"),
    path("", include("allauth.urls")),
]
