"""The answer to "what do you hold about me": everything, for people to read and for programs to take along.

Law: PIPL Art. 45 (see, copy, take elsewhere). The room above adds its own facts; nothing is left out on purpose.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from redress.privacy import consents, reveals, vault
from redress.privacy.models import Approval, LegalHold, PersonRequest, Restriction

FORMAT = "openredress-my-data-1"


def package(case_ids: Iterable[int], *, facts: Mapping[int, Any], now: datetime) -> dict[str, Any]:
    """Return everything held about a person, as JSON values.

    case_ids -- the person's cases (see vault.find)
    facts -- what the rooms above hold of each case: number, state, dates, documents
    """
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "cases": [{"case": facts.get(case_id, {}), **_held(case_id)} for case_id in case_ids],
    }


def _held(case_id: int) -> dict[str, Any]:
    try:
        sealed = vault.open_case(case_id)
    except vault.NothingSealed:
        sealed = {}
    except vault.Erased:
        return {"erased": True, "values": {}}
    return {
        "erased": False,
        # Why staff looked at something is shown in the summary; their notes on it are about the staff, not the person.
        "values": {slot: value for slot, value in sealed.items() if not slot.startswith("reveal:")},
        "consents": [
            {
                "purpose": row.purpose,
                "given": row.given,
                "at": row.at.isoformat(),
                "notice": row.notice_version,
                "withdrawn_at": row.withdrawn_at and row.withdrawn_at.isoformat(),
            }
            for row in consents.history(case_id)
        ],
        "seen_by": [{**row, "on": row["on"].isoformat()} for row in reveals.summary(case_id)],
        "requests": [
            {"kind": row.kind, "state": row.state, "received_at": row.received_at.isoformat()}
            for row in PersonRequest.objects.filter(case_id=case_id).order_by("pk")
        ],
        "restricted": Restriction.objects.filter(case_id=case_id, lifted_at=None).exists(),
        "held": LegalHold.objects.filter(case_id=case_id, lifted_at=None).exists(),
        "approvals": Approval.objects.filter(case_id=case_id).count(),
    }


def as_json(content: Mapping[str, Any]) -> str:
    """Return a package as a file for programs."""
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_text(content: Mapping[str, Any]) -> str:
    """Return a package as plain text for people, in the language that is active."""
    lines = [gettext("What is held about you"), ""]
    for place, case in enumerate(content["cases"], start=1):
        lines += [gettext("Case %(number)d") % {"number": place}]
        if case["erased"]:
            lines += ["  " + gettext("The personal data of this case was erased."), ""]
            continue
        for heading, value in (
            (gettext("Facts of the case"), case["case"]),
            (gettext("What you gave us"), case["values"]),
            (gettext("Consents"), case["consents"]),
            (gettext("Who looked at it"), case["seen_by"]),
            (gettext("Your requests"), case["requests"]),
        ):
            if value:
                lines += ["  " + heading, *(f"    {line}" for line in _lines("", value))]
        lines.append("")
    return "\n".join(lines)


def _lines(name: str, value: Any) -> list[str]:
    """Write nested values one to a line, each with the path that leads to it."""
    if isinstance(value, Mapping):
        return [line for key, inner in value.items() for line in _lines(f"{name}/{key}" if name else str(key), inner)]
    if isinstance(value, list):
        return [line for place, inner in enumerate(value, 1) for line in _lines(f"{name} {place}".strip(), inner)]
    if value in (None, ""):
        return []
    return [f"{name}: {value}"]
