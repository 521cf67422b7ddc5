"""Hands that reach where the story of the audit did not look: every table of the archive, and the file beside it."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from redress.kernel.actors import system
from redress.records import cosigning, entries, erasure, keys, log, tree
from redress.records.audit import audit
from redress.records.checkpoint import Checkpoint, opened
from redress.records.models import Entry, KeptHead, Tile
from redress.records.notes import COSIGNATURE, SigningKey, VerifierKey
from tests.records.cast import NOON, grown, looked_at
from tests.records.test_audit import found, sql

pytestmark = pytest.mark.django_db

# What is done, and what is named first: a kind of finding and its place. {a}, {b}: numbers of two receipted entries;
# {stone}: of the tombstone; {leaf_a}, {leaf_b}, {leaf_stone}: their leaves. No place: a checkpoint, which the words name.
SWAP = (
    "UPDATE records_entry SET {columns} FROM (SELECT id AS from_id, salt AS s, receipt AS r FROM records_entry) AS o "
    "WHERE records_entry.id IN ({{a}}, {{b}}) AND o.from_id = {{a}} + {{b}} - records_entry.id"
)
HANDS = {
    "salts of two entries swapped": (SWAP.format(columns="salt = o.s"), "receipts_swapped", "a"),
    "receipts of two entries swapped": (SWAP.format(columns="receipt = o.r"), "receipts_swapped", "a"),
    "receipts and salts of two entries swapped": (
        SWAP.format(columns="receipt = o.r, salt = o.s"), "receipts_swapped", "a",
    ),
    "a receipt exchanged for another": (
        "UPDATE records_entry SET receipt = (SELECT receipt FROM records_entry AS o WHERE o.id = {b}) WHERE id = {a}",
        "hash_changed", "a",
    ),
    "one salt for another": ("UPDATE records_entry SET salt = leaf_hash WHERE id = {b}", "hash_changed", "b"),
    "a salt emptied": ("UPDATE records_entry SET salt = NULL WHERE id = {a}", "salt_removed", "a"),
    "a receipt emptied": ("UPDATE records_entry SET receipt = NULL WHERE id = {a}", "salt_removed", "a"),
    "a leaf taken off its row": (
        "UPDATE records_entry SET leaf_hash = NULL, salt = NULL, receipt = NULL WHERE id = {a}", "changed", "a",
    ),
    "a row taken out of the tree": ("UPDATE records_entry SET tree_index = NULL WHERE id = {a}", "taken_out", "a"),
    "a row moved behind the end": ("UPDATE records_entry SET tree_index = 900000 WHERE id = {a}", "taken_out", "a"),
    "a row moved before the beginning": ("UPDATE records_entry SET tree_index = -5 WHERE id = {a}", "inserted", "a"),
    "a blank behind the data": ("UPDATE records_entry SET data = data || ' ' WHERE id = {a}", "changed", "a"),
    "the kind of an event": ("UPDATE records_entry SET event = 'case.closed' WHERE id = {a}", "changed", "a"),
    "a case number": ("UPDATE records_entry SET subject = -subject WHERE id = {a}", "changed", "a"),
    "an hour of the clock": (
        "UPDATE records_entry SET at = replace(at, 'T04', 'T05') WHERE id = {a}", "changed", "a",
    ),
    "another's name": ("UPDATE records_entry SET actor = 'staff:13' WHERE id = {b}", "changed", "b"),
    "all rows of one case": (
        "DELETE FROM records_entry WHERE subject = (SELECT subject FROM records_entry AS o WHERE o.id = {a})",
        "dropped", "leaf_a",
    ),
    "the tombstone dropped": ("DELETE FROM records_entry WHERE id = {stone}", "salt_removed", "erased"),
    "the tombstone on another case": (
        "UPDATE records_entry SET subject = 77 WHERE id = {stone}", "salt_removed", "erased",
    ),
    "the tombstone's ground": (
        "UPDATE records_entry SET data = replace(data, 'PIPL', 'pipl') WHERE id = {stone}", "changed", "stone",
    ),
    "the first tile emptied": ("DELETE FROM records_tile WHERE level = 0 AND number = 0", "tile_changed", 0),
    "one upper tile": ("DELETE FROM records_tile WHERE level = 1", "tile_changed", 0),
    "all tiles": ("DELETE FROM records_tile", "tile_changed", 0),
    "a tile cut short": (
        "UPDATE records_tile SET hashes = substr(hashes, 1, 320) WHERE level = 0 AND number = 1", "tile_changed", 266,
    ),
    "the last tile cut short": (
        "UPDATE records_tile SET hashes = substr(hashes, 1, 320) WHERE level = 0 AND number = 3", "tile_changed", 778,
    ),
    "two tiles exchanged": (
        "UPDATE records_tile SET hashes = o.h FROM (SELECT number AS n, hashes AS h FROM records_tile WHERE level = 0) "
        "AS o WHERE level = 0 AND number < 2 AND o.n = 1 - number", "tile_changed", 0,
    ),
    "a tile put at another level": ("UPDATE records_tile SET level = 3 WHERE level = 1", "tile_changed", 0),
    "the newest checkpoint dropped": ("DELETE FROM records_head", "head_missing", None),
    "the size beside it": ("UPDATE records_head SET size = size - 1", "head_changed", None),
    "a kept checkpoint put in its place": (
        "UPDATE records_head SET note = (SELECT note FROM records_kepthead ORDER BY size LIMIT 1)", "head_changed", None,
    ),
    "a kept checkpoint put in its place, with its size": (
        "UPDATE records_head SET (note, size) = (SELECT note, size FROM records_kepthead ORDER BY size LIMIT 1)",
        "head_changed", "first_kept",
    ),
    "the root in it": ("UPDATE records_head SET note = replace(note, '=', '+')", "head_not_signed", None),
    "a kept checkpoint's size": (
        "UPDATE records_kepthead SET size = size + 1 WHERE id = (SELECT min(id) FROM records_kepthead)",
        "kept_changed", None,
    ),
    "a kept checkpoint's signature": (
        "UPDATE records_kepthead SET note = replace(note, '—', '-') WHERE id = (SELECT min(id) FROM records_kepthead)",
        "kept_not_signed", None,
    ),
    "a witness's line cut": ("UPDATE records_cosignature SET line = substr(line, 1, 60)", "cosignature_changed", None),
    "a witness's line under another checkpoint": (
        "UPDATE records_cosignature SET head_id = (SELECT max(id) FROM records_kepthead)", "cosignature_changed", None,
    ),
    "a witness's line in another's name": (
        "UPDATE records_cosignature SET witness = 'other.example'", "cosignature_changed", None,
    ),
    "every row": ("UPDATE records_entry SET suite = 2", "changed", "first"),
    "everything": ("DELETE FROM records_entry", "dropped", 0),
}  # fmt: skip
WITNESS = SigningKey("association.example", bytes(range(32)))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> None:
    settings.REDRESS_DATA = tmp_path


def archive() -> dict[str, int]:
    """An archive with an erased case and a witness; return the numbers of what hands are laid on."""
    ids = grown(600, step=100)
    erasure.mute(3, actor=system("retention"), now=NOON, basis="PIPL Art. 47")
    log.sequence(NOON)
    log.remember(log.checkpoint())
    keys.trust_witness(VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE))
    first = KeptHead.objects.order_by("size").first()
    text = opened(first.note, keys.trusted())[0]
    cosigning.accept(f"{first.note}{WITNESS.cosign(str(text), 1_790_000_000)}", now=NOON)
    a, b = Entry.objects.filter(leaf_hash__isnull=False, subject__gt=100).order_by("id")[:2]
    stone = Entry.objects.get(event=erasure.ERASED)
    return {
        "a": a.id, "b": b.id, "stone": stone.id, "first": ids[0], "erased": ids[2], "first_kept": first.size,
        "leaf_a": a.tree_index, "leaf_b": b.tree_index, "leaf_stone": stone.tree_index,
    }  # fmt: skip


@pytest.mark.parametrize("hand", HANDS)
def test_a_hand_is_found_and_its_place_is_named(hand):
    numbers = archive()
    assert audit().clean
    statement, code, place = HANDS[hand]

    sql(statement.format(**numbers).replace("%", "%%"))

    where = numbers[place] if isinstance(place, str) else place
    assert found()[0] == (code, where)
    said = StringIO()
    with pytest.raises(SystemExit), translation.override("en"):
        call_command("verify", "--log", stdout=said)
    first = next(line for line in said.getvalue().splitlines() if line.startswith("First place touched"))
    assert re.search(rf"\b{where}\b" if where is not None else "checkpoint", first), first


def test_a_checkpoint_of_another_key_is_named_and_the_tree_is_still_held_against_what_else_was_signed():
    numbers = archive()
    head = Checkpoint(keys.log_key().name, log.size(), tree.root(log.size()))
    note = str(head.sign([SigningKey(head.origin, b"\3" * 32)]))
    sql("UPDATE records_head SET note = %s", note)
    assert found() == [("head_not_signed", None)]
    sql("UPDATE records_entry SET actor = 'nobody' WHERE id = %s", numbers["b"])
    assert found() == [("changed", numbers["b"]), ("head_not_signed", None)]
    sql("UPDATE records_kepthead SET note = %s WHERE size = %s", note, numbers["first_kept"])
    assert ("kept_not_signed", None) in found()


def test_a_changed_hash_is_named_by_its_leaf_whichever_tile_it_is_in():
    grown(700, step=350)
    for number, place in ((0, 0), (1, 255), (2, 31)):
        tile = Tile.objects.get(level=0, number=number)
        hashes = bytes(tile.hashes)
        at = place * 32
        changed = hashes[:at] + bytes([hashes[at] ^ 1]) + hashes[at + 1 :]
        sql("UPDATE records_tile SET hashes = %s WHERE id = %s", changed, tile.id)
        assert found()[0] == ("tile_changed", number * 256 + place)
        sql("UPDATE records_tile SET hashes = %s WHERE id = %s", hashes, tile.id)
    assert audit().clean
    for number, place in ((2, ("tile_changed", 512)), (3, ("head_changed", log.size()))):
        tile = Tile.objects.get(level=0, number=number)
        hashes = bytes(tile.hashes)
        sql("UPDATE records_tile SET hashes = %s WHERE id = %s", hashes + hashes[:32], tile.id)
        assert found() == [place]
        sql("UPDATE records_tile SET hashes = %s WHERE id = %s", hashes, tile.id)


def test_a_changed_hash_of_the_upper_tiles_is_named_by_what_it_stands_for():
    entries.append([looked_at(n) for n in range(66_000)])
    while log.sequence(NOON):
        pass
    for level, place, first in ((1, 7, 7 * 256), (1, 256, 65_536), (2, 0, 0)):
        tile = Tile.objects.get(level=level, number=place // 256)
        hashes, at = bytes(tile.hashes), place % 256 * 32
        changed = hashes[:at] + bytes([hashes[at] ^ 1]) + hashes[at + 1 :]
        sql("UPDATE records_tile SET hashes = %s WHERE id = %s", changed, tile.id)
        [place_found] = [finding for finding in audit().findings if finding.code == "log.audit.tile_changed"]
        assert place_found.index == first
        assert f"tile/{level}/{place // 256:03d}" in place_found.message
        sql("UPDATE records_tile SET hashes = %s WHERE id = %s", hashes, tile.id)
    assert audit().clean


def test_a_log_that_grows_while_it_is_read_is_not_blamed():
    grown(6_300, step=6_300)

    def meanwhile(done: int, of: int) -> None:
        grown(30, step=30)

    result = audit(progress=meanwhile)
    assert result.clean, result.findings[:3]
    assert log.size() > result.size > 8_192


def test_what_the_server_remembers_cannot_be_replaced_by_anything():
    grown(40)
    file = log.remembered_file()
    for words in ("x", log.checkpoint().replace("—", "-"), KeptHead.objects.first().note.replace("\n", "\n\n", 1)):
        log.remember(words)
        assert [code for code, _where in found()] == ["remembered_not_ours"], words
    file.write_bytes(b"\xff\xfe")
    assert [code for code, _where in found()] == ["remembered_not_ours"]
