"""Handing over on the desk: whose work, to whom; what would move and what cannot; then each item with its result."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.agencies import absences
from redress.agencies.models import Staff
from redress.cases import handover
from redress.cases.models import Case, Task
from redress.kernel.actors import Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework import forms
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.fields import field, filled
from redress.portals.look import wording

NOTE = 2000  # characters of what the head writes for all of them


@open_to({Role.SUPERVISOR})
@require_http_methods(["GET", "POST"])
def page(request: DeskRequest) -> HttpResponse:
    """Choose two people, look at every item, hand over what is ticked."""
    now = timezone.now()
    # PostgreSQL refuses the character.
    sent = request.POST if request.method == "POST" else request.GET
    given = {name: str(value).replace("\x00", "") for name, value in sent.items()}
    staff = Staff.objects.filter(username=given.get("from", "")[:150], agency_id__in=request.actor.agency_ids).first()
    to = handover.successors(request.actor).filter(username=given.get("to", "")[:150]).first()
    problems = _wrong(given, staff, to)
    lines: list[dict[str, Any]] = []
    done = bool(request.method == "POST" and staff and to and not problems)
    if done and staff and to:
        lines = _run(request, staff, to, given.get("note", "")[:NOTE].strip(), now)
        if not lines:
            done = False
            problems = [Problem("handover.nothing", gettext("Tick at least one case or task."), "")]
    held = handover.held_by(staff, actor=request.actor) if staff else None
    if held and staff and to and to != staff and not done:
        lines = _preview(request, held, to, now)
    context = frame(
        request,
        "handover:page",
        staff=staff,
        to=to if to != staff else None,
        fields=filled(_fields(request, now), given, problems),
        note=filled(_note(), given, problems),
        lines=lines,
        done=done,
        going=sum(line["ok"] for line in lines),
        refused=sum(not line["ok"] for line in lines),
        empty=held is not None and not held.cases and not held.tasks,
        more=held.more if held else 0,
        left=len(held.cases) + len(held.tasks) + held.more if held and done else 0,
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "bodies/handover.html", context, status=422 if problems else 200)


def _wrong(given: dict[str, str], staff: Staff | None, to: Staff | None) -> list[Problem]:
    found = []
    if given.get("from") and staff is None:
        found.append(Problem("handover.from", gettext("Choose whose work it is."), "/from"))
    if given.get("to") and (to is None or to == staff):
        words = gettext("Choose another person of this body or one below who works on cases.")
        found.append(Problem("handover.to", words, "/to"))
    return found


def _fields(request: DeskRequest, now: datetime) -> list[dict[str, Any]]:
    people = handover.people(request.actor)
    away = absences.away_on([row for row, _, _ in people], day_of(now))
    whose = [{"value": row.username, "label": _work_words(row, cases, tasks)} for row, cases, tasks in people]
    whom = [
        {"value": row.username, "label": forms.away_words(row, away.get(row.pk))}
        for row in sorted(handover.successors(request.actor)[:300], key=lambda one: one.pk in away)
    ]
    return [
        field("from", gettext("Whose work"), "select", options=whose),
        field("to", gettext("Who takes over"), "select", options=whom),
    ]


def _work_words(person: Staff, cases: int, tasks: int) -> str:
    words = {"name": person.display_name, "cases": cases, "tasks": tasks}
    if person.is_active:
        return gettext("%(name)s: %(cases)s cases, %(tasks)s tasks") % words
    return gettext("%(name)s (has left): %(cases)s cases, %(tasks)s tasks") % words


def _note() -> list[dict[str, Any]]:
    hint = gettext(
        "Stands in every case under its state, its next date and what is open, which are written by themselves."
    )
    return [field("note", gettext("What whoever takes over has to know"), "area", optional=True, hint=hint)]


def _preview(request: DeskRequest, held: handover.Held, to: Staff, now: datetime) -> list[dict[str, Any]]:
    cases = [
        _case_line(case, handover.case_problems(case, to, actor=request.actor, now=now))
        | {"detail": _state_words(case, held.with_case.get(case.pk, []))}
        for case in held.cases
    ]
    return cases + [_task_line(task, handover.task_problems(task, to)) for task in held.tasks]


def _case_line(case: Case, problems: list[Problem]) -> dict[str, Any]:
    href = reverse("casework:case", args=[case.number])
    shown = {"pick": f"case:{case.number}", "href": href, "title": case.matter or case.number, "number": case.number}
    return {**shown, "ok": not problems, "problems": problems}


def _task_line(task: Task, problems: list[Problem]) -> dict[str, Any]:
    title = f"{forms.task_words(task.kind)} · {wording.short_day(task.due_on)}"
    href = reverse("casework:case", args=[task.case.number])
    shown = {"pick": f"task:{task.pk}", "href": href, "title": title, "number": task.case.number}
    return {**shown, "ok": not problems, "problems": problems, "detail": gettext("A task in somebody else's case")}


def _state_words(case: Case, tasks: list[Task]) -> str:
    """State, next date, what was promised and what is open: the note that goes with a case."""
    lang = present.lang()
    parts = [say(case.pack.states[case.state].title, lang)]
    limit = case.pack.limits.get(case.next_due_code)
    if case.next_due_on and limit:
        parts.append(f"{say(limit.title, lang)} {case.next_due_on}")
    if case.perform_by:
        parts.append(gettext("agreement to be performed by %(day)s") % {"day": case.perform_by})
    if case.shelved_until:
        parts.append(gettext("shelved until %(day)s") % {"day": case.shelved_until})
    parts += [f"{forms.task_words(task.kind)} {task.due_on}" for task in tasks]
    return " · ".join(parts)


def _run(request: DeskRequest, staff: Staff, to: Staff, note: str, now: datetime) -> list[dict[str, Any]]:
    """Hand over what is ticked, one by one; what refuses says why and stops nothing else."""
    picked = list(dict.fromkeys(request.POST.getlist("pick")))[: handover.MOST]
    lines = []
    for one in picked:
        kind, _, name = one.replace("\x00", "").partition(":")
        line = _hand_case if kind == "case" else _hand_task if kind == "task" else None
        if line is not None:
            lines.append(line(request, name, staff, to, note, now))
    return lines


def _hand_case(request: DeskRequest, number: str, staff: Staff, to: Staff, note: str, now: datetime) -> dict[str, Any]:
    case = Case.objects.visible_to(request.actor).filter(number=number).first()
    if case is None:
        return _gone(number)
    tasks = list(Task.objects.filter(case=case, owner=staff, finished_at=None))
    written = gettext("Handed over by %(name)s. %(state)s.") % {
        "name": staff.display_name,
        "state": _state_words(case, tasks),
    }
    text = f"{written}\n{note}" if note else written
    return _tried(
        _case_line(case, []),
        lambda: handover.hand_case(number, staff, to, note=text, actor=request.actor, now=now),
        to,
    )


def _hand_task(request: DeskRequest, name: str, staff: Staff, to: Staff, note: str, now: datetime) -> dict[str, Any]:
    visible = Case.objects.visible_to(request.actor)
    task = Task.objects.select_related("case").filter(pk=whole_number(name) or 0, case__in=visible).first()
    if task is None:
        return _gone(name)
    return _tried(
        _task_line(task, []), lambda: handover.hand_task(task.pk, staff, to, actor=request.actor, now=now), to
    )


def _tried(line: dict[str, Any], run: Callable[[], bool], to: Staff) -> dict[str, Any]:
    try:
        run()
    except NotAllowed as refusal:
        return line | {"ok": False, "problems": refusal.problems, "detail": ""}
    except NotThere:
        return _gone(line["number"])
    return line | {"detail": gettext("now with %(name)s") % {"name": to.display_name}}


def _gone(number: str) -> dict[str, Any]:
    problem = Problem("handover.gone", gettext("It is not here, or it is not yours to see."))
    return {"pick": "", "href": "", "title": number, "number": "", "ok": False, "problems": [problem], "detail": ""}
