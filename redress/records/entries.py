"""Add to the archive and read from it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from json import loads
from typing import Any

from django.db import connection, transaction

from redress.records import keys
from redress.records.jcs import canonical_text
from redress.records.merkle import leaf_hash
from redress.records.sealing import SEALED, SUITE

SALT = 32
_COLUMNS = f"{SEALED}, receipt, salt, row_hash"
_SQLITE = f"INSERT INTO records_entry ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SQLITE_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'records_entry'"
_POSTGRES = (
    f"INSERT INTO records_entry ({_COLUMNS}) SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], "
    "%s::text[], %s::text[], %s::bytea[], %s::smallint[], %s::text[], %s::bytea[], %s::bytea[])"
)
_POSTGRES_IDS = "SELECT nextval(pg_get_serial_sequence('records_entry', 'id')) FROM generate_series(1, %s)"
_READ = "SELECT id, subject, event, at, actor, data, leaf_hash IS NOT NULL, salt IS NULL, tree_index FROM records_entry"


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that just happened, about to be recorded.

    subject -- number of the case; 0 for what concerns none
    event -- noun.past_participle, never renamed once recorded
    actor -- Actor.key
    data -- JSON without personal values; text, whole numbers, booleans, lists, objects
    receipted -- people get a receipt for it; then receipt_subject is what the receipt says (also without personal values)
    """

    subject: int
    event: str
    at: datetime
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)
    receipted: bool = False
    receipt_subject: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as others may read it.

    receipted -- there is, or was, a receipt for it
    erased -- there was one, and its salt has been destroyed
    tree_index -- its leaf in the log; None until the log has taken it in
    """

    id: int
    subject: int
    event: str
    at: datetime
    actor: str
    data: dict[str, Any]
    receipted: bool
    erased: bool
    tree_index: int | None


def append(drafts: Sequence[Draft]) -> list[int]:
    """Record what happened, in the caller's transaction, and return the entries' numbers in the same order.

    Never waits for the log: leaves get their place later. Raises ValueError (and writes nothing) for a draft that
    cannot be recorded: a moment without zone, a name with control characters or longer than 80, data that is not JSON,
    receipted without receipt_subject.
    """
    if not drafts:
        return []
    if not connection.in_atomic_block:
        with transaction.atomic():
            return append(drafts)
    return _append_postgresql(drafts) if connection.vendor == "postgresql" else _append_sqlite(drafts)


def of(subject: int, events: Iterable[str] = ()) -> list[Recorded]:
    """Return the entries of a case, oldest first; only those of the given events if any are given."""
    wanted = tuple(events)
    only = f" AND event IN ({', '.join(['%s'] * len(wanted))})" if wanted else ""
    return _read(f"{_READ} WHERE subject = %s{only} ORDER BY id", [subject, *wanted])


def get(entry_id: int) -> Recorded:
    """Return one entry. Raises LookupError."""
    for entry in _read(f"{_READ} WHERE id = %s", [entry_id]):
        return entry
    raise LookupError(f"There is no entry {entry_id}.")


def after(entry_id: int, limit: int) -> list[Recorded]:
    """Return up to `limit` entries that follow this one, of all cases; for whoever reads along.

    On PostgreSQL a number can appear after a higher one: transactions commit in their own order.
    """
    return _read(f"{_READ} WHERE id > %s ORDER BY id LIMIT %s", [entry_id, limit])


STILL_COMING = timedelta(minutes=2)  # no transaction that took a number lasts so long


def settled(place: int, found: Iterable[Recorded], *, now: datetime) -> int:
    """Return how far a reader may move its place over what it found: not beyond a number that may still appear.

    A number that stays missing belonged to a transaction that failed.
    """
    for entry in found:
        if entry.id > place:
            if entry.id != place + 1 and now - entry.at < STILL_COMING:
                break
            place = entry.id
    return place


def of_all(subjects: Sequence[int]) -> list[Recorded]:
    """Return the entries of several cases, oldest first."""
    if not subjects:
        return []
    places = ", ".join(["%s"] * len(subjects))
    return _read(f"{_READ} WHERE subject IN ({places}) ORDER BY id", subjects)


def these(entry_ids: Sequence[int]) -> list[Recorded]:
    """Return those of these entries that are there, in order."""
    found: list[Recorded] = []
    for start in range(0, len(entry_ids), 500):
        part = entry_ids[start : start + 500]
        found += _read(f"{_READ} WHERE id IN ({', '.join(['%s'] * len(part))}) ORDER BY id", part)
    return found


def stamp(moment: datetime) -> str:
    """Write a moment as the archive does.

    >>> stamp(datetime(2026, 9, 22, 2, 15, tzinfo=UTC))
    '2026-09-22T02:15:00.000000Z'
    """
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def _rows(ids: Iterable[int], drafts: Sequence[Draft]) -> list[tuple[Any, ...]]:
    rows = [_row(id_, draft) for id_, draft in zip(ids, drafts, strict=True)]
    return [(*row, seal) for row, seal in zip(rows, keys.seal()(rows), strict=True)]


def _row(id_: int, draft: Draft) -> tuple[Any, ...]:
    event, actor, at = draft.event, draft.actor, stamp(draft.at)
    for name in (event, actor):
        if not name or len(name) > 80 or not name.isprintable():
            raise ValueError(f"An event or actor has 1 to 80 printable characters, not {name!r}.")
    data = canonical_text(draft.data if isinstance(draft.data, dict) else dict(draft.data))
    receipt = salt = leaf = None
    if draft.receipted:
        if draft.receipt_subject is None:
            raise ValueError(f"{event} is receipted but brings no receipt_subject.")
        receipt = canonical_text(dict(draft.receipt_subject))
        salt = os.urandom(SALT)
        leaf = leaf_hash(salt + receipt.encode())
    return (id_, draft.subject, event, at, actor, data, leaf, SUITE, receipt, salt)


def _append_sqlite(drafts: Sequence[Draft]) -> list[int]:
    # The driver is spoken to directly: two short statements per step cost a third of what they cost through the
    # cursor wrappers, and this is on the path of every intake. Writers hold the write lock from BEGIN IMMEDIATE on,
    # so nobody else takes the numbers read here; the number is part of the seal and has to be known before the row is.
    driver = connection.connection
    with connection.wrap_database_errors:
        last = driver.execute(_SQLITE_LAST).fetchone()
        ids = range(last[0] + 1 if last else 1, (last[0] if last else 0) + 1 + len(drafts))
        driver.executemany(_SQLITE, _rows(ids, drafts))
    return list(ids)


def _append_postgresql(drafts: Sequence[Draft]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRES_IDS, [len(drafts)])
        ids = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(_POSTGRES, [list(column) for column in zip(*_rows(ids, drafts), strict=True)])
    return ids


def _read(query: str, parameters: Sequence[Any]) -> list[Recorded]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows = cursor.fetchall()
    return [
        Recorded(id_, subject, event, datetime.fromisoformat(at), actor, loads(data), bool(receipted),
                 bool(receipted and mute), index)
        for id_, subject, event, at, actor, data, receipted, mute, index in rows
    ]  # fmt: skip
