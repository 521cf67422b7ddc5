"""The directory over the API: bodies of this installation, their hours, and whether the counter is open. No key needed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel

from redress.agencies import opening, queries
from redress.agencies.queries import Body
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import NotThere
from redress.portals.api import answers
from redress.portals.api.asked import Asked
from redress.portals.api.openapi import WORD, asks, gives
from redress.portals.api.problems import respond
from redress.portals.bodies import hours

router = Router(tags=["bodies"])
MOST = 500


class Span(BaseModel):
    opens: str
    closes: str


class Hours(BaseModel):
    """weekdays: 1 is Monday."""

    weekdays: list[int]
    spans: list[Span]


class ClosedDays(BaseModel):
    first_on: str
    last_on: str
    why: dict[str, str]


class OpenNow(BaseModel):
    """closes_at while it is open, opens_at while it is not; as of the moment `at`."""

    open: bool
    at: str
    closes_at: str | None
    opens_at: str | None


class BodyShape(BaseModel):
    """now: null where the hours are not known by the week; hours_text: as people read them."""

    code: str
    name: dict[str, str]
    kind: str
    level: str
    division: str
    parent: str | None
    address: str
    phone: str
    hours: list[Hours]
    hours_text: list[str]
    closed_days: list[ClosedDays]
    now: OpenNow | None
    active: bool
    successor: str | None


class Bodies(BaseModel):
    items: list[BodyShape]


@router.get(
    "/bodies",
    openapi_extra=asks(division=WORD),
    response=gives(Bodies),
    summary="Bodies of this installation; of a place, the nearest first",
)
def bodies(request: HttpRequest) -> HttpResponse:
    asked = Asked(request, "division")
    place = asked.text("division")
    asked.require()
    found = queries.covering(place) if place else sorted(queries.directory().by_id.values(), key=lambda one: one.code)
    return respond({"items": [told(one, now=request.now) for one in found[:MOST]]})  # type: ignore[attr-defined]


@router.get("/bodies/{code}", response=gives(BodyShape), summary="One body, also one that was closed")
def body(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.named(code)
    if found is None:
        raise NotThere(code)
    return respond(told(found, now=request.now))  # type: ignore[attr-defined]


def told(found: Body, *, now: datetime) -> dict[str, Any]:
    known = queries.directory().known
    parent, heir = known.get(found.parent_id or 0), known.get(found.successor_id or 0)
    standing = hours.standing(found, now=now) if found.active else None
    return {
        "code": found.code,
        "name": {"zh": found.name_zh, "en": found.name_en},
        "kind": found.kind,
        "level": found.level,
        "division": found.division,
        "parent": parent.code if parent else None,
        "address": found.address,
        "phone": found.phone,
        "hours": [
            {
                "weekdays": list(range(first, last + 1)),
                "spans": [{"opens": f"{start:%H:%M}", "closes": f"{end:%H:%M}"} for start, end in spans],
            }
            for first, last, spans in opening.week(found.opening).rows()
        ],
        "hours_text": found.hours_in(answers.lang()),
        "closed_days": [
            {"first_on": str(one.first_on), "last_on": str(one.last_on), "why": {"zh": one.why_zh, "en": one.why_en}}
            for one in hours.to_come(found, now=now)
        ],
        "now": _now(standing, now) if standing else None,
        "active": found.active,
        "successor": heir.code if heir else None,
    }


def _now(standing: opening.Standing, now: datetime) -> dict[str, Any]:
    return {
        "open": standing.open,
        "at": now.astimezone(SHANGHAI).isoformat(),
        "closes_at": standing.until.isoformat() if standing.until else None,
        "opens_at": standing.opens_at.isoformat() if standing.opens_at else None,
    }
