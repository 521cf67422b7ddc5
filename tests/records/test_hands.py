"""Hands that reach where the story of the audit did not look: every table of the archive, and the file beside it."""

from pathlib import Path

import pytest

from redress.kernel.actors import system
from redress.records import erasure, log
from redress.records.audit import audit
from redress.records.models import Entry, KeptHead
from tests.records.cast import NOON, grown
from tests.records.test_audit import found, sql

pytestmark = pytest.mark.django_db

# What is done, and what the first finding is. {a}, {b}: numbers of two receipted entries; {stone}: of the tombstone.
HANDS = {
    "salts of two rows exchanged": (
        "UPDATE records_entry SET salt = (SELECT salt FROM records_entry AS o WHERE o.id = "
        "CASE records_entry.id WHEN {a} THEN {b} ELSE {a} END) WHERE id IN ({a}, {b})",
        "a",
    ),
    "a receipt exchanged for another": (
        "UPDATE records_entry SET receipt = (SELECT receipt FROM records_entry AS o WHERE o.id = {b}) WHERE id = {a}",
        "a",
    ),
    "one bit of a salt": ("UPDATE records_entry SET salt = leaf_hash WHERE id = {a}", "a"),
    "a salt emptied": ("UPDATE records_entry SET salt = NULL WHERE id = {a}", "a"),
    "a receipt emptied": ("UPDATE records_entry SET receipt = NULL WHERE id = {a}", "a"),
    "a leaf taken off its row": ("UPDATE records_entry SET leaf_hash = NULL, salt = NULL, receipt = NULL WHERE id = {a}", "a"),
    "a row taken out of the tree": ("UPDATE records_entry SET tree_index = NULL WHERE id = {a}", None),
    "a row moved behind the end": ("UPDATE records_entry SET tree_index = 900000 WHERE id = {a}", None),
    "a blank behind the data": ("UPDATE records_entry SET data = data || ' ' WHERE id = {a}", "a"),
    "the kind of an event": ("UPDATE records_entry SET event = 'case.closed' WHERE id = {a}", "a"),
    "a case number": ("UPDATE records_entry SET subject = -subject WHERE id = {a}", "a"),
    "an hour of the clock": ("UPDATE records_entry SET at = replace(at, 'T04', 'T05') WHERE id = {a}", "a"),
    "another's name": ("UPDATE records_entry SET actor = 'staff:13' WHERE id = {b}", "b"),
    "all rows of one case": ("DELETE FROM records_entry WHERE subject = (SELECT subject FROM records_entry AS o WHERE o.id = {a})", None),
    "the tombstone dropped": ("DELETE FROM records_entry WHERE id = {stone}", None),
    "the tombstone on another case": ("UPDATE records_entry SET subject = 77 WHERE id = {stone}", "stone"),
    "the tombstone's ground": ("UPDATE records_entry SET data = replace(data, 'PIPL', 'pipl') WHERE id = {stone}", "stone"),
    "the first tile emptied": ("DELETE FROM records_tile WHERE level = 0 AND number = 0", None),
    "all upper tiles": ("DELETE FROM records_tile WHERE level > 0", None),
    "all tiles": ("DELETE FROM records_tile", None),
    "a tile cut short": ("UPDATE records_tile SET hashes = substr(hashes, 1, 32) WHERE level = 0 AND number = 0", None),
    "two tiles exchanged": (
        "UPDATE records_tile SET hashes = (SELECT hashes FROM records_tile AS o WHERE o.level = 0 AND o.number = "
        "1 - records_tile.number) WHERE level = 0 AND number < 2",
        None,
    ),
    "the newest checkpoint dropped": ("DELETE FROM records_head", None),
    "the size beside it": ("UPDATE records_head SET size = size - 1", None),
    "a kept checkpoint put in its place": (
        "UPDATE records_head SET note = (SELECT note FROM records_kepthead ORDER BY size LIMIT 1)", None,
    ),
    "the root in it": ("UPDATE records_head SET note = replace(note, '=', '+')", None),
    "a kept checkpoint's size": ("UPDATE records_kepthead SET size = size + 1 WHERE id = (SELECT min(id) FROM records_kepthead)", None),
    "a kept checkpoint's signature": ("UPDATE records_kepthead SET note = replace(note, '—', '-') WHERE id = (SELECT min(id) FROM records_kepthead)", None),
    "every row": ("UPDATE records_entry SET suite = 2", None),
    "everything": ("DELETE FROM records_entry", None),
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> None:
    settings.REDRESS_DATA = tmp_path


@pytest.mark.parametrize("hand", HANDS)
def test_a_hand_is_found_and_its_place_is_named(hand):
    grown(600, step=100)
    erasure.mute(3, actor=system("retention"), now=NOON, basis="PIPL Art. 47")
    log.sequence(NOON)
    log.remember(log.checkpoint())
    assert audit().clean
    a, b = (
        Entry.objects.filter(leaf_hash__isnull=False, subject__gt=100).order_by("id").values_list("id", flat=True)[:2]
    )
    numbers = {"a": a, "b": b, "stone": Entry.objects.get(event=erasure.ERASED).id}
    statement, place = HANDS[hand]

    sql(statement.format(**numbers).replace("%", "%%"))

    places = found()
    assert places
    if place:
        assert numbers[place] in {where for _code, where in places}, places


def test_what_the_server_remembers_cannot_be_replaced_by_anything():
    grown(40)
    file = log.remembered_file()
    for words in ("x", log.checkpoint().replace("—", "-"), KeptHead.objects.first().note.replace("\n", "\n\n", 1)):
        log.remember(words)
        assert [code for code, _where in found()] == ["remembered_not_ours"], words
    file.write_bytes(b"\xff\xfe")
    assert [code for code, _where in found()] == ["remembered_not_ours"]
