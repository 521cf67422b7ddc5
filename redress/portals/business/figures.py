"""Own figures of a business, with their definitions; small numbers are left out as everywhere."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redress.kernel.moments import day_of
from redress.oversight import definitions, intervals
from redress.oversight.figures import quantiles, to_hide
from redress.portals.business import words
from redress.portals.business.door import BusinessRequest, frame, member_required
from redress.traders import own_figures
from redress.traders.own_figures import OwnFigures

DAYS = (30, 90, 365)


def small() -> int:
    """Below this a number is left out: that of the indicators."""
    return max(one.small for one in definitions.all_versions())


def told(found: OwnFigures) -> dict[str, Any]:
    """The figures as they may be shown: what is smaller than the least is left out, and what would give it away."""
    least = small()
    share = _share(found.in_time, found.answered, least)
    middle, p90 = quantiles(found.hours) if found.answered >= least else (None, None)
    return {
        "asked": _number(found.asked, least), "answered": _number(found.answered, least), "in_time": share,
        "hours": {"middle": middle, "p90": p90},
        "months": _parts(found.months, least), "outcomes": _parts(found.outcomes, least),
        "natures": _parts(found.natures, least), "categories": _parts(found.categories, least), "small": least,
    }  # fmt: skip


def _number(n: int, least: int) -> int | None:
    return None if 0 < n < least else n


def _share(n: int, d: int, least: int) -> dict[str, Any]:
    if d < least or 0 < n < least or 0 < d - n < least:
        return {"percent": None, "low": None, "high": None}
    found = intervals.wilson(n, d)
    low, high = (round(found.low * 100, 1), round(found.high * 100, 1)) if found else (None, None)
    return {"percent": round(n * 100 / d, 1), "low": low, "high": high}


def _parts(counts: Mapping[str, int], least: int) -> list[dict[str, Any]]:
    hidden = to_hide(counts, least)
    rows = sorted(counts.items(), key=lambda row: (row[0] in hidden, -row[1] if row[0] not in hidden else 0, row[0]))
    return [{"code": code, "n": None if code in hidden else n} for code, n in rows]


def period(text: str, today: date) -> tuple[int, date]:
    days = int(text) if text in [str(one) for one in DAYS] else 90
    return days, today - timedelta(days=days - 1)


@never_cache
@member_required
@require_safe
def figures(request: BusinessRequest) -> HttpResponse:
    today = day_of(timezone.now())
    days, first = period(request.GET.get("days", ""), today)
    shown = told(own_figures.of(request.actor, first=first, last=today))
    charts = [
        {"title": gettext("How they ended"), "bars": _bars(shown["outcomes"], words.state)},
        {"title": gettext("By nature"), "bars": _bars(shown["natures"], words.nature)},
        {"title": gettext("By goods or service"), "bars": _bars(shown["categories"], words.category)},
    ]
    tabs = [
        {"label": gettext("%(days)d days") % {"days": one}, "href": f"?days={one}", "current": one == days}
        for one in DAYS
    ]
    context = frame(request, "figures", shown=shown, charts=charts, tabs=tabs, first=first, last=today)
    return render(request, "business/figures.html", context)


def _bars(rows: list[dict[str, Any]], titled: Any) -> list[dict[str, Any]]:
    most = max((row["n"] or 0 for row in rows), default=0)
    return [
        {
            "label": titled(row["code"]),
            "value": row["n"] if row["n"] is not None else "–",
            "share": round(row["n"] * 100 / most) if row["n"] and most else None,
        }
        for row in rows
    ]
