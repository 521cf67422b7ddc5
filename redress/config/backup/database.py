"""The rows of an installation, as one moment saw them, and how they come back. Both engines, no tool from outside."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

SQLITE_NAME = "redress.sqlite3"
TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""
SEQUENCES = """
    SELECT a.attname::text, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped
      AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
"""


def dump(folder: Path) -> dict[str, Any]:
    """Write every row into files of a folder, as of one moment, while others go on working. Return what is in them."""
    return _dump_postgresql(folder) if connection.vendor == "postgresql" else _dump_sqlite(folder)


def _dump_sqlite(folder: Path) -> dict[str, Any]:
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / SQLITE_NAME)) as copy:
        connection.connection.backup(copy)  # all pages in one read transaction; writers are not held up
        copy.execute("PRAGMA journal_mode = DELETE")
        rows = count_sqlite(copy)
        leaves = copy.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return {"engine": "sqlite", "rows": rows, "migrations": leaves}


def count_sqlite(database: sqlite3.Connection) -> dict[str, int]:
    # Shadow tables of a search index are its own business; the index itself is counted.
    names = [
        row[0]
        for row in database.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
        if not row[0].startswith("sqlite_")
    ]
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}


@contextmanager
def _plain(address: dict[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    """Open a connection of our own, outside Django's."""
    with psycopg.connect(**address) as own:
        yield own


def _dump_postgresql(folder: Path) -> dict[str, Any]:
    rows = {}
    with _plain(connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as own:
        own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        own.read_only = True
        for table, columns in own.execute(TABLES).fetchall():
            statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _listed(columns))
            with own.cursor().copy(statement) as copy, (folder / f"{table}.copy").open("wb") as file:
                for part in copy:
                    file.write(part)
            rows[table] = _count(own, table)
        leaves = own.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        columns_of = dict(own.execute(TABLES).fetchall())
    return {"engine": "postgresql", "rows": rows, "migrations": leaves, "columns": columns_of}


def _listed(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _count(own: psycopg.Connection[Any], table: str) -> int:
    row = own.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(row[0]) if row else 0


def is_empty() -> bool:
    """Tell whether the database has no tables yet."""
    return not connection.introspection.table_names()


def set_aside(name: str) -> None:
    """Give the schema of this installation another name, and make an empty one. PostgreSQL only."""
    if is_empty():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        own = cursor.cursor
        own.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(schema), sql.Identifier(name)))
        own.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))


def load_postgresql(folder: Path, about: dict[str, Any]) -> None:
    """Fill an empty database: tables as they were when the backup was made, then every row, in one transaction.

    Raises LookupError if this release does not know the tables of the backup: a newer one made it.
    """
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in about["migrations"]}
    unknown = sorted(wanted - set(executor.loader.graph.nodes))
    if unknown:
        raise LookupError(f"{unknown[0][0]}.{unknown[0][1]}")
    last = [
        node
        for node in wanted
        if not any(child.key in wanted for child in executor.loader.graph.node_map[node].children)
    ]
    MigrationRecorder(connection).ensure_schema()
    executor.migrate(sorted(last))
    with transaction.atomic(), connection.cursor() as cursor:
        own = cursor.cursor
        tables = [table for table in about["columns"] if (folder / f"{table}.copy").exists()]
        for table in tables:
            own.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        own.execute(sql.SQL("TRUNCATE {}").format(_listed(tables)))
        own.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            _fill(own, folder / f"{table}.copy", table, about["columns"][table])
        own.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            own.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


def _fill(own: Any, file: Path, table: str, columns: list[str]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _listed(columns))
    with file.open("rb") as source, own.copy(statement) as copy:
        while part := source.read(1 << 18):
            copy.write(part)
    for column, sequence in own.execute(SEQUENCES, [table]).fetchall():
        own.execute(
            sql.SQL("SELECT setval(%s, (SELECT coalesce(max({}), 0) + 1 FROM {}), false)").format(
                sql.Identifier(column), sql.Identifier(table)
            ),
            [sequence],
        )
