"""Trends by nature, product, area, channel and trader; every number leads to the cases behind it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from redress.cases import cursors
from redress.cases.models import Case
from redress.insight import trends as counts
from redress.insight.models import Cursor, Fact
from redress.insight.rollups import DIMS
from redress.kernel.actors import CASE_ROLES
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid
from redress.kernel.whole import whole_number
from redress.law import divisions
from redress.portals.casework.access import DeskRequest
from redress.portals.insight import words
from redress.portals.insight.access import framed, reader_required
from redress.portals.look import plots

PERIODS = (1, 3, 12, 24)
PAGE = 50


@reader_required
def trends(request: DeskRequest) -> HttpResponse:
    today = day_of(timezone.now())
    months = _period(request.GET.get("months", ""))
    dim = request.GET.get("by", "nature")
    dim = dim if dim in DIMS else "nature"
    bodies = counts.bodies(request.actor)
    span = counts.months_back(today, months)
    since, until = span[0], counts.next_month(span[-1])
    before = counts.months_back(today, 2 * months)[0]
    monthly = counts.by_month(bodies, counts.months_back(today, max(months, 12)))
    listed = counts.top(bodies, dim, since, until, before=before)
    context = framed(
        request,
        "insight:trends",
        months=months,
        since=since,
        until=until,
        dim=dim,
        dim_label=words.DIMS[dim],
        periods=[{"label": ngettext("%(n)s month", "%(n)s months", n) % {"n": n}, "href": _here(months=n, by=dim), "current": n == months} for n in PERIODS],
        dims=[{"label": str(label), "href": _here(months=months, by=name), "current": name == dim} for name, label in words.DIMS.items()],
        columns=plots.columns([(cell.value[:7], cell.n) for cell in monthly], every=3),
        monthly=[_row(cell, {"since": cell.value, "until": counts.next_month(date.fromisoformat(cell.value)).isoformat()}, cell.value[:7]) for cell in monthly],
        rows=[_row(cell, {dim: cell.value, "since": since.isoformat(), "until": until.isoformat()}, words.value(dim, cell.value)) for cell in listed],
        total=sum(cell.n for cell in monthly[-months:]),
        cursor=Cursor.objects.filter(name="rollups").first(),
        **_map(bodies, since, until, request.GET.get("in", "")),
    )  # fmt: skip
    return render(request, "insight/trends.html", context)


def _period(text: str) -> int:
    return found if (found := whole_number(text)) in PERIODS else 12


def _here(**values: Any) -> str:
    return f"{reverse('insight:trends')}?{urlencode(values)}"


def _row(cell: counts.Cell, filters: dict[str, str], label: str) -> dict[str, Any]:
    change = cell.n - cell.before
    return {
        "label": label,
        "n": cell.n,
        "before": cell.before,
        "change": f"+{change}" if change > 0 else str(change),
        "ended": cell.ended,
        "settled": cell.settled,
        "share": round(100 * cell.settled / cell.ended) if cell.ended >= 5 else None,
        "href": f"{reverse('insight:cases')}?{urlencode(filters)}",
    }


def _map(bodies: list[int], since: date, until: date, within: str) -> dict[str, Any]:
    """Tiles of the provinces, and of the counties of the one that was opened."""
    areas = {cell.value: cell.n for cell in counts.top(bodies, "division", since, until, most=5_000)}
    provinces: dict[str, int] = {}
    for code, n in areas.items():
        provinces[code[:2]] = provinces.get(code[:2], 0) + n
    names = {row.code[:2]: _short(row.name) for row in map(divisions.division, _province_codes()) if row}
    here = reverse("insight:trends")
    drawn = plots.provinces(provinces, names, {code: f"{here}?in={code}#map" for code in provinces if code})
    opened = within if within in names else max(names, key=lambda code: provinces.get(code, 0), default="")
    codes = _county_codes(opened)
    period = {"since": since.isoformat(), "until": until.isoformat()}
    hrefs = {code: f"{reverse('insight:cases')}?{urlencode({'division': code, **period})}" for code in areas}
    county_names = {code: _short(row.name) for code in codes if (row := divisions.division(code))}
    tiles = plots.counties([code for code in codes if code in county_names], areas, county_names, hrefs)
    rows = -(-len(tiles) // 10) if tiles else 0
    listed = [(tile.name, int(tile.value), tile.href) for tile in tiles if int(tile.value)]
    return {
        "tiles": drawn, "counties": tiles, "county_height": rows * (plots.TILE + plots.GAP), "opened": names.get(opened, ""),
        "county_rows": listed, "elsewhere": areas.get("", 0),
    }  # fmt: skip


def _province_codes() -> list[str]:
    return [code + "0000" for code in plots.PROVINCES]


def _county_codes(province: str) -> list[str]:
    found: list[str] = []
    for row in divisions.children(province + "0000") if province else ():
        below = divisions.children(row.code)
        found += [one.code for one in below] or [row.code]
    return found


def _short(name: str) -> str:
    for ending in ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"):
        name = name.removesuffix(ending)
    return name[:4]


@reader_required
def cases(request: DeskRequest) -> HttpResponse:
    """The cases behind a number: de-identified for those whose work is counting, with a way in for those who handle them."""
    filters = {name: request.GET[name] for name in (*DIMS, "kind", "since", "until", "outcome") if name in request.GET}
    try:
        found = counts.behind(filters, actor=request.actor)
        after = cursors.read(request.GET["cursor"]) if request.GET.get("cursor") else None
    except (ValueError, Invalid):
        raise Http404("filter") from None
    if after is not None:
        day, case_id = after
        found = found.filter(day__lte=day).exclude(day=day, case_id__gte=case_id)
    listed = list(found[: PAGE + 1])
    shown = listed[:PAGE]
    more = cursors.encoded(shown[-1].day.isoformat(), shown[-1].case_id) if len(listed) > PAGE else ""
    context = framed(
        request,
        "",
        rows=case_rows(shown, request),
        chips=[{"label": f"{words.DIMS.get(name, _PERIOD.get(name, name))}: {words.value(name, text)}", "href": _without(request, name)} for name, text in filters.items()],
        next=f"?{urlencode({**filters, 'cursor': more})}" if more else "",
    )  # fmt: skip
    return render(request, "insight/cases.html", context)


_PERIOD = {"since": "≥", "until": "<"}


def _without(request: DeskRequest, name: str) -> str:
    rest = {key: text for key, text in request.GET.items() if key not in (name, "cursor")}
    return f"{reverse('insight:cases')}?{urlencode(rest)}"


def case_rows(facts: list[Fact], request: DeskRequest) -> list[dict[str, Any]]:
    ids = [fact.case_id for fact in facts]
    opens = request.actor.role in CASE_ROLES
    known = {
        pk: (number, matter)
        for pk, number, matter in Case.objects.filter(pk__in=ids).values_list("pk", "number", "matter")
    }
    return [
        {
            "day": fact.day,
            "matter": known.get(fact.case_id, ("", ""))[1],
            "nature": words.value("nature", fact.nature),
            "category": words.value("category", fact.category),
            "area": words.value("division", fact.division),
            "trader": fact.trader_name,
            "number": known.get(fact.case_id, ("", ""))[0] if opens else "",
        }
        for fact in facts
    ]
