"""What can be done on the pages of a room: each deed is one action, sent once however often it is clicked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from redress.kernel.problems import NotAllowed, NotThere
from redress.mediation import sides
from redress.mediation.actions import agreement, offers, performance, rooms, talk, testing
from redress.portals.public import uploads
from redress.portals.room import terms, views
from redress.portals.room.place import Place

# Does the deed and says which tab comes next, or returns what draws a page of its own.
Page = Callable[[HttpRequest], HttpResponse]
Deed = Callable[[Place, Any], str | Page]


@require_POST
def do(request: HttpRequest, place: Place, deed: str) -> HttpResponse:
    run = DEEDS.get(deed)
    if run is None and deed != "done":
        raise Http404(deed)
    back = request.POST.get("tab", "")
    try:
        tab = run(place, request.POST) if run is not None else _done(place, request)
    except NotThere:
        raise Http404 from None
    except NotAllowed as refusal:
        return views.page(request, place, back, problems=refusal.problems, status=refusal.status)
    if not isinstance(tab, str):
        return tab(request)
    messages.success(request, gettext("Done."))
    return redirect(place.tab(tab) if tab else place.url("room"))


def _with(place: Place) -> dict[str, Any]:
    return {"actor": place.actor, "now": place.now}


def _open(place: Place, post: Any) -> str:
    rooms.open_room(place.case.number, mediator=post.get("mediator", "").strip() or "me", **_with(place))
    return ""


def _appoint(place: Place, post: Any) -> str:
    rooms.appoint(place.case.number, post.get("mediator", "").strip() or "me", **_with(place))
    return ""


def _conflict(place: Place, post: Any) -> str:
    conflict = post.get("conflict") == "yes"
    rooms.answer_conflict(place.case.number, conflict=conflict, text=post.get("text", ""), **_with(place))
    return ""


def _rules(place: Place, post: Any) -> str:
    rooms.confirm_rules(place.case.number, **_with(place))
    return sides.JOINT


def _invite(place: Place, post: Any) -> Page:
    link, code = rooms.invite(place.case.number, post.get("side", ""), **_with(place))

    def told(request: HttpRequest) -> HttpResponse:
        address = request.build_absolute_uri(reverse("room:enter", args=[link]))
        context = {"place": place, "case": place.case, "base": place.base, "link": address, "code": code}
        context |= place.frame | {"about_at": place.tab("about")}
        return render(request, "room/invited.html", context)

    return told


def _challenge(place: Place, post: Any) -> str:
    rooms.challenge(place.case.number, post.get("text", ""), **_with(place))
    return "about"


def _leave(place: Place, post: Any) -> str:
    rooms.leave(place.case.number, post.get("text", ""), **_with(place))
    return "about"


def _end(place: Place, post: Any) -> str:
    data = {name: post.get(name, "") for name in ("reason_code", "text")}
    rooms.end(place.case.number, data, **_with(place))
    return "about"


def _write(place: Place, post: Any) -> str:
    data = {name: post.get(name, "") for name in ("channel", "text", "by_phone", "sure")}
    talk.write(place.case.number, data, **_with(place))
    return str(data["channel"])


def _read_back(place: Place, post: Any) -> str:
    talk.read_back(place.case.number, _id(post), **_with(place))
    return str(post.get("tab", ""))


def _hide(place: Place, post: Any) -> str:
    talk.hide(place.case.number, _id(post), **_with(place))
    return str(post.get("tab", ""))


def _add_issue(place: Place, post: Any) -> str:
    talk.add_issue(place.case.number, {name: post.get(name, "") for name in ("text", "column")}, **_with(place))
    return "issues"


def _move_issue(place: Place, post: Any) -> str:
    talk.move_issue(place.case.number, _id(post), post.get("column", ""), **_with(place))
    return "issues"


def _say_on_issue(place: Place, post: Any) -> str:
    talk.say_on_issue(place.case.number, _id(post), post.get("text", ""), **_with(place))
    return "issues"


def _offer(place: Place, post: Any) -> str:
    data = {name: post.get(name, "") for name in ("kind", "amount", "condition", "channel", "answers")}
    data |= {name: terms.day_of_form(post, name) for name in ("perform_on", "valid_until")}
    offers.make(place.case.number, data, **_with(place))
    return "offers"


def _accept(place: Place, post: Any) -> str:
    offers.accept(place.case.number, post.get("id", ""), **_with(place))
    return "offers"


def _decline(place: Place, post: Any) -> str:
    offers.decline(place.case.number, post.get("id", ""), **_with(place))
    return "offers"


def _take_back(place: Place, post: Any) -> str:
    offers.take_back(place.case.number, post.get("id", ""), **_with(place))
    return "offers"


def _reply(place: Place, post: Any) -> str:
    offers.reply(place.case.number, post.get("id", ""), yes=post.get("yes") == "1", **_with(place))
    return "offers"


def _draft(place: Place, post: Any) -> str:
    agreement.draft(place.case.number, **_with(place))
    return "agreement"


def _clause(place: Place, post: Any) -> str:
    data = {name: post.get(name, "") for name in ("owed_by", "kind", "amount", "text", "due_on")}
    agreement.add_clause(place.case.number, data, **_with(place))
    return "agreement"


def _drop_clause(place: Place, post: Any) -> str:
    agreement.drop_clause(place.case.number, _id(post), **_with(place))
    return "agreement"


def _put(place: Place, post: Any) -> str:
    agreement.put(place.case.number, **_with(place))
    return "agreement"


def _ask_code(place: Place, post: Any) -> Page:
    way = agreement.ask_code(place.case.number, **_with(place))
    said = {
        "sms": gettext("The code is on its way by text message."),
        "email": gettext("The code is on its way by e-mail."),
        "mediator": gettext("The mediator will tell you the code, by the telephone number on file."),
    }[way]

    def told(request: HttpRequest) -> HttpResponse:
        messages.success(request, said)
        return redirect(place.tab("agreement"))

    return told


def _confirm(place: Place, post: Any) -> str:
    data = {"name": post.get("name", ""), "code": post.get("code", ""), "clauses": post.getlist("clauses")}
    agreed = agreement.confirm(place.case.number, data, **_with(place))
    return "performance" if agreed.state == "concluded" else "agreement"


def _not_agree(place: Place, post: Any) -> str:
    agreement.decline(place.case.number, **_with(place))
    return "agreement"


def _test(place: Place, post: Any) -> str:
    testing.propose(
        place.case.number, {name: post.get(name, "") for name in ("body", "text", "paid_by")}, **_with(place)
    )
    return "testing"


def _test_answer(place: Place, post: Any) -> str:
    testing.answer(place.case.number, _id(post), post.get("said", ""), **_with(place))
    return "testing"


def _test_appoint(place: Place, post: Any) -> str:
    testing.appoint(place.case.number, _id(post), **_with(place))
    return "testing"


def _test_start(place: Place, post: Any) -> str:
    testing.start(place.case.number, _id(post), **_with(place))
    return "testing"


def _test_end(place: Place, post: Any) -> str:
    testing.end(place.case.number, _id(post), post.get("text", ""), **_with(place))
    return "testing"


def _done(place: Place, request: HttpRequest) -> str:
    """The one deed that may come with a file."""
    upload = request.FILES.get("proof")
    if uploads.too_much(request):
        raise NotAllowed([uploads.too_much_problem("/proof")])
    proof = (upload.name or "file", upload.read()) if upload is not None else None
    performance.say_done(place.case.number, _id(request.POST), proof=proof, **_with(place))
    return "performance"


def _well_done(place: Place, post: Any) -> str:
    performance.confirm(place.case.number, _id(post), **_with(place))
    return "performance"


def _broken(place: Place, post: Any) -> str:
    performance.say_broken(place.case.number, _id(post), **_with(place))
    return "performance"


def _id(post: Any) -> int:
    text = post.get("id", "")
    if not text.isdecimal() or len(text) > 18:
        raise NotThere(text)
    return int(text)


DEEDS: dict[str, Deed] = {
    "open": _open,
    "appoint": _appoint,
    "conflict": _conflict,
    "rules": _rules,
    "invite": _invite,
    "challenge": _challenge,
    "leave": _leave,
    "end": _end,
    "write": _write,
    "read-back": _read_back,
    "hide": _hide,
    "add-issue": _add_issue,
    "move-issue": _move_issue,
    "say-on-issue": _say_on_issue,
    "offer": _offer,
    "accept": _accept,
    "decline": _decline,
    "take-back": _take_back,
    "reply": _reply,
    "draft": _draft,
    "clause": _clause,
    "drop-clause": _drop_clause,
    "put": _put,
    "ask-code": _ask_code,
    "confirm": _confirm,
    "not-agree": _not_agree,
    "test": _test,
    "test-answer": _test_answer,
    "test-appoint": _test_appoint,
    "test-start": _test_start,
    "test-end": _test_end,
    "well-done": _well_done,
    "broken": _broken,
}
