"""Routing: decisions a second with 3,000 bodies and a table of 500 rows, each held against a search that looks at every row.

Bodies are made in a transaction that is taken back; nothing of them stays.
"""

import random
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from redress.kernel.moments import day_of
from redress.law import divisions

BODIES, ROWS = 3000, 500
CASES, QUICK = 20_000, 2_000
CATEGORIES = ("goods", "goods.food", "goods.food.general", "goods.home_appliance", "goods.clothing.shoes", "")


def figures(*, quick: bool, now: datetime) -> Iterator[dict[str, Any]]:
    from redress.agencies import queries  # noqa: PLC0415 -- tables are there only once settings are

    try:
        with transaction.atomic():
            yield _measured(QUICK if quick else CASES, now)
            transaction.set_rollback(True)
    finally:
        queries.forget()


def _measured(count: int, now: datetime) -> dict[str, Any]:
    from redress.agencies import queries  # noqa: PLC0415
    from redress.cases.routing import Known, routed_by  # noqa: PLC0415
    from redress.routing.table import Table  # noqa: PLC0415

    places = _bodies()
    queries.forget()
    chance = random.Random(2026)  # noqa: S311 -- a repeatable mix, not a secret
    rows = _rows(places, chance)
    table = Table(1, rows)
    asked = [
        (chance.choice(places), Known(chance.choice(CATEGORIES), "QUALITY", "web", None)) for _ in range(count)
    ]  # fmt: skip
    office, on = next(iter(queries.directory().by_id.values())), day_of(now)
    start, processor = time.perf_counter(), time.process_time()
    found = [
        routed_by(
            table,
            {"division": place, "seller_kind": "shop"},
            kind="complaint",
            on=on,
            known=known,
            office=lambda: office,
        )
        for place, known in asked
    ]
    seconds, cpu = time.perf_counter() - start, time.process_time() - processor
    wrong = sum(
        (one.body.division, one.why.get("row", "")) != (place, _looked_up(rows, place, known.category))
        for one, (place, known) in zip(found, asked, strict=True)
    )
    return {
        "figure": "routing_decisions",
        "bodies": len(queries.directory().by_id),
        "rows": len(rows),
        "decisions": count,
        "by_row": sum("row" in one.why for one in found),
        "per_second": round(count / seconds),
        "cpu_us_per_decision": round(cpu * 1_000_000 / count, 1),
        "errors": wrong,
    }


def _bodies() -> list[str]:
    """Give as many cities and counties as asked for a body of their own, and say which are counties: these are asked for."""
    from redress.agencies.models import Agency  # noqa: PLC0415

    known = set(Agency.objects.values_list("division", flat=True))
    places = [code for code in sorted(divisions.current()) if not code.endswith("0000") and code not in known][
        : BODIES - Agency.objects.count()
    ]
    Agency.objects.bulk_create(
        Agency(
            code=code, name_zh=code, name_en=code, kind="market_supervision", level="county", division=code, path=f"/{place}/",
        )
        for place, code in enumerate(places, start=10**9)
    )  # fmt: skip
    return [code for code in places if not code.endswith("00")]


def _rows(places: list[str], chance: random.Random) -> list[Any]:
    """Rows of single places and one category each, some of them above others of the same place."""
    from redress.routing.rows import Row  # noqa: PLC0415

    named = chance.sample(places, ROWS // 2)
    return [
        Row(f"R{place}", place + 1, code, "测量", "measured", division=code, category=category)
        for place, (code, category) in enumerate((code, name) for name in ("goods.food", "goods") for code in named)
    ]


def _looked_up(rows: list[Any], place: str, category: str) -> str:
    """The row that must decide: every one looked at, the lowest priority first."""
    for row in rows:  # they stand in the order of their priority
        if row.division == place and (category == row.category or category.startswith(row.category + ".")):
            return str(row.row)
    return ""
