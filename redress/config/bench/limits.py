"""What the machine itself can do, measured in the same run: the share of it that we use is what a figure is worth."""

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def bare(folder: Path, *, seconds: float) -> Iterator[dict[str, Any]]:
    """Commits to disk, and five plain rows a transaction in SQLite as safe as ours."""
    yield {"figure": "fsync", **_fsync(folder / "fsync", seconds)}
    yield {"figure": "five_rows_sqlite_full", **five_rows(folder / "limit.sqlite3", seconds)}
    yield {"figure": "python_loop", "ms_per_million": _loop()}


def _fsync(path: Path, seconds: float) -> dict[str, Any]:
    times = []
    with path.open("wb") as file:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    path.unlink()
    times.sort()
    return {"per_second": round(len(times) / sum(times), 1), "p50_ms": round(times[len(times) // 2] * 1000, 3)}


def five_rows(path: Path, seconds: float) -> dict[str, Any]:
    """Five plain rows a transaction, made durable, from one process without HTTP: the bare limit of a filing."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    for place in range(5):
        database.execute(f"CREATE TABLE t{place} (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c BLOB)")
    done, cpu, start = 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - start < seconds:
        database.execute("BEGIN IMMEDIATE")
        for place in range(5):
            database.execute(f"INSERT INTO t{place} (a, b, c) VALUES (?, ?, ?)", ("word" * 20, str(done), b"x" * 200))
        database.execute("COMMIT")
        done += 1
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    database.close()
    path.unlink()
    return {"per_second": round(done / took, 1), "cpu_ms": round(cpu / done * 1000, 3)}


def _loop() -> float:
    start, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number * number
    return round((time.process_time() - start) * 1000, 1)
