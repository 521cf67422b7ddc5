"""Counts that are kept: a job reads along in the archive and moves each case from what it counted towards to what it does now.

A case is never searched for: the archive names the cases in which something happened. What a case counts as stands in
its `Fact`; taking the old fact out and putting the new one in happens in the transaction that moves the cursor on, so
that reading an entry twice, or dying in between, changes no count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from redress.cases.models import Case
from redress.insight.models import Cursor, Fact
from redress.kernel.moments import day_of
from redress.kernel.rows import fetch, insert
from redress.privacy import pseudonyms
from redress.records import entries

BATCH = 2_000  # entries read at a time
SETTLED = timedelta(minutes=10)  # PostgreSQL: no transaction lasts so long, so nothing older can still appear
LOOKED_AT = frozenset({"case.read", "evidence.opened", "personal_data.revealed"})  # nothing changes by being seen
FACT = (
    "case_id", "agency_id", "kind", "day", "nature", "category", "division", "channel", "trader", "trader_name", "amount",
    "person", "story_print", "source", "phase", "outcome", "accepted",
)  # fmt: skip
DIMS = ("nature", "category", "division", "channel", "trader")
DAILY = ("agency_id", "day", "kind", *DIMS)
MARGIN = ("agency_id", "span", "dim", "day", "kind", "value")
SETTLED_OUTCOMES = frozenset({"SETTLED_BY_MEDIATION", "SETTLED", "SELF_SETTLED"})

Row = Mapping[str, Any]


def catch_up(*, now: datetime, most: int = 10_000) -> int:
    """Read the archive on from where the last round ended; return how many cases were counted anew."""
    done = 0
    for _ in range(most):
        changed, more = step(now=now)
        done += changed
        if not more:
            break
    return done


@transaction.atomic
def step(*, now: datetime) -> tuple[int, bool]:
    """Take in one batch of the archive. Returns cases counted anew, and whether there is more to read."""
    cursor, _ = Cursor.objects.select_for_update().get_or_create(name="rollups")
    read = entries.after(cursor.entry_id, BATCH)
    subjects = {entry.subject for entry in read if entry.subject and entry.event not in LOOKED_AT}
    changed = recount(sorted(subjects))
    kept = [entry.id for entry in read if connection.vendor != "postgresql" or entry.at < now - SETTLED]
    if kept:
        cursor.entry_id = kept[-1]
    cursor.at = now
    cursor.save()
    return changed, len(read) == BATCH and bool(kept)


def recount(case_ids: Sequence[int]) -> int:
    """Bring the facts and counts of these cases up to what the cases are now; inside the caller's transaction."""
    if not case_ids:
        return 0
    old = {row["case_id"]: row for row in Fact.objects.filter(case_id__in=case_ids).values(*FACT)}
    people = pseudonyms.of_cases(case_ids)
    new = [_fact(row, people) for row in Case.objects.filter(pk__in=case_ids).values(*CASE).iterator()]
    moved = [(old.get(row["case_id"]), row) for row in new if row != old.get(row["case_id"])]
    if not moved:
        return 0
    updates = ", ".join(f"{name} = excluded.{name}" for name in FACT[1:])
    insert(
        "insight_fact",
        FACT,
        [[row[name] for name in FACT] for _, row in moved],
        tail=f"ON CONFLICT (case_id) DO UPDATE SET {updates}",
    )
    _move(moved)
    return len(moved)


CASE = (
    "id", "agency_id", "kind", "received_at", "nature", "category", "division", "channel", "trader_uscc", "trader_name",
    "amount", "story_print", "source", "phase", "outcome", "accepted_at",
)  # fmt: skip


def _fact(case: Row, people: Mapping[int, str]) -> dict[str, Any]:
    same = (
        "agency_id",
        "kind",
        "nature",
        "category",
        "channel",
        "trader_name",
        "amount",
        "story_print",
        "source",
        "phase",
        "outcome",
    )
    return {
        "case_id": case["id"],
        **{name: case[name] for name in same},
        "day": day_of(case["received_at"]),
        "division": case["division"][:6],
        "trader": case["trader_uscc"] or case["trader_name"],
        "person": people.get(case["id"], ""),
        "accepted": case["accepted_at"] is not None,
    }


def _move(moved: Iterable[tuple[Row | None, Row]]) -> None:
    daily: Counter[tuple[Any, ...]] = Counter()
    margins: dict[tuple[Any, ...], list[int]] = {}
    for before, after in moved:
        for row, sign in ((before, -1), (after, 1)):
            if row is not None:
                daily[tuple(row[name] for name in DAILY)] += sign
                measures = (1, int(row["phase"] != "open"), int(row["outcome"] in SETTLED_OUTCOMES))
                for key in _margins(row):
                    held = margins.setdefault(key, [0, 0, 0])
                    for place, one in enumerate(measures):
                        held[place] += sign * one
    insert(
        "insight_daily",
        (*DAILY, "n"),
        [(*key, n) for key, n in sorted(daily.items()) if n],
        tail=f"ON CONFLICT ({', '.join(DAILY)}) DO UPDATE SET n = insight_daily.n + excluded.n",
    )
    insert(
        "insight_margin",
        (*MARGIN, "n", "ended", "settled"),
        [(*key, *values) for key, values in sorted(margins.items()) if any(values)],
        tail=f"ON CONFLICT ({', '.join(MARGIN)}) DO UPDATE SET n = insight_margin.n + excluded.n, "
        "ended = insight_margin.ended + excluded.ended, settled = insight_margin.settled + excluded.settled",
    )


def _margins(row: Row) -> Iterable[tuple[Any, ...]]:
    day: date = row["day"]
    month = day.replace(day=1)
    yield row["agency_id"], "d", "all", day, row["kind"], ""
    yield row["agency_id"], "m", "all", month, row["kind"], ""
    for dim in DIMS:
        yield row["agency_id"], "m", dim, month, row["kind"], row[dim]
        if dim != "trader":
            yield row["agency_id"], "d", dim, day, row["kind"], row[dim]


def differences() -> list[tuple[Any, ...]]:
    """Count all facts anew and return the cells in which the kept counts differ: for the doctor and for tests."""
    columns = ", ".join(DAILY)
    live = {
        tuple(map(str, row[:-1])): row[-1]
        for row in fetch(f"SELECT {columns}, COUNT(*) FROM insight_fact GROUP BY {columns}")
    }
    kept = {tuple(map(str, row[:-1])): row[-1] for row in fetch(f"SELECT {columns}, n FROM insight_daily WHERE n <> 0")}
    return [
        (*cell, live.get(cell, 0), kept.get(cell, 0))
        for cell in sorted({*live, *kept})
        if live.get(cell, 0) != kept.get(cell, 0)
    ]
