"""What is recorded stays as it was recorded."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from threading import Event, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from redress.records import entries
from redress.records.jcs import NotCanonical, canonical
from redress.records.merkle import leaf_hash
from redress.records.models import Entry
from tests.records.cast import NOON, facts, filed, looked_at

pytestmark = pytest.mark.django_db


def test_what_was_recorded_is_read_back_in_order():
    ids = entries.append([filed(7), looked_at(7), looked_at(8)])
    first, second = entries.of(7)
    assert (first.id, second.id) == tuple(ids[:2])
    assert (first.event, first.at, first.actor, first.data) == ("case.filed", NOON, "complainant", {"channel": "web"})
    assert (first.receipted, first.erased, first.tree_index) == (True, False, None)
    assert not second.receipted
    assert [entry.id for entry in entries.of(7, ["case.revealed"])] == [second.id]
    assert entries.get(ids[2]).subject == 8


def test_a_moment_is_kept_exactly_whatever_its_zone():
    there = datetime(2026, 9, 22, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    [id_] = entries.append([looked_at(at=there)])
    assert entries.get(id_).at == there
    assert Entry.objects.get(id=id_).at == "2026-09-22T04:00:00.123456Z"


def test_a_receipt_is_committed_to_by_a_salted_leaf():
    entries.append([filed(), filed()])
    one, other = Entry.objects.order_by("id")
    assert one.receipt == canonical(facts(7)).decode()
    assert len(one.salt) == 32
    assert bytes(one.salt) != bytes(other.salt)
    assert bytes(one.leaf_hash) == leaf_hash(bytes(one.salt) + one.receipt.encode())
    assert bytes(one.leaf_hash) != bytes(other.leaf_hash)


def test_numbers_follow_each_other_even_after_a_step_that_was_undone():
    [first] = entries.append([looked_at()])
    with transaction.atomic():
        entries.append([looked_at(), looked_at()])
        transaction.set_rollback(True)
    ids = entries.append([looked_at(), looked_at()])
    assert ids == sorted(ids)
    assert ids[0] > first
    assert Entry.objects.count() == 3


def test_a_reader_never_passes_a_number_that_may_still_appear():
    first = entries.append([looked_at(), looked_at()])
    found = entries.after(first[0] - 1, 10)
    assert entries.settled(first[0] - 1, found, now=NOON) == first[1]
    behind = [replace(found[0], id=5), replace(found[1], id=7), replace(found[1], id=8)]
    assert entries.settled(4, behind, now=NOON) == 5
    assert entries.settled(5, behind, now=NOON) == 5
    assert entries.settled(4, behind, now=NOON + entries.STILL_COMING) == 8  # it belonged to one that failed


@pytest.mark.only_on_postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_committed_late_under_an_early_number_is_still_ahead_of_the_reader():
    appended, commit = Event(), Event()

    def slow():
        with transaction.atomic():
            entries.append([looked_at(7)])
            appended.set()
            commit.wait(30)
        connection.close()

    [start] = entries.append([looked_at()])
    person = Thread(target=slow)
    person.start()
    appended.wait(30)
    entries.append([looked_at(8) for _ in range(600)])
    place = entries.settled(start, entries.after(start, 700), now=NOON)
    commit.set()
    person.join()
    assert 7 in {entry.subject for entry in entries.after(place, 700)}
    assert entries.settled(place, entries.after(place, 700), now=NOON) == start + 601


def test_nothing_is_an_entry_of_no_drafts():
    assert entries.append([]) == []


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (looked_at(at=datetime(2026, 9, 22)), "time zone"),  # noqa: DTZ001 -- the missing zone is the case
        (looked_at(event=""), "1 to 80"),
        (looked_at(event="case\x1ffiled"), "1 to 80"),
        (looked_at(actor="s" * 81), "1 to 80"),
        (looked_at(data={"amount": 2**60}), "as text"),
        (looked_at(data={"amount": NOON}), "datetime"),
        (filed(receipt_subject=None), "receipt_subject"),
    ],
)
def test_a_draft_that_cannot_be_recorded_writes_nothing(draft, error):
    with pytest.raises((ValueError, NotCanonical), match=error):
        entries.append([looked_at(), draft])
    assert Entry.objects.count() == 0


CHANGES = [
    "UPDATE records_entry SET subject = 99",
    "UPDATE records_entry SET event = 'case.closed'",
    "UPDATE records_entry SET at = '2020-01-01T00:00:00.000000Z'",
    "UPDATE records_entry SET actor = 'staff:1'",
    "UPDATE records_entry SET data = '{}'",
    "UPDATE records_entry SET suite = 2",
    "UPDATE records_entry SET id = id + 1000",
    "UPDATE records_entry SET row_hash = salt",
    "UPDATE records_entry SET leaf_hash = salt",
    "UPDATE records_entry SET leaf_hash = NULL, salt = NULL, receipt = NULL",
    "UPDATE records_entry SET salt = leaf_hash",
    "UPDATE records_entry SET receipt = '{}'",
    "UPDATE records_entry SET tree_index = 5 WHERE tree_index IS NOT NULL",
    "UPDATE records_entry SET tree_index = NULL WHERE tree_index IS NOT NULL",
    "DELETE FROM records_entry",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_itself_refuses_a_change(statement):
    entries.append([filed()])
    Entry.objects.update(tree_index=0)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert entries.of(7)[0].event == "case.filed"


def test_only_erasure_and_the_log_may_touch_a_row():
    entries.append([filed()])
    Entry.objects.update(tree_index=0)
    Entry.objects.update(salt=None, receipt=None)
    assert entries.of(7)[0].erased
