"""What counting, looking for surges, classifying and large questions cost; each figure is checked before it is told."""

import os
import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.test.utils import override_settings

from redress.config.bench import nodes, world
from redress.insight import classifier, cluster, extract, query, rollups, surges
from redress.insight.models import Fact
from redress.portals.insight.ask import CATALOGUE

LAST = date(2026, 9, 21)
ROWS = "hash(i + {salt}) % {of}"


def figures(*, quick: bool, now: datetime) -> Iterator[dict[str, Any]]:
    yield from _rollups(1_000 if quick else 10_000, now)
    yield _surges(50_000 if quick else 1_000_000)
    yield _classifying(500 if quick else 4_000)
    yield from _questions(200_000 if quick else 10_000_000)


def _rollups(cases: int, now: datetime) -> Iterator[dict[str, Any]]:
    world.people(now=now)
    world.fill(cases, now=now)
    start = time.perf_counter()
    rollups.catch_up(now=now + timedelta(minutes=11))
    took = time.perf_counter() - start
    counted = Fact.objects.count()
    if counted < cases or rollups.differences():
        raise AssertionError("The kept counts are not those of a fresh count.")
    yield {"figure": "roll-up", "cases": counted, "microseconds_per_case": round(1e6 * took / counted, 1)}
    start = time.perf_counter()
    rows = extract.write()
    yield {"figure": "extract", "rows": rows, "rows_per_second": round(rows / (time.perf_counter() - start))}


def _surges(cases: int) -> dict[str, Any]:
    chance = random.Random(1)  # noqa: S311 -- a world to measure in
    traders = max(50, cases // 200)
    rows = [
        _fact(number, LAST - timedelta(days=chance.randrange(1_090)), f"t{chance.randrange(traders)}", chance)
        for number in range(cases)
    ]
    rows += [
        _fact(cases + number, LAST - timedelta(days=number % 7), "t0", chance, nature="SAFETY") for number in range(30)
    ]
    start = time.perf_counter()
    series = surges.series_on(rows, last=LAST)
    found = surges.look(series)
    took = time.perf_counter() - start
    if ("t0", "SAFETY") not in {(one.series.key[1], one.series.key[2]) for one in found}:
        raise AssertionError("The surge that was put in was not found.")
    return {
        "figure": "surge scan",
        "cases": len(rows),
        "series": len(series),
        "found": len(found),
        "seconds": round(took, 2),
    }


def _fact(number: int, day: date, trader: str, chance: random.Random, *, nature: str = "") -> dict[str, Any]:
    return {
        "case_id": number, "agency_id": 1, "day": day, "nature": nature or f"N{chance.randrange(8)}", "category": f"C{chance.randrange(12)}" if not nature else "C0",
        "division": "310115", "channel": "web", "trader": trader, "person": f"p{number}", "story_print": None, "source": "",
    }  # fmt: skip


def _classifying(count: int) -> dict[str, Any]:
    from redress.config.bench import stories  # noqa: PLC0415 -- builds its texts at import

    rows = [
        (str(one["problem"]["story"]), str(one["purchase"].get("category") or "none"))
        for one in map(stories.filing, range(count))
    ]
    model = classifier.learn(rows)
    start = time.perf_counter()
    for text, _ in rows:
        classifier.answer(model, text)
    return {
        "figure": "classification",
        "rows_learned": count,
        "per_second": round(count / (time.perf_counter() - start)),
    }


def _questions(rows: int) -> Iterator[dict[str, Any]]:
    """The catalogue over a synthetic extract of so many rows, by DuckDB and, where the extra is installed, by a cluster."""
    place = extract.path()
    kept = place.read_bytes() if place.exists() else b""
    _synthetic(place, rows)
    try:
        right = {}
        for text in CATALOGUE:
            right[text], figure = _asked(text, "duckdb", rows)
            yield figure
        yield from _on_a_cluster(rows, right)
    finally:
        place.write_bytes(kept)


def _on_a_cluster(rows: int, right: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lacking = nodes.missing()
    if lacking:
        yield {"figure": "question", "engine_asked": "spark", "note": lacking}
        return
    os.environ.setdefault("SPARK_LOCAL_IP", nodes.HERE)
    with (
        nodes.cluster(Path(settings.REDRESS_DATA) / "cluster") as master,
        override_settings(REDRESS_SPARK_MASTER=master),
    ):
        start = time.perf_counter()
        cluster.session(master)
        yield {"figure": "session on a cluster", "seconds": round(time.perf_counter() - start, 1)}
        for text in CATALOGUE:
            cells, figure = _asked(text, "spark", rows)
            if cells != right[text]:
                raise AssertionError(f"The engines differ on {text}.")
            yield figure
        cluster.stop()


def _asked(text: str, engine: str, rows: int) -> tuple[list[query.Cell], dict[str, Any]]:
    start = time.perf_counter()
    answer = extract.ask(query.parse(text), [1, 2, 3])
    took = time.perf_counter() - start
    if answer is None or not answer.cells or answer.engine != engine:
        raise AssertionError(f"No answer of {engine} to {text}.")
    figure = {
        "figure": "question", "engine_asked": engine, "rows": rows, "question": text, "cells": len(answer.cells),
        "milliseconds": round(1000 * took),
    }  # fmt: skip
    return list(answer.cells), figure


def _synthetic(place: Path, rows: int) -> None:
    def pick(salt: int, of: int) -> str:
        return ROWS.format(salt=salt, of=of)

    day = f"(DATE '2024-01-01' + CAST({pick(1, 900)} AS INTEGER))"
    columns = (
        f"i AS case_id, CAST(1 + {pick(2, 3)} AS BIGINT) AS agency_id, {day} AS day, strftime({day}, '%Y-%m') AS month, "
        f"strftime({day}, '%Y') || '-Q' || quarter({day}) AS quarter, strftime({day}, '%Y') AS year, 'complaint' AS kind, "
        f"'N' || {pick(3, 10)} AS nature, 'goods.c' || {pick(4, 20)} AS category, CAST(11 + {pick(5, 30)} AS VARCHAR) AS province, "
        f"CAST(310100 + {pick(6, 16)} AS VARCHAR) AS county, 'ch' || {pick(7, 6)} AS channel, 'o' || {pick(8, 6)} AS outcome, "
        f"CAST({pick(9, 9000)} AS DECIMAL(16,2)) AS amount, CAST({pick(10, rows)} AS VARCHAR) AS person, "
        f"{pick(11, 4)} > 0 AS ended, {pick(11, 4)} > 2 AS settled"
    )
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with duckdb.connect(":memory:") as database:
        database.execute(f"COPY (SELECT {columns} FROM range({rows}) t(i)) TO '{place}' (FORMAT parquet)")
