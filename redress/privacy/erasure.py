"""Erasing a case: its key is destroyed, so that whatever was sealed with it, wherever a copy lies, stays shut.

What remains is a tombstone that says when, under what, and who decided. It takes two people; a legal hold stops it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotThere, Problem, require_none
from redress.privacy import vault
from redress.privacy.ciphers import CannotOpen
from redress.privacy.models import BlindIndex, CaseKey, Disposal, Erasure, LegalHold, Redaction, Sealed
from redress.records import erasure as archive
from redress.records.entries import Draft, append

HOLD_REASONS = {
    "lawsuit": gettext_lazy("A lawsuit or arbitration is running"),
    "review": gettext_lazy("An administrative review is running"),
    "inquiry": gettext_lazy("An authority is looking into it"),
    "dispute": gettext_lazy("The dispute is not over"),
    "archive": gettext_lazy("Archive rules require it"),
}
DECIDERS = frozenset({Role.OFFICER, Role.SUPERVISOR})
LEDGER = "erased.jsonl"
AT_ONCE = 500  # numbers asked for in one statement
DELETION = ({"law": "pipl-2021", "article": "47"},)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. `slots` lists what is gone, so that the room above removes what it kept beside the vault."""

    case_id: int
    slots: tuple[str, ...]
    at: datetime


@transaction.atomic
def place_hold(case_id: int, *, reason_code: str, reference: str = "", actor: Actor, now: datetime) -> LegalHold:
    """Keep a case from being erased until the hold is lifted. Several holds may stand.

    reference -- file number of the court or authority, never a name
    """
    problems = []
    if reason_code not in HOLD_REASONS:
        problems.append(Problem("hold.place.unknown_reason", gettext("Choose a reason from the list."), "/reason_code"))
    if actor.role not in DECIDERS:
        problems.append(Problem("hold.place.wrong_role", gettext("An officer or a supervisor places a hold.")))
    require_none(problems)
    row = LegalHold.objects.create(
        case_id=case_id, reason_code=reason_code, reference=reference, placed_by=actor.key, placed_at=now
    )
    append([Draft(case_id, "personal_data.hold_placed", now, actor.key, {"reason": reason_code, "hold": row.pk})])
    return row


@transaction.atomic
def lift_hold(hold_id: int, *, actor: Actor, now: datetime) -> None:
    """Lift one hold; others on the same case still stand. Only a supervisor lifts."""
    row = LegalHold.objects.select_for_update().get(pk=hold_id)
    if actor.role != Role.SUPERVISOR:
        require_none([Problem("hold.lift.wrong_role", gettext("Only a supervisor lifts a hold."))])
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = now, actor.key
        row.save(update_fields=["lifted_at", "lifted_by"])
        append([Draft(row.case_id, "personal_data.hold_lifted", now, actor.key, {"hold": row.pk})])


def is_held(case_id: int) -> bool:
    return LegalHold.objects.filter(case_id=case_id, lifted_at=None).exists()


@transaction.atomic
def propose(case_id: int, *, basis: str, actor: Actor, now: datetime) -> Disposal:
    """Propose that a case be erased. Nothing is erased until somebody else agrees.

    basis -- id of a retention rule, or a ground of deletion
    """
    problems = _problems_with(case_id, actor)
    if Disposal.objects.filter(case_id=case_id, decided_at=None).exists():
        problems.append(Problem("disposal.propose.open", gettext("A proposal for this case is already waiting.")))
    require_none(problems)
    row = Disposal.objects.create(case_id=case_id, basis=basis, proposed_by=actor.key, proposed_at=now)
    append([Draft(case_id, "personal_data.disposal_proposed", now, actor.key, {"basis": basis})])
    return row


@transaction.atomic
def decide(disposal_id: int, *, agreed: bool, actor: Actor, now: datetime) -> Erased | None:
    """Agree to a proposal, which erases the case, or turn it down. The second person is a supervisor, and another one.

    Raises NotAllowed, and changes nothing, for the proposer, a wrong role, or (agreeing) a hold.
    """
    row = Disposal.objects.select_for_update().filter(pk=disposal_id, decided_at=None).first()
    if row is None:
        raise NotThere("disposal")
    problems = _second_person(row.proposed_by, actor)
    if agreed:
        problems += _problems_with(row.case_id, actor)
    require_none(problems)
    row.agreed, row.decided_by, row.decided_at = agreed, actor.key, now
    row.save(update_fields=["agreed", "decided_by", "decided_at"])
    if agreed:
        return _erase(row.case_id, row.proposed_by, actor, basis=row.basis, now=now)
    append([Draft(row.case_id, "personal_data.disposal_declined", now, actor.key, {"basis": row.basis})])
    return None


@transaction.atomic
def erase(case_id: int, *, actors: tuple[Actor, Actor], basis: str, now: datetime) -> Erased:
    """Erase a case on the decision of two people who are both present: the first proposes, the second, a supervisor, agrees.

    Raises NotAllowed, and changes nothing, for one person twice, a wrong role, a legal hold or a case already erased.
    """
    first, second = actors
    problems = _second_person(first.key, second)
    if first.role not in DECIDERS:
        problems.append(_wrong_role())
    require_none(problems + _problems_with(case_id, second))
    return _erase(case_id, first.key, second, basis=basis, now=now)


def _second_person(first: str, second: Actor) -> list[Problem]:
    problems = []
    if first == second.key:
        problems.append(
            Problem("disposal.decide.same_person", gettext("A second person has to agree, not the same one."))
        )
    if second.role != Role.SUPERVISOR:
        problems.append(Problem("disposal.decide.wrong_role", gettext("A supervisor decides on a proposal to erase.")))
    return problems


def _wrong_role() -> Problem:
    return Problem("disposal.propose.wrong_role", gettext("An officer or a supervisor proposes to erase a case."))


def _problems_with(case_id: int, actor: Actor) -> list[Problem]:
    problems = []
    if actor.role not in DECIDERS:
        problems.append(_wrong_role())
    if is_held(case_id):
        problems.append(
            Problem("disposal.held", gettext("A legal hold stands on this case. It is lifted first."), cites=DELETION)
        )
    if Erasure.objects.filter(pk=case_id).exists():
        problems.append(Problem("disposal.erased", gettext("This case is already erased.")))
    return problems


def _erase(case_id: int, first: str, second: Actor, *, basis: str, now: datetime) -> Erased:
    key = CaseKey.objects.select_for_update().filter(pk=case_id).first()
    if key is None:
        raise NotThere("case")
    line = {"case": case_id, "at": now.isoformat(), "basis": basis, "key": _mark(case_id, bytes(key.wrapped))}
    slots = tuple(Sealed.objects.filter(case_id=case_id).order_by("slot").values_list("slot", flat=True))
    _destroy([case_id], now)
    Erasure.objects.create(case_id=case_id, basis=basis, first=first, second=second.key, at=now, values=len(slots))
    # Incidents and requests without a case live in compartments of their own, with numbers below zero: no receipts.
    if case_id > 0:
        archive.mute(case_id, actor=second, now=now, basis=basis)
    transaction.on_commit(lambda: _after(line))
    return Erased(case_id, slots, now)


def _destroy(case_ids: list[int], now: datetime) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")  # freed bytes are overwritten, not just forgotten
    CaseKey.objects.filter(pk__in=case_ids, destroyed_at=None).update(key_id=0, wrapped=b"", destroyed_at=now)
    Sealed.objects.filter(case_id__in=case_ids).delete()
    BlindIndex.objects.filter(case_id__in=case_ids).delete()
    Redaction.objects.filter(case_id__in=case_ids).delete()


def _mark(case_id: int, wrapped: bytes) -> str:
    """Tell one case's key from every other, also from that of a later case which got the number after a restore.

    A digest of 256 random bits: it neither opens anything nor lets anybody try. Empty if the key opens no more.
    """
    try:
        key = vault.ring().unwrap(case_id, wrapped)
    except CannotOpen:
        return ""
    return hashlib.sha256(b"redress erased\0" + key).hexdigest()[:24]


def _after(line: dict[str, Any]) -> None:
    """Write the case into the ledger outside the database, and clear the database's working files."""
    path = _ledger()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
    scrub()


def scrub() -> None:
    """Remove what erasure left behind in the database's working files. Call it outside any transaction."""
    if connection.in_atomic_block:
        return
    archive.scrub()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM privacy_casekey, privacy_sealed, privacy_blindindex")


def _ledger() -> Path:
    folder: Path = settings.REDRESS_DATA
    return folder / "keys" / LEDGER


def erased_on(case_id: int) -> Erasure | None:
    """Return the tombstone of a case, or None."""
    return Erasure.objects.filter(pk=case_id).first()


def ledger() -> Iterator[dict[str, Any]]:
    """Yield what was ever erased here, as the file beside the keys has it: case, at, basis, key."""
    path = _ledger()
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def came_back() -> dict[int, str]:
    """Return the cases of the ledger that an older copy of the database brought back, with the basis of the erasure."""
    listed: dict[int, list[dict[str, Any]]] = {}
    for line in ledger():
        listed.setdefault(int(line["case"]), []).append(line)
    found: dict[int, str] = {}
    numbers = sorted(listed)
    for start in range(0, len(numbers), AT_ONCE):
        for key in CaseKey.objects.filter(pk__in=numbers[start : start + AT_ONCE], destroyed_at=None):
            mark = _mark(key.pk, bytes(key.wrapped))
            # A line without a mark is from before there were marks.
            same = [line for line in listed[key.pk] if not mark or line.get("key", "") in ("", mark)]
            if same:
                found[key.pk] = same[0].get("basis", "restored")
    return found


@transaction.atomic
def reapply(*, actor: Actor, now: datetime) -> list[int]:
    """Erase again what an older copy of the database brought back. Called after every restore.

    Returns the cases that had come back. The ledger lies with the keys, so that it is newer than the copy.
    """
    back = came_back()
    for case_id, basis in back.items():
        _destroy([case_id], now)
        Erasure.objects.get_or_create(
            case_id=case_id,
            defaults={"basis": basis, "first": "system:restore", "second": actor.key, "at": now, "values": 0},
        )
        if case_id > 0:
            archive.mute(case_id, actor=actor, now=now, basis=basis)
    if back:
        transaction.on_commit(scrub)
    return sorted(back)


def waiting() -> list[Disposal]:
    """Return the proposals that wait for a second person, oldest first."""
    return list(Disposal.objects.filter(decided_at=None).order_by("proposed_at"))
