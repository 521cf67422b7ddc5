"""What everybody may read: figures, releases of single complaints with their data card, and a trader's objection."""

import csv
import io
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from redress.insight import columns, namings, releases
from redress.insight import figures as counts
from redress.insight.models import Release, ReleaseRow
from redress.kernel.actors import ANYONE
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.insight import words
from redress.portals.insight.cards import COLUMNS, card_rows

PAGE = 100
DIMS = ("nature", "category", "channel")


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    today = day_of(timezone.now())
    since, until = counts.period(today)
    tables = [_shown(counts.by(dim, today)) for dim in DIMS]
    context = {
        "since": since,
        "until": until,
        "months": _shown(counts.by_month(today)),
        "tables": tables,
        "named": namings.shown(today)[:50],
        "releases": _published(),
    }
    return render(request, "insight/public_figures.html", context)


def _shown(table: counts.Table) -> dict[str, Any]:
    label = str(words.DIMS.get(table.dim, gettext("Month")))
    rows = [(words.value(table.dim, row.value), row.n) for row in table.rows]
    return {"label": label, "rows": rows, "total": table.total, "hidden": table.hidden}


def _published() -> list[Release]:
    return list(Release.objects.visible_to(ANYONE).order_by("-since", "-pk")[:50])


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "insight/public_releases.html", {"releases": _published()})


def _release(release_id: int) -> Release:
    try:
        return releases.get(release_id, actor=ANYONE)
    except NotThere:
        raise Http404("release") from None


@require_safe
def release(request: HttpRequest, release_id: int) -> HttpResponse:
    found = _release(release_id)
    files = [
        {"label": label, "href": reverse(f"figures:{name}", args=[found.pk])}
        for name, label in (
            ("rows_csv", "CSV"),
            ("rows_parquet", "Parquet"),
            ("rows_json", "JSON"),
            ("stories_csv", gettext("Stories (CSV)")),
            ("schema", gettext("Schema (JSON)")),
        )
    ]
    return render(
        request,
        "insight/public_release.html",
        {"release": found, "card": card_rows(found), "files": files, "changes": found.numbers.get("changes", [])},
    )


@require_safe
def rows_json(request: HttpRequest, release_id: int) -> HttpResponse:
    """Rows in the order of their keys. A page asked for again is the same, less what was withdrawn meanwhile."""
    found = _release(release_id)
    wanted = request.GET.get("limit", "")
    limit = max(1, min(int(wanted), 1000)) if wanted.isdecimal() and len(wanted) < 6 else PAGE
    rows = list(
        ReleaseRow.objects.filter(release=found, key__gt=request.GET.get("cursor", "")[:16]).order_by("key")[
            : limit + 1
        ]
    )
    shown = rows[:limit]
    return JsonResponse({
        "release": found.pk,
        "revision": found.revision,
        "items": [{"key": row.key, **row.values} for row in shown],
        "next": shown[-1].key if len(rows) > limit else None,
    })  # fmt: skip


@require_safe
def rows_csv(request: HttpRequest, release_id: int) -> HttpResponse:
    found = _release(release_id)
    names = [name for name, _, _ in COLUMNS]
    rows = ReleaseRow.objects.filter(release=found).order_by("key").iterator(2_000)
    return _csv(
        f"complaints-{found.pk}-r{found.revision}.csv",
        [names, *([row.key, *(row.values[name] for name in names[1:])] for row in rows)],
    )


@require_safe
def rows_parquet(request: HttpRequest, release_id: int) -> HttpResponse:
    found = _release(release_id)
    made = columns.parquet(found, [name for name, _, _ in COLUMNS])
    answer = HttpResponse(made, content_type="application/vnd.apache.parquet")
    answer["Content-Disposition"] = f'attachment; filename="complaints-{found.pk}-r{found.revision}.parquet"'
    return answer


@require_safe
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The tables of the page of public figures, with the same cells hidden."""
    today = day_of(timezone.now())
    since, until = counts.period(today)
    head = ["since", "until", "table", "code", "label", "complaints", "cells_hidden"]
    rows = [
        [since.isoformat(), until.isoformat(), table.dim or "month", row.value, str(words.value(table.dim, row.value)), str(row.n), str(table.hidden)]
        for table in (counts.by_month(today), *(counts.by(dim, today) for dim in DIMS))
        for row in table.rows
    ]  # fmt: skip
    return _csv(f"figures-{until.isoformat()}.csv", [head, *rows])


@require_safe
def stories_csv(request: HttpRequest, release_id: int) -> HttpResponse:
    """The stories by themselves, in the order of their own words: nothing in them leads to a row."""
    found = _release(release_id)
    rows = ReleaseRow.objects.filter(release=found).only("words", "columns")
    listed = sorted((row.values["nature"], row.words) for row in rows if row.words)
    return _csv(f"stories-{found.pk}-r{found.revision}.csv", [["nature", "words"], *map(list, listed)])


def _csv(name: str, rows: list[list[str]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell


@require_safe
def schema(request: HttpRequest, release_id: int) -> HttpResponse:
    found = _release(release_id)
    fields = [
        {"name": name, "type": "string", "title": str(title), "description": str(what)} for name, title, what in COLUMNS
    ]
    body = {
        "name": f"complaints-{found.pk}",
        "revision": found.revision,
        "primaryKey": "key",
        "fields": fields,
        "card": found.numbers,
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False, indent=1), content_type="application/json")


@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: HttpRequest) -> HttpResponse:
    """A trader that was told of its figures says what is wrong; until somebody has looked, it is not shown."""
    problems, done = [], False
    if request.method == "POST":
        try:
            namings.contest(
                request.POST.get("trader", ""),
                request.POST.get("code", "")[:40],
                request.POST.get("reason", ""),
                now=timezone.now(),
            )
            done = True
        except NotAllowed as refused:
            problems = refused.problems
    reasons = [{"value": code, "label": str(label)} for code, label in namings.REASONS.items()]
    context = {
        "problems": problems,
        "done": done,
        "reasons": reasons,
        "trader": request.POST.get("trader", ""),
        "wrong": bool(problems),
    }
    return render(request, "insight/public_contest.html", context, status=409 if problems else 200)
