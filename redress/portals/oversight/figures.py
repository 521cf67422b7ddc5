"""Figures with their definitions, and the cases behind every number."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid
from redress.law.packs import say
from redress.oversight import definitions, queries
from redress.oversight.figures import Figure
from redress.oversight.periods import NAMES, named
from redress.portals import present
from redress.portals.casework.access import DeskRequest
from redress.portals.look import wording
from redress.portals.oversight.access import looking_required, watch_frame

PLACE = Decimal("0.1")


@looking_required
def figures(request: DeskRequest) -> HttpResponse:
    """Every figure of one's bodies in one period, by the set it belongs to."""
    chosen = Choice(request)
    bare = queries.may_open(request.actor)
    shown = queries.all_figures(chosen.agency_ids, chosen.period, bare=bare, today=chosen.today, only=chosen.set)
    context = watch_frame(
        request,
        "figures",
        choice=chosen,
        rows=[row(figure, chosen) for figure in shown],
        wrong=bool(chosen.problems),
        problems=chosen.problems,
        read_until=queries.read_until(),
        bare=bare,
        small=definitions.all_versions()[0].small,
    )
    return render(request, "oversight/figures.html", context, status=422 if chosen.problems else 200)


@looking_required
def figure(request: DeskRequest, code: str) -> HttpResponse:
    """One figure with its definition, figures published elsewhere, and the bodies beside each other."""
    chosen = Choice(request)
    bare = queries.may_open(request.actor)
    found = queries.one_figure(code, chosen.agency_ids, chosen.period, bare=bare, today=chosen.today)
    beside = queries.beside(code, request.actor, chosen.period, bare=bare, today=chosen.today)
    context = watch_frame(
        request,
        "figures",
        choice=chosen,
        problems=chosen.problems,
        wrong=bool(chosen.problems),
        row=row(found, chosen),
        definition=definition(found),
        reference=reference(found),
        beside=[
            {
                "body": one.body.name(present.lang()),
                "number": number_words(one.figure),
                "of": of_words(one.figure),
                "interval": interval_words(one.figure),
                "differs": one.differs,
            }
            for one in beside
        ],
        back=reverse("oversight:figures") + "?" + chosen.query,
    )
    return render(request, "oversight/figure.html", context)


@looking_required
def behind(request: DeskRequest, code: str) -> HttpResponse:
    """The cases that one number counts."""
    chosen = Choice(request)
    part, key = request.GET.get("part", "n"), request.GET.get("key", "")[:40]
    problems = chosen.problems
    listed, following = [], ""
    one = queries.defined(code, chosen.period)
    try:
        found = queries.behind(
            code, part, key, request.actor, chosen.agency_ids, chosen.period, cursor=request.GET.get("cursor", "")
        )
        listed = [
            {
                "day": day,
                "number": case.number,
                "href": reverse("casework:case", args=[case.number]),
                "matter": case.matter or gettext("(no words)"),
                "state": say(case.pack.states[case.state].title, present.lang()),
                "office": present.agency_name(case.agency_id),
            }
            for day, case in found.cases
        ]
        if found.next:
            following = "?" + urlencode({**chosen.given, "part": part, "key": key, "cursor": found.next})
    except Invalid as refused:
        problems = refused.problems
    context = watch_frame(
        request,
        "figures",
        choice=chosen,
        problems=problems,
        wrong=bool(problems),
        title=say(one.title, present.lang()),
        part=definitions.part_title(one, key, present.lang()) if key else part_words(part),
        rows=listed,
        next=following,
        back=reverse("oversight:figure", args=[code]) + "?" + chosen.query,
    )
    return render(request, "oversight/behind.html", context, status=422 if problems else 200)


class Choice:
    """The period, body and set that an address asks for, and the lists to choose from."""

    def __init__(self, request: DeskRequest | HttpRequest) -> None:
        actor = request.actor  # type: ignore[union-attr]
        given = request.GET
        self.today = day_of(timezone.now())
        self.problems: list[Any] = []
        names = ("period", "from", "to", "body", "set")
        self.given = {name: given[name][:40] for name in names if given.get(name)}
        self.query = urlencode(self.given)
        self.name = "" if self.given.get("from") or self.given.get("to") else self.given.get("period", "last30")
        self.set = self.given.get("set", "")
        self.agency_ids = queries.scope(actor, self.given.get("body", ""))
        try:
            self.period = queries.period_of(
                self.name, self.given.get("from", ""), self.given.get("to", ""), now=timezone.now()
            )
        except Invalid as refused:
            self.problems, self.period = refused.problems, named("last30", today=self.today)
        self.periods = [{"value": name, "label": period_words(name), "checked": name == self.name} for name in NAMES]
        self.bodies = [
            {"value": body.code, "label": body.name(present.lang()), "checked": body.code == self.given.get("body")}
            for body in queries.bodies(actor)
        ]
        self.sets = [
            {"value": name, "label": set_words(name), "checked": name == self.set}
            for name in definitions.SETS
            if any(name in one.sets for one in definitions.all_versions())
        ]
        self.start, self.end = self.period.start, self.period.end


def row(figure: Figure, chosen: Choice | None) -> dict[str, Any]:
    """One figure as a page, or a report (chosen: None), shows it."""
    one, lang = figure.indicator, present.lang()
    open_ = reverse("oversight:behind", args=[one.code])
    given, query = (chosen.given, chosen.query) if chosen else ({}, "")
    return {
        "code": one.code,
        "title": say(one.title, lang),
        "href": reverse("oversight:figure", args=[one.code]) + "?" + query,
        "number": number_words(figure),
        "of": of_words(figure),
        "interval": interval_words(figure),
        "n_href": f"{open_}?{urlencode({**given, 'part': 'n'})}" if figure.n else "",
        "d_href": f"{open_}?{urlencode({**given, 'part': 'd'})}" if figure.d else "",
        "missed": (figure.d or 0) - (figure.n or 0) if one.cohort and figure.d else 0,
        "missed_href": f"{open_}?{urlencode({**given, 'part': 'missed'})}",
        "formula": say(one.formula, lang),
        "cites": [dict(cite) for cite in one.cites],
        "hidden": figure.hidden,
        "n": figure.n,
        "d": figure.d,
        "parts": [
            {
                "label": definitions.part_title(one, part.key, lang),
                "n": part.n,
                "percent": part.percent,
                "href": f"{open_}?{urlencode({**given, 'key': part.key})}" if part.n else "",
            }
            for part in figure.parts
        ],
    }


def definition(figure: Figure) -> list[dict[str, Any]]:
    """What stands behind a figure: formula, period, caveat, small numbers, who answers for it, version, basis."""
    one, lang = figure.indicator, present.lang()
    version = gettext("%(code)s %(version)s, in force since %(day)s") % {
        "code": one.code,
        "version": one.version,
        "day": wording.day(one.since),
    }
    small = gettext("hidden below %(small)d from whoever may not open the cases") % {"small": one.small}
    lines = [
        (gettext("Formula"), say(one.formula, lang)),
        (gettext("Period"), basis_words(one.period)),
        (gettext("To be read with care"), say(one.caveat, lang)),
        (gettext("Small numbers"), small),
        (gettext("Answers for it"), say(one.owner, lang)),
        (pgettext("of a definition", "Version"), version),
        (pgettext("in law", "Basis"), present.cite_words(one.cites)),
    ]
    return [{"key": key, "value": value} for key, value in lines if value]


def number_words(figure: Figure) -> str:
    """The number as it is read: with its unit, or why there is none."""
    one = figure.indicator
    if figure.value is None:
        return gettext("hidden") if figure.hidden else gettext("nothing to count")
    if one.kind == "rate":
        return f"{figure.value.quantize(PLACE):,} %"
    if one.unit == "yuan":
        return wording.money(figure.value)
    if one.kind in {"spread", "stock"}:
        days = int(figure.value)
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return f"{int(figure.value):,}"


def of_words(figure: Figure) -> str:
    """The numbers a figure is made of."""
    one = figure.indicator
    if figure.n is None:
        return gettext("fewer than %(small)d cases somewhere in it") % {"small": one.small} if figure.hidden else ""
    if one.kind == "rate":
        return gettext("%(n)s of %(d)s") % {"n": f"{figure.n:,}", "d": f"{figure.d or 0:,}"}
    if one.kind in {"spread", "stock"} and figure.p90 is not None:
        days = int(figure.p90)
        return gettext("middle of %(n)s; nine in ten within %(days)s days") % {"n": f"{figure.n:,}", "days": days}
    if one.kind == "sum" and figure.middle is not None:
        return gettext("in %(n)s agreements; middle one about %(middle)s") % {
            "n": f"{figure.n:,}",
            "middle": wording.money(figure.middle),
        }
    return ""


def interval_words(figure: Figure) -> str:
    if figure.interval is None:
        return ""
    return gettext("95%% interval %(low)s–%(high)s %%") % {
        "low": f"{figure.interval.low:.1f}",
        "high": f"{figure.interval.high:.1f}",
    }


def reference(figure: Figure) -> list[dict[str, Any]]:
    """Ours, then what was published elsewhere, as bars; parts of a whole side by side."""
    lang = present.lang()
    one = figure.indicator
    found = [line for line in definitions.lines() if line.indicator == one.code]
    if not found:
        return []
    if one.kind == "shares":
        own = {part.key: part.percent for part in figure.parts}
        return [
            {
                "label": say(line.label, lang),
                "source": say(line.source, lang),
                "parts": [
                    {"label": definitions.part_title(one, key, lang), "ours": own.get(key), "theirs": value}
                    for key, value in line.parts.items()
                ],
            }
            for line in found
        ]
    return [{"label": say(line.label, lang), "source": say(line.source, lang), "value": line.value} for line in found]


def period_words(name: str) -> str:
    return {
        "last30": gettext("The last 30 days"),
        "month": gettext("The last whole month"),
        "quarter": gettext("The last whole quarter"),
        "year": gettext("The last twelve whole months"),
    }[name]


def set_words(name: str) -> str:
    return {
        "law": gettext("Duties of the law"),
        "three": gettext("The three rates of 12345"),
        "iso10002": gettext("ISO 10002 (GB/T 19012)"),
        "odr": gettext("Settling online"),
        "own": gettext("The office's own"),
    }[name]


def basis_words(basis: str) -> str:
    return {
        "event": gettext("by the day on which it happened"),
        "due": gettext("by the last day of the limit"),
        "stock": gettext("as things stand now"),
    }[basis]


def part_words(part: str) -> str:
    return {
        "d": gettext("all that are counted"),
        "missed": gettext("below the line and not above it"),
    }.get(part, gettext("above the line"))
