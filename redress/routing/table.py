"""The routing table at work: facts of a case and the bodies that the law allows in, the row that decides out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from redress.routing.rows import Row


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions can be about; empty or None means not known, and meets no condition."""

    kind: str
    division: str = ""
    level: str = ""
    category: str = ""
    nature: str = ""
    seller_kind: str = ""
    channel: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The row that decides; passed -- rows that fitted, and whose body may not have the case"""

    row: Row
    passed: tuple[str, ...]


def under(code: str, wanted: str) -> bool:
    """Whether a code is the wanted one or lies below it."""
    return code == wanted or code.startswith(wanted + ".")


def fits(row: Row, facts: Facts) -> bool:
    """Whether every condition of a row holds, but for its place, which the table looks up."""
    return (
        (not row.kind or row.kind == facts.kind)
        and (not row.seller_kind or row.seller_kind == facts.seller_kind)
        and (not row.channel or row.channel == facts.channel)
        and (not row.level or row.level == facts.level)
        and (not row.category or under(facts.category, row.category))
        and (not row.nature or under(facts.nature, row.nature))
        and (row.amount_from is None or (facts.amount is not None and facts.amount >= row.amount_from))
        and (row.amount_to is None or (facts.amount is not None and facts.amount < row.amount_to))
    )


class Table:
    """Rows in order of priority, found by place: a table of 500 rows looks at those of one place only."""

    def __init__(self, number: int, rows: Iterable[Row]) -> None:
        self.number = number
        self.rows = tuple(sorted(rows, key=lambda row: (row.priority, row.row)))
        self._by_area: dict[str, list[int]] = {}
        for rank, row in enumerate(self.rows):
            self._by_area.setdefault(row.area, []).append(rank)
        self._lengths = sorted({len(area) for area in self._by_area})

    def decide(self, facts: Facts, may_have: Callable[[Row], bool]) -> Decided | None:
        """The first row that fits and whose body may have the case; None leaves the case with the body of the law."""
        passed: list[str] = []
        for row in self._of_place(facts.division):
            if fits(row, facts):
                if may_have(row):
                    return Decided(row, tuple(passed))
                passed.append(row.row)
        return None

    def _of_place(self, division: str) -> Iterable[Row]:
        ranks: list[int] = []
        for length in self._lengths:
            if length <= len(division):
                ranks += self._by_area.get(division[:length], ())
        ranks.sort()
        return (self.rows[rank] for rank in ranks)


def by_priority(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.priority, []).append(row)
    return found
