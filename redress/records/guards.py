"""Triggers that keep the archive append-only even from whoever writes SQL, on both engines.

They stop mistakes and honest programs. Who owns the database can drop them, which `redress verify --log` then reports;
what such a person changes afterwards is found by the seals and the tree.
A migration that rebuilds one of these tables on SQLite loses its triggers and has to call `install` again.
"""

from typing import Any

_FIXED = ("id", "subject", "event", "at", "actor", "data", "suite", "row_hash", "leaf_hash")
_MESSAGE = "The archive is append-only"

# name -> (table, what may not happen, condition over OLD and NEW; empty: never)
_GUARDS: dict[str, tuple[str, str, str]] = {
    "records_entry_no_change": (
        "records_entry",
        "UPDATE",
        " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in _FIXED)
        + " OR (OLD.tree_index IS NOT NULL AND NEW.tree_index {differs} OLD.tree_index)"
        + " OR (NEW.salt IS NOT NULL AND NEW.salt {differs} OLD.salt)"
        + " OR (NEW.receipt IS NOT NULL AND NEW.receipt {differs} OLD.receipt)",
    ),
    "records_entry_no_delete": ("records_entry", "DELETE", ""),
    "records_tile_grows": (
        "records_tile",
        "UPDATE",
        "NEW.level <> OLD.level OR NEW.number <> OLD.number OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes",
    ),
    "records_tile_no_delete": ("records_tile", "DELETE", ""),
    "records_head_grows": ("records_head", "UPDATE", "NEW.size < OLD.size"),
    "records_head_no_delete": ("records_head", "DELETE", ""),
    "records_kept_no_change": ("records_kepthead", "UPDATE", ""),
    "records_kept_no_delete": ("records_kepthead", "DELETE", ""),
    "records_cosignature_no_change": ("records_cosignature", "UPDATE", ""),
    "records_cosignature_no_delete": ("records_cosignature", "DELETE", ""),
}
TABLES = tuple(dict.fromkeys(table for table, _, _ in _GUARDS.values()))


def install(connection: Any) -> None:
    """Put every guard in place, replacing what is there."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_MESSAGE}: % on % is refused', TG_OP, TG_TABLE_NAME; END $$"
            )
            for table in TABLES:
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION records_refuse()"
                )
        for name, (table, operation, condition) in _GUARDS.items():
            cursor.execute(_statement(connection.vendor, name, table, operation, condition))


def remove(connection: Any) -> None:
    """Take every guard away; for rebuilding a table and for emptying a test database."""
    with connection.cursor() as cursor:
        for name, (table, _, _) in _GUARDS.items():
            cursor.execute(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
            )
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


def missing(connection: Any) -> list[str]:
    """Return the names of the guards that are not in place."""
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    expected = list(_GUARDS)
    if connection.vendor == "postgresql":
        expected += [f"{table}_no_truncate" for table in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in expected if name not in there]


def _statement(vendor: str, name: str, table: str, operation: str, condition: str) -> str:
    if vendor == "postgresql":
        when = f"WHEN ({condition.format(differs='IS DISTINCT FROM')}) " if condition else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION records_refuse()"
        )
    when = f"WHEN {condition.format(differs='IS NOT')} " if condition else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {when}"
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}: {operation} on {table} is refused'); END"
    )
