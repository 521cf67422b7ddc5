"""Every checkpoint held against the tree: the newest, those kept, those remembered elsewhere, and what witnesses signed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from redress.records import keys, tree
from redress.records.checkpoint import Checkpoint, opened
from redress.records.findings import Audit
from redress.records.merkle import EMPTY_ROOT
from redress.records.models import Cosignature, Head, KeptHead
from redress.records.notes import BadNote, Note, VerifierKey, signature_line

UNKNOWN = b""  # the root of a tree whose checkpoint is none


def newest(result: Audit) -> Checkpoint:
    """Return the newest checkpoint as far as it can be believed; where it cannot, its size is the tree's own."""
    there = tree.extent()  # before the checkpoint: the log may be growing
    stored, name = Head.objects.first(), keys.log_key().name
    if stored is None or not stored.size:
        if there:
            message = _("The newest checkpoint is gone; the tree has {there} leaves.")
            result.add("head_missing", message.format(there=there))
        return Checkpoint(name, there, UNKNOWN if there else EMPTY_ROOT)
    try:
        head, _signatures = opened(stored.note, keys.trusted())
    except BadNote:
        result.add("head_not_signed", _("The newest checkpoint is not signed by this log's key: it was changed."))
        return Checkpoint(name, there if there <= stored.size else stored.size, UNKNOWN)
    if head.size != stored.size:
        result.add("head_changed", _("The newest checkpoint and the size noted beside it differ."))
        return head if there != stored.size else Checkpoint(name, there, UNKNOWN)
    if there > head.size:
        message = _("The newest checkpoint has {size} leaves, the tree {there}: it was put back, or leaves were added.")
        result.add("head_changed", message.format(size=head.size, there=there), index=head.size)
    return head


def root_is(head: Checkpoint) -> bool:
    """Return whether the tree leads to the root of a checkpoint, where there is one to hold it against."""
    try:
        return head.root == UNKNOWN or tree.root(head.size) == head.root
    except ValueError:
        return False


def check_kept(result: Audit, head: Checkpoint) -> None:
    """Hold every kept checkpoint against the tree; the first that differs bounds the place."""
    good = 0
    for kept in KeptHead.objects.order_by("size").iterator():
        try:
            then, _signatures = opened(kept.note, keys.trusted())
        except BadNote:
            message = _("The checkpoint kept at size {size} is not signed by this log's key.").format(size=kept.size)
            result.add("kept_not_signed", message)
            continue
        if then.size != kept.size:
            message = _("The checkpoint kept at size {size} is signed for {signed} leaves: it was changed.")
            result.add("kept_changed", message.format(size=kept.size, signed=then.size))
            continue
        if then.size > max(head.size, _size()) or not root_is(then):
            message = _("The tree is another one than the log signed at size {size}; up to {good} it is the same.")
            # Where the tree itself is broken, that place is known better than between two checkpoints.
            known = any(found.index is not None for found in result.findings)
            result.add("forked", message.format(size=kept.size, good=good), index=None if known else good)
            return
        good = then.size


def check_remembered(result: Audit, head: Checkpoint, notes: Sequence[str]) -> None:
    """Hold the tree against checkpoints that lie where whoever changes the database does not reach."""
    for note in filter(None, notes):
        try:
            then, _signatures = opened(note, keys.trusted())
        except BadNote:
            result.add("remembered_not_ours", _("A remembered checkpoint is not signed by this log's key."))
            continue
        if then.size > max(head.size, _size()):
            message = _("The archive was rolled back: {known} leaves had been signed, {now} are there.")
            result.add("rolled_back", message.format(known=then.size, now=head.size), index=head.size)
        elif not root_is(then):
            message = _("The log was forked: it signed another tree of {size} leaves than the one that is here.")
            result.add("forked", message.format(size=then.size))


def check_cosignatures(result: Audit) -> None:
    """Hold every witness's line against its checkpoint; a line of a witness whose key is not listed only by its form."""
    known = {(key.name, key.id): key for key in keys.witnesses()}
    for row in Cosignature.objects.select_related("head").order_by("head__size", "id").iterator():
        if not _is_cosignature(row, known):
            message = _("What the witness {witness} signed under the checkpoint of {size} leaves was changed.")
            result.add("cosignature_changed", message.format(witness=row.witness, size=row.head.size))


def _is_cosignature(row: Cosignature, known: dict[tuple[str, bytes], VerifierKey]) -> bool:
    try:
        line, note = signature_line(row.line), Note.parse(row.head.note)
    except BadNote:
        return False
    if (line.name, line.key_id.hex()) != (row.witness, row.key_id) or line.cosigned_at is None:
        return False
    key = known.get((line.name, line.key_id))
    return key is None or key.accepts(note.text, line.data)


def _size() -> int:
    return Head.objects.values_list("size", flat=True).first() or 0
