"""Which matter this browser may see: one case, in a signed cookie that ends two hours after the last page."""

import json
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from redress.cases.models import Case
from redress.kernel.actors import Actor, Role

COOKIE = "case"
PATH = "/case/"
SECONDS = 2 * 3600
SALT = "redress.case"


def hold(response: HttpResponse, case: Case) -> HttpResponse:
    """Let this browser see the case for the next two hours."""
    return _set(response, case.pk)


def _set(response: HttpResponse, case_id: int) -> HttpResponse:
    value = signing.TimestampSigner(salt=SALT).sign(str(case_id))
    response.set_cookie(
        COOKIE, value, max_age=SECONDS, path=PATH, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return response


def release(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH)
    return response


def held(request: HttpRequest) -> Case | None:
    """Return the case this browser holds; None if none, or the two hours are over."""
    try:
        value = signing.TimestampSigner(salt=SALT).unsign(request.COOKIES.get(COOKIE, ""), max_age=SECONDS)
    except signing.BadSignature:
        return None
    return Case.objects.filter(pk=int(value)).first()


def actor(case: Case) -> Actor:
    return Actor(key="complainant", role=Role.COMPLAINANT, case_id=case.pk)


def reachable(request: HttpRequest, number: str) -> tuple[Case, Case] | None:
    """Return the case of this number and the one held: the same, or the other half of a submission that was split."""
    mine = held(request)
    if mine is None:
        return None
    if mine.number == number:
        return mine, mine
    other = Case.objects.filter(number=number).first()
    if other is not None and (other.linked_id == mine.pk or mine.linked_id == other.pk):
        return other, mine
    return None


def keep(response: HttpResponse, mine: Case) -> HttpResponse:
    """Start the two hours anew."""
    return _set(response, mine.pk)


def why_routed(case: Case) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(case.why_routed)
    return value
