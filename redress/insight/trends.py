"""What the kept counts say: months, and the largest values of a dimension. Reads counts only, never cases or facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from redress.insight.models import Fact
from redress.insight.models.facts import READERS
from redress.insight.rollups import DIMS, SETTLED_OUTCOMES
from redress.kernel.actors import Actor
from redress.kernel.rows import fetch, stored

MONTHS = 12
TOP = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A count with what it is a count of."""

    value: str
    n: int
    ended: int = 0
    settled: int = 0
    before: int = 0  # the same in the period before


def months_back(day: date, count: int) -> list[date]:
    """Return the first days of the last months, oldest first, this one included.

    >>> months_back(date(2026, 2, 5), 3)
    [datetime.date(2025, 12, 1), datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)]
    """
    number = day.year * 12 + day.month - 1
    return [date((number - back) // 12, (number - back) % 12 + 1, 1) for back in range(count - 1, -1, -1)]


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def bodies(actor: Actor) -> list[int]:
    """The bodies whose counts this person reads; none if counting is not their work."""
    return sorted(actor.agency_ids) if actor.role in READERS else []


def by_month(agency_ids: Sequence[int], months: Sequence[date], *, dim: str = "all", value: str = "") -> list[Cell]:
    """Count month by month, of everything or of one value of a dimension."""
    if not agency_ids:
        return [Cell(month.isoformat(), 0) for month in months]
    rows = _sums("day", agency_ids, dim, months[0], next_month(months[-1]), "AND value = %s", [value])
    found = {_day(row[0]): row[1:] for row in rows}
    return [Cell(month.isoformat(), *map(int, found.get(month, (0, 0, 0)))) for month in months]


def top(
    agency_ids: Sequence[int], dim: str, since: date, until: date, *, before: date | None = None, most: int = TOP
) -> list[Cell]:
    """The largest values of a dimension between two first days of months (until is exclusive)."""
    if dim not in DIMS or not agency_ids:
        return []
    now = {row[0]: row[1:] for row in _sums("value", agency_ids, dim, since, until)}
    past = {row[0]: int(row[1]) for row in _sums("value", agency_ids, dim, before, since)} if before else {}
    cells = [
        Cell(value, int(n), int(ended), int(settled), past.get(value, 0))
        for value, (n, ended, settled) in now.items()
        if n
    ]
    return sorted(cells, key=lambda cell: (-cell.n, cell.value))[:most]


def _sums(
    by: str,
    agency_ids: Sequence[int],
    dim: str,
    since: date | None,
    until: date,
    more: str = "",
    values: Iterable[Any] = (),
) -> list[tuple[Any, ...]]:
    places = ",".join(["%s"] * len(agency_ids))
    statement = (
        f"SELECT {by}, SUM(n), SUM(ended), SUM(settled) FROM insight_margin WHERE agency_id IN ({places}) AND span = 'm' "
        f"AND dim = %s AND day >= %s AND day < %s {more} GROUP BY {by}"
    )
    return fetch(statement, [*agency_ids, dim, stored(since), stored(until), *values])


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


# ---- down to the cases ---------------------------------------------------------------------------------------------


def behind(filters: Mapping[str, str], *, actor: Actor) -> QuerySet[Fact]:
    """The cases behind a number, newest first. filters -- values by dimension, since, until (exclusive), outcome"""
    found: QuerySet[Fact] = Fact.objects.visible_to(actor)
    for dim in (*DIMS, "kind"):
        if dim in filters:
            found = found.filter(**{dim: filters[dim]})
    for name, column in (("since", "day__gte"), ("until", "day__lt")):
        if filters.get(name):
            found = found.filter(**{column: date.fromisoformat(filters[name])})
    if filters.get("outcome") == "settled":
        found = found.filter(outcome__in=SETTLED_OUTCOMES)
    return found.order_by("-day", "-case_id")


def of_ids(case_ids: Sequence[int], *, actor: Actor) -> QuerySet[Fact]:
    return Fact.objects.visible_to(actor).filter(Q(case_id__in=case_ids)).order_by("-day", "-case_id")
