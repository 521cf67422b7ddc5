"""The supervisor's board: what breaks, where the load is, what waits for a decision. Only indexed and bounded queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from redress.agencies.models import Staff
from redress.cases import tallies
from redress.cases.models import Case
from redress.deadlines import calendars
from redress.deadlines.models import MISSED, RUNNING, Clock
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere
from redress.oversight.models import Concern
from redress.privacy.models import Disposal

CALENDAR = "cn-mainland"
AHEAD = 3  # working days
STRIP = 20
MOST = 12  # rows of a list; the queue has the rest
LOT, LOOKED_THROUGH = 50, 1_000  # passed limits read at most: those of cases that have ended since are among them
VIEWERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Breaking:
    """One limit that has passed or is about to, with what stands in its way."""

    case: Case
    code: str
    rule_set: str
    family: str
    due_on: date
    obstacle: str  # nobody | turn:<who> | order | tasks | office


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the strip; n is None on a day off that no limit ends on."""

    day: date
    working: bool
    make_up: bool
    n: int


@dataclass(frozen=True, slots=True)
class Load:
    """One person's open cases: all, and those whose limit ends within the next three working days or has passed."""

    staff: Staff
    open: int
    soon: int
    orders: int


def require(actor: Actor) -> None:
    if actor.role not in VIEWERS:
        raise NotThere("board")


def horizon(today: date) -> date:
    return calendars.current(CALENDAR).nth_working_day_after(today, AHEAD)


def breaking(actor: Actor, *, family: str, now: datetime) -> list[Breaking]:
    """Limits that run and end today or in the next three working days, the earliest first."""
    return _with_cases(_soon(actor, family, now), actor)


def promised(actor: Actor, *, now: datetime) -> int:
    """How many promises of the house end in these days, as far as a list would show them."""
    return len(_soon(actor, "service", now))


def overdue(actor: Actor, *, now: datetime) -> list[Breaking]:
    """Open cases whose statutory limit has passed, the longest first, with the obstacle."""
    return _with_cases(_passed(actor, now), actor)


def what_breaks(actor: Actor, *, now: datetime) -> tuple[list[Breaking], list[Breaking]]:
    """Statutory limits that have passed, and those that end in these days: one look at the cases for both."""
    passed = _passed(actor, now)
    both = _with_cases([*passed, *_soon(actor, "statute", now)], actor)
    late = {(clock.subject, clock.limit_code) for clock in passed}
    return (
        [one for one in both if (one.case.pk, one.code) in late],
        [one for one in both if (one.case.pk, one.code) not in late],
    )


def _soon(actor: Actor, family: str, now: datetime) -> list[Clock]:
    require(actor)
    today = day_of(now)
    rows = Clock.objects.filter(
        agency_id__in=actor.agency_ids,
        state=RUNNING,
        superseded_at=None,
        due_on__gte=today,
        due_on__lte=horizon(today),
        family=family,
    )
    return list(rows.order_by("due_on", "pk")[:MOST])


def _passed(actor: Actor, now: datetime) -> list[Clock]:
    require(actor)
    passed = Clock.objects.filter(
        agency_id__in=actor.agency_ids, superseded_at=None, family="statute", due_on__lt=day_of(now)
    ).order_by("due_on", "pk")
    found: list[Clock] = []
    for state in (MISSED, RUNNING):  # each has its index; the sweep turns one into the other
        of_state: list[Clock] = []
        for start in range(0, LOOKED_THROUGH, LOT):
            lot = list(passed.filter(state=state)[start : start + LOT])
            still = _open_among([row.subject for row in lot])
            of_state += [row for row in lot if row.subject in still]
            if len(of_state) >= MOST or len(lot) < LOT:
                break
        found += of_state
    return sorted(found, key=lambda row: (row.due_on, row.subject))[:MOST]


def _open_among(case_ids: Sequence[int]) -> set[int]:
    if not case_ids:
        return set()
    return set(Case.objects.filter(pk__in=case_ids, phase="open").values_list("pk", flat=True))


def _with_cases(rows: Sequence[Clock], actor: Actor) -> list[Breaking]:
    if not rows:
        return []
    cases = Case.objects.visible_to(actor).select_related("assignee").in_bulk([row.subject for row in rows])
    orders = set(
        Concern.objects.filter(case_id__in=cases, kind="order", state="open").values_list("case_id", flat=True)
    )
    return [
        Breaking(
            cases[row.subject],
            row.limit_code,
            row.rule_set,
            row.family,
            row.due_on,
            obstacle(cases[row.subject], ordered=row.subject in orders),
        )
        for row in rows
        if row.subject in cases and row.due_on is not None
    ]


def obstacle(case: Case, *, ordered: bool) -> str:
    """What keeps a case from going on, as far as its state says."""
    if case.assignee_id is None:
        return "nobody"
    turn = case.pack.states[case.state].turn
    if turn != "authority":
        return f"turn:{turn}"
    return "order" if ordered else "office"


def strip(actor: Actor, *, now: datetime) -> list[Square]:
    """Open cases by the day on which their next statutory limit ends: the next twenty working days, days off between."""
    require(actor)
    counts = Counter({key[2:]: n for key, n in tallies.read(actor.agency_ids, "d:").items()})
    today = day_of(now)
    calendar = calendars.current(CALENDAR)
    last = calendar.nth_working_day_after(today - timedelta(days=1), STRIP)
    return [
        Square(
            flags.day,
            flags.working,
            flags.working and flags.day.weekday() >= 5,
            counts[flags.day.isoformat()],
        )
        for flags in calendar.days(today, last)
    ]


def load(actor: Actor, *, now: datetime) -> list[Load]:
    """Open work per person of one's bodies, most first, from kept counts."""
    require(actor)
    counts = {int(key[2:]): n for key, n in tallies.read(actor.agency_ids, "a:").items()}
    staff = Staff.objects.filter(pk__in=counts, agency_id__in=actor.agency_ids).select_related("agency")
    soon = dict(
        Case.objects.filter(assignee_id__in=counts, phase="open", next_due_on__lte=horizon(day_of(now)))
        .values_list("assignee_id")
        .annotate(n=Count("pk"))
        .values_list("assignee_id", "n")
    )
    orders = dict(
        Concern.objects.filter(agency_id__in=actor.agency_ids, kind="order", state="open")
        .values_list("to_staff_id")
        .annotate(n=Count("pk"))
        .values_list("to_staff_id", "n")
    )
    rows = [Load(one, counts[one.pk], soon.get(one.pk, 0), orders.get(one.pk, 0)) for one in staff]
    return sorted(rows, key=lambda row: (-row.open, row.staff.username))


def teams(actor: Actor) -> list[tuple[int, int, int]]:
    """Open cases per body, and how many of them are with nobody: (body, open, with nobody)."""
    require(actor)
    found = []
    for agency_id in sorted(actor.agency_ids):
        people = tallies.read([agency_id], "a:")
        if people:
            found.append((agency_id, sum(people.values()), people.get("a:0", 0)))
    return found


def challenges(actor: Actor) -> list[Case]:
    """Cases that wait for a decision on a challenged mediator."""
    require(actor)
    rows = Case.objects.visible_to(actor).filter(agency_id__in=actor.agency_ids, state="suspended")
    return list(rows.order_by("next_due_on", "pk")[:MOST])


def disposals(actor: Actor) -> int:
    """Proposals to erase that wait for a second person."""
    require(actor)
    waiting = Disposal.objects.filter(decided_at=None).exclude(proposed_by=actor.key).values_list("case_id", flat=True)
    return Case.objects.visible_to(actor).filter(pk__in=list(waiting[:MOST])).count()
