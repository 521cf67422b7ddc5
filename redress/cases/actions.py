"""Everything that can be done to a case. One verb of the table, one transaction, one entry in the archive."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext

from redress.agencies import queries
from redress.cases import bodies, competence_effects, filing, reading, referral_effects, report_effects, steps, tallies
from redress.cases.door import get
from redress.cases.effects import AFTERWARDS, EFFECTS, Change
from redress.cases.history import clock_events, pack_ids
from redress.cases.intake import NewComplaint
from redress.cases.models import Case
from redress.deadlines import clocks
from redress.kernel import jobs, rows
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.law.clock import ClockInputError
from redress.law.packs import PREVIOUS, REOPENED, SAME, Step, say
from redress.privacy import vault
from redress.records.entries import Draft, append, stamp

# Steps that people get a receipt for (contract of receipts: decided, agreement, result, closed).
RECEIPTED = frozenset({
    "complaint.accepted", "complaint.refused", "agreement.reached", "mediation.terminated", "result.issued",
    "case.closed", "case.withdrawn", "case.transferred", "report.case_filed", "report.not_filed", "report.decided",
    "report.merged", "report.not_handled_again",
})  # fmt: skip
EVERY_EFFECT = {**EFFECTS, **report_effects.EFFECTS, **competence_effects.EFFECTS, **referral_effects.EFFECTS}
PAUSES = frozenset({"testing", "suspended", "awaiting_materials"})
MOST_AT_ONCE = 20  # steps in one request
WORDS = ("text", "present", "responsible", "place", "mediator")  # free words of a step: into the vault


class UnknownVerb(LookupError):
    """The rule set has no such verb. HTTP 404."""


@transaction.atomic
def act(number: str, verb: str, body: Any = None, *, actor: Actor, now: datetime) -> Case:
    """Take one step of the transition table and return the case as it is then.

    Raises NotThere, UnknownVerb, NotAllowed (not open now, with every reason) or Invalid (the body, with every
    problem); in each case nothing was changed.
    """
    return _act(number, verb, body, actor=actor, now=now)


@transaction.atomic
def act_in_turn(number: str, data: Any, *, actor: Actor, now: datetime) -> Case:
    """Take several steps one after the other, all or none; return the case after the last.

    data -- {"steps": [{"verb": …, and what the step's body holds}, …]}, 1 to MOST_AT_ONCE of them; the verb "message"
    writes into the case.
    Each step is weighed as if it came alone, on the case as the one before left it. Raises what act and write raise,
    with the place in the list before every pointer; an unknown verb is Invalid here.
    """
    try:
        listed = bodies.in_turn(data, most=MOST_AT_ONCE)
    except Invalid:
        get(number, actor=actor)  # to a stranger the case is not there, whatever is said of it
        raise
    case = None
    for place, (verb, body) in enumerate(listed):
        try:
            if verb == "message":
                write(number, body, actor=actor, now=now)
            else:
                case = _act(number, verb, body, actor=actor, now=now)
        except NotAllowed as refused:
            problems = [replace(one, pointer=f"/steps/{place}{one.pointer}") for one in refused.problems]
            raise type(refused)(problems) from None
        except UnknownVerb:
            message = gettext("There is no such step; the verbs of this case are listed under …/verbs.")
            raise Invalid([Problem("verb.unknown", message, f"/steps/{place}/verb")]) from None
        except NotThere:
            if place == 0:
                raise
            message = gettext("After the step before, the case is with others; you cannot go on with it.")
            raise NotAllowed([Problem("case.gone_on", message, f"/steps/{place}")]) from None
    return case or get(number, actor=actor)


def _act(number: str, verb: str, body: Any, *, actor: Actor, now: datetime) -> Case:
    case = get(number, actor=actor, lock=True)
    step = steps.find(case, verb)
    if step is None:
        raise UnknownVerb(verb)
    problems = steps.problems_with(case, step, actor=actor, now=now)
    if problems:
        raise NotAllowed(problems)
    values, problems = bodies.read(step, case.pack, body, now=now)
    if problems:
        raise Invalid(problems)
    problems = steps.problems_with(case, step, actor=actor, now=now, body=values)
    if problems:
        raise NotAllowed(problems)
    return _take(case, step, values, actor=actor, now=now)


def _take(case: Case, step: Step, body: dict[str, Any], *, actor: Actor, now: datetime) -> Case:
    change = Change(case, body, actor, now)
    effect = EVERY_EFFECT.get(step.verb)
    if effect:
        effect(change)
    if step.verb == "split":
        _split(change)
    if change.columns.get("agency_id", case.agency_id) != case.agency_id:
        change.columns["team_id"] = None
    before = _tally_keys(case)
    old_agency = case.agency_id
    _move(change, step)
    entry_id = _record(change, step)
    dues = _clocks(change, step, old_agency)
    if dues is not None:
        nearest = clocks.nearest(dues) if change.columns.get("phase", case.phase) == "open" else None
        change.columns["next_due_on"] = nearest.due_on if nearest else None
        change.columns["next_due_code"] = nearest.code if nearest else ""
    _write(change)
    tallies.moved(old_agency, before, case.agency_id, _tally_keys(case))
    if case.agency_id != old_agency:
        reading.reindex(case)
    if step.letter:
        jobs.enqueue("letter.issue", {"case": case.pk, "letter": step.letter, "entry": entry_id}, now=now)
    if step.verb == "merge_report":
        _supplement(change)
    for follow in AFTERWARDS.get(step.verb, ()):
        follow(change)
    return case


def _move(change: Change, step: Step) -> None:
    """Put the next state into the change, and what follows from it."""
    case, columns = change.case, change.columns
    target = step.target
    if target == PREVIOUS:
        target = case.prior_state or case.pack.initial[case.kind]
        columns["prior_state"] = ""
    elif target == REOPENED:
        target = "accepted" if case.accepted_at and case.kind == "complaint" else case.pack.initial[case.kind]
    elif target == SAME:
        return
    elif target in PAUSES:
        columns["prior_state"] = case.state
    columns["state"] = target
    columns["phase"] = case.pack.states[target].phase
    if columns["phase"] == "closed":
        columns["closed_at"] = change.now
    elif case.closed_at is not None:
        columns["closed_at"] = None
    if step.verb == "distribute":
        facts = case.facts_value
        facts["distributed_by"] = change.data["from"]
        columns["facts"] = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _record(change: Change, step: Step) -> int:
    """Seal the words, then append the one entry of this step."""
    case, body = change.case, change.body
    words = {name: body[name] for name in WORDS if name in body}
    slot = ""
    if words:
        slot = f"step:{case.version + 1}"
        vault.put(case.pk, slot, words)
    data: dict[str, Any] = {"verb": step.verb, "from": case.state, "to": change.columns.get("state", case.state)}
    data |= {"step_" + name: value for name, value in change.data.items() if name in data}
    data |= {name: value for name, value in change.data.items() if name not in data}
    if slot:
        data["slot"] = slot
    if "reason_code" in body:
        data["reason_code"] = body["reason_code"]
    for name in ("on", "mode", "complainant_consents", "respondent_consents", "cost_paid_by"):
        if name in body:
            data[name] = body[name] if isinstance(body[name], bool) else str(body[name])
    if "body" in body:
        data.setdefault("body", body["body"])  # who tests, or who was entrusted, unless it is a body known here
    told = [*step.clock, *change.clock]
    if told:
        data |= {"clock": told, "clock_at": stamp(_effective(change))}
    receipted = step.event in RECEIPTED
    draft = Draft(
        subject=case.pk,
        event=step.event,
        at=change.now,
        actor=change.actor.key,
        data=data,
        receipted=receipted,
        receipt_subject=_receipt(change, step, data) if receipted else None,
    )
    return append([draft])[0]


def _effective(change: Change) -> datetime:
    """When the step took effect: the day given (at noon), else now."""
    if change.clock_at is not None:
        return change.clock_at
    on = change.body.get("on")
    if on is None or on == day_of(change.now):
        return change.now
    return datetime.combine(on, time(12), tzinfo=SHANGHAI)


def _receipt(change: Change, step: Step, data: Mapping[str, Any]) -> dict[str, Any]:
    case = change.case
    return {
        "number": case.number,
        "event": step.event,
        "kind": case.kind,
        "at": stamp(change.now),
        "agency": queries.body(case.agency_id).code,
        "rule_set": f"{case.rule_set}@{case.rule_version}",
        "state": str(data["to"]),
        "reason": str(data.get("reason_code", "")),
    }


@transaction.atomic
def write(number: str, data: Any, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Write a message into a case. data -- {"text": …, "audience": staff | both}; a complainant's goes to both.

    Raises NotThere, Invalid; words go into the vault, the archive records that there was a message.
    """
    case = get(number, actor=actor)
    inside = actor.is_staff or actor.role == Role.SYSTEM
    text, audience = bodies.message(data, staff=inside)
    direction = "in" if not inside else ("note" if audience == "staff" else "out")
    told = (case.pk, now, actor.key, actor.role.value, audience, direction)
    message = rows.add("cases_message", ("case_id", "at", "author", "author_role", "audience", "direction"), told)
    vault.put(case.pk, f"message:{message}", {"text": text})
    event = "message.received" if direction == "in" else "message.sent" if direction == "out" else "note.added"
    append([Draft(subject=case.pk, event=event, at=now, actor=actor.key, data={"message": message})])
    rows.change("cases_case", case.pk, {"last_event_at": now})
    return {"id": message, "audience": audience, "direction": direction, "at": now.astimezone(SHANGHAI).isoformat()}


def _clocks(change: Change, step: Step, old_agency: int) -> list[clocks.Due] | None:
    """Recompute the clocks if the step told them anything; None if nothing about them can have changed."""
    case = change.case
    agency_id = change.columns.get("agency_id", case.agency_id)
    if not step.clock and not change.clock and agency_id == old_agency and "phase" not in change.columns:
        return None
    try:
        return clocks.refresh(
            case.pk, agency_id, pack_ids=pack_ids(case), kind=case.kind, events=clock_events(case), why=step.event,
            now=change.now, actor=change.actor,
        )  # fmt: skip
    except ClockInputError as error:  # the day given cannot be right: an end before its beginning
        language = get_language() or "zh-hans"
        raise Invalid([Problem(one.code, say(one.message, language), "/on") for one in error.problems]) from None


def _write(change: Change) -> None:
    case = change.case
    change.columns |= {"version": case.version + 1, "last_event_at": change.now}
    if not rows.change("cases_case", case.pk, change.columns, version=case.version):
        message = gettext("Someone else changed the case a moment ago; look at it again and repeat the step.")
        raise NotAllowed([Problem(code="case.changed_meanwhile", message=message)])
    for name, value in change.columns.items():
        setattr(case, name, value)


def _tally_keys(case: Case) -> list[str]:
    return tallies.keys_of(
        kind=case.kind, state=case.state, phase=case.phase, assignee_id=case.assignee_id, team_id=case.team_id,
        due_on=case.next_due_on,
    )  # fmt: skip


def _split(change: Change) -> None:
    """Open a linked report from the complaint's own words; its clock starts with the finding (S Art. 9, 27)."""
    case = change.case
    sealed, facts = vault.open(case.pk, "intake"), case.facts_value
    new = NewComplaint.model_validate({
        "kind": "report",
        "channel": case.channel,
        "complainant": sealed["complainant"],
        "respondent": {**facts["respondent"], "phone": sealed.get("respondent_phone")},
        "purchase": {**facts["purchase"], "what": sealed.get("what"), "order_number": sealed.get("order_number")},
        "problem": {"nature": case.nature, "story": f"{change.body['text']}\n\n{sealed['story']}"[: 20_000]},
    })  # fmt: skip
    filed = filing.file(new, language=case.language, actor=change.actor, now=change.now)[0]
    Case.objects.filter(pk=filed.id).update(linked_id=case.pk)
    change.columns["linked_id"] = filed.id
    change.data["linked"] = filed.number


def _supplement(change: Change) -> None:
    """Tell the earlier report of the new facts; its limit starts again from the receipt of this one (S Art. 35(2))."""
    earlier = get(change.data["into"], actor=change.actor, lock=True)
    step = steps.find(earlier, "supplement")
    if step is not None:
        body = {"text": change.body["text"], "on": day_of(change.case.received_at), "report": change.case.number}
        _take(earlier, step, body, actor=change.actor, now=change.now)


__all__ = ["Invalid", "UnknownVerb", "act", "act_in_turn", "clock_events", "get", "pack_ids", "write"]
