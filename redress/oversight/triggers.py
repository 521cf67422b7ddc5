"""Improvements that open by themselves: a figure crosses a bound, or something happens that the law wants looked at."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from redress.agencies import queries
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.rows import fetch, stored
from redress.law.packs import Text, say
from redress.oversight import definitions, figures
from redress.oversight.improvement import OPEN, measured
from redress.oversight.models import Improvement
from redress.oversight.periods import DAY, Period
from redress.records.entries import Draft, append


@dataclass(frozen=True, slots=True)
class Trigger:
    """When to open an improvement. kind -- figure, traders, danger or ground"""

    code: str
    kind: str
    indicator: str
    below: float | None
    above: float | None
    least: int
    days: int
    finding: Text
    cites: tuple[Mapping[str, str], ...]


@cache
def triggers() -> tuple[Trigger, ...]:
    table = tomllib.loads((definitions.FOLDER / "triggers.toml").read_text("utf-8"))
    rows = [{"kind": "figure", **row} for row in table["figure"]] + table["law"]
    return tuple(
        Trigger(
            row["code"], row["kind"], row.get("indicator", "RECEIVED"), row.get("below"), row.get("above"), row["least"],
            row["days"], row["finding"], tuple(row["cites"]),
        )
        for row in rows
    )  # fmt: skip


def of_code(code: str) -> Trigger | None:
    return next((one for one in triggers() if one.code == code), None)


def look(*, actor: Actor, now: datetime) -> int:
    """Look at every body and open what is due; return how many were opened. What is open already is not opened twice."""
    opened = 0
    for body in queries.directory().by_id.values():
        opened += sum(
            _open(body.id, one, about, actor=actor, now=now)
            for one in triggers()
            for about in _fires(one, body.id, now)
        )
    return opened


def _fires(one: Trigger, agency_id: int, now: datetime) -> Sequence[str]:
    """What a trigger fires about: traders or grounds, or nothing in particular; empty if it does not fire."""
    end = day_of(now) - DAY
    period = Period(end - timedelta(days=one.days - 1), end)
    if one.kind == "figure":
        return [""] if _crossed(one, agency_id, period) else []
    if one.kind == "ground":
        whole = figures.together(figures.sums([agency_id], period).values())
        grounds = {code.partition(":")[2]: n for code, (n, _) in whole.items() if code.startswith("c.refused:")}
        return sorted(ground for ground, n in grounds.items() if n >= one.least)
    since = now - timedelta(days=one.days)
    if one.kind == "danger":
        rows = Case.objects.filter(agency_id=agency_id, received_at__gte=since, flags__contains="danger")
        return [""] if rows.count() >= one.least else []
    return many_against(agency_id, since, one.least)


def _crossed(one: Trigger, agency_id: int, period: Period) -> bool:
    found = measured(one.indicator, [agency_id], period, today=period.end + DAY)
    if not found["d"] or found["d"] < one.least or found["value"] is None:
        return False
    value = float(found["value"])
    return (one.below is not None and value < one.below) or (one.above is not None and value > one.above)


def many_against(agency_id: int, since: datetime, least: int) -> list[str]:
    """Traders against whom so many different people complained: one who files twice counts once."""
    rows = fetch(
        "SELECT c.trader_name FROM cases_case c JOIN privacy_blindindex b ON b.case_id = c.id AND b.kind = 'phone' "
        "WHERE c.agency_id = %s AND c.received_at >= %s AND c.kind = 'complaint' AND c.trader_name <> '' "
        "GROUP BY c.trader_name HAVING COUNT(DISTINCT b.digest) >= %s ORDER BY c.trader_name",
        [agency_id, stored(since), least],
    )
    return [str(row[0]) for row in rows]


def _open(agency_id: int, one: Trigger, about: str, *, actor: Actor, now: datetime) -> bool:
    values: dict[str, Any] = {"agency_id": agency_id, "trigger": one.code, "about": about[:120]}
    rows = Improvement.objects.filter(**values)
    if rows.filter(state__in=OPEN).exists() or rows.filter(decided_at__gte=now - timedelta(days=one.days)).exists():
        return False
    try:
        with transaction.atomic():
            row = Improvement.objects.create(
                **values,
                indicator=one.indicator,
                finding=say(one.finding, get_language() or "zh-hans"),
                days=one.days if one.days in {30, 90} else 30,
                found_by=actor.key,
                found_at=now,
            )
            data = {"improvement": row.pk, "state": "found", "trigger": one.code, "indicator": one.indicator}
            append([Draft(0, "improvement.found", now, actor.key, data)])
    except IntegrityError:  # another run opened it a moment ago
        return False
    return True
