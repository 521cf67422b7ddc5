"""Read the whole archive again and name the first place that was touched.

Rows are held against their seals, leaves against the tiles, tiles against each other and the signed root, the signed
root against what this server and others remember. Each layer knows less than the one before, so the first that
disagrees tells where the hand was.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.records import erasure, guards, keys, log, tiles, tree
from redress.records.checkpoint import Checkpoint, opened
from redress.records.merkle import EMPTY_ROOT, HASH_SIZE
from redress.records.models import Head, KeptHead
from redress.records.notes import BadNote
from redress.records.rows import Row, Sheet, read_placed, read_waiting, swapped

PAGE = 8_192  # leaves looked at together, 32 tiles
_FEW = 200  # findings after which the rest is only counted
_INSERTED = gettext_lazy("Entry {entry} was put in: the log has no leaf for it.")
_CHANGED = gettext_lazy("Entry {entry} is not what was recorded: it was changed.")
_HASH_CHANGED = gettext_lazy("The hashes or the salt kept with entry {entry} were changed.")
_MOVED = gettext_lazy("Entry {entry} is not at its leaf: its place was changed, or the tree was.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that does not hold.

    entry -- number of the entry, where one is concerned
    index -- leaf in the tree, where one is concerned
    """

    code: str
    message: str
    entry: int | None = None
    index: int | None = None


@dataclass(slots=True)
class Audit:
    """What was read, and what did not hold; the first finding is the first place touched."""

    entries: int = 0
    waiting: int = 0
    erased: int = 0
    size: int = 0
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0

    @property
    def clean(self) -> bool:
        return not self.findings

    def add(self, code: str, message: str, *, entry: int | None = None, index: int | None = None) -> None:
        if len(self.findings) >= _FEW:
            self.unlisted += 1
            return
        self.findings.append(Finding(f"log.audit.{code}", message, entry, index))


def audit(remembered: Sequence[str] = (), *, progress: Callable[[int, int], None] | None = None) -> Audit:
    """Check every entry, tile and checkpoint; changes nothing.

    remembered -- signed checkpoints kept elsewhere (a witness's, a receipt's, a paper's), beside this server's own
    progress -- called with leaves done and leaves to do
    """
    result = Audit()
    head = _head(result)
    result.size = head.size
    broken = _check_tiles(result, head)
    _check_rows(result, head.size, broken, progress or (lambda done, of: None))
    _check_waiting(result)
    _check_erased(result)
    _check_kept_heads(result, head)
    for note in [log.remembered(), *remembered]:
        if note:
            _check_remembered(result, head, note)
    _check_database(result)
    for name in guards.missing(connection):
        result.add("guard_missing", _("The database's guard “{name}” was taken away.").format(name=name))
    result.findings.sort(key=lambda found: (found.index is None, found.index or 0))
    return result


def _head(result: Audit) -> Checkpoint:
    stored = Head.objects.first()
    if stored is None or not stored.size:
        return Checkpoint(keys.log_key().name, 0, EMPTY_ROOT)
    try:
        head, _signatures = opened(stored.note, keys.trusted())
    except BadNote:
        result.add("head_not_signed", _("The newest checkpoint is not signed by this log's key: it was changed."))
        return Checkpoint(keys.log_key().name, stored.size, b"")
    if head.size != stored.size:
        result.add("head_changed", _("The newest checkpoint and the size noted beside it differ."))
    return head


def _check_rows(result: Audit, size: int, broken: AbstractSet[int], progress: Callable[[int, int], None]) -> None:
    """Hold every placed row against its seal and its tile; rows are not blamed for a tile that is broken itself."""
    seal, expected, odd = keys.seal(), 0, list[Row]()
    for rows in read_placed(PAGE):
        sheet = Sheet(rows, seal)
        result.entries += len(rows)
        result.erased += sheet.erased
        end = expected + len(sheet.leaves) // HASH_SIZE
        if sheet.sound and rows[0][-1] == expected and end <= size and _leaves(expected, end) == sheet.leaves:
            expected = end
        else:
            expected = _look_closely(result, [Row.honest(row) for row in rows], expected, size, broken, odd)
        progress(min(expected, size), size)
    if expected < size:
        _report_dropped(result, expected, size)
    odd = [row for row in odd if row.tree_index // tiles.WIDTH not in broken]
    for one, other in swapped(odd, seal, _leaf_at):
        message = _("Entries {one} and {other} were swapped.").format(one=one.id, other=other.id)
        first = min(one.tree_index, other.tree_index)
        result.findings.insert(0, Finding("log.audit.swapped", message, one.id, first))


def _look_closely(
    result: Audit, rows: Sequence[Row], expected: int, size: int, broken: AbstractSet[int], odd: list[Row]
) -> int:
    """Say which rows of a page do not hold, collect those that are not what their leaf says; return where the next begins."""
    seal, suspicious = keys.seal(), False
    start, known = expected, _leaves(expected, max(row.tree_index + row.leaves for row in rows))

    def is_leaf(index: int, leaf: bytes) -> bool:
        place = (index - start) * HASH_SIZE
        return index // tiles.WIDTH in broken or known[place : place + HASH_SIZE] == leaf

    for row in rows:
        index = row.tree_index
        if index > expected and not suspicious:
            _report_dropped(result, expected, index)
        suspicious = True
        if index < expected or index >= size:
            result.add("inserted", _INSERTED.format(entry=row.id), entry=row.id, index=index)
        elif not is_leaf(index, tree.row_leaf(row.sealed_by(seal))):
            odd.append(row)
            code, message = ("moved", _MOVED) if row.holds(seal) else ("changed", _CHANGED)
            result.add(code, message.format(entry=row.id), entry=row.id, index=index)
        elif not row.holds(seal):
            result.add("hash_changed", _HASH_CHANGED.format(entry=row.id), entry=row.id, index=index)
        elif row.leaf_hash is not None and not is_leaf(index + 1, row.leaf_hash):
            result.add("moved", _MOVED.format(entry=row.id), entry=row.id, index=index + 1)
        else:
            suspicious = False
        expected = max(expected, index + row.leaves)
    return min(expected, size)


def _report_dropped(result: Audit, start: int, end: int) -> None:
    if end - start == 1:
        message = _("The entry at leaf {start} is gone.").format(start=start)
    else:
        message = _("The entries at leaves {start} to {end} are gone.").format(start=start, end=end - 1)
    result.add("dropped", message, index=start)


def _check_waiting(result: Audit) -> None:
    """Hold what the log has not taken in yet against its seals; on SQLite, numbers follow each other without a gap."""
    seal = keys.seal()
    for rows in read_waiting(PAGE):
        result.waiting += len(rows)
        result.entries += len(rows)
        for row in map(Row.honest, rows):
            if not row.holds(seal):
                message = _("Entry {entry} was put in or changed before the log took it in.").format(entry=row.id)
                result.add("waiting_changed", message, entry=row.id)
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id + 1 FROM records_entry AS e WHERE NOT EXISTS (SELECT 1 FROM records_entry WHERE id = e.id + 1) "
            "AND id < (SELECT seq FROM sqlite_sequence WHERE name = 'records_entry') ORDER BY id LIMIT 20"
        )
        for [missing] in cursor.fetchall():
            result.add("number_missing", _("Entry {entry} is gone.").format(entry=missing), entry=missing)


def _check_erased(result: Audit) -> None:
    """Only a case with a tombstone has entries without salt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id), subject FROM records_entry WHERE leaf_hash IS NOT NULL AND (salt IS NULL OR receipt IS NULL) "
            "GROUP BY subject HAVING NOT EXISTS (SELECT 1 FROM records_entry AS stone "
            "WHERE stone.subject = records_entry.subject AND stone.event = %s) ORDER BY 1 LIMIT %s",
            [erasure.ERASED, _FEW],
        )
        for entry, _subject in cursor.fetchall():
            message = _("The salt of entry {entry} was removed without an erasure.").format(entry=entry)
            result.add("salt_removed", message, entry=entry)


def _check_tiles(result: Audit, head: Checkpoint) -> set[int]:
    """Hold every tile against the one above and the top against the signed root; return the lowest tiles that differ."""
    level, count, broken = 0, head.size, set[int]()
    while count:
        full, rest = divmod(count, tiles.WIDTH)
        for number in range(full + bool(rest)):
            width = tiles.width(level, number, head.size)
            problem = _tile_problem(level, number, width)
            if problem:
                place, first = tiles.path(level, number, width), number << (tiles.HEIGHT * (level + 1))
                result.add("tile_changed", problem.format(place=place, width=width), index=first)
                if level == 0:
                    broken.add(number)
        level, count = level + 1, full
    if head.size and not _root_is(head):
        result.add("root", _("The tree does not lead to the root that was signed."))
    return broken


def _tile_problem(level: int, number: int, width: int) -> str:
    tile = tree.read(level, number)
    if len(tile) != width * HASH_SIZE:
        return _("The tree was changed: {place} does not have {width} hashes.")
    if width < tiles.WIDTH:
        return ""
    upper, place = divmod(number, tiles.WIDTH)
    above = tree.read(level + 1, upper)[place * HASH_SIZE : (place + 1) * HASH_SIZE]
    return "" if tiles.tile_root(tile) == above else _("The tree was changed: {place} and the tile above it differ.")


def _check_kept_heads(result: Audit, head: Checkpoint) -> None:
    """Hold every kept checkpoint against the tree; the first that differs bounds the place."""
    good = 0
    for kept in KeptHead.objects.order_by("size").iterator():
        try:
            then, _signatures = opened(kept.note, keys.trusted())
        except BadNote:
            message = _("The checkpoint kept at size {size} is not signed by this log's key.").format(size=kept.size)
            result.add("kept_not_signed", message, index=good)
            continue
        if then.size != kept.size or then.size > head.size or not _root_is(then):
            message = _("The tree is another one than the log signed at size {size}; up to {good} it is the same.")
            # Where the tree itself is broken, that place is known better than between two checkpoints.
            known = any(found.index is not None for found in result.findings)
            result.add("forked", message.format(size=kept.size, good=good), index=None if known else good)
            return
        good = then.size


def _check_remembered(result: Audit, head: Checkpoint, note: str) -> None:
    try:
        then, _signatures = opened(note, keys.trusted())
    except BadNote:
        result.add("remembered_not_ours", _("A remembered checkpoint is not signed by this log's key."))
        return
    if then.size > head.size:
        message = _("The archive was rolled back: {known} leaves had been signed, {now} are there.")
        result.add("rolled_back", message.format(known=then.size, now=head.size), index=head.size)
    elif not _root_is(then):
        message = _("The log was forked: it signed another tree of {size} leaves than the one that is here.")
        result.add("forked", message.format(size=then.size))


def _check_database(result: Audit) -> None:
    """Ask SQLite whether its own pages and indexes of the archive are in order."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(records_entry)")
        answers = [row[0] for row in cursor.fetchall()]
    if answers != ["ok"]:
        result.add("database_damaged", _("The database file is damaged: {words}.").format(words="; ".join(answers[:3])))


def _root_is(head: Checkpoint) -> bool:
    try:
        return tree.root(head.size) == head.root
    except ValueError:
        return False


def _leaves(start: int, end: int) -> bytes:
    """Return the leaf hashes [start, end) as the tiles have them; zeroes where there is no tile."""
    if end <= start:
        return b""
    first, last = start // tiles.WIDTH, (end - 1) // tiles.WIDTH
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, hashes FROM records_tile WHERE level = 0 AND number BETWEEN %s AND %s", [first, last]
        )
        found = {number: bytes(hashes).ljust(tiles.FULL, b"\0") for number, hashes in cursor.fetchall()}
    hashes = b"".join(found.get(number, bytes(tiles.FULL)) for number in range(first, last + 1))
    skip = start - first * tiles.WIDTH
    return hashes[skip * HASH_SIZE : (skip + end - start) * HASH_SIZE]


def _leaf_at(index: int) -> bytes:
    return _leaves(index, index + 1)
