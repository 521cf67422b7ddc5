"""Is this ID token the provider's, for us, for this browser and for now (OpenID Connect Core 1.0, 3.1.3.7)?"""

import hmac
import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from redress.agencies.identities import Proven
from redress.kernel.problems import NotAllowed, Problem
from redress.portals.accounts.oidc import provider

# Signatures with the provider's private key alone: a shared secret, or none, signs nobody in.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
SLACK_SECONDS = 60  # clocks of two houses
OLDEST_SECONDS = 600
LONGEST_SUBJECT = 255


def checked(token: str, *, nonce: str, now: datetime) -> dict[str, Any]:
    """Return the claims of a token. Raises NotAllowed with what is wrong with it, or ProviderAway."""
    claims = _signed(token, provider.keys())
    if claims is None:
        claims = _signed(token, provider.keys(anew=True))  # keys change, and then a new one signs
    if claims is None:
        message = gettext("What came from your organisation does not carry its signature. Nobody was signed in.")
        raise NotAllowed([Problem("sign_in.token.signature", message)])
    _require(claims, nonce, int(now.timestamp()))
    return claims


def _signed(token: str, keys: Mapping[str, Any]) -> dict[str, Any] | None:
    """The claims, if one of these keys signed them; a key of a kind we do not know is passed over."""
    from joserfc import jwt  # noqa: PLC0415 -- 3 MB that a house without a provider does without
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a weak key of the provider's is the doctor's to name
            usable = [key for key in keys["keys"] if isinstance(key, dict) and key.get("use", "sig") == "sig"]
            return jwt.decode(token, KeySet.import_key_set({"keys": usable}), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _require(claims: Mapping[str, Any], nonce: str, now: int) -> None:
    client, audience = settings.REDRESS_OIDC_CLIENT_ID, claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    subject = claims.get("sub")
    rules = (
        (str(claims.get("iss", "")).rstrip("/") == settings.REDRESS_OIDC_ISSUER, "issuer"),
        (client in several and (len(several) == 1 or "azp" in claims), "audience"),
        (claims.get("azp", client) == client, "audience"),
        (_number(claims.get("exp")) > now - SLACK_SECONDS, "expired"),
        (now - OLDEST_SECONDS < _number(claims.get("iat")) < now + SLACK_SECONDS, "expired"),
        (_number(claims.get("nbf", 0)) < now + SLACK_SECONDS, "expired"),
        (hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()), "nonce"),
        (isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and "\0" not in subject, "subject"),
    )
    wrong = next((name for good, name in rules if not good), "")
    if wrong:
        raise NotAllowed([_problem(wrong)])


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else -1.0


def _problem(wrong: str) -> Problem:
    if wrong in ("issuer", "audience"):
        message = gettext("What came from your organisation was made for another service. Nobody was signed in.")
        return Problem("sign_in.token.not_for_us", message)
    if wrong == "expired":
        message = gettext("What came from your organisation is too old, or one of the two clocks is wrong. Try again.")
        return Problem("sign_in.token.expired", message)
    if wrong == "nonce":
        message = gettext("This answer belongs to another sign-in. Begin again in this browser.")
        return Problem("sign_in.token.nonce", message)
    message = gettext("Your organisation did not say who you are. Tell your administrator.")
    return Problem("sign_in.token.no_subject", message)


def proven(claims: Mapping[str, Any]) -> Proven:
    """Return who signed in, as far as the installation wants to know it."""
    groups = claims.get(settings.REDRESS_OIDC_GROUPS_CLAIM)
    account = claims.get(settings.REDRESS_OIDC_ACCOUNT_CLAIM) if settings.REDRESS_OIDC_ACCOUNT_CLAIM else ""
    name = claims.get("name")
    return Proven(
        issuer=settings.REDRESS_OIDC_ISSUER,
        subject=claims["sub"],
        name=name if isinstance(name, str) else "",
        account=account if isinstance(account, str) else "",
        groups=frozenset(one for one in groups if isinstance(one, str)) if isinstance(groups, list) else frozenset(),
    )


def second_factor(claims: Mapping[str, Any]) -> bool:
    """Return whether the provider has asked for a second factor in a way this installation trusts."""
    trusted = set(settings.REDRESS_OIDC_SECOND_FACTOR)
    ways = claims.get("amr")
    said = {claims.get("acr")} | set(ways if isinstance(ways, list) and all(isinstance(w, str) for w in ways) else ())
    return bool(trusted & {one for one in said if isinstance(one, str)})
