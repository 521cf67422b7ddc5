"""Which room this browser may enter without an account: the invitation it came in with, in a signed cookie of two hours.

The cookie names the invitation, not the room: a new invitation, or five wrong codes, closes every browser of the old one.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from redress.kernel.actors import Actor, Role
from redress.mediation import keys, sides
from redress.mediation.models import RoomKey

COOKIE = "room"
PATH = "/room/"
SECONDS = 2 * 3600
SALT = "redress.room"
ROLES = {sides.COMPLAINANT: Role.COMPLAINANT, sides.RESPONDENT: Role.RESPONDENT}


def hold(response: HttpResponse, key: RoomKey) -> HttpResponse:
    """Let this browser enter for the next two hours."""
    value = signing.TimestampSigner(salt=SALT).sign(str(key.pk))
    response.set_cookie(
        COOKIE, value, max_age=SECONDS, path=PATH, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return response


def release(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH)
    return response


def held(request: HttpRequest, *, now: datetime) -> RoomKey | None:
    """The invitation this browser came in with; None if none, over, or closed meanwhile."""
    try:
        value = signing.TimestampSigner(salt=SALT).unsign(request.COOKIES.get(COOKIE, ""), max_age=SECONDS)
    except signing.BadSignature:
        return None
    return keys.still_opens(int(value), now=now)


def actor(key: RoomKey) -> Actor:
    return Actor(key=key.side, role=ROLES[key.side], case_id=key.room.case_id)
