"""Receipts of a case: what was proven, and the proof itself."""

from datetime import datetime

from redress.cases import numbers
from redress.cases.models import Case
from redress.records import entries, log


def proof_text(number: str, name: str, *, now: datetime) -> str | None:
    """Return the tlog-proof of an entry of a case; None if there is no such entry.

    name -- "<entry>.tlog-proof". The number cannot be guessed, and a proof says nothing without its subject.
    """
    entry_id = name.removesuffix(".tlog-proof")
    if not entry_id.isdecimal() or len(entry_id) > 18:
        return None
    case_id = Case.objects.filter(number=numbers.canonical(number)).values_list("pk", flat=True).first()
    if case_id is None:
        return None
    try:
        entry = entries.get(int(entry_id))
    except LookupError:
        return None
    if entry.subject != case_id or not entry.receipted or entry.erased:
        return None
    return log.proof_for(entry.id, now=now)
