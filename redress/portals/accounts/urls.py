"""Sign-in, second factor and sessions come from allauth; keys for programs are our own."""

from django.urls import include, path

from redress.portals.accounts import keys
from redress.portals.accounts.oidc import views as oidc

urlpatterns = [
    path("keys/", keys.keys, name="account_keys"),
    path("keys/<int:key_id>/revoke/", keys.revoke, name="account_revoke_key"),
    path("oidc/", oidc.start, name="account_oidc"),
    path("oidc/callback/", oidc.callback, name="account_oidc_callback"),
    path("oidc/join/", oidc.join, name="account_oidc_join"),
    path("oidc/own/", oidc.own, name="account_oidc_own"),
    path("oidc/signed-out/", oidc.signed_out, name="account_oidc_signed_out"),
    path("", include("allauth.urls")),
]
