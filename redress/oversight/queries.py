"""What may be asked of oversight, by whom: figures of one's bodies, the cases behind them, bodies beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.queries import Body
from redress.cases.cursors import encoded, read
from redress.cases.models import Case
from redress.deadlines.clocks import as_day
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.kernel.rows import fetch, stored
from redress.oversight import definitions, figures
from redress.oversight.definitions import Indicator
from redress.oversight.figures import Figure
from redress.oversight.models import Reading
from redress.oversight.periods import LONGEST, NAMES, Period, named

ROLES = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ANALYST})
BEHIND = 50  # cases on one page of those behind a figure


def may_look(actor: Actor) -> bool:
    return actor.role in ROLES and bool(actor.agency_ids)


def may_open(actor: Actor) -> bool:
    """Whether a person may see the cases behind a figure; from those, no small number needs to be hidden."""
    return may_look(actor) and actor.role in CASE_ROLES


def bodies(actor: Actor) -> list[Body]:
    """The bodies whose figures a person may see, one's own first."""
    if not may_look(actor):
        raise NotThere("figures")
    listed = [queries.body(pk) for pk in actor.agency_ids]
    return sorted(listed, key=lambda body: (body.path.count("/"), body.code))


def scope(actor: Actor, code: str) -> list[int]:
    """Ids of the bodies asked for: one with those below it, or all of one's own. Not yours looks like not there."""
    own = bodies(actor)
    if not code:
        return [body.id for body in own]
    chosen = next((body for body in own if body.code == code), None)
    if chosen is None:
        raise NotThere(code)
    return sorted(queries.below(chosen.id) & actor.agency_ids)


def period_of(name: str, start: str, end: str, *, now: datetime) -> Period:
    """Read a period: a name, or two days. Raises Invalid, with everything that is wrong with it."""
    today = day_of(now)
    if not start and not end:
        if name and name not in NAMES:
            message = gettext("Choose one of: %(expected)s.") % {"expected": ", ".join(NAMES)}
            raise Invalid([Problem("period.unknown", message, "/period")])
        return named(name, today=today)
    days = {}
    problems = []
    for place, text in (("from", start), ("to", end)):
        try:
            days[place] = date.fromisoformat(text)
        except ValueError:
            problems.append(Problem("period.no_day", gettext("Write a day such as 2026-09-22."), f"/{place}"))
    if problems:
        raise Invalid(problems)
    first, last = days["from"], days["to"]
    if first > last:
        problems.append(Problem("period.backwards", gettext("The period ends before it begins."), "/to"))
    if last >= today:
        message = gettext("A period ends yesterday at the latest: what is still going on is not over.")
        problems.append(Problem("period.not_over", message, "/to"))
    if (last - first).days >= LONGEST:
        problems.append(Problem("period.too_long", gettext("At most five years at once."), "/from"))
    if problems:
        raise Invalid(problems)
    return Period(first, last)


def all_figures(agency_ids: Sequence[int], period: Period, *, bare: bool, today: date, only: str = "") -> list[Figure]:
    """Every figure of some bodies together, by the definitions in force on the period's last day."""
    whole = figures.together(figures.sums(agency_ids, period).values())
    wanted = [one for one in definitions.in_force(period.end) if not only or only in one.sets]
    return [_counted(one, whole, agency_ids, period, bare=bare, today=today) for one in wanted]


def one_figure(code: str, agency_ids: Sequence[int], period: Period, *, bare: bool, today: date) -> Figure:
    """One figure. Raises NotThere for a code without a definition on the period's last day."""
    whole = figures.together(figures.sums(agency_ids, period).values())
    return _counted(defined(code, period), whole, agency_ids, period, bare=bare, today=today)


def defined(code: str, period: Period) -> Indicator:
    one = definitions.find(code, period.end)
    if one is None:
        raise NotThere(code)
    return one


def _counted(
    one: Indicator, whole: figures.Sums, agency_ids: Sequence[int], period: Period, *, bare: bool, today: date
) -> Figure:
    open_days = figures.open_since(agency_ids, one.n[0]) if one.kind == "stock" else ()
    return figures.count(one, whole, period, today=today, open_days=open_days, bare=bare)


@dataclass(frozen=True, slots=True)
class Beside:
    """One body's figure beside the others'.

    differs -- its interval leaves out the share of all: not to be explained by chance alone
    """

    body: Body
    figure: Figure
    differs: bool


def beside(code: str, actor: Actor, period: Period, *, bare: bool, today: date) -> list[Beside]:
    """One figure of every body by itself, in the order of their codes: a comparison, never a ranking.

    Only for shares that have an interval. A body stands for itself alone, without those below it.
    """
    one = defined(code, period)
    if one.kind != "rate" or not one.cohort:
        return []
    apart = figures.sums([body.id for body in bodies(actor)], period)
    whole = figures.count(one, figures.together(apart.values()), period, today=today, bare=True)
    rows = []
    for body in sorted(bodies(actor), key=lambda found: found.code):
        figure = figures.count(one, apart[body.id], period, today=today, bare=bare)
        if not figure.d and not figure.hidden:
            continue
        differs = bool(
            figure.interval
            and whole.value is not None
            and not figure.interval.low <= float(whole.value) <= figure.interval.high
        )
        rows.append(Beside(body, figure, differs))
    if not bare and sum(row.figure.hidden for row in rows) == 1:
        # The figure of all is shown: one hidden body could be found by subtraction, so nobody is set beside another.
        return []
    return rows


@dataclass(frozen=True, slots=True)
class Behind:
    """Cases behind a figure, and where the list goes on."""

    cases: list[tuple[date, Case]]
    next: str | None


def behind(
    code: str, part: str, key: str, actor: Actor, agency_ids: Sequence[int], period: Period, *, cursor: str = ""
) -> Behind:
    """The cases that a number counts, oldest first.

    part -- n or d: above or below the line; missed: below and not above
    key -- of one part of a whole, else empty
    Raises NotThere for whoever may not open cases.
    """
    if not may_open(actor):
        raise NotThere(code)
    one = defined(code, period)
    after = _place(cursor)
    rows = _marks(one, _codes(one, part, key, agency_ids, period), part, agency_ids, period, after)
    cases = Case.objects.visible_to(actor).in_bulk([case_id for _, case_id in rows])
    shown = [(day, cases[case_id]) for day, case_id in rows[:BEHIND] if case_id in cases]
    more = len(rows) > BEHIND
    last = rows[BEHIND - 1] if more else None
    return Behind(shown, encoded(last[0].isoformat(), last[1]) if last else None)


def _place(cursor: str) -> tuple[date, int] | None:
    if not cursor:
        return None
    return read(cursor, key_is=date)


def _codes(one: Indicator, part: str, key: str, agency_ids: Sequence[int], period: Period) -> tuple[str, ...]:
    """Codes of the marks a number counts; what stands for all that begin so is written out as they occur."""
    if part in {"d", "missed"}:
        return one.d
    if key:
        return (one.n[0] + key,)
    if not any(code.endswith(":") for code in one.n):
        return one.n
    known = figures.together(figures.sums(agency_ids, period).values())
    return tuple(code for code in known if code.startswith(one.n))


def _marks(
    one: Indicator,
    codes: Sequence[str],
    part: str,
    agency_ids: Sequence[int],
    period: Period,
    after: tuple[date, int] | None,
) -> list[tuple[date, int]]:
    if not codes or not agency_ids:
        return []
    bounds, values = "", [*agency_ids, *codes]
    if one.period != "stock":
        bounds += " AND day >= %s AND day <= %s"
        values += [stored(period.start), stored(period.end)]
    if part == "missed":
        bounds += (
            " AND NOT EXISTS (SELECT 1 FROM oversight_mark kept WHERE kept.case_id = m.case_id AND kept.day = m.day "
            f"AND kept.code IN ({_places(one.n)}))"
        )
        values += one.n
    if after:
        bounds += " AND (day > %s OR (day = %s AND case_id > %s))"
        values += [stored(after[0]), stored(after[0]), after[1]]
    rows = fetch(
        f"SELECT DISTINCT day, case_id FROM oversight_mark m WHERE agency_id IN ({_places(agency_ids)}) "
        f"AND code IN ({_places(codes)}){bounds} ORDER BY day, case_id LIMIT {BEHIND + 1}",
        values,
    )
    return [(as_day(day), int(case_id)) for day, case_id in rows]


def _places(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))


def any_figures(agency_id: int, period: Period) -> bool:
    """Whether anything of a body is counted in a period at all."""
    return bool(figures.sums([agency_id], period)[agency_id])


def read_until() -> datetime | None:
    """When the archive was last read for the figures; None if it never was."""
    return Reading.objects.filter(name="archive").values_list("read_at", flat=True).first()
