"""The rows of a release as one Parquet file, for programs that read columns."""

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path

from redress.insight.models import Release, ReleaseRow


def parquet(release: Release, names: Sequence[str]) -> bytes:
    """Return the rows of a release in the order of their keys; every column is text, as in the schema.

    names -- of the columns; the first is the key
    """
    import duckdb  # noqa: PLC0415 -- the engine is loaded by who needs it

    rows = ReleaseRow.objects.filter(release=release).order_by("key").iterator(2_000)
    with tempfile.TemporaryDirectory() as folder:
        table, made = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerows([row.key, *(row.values[name] for name in names[1:])] for row in rows)
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        with duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 2}) as database:
            database.execute(
                f"COPY (SELECT * FROM read_csv('{table}', header=false, columns={{{columns}}}, "
                f"delim=',', quote='\"', escape='\"') ORDER BY key) "
                f"TO '{made}' (FORMAT parquet)"
            )
        return made.read_bytes()
