"""Many write and several sequence at once: every entry gets one place, and the tree is the one its leaves make."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from redress.records import entries, guards, keys, log, sections
from redress.records.audit import audit
from redress.records.checkpoint import opened
from redress.records.models import Entry, Tile
from redress.records.sections import several
from tests.records.cast import NOON, filed, grown, looked_at

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work, *arguments):
    try:
        return work(*arguments)
    finally:
        connection.close()


def write(worker: int) -> int:
    return sum(len(entries.append([filed(worker * 100 + n), looked_at(n)])) for n in range(12))


def take_in(_worker: int) -> int:
    return sum(log.sequence(NOON, limit=7) for _ in range(12))


def test_writers_and_sequencers_do_not_get_in_each_others_way():
    with ThreadPoolExecutor(6) as pool:
        writers = [pool.submit(in_thread, write, worker) for worker in range(3)]
        sequencers = [pool.submit(in_thread, take_in, worker) for worker in range(3)]
    assert sum(job.result() for job in writers) == 72
    taken = sum(job.result() for job in sequencers)
    while more := log.sequence(NOON):
        taken += more
    assert taken == 72
    places = list(Entry.objects.order_by("tree_index").values_list("tree_index", "leaf_hash"))
    expected, size = [], 0
    for _, leaf in places:
        expected.append(size)
        size += 1 if leaf is None else 2
    assert [place for place, _ in places] == expected
    assert log.size() == size == 108
    assert audit().clean


def test_what_was_signed_is_remembered_outside_the_database():
    entries.append([filed()])
    assert log.remembered() == ""
    log.sequence(NOON)
    head, _ = opened(log.remembered(), keys.trusted())
    assert head.size == 2


def test_a_sequencing_that_is_cut_off_leaves_nothing_behind():
    entries.append([filed()])
    with connection.cursor() as cursor:
        # The last thing it writes is not there: everything before has been done when that shows.
        cursor.execute("ALTER TABLE records_kepthead RENAME TO elsewhere")
        with pytest.raises(DatabaseError):
            log.sequence(NOON)
        cursor.execute("ALTER TABLE elsewhere RENAME TO records_kepthead")
    assert (log.size(), Tile.objects.count(), Entry.objects.get().tree_index) == (0, 0, None)
    assert log.sequence(NOON) == 1
    assert audit().clean


def test_a_memory_that_cannot_be_written_does_not_stop_the_log(tmp_path):
    (tmp_path / "log").write_text("a file where a folder should be")
    entries.append([filed()])
    assert log.sequence(NOON) == 1
    assert log.size() == 2


def test_an_archive_is_never_emptied_by_a_command(settings):
    entries.append([filed()])
    kept = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "redress.sqlite3"
    try:
        with pytest.raises(CommandError, match="append-only"):
            call_command("flush", interactive=False)
    finally:
        connection.settings_dict["NAME"] = kept
    assert Entry.objects.exists()


def test_a_large_archive_is_read_by_several_processes(monkeypatch):
    grown(6300, step=6300)
    assert log.size() > sections.SECTION
    monkeypatch.setattr(sections, "MANY", 100)  # leaves from which several processes read
    with several(log.size()) as workers:
        starts = range(0, log.size(), sections.SECTION)
        by_workers = [sections.answer(worker, start) for worker, start in zip(workers, starts, strict=False)]
    assert by_workers == [sections.examine(start, log.size()) for start in starts][: len(by_workers)]
    result = audit()
    assert result.clean
    assert (result.entries, result.size) == (6300, log.size())
    guards.remove(connection)
    with connection.cursor() as cursor:
        changed = Entry.objects.filter(tree_index__gt=8199).earliest("tree_index").id
        cursor.execute("UPDATE records_entry SET actor = 'nobody' WHERE id = %s", [changed])
    guards.install(connection)
    assert [(found.code, found.entry) for found in audit().findings] == [("log.audit.changed", changed)]
