"""The page of any step: what it does, what it needs, the letter it will send; then it is taken."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.cases import actions, bodies, evidence, numbers, steps
from redress.cases.evidence import Checked
from redress.cases.letters.rehearsal import Rehearsed, rehearse
from redress.cases.models import Case
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.law.packs import Step, say
from redress.portals import present
from redress.portals.casework import forms
from redress.portals.casework.access import (
    DeskRequest,
    case_or_404,
    case_staff_required,
    do_once,
    done_before,
    frame,
)
from redress.portals.downloads import attachment

WITH_PAPER = frozenset({"record_answer"})  # steps that take a file along, into the evidence


@dataclass
class Sent:
    """A posted form, and what came of it."""

    given: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    letter: Rehearsed | None = None
    done: bool = False


@case_staff_required
@require_http_methods(["GET", "POST"])
def step(request: DeskRequest, number: str, verb: str) -> HttpResponse:
    """Show the form of a step; POST shows the letter it would send (go=preview, go=pdf) or takes it."""
    if request.method == "POST" and (before := done_before(request, f"{verb}:{numbers.canonical(number)}")):
        return _after(request, before[0])
    case = case_or_404(request, number)
    row = steps.find(case, verb)
    if row is None:
        raise Http404(verb)
    now = timezone.now()
    if request.method == "POST":
        sent = _receive(request, case, row, now)
        if sent.done:
            messages.success(request, gettext("Done: %(step)s.") % {"step": say(row.title, present.lang())})
            return _after(request, case.number)
        if sent.letter is not None and request.POST.get("go") == "pdf":
            return attachment(sent.letter.pdf(), f"{sent.letter.form.id}.pdf", media_type="application/pdf")
        return _page(request, case, row, sent, now)
    first = forms.first_values(row, request.GET.dict(), actor=request.actor, today=day_of(now))
    problems = steps.problems_with(case, row, actor=request.actor, now=now)
    return _page(request, case, row, Sent(first, problems), now, closed=bool(problems))


def _receive(request: DeskRequest, case: Case, row: Step, now: datetime) -> Sent:
    sent = Sent(forms.body_from(request.POST, row))
    try:
        if request.POST.get("go") in {"preview", "pdf"}:
            sent.letter = rehearse(case.number, row.verb, sent.given, actor=request.actor, now=now)
        elif row.danger and request.POST.get("sure") != "1":
            sent.problems = _unsure(case, row, sent.given, request, now)
        else:
            paper = _paper(request, case, row, sent.given, now)
            do_once(
                request,
                f"{row.verb}:{case.number}",
                case.number,
                lambda: _take(request, case, row, sent.given, paper, now),
                now=now,
            )
            sent.done = True
    except NotAllowed as refusal:
        sent.problems = refusal.problems
    return sent


def _paper(request: DeskRequest, case: Case, row: Step, given: dict[str, Any], now: datetime) -> Checked | None:
    """The file sent with a step that rests on a paper, judged; the step itself is looked at first, so nothing is lost."""
    upload = request.FILES.get("paper") if row.verb in WITH_PAPER else None
    if upload is None:
        return None
    if problems := bodies.read(row, case.pack, given, now=now)[1]:
        raise Invalid(problems)
    try:
        return evidence.check(name=upload.name or "file", stream=upload)
    except NotAllowed as refusal:
        raise Invalid([replace(each, pointer="/paper") for each in refusal.problems]) from None


def _take(
    request: DeskRequest, case: Case, row: Step, given: dict[str, Any], paper: Checked | None, now: datetime
) -> Case:
    if paper is not None:
        kept = evidence.keep(case, paper, audience="staff", actor=request.actor, now=now)
        given = given | {"exhibit": kept.pk}
    return actions.act(case.number, row.verb, given, actor=request.actor, now=now)


def _unsure(case: Case, row: Step, given: dict[str, Any], request: DeskRequest, now: datetime) -> list[Problem]:
    """Everything that is wrong, the missing confirmation last: one look at the page shows all of it."""
    found = steps.problems_with(case, row, actor=request.actor, now=now)
    if not found:
        found = bodies.read(row, case.pack, given, now=now)[1]
    message = gettext("Tick that you have checked it: this step cannot be taken back.")
    return [*found, Problem(code="step.not_confirmed", message=message, pointer="/sure")]


def _after(request: DeskRequest, number: str) -> HttpResponse:
    if not Case.objects.visible_to(request.actor).filter(number=number).exists():
        return redirect("casework:queue")
    return redirect("casework:case", number)


def _page(
    request: DeskRequest, case: Case, row: Step, sent: Sent, now: datetime, *, closed: bool = False
) -> HttpResponse:
    posted = request.method == "POST"
    wrong = {problem.pointer for problem in sent.problems}
    context = frame(
        request,
        "casework:queue",
        case=case,
        step=row,
        with_paper=row.verb in WITH_PAPER,
        paper_wrong=next((each.message for each in sent.problems if each.pointer == "/paper"), ""),
        title=say(row.title, present.lang()),
        does=say(row.does, present.lang()),
        cites=present.cite_words(row.cites),
        letter=forms.letter_words(case, row),
        clocks=forms.clock_words(row, case, now=now),
        fields=forms.fields(case, row, actor=request.actor, given=sent.given, problems=sent.problems),
        problems=sent.problems,
        closed=closed,
        wrong=bool(sent.problems) and posted,
        sheet=sent.letter.sheet() if sent.letter else None,
        unsure=next((each.message for each in sent.problems if each.pointer == "/sure"), ""),
        sure=request.POST.get("sure") == "1",
        due=next(iter(present.dues(case, now=now)), None),
    )
    status = 200 if not (posted and sent.problems) else 422 if any(wrong) else 409
    return render(request, "casework/step.html", context, status=status)
