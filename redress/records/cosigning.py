"""Take in the cosignatures that witnesses hand us for checkpoints of our own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from redress.kernel.problems import Invalid, Problem
from redress.records import keys, log, tree
from redress.records.checkpoint import opened
from redress.records.entries import stamp
from redress.records.models import Cosignature, KeptHead
from redress.records.notes import BadNote, Note


def accept(text: str, *, now: datetime) -> list[str]:
    """Keep the cosignatures under one of our checkpoints and return the names of their witnesses.

    text -- the checkpoint as we signed it, with the witness's signature line below ours
    Raises Invalid, and keeps nothing, unless the checkpoint is ours and a witness listed in keys/witnesses.vkeys signed it.
    """
    own = keys.trusted()
    try:
        head, _ours = opened(text, own)
        note = Note.parse(text)
        found = note.accepted(keys.witnesses())
    except (BadNote, UnicodeError) as error:
        raise Invalid([
            Problem(
                "log.cosign.not_accepted",
                _("This is not a checkpoint of this log cosigned by a witness known here: {reason}").format(reason=error),
            )
        ]) from None  # fmt: skip
    if head.size > log.size() or tree.root(head.size) != head.root:
        raise Invalid([Problem("log.cosign.other_tree", _("This checkpoint is not one of this log."))])
    signed_by_us = [line for line in note.signatures if (line.name, line.key_id) in {(key.name, key.id) for key in own}]
    with transaction.atomic():
        kept, _created = KeptHead.objects.get_or_create(
            size=head.size, defaults={"note": str(Note(note.text, tuple(signed_by_us))), "kept_at": stamp(now)}
        )
        Cosignature.objects.bulk_create(
            [Cosignature(head=kept, witness=line.name, key_id=line.key_id.hex(), line=str(line)) for line in found],
            ignore_conflicts=True,
        )
    return [line.name for line in found]
