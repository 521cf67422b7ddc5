"""One step on many cases: a preview that changes nothing, then each case by itself, with its own result."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from redress.cases import actions, numbers, steps
from redress.cases.models import Case
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.law import packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework import forms
from redress.portals.casework.access import DeskRequest, case_staff_required, frame

MOST = 1000


@case_staff_required
@require_POST
def bulk(request: DeskRequest) -> HttpResponse:
    """Preview or run a step on the ticked cases. A case that refuses says why and stops nobody else."""
    verb = request.POST.get("verb", "")
    chosen = list(dict.fromkeys(numbers.canonical(one) for one in request.POST.getlist("pick")))[:MOST]
    step = next((row for row in packs.load("cn-samr-2026").steps if row.verb == verb and row.bulk), None)
    if step is None or not chosen:
        return redirect("casework:queue")
    run = request.POST.get("go") == "1"
    body = forms.body_from(request.POST, step)
    found = {case.number: case for case in Case.objects.visible_to(request.actor).filter(number__in=chosen)}
    lines = [_line(request, found.get(number), number, verb, body, run=run) for number in chosen]
    sample = next(iter(found.values()), None)
    needs = [name for name in step.needs]
    context = frame(
        request,
        "casework:queue",
        title=say(step.title, present.lang()),
        does=say(step.does, present.lang()),
        verb=verb,
        lines=lines,
        chosen=chosen,
        done=run,
        going=sum(1 for line in lines if line["ok"]),
        refused=sum(1 for line in lines if not line["ok"]),
        fields=forms.fields(sample, step, actor=request.actor, given=body, problems=()) if sample and needs and not run else [],
    )
    return render(request, "casework/bulk.html", context)


def _line(request: DeskRequest, case: Case | None, number: str, verb: str, body: dict[str, Any], *, run: bool) -> dict[str, Any]:
    if case is None:
        gone = Problem(code="case.not_there", message=gettext("There is no such case, or it is not yours to see."))
        return {"number": number, "href": "", "matter": number, "ok": False, "effect": "", "problems": [gone]}
    line = {
        "number": case.number,
        "href": reverse("casework:case", args=[case.number]),
        "matter": case.matter,
        "ok": True,
        "effect": "",
        "problems": [],
    }
    now = timezone.now()
    row = steps.find(case, verb)
    if row is None:
        return line | {"ok": False}
    problems = steps.problems_with(case, row, actor=request.actor, now=now)
    if run and not problems:
        try:
            case = actions.act(case.number, verb, body, actor=request.actor, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        except NotThere:
            problems = [Problem(code="case.not_there", message=gettext("The case has moved meanwhile."))]
    words = say(case.pack.states[case.state if run else row.target if row.target in case.pack.states else case.state].title, present.lang())
    return line | {"ok": not problems, "problems": problems, "effect": words}
