"""What the API says about a case, to whom."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from redress.agencies import queries
from redress.cases import reading, steps
from redress.cases.filing import Filed
from redress.cases.letters import queries as letters
from redress.cases.models import Case
from redress.deadlines import clocks
from redress.deadlines.clocks import Due
from redress.deadlines.models import Clock
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.law import packs
from redress.law.packs import say
from redress.privacy.mask import mask
from redress.traders import answering


def lang() -> str:
    return get_language() or "zh-hans"


def due(row: Due | Clock) -> dict[str, Any]:
    code = row.code if isinstance(row, Due) else row.limit_code
    over = row.state == "running" and row.due_on is not None and row.due_on < day_of(timezone.now())
    limit = packs.load(row.rule_set).limits[code]
    return {
        "code": code,
        "title": say(limit.title, lang()),
        "family": row.family,
        "rule_set": row.rule_set,
        "started_on": str(row.started_on),
        "due_on": str(row.due_on) if row.due_on else None,
        "state": "missed" if over else row.state,  # the sweep records it within the minute
        "provisional": row.provisional,
        "cites": [cite.as_dict() for cite in limit.cites],
    }


def missing(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"pointer": row["pointer"], "cites": row["cites"]} for row in rows]


def why(value: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: value[name] for name in ("table", "row", "team", "mandate", "basis", "passed") if name in value
    }
    return {"text": say(value, lang()), "cites": value.get("cites", []), **told}


def filed(first: Filed, *, linked: Iterable[Filed] = ()) -> dict[str, Any]:
    """The answer to a filing, without the pickup phrase, which is never stored."""
    others = list(linked)
    return {
        "number": first.number,
        "state": first.state,
        "kind": first.kind,
        "linked": [other.number for other in others],
        "agency": {"code": first.body.code, "name": first.body.name(lang())},
        "why_routed": why(dict(first.why)),
        "rule_set": first.rule_set,
        "dues": [due(row) for row in first.dues],
        "missing": missing({"pointer": want.pointer, "cites": list(want.cites)} for want in first.wanted),
    }


def receipt(first: Filed) -> dict[str, Any]:
    """Where the proof of receipt is, and what it proves."""
    return {"proof": proof_url(first.number, first.entry_id), "subject": dict(first.receipt)}


def agency(case: Case) -> dict[str, str]:
    body = queries.body(case.agency_id)
    return {"code": body.code, "name": body.name(lang())}


def brief(case: Case) -> dict[str, Any]:
    """A case after a step: where it stands and what runs."""
    state = case.pack.states[case.state]
    return row(case) | {
        "state_words": {"title": say(state.title, lang()), "sentence": say(state.sentence, lang()), "turn": state.turn},
        "dues": [due(clock) for clock in clocks.of(case.pk)],
        "outcome": case.outcome or None,
    }


def proof_url(number: str, entry_id: int) -> str:
    return f"/api/v1/receipts/{number}/{entry_id}.tlog-proof"


def row(case: Case) -> dict[str, Any]:
    """One case in a list for staff."""
    body = queries.body(case.agency_id)
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "phase": case.phase,
        "agency": {"code": body.code, "name": body.name(lang())},
        "assignee": case.assignee_id,
        "received_at": local(case.received_at),
        "next_due": {"code": case.next_due_code, "due_on": str(case.next_due_on)} if case.next_due_on else None,
        "nature": case.nature or None,
        "category": case.category or None,
        "matter": case.matter,
        "trader": case.trader_name or None,
        "amount": str(case.amount) if case.amount is not None else None,
        "currency": case.currency,
        "rule_set": case.rule_set,
        "channel": case.channel,
        "last_event_at": local(case.last_event_at),
    }


def local(moment: datetime | None) -> str | None:
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds") if moment else None


def whole(case: Case, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """One case, as far as this person may see it."""
    slots = reading.sealed(case)
    state = case.pack.states[case.state]
    answer = row(case) | {
        "state_words": {
            "title": say(state.title, lang()),
            "sentence": say(state.sentence, lang()),
            "turn": state.turn,
            "if_nothing": say(state.if_nothing, lang()),
        },
        "whose_turn": state.turn,
        "linked": _linked(case, actor),
        "why_routed": why(_json(case.why_routed)),
        "dues": [due(clock) for clock in clocks.of(case.pk)],
        "missing": missing(case.missing_value),
        "timeline": [_moment(moment, actor) for moment in reading.timeline(case, actor=actor, slots=slots)],
        "trader_answers": [trader_answer(row) for row in answering.shown(case, actor=actor, slots=slots)],
        "messages": [
            message | {"at": local(message["at"])} for message in reading.messages(case, actor=actor, slots=slots)
        ],
        "evidence": [exhibit(found) for found in reading.exhibits(case, actor=actor)],
        "documents": _documents(case, actor),
        "outcome": case.outcome or None,
        "verdict": case.verdict or None,
        "grade": case.grade,
        "perform_by": str(case.perform_by) if case.perform_by else None,
        "reopen_until": str(steps.reopen_until(case) or "") or None,
        "closed_at": local(case.closed_at),
    }
    intake = slots.get("intake", {})
    if actor.is_staff:
        answer |= _for_staff(case, intake, actor)
    else:
        answer.pop("assignee")
        answer |= {"story": intake.get("story"), "requests": case.facts_value.get("requests", [])}
    return answer


def _for_staff(case: Case, intake: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """The whole case; contact values are masked until they are revealed for a reason."""
    person = intake.get("complainant", {})
    facts = case.facts_value
    masked = {name: mask(name, value) for name, value in person.items() if isinstance(value, str) and name != "id_type"}
    return {
        "complainant": masked | ({"id_type": person["id_type"]} if person.get("id_type") else {}),
        "respondent": facts.get("respondent", {}),
        "purchase": facts.get("purchase", {}) | {"what": intake.get("what")},
        "problem": {
            "nature": case.nature or None,
            "story": intake.get("story"),
            "discovered_on": facts.get("discovered_on"),
        },
        "requests": facts.get("requests", []),
        "consents": facts.get("consents", {}),
        "flags": case.flags.split(),
        "shelved_until": str(case.shelved_until) if case.shelved_until else None,
        "tasks": [
            {
                "id": task.pk,
                "kind": task.kind,
                "owner": task.owner.username if task.owner else None,
                "due_on": str(task.due_on),
                "finished_at": local(task.finished_at),
            }
            for task in reading.tasks(case, actor=actor)
        ],
        "version": case.version,
        "external_number": case.external_number or None,
    }


def _json(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


def _linked(case: Case, actor: Actor) -> list[str]:
    """The other half of one submission, for whoever may know of it: a trader is never told of a report (S Art. 37)."""
    other = case.linked if case.linked_id else None
    shown = other is not None and (actor.role == Role.COMPLAINANT or other.seen_by(actor))
    return [other.number] if other is not None and shown else []


def _moment(moment: reading.Moment, actor: Actor) -> dict[str, Any]:
    hidden = {"slot", "clock", "clock_at"}
    answer: dict[str, Any] = {
        "at": local(moment.at),
        "event": moment.event,
        "side": moment.side,
        "text": moment.words.get("text"),
        "receipt": moment.entry_id if moment.receipted else None,
    }
    if actor.is_staff:
        answer |= {"actor": moment.actor, "data": {k: v for k, v in moment.data.items() if k not in hidden}}
    elif "reason_code" in moment.data:
        answer["reason_code"] = moment.data["reason_code"]
    return answer


def exhibit(found: Any) -> dict[str, Any]:
    return {
        "id": found.pk,
        "sha256": found.sha256,
        "size": found.size,
        "media_type": found.media_type,
        "audience": found.audience,
        "scan": found.scan,
        "added_at": local(found.added_at),
    }


def trader_answer(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "remedy": row["remedy"] or None,
        "amount": str(row["amount"]) if row["amount"] is not None else None,
        "day": str(row["day"]) if row["day"] else None,
        "text": row["text"] or None,
        "at": local(row["at"]),
        "receipt": row["entry_id"],
    }


def _documents(case: Case, actor: Actor) -> list[dict[str, Any]]:
    return letters.documents(case, staff=actor.is_staff, language=lang())


def verbs(case: Case, *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "verb": offer.step.verb,
            "title": say(offer.step.title, lang()),
            "does": say(offer.step.does, lang()),
            "allowed": offer.allowed,
            "problems": [found.as_dict() for found in offer.problems],
            "needs": list(offer.step.needs),
            "reasons": list(case.pack.grounds.get(offer.step.reasons, {})),
            "letter": offer.step.letter or None,
            "cites": [cite.as_dict() for cite in offer.step.cites],
        }
        for offer in steps.offers(case, actor=actor, now=now)
    ]
