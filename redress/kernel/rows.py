"""Adding many rows with one statement, for the paths that run thousands of times a second."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

MOST_VALUES = 900  # SQLite takes at most 999 values a statement on old builds


def stored(value: Any) -> Any:
    """Return a value as the ORM would store it: moments in UTC on SQLite, days as text, sums as text."""
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
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
    size = max(1, MOST_VALUES // len(columns)) if connection.vendor != "postgresql" else 500
    place = "(" + ",".join(["%s"] * len(columns)) + ")"
    head = f"INSERT INTO {table} ({','.join(columns)}) VALUES "
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            cursor.execute(
                f"{head}{','.join([place] * len(part))} {tail}", [stored(value) for row in part for value in row]
            )
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
