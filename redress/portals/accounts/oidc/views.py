"""The way to the provider and back. What was begun is kept in the session, used once, and forgotten after ten minutes."""

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.internal.constants import LoginStageKey
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redress.agencies import identities, queries
from redress.agencies.models import Staff
from redress.kernel.problems import NotAllowed, Problem
from redress.portals.accounts import BY_PROVIDER, SECOND_FACTOR, provider_name
from redress.portals.accounts.oidc import provider, rules, token

BEGUN = "oidc_begun"
MOST_BEGUN = 5  # tabs that are on their way at once
SECONDS = 600


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider, to sign in."""
    return _begun(request)


@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Send somebody who is signed in to the provider, to join the two accounts."""
    return _begun(request, joins=True)


def _begun(request: HttpRequest, *, joins: bool = False) -> HttpResponse:
    _require_provider()
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, None) or not onward.startswith("/"):
        onward = ""
    try:
        said = provider.about()
    except provider.ProviderAway:
        return _away(request)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    begun = request.session.get(BEGUN, {})
    begun = dict(list(begun.items())[-(MOST_BEGUN - 1) :])
    at = int(timezone.now().timestamp())
    begun[state] = {"nonce": nonce, "verifier": verifier, "next": onward, "joins": joins, "at": at}
    request.session[BEGUN] = begun
    asked = {
        "response_type": "code",
        "client_id": settings.REDRESS_OIDC_CLIENT_ID,
        "redirect_uri": _own_address(),
        "scope": " ".join(dict.fromkeys(["openid", *settings.REDRESS_OIDC_SCOPES])),
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        "ui_locales": "zh-CN en" if request.LANGUAGE_CODE.startswith("zh") else "en zh-CN",
    }
    place = said["authorization_endpoint"]
    return redirect(f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}")


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _own_address() -> str:
    return settings.REDRESS_BASE_URL + reverse("account_oidc_callback")


def _require_provider() -> None:
    if not settings.REDRESS_OIDC_ISSUER:
        raise Http404


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """The provider's answer: whoever it proves, and whom a table or a rule here lets in, is signed in."""
    _require_provider()
    now = timezone.now()
    try:
        begun = _taken(request, now=now)
        _require_answer(request)
        claims = _claims(request, begun, now=now)
        who = token.proven(claims)
        if begun["joins"]:
            return _joined(request, who, now=now)
        staff = identities.enter(who, rules.read(), now=now)
    except provider.ProviderAway:
        return _away(request)
    except NotAllowed as refusal:
        return _refused(request, refusal.problems)
    return _signed_in(request, staff, begun["next"], trusted=token.second_factor(claims))


def _taken(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Take out what this browser began under this state: it counts once. Raises NotAllowed for any other."""
    kept = request.session.get(BEGUN, {})
    begun: dict[str, Any] | None = kept.pop(request.GET.get("state", ""), None)
    request.session[BEGUN] = kept
    if begun is None or not 0 <= now.timestamp() - begun["at"] + 1 <= SECONDS:
        message = gettext("This sign-in was not begun here, is over, or has been used already. Begin again.")
        raise NotAllowed([Problem("sign_in.state", message)])
    return begun


def _require_answer(request: HttpRequest) -> None:
    """Raises NotAllowed if the provider says no, or another one answers in its place (RFC 9207)."""
    if request.GET.get("iss", settings.REDRESS_OIDC_ISSUER).rstrip("/") != settings.REDRESS_OIDC_ISSUER:
        message = gettext("The answer came from another provider than the one asked. Nobody was signed in.")
        raise NotAllowed([Problem("sign_in.other_issuer", message)])
    if not request.GET.get("code"):
        message = gettext("You were not signed in there: it was broken off, or you may not use this service.")
        raise NotAllowed([Problem("sign_in.denied", message)])


def _claims(request: HttpRequest, begun: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    try:
        given = provider.exchanged(request.GET["code"], begun["verifier"], _own_address())
    except provider.CodeRefused:
        message = gettext("Your organisation did not confirm the sign-in: it took too long, or was used before.")
        raise NotAllowed([Problem("sign_in.code_refused", message)]) from None
    return token.checked(given, nonce=begun["nonce"], now=now)


def _signed_in(request: HttpRequest, staff: Staff, onward: str, *, trusted: bool) -> HttpResponse:
    """Sign in as with a password: our own second factor follows, unless the provider's is trusted."""
    record_authentication(request, staff, "oidc")
    done = {LoginStageKey.MFA_AUTHENTICATE.value: {"handled": True}} if trusted else {}
    response: HttpResponse = perform_login(
        request, Login(user=staff, redirect_url=onward or None, state={"stages": done})
    )
    request.session[BY_PROVIDER] = staff.pk
    if trusted and request.user.pk == staff.pk:
        request.session[SECOND_FACTOR] = staff.pk
    return response


def _joined(request: HttpRequest, who: identities.Proven, *, now: datetime) -> HttpResponse:
    if not isinstance(request.user, Staff):
        message = gettext("You were signed out meanwhile. Sign in here first, then join the two accounts.")
        raise NotAllowed([Problem("sign_in.join.signed_out", message)])
    identities.link(request.user, who, actor=queries.actor_of(request.user), now=now)
    messages.success(request, gettext("From now on you can sign in with your organisation's account."))
    return redirect("account_oidc_own")


def _refused(request: HttpRequest, problems: list[Problem], *, status: int = 403) -> HttpResponse:
    context = {"problems": problems, "provider": provider_name()}
    return render(request, "account/oidc_refused.html", context, status=status)


def _away(request: HttpRequest) -> HttpResponse:
    message = gettext(
        "Your organisation's sign-in does not answer. Sign in with your password here, or try again later."
    )
    return _refused(request, [Problem("sign_in.provider_away", message)], status=503)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own account at the provider: joined or not, and the two taken apart again."""
    _require_provider()
    if not isinstance(request.user, Staff):
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            identities.unlink(
                request.user,
                settings.REDRESS_OIDC_ISSUER,
                actor=queries.actor_of(request.user),
                now=timezone.now(),
            )
            messages.success(request, gettext("The two accounts are apart."))
            return redirect("account_oidc_own")
        except NotAllowed as refusal:
            problems = refusal.problems
    context = {
        "joined": identities.of(request.user, settings.REDRESS_OIDC_ISSUER),
        "provider": provider_name(),
        "problems": problems,
    }
    return render(request, "account/oidc_own.html", context, status=409 if problems else 200)


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Signed out here; at the provider somebody at a shared computer still is, until they end that too."""
    _require_provider()
    try:
        place = provider.about().get("end_session_endpoint", "")
    except provider.ProviderAway:
        place = ""
    asked = {
        "client_id": settings.REDRESS_OIDC_CLIENT_ID,
        "post_logout_redirect_uri": settings.REDRESS_BASE_URL + "/",
    }
    leave = f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}" if str(place).startswith("http") else ""
    return render(request, "account/oidc_signed_out.html", {"leave": leave, "provider": provider_name()})
