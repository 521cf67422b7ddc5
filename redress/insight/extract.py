"""The nightly extract of facts for large questions: one Parquet file, de-identified, read by DuckDB beside the database."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from redress.insight import query
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
    """What a question gave. as_of -- when the extract was made; rows -- of the extract"""

    cells: Sequence[Cell]
    hidden: int
    as_of: datetime


def path() -> Path:
    return Path(settings.REDRESS_DATA) / FOLDER / NAME


def write() -> int:
    """Write the extract anew and put it in place of the old one in one step; return its rows."""
    target = path()
    target.parent.mkdir(mode=0o700, exist_ok=True)
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
        with _open() as database:
            database.execute(
                f"COPY (SELECT * REPLACE (coalesce(nature, '') AS nature, coalesce(category, '') AS category, coalesce(person, '') AS person) "
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
    """Answer a question from the extract; None if there is no extract yet."""
    if not path().exists() or not bodies:
        return None
    statement = query.statement(question, bodies, _quoted(path()))
    with _open() as database:
        rows = database.execute(statement.sql, list(statement.values)).fetchall()
    cells = query.hide(rows, len(question.by))
    made = datetime.fromtimestamp(path().stat().st_mtime, UTC)
    return Answer(cells, sum(cell.n is None for cell in cells), made)


def _open() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:", config={"memory_limit": MEMORY, "threads": THREADS, "autoinstall_known_extensions": False}
    )


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")
