"""The public directory: the offices of a place, what each handles, and who answers for what none of them handles."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from redress.agencies import queries
from redress.agencies.models import AgencyKind, Level
from redress.kernel.moments import day_of
from redress.law import divisions, packs
from redress.law.division_search import search
from redress.law.divisions import Division
from redress.portals.bodies import hours
from redress.portals.law import telling
from redress.portals.present import article_words, lang

OFFERED = 8
SHOWN = 40


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Ask for a place, an office or a matter; show the offices of the place, the nearest first, and the sectors."""
    typed = request.GET.get("q", "").strip()[:60]
    places = _places(typed) if typed else []
    chosen = _chosen(places, request.GET.get("place", "")[:12])
    found = queries.covering(chosen.today or chosen.code) if chosen else []
    if typed and not chosen:
        found = queries.named_like(typed)
    sectors = _sectors(typed)
    context = {
        "q": typed,
        "place": divisions.path_name(chosen.code) if chosen else "",
        "note": packs.say(chosen.note, lang()) if chosen and chosen.note else "",
        "places": [{"code": one.code, "name": divisions.path_name(one.code)} for one in places if one is not chosen],
        "rows": [_card(one) for one in found[:SHOWN]],
        "more": max(len(found) - SHOWN, 0),
        "sectors": sectors or _sectors(""),
        "matched": bool(typed and sectors),
    }
    return render(request, "bodies/directory.html", context)


@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.body_by_code(code)
    if found is None and (before := queries.named(code)) is not None:
        heir = queries.standing(code)
        closed = {"name": before.name(lang()), "closed": True, "heir": _card(heir) if heir else None}
        return render(request, "bodies/body.html", closed)
    if found is None:
        raise Http404(code)
    above = queries.directory().by_id.get(found.parent_id) if found.parent_id else None
    does, does_not = _work(found.kind)
    context = {
        **_card(found),
        "above": _card(above) if above else None,
        "below": [_card(one) for one in queries.named_like("") if one.parent_id == found.id][:SHOWN],
        "does": does,
        "does_not": does_not,
        "elsewhere": _sectors("") if found.kind != AgencyKind.COMPANY_DESK else [],
    }
    return render(request, "bodies/body.html", context)


def _places(typed: str) -> list[Division]:
    """The places that fit, those with an office of their own first, then those that an office here covers."""
    found = [(place, queries.covering(place.today or place.code)) for place in search(typed, SHOWN)]
    found.sort(key=lambda one: 2 if not one[1] else one[1][0].division != (one[0].today or one[0].code))
    return [place for place, _ in found[:OFFERED]]


def _chosen(places: list[Division], code: str) -> Division | None:
    """The place that was picked; else the best match, which stands first."""
    return next((one for one in places if one.code == code), places[0] if places else None)


def _card(found: queries.Body) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.name(lang()),
        "kind": AgencyKind(found.kind).label,
        "level": Level(found.level).label,
        "area": divisions.path_name(found.division),
        "address": found.address,
        "phone": found.phone,
        **hours.shown(found, now=timezone.now()),
    }


def _work(kind: str) -> tuple[list[str], list[str]]:
    """What a kind of body does for a consumer, and what it does not."""
    neither = gettext("It does not decide in your place how a dispute ends: mediation needs both sides.")
    words = {
        AgencyKind.MARKET_SUPERVISION: (
            [gettext("Complaints: mediates between you and a trader in its area."), gettext("Reports: looks into breaches of the law.")],
            [neither, gettext("It does not award damages; a court or an arbitrator does.")],
        ),
        AgencyKind.BRANCH_OFFICE: (
            [gettext("Works on complaints and reports for the authority above it.")],
            [neither],
        ),
        AgencyKind.CONSUMER_ASSOCIATION: (
            [gettext("Advice, accepting complaints, investigating and mediating."), gettext("Supports consumers who go to court.")],
            [neither, gettext("It does not punish traders; an authority does.")],
        ),
        AgencyKind.MEDIATION_BODY: ([gettext("Mediates, where both sides agree to it.")], [neither]),
        AgencyKind.SECTOR_REGULATOR: ([gettext("Answers for one sector, under the law of that sector.")], []),
        AgencyKind.COMPANY_DESK: (
            [gettext("Answers complaints about its own company.")],
            [gettext("It is not an authority; you can turn to one at any time.")],
        ),
    }  # fmt: skip
    return words[AgencyKind(kind)]


def _cites(given: list[dict[str, str]], *, on: date) -> list[dict[str, Any]]:
    """Provisions under the titles of the rule set, which names more texts than the register of articles."""
    titles = packs.in_force(settings.REDRESS_RULE_FAMILY, on).tables["laws"]["law"]
    return [
        {
            **shown,
            "title": f"{packs.say(titles[cite['law']]['title'], lang())} {article_words(cite['article'], cite['law'])}",
        }
        for cite, shown in zip(given, telling.cites(given, on=on), strict=True)
    ]


def _sectors(typed: str) -> list[dict[str, Any]]:
    """The departments that answer for a sector, each with the provision; only those whose words were typed, if any were."""
    on = day_of(timezone.now())
    table = packs.in_force(settings.REDRESS_RULE_FAMILY, on).tables.get("sectors", {}).get("sector", {})
    asked = typed.casefold()
    return [
        {
            "title": packs.say(row["title"], lang()),
            "body": packs.say(row["body"], lang()),
            "why": packs.say(row["why"], lang()),
            "cites": _cites(row["cites"], on=on),
        }
        for row in table.values()
        if not asked or any(word in asked for word in row["words"])
    ]
