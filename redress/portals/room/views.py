"""The pages of a room: one tab each, all of it readable and usable without script."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.mediation import door, reading, sides
from redress.mediation.actions import talk
from redress.mediation.actions.rooms import MEDIATORS
from redress.portals import present
from redress.portals.public.filing.answers import errors
from redress.portals.room import terms, words
from redress.portals.room.place import Place


@require_safe
def room(request: HttpRequest, place: Place, tab: str = "") -> HttpResponse:
    return page(request, place, tab)


def page(
    request: HttpRequest, place: Place, tab: str = "", *, problems: list[Problem] | None = None, status: int = 200
) -> HttpResponse:
    """Draw a tab. problems -- what was wrong with what was just sent; the form keeps what was typed."""
    if place.room is None:
        return _not_open_yet(request, place, problems or [], status)
    tab = tab or sides.JOINT
    shown = reading.channels(place.room, place.actor)
    if tab in sides.CHANNELS:
        if tab not in shown:
            raise Http404
        values, template = _talk(request, place, tab), "room/talk.html"
    elif tab in TABS:
        values, template = TABS[tab](place), f"room/{tab}.html"
    else:
        raise Http404
    return render(request, template, _frame(request, place, tab, problems or []) | values, status=status)


def _frame(request: HttpRequest, place: Place, tab: str, problems: list[Problem]) -> dict[str, Any]:
    room = place.room
    assert room is not None  # noqa: S101 -- the caller looked
    against = door.against(room, place.case)
    dues = [due for due in present.dues(place.case, now=place.now) if due["state"] in {"running", "paused"}]
    sent = request.POST if request.method == "POST" else {}
    return (
        place.frame
        | addresses(place, tab)
        | {
            "place": place,
            "base": place.base,
            "case": place.case,
            "room": room,
            "tab": tab,
            "tabs": _tabs(place, tab),
            "mediator": room.mediator.display_name if room.mediator else "",
            "side_name": words.side_name(place.side),
            "due": dues[0] if dues else None,
            "against": against,
            "open": not against and (place.is_mediator or (place.is_party and door.ready(room, place.side))),
            "rules_first": place.is_party and not door.ready(room, place.side) and room.ended_at is None,
            "ask_conflict": place.is_mediator and room.unbiased_at is None and room.ended_at is None,
            "no_mediator": room.mediator_id is None and room.ended_at is None and place.actor.role in MEDIATORS,
            "problems": problems,
            "wrong": bool(problems),
            "v": sent,
            "e": errors(problems),
            "loose": [problem for problem in problems if not problem.pointer],
        }
    )


DOES = (
    "open", "rules", "invite", "challenge", "leave", "end", "write", "read-back", "hide", "add-issue", "move-issue",
    "say-on-issue", "offer", "accept", "decline", "take-back", "reply", "draft", "clause", "drop-clause",
    "put", "ask-code", "confirm", "not-agree", "test", "test-answer", "test-appoint", "test-start", "test-end", "done",
    "well-done", "broken",
)  # fmt: skip


def addresses(place: Place, tab: str) -> dict[str, str]:
    """Where the forms of the page are sent, behind this door: `write_to` for the deed “write”."""
    found = {f"{deed.replace('-', '_')}_to": place.do(deed) for deed in DOES}
    found |= {"place_tab": place.tab(tab), "about_at": place.tab("about"), "news_at": place.url("room_news")}
    return found | {"lines_at": place.url("room_lines", tab)}


def _tabs(place: Place, tab: str) -> list[dict[str, Any]]:
    assert place.room is not None  # noqa: S101 -- the caller looked
    new = reading.unread(place.room, actor=place.actor)
    found = []
    for channel in reading.channels(place.room, place.actor):
        label = words.channel_name(channel, place.side)
        if channel in new and channel != tab:
            label += " · " + pgettext("message", "new")
        found.append((channel, label))
    found += [(name, label) for name, label in titles().items() if name in TABS]
    return [{"label": label, "href": place.tab(name), "current": name == tab} for name, label in found]


def titles() -> dict[str, str]:
    return {
        "issues": gettext("Points"),
        "offers": gettext("Offers"),
        "testing": gettext("Testing"),
        "agreement": gettext("Agreement"),
        "performance": gettext("Performance"),
        "about": gettext("Rules and ways out"),
    }


def _talk(request: HttpRequest, place: Place, channel: str) -> dict[str, Any]:
    assert place.room is not None  # noqa: S101 -- the caller looked
    before = request.GET.get("before", "")
    older_than = whole_number(before)
    found = reading.lines(place.room, channel, actor=place.actor, before=older_than)
    if found.lines and older_than is None and request.method != "POST":
        last = found.lines[-1].id
        talk.mark_read(place.room, place.side, channel, last, actor=place.actor, now=place.now)
    seen = reading.read_by(place.room, channel, actor=place.actor)
    return {
        "channel": channel,
        "channel_name": words.channel_name(channel, place.side),
        "goes_to": words.goes_to(channel),
        "lines": [_line(line, seen) for line in found.lines],
        "older": f"{place.tab(channel)}?before={found.older}" if found.older else "",
        "past": older_than is not None,
        "last": found.lines[-1].id if found.lines else 0,
        "phone_for": [
            {"value": side, "label": words.side_name(side)}
            for side in sides.PARTIES
            if place.is_mediator and channel in (sides.JOINT, side)
        ],
    }


def _line(line: reading.Line, seen: dict[str, int]) -> dict[str, Any]:
    readers = [words.side_name(side) for side, up_to in seen.items() if up_to >= line.id and side != line.side]
    return {"line": line, "who": words.side_name(line.side), "read_by": ", ".join(readers) if line.mine else ""}


def _issues(place: Place) -> dict[str, Any]:
    assert place.room is not None  # noqa: S101 -- the caller looked
    found = reading.issues(place.room, actor=place.actor)
    return {
        "columns": [
            {"name": name, "title": words.column_name(name), "points": points} for name, points in found.items()
        ],
        "column_options": [{"value": name, "label": words.column_name(name)} for name in found],
    }


def _about(place: Place) -> dict[str, Any]:
    grounds = place.case.pack.grounds.get("termination", {})
    return {
        "grounds": [
            {"value": ground.code, "label": say(ground.title, present.lang())} for ground in grounds.values()
        ]
    }  # fmt: skip


def _not_open_yet(request: HttpRequest, place: Place, problems: list[Problem], status: int) -> HttpResponse:
    """For staff: the form that opens a room, or why there can be none yet."""
    if place.space != "casework":
        raise Http404
    context = (
        place.frame
        | addresses(place, "about")
        | {
            "place": place,
            "base": place.base,
            "case": place.case,
            "may": place.case.state in ("mediating", "entrusted") and place.actor.role in MEDIATORS,
            "problems": problems,
            "wrong": bool(problems),
            "v": request.POST,
            "e": errors(problems),
            "loose": [problem for problem in problems if not problem.pointer],
        }
    )
    return render(request, "room/not_open.html", context, status=status)


def _offers(place: Place) -> dict[str, Any]:
    return terms.offers(place, day_of(place.now))


TABS = {
    "issues": _issues,
    "offers": _offers,
    "testing": terms.testing,
    "agreement": terms.agreement,
    "performance": terms.performance,
    "about": _about,
}
