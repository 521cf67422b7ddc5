"""Signing in: staff only, no self-registration, a second factor where the installation asks for it."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

SECOND_FACTOR = "second_factor_at_provider"  # in the session: whose, where the provider's own is trusted
BY_PROVIDER = "signed_in_at_provider"  # in the session: whose, where it began there


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are made by an administrator or by a rule on groups; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came by the provider is told that they are still signed in there."""
        if settings.REDRESS_OIDC_ISSUER and request.session.get(BY_PROVIDER) == request.user.pk is not None:
            return reverse("account_oidc_signed_out")
        return settings.ACCOUNT_LOGOUT_REDIRECT_URL


def second_factor_missing(request: HttpRequest) -> bool:
    """Return whether somebody has to set up a second factor first: neither one of ours, nor one the provider asked for."""
    if not settings.REDRESS_REQUIRE_SECOND_FACTOR or request.session.get(SECOND_FACTOR) == request.user.pk is not None:
        return False
    return not Authenticator.objects.filter(user_id=request.user.pk).exists()


def provider_name() -> str:
    """What people call the provider; empty where none is set."""
    if not settings.REDRESS_OIDC_ISSUER:
        return ""
    return settings.REDRESS_OIDC_NAME or gettext("your organisation's account")
