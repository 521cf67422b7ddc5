"""Make a case's leaves mute: the salts are destroyed, the leaves stay, the log stays valid."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from redress.kernel.actors import Actor
from redress.records import entries
from redress.records.entries import Draft, Recorded

ERASED = "case.erased"


def mute(
    subject: int, *, actor: Actor, now: datetime, basis: str, receipt_subject: Mapping[str, Any] | None = None
) -> int:
    """Destroy the salts and receipts of a case and record that it was erased; return the tombstone's entry number.

    basis -- the provision or decision it rests on; stands in the tombstone for good
    receipt_subject -- what a receipt of the erasure itself says; its salt is kept
    What had been handed out still verifies for whoever holds it: a receipt carries its own salt. Here nothing is left
    with which a guess at the subject could be tried against the leaf.
    Call `scrub` once the transaction is over. Raises ValueError for subject 0, which is no case.
    """
    if subject == 0:
        raise ValueError("Only a case can be erased; entries without one have nobody to forget.")
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The freed bytes are overwritten, not just forgotten.
            cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(
            "UPDATE records_entry SET salt = NULL, receipt = NULL "
            "WHERE subject = %s AND salt IS NOT NULL AND event <> %s",
            [subject, ERASED],
        )
        data = {"basis": basis, "salts": cursor.rowcount}
        draft = Draft(subject, ERASED, now, actor.key, data, receipt_subject is not None, receipt_subject)
        [tombstone] = entries.append([draft])
    return tombstone


def tombstone(subject: int) -> Recorded | None:
    """Return the entry that says when and under what a case was erased, the first if there are several."""
    found = entries.of(subject, [ERASED])
    return found[0] if found else None


def scrub() -> None:
    """Remove what erasure left behind in the database's own working files. Call it outside any transaction.

    SQLite: the write-ahead log is folded in and cut to nothing (as far as readers allow). PostgreSQL: dead rows are
    vacuumed; archived WAL and older backups keep the salts until they expire, as the retention policy says.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM records_entry")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
