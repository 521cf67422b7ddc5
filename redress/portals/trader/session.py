"""Which invitation this browser opened: a signed cookie for seven days, dead at once when the invitation is taken back."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from redress.traders.models import Invitation

COOKIE = "trader"
PATH = "/t/"
SECONDS = 7 * 86_400
SALT = "redress.trader"


def hold(response: HttpResponse, invitation: Invitation) -> HttpResponse:
    """Let this browser answer for seven days: an owner who looks things up in between needs no second code."""
    value = signing.TimestampSigner(salt=SALT).sign(str(invitation.pk))
    response.set_cookie(
        COOKIE, value, max_age=SECONDS, path=PATH, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return response


def release(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH)
    return response


def held(request: HttpRequest, ref: str) -> Invitation | None:
    """Return the invitation of this link if this browser opened it; None otherwise."""
    try:
        value = signing.TimestampSigner(salt=SALT).unsign(request.COOKIES.get(COOKIE, ""), max_age=SECONDS)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("case", "trader").filter(pk=int(value), ref=ref).first()
