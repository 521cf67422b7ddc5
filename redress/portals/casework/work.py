"""Tasks of the investigation, look-alikes, and the words of letters."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases import reading
from redress.cases.letters import forms as letter_forms
from redress.cases.letters import templates as letter_templates
from redress.cases.models import Case, Task
from redress.kernel.actors import Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework import forms
from redress.portals.casework.access import DeskRequest, case_staff_required, frame, staff_required
from redress.portals.casework.queue import bulk_verbs
from redress.portals.casework.rows import task_address
from redress.portals.downloads import attachment

RULE_SETS = ("cn-samr-2026", "cn-samr-2019", "cn-standard")
EDITORS = (Role.SUPERVISOR, Role.ADMIN)


@case_staff_required
def tasks(request: DeskRequest) -> HttpResponse:
    """Open tasks of the office, one's own first, the earliest day on top."""
    today = day_of(timezone.now())
    own = request.GET.get("whose", "mine") == "mine"
    visible = Case.objects.visible_to(request.actor)
    found = (
        Task.objects.filter(finished_at=None, case__in=visible).select_related("case", "owner").order_by("due_on", "pk")
    )
    mine = found.filter(Q(owner_id=request.actor.staff_id) | Q(owner=None, case__assignee_id=request.actor.staff_id))
    rows = [
        {
            "kind": forms.task_words(task.kind),
            "case": task.case,
            "owner": task.owner.display_name if task.owner else gettext("nobody yet"),
            "due_on": task.due_on,
            "late": task.due_on < today,
            "href": task_address(task),
        }
        for task in (mine if own else found)[:200]
    ]
    tabs = [
        {"label": gettext("Mine"), "href": "?whose=mine", "current": own},
        {"label": gettext("The whole office"), "href": "?whose=all", "current": not own},
    ]
    return render(request, "casework/tasks.html", frame(request, "casework:tasks", rows=rows, tabs=tabs))


@case_staff_required
def groups(request: DeskRequest) -> HttpResponse:
    """Open cases of the last month that look alike, with one way to handle them together; each keeps its own clock."""
    found = reading.grouped(actor=request.actor, now=timezone.now())
    rows = [
        {
            "trader": cases[0].trader_name,
            "count": len(cases),
            "cases": [
                {
                    "number": case.number,
                    "matter": case.matter,
                    "state": say(case.pack.states[case.state].title, present.lang()),
                    "compare": reverse("casework:compare", args=[cases[0].number, case.number])
                    if case is not cases[0]
                    else "",
                }
                for case in cases[:60]
            ],
        }
        for cases in found
    ]
    return render(
        request, "casework/groups.html", frame(request, "casework:groups", groups=rows, bulk=bulk_verbs(request.actor))
    )


def _editor(request: DeskRequest) -> None:
    if request.actor.role not in EDITORS:
        raise Http404


@staff_required
def templates(request: DeskRequest) -> HttpResponse:
    """Every letter of every rule set, and whose words it has now."""
    _editor(request)
    rows = []
    for rule_set in RULE_SETS:
        for form in letter_forms.forms(rule_set).values():
            wording = letter_templates.wording(form, agency_id=request.actor.agency_id, language=present.lang())
            rows.append({
                "rule_set": rule_set,
                "letter": form.id,
                "title": say(form.title, present.lang()),
                "version": wording.version,
                "href": reverse("casework:template", args=[rule_set, form.id]),
            })  # fmt: skip
    return render(request, "casework/templates.html", frame(request, "casework:templates", rows=rows))


def _form(rule_set: str, letter: str) -> Any:
    try:
        return letter_forms.form(rule_set, letter)
    except LookupError:
        raise Http404 from None


@staff_required
@require_http_methods(["GET", "POST"])
def template(request: DeskRequest, rule_set: str, letter: str) -> HttpResponse:
    """Edit the words of a letter; saving makes a new version, earlier ones can be taken up again."""
    _editor(request)
    form = _form(rule_set, letter)
    language = "en" if request.GET.get("in") == "en" else "zh-hans"
    wording = letter_templates.wording(form, agency_id=request.actor.agency_id, language=language)
    body, problems = wording.body, []
    now = timezone.now()
    if request.method == "POST":
        body = request.POST.get("body", "").replace("\r\n", "\n")
        try:
            if request.POST.get("go") == "use":
                chosen = request.POST.get("version", "")
                letter_templates.use(
                    rule_set,
                    letter,
                    whole_number(chosen),
                    language=language,
                    actor=request.actor,
                    now=now,
                )
            else:
                letter_templates.save(rule_set, letter, body, language=language, actor=request.actor, now=now)
            messages.success(request, gettext("These words are used from now on."))
            return redirect(request.get_full_path())
        except NotAllowed as refusal:
            problems = refusal.problems
    context = frame(
        request,
        "casework:templates",
        form=form,
        title=say(form.title, present.lang()),
        body=body,
        problems=problems,
        wrong=bool(problems),
        wording=wording,
        language=language,
        versions=letter_templates.versions(form, actor=request.actor, language=language),
        preview=reverse("casework:template_preview", args=[rule_set, letter]) + f"?in={language}",
        placeholders=sorted(letter_forms.facts(rule_set)),
    )
    return render(request, "casework/template.html", context, status=422 if problems else 200)


@staff_required
@require_POST
def template_preview(request: DeskRequest, rule_set: str, letter: str) -> HttpResponse:
    """The letter as it would look with these words, filled from an invented case."""
    _editor(request)
    form = _form(rule_set, letter)
    language = "en" if request.GET.get("in") == "en" else "zh-hans"
    body = request.POST.get("body", "").replace("\r\n", "\n")
    try:
        pdf = letter_templates.preview(form, body, language=language, actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        return render(
            request,
            "casework/problems.html",
            frame(request, "casework:templates", problems=refusal.problems),
            status=422,
        )
    return attachment(pdf, f"{letter}.pdf", media_type="application/pdf")
