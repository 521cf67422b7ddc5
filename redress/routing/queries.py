"""Reads of the routing table that other rooms may use. The live one is held in memory and looked for every few seconds."""

import time
from dataclasses import dataclass
from datetime import datetime

from redress.kernel.actors import Actor
from redress.kernel.problems import NotThere
from redress.routing.models import RoutingTable, Stage
from redress.routing.rows import Row, restored
from redress.routing.table import Table

LOOK_SECONDS = 5.0  # a table released in another process is in force here at the latest after this


@dataclass(slots=True)
class _Held:
    looked: float
    spans: list[tuple[datetime, datetime | None, int]]
    tables: dict[int, Table]


_held: _Held | None = None


def forget() -> None:
    global _held
    _held = None


def live(now: datetime) -> Table | None:
    """The table in force at a moment; None if none is, and the law alone decides."""
    global _held
    if _held is None or time.monotonic() - _held.looked > LOOK_SECONDS:
        released = RoutingTable.objects.filter(stage=Stage.RELEASED, live_from__isnull=False)
        spans = [
            (start, end, pk)
            for start, end, pk in released.order_by("-live_from", "-number").values_list("live_from", "ends_at", "pk")
            if start is not None
        ]
        _held = _Held(time.monotonic(), spans, _held.tables if _held else {})
    for start, end, pk in _held.spans:
        if start <= now and (end is None or now < end):
            if pk not in _held.tables:
                _held.tables[pk] = compiled(RoutingTable.objects.get(pk=pk))
            return _held.tables[pk]
    return None


def rows_of(table: RoutingTable) -> list[Row]:
    return sorted((restored(kept) for kept in table.rows), key=lambda row: (row.priority, row.row))


def compiled(table: RoutingTable) -> Table:
    return Table(table.number, rows_of(table))


def held(number: int, *, actor: Actor) -> RoutingTable:
    """One version by its number. Raises NotThere."""
    found = RoutingTable.objects.visible_to(actor).filter(number=number).first()
    if found is None:
        raise NotThere("routing table")
    return found
