"""Rows as boxes: each condition a set of the values that tables can tell apart. Exact, so that no gap is guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from redress.routing.rows import CHANNELS, KINDS, LEVELS, SELLERS, Row, known
from redress.routing.table import under

DIMENSIONS = ("division", "kind", "level", "category", "nature", "seller_kind", "channel", "amount")
Box = tuple[int, ...]  # one bit mask a dimension
MOST = 5000  # boxes kept at a time; beyond that the question is left open rather than the server busy
NOT_KNOWN = ""


class TooMany(Exception):
    """The rows cut the field into more pieces than can be told apart in reasonable time."""


@dataclass(frozen=True, slots=True)
class Field:
    """The values of every dimension, and the whole field as one box."""

    values: tuple[tuple[Any, ...], ...]

    @property
    def whole(self) -> Box:
        return tuple((1 << len(values)) - 1 for values in self.values)

    def box(self, row: Row) -> Box:
        return tuple(
            sum(1 << place for place, value in enumerate(values) if _meets(name, value, row))
            for name, values in zip(DIMENSIONS, self.values, strict=True)
        )

    def read(self, box: Box) -> dict[str, list[Any]]:
        """The values of a box, of those dimensions that are not whole."""
        return {
            name: [value for place, value in enumerate(values) if mask >> place & 1]
            for name, values, mask in zip(DIMENSIONS, self.values, box, strict=True)
            if mask != (1 << len(values)) - 1
        }


def field_of(rows: Sequence[Row], places: Iterable[tuple[str, str]]) -> Field:
    """The field that rows have to cover. places -- division and level of the bodies that the law can name"""
    seats = sorted(set(places))
    named = {row.area.ljust(6, "0") for row in rows if row.area}
    cuts = sorted({cut for row in rows for cut in (row.amount_from, row.amount_to) if cut is not None})
    return Field((
        tuple(sorted(named.union(place for place, _ in seats))) or (NOT_KNOWN,),
        KINDS,
        tuple(level for level in LEVELS if any(level == one for _, one in seats)) or LEVELS,
        (NOT_KNOWN, *_told_apart("category", rows)),
        (NOT_KNOWN, *_told_apart("nature", rows)),
        (NOT_KNOWN, *SELLERS),
        CHANNELS,
        (None, Decimal(0), *cuts) if Decimal(0) not in cuts else (None, *cuts),
    ))  # fmt: skip


def _told_apart(name: str, rows: Sequence[Row]) -> list[str]:
    """Codes named by some row and, of the rest, one for each class that stands for what no row names."""
    codes = known(name)
    named = {getattr(row, name) for row in rows} - {""}
    leaves = [code for code in sorted(codes) if not any(other.startswith(code + ".") for other in codes)]
    kept: dict[frozenset[str], str] = {}
    for leaf in leaves:
        kept.setdefault(frozenset(one for one in named if under(leaf, one)), leaf)
    return sorted({*kept.values(), *(one for one in named if one in codes)})


def _meets(name: str, value: Any, row: Row) -> bool:
    if name == "division":
        return bool(value.startswith(row.area))
    if name == "amount":
        if row.amount_from is None and row.amount_to is None:
            return True
        return bool(
            value is not None
            and (row.amount_from is None or value >= row.amount_from)
            and (row.amount_to is None or value < row.amount_to)
        )
    wanted = getattr(row, name)
    if not wanted:
        return True
    return under(value, wanted) if name in ("category", "nature") else bool(value == wanted)


def meet(one: Box, other: Box) -> bool:
    return all(a & b for a, b in zip(one, other, strict=True))


def without(boxes: list[Box], taken: Box) -> list[Box]:
    """What is left of boxes when another is taken out of them. Raises TooMany."""
    left: list[Box] = []
    for box in boxes:
        if not meet(box, taken):
            left.append(box)
            continue
        rest = list(box)
        for place, mask in enumerate(taken):
            if outside := rest[place] & ~mask:
                left.append((*rest[:place], outside, *rest[place + 1 :]))
            rest[place] &= mask
        if len(left) > MOST:
            raise TooMany
    return left


__all__ = ["Field", "TooMany", "field_of", "meet", "without"]
