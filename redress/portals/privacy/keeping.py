"""What is kept, how long and why; what is over and may go; what a hold keeps. Erasing takes two people."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases import data_requests, erasing
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.casework.fields import who
from redress.portals.privacy.doorway import DECIDERS, page_frame
from redress.privacy import erasure, retention

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@open_to(DECIDERS)
@get_or_post
def keeping(request: DeskRequest) -> HttpResponse:
    """Cases whose time is over, proposals that wait for a second person, holds, and the policy that decides."""
    now = timezone.now()
    status, extra = 200, {}
    if request.method == "POST":
        done, refused = _proposed(request, now=now)
        if done:
            told = ngettext(
                "%(count)d case is proposed for erasing.", "%(count)d cases are proposed for erasing.", done
            )
            messages.success(request, told % {"count": done})
        if not refused:
            return redirect("privacy_desk:keeping")
        status, extra = 409, {"problems": refused, "wrong": True}
    return render(
        request,
        "privacy_desk/keeping.html",
        page_frame(request, "keeping", **_content(request, now), **extra),
        status=status,
    )


def _proposed(request: DeskRequest, *, now: datetime) -> tuple[int, list[Any]]:
    """Propose each chosen case; one that cannot be proposed does not keep back the others."""
    chosen = {number for text in request.POST.getlist("case") if (number := whole_number(text)) is not None}
    due = {case.pk for case, _ in data_requests.expired(actor=request.actor, on=day_of(now))}
    done = 0
    refused: list[Any] = []
    for case_id in sorted(chosen & due):
        try:
            erasing.propose(case_id, basis=data_requests.CASE_FILE, actor=request.actor, now=now)
            done += 1
        except (NotAllowed, NotThere) as refusal:
            refused += getattr(refusal, "problems", [])
    return done, refused


def _content(request: DeskRequest, now: datetime) -> dict[str, Any]:
    actor = request.actor
    waiting = list(data_requests.waiting_disposals(actor)[:200])
    holds = list(data_requests.standing_holds(actor)[:200])
    about = [row.case_id for row in waiting] + [row.case_id for row in holds]
    cases = data_requests.cases_by_id(about, actor=actor)
    return {
        "expired": [
            {"case": case, "since": since, "own": reverse("privacy_desk:case", args=[case.number])}
            for case, since in data_requests.expired(actor=actor, on=day_of(now))
        ],
        "waiting": [
            {
                "id": row.pk,
                "case": cases[row.case_id],
                "basis": basis_words(row.basis),
                "by": who(row.proposed_by),
                "at": row.proposed_at,
                "mine": row.proposed_by == actor.key,
            }
            for row in waiting
        ],
        "holds": [
            {
                "id": row.pk,
                "case": cases[row.case_id],
                "reason": erasure.HOLD_REASONS.get(row.reason_code, row.reason_code),
                "reference": row.reference,
                "by": who(row.placed_by),
                "at": row.placed_at,
            }
            for row in holds
        ],
        "lifts": actor.role.value == "supervisor",
        "rules": [
            {
                "what": say(rule.what, present.lang()),
                "why": say(rule.why, present.lang()),
                "keep": period_words(rule),
                "cites": rule.basis,
            }
            for rule in retention.policy().rules
        ],
    }


def basis_words(basis: str) -> str:
    """A retention rule or a ground of deletion, in words."""
    try:
        return say(retention.policy().rule(basis).what, present.lang())
    except LookupError:
        return {"request": gettext("The person asked for deletion")}.get(basis, basis)


def period_words(rule: retention.Rule) -> str:
    if rule.length is None:
        return gettext("for good")
    words = {
        "years": ngettext("%(count)d year", "%(count)d years", rule.length),
        "months": ngettext("%(count)d month", "%(count)d months", rule.length),
        "days": ngettext("%(count)d day", "%(count)d days", rule.length),
    }
    return words[rule.unit] % {"count": rule.length}


@open_to(DECIDERS)
@require_POST
def decide(request: DeskRequest, disposal_id: int) -> HttpResponse:
    """The second person agrees, which destroys the case's key, or turns the proposal down."""
    now = timezone.now()
    agreed = request.POST.get("go") == "agree"
    try:
        erasing.decide(disposal_id, agreed=agreed, actor=request.actor, now=now)
    except NotAllowed as refusal:
        context = page_frame(request, "keeping", **_content(request, now), problems=refusal.problems, wrong=True)
        return render(request, "privacy_desk/keeping.html", context, status=409)
    messages.success(
        request, gettext("Erased. The tombstone and the proofs stay.") if agreed else gettext("Turned down.")
    )
    return redirect("privacy_desk:keeping")


@open_to(DECIDERS)
@require_POST
def lift(request: DeskRequest, hold_id: int) -> HttpResponse:
    """Lift one hold; others on the same case still stand."""
    now = timezone.now()
    row = data_requests.hold(hold_id, actor=request.actor)
    try:
        erasure.lift_hold(row.pk, actor=request.actor, now=now)
    except NotAllowed as refusal:
        context = page_frame(request, "keeping", **_content(request, now), problems=refusal.problems, wrong=True)
        return render(request, "privacy_desk/keeping.html", context, status=409)
    messages.success(request, gettext("The hold is lifted."))
    return redirect("privacy_desk:keeping")
