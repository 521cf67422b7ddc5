"""How fast the archive is, at growing sizes: append, sequence, prove, verify, audit; and what hashing itself allows."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from redress.records import issue, log, receipts
from redress.records.audit import audit
from redress.records.entries import Draft, append
from redress.records.merkle import inclusion_proof, root_from_inclusion
from redress.records.tiles import FULL, WIDTH, reader, tile_root

SIZES = (10_000, 100_000)
TREE = 1_000_000
_EACH = 200  # proofs made and checked at every size
_LOT = 500  # entries a transaction


def bench(sizes: tuple[int, ...] = SIZES, *, tree: int = TREE) -> Iterator[dict[str, Any]]:
    """Yield every figure: the tree alone in memory, then an archive of its own on SQLite in a scratch folder."""
    yield from measure_tree(tree)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "REDRESS_DATA": folder, "REDRESS_DATABASE_URL": ""}
        command = [sys.executable, "-m", "redress.records.bench_apart", *map(str, sizes)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as running:  # noqa: S603 -- our own module
            for line in running.stdout or ():
                yield json.loads(line)
        if running.returncode:
            raise RuntimeError("The archive could not be measured; what went wrong is said above.")


def measure(sizes: tuple[int, ...], *, now: datetime) -> Iterator[dict[str, Any]]:
    """Fill an empty archive up to each size and measure there; the archive is full afterwards, so use one of its own.

    sizes -- numbers of entries, rising; half of the entries are receipted
    now -- moment of the first entry; every lot comes a second later
    """
    yield {"bench": "records.hash", "per_second": _hash_limit()}
    there, receipted = 0, list[int]()
    for size in sizes:
        appended, sequenced = _fill(there, size, now, receipted)
        yield _row("append", size, size - there, appended)
        yield _row("sequence", size, size - there, sequenced)
        yield from _receipts(size, receipted[:: len(receipted) // _EACH or 1][:_EACH], now)
        yield _audited(size)
        there = size


def _receipts(size: int, ids: list[int], now: datetime) -> Iterator[dict[str, Any]]:
    made: list[receipts.Receipt] = []
    seconds = _timed(lambda: made.extend(issue.receipt(id_, now=now) for id_ in ids))
    yield _row("proof", size, len(ids), seconds)
    checked: list[bool] = []
    yield _row("verify", size, len(ids), _timed(lambda: checked.extend(map(_holds, made))))
    if not all(checked):
        raise RuntimeError("A receipt made by the bench does not verify.")


def measure_tree(leaves: int) -> Iterator[dict[str, Any]]:
    """Measure the tree alone, in memory, without rows or database: what a million leaves cost."""
    made = [sha256(number.to_bytes(8)).digest() for number in range(leaves)]
    tiles: dict[tuple[int, int], bytes] = {}
    yield _row("tree.append", leaves, leaves, _timed(lambda: _cut(made, tiles)))
    places = [number * (leaves // _EACH or 1) for number in range(min(_EACH, leaves))]
    node = reader(lambda level, number, width: tiles[level, number], leaves)
    root = root_from_inclusion(made[0], 0, leaves, inclusion_proof(0, leaves, node))
    paths: list[list[bytes]] = []

    def prove() -> None:
        # Each with tiles read anew, as separate requests do.
        paths.extend(
            inclusion_proof(place, leaves, reader(lambda level, number, width: tiles[level, number], leaves))
            for place in places
        )

    yield _row("tree.proof", leaves, len(places), _timed(prove))

    def check() -> None:
        for place, path in zip(places, paths, strict=True):
            if root_from_inclusion(made[place], place, leaves, path) != root:
                raise RuntimeError("A proof made by the bench does not verify.")

    yield _row("tree.verify", leaves, len(places), _timed(check))


def _fill(there: int, size: int, now: datetime, receipted: list[int]) -> tuple[float, float]:
    start = time.perf_counter()
    for first in range(there, size, _LOT):
        drafts = [_draft(number, now + timedelta(seconds=first)) for number in range(first, min(first + _LOT, size))]
        with transaction.atomic():
            receipted += append(drafts)[::2]
    appended = time.perf_counter() - start
    start = time.perf_counter()
    while log.sequence(now):
        pass
    return appended, time.perf_counter() - start


def _draft(number: int, at: datetime) -> Draft:
    receipt = {
        "number": f"BENCH{number:08d}",
        "event": "case.received",
        "received_at": at.isoformat(),
        "agency": "310115",
        "rule_set": "cn-samr-2026@2026.1",
        "dues": [{"code": "T_ACCEPT", "due_on": "2026-10-09"}, {"code": "S_INITIAL", "due_on": "2026-10-10"}],
    }
    data = {"channel": "import", "agency": "310115", "rule_set": "cn-samr-2026"}
    receipted = number % 2 == 0
    return Draft(number + 1, "case.received", at, "staff:1", data, receipted, receipt if receipted else None)


def _holds(receipt: receipts.Receipt) -> bool:
    return bool(receipts.verify(receipt.proof, receipt.subject)["valid"])


def _audited(size: int) -> dict[str, Any]:
    start = time.perf_counter()
    result = audit()
    seconds = time.perf_counter() - start
    if not result.clean:
        raise RuntimeError(f"The archive of the bench does not hold: {result.findings[0].message}")
    row = _row("audit", size, result.size, seconds)
    return row | {"leaves": result.size, "entries_per_second": round(size / seconds)}


def _cut(leaves: list[bytes], tiles: dict[tuple[int, int], bytes]) -> None:
    level, row = 0, leaves
    while row:
        pieces = [b"".join(row[start : start + WIDTH]) for start in range(0, len(row), WIDTH)]
        tiles.update({(level, number): piece for number, piece in enumerate(pieces)})
        row = [tile_root(piece) for piece in pieces if len(piece) == FULL]
        level += 1


def _hash_limit() -> int:
    """Return how many leaves a second plain hashing would allow: one leaf hash, one node hash."""
    data, count = bytes(300), 100_000

    def work() -> None:
        for _ in range(count):
            sha256(b"\0" + data).digest()
            sha256(b"\1" + data[:64]).digest()

    return round(count / _timed(work))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _row(what: str, size: int, count: int, seconds: float) -> dict[str, Any]:
    return {
        "bench": f"records.{what}",
        "size": size,
        "count": count,
        "seconds": round(seconds, 4),
        "per_second": round(count / seconds) if seconds else None,
        "microseconds_each": round(seconds / count * 1e6, 1) if count else None,
        "engine": connection.vendor,
    }
