"""One step on many cases: a preview that changes nothing, then each case by itself, with its own result."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from redress.cases import actions, bodies, numbers, reading, steps
from redress.cases.models import Case
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.law import packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework import filters, forms
from redress.portals.casework.access import DeskRequest, case_staff_required, do_once, done_before, frame
from redress.portals.casework.queue import MOST
from redress.portals.present import REFERENCE


@case_staff_required
@require_POST
def bulk(request: DeskRequest) -> HttpResponse:
    """Preview or run a step on the ticked cases. A case that refuses says why and stops nobody else."""
    verb = request.POST.get("verb", "")
    everything = request.POST.get("all") == "1"
    chosen = (
        matching(request) if everything else list(dict.fromkeys(map(numbers.canonical, request.POST.getlist("pick"))))
    )
    cut, chosen = len(chosen) > MOST, chosen[:MOST]
    step = next((row for row in packs.load(REFERENCE).steps if row.verb == verb and row.bulk), None)
    if step is None or not chosen:
        messages.error(request, gettext("Tick at least one case, and choose a step."))
        return redirect("casework:queue")
    run = request.POST.get("go") == "1"
    body = forms.body_from(request.POST, step)
    lacking = bodies.read(step, packs.load(REFERENCE), body, now=timezone.now())[1] if run else []
    run = run and not lacking
    found = {case.number: case for case in Case.objects.visible_to(request.actor).filter(number__in=chosen)}
    lines = [_line(request, found.get(number), number, verb, body, run=run) for number in chosen]
    sample = next(iter(found.values()), None)
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
        fields=forms.fields(sample, step, actor=request.actor, given=body, problems=lacking)
        if sample and not run
        else [],
        problems=lacking,
        wrong=bool(lacking),
        cut=MOST if cut else 0,
        again=[line["number"] for line in lines if not line["ok"]] if run else [],
    )
    return render(request, "casework/bulk.html", context, status=422 if lacking else 200)


def matching(request: DeskRequest) -> list[str]:
    """Numbers of all cases that fit the filter the list was shown with, one more than can be done at once."""
    wanted, _ = filters.read(request.POST.dict(), today=day_of(timezone.now()))
    found: list[str] = []
    cursor = None
    while len(found) <= MOST:
        page = reading.page(wanted, actor=request.actor, limit=reading.MOST, cursor=cursor)
        found += [case.number for case in page.rows]
        cursor = page.next
        if cursor is None:
            break
    return found


def _line(
    request: DeskRequest, case: Case | None, number: str, verb: str, body: dict[str, Any], *, run: bool
) -> dict[str, Any]:
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
    once = f"bulk:{verb}:{case.number}"
    before = run and bool(done_before(request, once))  # sent again after a lost answer: this one was done then
    problems = [] if before else steps.problems_with(case, row, actor=request.actor, now=now)
    if run and not problems and not before:
        try:
            act = partial(actions.act, case.number, verb, body, actor=request.actor, now=now)
            case = do_once(request, once, case.number, act, now=now) or case
        except NotAllowed as refusal:
            problems = refusal.problems
        except NotThere:
            problems = [Problem(code="case.not_there", message=gettext("The case has moved meanwhile."))]
    words = say(
        case.pack.states[case.state if run else row.target if row.target in case.pack.states else case.state].title,
        present.lang(),
    )
    return line | {"ok": not problems, "problems": problems, "effect": words}
