"""The log: it gives entries their place in the tree, signs what the tree is, and proves it."""

import logging
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, Problem
from redress.records import entries, erasure, keys, tree
from redress.records.checkpoint import Checkpoint, opened
from redress.records.entries import stamp
from redress.records.merkle import EMPTY_ROOT, consistency_proof, inclusion_proof
from redress.records.models import Head, KeptHead
from redress.records.notes import BadNote
from redress.records.proof import Proof
from redress.records.rows import held, read_waiting

logger = logging.getLogger(__name__)
BATCH = 10_000
_PLACE_POSTGRES = (
    "UPDATE records_entry AS e SET tree_index = v.place FROM unnest(%s::bigint[], %s::bigint[]) AS v(place, id) "
    "WHERE e.id = v.id"
)


class LogRolledBack(NotAllowed):
    """The database is older than what this log has already signed, or is another history. Nothing is signed."""


def sequence(now: datetime, limit: int = BATCH) -> int:
    """Give waiting entries their place in the tree, sign the new tree, and return how many entries were taken in.

    Safe twice, in parallel and through a crash: one transaction, one lock. Call it outside any transaction.
    A row whose seal is wrong is not taken in: it stays waiting, and `redress verify --log` names it.
    Raises LogRolledBack.
    """
    key = keys.log_key()
    with transaction.atomic(durable=True):
        head = _locked_head()
        rows = _waiting(limit)
        if not rows:
            return 0
        _refuse_another_history(head)
        leaves: list[bytes] = []
        places: list[tuple[int, int]] = []
        for id_, row_hash, leaf in rows:
            places.append((head.size + len(leaves), id_))
            leaves.append(tree.row_leaf(row_hash))
            if leaf is not None:
                leaves.append(leaf)
        tree.extend(head.size, leaves)
        _write_places(places)
        head.size += len(leaves)
        head.note = str(Checkpoint(key.name, head.size, tree.root(head.size)).sign([key]))
        head.save()
        _keep_hourly(head, now)
        transaction.on_commit(lambda: remember(head.note), robust=True)
    return len(rows)


def checkpoint() -> str:
    """Return the newest signed checkpoint, with the cosignatures that witnesses have given it."""
    head = Head.objects.first()
    if head is None:
        return str(Checkpoint(keys.log_key().name, 0, EMPTY_ROOT).sign([keys.log_key()]))
    kept = KeptHead.objects.filter(size=head.size).first()
    return cosigned(kept) if kept else head.note


def cosigned(kept: KeptHead) -> str:
    """Return a kept checkpoint with its cosignatures."""
    return kept.note + "".join(kept.cosignatures.order_by("id").values_list("line", flat=True))


def size() -> int:
    """Return how many leaves the tree has."""
    return Head.objects.values_list("size", flat=True).first() or 0


def consistency(old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of `old` leaves is the beginning of that of `new`. Raises ValueError."""
    if new > size():
        raise ValueError(f"The tree does not have {new} leaves yet.")
    return consistency_proof(old, new, tree.node(new))


def proof_for(entry_id: int, *, now: datetime) -> str:
    """Return the tlog-proof text of an entry: of its receipt if it has one, else of the entry itself.

    Takes the entry into the log first if need be; so call it outside any transaction.
    Raises LookupError if there is no such entry, NotAllowed if its salt has been destroyed (case erased).
    """
    index, salt, receipted = _leaf_of(entry_id)
    while index is None and sequence(now):
        index, salt, receipted = _leaf_of(entry_id)
    if index is None:
        raise NotAllowed([Problem("receipt.make.not_sealed", _("This entry does not pass the archive's own check."))])
    if receipted and salt is None:
        raise NotAllowed([_erased(entry_id)])
    place = index + 1 if receipted else index
    kept = KeptHead.objects.filter(size__gt=place, cosignatures__isnull=False).order_by("-size").first()
    head = Head.objects.get()
    note, leaves = (cosigned(kept), kept.size) if kept else (head.note, head.size)
    path = inclusion_proof(place, leaves, tree.node(leaves))
    return str(Proof(place, tuple(path), note, salt))


def remembered_file() -> Path:
    """Return where this server remembers the newest checkpoint it signed, outside the database."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(str(connection.settings_dict["NAME"])).name)
    return Path(settings.REDRESS_DATA) / "log" / f"{name}.checkpoint"


def remember(note: str) -> None:
    """Keep a signed checkpoint where a rolled-back database cannot take it along."""
    path = remembered_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(note)
    draft.replace(path)


def remembered() -> str:
    """Return the newest checkpoint this server remembers having signed; empty if none.

    What is no text comes back as what nobody signed: the audit says so instead of stopping.
    """
    path = remembered_file()
    return path.read_text(errors="replace") if path.is_file() else ""


def _locked_head() -> Head:
    Head.objects.bulk_create([Head(id=1, size=0, note="")], ignore_conflicts=True)
    return Head.objects.select_for_update().get()


def _waiting(limit: int) -> list[tuple[int, bytes, bytes | None]]:
    """Return number, seal and receipt's leaf of the next entries without a place, leaving out those that do not hold."""
    found: list[tuple[int, bytes, bytes | None]] = []
    for rows in read_waiting(limit):
        for row in held(rows, keys.seal()):
            if isinstance(row, int):
                logger.error("Entry %s has a wrong seal and is left out of the log.", row)
            elif len(found) < limit:
                found.append(row)
        if len(found) == limit:
            break
    return found


def _write_places(places: list[tuple[int, int]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PLACE_POSTGRES, [list(column) for column in zip(*places, strict=True)])
        else:
            cursor.executemany("UPDATE records_entry SET tree_index = %s WHERE id = %s", places)


def _keep_hourly(head: Head, now: datetime) -> None:
    hour = stamp(now)[:13]
    newest = KeptHead.objects.order_by("-size").values_list("kept_at", flat=True).first()
    if newest is None or newest[:13] < hour:
        KeptHead.objects.create(size=head.size, note=head.note, kept_at=stamp(now))


def _refuse_another_history(head: Head) -> None:
    """Raise LogRolledBack unless the tree continues what this server signed last.

    A log never signs two histories: holders of receipts and witnesses would both be right, and nobody believed.
    """
    note = remembered()
    if note in {"", head.note}:
        return
    try:
        known, _signatures = opened(note, keys.trusted())
    except BadNote:
        known = None
    if known and known.size <= head.size and tree.root(known.size) == known.root:
        return
    raise LogRolledBack([
        Problem(
            "log.sign.another_history",
            _(
                "The archive is not the one this server signed last, so nothing more is signed. "
                "Run “redress verify --log”, and put the right database back."
            ),
        )
    ])  # fmt: skip


def _erased(entry_id: int) -> Problem:
    stone = erasure.tombstone(entries.get(entry_id).subject)
    if stone is None:
        return Problem("receipt.make.no_salt", _("The salt of this receipt is gone, and nothing says why."))
    return Problem(
        "receipt.make.erased",
        _("The case was erased on {day} under {basis}; its receipt can no longer be made.").format(
            day=day_of(stone.at).isoformat(), basis=stone.data["basis"]
        ),
    )


def _leaf_of(entry_id: int) -> tuple[int | None, bytes | None, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tree_index, salt, leaf_hash IS NOT NULL FROM records_entry WHERE id = %s", [entry_id])
        row: Any = cursor.fetchone()
    if row is None:
        raise LookupError(f"There is no entry {entry_id}.")
    return row[0], None if row[1] is None else bytes(row[1]), bool(row[2])
