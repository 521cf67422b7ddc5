"""The whole file of one case as one zip with an index: for the archive room, another body, or a court."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from typing import Any

from redress.agencies import queries
from redress.cases import evidence, proofs, reading
from redress.cases.letters import files as letter_files
from redress.cases.letters import queries as letters
from redress.cases.models import Case
from redress.deadlines import clocks
from redress.kernel.actors import Actor
from redress.kernel.moments import SHANGHAI
from redress.law.packs import say
from redress.records.entries import Draft, append


def build(case: Case, *, actor: Actor, language: str, now: datetime) -> bytes:
    """Return the zip. The caller has made sure that the actor may see the case; taking it out is recorded.

    Every member stands in index.json with its SHA-256; events that people got a receipt for come with their proof.
    """
    slots = reading.sealed(case)
    members: dict[str, bytes] = {
        "case.json": _json(_case(case, slots, language)),
        "timeline.json": _json(_timeline(case, actor, slots)),
        "clocks.json": _json(_clocks(case)),
    }
    for exhibit in reading.exhibits(case, actor=actor):
        if exhibit.scan != "infected":
            opened = evidence.open_exhibit(exhibit, actor=actor, now=now)
            members[f"evidence/{exhibit.pk}-{_safe(opened.name)}"] = opened.content
    for letter in letters.of_case(case, actor=actor):
        if letter.sha256:
            members[f"letters/{letter.pk}-{letter.letter}.pdf"] = letter_files.opened(letter)
    for moment in reading.timeline(case, actor=actor, slots=slots):
        if moment.receipted:
            text = proofs.proof_text(case.number, f"{moment.entry_id}.tlog-proof", now=now)
            if text is not None:
                members[f"proofs/{moment.entry_id}-{moment.event}.tlog-proof"] = text.encode()
    append([Draft(subject=case.pk, event="case.exported", at=now, actor=actor.key, data={"members": len(members)})])
    return _zip(case, members, now)


def _zip(case: Case, members: dict[str, bytes], now: datetime) -> bytes:
    index = {
        "format": "openredress-case-file/1",
        "number": case.number,
        "made_at": now.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "members": [
            {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(members.items())
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("index.json", _json(index))
        for name, content in sorted(members.items()):
            bundle.writestr(name, content)
    return buffer.getvalue()


def _case(case: Case, slots: dict[str, Any], language: str) -> dict[str, Any]:
    body = queries.body(case.agency_id)
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "state_words": say(case.pack.states[case.state].title, language),
        "rule_set": f"{case.rule_set}@{case.rule_version}",
        "agency": {"code": body.code, "name": body.name(language)},
        "received_at": case.received_at.astimezone(SHANGHAI).isoformat(),
        "entered_at": case.entered_at.astimezone(SHANGHAI).isoformat(),
        "closed_at": case.closed_at.astimezone(SHANGHAI).isoformat() if case.closed_at else None,
        "channel": case.channel,
        "outcome": case.outcome or None,
        "verdict": case.verdict or None,
        "grade": case.grade,
        "facts": case.facts_value,
        "missing": case.missing_value,
        "why_routed": reading.json_of(case.why_routed),
        "intake": slots.get("intake", {}),
        "linked": case.linked.number if case.linked else None,
    }


def _timeline(case: Case, actor: Actor, slots: dict[str, Any]) -> list[dict[str, Any]]:
    moments = [
        {
            "at": moment.at.astimezone(SHANGHAI).isoformat(),
            "event": moment.event,
            "actor": moment.actor,
            "data": moment.data,
            "words": moment.words,
            "entry": moment.entry_id,
        }
        for moment in reading.timeline(case, actor=actor, slots=slots)
    ]
    moments += [
        message | {"at": message["at"].astimezone(SHANGHAI).isoformat(), "event": "message"}
        for message in reading.messages(case, actor=actor, slots=slots)
    ]
    return sorted(moments, key=lambda moment: str(moment["at"]))


def _clocks(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "limit": row.limit_code,
            "family": row.family,
            "rule_set": f"{row.rule_set}@{row.rule_version}",
            "calendar": row.calendar_version,
            "started_on": row.started_on,
            "due_on": row.due_on,
            "state": row.state,
            "missed_at": row.missed_at,
        }
        for row in clocks.of(case.pk)
    ]


def _safe(name: str) -> str:
    """A file name that no unpacking can lead elsewhere."""
    kept = "".join(
        sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable() and sign not in '<>:"|?*'
    )
    return kept.lstrip(".")[-100:] or "file"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()
