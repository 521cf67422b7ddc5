"""What of a case goes into its sealed file: blackened words, letters, evidence, receipts with proofs. And what not."""

from datetime import datetime
from typing import Any

from django.conf import settings

from redress.agencies import queries
from redress.cases import evidence, reading
from redress.cases.letters import files as letter_files
from redress.cases.letters import queries as letters
from redress.cases.models import Case
from redress.exchange import container, international, keys
from redress.exchange.leaving import Ground
from redress.exchange.models import Partner
from redress.kernel.actors import Actor, Role
from redress.privacy import redaction
from redress.privacy.models import Redaction
from redress.records import entries, issue
from redress.records import keys as log_keys
from redress.records.entries import stamp


def build(case: Case, partner: Partner, ground: Ground, *, actor: Actor, now: datetime) -> bytes:
    """Return the sealed file of a case; call it outside any transaction, for its proofs are taken from the log.

    A report leaves without the person who made it (S Art. 37); what staff wrote among themselves never leaves.
    """
    slots = reading.sealed(case)
    members = {
        "case.json": container.json_bytes(_form(case, slots)),
        "timeline.json": container.json_bytes(_timeline(case)),
        "redactions.json": container.json_bytes(_redactions(case)),
    }
    for exhibit in reading.exhibits(case, actor=actor):
        if exhibit.scan != "infected" and exhibit.audience != "staff":
            members[f"evidence/{exhibit.pk}.bin"] = evidence.open_exhibit(exhibit, actor=actor, now=now).content
    for letter in letters.of_case(case, actor=actor):
        if letter.sha256:
            members[f"letters/{letter.pk}-{letter.letter}.pdf"] = letter_files.opened(letter)
    for entry in entries.of(case.pk):
        if entry.receipted and not entry.erased:
            members[f"proofs/{entry.id}.receipt.json"] = issue.receipt(entry.id, now=now).file
    body = queries.body(case.agency_id)
    head = {
        "number": case.number,
        "kind": case.kind,
        "rule_set": f"{case.rule_set}@{case.rule_version}",
        "agency": {"code": body.code, "zh": body.name("zh"), "en": body.name("en")},
        "origin": settings.REDRESS_LOG_ORIGIN,
        "log_vkey": str(log_keys.log_key().verifier),
        "classes": international.classes(case.nature, case.category),
        "to": partner.code,
        "to_vkey": partner.vkey,
        "basis": ground.basis,
        "route": ground.route,
        "made_at": stamp(now),
    }
    return container.seal(head, members, key=keys.own())


def _form(case: Case, slots: dict[str, Any]) -> dict[str, Any]:
    """The case as it would be filed; the story as it may leave the case room."""
    intake, facts = slots.get("intake", {}), case.facts_value
    notes = intake.get("request_notes") or []
    return {
        "kind": case.kind,
        "complainant": {} if case.kind == "report" else intake.get("complainant", {}),
        "respondent": {**facts.get("respondent", {}), "phone": intake.get("respondent_phone")},
        "purchase": {**facts.get("purchase", {}), "order_number": intake.get("order_number")},
        "problem": {
            "nature": case.nature or None,
            "story": redaction.shown(case.pk, "intake/story"),
            "discovered_on": facts.get("discovered_on"),
        },
        "requests": [
            {**request, "note": notes[place] if place < len(notes) else None}
            for place, request in enumerate(facts.get("requests", []))
        ],
    }


def _timeline(case: Case) -> list[dict[str, Any]]:
    """What happened and when, by which kind of person; no words, no names."""
    return [
        {"at": stamp(moment.at), "event": moment.event, "entry": moment.entry_id, "side": moment.side}
        for moment in reading.timeline(
            case, actor=Actor(key="exchange", role=Role.COMPLAINANT, case_id=case.pk), slots={}
        )
    ]


def _redactions(case: Case) -> list[dict[str, Any]]:
    """Which places were blackened, why and when: the receiver sees that something is left out, not what."""
    return [
        {"field": row.field, "places": row.spans, "reason": row.reason_code, "at": stamp(row.at)}
        for row in Redaction.objects.filter(case_id=case.pk, lifted_at=None).order_by("pk")
    ]
