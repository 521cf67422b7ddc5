"""How rows are spread, which SQLite has to be told: without it, it takes every index to leave ten rows, and looks through
all cases of an office to find 25 of which it has the numbers. PostgreSQL finds out for itself.
"""

import re
from typing import Any

from django.db import connection, transaction

SAMPLE = 1000  # rows looked at in each index: milliseconds, however many there are
WORTH = 1000  # rows; of smaller tables every way of reading is quick
GROWN = 4  # times as many rows as were known before it is looked at again


def learn(*, least: int = WORTH) -> list[str]:
    """Look again at the tables that grew to GROWN times what was known of them; return their names.

    Nothing is done on another engine. Each table is a short transaction of its own; every open connection goes by what
    was found. least -- rows a table has to have. Call it outside any transaction.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        known = _known(cursor)
        grown = [name for name in _tables(cursor) if _last(cursor, name) >= max(least, GROWN * known.get(name, 0))]
        cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        for name in grown:
            cursor.execute(f'ANALYZE "{name}"')
    if grown:
        _tell_the_others()
    return grown


def _tables(cursor: Any) -> list[str]:
    """The ordinary tables: what has no row numbers of its own or belongs to a full-text index is left alone."""
    cursor.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT wr")
    return sorted(
        name for (name,) in cursor.fetchall() if re.fullmatch(r"\w+", name) and not name.startswith("sqlite_")
    )


def _last(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT MAX(rowid) FROM "{table}"')  # one step to the end; rows that are gone count too
    return int(cursor.fetchone()[0] or 0)


def _known(cursor: Any) -> dict[str, int]:
    """Rows of each table when it was last looked at, as far as a sample tells."""
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if cursor.fetchone() is None:
        return {}
    cursor.execute("SELECT tbl, MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl")
    return dict(cursor.fetchall())


def _tell_the_others() -> None:
    """Connections read the figures with the tables' layout, so a change of the layout makes them read both again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kernel_layout_changes (id)")
        cursor.execute("DROP TABLE kernel_layout_changes")
