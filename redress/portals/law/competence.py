"""Who is in charge? The authority that is competent, why, and what has to be known first. A result has an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from redress.agencies import queries
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law import divisions
from redress.law.division_search import search
from redress.law.faults import InputError
from redress.law.jurisdiction import competent
from redress.law.packs import say
from redress.portals.law import asking, telling
from redress.portals.present import lang

PLACES = ("division", "published_division", "platform_division")
OFFERED = 6


def place_label(name: str) -> str:
    return {
        "division": gettext("Where the trader does business or has its seat"),
        "published_division": gettext("The address that the shop shows on the platform"),
        "platform_division": gettext("The seat of the platform"),
    }[name]


def seller_words() -> dict[str, str]:
    return {
        "shop": gettext("A shop or a firm, on the spot"),
        "on_platform": gettext("A shop inside a platform"),
        "live_room": gettext("A live-stream room"),
        "platform_operator": gettext("The platform itself"),
        "own_site": gettext("The trader's own website or app"),
    }


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Ask for kind, seller and places; answer with the authority as soon as the facts settle it."""
    given = request.GET
    seller = given.get("seller_kind", "")
    kind = given.get("kind", "")
    asked = bool(kind or seller)
    fields = [place_field(name, given) for name in places_of(seller)] if seller else []
    facts: dict[str, Any] = {field["name"]: field["code"] for field in fields if field["code"]}
    if seller in seller_words():
        facts["seller_kind"] = seller
    context: dict[str, Any] = {
        "kinds": _options(
            {"complaint": gettext("Complaint: settle my dispute"), "report": gettext("Report: a breach of the law")},
            kind or "complaint",
        ),
        "sellers": _options(seller_words(), seller),
        "fields": fields,
        "asked": asked,
        "problems": [],
    }
    if asked:
        context |= _answer(facts, kind or "complaint")
    return render(request, "law/jurisdiction.html", context)


def places_of(seller: str) -> tuple[str, ...]:
    """Return the places that matter for a kind of seller."""
    inside = ("published_division", "platform_division")
    return {"on_platform": inside, "live_room": inside}.get(seller, ("division",))


def place_field(name: str, given: Any) -> dict[str, Any]:
    """Return a field for a place: what was typed, the places it may mean, the one that was chosen."""
    typed = given.get(name, "").strip()[:60]
    chosen = given.get(f"{name}_code", "")[:12]
    found = search(typed, OFFERED) if typed else []
    codes = [place.code for place in found]
    if typed and chosen not in codes:
        chosen = codes[0] if len(codes) == 1 else ""
    return {
        "name": name,
        "label": place_label(name),
        "typed": typed,
        "code": chosen,
        "options": [{"value": code, "label": divisions.path_name(code), "checked": code == chosen} for code in codes],
        "nothing": bool(typed) and not codes,
    }


def _options(words: dict[str, str], chosen: str) -> list[dict[str, Any]]:
    return [{"value": code, "label": label, "checked": code == chosen} for code, label in words.items()]


def _answer(facts: dict[str, Any], kind: str) -> dict[str, Any]:
    on = day_of(timezone.now())
    try:
        answer = competent(facts, kind=kind, on=on)
    except InputError as error:
        return {"problems": [Problem(one.code, say(one.message, lang()), one.pointer) for one in error.problems]}
    labels = {name: place_label(name) for name in PLACES} | {"seller_kind": gettext("Who sold it")}
    return {
        "authorities": [authority(row, on=on) for row in answer["authorities"]],
        "possible": [authority(row, on=on) for row in answer["possible"]],
        "missing": [labels[name] for name in answer["missing"] if name in labels],
        "too_coarse": [labels[name] for name in answer["too_coarse"] if name in labels],
        "order": {"why": say(answer["order"]["why"], lang()), "cites": telling.cites(answer["order"]["cites"], on=on)} if answer["order"] else None,
    }  # fmt: skip


def authority(row: dict[str, Any], *, on: Any) -> dict[str, Any]:
    """Return an authority with its place in words, and the body of this installation that stands for it."""
    body = queries.handling_body(row["division"])
    levels = {
        "county": gettext("county level"),
        "city": gettext("city level"),
        "county_or_above": gettext("county level or above"),
    }
    return {
        "place": divisions.path_name(row["division"]),
        "level": levels.get(row["level"], row["level"]),
        "why": say(row["why"], lang()),
        "only_if_first": row.get("only_if_first", False),
        "cites": telling.cites(row["cites"], on=on),
        "body": body.name(asking.tongue()) if body and body.division == row["division"] else "",
        "phone": body.phone if body and body.division == row["division"] else "",
    }
