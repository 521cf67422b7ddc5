"""Figures over the API: the same engine, the same rights and the same hiding as the pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.law.packs import say
from redress.oversight import definitions, queries
from redress.oversight.figures import Figure
from redress.oversight.periods import Period
from redress.portals.api import answers, shapes_of_figures
from redress.portals.api.asked import Asked
from redress.portals.api.openapi import DAY, WORD, asks, gives, one_of
from redress.portals.api.problems import respond

router = Router(tags=["oversight"])


PERIOD = ("agency", "period", "from", "to")
ASKS = {"agency": WORD, "period": WORD, "from_": DAY, "to": DAY}
PARTS = ("n", "d", "missed")


def _asked(asked: Asked, request: HttpRequest) -> tuple[Actor, list[int], Period]:
    """Who asks, for which bodies and which time; everything wrong with any parameter at once."""
    actor: Actor = request.caller.actor  # type: ignore[attr-defined]
    ids = queries.scope(actor, asked.text("agency"))
    start, end, name = asked.text("from"), asked.text("to"), asked.text("period")
    period = asked.also(lambda: queries.period_of(name, start, end, now=timezone.now()))
    asked.require()
    return actor, ids, period


@router.get(
    "/indicators",
    openapi_extra=asks(**ASKS, set=one_of(*definitions.SETS)),
    response=gives(shapes_of_figures.Indicators),
    summary="Figures of a period, with their definitions",
)
def indicators(request: HttpRequest) -> HttpResponse:
    asked = Asked(request, *PERIOD, "set")
    only = asked.code("set", definitions.SETS)
    actor, ids, period = _asked(asked, request)
    shown = queries.all_figures(ids, period, bare=queries.may_open(actor), today=day_of(timezone.now()), only=only)
    read = queries.read_until()
    return respond({
        "from": str(period.start),
        "to": str(period.end),
        "read_until": answers.local(read),
        "items": [figure(one) for one in shown],
        "next": None,
    })  # fmt: skip


@router.get(
    "/indicators/{code}",
    openapi_extra=asks(**ASKS),
    response=gives(shapes_of_figures.OneIndicator),
    summary="One figure, bodies beside each other, reference lines",
)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    actor, ids, period = _asked(Asked(request, *PERIOD), request)
    bare, today = queries.may_open(actor), day_of(timezone.now())
    answer = figure(queries.one_figure(code, ids, period, bare=bare, today=today))
    lang = answers.lang()
    answer["bodies"] = [
        {"agency": one.body.code, "differs": one.differs, **_numbers(one.figure)}
        for one in queries.beside(code, actor, period, bare=bare, today=today)
    ]
    answer["reference"] = [
        {
            "label": say(line.label, lang),
            "source": say(line.source, lang),
            "value": None if line.value is None else str(line.value),
            "parts": {key: str(value) for key, value in line.parts.items()},
        }
        for line in definitions.lines()
        if line.indicator == code
    ]
    return respond({"from": str(period.start), "to": str(period.end), **answer})


@router.get(
    "/indicators/{code}/cases",
    openapi_extra=asks(**ASKS, part=one_of(*PARTS), key=WORD, cursor=WORD),
    response=gives(shapes_of_figures.CountedCases),
    summary="The cases that a figure counts",
)
def behind(request: HttpRequest, code: str) -> HttpResponse:
    asked = Asked(request, *PERIOD, "part", "key", "cursor")
    part, key, cursor = asked.code("part", PARTS, "n"), asked.text("key"), asked.cursor()
    actor, ids, period = _asked(asked, request)
    found = queries.behind(code, part, key, actor, ids, period, cursor=cursor)
    items = [{"counted_on": str(day), **answers.row(case)} for day, case in found.cases]
    return respond({"items": items, "next": found.next})


def figure(found: Figure) -> dict[str, Any]:
    one, lang = found.indicator, answers.lang()
    return {
        "code": one.code,
        "version": one.version,
        "title": say(one.title, lang),
        "formula": say(one.formula, lang),
        "caveat": say(one.caveat, lang) or None,
        "owner": say(one.owner, lang),
        "kind": one.kind,
        "period": one.period,
        "sets": list(one.sets),
        "small": one.small,
        "cites": [dict(cite) for cite in one.cites],
        **_numbers(found),
    }


def _numbers(found: Figure) -> dict[str, Any]:
    return {
        "n": found.n,
        "d": found.d,
        "value": _text(found.value),
        "hidden": found.hidden,
        "interval": [str(found.interval.low), str(found.interval.high)] if found.interval else None,
        "middle": _text(found.middle),
        "p90": _text(found.p90),
        "parts": [{"key": part.key, "n": part.n, "percent": _text(part.percent)} for part in found.parts],
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
