"""Orders, escalations and complaints about handling: opened, answered, closed; each step one entry of the archive."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases.door import get
from redress.cases.models import Case
from redress.deadlines import calendars
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem, require_none
from redress.oversight.models import Concern
from redress.privacy import vault
from redress.records.entries import Draft, append

GRIEVANCE_DAYS = 15  # working days; a promise of the house, no law sets a limit
ESCALATION_DAYS = 3
LONGEST = 2_000
GROUNDS: Mapping[str, Mapping[str, Any]] = {
    "order": {
        "OVERDUE": gettext_lazy("A limit has passed"),
        "AT_RISK": gettext_lazy("A limit is about to pass"),
        "REPEATED": gettext_lazy("The same matter came up again"),
        "PUBLIC": gettext_lazy("Many people or the public are concerned"),
        "LEADER": gettext_lazy("Asked for by a superior body"),
        "OTHER": gettext_lazy("Another reason"),
    },
    "escalation": {
        "DECISION": gettext_lazy("A decision above my role is needed"),
        "BLOCKED": gettext_lazy("Another body does not answer"),
        "DANGER": gettext_lazy("People may be harmed"),
        "CAPACITY": gettext_lazy("I cannot keep the limit"),
        "OTHER": gettext_lazy("Another reason"),
    },
    "grievance": {
        "SLOW": gettext_lazy("Nothing happens"),
        "MANNER": gettext_lazy("The manner of the staff"),
        "UNFAIR": gettext_lazy("One side is favoured"),
        "NOT_INFORMED": gettext_lazy("Not told what happens"),
        "PRIVACY": gettext_lazy("Personal data was not kept safe"),
        "RESULT": gettext_lazy("The result is wrong"),
        "OTHER": gettext_lazy("Another reason"),
    },
}
OPENERS = {
    "order": frozenset({Role.SUPERVISOR}),
    "escalation": frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR}),
    "grievance": frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR}),
}
OUTCOMES = {
    "order": ("accepted", "returned"),
    "grievance": ("upheld", "partly", "not_upheld"),
    "escalation": ("advised",),
}
EVENTS = {
    "order": ("order.issued", "order.answered", "order.closed"),
    "escalation": ("escalation.raised", "escalation.answered", "escalation.answered"),
    "grievance": ("grievance.received", "grievance.decided", "grievance.decided"),
}
SERVICE = ({"law": "samr-complaint-2026", "article": "38"},)


@transaction.atomic
def open_(number: str, kind: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Concern:
    """Open an order, an escalation or a grievance on a case.

    data -- ground, text; of an order due_on (ISO), and to (username) where it is not the person in charge of the case
    Raises NotThere, NotAllowed (not of this role, one is open already) or Invalid.
    """
    case = get(number, actor=actor)
    if kind not in GROUNDS:
        raise NotThere(kind)
    problems = []
    if actor.role not in OPENERS[kind]:
        problems.append(Problem("concern.open.wrong_role", gettext("This is not a step for your role.")))
    if Concern.objects.filter(case_id=case.pk, kind=kind).exclude(state="done").exists():
        problems.append(Problem("concern.open.twice", gettext("One is open on this case already; close it first.")))
    require_none(problems)
    ground, text, due_on, to = _read(case, kind, data, now=now)
    row = Concern.objects.create(
        case_id=case.pk,
        agency_id=case.agency_id,
        kind=kind,
        ground=ground,
        opened_by=actor.key,
        opened_at=now,
        due_on=due_on,
        to_staff_id=to,
    )
    vault.put(case.pk, f"concern:{row.pk}", {"text": text})
    _record(row, 0, actor, now, {"ground": ground, "due_on": str(due_on), "to": f"staff:{to}" if to else ""})
    return row


def _read(case: Case, kind: str, data: Mapping[str, Any], *, now: datetime) -> tuple[str, str, date, int | None]:
    """Read what was filled in. Raises Invalid with everything that is wrong."""
    problems: list[Problem] = []
    ground, text = str(data.get("ground", "")), _text(data, problems)
    if ground not in GROUNDS[kind]:
        problems.append(Problem("concern.ground.unknown", gettext("Choose a reason from the list."), "/ground"))
    today = day_of(now)
    due_on, to = today, None
    if kind == "order":
        due_on = _day(data.get("due_on"), today, problems)
        to = _addressee(case, str(data.get("to") or ""), problems)
    else:
        days = GRIEVANCE_DAYS if kind == "grievance" else ESCALATION_DAYS
        due_on = calendars.current(case.pack.calendar).nth_working_day_after(today, days)
    if problems:
        raise Invalid(problems)
    return ground, text, due_on, to


def _text(data: Mapping[str, Any], problems: list[Problem]) -> str:
    text = str(data.get("text") or "").strip()
    if not 2 <= len(text) <= LONGEST:
        problems.append(Problem("concern.text.missing", gettext("Say in a few words what it is about."), "/text"))
    return text


def _day(given: Any, today: date, problems: list[Problem]) -> date:
    try:
        day = date.fromisoformat(str(given))
    except ValueError:
        day = date.min
    if day <= today:
        message = gettext("Give a day after today, such as 2026-09-29.")
        problems.append(Problem("concern.due_on.not_ahead", message, "/due_on"))
        return today
    return day


def _addressee(case: Case, username: str, problems: list[Problem]) -> int | None:
    """Who is to answer an order: the person named, else whoever is in charge of the case."""
    if not username and case.assignee_id:
        return case.assignee_id
    row = Staff.objects.filter(username=username, is_active=True).first() if username else None
    roles = {role.value for role in CASE_ROLES - {Role.AUDITOR}}
    if row is None or row.role not in roles or row.agency_id not in queries.below(case.agency_id):
        message = gettext("Name somebody of the body of this case: nobody is in charge of it yet.")
        problems.append(Problem("concern.to.unknown", message, "/to"))
        return None
    return int(row.pk)


@transaction.atomic
def answer(concern_id: int, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Concern:
    """Answer an order, or answer an escalation, or decide a grievance; the latter two end with it.

    data -- text; of a grievance outcome (upheld, partly, not_upheld)
    """
    row, case = held(concern_id, actor=actor, lock=True)
    require_none(may_answer(row, case, actor=actor))
    problems: list[Problem] = []
    text = _text(data, problems)
    outcome = str(data.get("outcome", "")) if row.kind == "grievance" else "advised"
    if row.kind != "order" and outcome not in OUTCOMES[row.kind]:
        problems.append(Problem("concern.outcome.unknown", gettext("Say how it was decided."), "/outcome"))
    if problems:
        raise Invalid(problems)
    row.answered_by, row.answered_at, row.rounds = actor.key, now, row.rounds + 1
    row.state = "answered" if row.kind == "order" else "done"
    if row.kind != "order":
        row.outcome, row.closed_by, row.closed_at = outcome, actor.key, now
    row.save()
    vault.put(row.case_id, f"concern:{row.pk}:answer:{row.rounds}", {"text": text})
    _record(row, 1, actor, now, {"outcome": row.outcome} if row.outcome else {})
    return row


def may_answer(row: Concern, case: Case, *, actor: Actor) -> list[Problem]:
    """Every reason why this person may not answer it now."""
    problems = []
    if row.state != "open":
        problems.append(Problem("concern.answer.not_open", gettext("It has been answered.")))
    if row.kind == "order":
        if actor.staff_id is None or actor.staff_id not in {row.to_staff_id, case.assignee_id}:
            message = gettext("The person it was given to, or who is in charge of the case, answers it.")
            problems.append(Problem("concern.answer.not_addressed", message))
        return problems
    if actor.role != Role.SUPERVISOR:
        problems.append(Problem("concern.answer.wrong_role", gettext("A supervisor answers it.")))
    elif row.kind == "grievance" and actor.staff_id == case.assignee_id:
        message = gettext("Nobody decides a complaint about their own handling.")
        problems.append(Problem("concern.answer.own", message, cites=({"law": "cpl-reg-2024", "article": "52"},)))
    return problems


@transaction.atomic
def close(concern_id: int, outcome: str, *, actor: Actor, now: datetime) -> Concern:
    """Accept the answer to an order, or send it back to be answered again."""
    row, _ = held(concern_id, actor=actor, lock=True)
    problems = []
    if actor.role != Role.SUPERVISOR:
        problems.append(Problem("concern.close.wrong_role", gettext("A supervisor accepts the answer.")))
    if row.kind != "order" or row.state != "answered":
        problems.append(Problem("concern.close.not_answered", gettext("There is no answer to accept.")))
    if outcome not in OUTCOMES["order"]:
        problems.append(Problem("concern.close.unknown", gettext("Accept the answer or send it back.")))
    if row.answered_by == actor.key:
        problems.append(Problem("concern.close.own", gettext("Nobody accepts their own answer.")))
    require_none(problems)
    row.state = "done" if outcome == "accepted" else "open"
    if outcome == "accepted":
        row.outcome, row.closed_by, row.closed_at = outcome, actor.key, now
    row.save()
    _record(row, 2, actor, now, {"outcome": outcome})
    return row


def held(concern_id: int, *, actor: Actor, lock: bool = False) -> tuple[Concern, Case]:
    """Return a concern and its case, for somebody who may see the case. Raises NotThere."""
    rows = Concern.objects.select_for_update() if lock else Concern.objects.all()
    row = rows.filter(pk=concern_id).first()
    case = Case.objects.visible_to(actor).filter(pk=row.case_id).first() if row else None
    if row is None or case is None:
        raise NotThere(str(concern_id))
    return row, case


def of_case(case: Case, *, actor: Actor) -> list[Concern]:
    """All concerns of a case, newest first; for staff who may see the case."""
    if not case.seen_by(actor) or not actor.is_staff:
        return []
    return list(Concern.objects.filter(case_id=case.pk).order_by("-pk"))


def waiting(actor: Actor, *kinds: str) -> list[Concern]:
    """What waits for this person: a supervisor's escalations, grievances and answers; an officer's own orders."""
    rows = Concern.objects.filter(agency_id__in=actor.agency_ids, kind__in=kinds).exclude(state="done")
    if actor.role not in {Role.SUPERVISOR, Role.AUDITOR}:
        rows = rows.filter(kind="order", to_staff_id=actor.staff_id)
    return list(rows.order_by("due_on", "pk")[:200])


def words(row: Concern, slots: Mapping[str, Any]) -> list[str]:
    """What was said: the reason, then each answer."""
    names = [f"concern:{row.pk}", *(f"concern:{row.pk}:answer:{turn + 1}" for turn in range(row.rounds))]
    return [str(slots[name].get("text", "")) for name in names if name in slots]


def _record(row: Concern, place: int, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    draft = Draft(row.case_id, EVENTS[row.kind][place], now, actor.key, {"concern": row.pk, **data})
    append([draft])
