"""Opening hours as a page and the API tell them: the week, whether it is open now, what is closed soon."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from redress.agencies import opening, queries
from redress.agencies.queries import Body
from redress.deadlines import calendars
from redress.kernel.moments import SHANGHAI, day_of
from redress.law.calendars import MAINLAND
from redress.portals.look import wording
from redress.portals.present import lang

SHOWN = 5  # closures that are told ahead


def standing(body: Body, *, now: datetime) -> opening.Standing | None:
    """Whether a body's counter is open; None where its hours are not known by the week."""
    week = opening.week(body.opening)
    if not week:
        return None
    return opening.standing(now, week, calendars.current(MAINLAND), queries.closures(body.id))


def shown(body: Body, *, now: datetime) -> dict[str, Any]:
    """Lines of the week, words for now, and the closures to come."""
    found = standing(body, now=now)
    return {
        "hours": body.hours_in(lang()),
        "open": bool(found and found.open),
        "now": now_words(found, now=now) if found else "",
        "closures": [
            {"days": _days(one), "why": one.why_en if lang() == "en" else one.why_zh} for one in to_come(body, now=now)
        ],
    }


def to_come(body: Body, *, now: datetime) -> list[opening.Closed]:
    return [one for one in queries.closures(body.id) if one.last_on >= day_of(now)][:SHOWN]


def now_words(found: opening.Standing, *, now: datetime) -> str:
    if found.until is not None:
        return gettext("Open now, until %(time)s") % {"time": f"{found.until:%H:%M}"}
    if found.opens_at is None:
        return gettext("Closed; when it opens next is not known")
    at = f"{found.opens_at.astimezone(SHANGHAI):%H:%M}"
    if day_of(found.opens_at) == day_of(now):
        return gettext("Closed now; opens today at %(time)s") % {"time": at}
    return gettext("Closed now; opens %(day)s at %(time)s") % {"day": wording.short_day(found.opens_at), "time": at}


def _days(one: opening.Closed) -> str:
    first, last = wording.short_day(one.first_on), wording.short_day(one.last_on)
    return first if one.first_on == one.last_on else f"{first} – {last}"
