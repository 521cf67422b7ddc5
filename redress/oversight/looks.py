"""Who saw or took out what: copied from the archive as it is read, searched by auditors, and looked at for misuse."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from redress.agencies.models import Staff
from redress.cases import numbers
from redress.cases.cursors import encoded, read
from redress.cases.models import Case
from redress.deadlines import calendars
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.kernel.rows import insert
from redress.oversight.models import Look
from redress.records import entries
from redress.records.entries import Recorded

EVENTS = frozenset({"personal_data.revealed", "evidence.opened", "case.exported", "cases.exported"})
SEARCHERS = frozenset({Role.AUDITOR, Role.SUPERVISOR})
PAGE = 50
WINDOW = timedelta(days=30)
# When looks are worth a question. None of these says that somebody did wrong.
OUTSIDE_LEAST, OUTSIDE_SHARE = 5, 0.5
ODD_HOURS_LEAST = 3
CASES_A_DAY = 30
LISTS_LEAST = 5
OFFICE_HOURS = (time(7, 0), time(21, 0))


def take_in(found: Iterable[Recorded]) -> int:
    """Keep the looks among some entries; one that is kept already stays as it is. In the caller's transaction."""
    wanted = [entry for entry in found if entry.event in EVENTS and entry.actor.startswith("staff:")]
    if not wanted:
        return 0
    cases = {case.pk: case for case in Case.objects.filter(pk__in={entry.subject for entry in wanted if entry.subject})}
    homes = dict(Staff.objects.values_list("pk", "agency_id"))
    acted = _acted(cases, wanted)
    rows = []
    for entry in wanted:
        staff_id = int(entry.actor.removeprefix("staff:"))
        case = cases.get(entry.subject)
        own = case is None or case.assignee_id == staff_id or (entry.subject, entry.actor) in acted
        agency = case.agency_id if case else homes.get(staff_id) or 0
        reason = str(entry.data.get("reason") or entry.data.get("reason_code") or "")[:24]
        field = str(entry.data.get("field") or entry.data.get("exhibit") or "")[:80]
        rows.append((entry.id, entry.subject, agency, staff_id, entry.event, reason, field, entry.at, own))
    columns = ("entry_id", "case_id", "agency_id", "staff_id", "event", "reason", "field", "at", "own")
    return insert("oversight_look", columns, rows, tail="ON CONFLICT (entry_id) DO NOTHING")


def _acted(cases: Iterable[int], wanted: Sequence[Recorded]) -> set[tuple[int, str]]:
    """Who had taken a step in which case before looking."""
    first: dict[tuple[int, str], int] = {}
    for entry in entries.of_all(list(cases)):
        if entry.event not in EVENTS:
            first.setdefault((entry.subject, entry.actor), entry.id)
    return {
        (entry.subject, entry.actor) for entry in wanted if first.get((entry.subject, entry.actor), entry.id) < entry.id
    }


@dataclass(frozen=True, slots=True)
class Found:
    rows: list[Look]
    cases: dict[int, Case]
    next: str | None


def search(actor: Actor, wanted: dict[str, str], *, cursor: str = "") -> Found:
    """Return looks, newest first: at cases of one's bodies, or by their staff.

    wanted -- staff (username), case (number), event, start and end (days), outside ("1")
    Raises NotThere for whoever may not search, Invalid for what cannot be read.
    """
    if actor.role not in SEARCHERS:
        raise NotThere("looks")
    rows = Look.objects.filter(agency_id__in=actor.agency_ids)
    if wanted.get("staff"):
        rows = rows.filter(staff_id__in=Staff.objects.filter(username=wanted["staff"]).values_list("pk", flat=True))
    if wanted.get("case"):
        number = numbers.canonical(wanted["case"])
        rows = rows.filter(
            case_id__in=Case.objects.visible_to(actor).filter(number=number).values_list("pk", flat=True)
        )
    if wanted.get("event"):
        rows = rows.filter(event=wanted["event"])
    if wanted.get("outside"):
        rows = rows.filter(own=False)
    for name, later in (("start", False), ("end", True)):
        if wanted.get(name):
            edge = datetime.combine(_day(wanted[name], name) + timedelta(days=later), time(), tzinfo=SHANGHAI)
            rows = rows.filter(at__lt=edge) if later else rows.filter(at__gte=edge)
    if cursor:
        at, pk = read(cursor)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, entry_id__lt=pk))
    shown = list(rows.order_by("-at", "-entry_id")[: PAGE + 1])
    last = shown[PAGE - 1] if len(shown) > PAGE else None
    cases = Case.objects.visible_to(actor).in_bulk({row.case_id for row in shown if row.case_id})
    return Found(shown[:PAGE], cases, encoded(last.at.isoformat(), last.pk) if last else None)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = gettext("Write a day such as 2026-09-22.")
        raise Invalid([Problem("looks.no_day", message, f"/{name}")]) from None


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to ask one person a question, with the numbers behind it."""

    staff_id: int
    code: str  # outside | hours | many | lists
    n: int
    whole: int


def signals(actor: Actor, *, now: datetime) -> list[Signal]:
    """What of the last 30 days is worth a question, most first. An answer may well be good; the rules are on the page."""
    if actor.role not in SEARCHERS:
        raise NotThere("looks")
    rows = Look.objects.filter(agency_id__in=actor.agency_ids, at__gte=now - WINDOW).values_list(
        "staff_id", "case_id", "at", "own", "event"
    )
    calendar = calendars.current("cn-mainland")
    each: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows.iterator():
        each[row[0]].append(row)
    found = []
    for staff_id, looks in each.items():
        outside = sum(not own for _, _, _, own, _ in looks)
        hours = sum(_odd(at, calendar) for _, _, at, _, _ in looks)
        by_day: dict[date, set[int]] = defaultdict(set)
        for _, case_id, at, _, _ in looks:
            by_day[day_of(at)].add(case_id)
        most = max(len(cases) for cases in by_day.values())
        lists = sum(event == "cases.exported" for *_, event in looks)
        if outside >= OUTSIDE_LEAST and outside >= OUTSIDE_SHARE * len(looks):
            found.append(Signal(staff_id, "outside", outside, len(looks)))
        if hours >= ODD_HOURS_LEAST:
            found.append(Signal(staff_id, "hours", hours, len(looks)))
        if most >= CASES_A_DAY:
            found.append(Signal(staff_id, "many", most, len(looks)))
        if lists >= LISTS_LEAST:
            found.append(Signal(staff_id, "lists", lists, len(looks)))
    return sorted(found, key=lambda one: (-one.n, one.staff_id, one.code))


def _odd(at: datetime, calendar: Any) -> bool:
    local = at.astimezone(SHANGHAI)
    return not OFFICE_HOURS[0] <= local.time() < OFFICE_HOURS[1] or not calendar.is_working_day(local.date())


def usernames(staff_ids: Iterable[int]) -> dict[int, str]:
    return dict(Staff.objects.filter(pk__in=list(staff_ids)).values_list("pk", "username"))
