"""Public figures: whole months, small cells hidden, from the kept counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from redress.agencies import queries
from redress.insight import risk, trends

MONTHS = 12
MOST = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """One count that everybody may read; None where it is hidden."""

    value: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by one dimension over the last whole months, with their sum and how many are hidden."""

    dim: str
    rows: Sequence[Figure]
    total: int
    hidden: int


def period(today: date) -> tuple[date, date]:
    """The last twelve whole months: first day, and the first day after."""
    months = trends.months_back(today, MONTHS + 1)
    return months[0], months[-1]


def bodies() -> list[int]:
    return sorted(queries.directory().by_id)


def by_month(today: date) -> Table:
    months = trends.months_back(today, MONTHS + 1)[:-1]
    cells = trends.by_month(bodies(), months)
    return _table("month", [(cell.value[:7], cell.n) for cell in cells])


def by(dim: str, today: date) -> Table:
    """Count complaints and reports of all bodies by nature, goods or channel."""
    since, until = period(today)
    cells = trends.top(bodies(), dim, since, until, most=MOST)
    return _table(dim, [(cell.value, cell.n) for cell in cells])


def alike(category: str, today: date) -> int | None:
    """How many complaints and reports about the same class stand in the public figures; None where none may be told."""
    found = next((row for row in by("category", today).rows if row.value == category), None) if category else None
    return found.n if found else None


def _table(dim: str, cells: Sequence[tuple[str, int]]) -> Table:
    shown = risk.suppress([n for _, n in cells])
    rows = [Figure(value, n) for (value, _), n in zip(cells, shown, strict=True)]
    return Table(dim, rows, sum(n for _, n in cells), sum(n is None for n in shown))
