"""Keeping out of a case: declared by the person, or ordered by a supervisor. The steps of the case ask here."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.agencies.models import Staff
from redress.cases import actions, steps
from redress.cases.door import get
from redress.cases.models import Case
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.problems import Invalid, NotThere, Problem, require_none
from redress.kernel.rows import fetch
from redress.oversight.models import Recusal
from redress.records.entries import Draft, append

GROUNDS = {
    "RELATIVE": gettext_lazy("A relative of one side"),
    "INTEREST": gettext_lazy("An interest of one's own"),
    "CONTACT": gettext_lazy("Close contact with one side"),
    "FORMER": gettext_lazy("Worked for one side"),
    "OTHER": gettext_lazy("Another relation that may cast doubt"),
}
CITES = (
    {"law": "samr-complaint-2026", "article": "21"},
    {"law": "penalty-procedure-2022", "article": "4"},
)


def bar(case: Case, actor: Actor) -> Problem | None:
    """Say why a step of a case is closed to somebody who keeps out of it."""
    if actor.staff_id is None or not stands(case.pk, actor.staff_id):
        return None
    return Problem(
        "case.step.recused", gettext("You keep out of this case; somebody else takes its steps."), cites=CITES
    )


def stands(case_id: int, staff_id: int) -> bool:
    return bool(
        fetch(
            "SELECT 1 FROM oversight_recusal WHERE case_id = %s AND staff_id = %s AND lifted_at IS NULL",
            [case_id, staff_id],
        )
    )


steps.barred_by(bar)


@transaction.atomic
def recuse(number: str, ground: str, *, username: str = "", actor: Actor, now: datetime) -> Recusal:
    """Keep somebody out of a case: oneself, or as a supervisor another; the case is with nobody then, if it was theirs.

    Law: complaint measures Art. 21, penalty procedure Art. 4 -- who has an interest keeps out.
    Raises NotThere, NotAllowed or Invalid.
    """
    case = get(number, actor=actor)
    staff = Staff.objects.filter(username=username).first() if username else None
    staff_id = staff.pk if staff else actor.staff_id
    problems = []
    if staff_id != actor.staff_id and actor.role != Role.SUPERVISOR:
        problems.append(Problem("recusal.order.wrong_role", gettext("A supervisor keeps others out of a case.")))
    if actor.role not in CASE_ROLES or staff_id is None:
        problems.append(Problem("recusal.declare.wrong_role", gettext("Only who handles cases can keep out of one.")))
    elif stands(case.pk, staff_id):
        problems.append(Problem("recusal.declare.stands", gettext("This person keeps out of the case already.")))
    require_none(problems)
    if ground not in GROUNDS or (username and staff is None):
        message = gettext("Choose who keeps out and why, from the lists.")
        raise Invalid([Problem("recusal.declare.unknown", message, "/ground")])
    if staff is not None and staff.agency_id not in actor.agency_ids:
        raise NotThere(username)
    _hand_back(case, staff_id, actor=actor, now=now)
    row = Recusal.objects.create(case_id=case.pk, staff_id=staff_id or 0, ground=ground, by=actor.key, at=now)
    data = {"recusal": row.pk, "staff": f"staff:{staff_id}", "ground": ground}
    append([Draft(case.pk, "staff.recused", now, actor.key, data)])
    return row


def _hand_back(case: Case, staff_id: int | None, *, actor: Actor, now: datetime) -> None:
    """Take the case away from who keeps out of it, by the step that everyone uses."""
    if case.assignee_id != staff_id:
        return
    step = steps.find(case, "assign")
    if step is not None and not steps.problems_with(case, step, actor=actor, now=now):
        actions.act(case.number, "assign", {"to": "none"}, actor=actor, now=now)


@transaction.atomic
def lift(recusal_id: int, *, actor: Actor, now: datetime) -> Recusal:
    """End a recusal; a supervisor other than the person does."""
    row = Recusal.objects.select_for_update().filter(pk=recusal_id, lifted_at=None).first()
    if row is None or not Case.objects.visible_to(actor).filter(pk=row.case_id).exists():
        raise NotThere(str(recusal_id))
    if actor.role != Role.SUPERVISOR or actor.staff_id == row.staff_id:
        message = gettext("A supervisor who is not concerned ends it.")
        require_none([Problem("recusal.lift.wrong_role", message, cites=CITES)])
    row.lifted_by, row.lifted_at = actor.key, now
    row.save()
    append([Draft(row.case_id, "staff.recusal_lifted", now, actor.key, {"recusal": row.pk})])
    return row


def of_case(case: Case, *, actor: Actor) -> list[Recusal]:
    """Who keeps, or kept, out of a case; for staff who may see it."""
    if not case.seen_by(actor) or not actor.is_staff:
        return []
    return list(Recusal.objects.filter(case_id=case.pk).order_by("-pk"))
