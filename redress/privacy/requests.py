"""What people ask about their own data, and how it is answered: in time, completely, or refused with reasons.

Law: PIPL Art. 44-50. The law says "in time" and names no number: the house answers within 15 working days and never
later than 30 days.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere, Problem, require_none
from redress.law.calendars import Calendar, load_calendar
from redress.privacy import vault
from redress.privacy.mask import refuse_masked
from redress.privacy.models import PersonRequest, Restriction
from redress.records.entries import Draft, append

WORKING_DAYS = 15
LATEST_DAYS = 30
LEAST_REASON = 10  # characters of a refusal
KINDS = {
    "access": gettext_lazy("See and copy my data"),
    "correction": gettext_lazy("Correct or complete my data"),
    "deletion": gettext_lazy("Delete my data"),
    "restriction": gettext_lazy("Only store my data, do not use it"),
    "explanation": gettext_lazy("Explain an automated suggestion"),
}
CITES = {
    "access": ({"law": "pipl-2021", "article": "45"},),
    "correction": ({"law": "pipl-2021", "article": "46"},),
    "deletion": ({"law": "pipl-2021", "article": "47"},),
    "restriction": ({"law": "pipl-2021", "article": "44"},),
    "explanation": ({"law": "pipl-2021", "article": "24"}, {"law": "pipl-2021", "article": "48"}),
}
RELATIONS = {
    "self": gettext_lazy("The person themselves"),
    "guardian": gettext_lazy("Parent or other guardian"),
    "agent": gettext_lazy("Somebody with a power of attorney"),
    "relative": gettext_lazy("Near relative of a person who died"),
}
IDENTIFIED_HOW = {
    "pickup": gettext_lazy("Pickup phrase of the case"),
    "document": gettext_lazy("Identity document seen"),
    "called_back": gettext_lazy("Called back on the number in the case"),
}
REFUSALS = {
    "not_identified": gettext_lazy("It could not be established who asks"),
    "period_runs": gettext_lazy("A period set by law is still running; until then the data is only stored"),
    "duty": gettext_lazy("A statutory duty still needs the data"),
    "secrecy": gettext_lazy("The law demands secrecy, or telling would hinder the duty"),
    "others": gettext_lazy("It would show somebody else's data"),
    "accurate": gettext_lazy("Checked and found to be accurate"),
    "none_held": gettext_lazy("No data about the person is held"),
}
STAFF = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
OPEN = ("received", "identified")


def compartment(request: PersonRequest) -> int:
    """Return where the words of a request are sealed: in its case, or in a compartment of its own below zero."""
    return request.case_id if request.case_id is not None else -2 * request.pk


@transaction.atomic
def ask(
    kind: str,
    *,
    case_id: int | None,
    text: str,
    actor: Actor,
    now: datetime,
    relation: str = "self",
    contact: str = "",
    calendar: Calendar | None = None,
) -> PersonRequest:
    """Receive a request and start its clock.

    case_id -- the case it is about; None for a person without one
    text, contact -- the person's words, and how to reach them; sealed
    calendar -- working days; default: mainland China
    Whoever comes with the pickup phrase of the case is known; anybody else is identified later.
    """
    problems = []
    if kind not in KINDS:
        problems.append(Problem("request.ask.unknown_kind", gettext("Choose what you ask for."), "/kind"))
    if relation not in RELATIONS:
        problems.append(Problem("request.ask.unknown_relation", gettext("Say whose data it is."), "/relation"))
    problems += refuse_masked({"contact": contact})
    require_none(problems)
    received_on = day_of(now)
    known = actor.role == Role.COMPLAINANT and case_id is not None and actor.case_id == case_id
    row = PersonRequest.objects.create(
        kind=kind,
        case_id=case_id,
        agency_id=actor.agency_id,
        relation=relation,
        state="identified" if known else "received",
        received_at=now,
        due_on=(calendar or load_calendar()).nth_working_day_after(received_on, WORKING_DAYS),
        latest_on=received_on + timedelta(days=LATEST_DAYS),
        **({"identified_at": now, "identified_how": "pickup", "identified_by": actor.key} if known else {}),
    )
    vault.put(compartment(row), f"request:{row.pk}", {"text": text, "contact": contact})
    _record(row, "asked", actor, now, {"kind": kind, "relation": relation})
    return row


@transaction.atomic
def identify(request_id: int, *, how: str, actor: Actor, now: datetime) -> PersonRequest:
    """Record how it was established that the person asks about their own data, or may ask for another."""
    row, problems = _open(request_id, actor)
    if how not in IDENTIFIED_HOW:
        problems.append(Problem("request.identify.unknown_way", gettext("Say how the person was identified."), "/how"))
    require_none(problems)
    row.state, row.identified_at, row.identified_how, row.identified_by = "identified", now, how, actor.key
    row.save(update_fields=["state", "identified_at", "identified_how", "identified_by"])
    _record(row, "identified", actor, now, {"how": how})
    return row


@transaction.atomic
def grant(
    request_id: int, *, text: str, actor: Actor, now: datetime, refusal_code: str = "", refusal: str = ""
) -> PersonRequest:
    """Answer a request as asked, or in part: then with the ground and the reasons for the rest.

    text -- the answer, sealed with the request
    A restriction takes effect with the answer. Deletion is proposed separately (erasure.propose): it takes two people.
    """
    row, problems = _open(request_id, actor)
    problems += _identified(row)
    if refusal_code:
        problems += _grounds(refusal_code, refusal)
    require_none(problems)
    state = "partly" if refusal_code else "granted"
    _answer(row, state, {"text": text, "refusal": refusal}, refusal_code=refusal_code, actor=actor, now=now)
    if row.kind == "restriction" and row.case_id is not None:
        restrict(row.case_id, basis="request", actor=actor, now=now)
    return row


@transaction.atomic
def refuse(request_id: int, *, ground: str, text: str, actor: Actor, now: datetime) -> PersonRequest:
    """Refuse a request in writing, with the ground and the reasons (PIPL Art. 50); the person may go to court.

    ground -- one of REFUSALS
    text -- the reasons, at least 10 characters; sealed with the request
    """
    row, problems = _open(request_id, actor)
    require_none(problems + _grounds(ground, text))
    _answer(row, "refused", {"refusal": text}, refusal_code=ground, actor=actor, now=now)
    return row


@transaction.atomic
def correct(
    request_id: int,
    slot: str,
    changes: Mapping[str, str],
    *,
    actor: Actor,
    now: datetime,
    lookups: list[tuple[str, str]] | None = None,
) -> list[str]:
    """Change sealed values as an identified person asked, and return the places that changed.

    changes -- place in the slot ("complainant/phone") -> new value
    lookups -- everything the case is found by from now on, if that changed
    Raises NotAllowed, and changes nothing, for a masked value, a place that is not there, or a request not to correct.
    """
    row, problems = _open(request_id, actor)
    problems += _identified(row)
    if row.kind != "correction" or row.case_id is None:
        problems.append(Problem("request.correct.other_kind", gettext("This request does not ask for a correction.")))
        require_none(problems)
    case_id = row.case_id or 0
    value = vault.open(case_id, slot)
    missing = [place for place in changes if not _has(value, place)]
    problems += [
        Problem("request.correct.no_such_place", gettext("There is no such value in this case."), f"/{place}")
        for place in missing
    ]
    require_none(problems + refuse_masked(changes))
    for place, new in changes.items():
        *path, name = place.split("/")
        inner = value
        for step in path:
            inner = inner[step]
        inner[name] = new
    vault.put(case_id, slot, value)
    if lookups is not None:
        vault.set_lookups(case_id, lookups)
    _record(row, "corrected", actor, now, {"of": slot, "places": sorted(changes)})
    return sorted(changes)


@transaction.atomic
def corrected(request_id: int, places: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Record with the request what the room above changed for it. Raises NotAllowed as `correct` does."""
    row, problems = _open(request_id, actor)
    require_none(problems + _identified(row))
    _record(row, "corrected", actor, now, {"of": "intake", "places": sorted(places)})


def _has(value: Any, place: str) -> bool:
    *path, _ = place.split("/")
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
    return isinstance(value, dict)


@transaction.atomic
def restrict(case_id: int, *, basis: str, actor: Actor, now: datetime) -> Restriction:
    """Limit a case's data to being stored and kept safe. Placing it twice changes nothing."""
    row, made = Restriction.objects.get_or_create(
        case_id=case_id, lifted_at=None, defaults={"basis": basis, "since": now, "placed_by": actor.key}
    )
    if made:
        append([Draft(case_id, "personal_data.restricted", now, actor.key, {"basis": basis})])
    return row


@transaction.atomic
def lift_restriction(case_id: int, *, actor: Actor, now: datetime) -> bool:
    """Let the case's data be used again; return whether a restriction stood."""
    lifted = Restriction.objects.filter(case_id=case_id, lifted_at=None).update(lifted_at=now, lifted_by=actor.key)
    if lifted:
        append([Draft(case_id, "personal_data.unrestricted", now, actor.key, {})])
    return bool(lifted)


def is_restricted(case_id: int) -> bool:
    return Restriction.objects.filter(case_id=case_id, lifted_at=None).exists()


def waiting() -> list[PersonRequest]:
    """Return the open requests, nearest due day first."""
    return list(PersonRequest.objects.filter(state__in=OPEN).order_by("due_on", "pk"))


def words(request: PersonRequest) -> dict[str, Any]:
    """Return what was asked and answered; nothing once the case it belongs to was erased."""
    try:
        answer: dict[str, Any] = {"asked": vault.open(compartment(request), f"request:{request.pk}")}
    except vault.Erased:
        return {}
    if request.answered_at is not None:
        answer["answer"] = vault.open(compartment(request), f"request:{request.pk}:answer")
    return answer


def _open(request_id: int, actor: Actor) -> tuple[PersonRequest, list[Problem]]:
    row = PersonRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotThere("request")
    problems = []
    if actor.role not in STAFF:
        problems.append(
            Problem("request.answer.wrong_role", gettext("Clerks, officers and supervisors answer requests."))
        )
    if row.state not in OPEN:
        problems.append(Problem("request.answer.closed", gettext("This request has been answered.")))
    return row, problems


def _identified(row: PersonRequest) -> list[Problem]:
    if row.identified_at is not None:
        return []
    message = gettext("First establish who asks, so that nobody gets another person's data.")
    return [Problem("request.answer.not_identified", message, cites=CITES[row.kind])]


def _grounds(code: str, text: str) -> list[Problem]:
    problems = []
    cites = ({"law": "pipl-2021", "article": "50"},)
    if code not in REFUSALS:
        problems.append(
            Problem("request.refuse.unknown_ground", gettext("Choose the ground of the refusal."), "/ground", cites)
        )
    if len(text.strip()) < LEAST_REASON:
        problems.append(
            Problem("request.refuse.no_reasons", gettext("Write the reasons in a sentence or more."), "/text", cites)
        )
    return problems


def _answer(
    row: PersonRequest, state: str, sealed: Mapping[str, str], *, refusal_code: str, actor: Actor, now: datetime
) -> None:
    row.state, row.answered_at, row.answered_by, row.refusal_code = state, now, actor.key, refusal_code
    row.save(update_fields=["state", "answered_at", "answered_by", "refusal_code"])
    vault.put(compartment(row), f"request:{row.pk}:answer", sealed)
    _record(row, state, actor, now, {"ground": refusal_code} if refusal_code else {})


def _record(row: PersonRequest, verb: str, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    draft = Draft(row.case_id or 0, f"data_request.{verb}", now, actor.key, {"request": row.pk, **data})
    append([draft])
