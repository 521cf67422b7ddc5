"""The trader's side of a case on the desk: asking it, what became of that, what it answered, what comes next."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases import reading
from redress.cases.models import Case
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.trader import words
from redress.privacy.vault import Erased
from redress.traders import actions, answering, inviting, register, silence
from redress.traders.inviting import Contact
from redress.traders.models import Invitation, Watch

CHANNELS = ("sms", "email", "letter")


def channel_words() -> dict[str, str]:
    return {"sms": gettext("text message"), "email": gettext("e-mail"), "letter": gettext("letter")}


def outcomes() -> dict[str, str]:
    return {
        "reached": gettext("Reached; will answer"),
        "not_reached": gettext("Nobody answered"),
        "wrong_number": gettext("Wrong number"),
        "refused": gettext("Reached; clearly refuses"),
    }


@case_staff_required
@require_http_methods(["GET", "POST"])
def ask_trader(request: DeskRequest, number: str) -> HttpResponse:
    """Ask the trader, see how that went, note calls and answers."""
    case, now = case_or_404(request, number), timezone.now()
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            messages.success(request, _deed(request, case, now=now))
            return redirect("casework:ask_trader", case.number)
        except NotThere:
            raise Http404 from None
        except NotAllowed as refusal:
            problems = refusal.problems
    return _page(request, case, problems, now=now)


def _deed(request: DeskRequest, case: Case, *, now: datetime) -> str:
    """Do what the form asks; return the sentence that says so."""
    post, actor = request.POST, request.actor
    chosen = post.get("invitation", "")
    invitation_id = whole_number(chosen) or 0
    match post.get("go"):
        case "invite":
            given = [Contact(one, post.get(one, "").strip()) for one in CHANNELS if post.get(one, "").strip()]
            first = post.get("first", "")
            given.sort(key=lambda one: one.channel != first)
            wanted = post.get("trader", "")
            invited = actions.invite_trader(
                case.number,
                contacts=given,
                trader_id=whole_number(wanted),
                shows_contact=post.get("shows_contact") == "1",
                actor=actor,
                now=now,
            )
            return gettext("The trader is asked by %(channel)s.") % {
                "channel": channel_words()[invited.invitation.channel]
            }
        case "code":
            _of(case, invitation_id, request)
            _, channel = actions.send_new_code(invitation_id, actor=actor, now=now)
            return gettext("A new code goes out by %(channel)s.") % {"channel": channel_words().get(channel, channel)}
        case "revoke":
            _of(case, invitation_id, request)
            inviting.revoke(invitation_id, actor=actor, now=now)
            return gettext("The invitation was taken back; its link opens nothing any more.")
        case "call":
            _of(case, invitation_id, request)
            silence.record_call(case.number, invitation_id, post.get("outcome", ""), actor=actor, now=now)
            return gettext("The call is noted.")
        case "answer":
            row = _of(case, invitation_id, request)
            data = {name: post.get(name, "").strip() for name in ("kind", "text", "remedy", "amount", "day")}
            actions.answer(case.number, data, trader=row.trader, actor=actor, now=now)
            return gettext("The answer is taken down; the trader's receipt is kept with it.")
    raise Http404


def _of(case: Case, invitation_id: int, request: DeskRequest) -> Invitation:
    row = inviting.find(invitation_id, actor=request.actor)
    if row.case_id != case.pk:
        raise NotThere(str(invitation_id))
    return row


def _page(request: DeskRequest, case: Case, problems: list[Problem], *, now: datetime) -> HttpResponse:
    slots = reading.sealed(case)
    ground = silence.ground(case)
    found = register.of_case(case)
    closed = inviting.problems_with(case, actor=request.actor)
    context = frame(
        request,
        "casework:queue",
        case=case,
        trader=found,
        rows=[_row(case, invitation, watch, now=now) for invitation, watch in silence.of_case(case)],
        answers=words.shown(answering.shown(case, actor=request.actor, slots=slots)),
        closed=closed,
        first_values=_first_values(request, case, slots),
        channels=[{"value": code, "label": label, "checked": code == request.POST.get("first", "sms")} for code, label in channel_words().items()],
        outcomes=[{"value": code, "label": label} for code, label in outcomes().items()],
        kinds=[{"value": code, "label": text["title"]} for code, text in words.answers().items()],
        remedies=[{"value": code, "label": label} for code, label in words.remedies().items()],
        ground={"text": say(ground.title, present.lang()), "cite": present.cite_words(ground.cites)} if ground else {},
        terminate=reverse("casework:step", args=[case.number, "terminate"]) + f"?reason_code={silence.GROUND}",
        problems=problems,
        e={problem.pointer.strip("/"): problem.message for problem in problems},
        wrong=bool(problems),
    )  # fmt: skip
    return render(request, "casework/ask_trader.html", context, status=422 if problems else 200)


def _first_values(request: DeskRequest, case: Case, slots: dict[str, Any]) -> dict[str, str]:
    """What the form begins with: what was typed, else the contact that the complaint names."""
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in (*CHANNELS, "text", "amount", "day")}
    phone = str(slots.get("intake", {}).get("respondent_phone") or "")
    address = str(case.facts_value.get("respondent", {}).get("address") or "")
    return {"sms": phone if phone.startswith(("1", "+861")) else "", "email": "", "letter": address}


def _row(case: Case, invitation: Invitation, watch: Watch, *, now: datetime) -> dict[str, Any]:
    named = channel_words()
    attempts = [
        {
            "at": one.at,
            "title": present.EVENT_WORDS[one.event][present.lang() == "en"],
            "how": named.get(str(one.data.get("channel", "")), outcomes().get(str(one.data.get("outcome", "")), "")),
        }
        for one in silence.attempts(case, invitation)
    ]
    return {
        "invitation": invitation,
        "watch": watch,
        "attempts": attempts,
        "over": inviting.why_closed(invitation, now=now),
    }


@case_staff_required
@require_POST
def trader_letter(request: DeskRequest, number: str, invitation_id: int) -> HttpResponse:
    """The letter to print, with the link as a QR code and the code in words."""
    case = case_or_404(request, number)
    try:
        _of(case, invitation_id, request)
        row, written = actions.letter(invitation_id, actor=request.actor, now=timezone.now())
    except (NotThere, Erased):
        raise Http404 from None
    except NotAllowed as refusal:
        context = frame(request, "casework:queue", problems=refusal.problems)
        return render(request, "casework/problems.html", context, status=409)
    return render(request, "casework/trader_letter.html", {"case": case, "letter": written, "link": inviting.link(row)})
