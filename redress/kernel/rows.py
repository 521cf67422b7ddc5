"""Adding many rows with one statement, for the paths that run thousands of times a second."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

MOST_VALUES = 30_000  # PostgreSQL takes at most 65,535 values a statement


def stored(value: Any) -> Any:
    """Return a value as the ORM would store it: moments in UTC on SQLite, days as text, sums as text."""
    if connection.vendor == "postgresql":
        return value
    return _sqlite_value(value)


def _sqlite_value(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, tail: str = "") -> int:
    """Insert rows inside the caller's transaction; return how many went in.

    tail -- what follows the values, such as an ON CONFLICT clause
    """
    if not rows:
        return 0
    done = 0
    size = max(1, MOST_VALUES // len(columns))
    place = "(" + ",".join(["%s"] * len(columns)) + ")"
    head = f"INSERT INTO {table} ({','.join(columns)}) VALUES "
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            values = [[_sqlite_value(value) for value in row] for row in rows]
            if len(rows) == 1:
                cursor.execute(f"{head}{place} {tail}", values[0])
            else:
                cursor.executemany(f"{head}{place} {tail}", values)
            return len(rows)
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            cursor.execute(f"{head}{','.join([place] * len(part))} {tail}", [value for row in part for value in row])
            done += cursor.rowcount
    return done


def next_ids(table: str, count: int) -> list[int]:
    """Reserve ids for rows about to be inserted, inside the caller's transaction.

    SQLite writers hold the only write lock, so counting on from the largest is safe there; rows that reserve ids this
    way are never deleted.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        last = int(cursor.fetchone()[0])
    return list(range(last + 1, last + 1 + count))
