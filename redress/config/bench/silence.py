"""Silent traders: so many cases, three in five of them against a trader who never answers, played day by day to the end.

A case that has not ended after the simulation's longest time has stalled, and counts as an error; so does a day on which
an open case had neither a task nor a date. Time is played, so the figure measures our work, not waiting.
"""

import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from redress.kernel.actors import Role, system
from redress.kernel.moments import SHANGHAI

CASES, QUICK = 2000, 100
SILENT = 0.6


def figures(*, quick: bool, now: datetime) -> Iterator[dict[str, Any]]:
    from redress.agencies import actions, queries  # noqa: PLC0415 -- tables are there only once settings are
    from redress.agencies.models import Staff  # noqa: PLC0415
    from redress.config.bench import world  # noqa: PLC0415
    from redress.traders import simulation  # noqa: PLC0415

    world.people(now=now)
    for role in (Role.OFFICER, Role.SUPERVISOR):
        if not Staff.objects.filter(role=role).exists():
            actions.add_staff(
                username=f"bench-{role.value}", name="", role=role, agency_code=world.OFFICE,
                password=secrets.token_urlsafe(18), actor=system("bench"), now=now,
            )  # fmt: skip
    officer, supervisor = (
        queries.actor_of(Staff.objects.filter(role=role).order_by("pk")[0]) for role in (Role.OFFICER, Role.SUPERVISOR)
    )
    count = QUICK if quick else CASES
    start, processor = time.perf_counter(), time.process_time()
    told = simulation.run(
        count, silent=SILENT, agency=world.OFFICE, officer=officer, supervisor=supervisor,
        start=now.astimezone(SHANGHAI).replace(hour=12, minute=0),
    )  # fmt: skip
    yield {
        "figure": "silent_traders",
        **told,
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_ms_per_case": round((time.process_time() - processor) * 1000 / count, 1),
        "errors": told["stalled"] + told["without_next_day"] + (count - told["closed"] - told["stalled"]),
    }
