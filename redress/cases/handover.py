"""Handing over what somebody works on: item by item, each in a transaction of its own, so that a stop loses nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.agencies.teams import WORKING
from redress.cases import actions, steps
from redress.cases.door import get
from redress.cases.models import Case, Task
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.records.entries import Draft, append

MOST = 300  # items looked at and handed over at once; what is left stands on the page afterwards


@dataclass(frozen=True, slots=True)
class Held:
    """What a person works on. with_case -- open tasks of theirs in their own cases; these go with the case"""

    cases: list[Case]
    with_case: dict[int, list[Task]]
    tasks: list[Task]
    more: int


def people(actor: Actor) -> list[tuple[Staff, int, int]]:
    """Everybody below who has work, also who left, with how many cases and tasks; then those who have none."""
    _require_head(actor)
    cases = dict(
        Case.objects.visible_to(actor).exclude(phase="closed").exclude(assignee=None)
        .values_list("assignee_id").annotate(n=Count("pk")).values_list("assignee_id", "n")
    )  # fmt: skip
    open_tasks = Task.objects.filter(finished_at=None, case__in=Case.objects.visible_to(actor)).exclude(owner=None)
    tasks = Counter(open_tasks.values_list("owner_id", flat=True))
    rows = Staff.objects.filter(agency_id__in=actor.agency_ids).order_by("username")
    found = [(row, cases.get(row.pk, 0), tasks[row.pk]) for row in rows if row.role in WORKING or row.pk in cases]
    return sorted(found, key=lambda one: one[1] + one[2] == 0)


def successors(actor: Actor) -> QuerySet[Staff]:
    """Who may be given work: people below who are here and work on cases."""
    return Staff.objects.filter(agency_id__in=actor.agency_ids, role__in=WORKING, is_active=True).order_by("username")


def held_by(staff: Staff, *, actor: Actor) -> Held:
    """What a person works on that is not over, as far as whoever asks may see it. Raises NotThere."""
    _require_head(actor)
    visible = Case.objects.visible_to(actor)
    rows = visible.filter(assignee=staff).exclude(phase="closed").order_by("next_due_on", "pk")
    cases = list(rows[:MOST])
    known = {case.pk for case in cases}
    open_tasks = Task.objects.filter(finished_at=None, owner=staff, case__in=visible).select_related("case")
    with_case: dict[int, list[Task]] = {}
    apart = []
    for task in open_tasks.order_by("due_on", "pk")[: 4 * MOST]:
        if task.case_id in known:
            with_case.setdefault(task.case_id, []).append(task)
        elif task.case.assignee_id != staff.pk or task.case.phase == "closed":
            apart.append(task)
    room = max(MOST - len(cases), 0)
    return Held(cases, with_case, apart[:room], max(rows.count() - len(cases), 0) + len(apart[room:]))


def case_problems(case: Case, to: Staff, *, actor: Actor, now: datetime) -> list[Problem]:
    """Why a case cannot go to a person; empty if it can."""
    step = steps.find(case, "assign")
    if step is None:
        return [Problem("case.assign.wrong_state", gettext("The rule set of this case does not let it be assigned."))]
    return [*steps.problems_with(case, step, actor=actor, now=now), *_cannot_have(case, to)]


def task_problems(task: Task, to: Staff) -> list[Problem]:
    """Why a task cannot go to a person; empty if it can."""
    return _cannot_have(task.case, to)


@transaction.atomic
def hand_case(number: str, staff: Staff, to: Staff, *, note: str, actor: Actor, now: datetime) -> bool:
    """Give a case and the person's open tasks in it to another; False if that one has it already (sent twice).

    note -- sealed with the step, for whoever takes over
    Raises NotThere, NotAllowed: nothing of this case was changed then.
    """
    _require_head(actor)
    case = get(number, actor=actor, lock=True)
    if case.assignee_id == to.pk:
        return False
    if case.assignee_id != staff.pk:
        raise NotAllowed([_elsewhere()])
    problems = case_problems(case, to, actor=actor, now=now)
    if problems:
        raise NotAllowed(problems)
    body = {"to": to.username, **({"text": note} if note.strip() else {})}
    actions.act(number, "assign", body, actor=actor, now=now)
    _move(Task.objects.filter(case=case, owner=staff, finished_at=None), to, actor=actor, now=now)
    return True


@transaction.atomic
def hand_task(task_id: int, staff: Staff, to: Staff, *, actor: Actor, now: datetime) -> bool:
    """Give a task in somebody else's case to another; False if that one has it already. Raises NotThere, NotAllowed."""
    _require_head(actor)
    visible = Case.objects.visible_to(actor)
    task = Task.objects.select_for_update(of=("self",)).select_related("case").filter(pk=task_id, case__in=visible)
    row = task.first()
    if row is None:
        raise NotThere("task")
    if row.owner_id == to.pk:
        return False
    if row.owner_id != staff.pk or row.finished_at is not None:
        raise NotAllowed([_elsewhere()])
    problems = task_problems(row, to)
    if problems:
        raise NotAllowed(problems)
    _move([row], to, actor=actor, now=now)
    return True


def _move(tasks: Iterable[Task], to: Staff, *, actor: Actor, now: datetime) -> None:
    for task in list(tasks):
        Task.objects.filter(pk=task.pk).update(owner_id=to.pk)
        data = {"task_id": task.pk, "task": task.kind, "from": f"staff:{task.owner_id}", "to": f"staff:{to.pk}"}
        append([Draft(task.case_id, "task.handed_over", now, actor.key, data)])


def _cannot_have(case: Case, to: Staff) -> list[Problem]:
    if not to.is_active or to.role not in WORKING or to.agency_id not in queries.below(case.agency_id):
        words = gettext("%(name)s does not work in the body that has this case, or below it.")
        return [Problem("handover.not_of_body", words % {"name": to.display_name})]
    taker = queries.actor_of(to)
    if any(bar(case, taker) for bar in steps.BARS):
        words = gettext("%(name)s keeps out of this case.") % {"name": to.display_name}
        return [Problem("handover.keeps_out", words)]
    return []


def _elsewhere() -> Problem:
    return Problem("handover.moved", gettext("Somebody else has it meanwhile, or it is finished; it was left there."))


def _require_head(actor: Actor) -> None:
    """An administrator runs the house and sees no case; who leads the work hands it over."""
    if actor.role != Role.SUPERVISOR:
        raise NotThere("hand-over")
