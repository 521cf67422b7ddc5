"""Reading and writing rows with statements of our own, for the paths that run thousands of times a second."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

MOST_VALUES = 30_000  # PostgreSQL takes at most 65,535 values a statement


def stored(value: Any) -> Any:
    """Return a value as the ORM would store it: moments in UTC on SQLite, days as text, sums as text."""
    if connection.vendor == "postgresql":
        return value
    return _sqlite_value(value)


def _moment(value: datetime) -> str:
    return _in_utc(value, value.fold)


@lru_cache(maxsize=1024)  # the same moment stands in many rows of one write
def _in_utc(value: datetime, _fold: int) -> str:
    """As Django: no fraction where there is none. _fold -- tells apart the two hours of a night that compare equal"""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


_AS_SQLITE: dict[type, Callable[[Any], Any]] = {datetime: _moment, date: date.isoformat, Decimal: str}


def _sqlite_value(value: Any) -> Any:
    convert = _AS_SQLITE.get(type(value))
    if convert is not None:
        return convert(value)
    if isinstance(value, datetime):
        return _moment(value)
    return value


@cache
def _head(table: str, columns: tuple[str, ...]) -> tuple[str, str]:
    """The two halves of an insert: what stands before the rows, and one row's places."""
    mark = "%s" if connection.vendor == "postgresql" else "?"
    return f"INSERT INTO {table} ({','.join(columns)}) VALUES ", f"({','.join([mark] * len(columns))})"


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, tail: str = "") -> int:
    """Insert rows inside the caller's transaction; return how many went in.

    tail -- what follows the values, such as an ON CONFLICT clause
    """
    if not rows:
        return 0
    head, place = _head(table, tuple(columns))
    if connection.vendor != "postgresql":
        # The driver is spoken to directly: through the cursor wrappers a short statement costs three times as much.
        convert = _AS_SQLITE.get
        values = [[found(value) if (found := convert(type(value))) else value for value in row] for row in rows]
        database = _open()
        with database.wrap_database_errors:
            database.connection.executemany(f"{head}{place} {tail}", values)
        return len(rows)
    done = 0
    size = max(1, MOST_VALUES // len(columns))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            cursor.execute(f"{head}{','.join([place] * len(part))} {tail}", [value for row in part for value in row])
            done += cursor.rowcount
    return done


def add(table: str, columns: Sequence[str], values: Sequence[Any]) -> int:
    """Insert one row inside the caller's transaction and return its id."""
    places = ",".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({places}) RETURNING id"
    return int(fetch(statement, [stored(value) for value in values])[0][0])


def change(table: str, pk: int, columns: Mapping[str, Any], *, version: int | None = None) -> bool:
    """Update one row inside the caller's transaction; return whether it was there.

    columns -- names as in the table, assignee_id rather than assignee
    version -- only if the row still has this version
    """
    sets = ",".join(f"{name} = %s" for name in columns)
    guard, guarded = (" AND version = %s", [version]) if version is not None else ("", [])
    return execute(
        f"UPDATE {table} SET {sets} WHERE id = %s{guard}", [*map(stored, columns.values()), pk, *guarded]
    ) > 0  # fmt: skip


def execute(statement: str, values: Sequence[Any] = ()) -> int:
    """Run a statement (places %s, values as stored); return how many rows it touched."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.rowcount)
    database = _open()
    with database.wrap_database_errors:
        return int(database.connection.execute(_qmarks(statement), values).rowcount)


def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query (places %s, values as stored), as the driver hands them back."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    database = _open()
    with database.wrap_database_errors:
        return list(database.connection.execute(_qmarks(statement), values).fetchall())


def _open() -> Any:
    """The database connection itself, past the object that looks it up at every touch; open."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    return database


def _qmarks(statement: str) -> str:
    return statement.replace("%s", "?")


M = TypeVar("M", bound=models.Model)


def _from_sqlite(field: Any) -> Callable[[Any], Any] | None:
    """What Django's own converters, which the driver calls, leave to be done."""
    if isinstance(field, models.DateTimeField):
        return lambda value: value.replace(tzinfo=UTC)
    if isinstance(field, models.DecimalField):
        places = field.decimal_places
        return lambda value: Decimal(f"{value:.{places}f}")
    return None


class Reader(Generic[M]):
    """Instances of a model without the query builder: the columns are laid out once, the rest is a statement's end."""

    def __init__(self, model: type[M]) -> None:
        fields = list(model._meta.concrete_fields)
        self.model = model
        self.names = [field.attname for field in fields]
        self.select = f"SELECT {','.join(str(field.column) for field in fields)} FROM {model._meta.db_table} "
        self.sqlite = [(place, found) for place, field in enumerate(fields) if (found := _from_sqlite(field))]

    def __call__(self, tail: str, values: Sequence[Any] = ()) -> list[M]:
        """Return the rows that `WHERE … ORDER BY …` leaves."""
        rows = fetch(self.select + tail, values)
        if connection.vendor == "postgresql":
            return [self.model.from_db("default", self.names, row) for row in rows]
        return [self.model.from_db("default", self.names, self._native(row)) for row in rows]

    def _native(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for place, convert in self.sqlite:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values


def next_ids(table: str, count: int) -> list[int]:
    """Reserve ids for rows about to be inserted, inside the caller's transaction.

    SQLite writers hold the only write lock, so counting on from the largest is safe there; rows that reserve ids this
    way are never deleted.
    """
    if connection.vendor == "postgresql":
        series = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        return sorted(row[0] for row in fetch(series, [table, count]))
    last = int(fetch(f"SELECT COALESCE(MAX(id), 0) FROM {table}")[0][0])
    return list(range(last + 1, last + 1 + count))
