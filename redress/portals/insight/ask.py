"""The analysts' questions: written or put together from lists, answered with small cells hidden."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from redress.insight import query, trends
from redress.insight.risk import SMALL
from redress.kernel.problems import Invalid
from redress.portals.casework.access import DeskRequest
from redress.portals.insight import words
from redress.portals.insight.access import framed, reader_required

CATALOGUE = (
    "cases by month", "cases by nature", "people by nature", "cases by nature, channel", "cases by province, nature",
    "settled by category", "settled by channel", "amount by category", "cases by outcome", "cases by quarter, kind",
)  # fmt: skip
ENGINES = {"duckdb": "DuckDB", "spark": "Spark"}
IN_WORDS = {"nature": "nature", "category": "category", "county": "division", "channel": "channel"}


@reader_required
def ask(request: DeskRequest) -> HttpResponse:
    from redress.insight import extract  # noqa: PLC0415 -- the engine is loaded by who needs it

    text = request.GET.get("q", "") or _built(request)
    problems, answer, asked = [], None, None
    if text:
        try:
            asked = query.parse(text[:400])
            answer = extract.ask(asked, trends.bodies(request.actor))
        except Invalid as refused:
            problems = refused.problems
    context = framed(
        request,
        "insight:ask",
        q=asked.text if asked else text,
        problems=problems,
        answer=answer,
        engine=ENGINES[answer.engine] if answer else "",
        waiting=asked is not None and answer is None,
        head=[words.ASKED[name] for name in asked.by] if asked else [],
        measure=words.MEASURES[asked.measure] if asked else "",
        rows=[_row(cell, asked) for cell in answer.cells] if answer and asked else [],
        measures=_options(words.MEASURES, request.GET.get("measure", "")),
        dims=_options(words.ASKED, request.GET.get("by", "")),
        catalogue=[{"label": one, "href": f"{reverse('insight:ask')}?{urlencode({'q': one})}"} for one in CATALOGUE],
        small=SMALL,
    )
    return render(request, "insight/ask.html", context, status=422 if problems else 200)


def _built(request: DeskRequest) -> str:
    """The question that the lists put together."""
    if not request.GET.get("measure"):
        return ""
    by = ", ".join(dict.fromkeys(name for name in (request.GET.get("by", ""), request.GET.get("and_by", "")) if name))
    conditions = [
        f"month {op} {request.GET[name]}" for name, op in (("since", ">="), ("until", "<")) if request.GET.get(name)
    ]
    return f"{request.GET['measure']}{f' by {by}' if by else ''}{' where ' + ' and '.join(conditions) if conditions else ''}"


def _row(cell: query.Cell, asked: query.Query) -> dict[str, Any]:
    labels = [
        words.value(IN_WORDS[name], code)
        if name in IN_WORDS
        else words.value("division", f"{code}0000")
        if name == "province" and code
        else code or "–"
        for name, code in zip(asked.by, cell.by, strict=True)
    ]
    return {"labels": labels, "n": cell.n, "value": f"{cell.value:,.10g}" if cell.value is not None else None}


def _options(table: dict[str, Any], chosen: str) -> list[dict[str, Any]]:
    return [{"value": code, "label": str(label), "checked": code == chosen} for code, label in table.items()]
