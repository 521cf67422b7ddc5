"""One case on the desk: what is known, what happened, what can be done; and the page of every step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from redress.cases import actions, reading, steps
from redress.cases.models import Case
from redress.exchange.leaving import ROLES as HANDING
from redress.kernel.actors import Actor
from redress.kernel.problems import NotAllowed
from redress.law.packs import say
from redress.portals import present, referring, whence
from redress.portals.casework import forms, rows, telling
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, do_once, frame
from redress.portals.casework.neighbours import neighbour
from redress.portals.trader import words
from redress.privacy import reveals
from redress.traders import answering


@case_staff_required
def case(request: DeskRequest, number: str) -> HttpResponse:
    return page(request, case_or_404(request, number))


def page(request: DeskRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    slots = reading.sealed(case)
    person = rows.person_rows(case, slots.get("intake", {}))
    dues = present.dues(case, now=now)
    context = frame(
        request,
        "casework:queue",
        case=case,
        head=rows.head(case, request.actor),
        dues=hero_dues(dues),
        all_dues=dues,
        person=person,
        hidden=[{"value": row["name"], "label": row["key"]} for row in person],
        facts=rows.fact_rows(case, slots.get("intake", {})),
        trader_answers=words.shown(answering.shown(case, actor=request.actor, slots=slots)),
        story=slots.get("intake", {}).get("story"),
        why_here=whence.why_here(case, staff=True),
        missing=rows.missing_words(case),
        exhibits=rows.exhibits(case, request.actor, slots),
        audiences=audiences(),
        letters=rows.letter_rows(case, request.actor, now),
        tasks=rows.task_rows(case, request.actor, slots, now),
        events=rows.narrowed(rows.events(case, request.actor, slots), request.GET.get("only", "")),
        only=rows.tabs(request.GET.get("only", "")),
        related=rows.similar(case, request.actor),
        verbs=verbs(case, request.actor, now),
        telling=telling.shown(case, request.actor, now),
        hand_over=reverse("exchange_desk:hand_over", args=[case.number]) if request.actor.role in HANDING else "",
        referral=referring.shown(case, slots, now=now),
        recipients=[{"value": "both", "label": rows.person_words(case), "checked": True}],
        written_for="reporter" if case.kind == "report" else "both",
        person_words=rows.person_words(case),
        reasons=[{"value": code, "label": str(text)} for code, text in reveals.REASONS.items()],
        previous=neighbour(request, case, -1),
        next=neighbour(request, case, 1),
        **more,
    )
    return render(request, "casework/case.html", context, status=status)


def hero_dues(dues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the head of the case shows: what still runs, the statutory first; once all is over, what was missed."""
    running = [row for row in dues if row["state"] in {"running", "paused"}]
    return running[:2] or [row for row in dues if row["state"] == "missed" and row["family"] == "statute"][:1]


def audiences() -> list[dict[str, Any]]:
    return [
        {"value": "staff", "label": gettext("Staff only"), "checked": True},
        {"value": "both", "label": gettext("Both sides")},
    ]


def verbs(case: Case, actor: Actor, now: Any) -> list[dict[str, Any]]:
    """Open steps first; a step of another role is not shown, a closed one says why."""
    found = []
    for offer in steps.offers(case, actor=actor, now=now):
        if actor.role.value not in offer.step.roles:
            continue
        letter = forms.letter_words(case, offer.step)
        does = [say(offer.step.does, present.lang()), *forms.clock_words(offer.step, case, now=now)]
        if letter:
            does.append(gettext("letter: %(title)s") % {"title": letter})
        found.append({
            "label": say(offer.step.title, present.lang()),
            "href": reverse("casework:step", args=[case.number, offer.step.verb]),
            "does": " · ".join(does),
            "key": offer.step.key.lower(),
            "problems": offer.problems,
            "first": offer.step.verb in {"accept", "begin_mediation", "settle", "issue_result", "close", "verify", "file_case"},
        })  # fmt: skip
    return found


@case_staff_required
@require_POST
def message(request: DeskRequest, number: str) -> HttpResponse:
    """Write to the complainant, or note something for the office alone."""
    case = case_or_404(request, number)
    audience = "both" if "both" in request.POST.getlist("to") else "staff"
    data, now = {"text": request.POST.get("text", ""), "audience": audience}, timezone.now()
    try:
        do_once(
            request,
            f"message:{case.number}",
            case.number,
            lambda: actions.write(case.number, data, actor=request.actor, now=now),
            now=now,
        )
    except NotAllowed as refusal:
        return page(
            request, case, status=422, compose_error=refusal.problems[0].message, composed=request.POST.get("text", "")
        )
    messages.success(request, gettext("Noted.") if audience == "staff" else gettext("Sent."))
    return redirect("casework:case", case.number)


@case_staff_required
@require_POST
def reveal(request: DeskRequest, number: str) -> HttpResponse:
    """Show one hidden value, for a reason that is kept."""
    case = case_or_404(request, number)
    name = request.POST.get("field", "")
    if name not in rows.REVEALED:
        raise Http404(name)
    try:
        value = reveals.reveal(
            case.pk,
            f"intake/complainant/{name}",
            reason_code=request.POST.get("reason_code", ""),
            text=request.POST.get("text", "").strip(),
            actor=request.actor,
            now=timezone.now(),
            minor="minor" in case.flags.split(),
        )
    except NotAllowed as refusal:
        return page(request, case, status=422, page_problems=refusal.problems, reveal_wrong=True)
    return page(request, case, revealed={"name": name, "value": value})
