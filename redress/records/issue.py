"""Receipts as they are handed out, and what has become of one since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from redress.kernel.moments import day_of
from redress.records import entries, erasure, keys, log, receipts
from redress.records.jcs import parse
from redress.records.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Standing:
    """What our archive has to a leaf.

    state -- "kept", "erased" (the case was erased, the leaf stays), or "unknown" (no such leaf here)
    """

    state: str
    erased_on: date | None = None
    basis: str = ""

    def as_dict(self) -> dict[str, Any]:
        day = self.erased_on.isoformat() if self.erased_on else None
        return {"state": self.state, "erased_on": day, "basis": self.basis or None, "text": self.sentence}

    @property
    def sentence(self) -> str:
        if self.state == "erased" and self.erased_on:
            words = _(
                "The case was erased on {day} under {basis}. The leaf stays in the log and says nothing any more."
            )
            return words.format(day=self.erased_on.isoformat(), basis=self.basis)
        if self.state == "kept":
            return _("The archive still holds what this receipt is about.")
        return _("This archive has no such entry.")


def receipt(entry_id: int, *, now: datetime) -> Receipt:
    """Return the receipt of an entry, taking it into the log first if need be; call it outside any transaction.

    Raises LookupError if there is no such entry or it is not receipted, NotAllowed if the case was erased.
    """
    if not entries.get(entry_id).receipted:
        raise LookupError(f"Entry {entry_id} has no receipt.")
    proof = log.proof_for(entry_id, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT receipt FROM records_entry WHERE id = %s", [entry_id])
        [subject] = cursor.fetchone()
    return Receipt(parse(subject), proof, str(keys.log_key().verifier))


def standing(index: int, leaf_hash: str) -> Standing:
    """Say what has become of the leaf that a receipt names.

    leaf_hash -- hex; a receipt is only answered for if leaf and place belong together
    """
    with connection.cursor() as cursor:
        # A receipt's leaf follows the entry's own.
        cursor.execute(
            "SELECT subject, leaf_hash, salt IS NULL FROM records_entry WHERE tree_index = %s",
            [index - 1 if 0 < index < 2**63 else -1],
        )
        row = cursor.fetchone()
    if row is None or row[1] is None or bytes(row[1]).hex() != leaf_hash:
        return Standing("unknown")
    stone = erasure.tombstone(row[0]) if row[2] else None
    if stone is None:
        return Standing("kept")
    return Standing("erased", day_of(stone.at), str(stone.data.get("basis", "")))


def check(proof: object, subject: object) -> dict[str, Any]:
    """Check a receipt with this installation's keys and, if it holds, say what has become of its case since."""
    verdict = receipts.verify(proof, subject)
    if verdict["valid"]:
        verdict["standing"] = standing(verdict["index"], verdict["leaf_hash"]).as_dict()
    return verdict
