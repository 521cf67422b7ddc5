"""Joint complaints at the desk: who is asked, who agreed, who speaks for whom, which terms each agreed to."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases.models import Case
from redress.joint import actions, queries
from redress.joint.models import How, Joint, Member, Standing
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.queue import bulk_verbs
from redress.privacy import vault
from redress.privacy.mask import mask


@open_to(actions.HANDLERS)
def overview(request: DeskRequest) -> HttpResponse:
    """Every joint complaint of this body and those below, running ones first."""
    found = Joint.objects.visible_to(request.actor).prefetch_related("members").order_by("-pk")[:200]
    rows = [
        {
            "joint": one,
            "people": len(one.members.all()),
            "agreed": sum(member.standing == Standing.AGREED for member in one.members.all()),
            "href": reverse("joint_desk:page", args=[one.pk]),
        }
        for one in sorted(found, key=lambda joint: joint.ended_at is not None)
    ]
    return render(request, "joint/list.html", frame(request, "joint_desk:list", rows=rows))


@open_to(actions.HANDLERS)
@require_POST
def propose(request: DeskRequest) -> HttpResponse:
    """Ask the people behind the ticked cases; back to where they were ticked if that cannot be."""
    try:
        joint = actions.propose(request.POST.getlist("pick"), actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        for problem in refusal.problems:
            messages.error(request, problem.message)
        return redirect("casework:groups")
    messages.success(request, gettext("Everybody is asked on their own page whether they agree."))
    return redirect("joint_desk:page", joint.pk)


@open_to(actions.HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: DeskRequest, joint_id: int) -> HttpResponse:
    """One joint complaint, and what can be done with it."""
    joint = queries.seen_by(request.actor, joint_id)
    if joint is None:
        raise Http404
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            messages.success(request, _done(request, joint))
            return redirect("joint_desk:page", joint.pk)
        except NotAllowed as refusal:
            problems = refusal.problems
        except NotThere:
            message = gettext("One of these numbers is no case of this office; look at the numbers again.")
            problems = [Problem("joint.unknown_case", message, "/pick")]
    lines = queries.lines(joint)
    terms = queries.last_terms(joint)
    context = frame(
        request,
        "joint_desk:list",
        joint=joint,
        lines=[_line(one) for one in lines],
        willing=[_option(one.member) for one in lines if one.member.stands],
        running=joint.ended_at is None,
        bulk=bulk_verbs(request.actor),
        terms=terms,
        terms_words=next((said for one in lines if terms and (said := queries.words(terms, one.member.case_id))), ""),
        given=request.POST.dict() if problems else {},
        errors={problem.pointer.strip("/"): problem.message for problem in problems if problem.pointer},
        problems=problems,
    )
    return render(request, "joint/page.html", context, status=422 if problems else 200)


def _done(request: DeskRequest, joint: Joint) -> str:
    deed = DEEDS.get(request.POST.get("go", ""))
    if deed is None:
        raise Http404
    return deed(request, joint)


def _invite(request: DeskRequest, joint: Joint) -> str:
    given = [part for part in re.split(r"[\s,，、;；]+", request.POST.get("pick", "")[:10_000]) if part]
    actions.propose(given, into=joint, actor=request.actor, now=timezone.now())
    return gettext("They are asked on their own page whether they agree.")


def _terms(request: DeskRequest, joint: Joint) -> str:
    actions.put_terms(joint, request.POST.get("text", ""), actor=request.actor, now=timezone.now())
    return gettext("The terms are put to everybody who agreed to joint handling.")


def _paper(request: DeskRequest, joint: Joint) -> str:
    """What a person gave in writing, on paper: whether they agree, whom they choose."""
    member = _member(request, joint)
    chosen = [pk for text in request.POST.getlist("chosen") if (pk := whole_number(text)) is not None]
    said = request.POST.get("said", "")
    actor, now = request.actor, timezone.now()
    if said == "leaves":
        actions.leave(member, how=How.PAPER, actor=actor, now=now)
    elif said in {"agrees", "stands", "declines"}:
        agrees, stands = said != "declines", said == "stands"
        actions.answer(member, agrees=agrees, stands=stands, chosen=chosen, how=How.PAPER, actor=actor, now=now)
    elif said in {"terms_yes", "terms_no"}:
        terms = whole_number(request.POST.get("terms", "")) or 0
        actions.assent(member, terms, agrees=said == "terms_yes", how=How.PAPER, actor=actor, now=now)
    else:
        raise NotAllowed([Problem("joint.said", gettext("Choose what the paper says."), "/said")])
    return gettext("Recorded.")


def _end(request: DeskRequest, joint: Joint) -> str:
    actions.end(joint, actor=request.actor, now=timezone.now())
    return gettext("Joint handling has ended; each case goes on alone.")


DEEDS: dict[str, Callable[[DeskRequest, Joint], str]] = {
    "invite": _invite,
    "terms": _terms,
    "paper": _paper,
    "end": _end,
}


def _member(request: DeskRequest, joint: Joint) -> Member:
    pk = whole_number(request.POST.get("member", ""))
    found = Member.objects.filter(joint=joint, pk=pk).select_related("joint").first() if pk is not None else None
    if found is None:
        raise NotAllowed([Problem("joint.whose", gettext("Choose whose paper it is."), "/member")])
    return found


def _line(one: queries.Line) -> dict[str, Any]:
    case = one.member.case
    return {
        "id": one.member.pk,
        "number": case.number,
        "name": masked_name(case),
        "state": say(case.pack.states[case.state].title, present.lang()),
        "due": case.next_due_on,
        "standing": Standing(one.member.standing).label,
        "how": How(one.member.how).label if one.member.how else "",
        "in": one.member.standing in (Standing.ASKED, Standing.AGREED),
        "agreed": one.member.standing == Standing.AGREED,
        "represents": one.represents,
        "stands": one.member.stands,
        "spoken_by": [masked_name(speaker.case) for speaker in one.spoken_by],
        "assent": one.assent,
    }


def _option(member: Member) -> dict[str, Any]:
    return {"value": member.pk, "label": f"{masked_name(member.case)} · {member.case.grouped_number}"}


def masked_name(case: Case) -> str:
    """The surname of the person behind a case, as others in the joint complaint may see it."""
    try:
        person = vault.open(case.pk, "intake").get("complainant") or {}
    except (vault.Erased, vault.NothingSealed):
        return gettext("erased")
    return mask("name", person.get("name")) or gettext("no name")
