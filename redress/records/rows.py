"""Rows of the archive as an auditor reads them: in bulk, straight from the table, trusting nothing in them."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import combinations
from typing import Any, NamedTuple

from django.db import OperationalError, connection

from redress.records.sealing import SEALED, Seal

_COLUMNS = f"{SEALED}, row_hash, receipt, salt, tree_index"
_ROW_HASH, _PLACE = 8, 11
_PLACED = f"SELECT {_COLUMNS} FROM records_entry WHERE tree_index >= %s AND tree_index < %s ORDER BY tree_index, id"
_OUTSIDE = (
    f"SELECT {_COLUMNS} FROM records_entry WHERE tree_index < 0 OR tree_index >= %s ORDER BY tree_index LIMIT 200"
)
_WAITING = f"SELECT {_COLUMNS} FROM records_entry WHERE tree_index IS NULL AND id > %s ORDER BY id LIMIT %s"


class Row(NamedTuple):
    """One row, in the order in which it is sealed."""

    id: int
    subject: int
    event: str
    at: str
    actor: str
    data: str
    leaf_hash: bytes | None
    suite: int
    row_hash: bytes
    receipt: str | None
    salt: bytes | None
    tree_index: int

    @property
    def leaves(self) -> int:
        return 1 if self.leaf_hash is None else 2

    @classmethod
    def honest(cls, raw: tuple[Any, ...]) -> "Row":
        """Return a row with every value of a kind that the archive never writes replaced, so that it can be hashed."""
        id_, subject, event, at, actor, data, leaf_hash, suite, row_hash, receipt, salt, tree_index = raw
        return cls(
            _number(id_),
            _number(subject),
            _text(event),
            _text(at),
            _text(actor),
            _text(data),
            None if leaf_hash is None else _bytes(leaf_hash),
            _number(suite),
            _bytes(row_hash),
            None if receipt is None else _text(receipt),
            None if salt is None else _bytes(salt),
            _number(tree_index),
        )

    def sealed_by(self, seal: Seal, *, number: int | None = None) -> bytes:
        """Return the seal this content would have, under its own or another number."""
        return seal([self if number is None else (number, *self[1:])])[0]

    def holds(self, seal: Seal) -> bool:
        """Return whether seal and receipt are those of this content."""
        if self.row_hash != self.sealed_by(seal):
            return False
        if self.salt is None or self.receipt is None:
            return True
        return self.leaf_hash == sha256(b"\0" + self.salt + self.receipt.encode()).digest()


def _number(value: Any) -> int:
    return value if isinstance(value, int) else -1


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return f"not text: {value!r}"
    return value.encode(errors="surrogateescape").decode(errors="replace")


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else b"not bytes"


def read_section(start: int, stop: int) -> tuple[tuple[Any, ...] | None, list[tuple[Any, ...]]]:
    """Return the row placed right before `start`, if there is one, and all rows placed in [start, stop), in order."""
    rows = _fetch(_PLACED, [start - 1, stop])
    before = [row for row in rows if row[_PLACE] == start - 1]
    return (before[-1] if before else None), rows[len(before) :]


def read_outside(size: int) -> list[tuple[Any, ...]]:
    """Return rows whose place is none of a tree of `size` leaves."""
    return _fetch(_OUTSIDE, [size])


def read_waiting(page: int) -> Iterator[list[tuple[Any, ...]]]:
    """Return all rows without a place, in the order of their numbers, some at a time."""
    last = -(2**63)
    while rows := _fetch(_WAITING, [last, page]):
        yield rows
        last = rows[-1][0]


def held(rows: Sequence[tuple[Any, ...]], seal: Seal) -> Iterator[tuple[int, bytes, bytes | None] | int]:
    """Return number, seal and receipt's leaf of every row whose seal holds, and the bare number of the others."""
    try:
        seals = seal(rows)
    except (TypeError, ValueError, AttributeError):
        rows = [Row.honest(row) for row in rows]
        seals = seal(rows)
    for row, right in zip(rows, seals, strict=True):
        yield (row[0], right, row[6]) if right == row[_ROW_HASH] else row[0]


def swapped(odd: Sequence[Row], seal: Seal, leaf_at: Callable[[int], bytes]) -> list[tuple[Row, Row]]:
    """Return the pairs among rows that do not hold which are each other's: number, content or place exchanged."""
    found = []
    for one, other in combinations(odd[:40], 2):
        possible = {
            sha256(b"\0" + content.sealed_by(seal, number=number)).digest()
            for number in (one.id, other.id)
            for content in (one, other)
        }
        if leaf_at(one.tree_index) in possible and leaf_at(other.tree_index) in possible:
            found.append((one, other))
    return found


def _fetch(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    try:
        return _rows(query, parameters)
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
    # Bytes that are no UTF-8 stand where text should: read them as they are, so that the place can be named.
    driver = connection.connection
    kept, driver.text_factory = driver.text_factory, lambda raw: raw.decode(errors="surrogateescape")
    try:
        return _rows(query, parameters)
    finally:
        driver.text_factory = kept


def _rows(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
