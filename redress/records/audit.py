"""Read the whole archive again and name the first place that was touched.

Rows are held against their seals, leaves against the tiles, tiles against each other and the signed root, the signed
root against what this server and others remember. Each layer knows less than the one before, so the first that
disagrees tells where the hand was.
"""

from collections.abc import Callable, Sequence

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from redress.records import erasure, guards, heads, keys, log, tiles
from redress.records.checkpoint import Checkpoint
from redress.records.closeup import Closeup
from redress.records.findings import FEW, Audit, Finding
from redress.records.pinpoint import check_tiles
from redress.records.rows import Row, read_waiting
from redress.records.sections import SECTION, sections

__all__ = ["Audit", "Finding", "audit"]


def audit(remembered: Sequence[str] = (), *, progress: Callable[[int, int], None] | None = None) -> Audit:
    """Check every entry, tile, checkpoint and cosignature; changes nothing, and the log may grow meanwhile.

    remembered -- signed checkpoints kept elsewhere (a witness's, a receipt's, a paper's), beside this server's own
    progress -- called with leaves done and leaves to do
    """
    result = Audit()
    try:
        notes = [log.remembered(), *remembered]  # before the tree: the log may be growing
        head = heads.newest(result)
        result.size = head.size
        _check_rows(result, head.size, progress or (lambda done, of: None))
        _check_upper_tiles(result, head)
        _check_waiting(result)
        _check_erased(result)
        heads.check_kept(result, head)
        heads.check_cosignatures(result)
        heads.check_remembered(result, head, notes)
        _check_database(result)
    except DatabaseError as error:
        result.add("database_unreadable", _("The database cannot be read any further: {why}.").format(why=error))
    for name in guards.missing(connection):
        result.add("guard_missing", _("The database's guard “{name}” was taken away.").format(name=name))
    return result.in_order()


def _check_rows(result: Audit, size: int, progress: Callable[[int, int], None]) -> None:
    """Hold every placed row against its seal and its tile."""
    closeup = Closeup(result, size)
    for section in sections(size):
        closeup.follow(section)
        progress(min(section.start + SECTION, size), size)
    closeup.finish()


def _check_upper_tiles(result: Audit, head: Checkpoint) -> None:
    """Hold the tiles above the lowest level against each other, and the top against the signed root."""
    level, count = 1, head.size >> tiles.HEIGHT
    while count:
        check_tiles(result, level, range(-(-count // tiles.WIDTH)), head.size)
        level, count = level + 1, count >> tiles.HEIGHT
    if head.size and not heads.root_is(head):
        result.add("root", _("The tree does not lead to the root that was signed."))


def _check_waiting(result: Audit) -> None:
    """Hold what the log has not taken in yet against its seals; on SQLite, numbers follow each other without a gap."""
    seal = keys.seal()
    for rows in read_waiting(SECTION):
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
            "SELECT min(id), min(tree_index) + 1 FROM records_entry WHERE leaf_hash IS NOT NULL AND (salt IS NULL OR receipt IS NULL) "
            "GROUP BY subject HAVING NOT EXISTS (SELECT 1 FROM records_entry AS stone "
            "WHERE stone.subject = records_entry.subject AND stone.event = %s) ORDER BY 1 LIMIT %s",
            [erasure.ERASED, FEW],
        )
        for entry, leaf in cursor.fetchall():
            message = _("The salt of entry {entry} was removed without an erasure.").format(entry=entry)
            result.add("salt_removed", message, entry=entry, index=leaf)


def _check_database(result: Audit) -> None:
    """Ask SQLite whether its own pages and indexes of the archive are in order."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(records_entry)")
        answers = [row[0] for row in cursor.fetchall()]
    if answers != ["ok"]:
        result.add("database_damaged", _("The database file is damaged: {words}.").format(words="; ".join(answers[:3])))
