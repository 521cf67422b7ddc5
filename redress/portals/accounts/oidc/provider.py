"""Talking with the provider: what it says about itself, its keys, and the one exchange of a code for an ID token.

OpenID Connect Discovery 1.0; RFC 6749 with PKCE (RFC 7636). Nothing that is said here, and no secret, reaches a log.
"""

import base64
import http.client
import json
import logging
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

LOG = logging.getLogger("redress.sign_in")
SECONDS = 10
LONGEST = 1_000_000
KEPT_SECONDS = 600
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderAway(Exception):
    """The provider does not answer, or not as one; nobody is let in by it meanwhile."""


class CodeRefused(Exception):
    """The provider does not take the code: used before, too old, or not for us."""


class _Straight(HTTPRedirectHandler):
    """Follow no redirects: a secret goes where it was to go, or nowhere."""

    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


_opener = build_opener(_Straight)


@dataclass(slots=True)
class _Kept:
    at: float
    value: dict[str, Any]


_kept: dict[str, _Kept] = {}


def forget() -> None:
    """Ask the provider about itself anew at the next need."""
    _kept.clear()


def about() -> dict[str, Any]:
    """Return what the provider says of itself. Raises ProviderAway, also if it says to be another than the one set."""
    issuer = settings.REDRESS_OIDC_ISSUER
    said = _remembered(f"{issuer}/.well-known/openid-configuration")
    if str(said.get("issuer", "")).rstrip("/") != issuer:
        raise _away("it says to be another issuer")
    for name in NEEDED:
        if not _safe(said.get(name)):
            raise _away(f"{name} is missing or not https")
    return said


def keys(*, anew: bool = False) -> dict[str, Any]:
    """Return the provider's public keys as a JWK set. anew -- it may have changed them since"""
    place = about()["jwks_uri"]
    if anew:
        _kept.pop(place, None)
    said = _remembered(place)
    if not isinstance(said.get("keys"), list):
        raise _away("it has no keys")
    return said


def exchanged(code: str, verifier: str, redirect_uri: str) -> str:
    """Give the code back for the ID token. Raises CodeRefused or ProviderAway."""
    said = about()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
        "client_id": settings.REDRESS_OIDC_CLIENT_ID,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    secret = settings.REDRESS_OIDC_CLIENT_SECRET
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if secret and "client_secret_basic" in ways:
        pair = f"{quote(settings.REDRESS_OIDC_CLIENT_ID, safe='')}:{quote(secret, safe='')}"  # RFC 6749, 2.3.1
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    elif secret:
        form["client_secret"] = secret
    answer = _asked(Request(said["token_endpoint"], urlencode(form).encode(), headers))  # noqa: S310 -- see _safe
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise CodeRefused
    return token


def _safe(place: Any) -> bool:
    """An address over https; without it only on this machine, and only where the issuer is there too."""
    if not isinstance(place, str):
        return False
    parts = urlsplit(place)
    local = urlsplit(settings.REDRESS_OIDC_ISSUER).scheme == "http" and parts.hostname in {
        "localhost",
        "127.0.0.1",
        "::1",
    }
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))


def _remembered(place: str) -> dict[str, Any]:
    known = _kept.get(place)
    if known is None or time.monotonic() - known.at > KEPT_SECONDS:
        known = _Kept(time.monotonic(), _asked(Request(place, headers={"Accept": "application/json"})))  # noqa: S310
        _kept[place] = known
    return known.value


def _asked(request: Request) -> dict[str, Any]:
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            said = json.loads(answer.read(LONGEST))
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        if request.data is not None and getattr(error, "code", 0) in {400, 401, 403}:
            LOG.warning("The sign-in provider refused a code: HTTP %s", getattr(error, "code", 0))
            raise CodeRefused from None
        raise _away(type(error).__name__) from None
    if not isinstance(said, dict):
        raise _away("its answer is no JSON object")
    return said


def _away(why: str) -> ProviderAway:
    LOG.warning("The sign-in provider is away: %s", why)
    return ProviderAway(why)
