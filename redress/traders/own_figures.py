"""What a business is told of itself: how often it was complained about, how fast it answered, and what came of it.

Counts only; who shows them leaves out the small ones.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.traders.models import Answer, Invitation

NO_TIME = "time"  # asking for more time is no answer yet


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """Of the matters a business was asked about in a period.

    hours -- from being asked to the first answer, and how often
    in_time -- first answers by the day that was set, or that more time was given until
    """

    asked: int
    answered: int
    in_time: int
    hours: list[tuple[int, int]]
    outcomes: Mapping[str, int]
    natures: Mapping[str, int]
    categories: Mapping[str, int]
    months: Mapping[str, int] = field(default_factory=dict)


def of(actor: Actor, *, first: date, last: date) -> OwnFigures:
    """Count one's own matters asked from one day to another, both included."""
    rows: list[Any] = list(
        Invitation.objects.visible_to(actor)
        .filter(made_at__date__gte=first, made_at__date__lte=last)
        .values(
            "case_id",
            "trader_id",
            "made_at",
            "answer_by",
            "case__nature",
            "case__category",
            "case__state",
            "case__phase",
        )
    )
    said = _answers(rows)
    found = [_first(said.get((row["case_id"], row["trader_id"]), []), row) for row in rows]
    hours = Counter(
        int((one[0] - row["made_at"]) / timedelta(hours=1)) for one, row in zip(found, rows, strict=True) if one
    )
    return OwnFigures(
        asked=len(rows),
        answered=sum(one is not None for one in found),
        in_time=sum(one is not None and day_of(one[0]) <= one[1] for one in found),
        hours=sorted(hours.items()),
        outcomes=_counted(rows, "case__state", when="case__phase"),
        natures=_counted(rows, "case__nature"),
        categories=Counter(".".join((row["case__category"] or "unknown").split(".")[:2]) for row in rows),
        months=Counter(f"{day_of(row['made_at']):%Y-%m}" for row in rows),
    )


def _answers(rows: list[Any]) -> dict[tuple[int, int], list[Answer]]:
    cases = [row["case_id"] for row in rows]
    found: dict[tuple[int, int], list[Answer]] = {}
    for start in range(0, len(cases), 500):
        for one in Answer.objects.filter(case_id__in=cases[start : start + 500]).order_by("pk"):
            found.setdefault((one.case_id, one.trader_id), []).append(one)
    return found


def _first(said: list[Answer], row: Any) -> tuple[datetime, date] | None:
    """When the first answer came, and the day by which it was due then."""
    due: date = row["answer_by"]
    for one in said:
        if one.kind != NO_TIME:
            return one.at, due
        if one.day is not None and day_of(one.at) <= due:
            due = one.day
    return None


def _counted(rows: list[Any], name: str, *, when: str = "") -> Counter[str]:
    """How often each value; those that are still open are left out where an outcome is counted."""
    return Counter(row[name] or "unknown" for row in rows if not when or row[when] != "open")
