"""The dates of a case as its person reads them: what happens by then, who set it, how it was counted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext

from redress.cases.actions import clock_events
from redress.cases.letters.wording import cite_words
from redress.cases.models import Case
from redress.deadlines import calendars, clocks
from redress.deadlines.models import Clock
from redress.kernel.moments import day_of
from redress.law import packs
from redress.law.cite import Cite
from redress.law.packs import Pack, say
from redress.portals.look import wording

ENDED = frozenset({"met", "cancelled"})


def tongue() -> str:
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def sentence(code: str, due_on: date, title: str) -> str:
    """Say what happens by a day, for the limits a citizen meets; any other by its title."""
    day = wording.short_day(due_on)
    known = {
        "T_ACCEPT": gettext("By %(day)s at the latest we tell you whether your complaint is accepted"),
        "T_MEDIATE": gettext("By %(day)s at the latest mediation ends, with or without an agreement"),
        "T_NOTIFY_TERMINATION": gettext("By %(day)s at the latest both sides are told that mediation has ended"),
        "T_VERIFY_CLUE": gettext("By %(day)s at the latest it is decided whether a case is opened"),
        "T_PENALTY_CASE": gettext("By %(day)s at the latest the penalty case is decided"),
        "T_CLOSE_PENALTY": gettext("By %(day)s at the latest the penalty case is closed"),
        "S_INITIAL": gettext("By %(day)s we finish the first investigation"),
        "S_RESULT": gettext("By %(day)s we tell you the result"),
    }
    fallback = gettext("%(title)s: by %(day)s at the latest")
    return known.get(code, fallback) % {"day": day, "title": title}


def cites(rows: Any, pack: Pack) -> str:
    """Name provisions in words."""
    found = [row if isinstance(row, Cite) else Cite(row["law"], str(row["article"])) for row in rows]
    return ("；" if tongue() == "zh" else "; ").join(cite_words(found, laws(pack), tongue()))


def laws(pack: Pack) -> Mapping[str, Any]:
    table: Mapping[str, Any] = pack.tables.get("laws", {}).get("law", {})
    return table


def of_case(case: Case, *, now: datetime, ics: str = "") -> list[dict[str, Any]]:
    """Return the dates that stand now, the nearest running one of the law first."""
    events = clock_events(case)
    rows = [shown(clock, events, now=now) for clock in clocks.of(case.pk)]
    dated = [row for row in rows if row["due_on"] is not None]
    for row in dated:
        row["ics"] = ics if row["state"] == "running" else ""
    return sorted(dated, key=_order)


def _order(row: Mapping[str, Any]) -> tuple[bool, bool, date]:
    return (row["state"] != "running", row["family"] != "statute", row["due_on"])


def shown(clock: Clock, events: list[Any], *, now: datetime) -> dict[str, Any]:
    """Return one date with every day that was counted or left out, and why."""
    pack = packs.load(clock.rule_set)
    limit = pack.limits[clock.limit_code]
    result = clocks.compute(limit, events, pack_id=pack.id, today=day_of(now))
    title = say(limit.title, tongue())
    due_on = clock.due_on or result.due_on
    working = limit.unit == "working_days"
    return {
        "code": limit.code,
        "title": title,
        "due_on": due_on,
        "family": clock.family,
        "state": clock.state,
        "text": sentence(limit.code, due_on, title) if due_on else title,
        "left": left(due_on, today=day_of(now), calendar=pack.calendar, working=working) if due_on and clock.state not in ENDED else None,
        "unit": "working" if working else "calendar",
        "cite": cites(limit.cites[:1], pack) if clock.family == "statute" else "",
        "provisional": clock.provisional,
        "starts_on": clock.started_on,
        "steps": steps_of(result),
    }  # fmt: skip


def steps_of(result: Any) -> list[dict[str, Any]]:
    """Return each day with its reason in the reader's language."""
    return [
        {"day": step.day, "counted": step.counted, "reason": say(step.reason, get_language() or "zh")}
        for step in result.steps
    ]


def left(due_on: date, *, today: date, calendar: str, working: bool) -> int:
    """Return how many days there still are; negative once it is over. Working days are counted as the law counts them."""
    if not working or due_on <= today:
        return (due_on - today).days
    days = calendars.current(calendar).days(today + timedelta(days=1), due_on)
    return sum(flags.working for flags in days)


def hero(rows: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Return the next date and the others; no next date once none runs."""
    running = [row for row in rows if row["state"] in ("running", "paused", "missed")]
    return (running[0], [row for row in rows if row is not running[0]]) if running else (None, rows)
