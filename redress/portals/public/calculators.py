"""Public calculators: how long a limit is and why, and which days are worked. Nothing is stored; a result has an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.cases.messages import message_for
from redress.deadlines import calendars
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Problem
from redress.law import packs
from redress.law.clock import ClockInputError, Event, clock
from redress.law.limits import Limit
from redress.law.packs import Pack, say
from redress.portals.public import dates
from redress.portals.public.filing.answers import boxes, typed_day

USUAL = "cn-samr-2026/T_ACCEPT"
LONGEST = timedelta(days=400)
MOST_DAYS = 250


def event_words() -> dict[str, str]:
    """What each event is called on the page."""
    return {
        "received": gettext("Received on"), "distributed": gettext("Passed on to the competent body on"),
        "accepted": gettext("Accepted on"), "termination_decided": gettext("Termination decided on"),
        "dispute_arose": gettext("Dispute about competence arose on"), "clue_found": gettext("Clue found or received on"),
        "report_supplemented": gettext("Last supplementary report on"), "case_filed": gettext("Penalty case opened on"),
        "closing_ground_arose": gettext("Ground for closing arose on"), "harm_known": gettext("Harm known since"),
        "agreement_effective": gettext("Agreement in effect since"), "extension_approved": gettext("Extension approved on"),
        "case_extension_approved": gettext("Extension approved on"), "advertising_received": gettext("Received on"),
        "named_report_decided": gettext("Decided whether to open a case on"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayField:
    """One day that a limit can ask for."""

    name: str
    label: str
    hint: str
    needed: bool


@require_safe
def deadline(request: HttpRequest) -> HttpResponse:
    """Choose a limit, give its days, see every day counted or left out."""
    chosen = request.GET.get("limit", "")
    pack, limit = _limit(chosen)
    context: dict[str, Any] = {"limits": _options(chosen), "chosen": chosen if limit else "", "problems": [], "e": {}}
    if limit is None or pack is None:
        if chosen:
            context["problems"] = [Problem("limit.unknown", gettext("Choose a limit from the list."), "/limit")]
        return render(request, "public/calc_deadline.html", context)
    fields = day_fields(limit)
    events, problems = _events(request.GET, fields)
    asked = any(name.endswith("_year") for name in request.GET)
    if asked and not problems and not events:
        problems = [_problem("day.unreadable", fields[0].name)]
    if events and not problems:
        found = _counted(pack, limit, events, now=timezone.now())
        problems = found.pop("problems")
        context |= found
    context |= {
        "pack": pack,
        "limit": limit,
        "limit_title": say(limit.title, dates.tongue()),
        "limit_notes": say(limit.notes, dates.tongue()),
        "limit_cite": dates.cites(limit.cites, pack),
        "fields": _shown(fields, request.GET, problems if asked else []),
        "problems": problems if asked else [],
        "wrong": bool(problems) and asked,
    }
    return render(request, "public/calc_deadline.html", context)


def _limit(text: str) -> tuple[Pack | None, Limit | None]:
    pack_id, _, code = text.partition("/")
    if pack_id not in packs.available():
        return None, None
    pack = packs.load(pack_id)
    return pack, pack.limits.get(code)


def _options(chosen: str) -> list[dict[str, Any]]:
    found = []
    for pack_id in sorted(packs.available(), reverse=True):
        pack = packs.load(pack_id)
        title = say(pack.title, dates.tongue())
        for code, limit in pack.limits.items():
            value = f"{pack_id}/{code}"
            label = f"{say(limit.title, dates.tongue())} · {title}"
            found.append({"value": value, "label": label, "checked": value == (chosen or USUAL)})
    return found


def day_fields(limit: Limit) -> list[DayField]:
    """Return the days a limit turns on: what starts it, what pauses it, what lengthens it."""
    words = event_words()
    optional = gettext("Only if it happened.")
    fields = [
        DayField(
            limit.starts_on[0],
            words.get(limit.starts_on[0], limit.starts_on[0]),
            gettext("This day itself is not counted."),
            needed=True,
        )
    ]
    fields += [
        DayField(name, words.get(name, name), optional, needed=False)
        for name in (*limit.restarts_on,)
        if name not in limit.starts_on
    ]
    for part in limit.excluded:
        name = part.name[dates.tongue()]
        fields.append(DayField(part.begins_on, gettext("%(name)s began on") % {"name": name}, optional, needed=False))
        fields.append(DayField(part.ends_on, gettext("%(name)s ended on") % {"name": name}, optional, needed=False))
    if limit.extension:
        name = limit.extension.event
        fields.append(DayField(name, words.get(name, name), optional, needed=False))
    return fields


def _typed(given: Mapping[str, str], name: str) -> str:
    return typed_day(*(given.get(f"{name}_{part}", "")[:12] for part in ("year", "month", "day")))


def _events(given: Mapping[str, str], fields: list[DayField]) -> tuple[list[Event], list[Problem]]:
    events, problems = [], []
    for field in fields:
        text = _typed(given, field.name)
        if not text:
            if field.needed:
                problems.append(_problem("day.unreadable", field.name))
            continue
        try:
            day = values.day(text)
        except PydanticCustomError as error:
            problems.append(_problem(error.type, field.name))
            continue
        if not 1994 <= day.year <= 2099:
            problems.append(Problem("day.out_of_range", gettext("Give a day between 1994 and 2099."), f"/{field.name}"))
            continue
        events.append(Event(field.name, datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)))
    return events, problems


def _problem(kind: str, name: str) -> Problem:
    code, message = message_for(kind, f"/{name}", {})
    return Problem(code, message, f"/{name}")


def _counted(pack: Pack, limit: Limit, events: list[Event], *, now: datetime) -> dict[str, Any]:
    today = day_of(now)
    try:
        result = clock(limit, events, calendars.current(pack.calendar), today=today)
    except ClockInputError as error:
        return {"problems": [Problem(one.code, say(one.message, dates.tongue()), "") for one in error.problems]}
    if result.due_on is None:
        remarks = [remark[dates.tongue()] for remark in result.remarks]
        return {"problems": [], "paused": True, "earliest": result.earliest_due_on, "remarks": remarks}
    title = say(limit.title, dates.tongue())
    due = {
        "due_on": result.due_on,
        "family": result.family,
        "state": "running",
        "text": dates.sentence(limit.code, result.due_on, title),
        "cite": dates.cites(result.cites, pack) if result.family == "statute" else "",
        "provisional": result.provisional,
        "starts_on": result.started_on,
        "steps": dates.steps_of(result),
    }
    return {"problems": [], "due": due, "remarks": [remark[dates.tongue()] for remark in result.remarks]}


def _shown(fields: list[DayField], given: Mapping[str, str], problems: list[Problem]) -> list[dict[str, Any]]:
    wrong = {problem.pointer.lstrip("/"): problem.message for problem in problems}
    return [
        {
            "name": field.name,
            "label": field.label,
            "hint": field.hint,
            "optional": not field.needed,
            "parts": boxes(_typed(given, field.name)),
            "error": wrong.get(field.name, ""),
        }
        for field in fields
    ]


@require_safe
def working_days(request: HttpRequest) -> HttpResponse:
    """Count working days between two days, or find the day after so many."""
    given = request.GET
    asked = any(name.endswith("_year") for name in given)
    first, problems = _day(given, "from") if asked else (None, [])
    last, more = _day(given, "to", needed=False) if asked else (None, [])
    problems += more
    number = given.get("number", "").strip()[:6]
    if asked and not problems and not number and last is None:
        problems.append(Problem("days.no_end", gettext("Give a last day, or a number of working days."), "/to"))
    calendar = calendars.current("cn-mainland")
    if number and not problems:
        if not number.isdecimal() or not 1 <= int(number) <= MOST_DAYS:
            message = gettext("Write a whole number from 1 to %(most)s.") % {"most": MOST_DAYS}
            problems.append(Problem("days.number", message, "/number"))
        elif first:
            last = calendar.nth_working_day_after(first, int(number))
    if first and last and not problems:
        problems = _span_problems(first, last)
    context: dict[str, Any] = {
        "problems": problems,
        "wrong": bool(problems),
        "e": {problem.pointer.lstrip("/"): problem.message for problem in problems},
        "from_parts": boxes(_typed(given, "from")),
        "to_parts": boxes(_typed(given, "to")),
        "number": number,
    }
    if first and last and not problems:
        context |= _listed(calendar, first, last)
    return render(request, "public/calc_days.html", context)


def _day(given: Mapping[str, str], name: str, *, needed: bool = True) -> tuple[date | None, list[Problem]]:
    text = _typed(given, name)
    if not text:
        return None, [_problem("day.unreadable", name)] if needed else []
    try:
        return values.day(text), []
    except PydanticCustomError as error:
        return None, [_problem(error.type, name)]


def _span_problems(first: date, last: date) -> list[Problem]:
    if last < first:
        return [Problem("days.order", gettext("The last day lies before the first; please swap them."), "/to")]
    if last - first > LONGEST or not 1994 <= first.year <= 2099:
        return [
            Problem("days.too_long", gettext("At most 400 days between 1994 and 2099 can be listed at once."), "/to")
        ]
    return []


def _listed(calendar: Any, first: date, last: date) -> dict[str, Any]:
    flags = list(calendar.days(first + timedelta(days=1), last))
    tongue = dates.tongue()
    rows = [{"day": one.day, "counted": one.working, "reason": _reason(one, tongue)} for one in flags]
    return {
        "first": first,
        "last": last,
        "days": rows,
        "count": sum(one.working for one in flags),
        "provisional": any(one.provisional for one in flags),
    }


def _reason(flags: Any, tongue: str) -> str:
    if flags.working:
        return gettext("make-up working day") if flags.make_up else ""
    return say(flags.name, get_language() or "zh") if flags.name else gettext("weekend")
