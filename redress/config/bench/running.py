"""One run: a scratch folder with a world of one size on one engine, and the sections over it."""

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from redress.config.bench import limits, world
from redress.config.bench.sections import SECTIONS, Bench, server


def inside(
    folder: Path, *, size: int, port: int, sections: list[str], quick: bool, now: datetime
) -> Iterator[dict[str, Any]]:
    """Make the world and yield every figure. The process's own settings point into the scratch folder already."""
    seconds = 2.0 if quick else 8.0
    call_command("migrate", interactive=False, verbosity=0)
    if "limits" in sections:
        yield from limits.bare(folder, seconds=seconds / 2)
    wanted = [name for name in SECTIONS if name in sections]
    if not wanted:
        return
    start = time.perf_counter()
    keys = world.people(now=now)
    added = world.fill(size, now=now, tell=_progress(size))
    took = time.perf_counter() - start
    yield {"figure": "seeding", "cases": added, "per_second": round(added / took, 1)}
    world.settle()
    with server(port, folder) as roots:
        bench = Bench(size, folder, port, seconds, 4, keys, now, roots)
        for name in wanted:
            connection.close()
            for figure in SECTIONS[name](bench):
                yield {"section": name, **figure}


def apart(sections: list[str], *, quick: bool, now: datetime) -> Iterator[dict[str, Any]]:
    """Sections that bring their own world: the law, privacy, the archive, silent traders."""
    if "law" in sections:
        from redress.config.bench import law  # noqa: PLC0415 -- only when asked for

        yield from ({"section": "law", **row} for row in law.figures(quick=quick))
    if "insight" in sections:
        from redress.config.bench import insight  # noqa: PLC0415 -- only when asked for

        yield from ({"section": "insight", **row} for row in insight.figures(quick=quick, now=now))
    if "privacy" in sections:
        from redress.privacy import bench as privacy  # noqa: PLC0415 -- only when asked for

        yield from (
            {"section": "privacy", **row} for row in [*privacy.quality(texts=200 if quick else 1500), *privacy.costs()]
        )
    if "room" in sections:
        from redress.mediation import bench as room  # noqa: PLC0415

        yield from ({"section": "room", **row} for row in room.bench())
    if "silence" in sections:
        from redress.config.bench import silence  # noqa: PLC0415

        yield from ({"section": "silence", **row} for row in silence.figures(quick=quick, now=now))
    if "routing" in sections:
        from redress.config.bench import routing  # noqa: PLC0415

        yield from ({"section": "routing", **row} for row in routing.figures(quick=quick, now=now))
    if "records" in sections:
        from redress.records import bench as records  # noqa: PLC0415

        yield from ({"section": "records", **row} for row in records.bench())


def _progress(size: int) -> Any:
    def tell(done: int) -> None:
        if done % 10_000 == 0:
            sys.stderr.write(f"{done:,} of {size:,} cases\n")

    return tell


def line(figure: dict[str, Any], **more: Any) -> str:
    load = round(os.getloadavg()[0], 1)
    return json.dumps({**more, **figure, "load": load}, ensure_ascii=False, default=str)
