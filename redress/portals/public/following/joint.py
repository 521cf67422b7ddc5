"""A joint complaint on one's own page: agree or not, choose in writing who speaks, say yes or no to terms (S Art. 12)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redress.cases.models import Case
from redress.joint import actions, queries
from redress.joint.models import Member, Standing
from redress.kernel.problems import NotAllowed, Problem
from redress.kernel.whole import whole_number
from redress.portals.joint.pages import masked_name
from redress.portals.public.following import session
from redress.portals.public.following.page import of_mine


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_mine
def joint(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    """What joint handling means, and my own answers; there is no such page for who was never asked."""
    member = queries.of_case(case)
    if member is None:
        raise Http404
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            _posted(request, case, member, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("public:joint", number=case.number)
    return render(
        request,
        "joint/own.html",
        {
            **_context(case, member),
            "problems": problems,
            "e": {one.pointer.strip("/"): one.message for one in problems},
        },
        status=422 if problems else 200,
    )


def _posted(request: HttpRequest, case: Case, member: Member, *, now: datetime) -> None:
    actor, said = session.actor(case), request.POST.get("go", "")
    if said == "leave":
        actions.leave(member, actor=actor, now=now)
    elif said in {"terms_yes", "terms_no"}:
        terms = whole_number(request.POST.get("terms", "")) or 0
        actions.assent(member, terms, agrees=said == "terms_yes", actor=actor, now=now)
    elif said == "answer" and request.POST.get("agrees") in {"1", "0"}:
        chosen = [pk for text in request.POST.getlist("chosen") if (pk := whole_number(text)) is not None]
        agrees, stands = request.POST["agrees"] == "1", request.POST.get("stands") == "1"
        actions.answer(member, agrees=agrees, stands=stands, chosen=chosen, actor=actor, now=now)
    else:
        message = gettext("Choose whether you agree to be handled together with the others.")
        raise NotAllowed([Problem("joint.unanswered", message, "/agrees")])


def _context(case: Case, member: Member) -> dict[str, Any]:
    everybody = queries.members(member.joint)
    speakers = queries.representatives(everybody)
    mine = {choice.pk for choice in member.chosen.all()}
    terms = queries.last_terms(member.joint)
    willing = [one for one in everybody if one.stands and one.standing == Standing.AGREED and one.pk != member.pk]
    return {
        "case": case,
        "member": member,
        "running": member.joint.ended_at is None and member.standing in (Standing.ASKED, Standing.AGREED),
        "agreed": member.standing == Standing.AGREED,
        "standing": Standing(member.standing).label,
        "people": sum(one.standing in (Standing.ASKED, Standing.AGREED) for one in everybody),
        "trader": member.joint.trader_name,
        "willing": [{"value": one.pk, "label": masked_name(one.case), "checked": one.pk in mine} for one in willing],
        "answers": [
            {"value": "1", "label": gettext("Yes, handle us together"), "checked": member.standing == Standing.AGREED},
            {"value": "0", "label": gettext("No, handle mine alone"), "checked": False},
        ],
        "represents": member in speakers,
        "spoken_by": [masked_name(one.case) for one in queries.spoken_by(member, speakers)],
        "terms": terms,
        "terms_words": queries.words(terms, case.pk) if terms else "",
        "assent": terms.assents.filter(member=member).first() if terms else None,
    }
