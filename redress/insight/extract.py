"""The nightly extract of facts for large questions: one Parquet file, de-identified, read by DuckDB or by a Spark cluster."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from redress.insight import cluster, query
from redress.insight.models import Fact
from redress.insight.query import Cell, Query
from redress.insight.rollups import SETTLED_OUTCOMES

FOLDER, NAME = "insight", "facts.parquet"
COLUMNS = {
    "case_id": "BIGINT", "agency_id": "BIGINT", "day": "DATE", "month": "VARCHAR", "quarter": "VARCHAR", "year": "VARCHAR",
    "kind": "VARCHAR", "nature": "VARCHAR", "category": "VARCHAR", "province": "VARCHAR", "county": "VARCHAR", "channel": "VARCHAR",
    "outcome": "VARCHAR", "amount": "DECIMAL(16,2)", "person": "VARCHAR", "ended": "BOOLEAN", "settled": "BOOLEAN",
}  # fmt: skip
READ = (
    "case_id",
    "agency_id",
    "day",
    "kind",
    "nature",
    "category",
    "division",
    "channel",
    "outcome",
    "amount",
    "person",
    "phase",
)
MEMORY, THREADS = "512MB", 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gave.

    as_of -- when the extract was made
    engine -- duckdb or spark
    missed -- a cluster is set and could not answer; DuckDB did
    """

    cells: Sequence[Cell]
    hidden: int
    as_of: datetime
    engine: str
    missed: bool = False


def path() -> Path:
    """Where the extract lies: a cluster has to see it under the same name on each of its machines."""
    return Path(settings.REDRESS_FACTS or Path(settings.REDRESS_DATA) / FOLDER) / NAME


def write() -> int:
    """Write the extract anew and put it in place of the old one in one step; return its rows."""
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    table, made = target.with_suffix(".csv.part"), target.with_suffix(".part")
    rows = 0
    handle = os.open(table, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in Fact.objects.order_by("case_id").values_list(*READ).iterator(5_000):
                writer.writerow(_row(*row))
                rows += 1
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
        words = ", ".join(f"coalesce({name}, '') AS {name}" for name, kind in COLUMNS.items() if kind == "VARCHAR")
        with _open() as database:
            database.execute(
                f"COPY (SELECT * REPLACE ({words}) "
                f"FROM read_csv('{_quoted(table)}', header=false, columns={{{columns}}})) TO '{_quoted(made)}' (FORMAT parquet)"
            )
        made.chmod(0o600)
        made.replace(target)
    finally:
        table.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
    return rows


def _row(
    case_id: int,
    agency_id: int,
    day: Any,
    kind: str,
    nature: str,
    category: str,
    division: str,
    channel: str,
    outcome: str,
    amount: Any,
    person: str,
    phase: str,
) -> tuple[Any, ...]:
    month = day.isoformat()[:7]
    return (
        case_id, agency_id, day, month, f"{month[:4]}-Q{(day.month + 2) // 3}", month[:4], kind, nature, category, division[:2], division,
        channel, outcome, amount, person, phase != "open", outcome in SETTLED_OUTCOMES,
    )  # fmt: skip


def ask(question: Query, bodies: Sequence[int]) -> Answer | None:
    """Answer a question from the extract; None if there is no extract yet.

    With a cluster set, it answers; if it cannot, DuckDB does with the same statement, and the answer says so.
    """
    if not path().exists() or not bodies:
        return None
    master = settings.REDRESS_SPARK_MASTER
    rows = cluster.rows(query.statement(question, bodies, cluster.table(path())), master=master) if master else None
    engine = "duckdb" if rows is None else "spark"
    if rows is None:
        rows = _here(query.statement(question, bodies, f"read_parquet('{_quoted(path())}')"))
    cells = query.hide(rows, len(question.by))
    made = datetime.fromtimestamp(path().stat().st_mtime, UTC)
    hidden = sum(cell.n is None for cell in cells)
    return Answer(cells, hidden, made, engine, missed=bool(master) and engine != "spark")


def _here(statement: query.Statement) -> list[tuple[object, ...]]:
    with _open() as database:
        return database.execute(statement.sql, list(statement.values)).fetchall()


def _open() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:", config={"memory_limit": MEMORY, "threads": THREADS, "autoinstall_known_extensions": False}
    )


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")
