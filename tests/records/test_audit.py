"""Whatever is touched is found, and the first place is named."""

import pytest
from django.db import connection

from redress.kernel.actors import system
from redress.records import entries, erasure, guards, keys, log, tree
from redress.records.audit import audit
from redress.records.checkpoint import Checkpoint, opened
from redress.records.models import Entry, Head, KeptHead, Tile
from redress.records.notes import SigningKey
from tests.records.cast import NOON, filed, grown, looked_at

pytestmark = pytest.mark.django_db


def sql(statement: str, *values) -> None:
    """Write past the archive, as somebody would who owns the database."""
    with connection.cursor() as cursor:
        guards.remove(connection)
        cursor.execute(statement, values)
        guards.install(connection)


def found(*remembered: str) -> list[tuple[str, int | None]]:
    return [
        (f.code.removeprefix("log.audit."), f.index if f.entry is None else f.entry) for f in audit(remembered).findings
    ]


def test_an_untouched_archive_is_clean():
    grown(700, step=90)
    entries.append([filed(), looked_at()])
    result = audit()
    assert result.clean
    assert (result.entries, result.waiting, result.size) == (702, 2, log.size())


def test_an_empty_archive_is_clean():
    assert audit().clean


def test_an_archive_with_erased_cases_is_clean():
    grown(60)
    erasure.mute(3, actor=system("retention"), now=NOON, basis="PIPL Art. 47")
    log.sequence(NOON)
    result = audit()
    assert result.clean
    assert result.erased == 1


ONE_BYTE = [
    ("subject = subject + 1", "changed"),
    ("event = 'case.filee'", "changed"),
    ("at = '2026-09-22T04:00:00.000001Z'", "changed"),
    ("actor = 'complainanu'", "changed"),
    ('data = \'{"channel":"wec"}\'', "changed"),
    ("suite = 2", "changed"),
    ("leaf_hash = row_hash", "changed"),
    ("row_hash = leaf_hash", "hash_changed"),
    ("salt = leaf_hash", "hash_changed"),
    ("receipt = receipt || ' '", "hash_changed"),
]


@pytest.mark.parametrize(("change", "code"), ONE_BYTE)
@pytest.mark.parametrize("place", [0, 33, 99])
def test_a_changed_row_is_named(change, code, place):
    ids = [*grown(33), *entries.append([filed(99)])]
    grown(66)
    entries.append([filed(100)])
    log.sequence(NOON)
    receipted = Entry.objects.filter(leaf_hash__isnull=False).order_by("id")
    entry = receipted[place * receipted.count() // 100].id
    assert ids
    sql(f"UPDATE records_entry SET {change} WHERE id = %s", entry)
    assert found()[0] == (code, entry)


@pytest.mark.only_on_sqlite
@pytest.mark.parametrize(
    "change",
    ["data = x'ff'", "data = cast(x'7bff7d' AS text)", "data = 7", "row_hash = 'text'", "actor = cast(x'ff' AS text)",
     "subject = 'x'", "leaf_hash = 7", "receipt = x'00'", "salt = 'text'"],
)  # fmt: skip
def test_values_the_archive_never_writes_do_not_stop_the_audit(change):
    ids = grown(30)
    sql(f"UPDATE records_entry SET {change} WHERE id = %s", ids[20])
    assert found()[0][1] == ids[20]


@pytest.mark.parametrize("place", [0, 50, 99])
def test_a_dropped_row_is_named_by_its_leaf(place):
    ids = grown(100)
    index = entries.get(ids[place]).tree_index
    sql("DELETE FROM records_entry WHERE id = %s", ids[place])
    assert found()[0] == ("dropped", index)
    assert f" {index}" in audit().findings[0].message


def test_rows_dropped_at_the_end_are_named_by_their_leaves():
    ids = grown(100)
    index = entries.get(ids[90]).tree_index
    sql("DELETE FROM records_entry WHERE id >= %s", ids[90])
    assert found()[0] == ("dropped", index)


@pytest.mark.only_on_sqlite
def test_a_row_dropped_before_the_log_took_it_in_leaves_a_gap():
    ids = entries.append([looked_at(), looked_at(), looked_at()])
    sql("DELETE FROM records_entry WHERE id = %s", ids[1])
    assert found() == [("number_missing", ids[1])]


COLUMNS = "subject, event, at, actor, data, suite, row_hash, receipt, salt, leaf_hash"


def test_a_copied_row_is_named():
    ids = grown(30)
    sql(f"INSERT INTO records_entry (id, {COLUMNS}) SELECT 5000, {COLUMNS} FROM records_entry WHERE id = %s", ids[4])
    assert ("waiting_changed", 5000) in found()


def test_a_row_put_in_with_a_place_is_named():
    ids = grown(30)
    sql(
        f"INSERT INTO records_entry (id, {COLUMNS}, tree_index) SELECT 5000, {COLUMNS}, %s "
        "FROM records_entry WHERE id = %s",
        log.size(),
        ids[4],
    )
    assert found()[0] == ("inserted", 5000)


SWAPS = {
    "content": COLUMNS,
    "place": "tree_index",
}


@pytest.mark.parametrize("columns", SWAPS.values(), ids=list(SWAPS))
@pytest.mark.parametrize(("one", "other"), [(3, 4), (3, 60), (0, 98)])
def test_two_swapped_rows_are_named(columns, one, other):
    ids = entries.append([looked_at(n) for n in range(1, 100)])
    log.sequence(NOON)
    names = columns.split(", ")
    rows = {row["id"]: row for row in Entry.objects.filter(id__in=[ids[one], ids[other]]).values("id", *names)}
    settings = ", ".join(f"{name} = %s" for name in names)
    sql("DROP INDEX records_entry_one_leaf")
    for to, source in ((ids[one], ids[other]), (ids[other], ids[one])):
        sql(f"UPDATE records_entry SET {settings} WHERE id = %s", *(rows[source][name] for name in names), to)
    first = audit().findings[0]
    assert first.code == "log.audit.swapped"
    assert f"{ids[one]}" in first.message
    assert f"{ids[other]}" in first.message


def test_two_rows_that_swapped_numbers_are_named():
    ids = grown(50)
    for old, new in ((ids[10], 9000), (ids[20], ids[10]), (9000, ids[20])):
        sql("UPDATE records_entry SET id = %s WHERE id = %s", new, old)
    assert found()[0][0] == "swapped"


@pytest.mark.parametrize(("level", "number"), [(0, 0), (0, 2), (1, 0), (0, 3)])
def test_a_changed_tile_is_named(level, number):
    grown(700, step=100)
    tile = Tile.objects.get(level=level, number=number)
    hashes = bytes(tile.hashes)
    sql("UPDATE records_tile SET hashes = %s WHERE id = %s", bytes([hashes[0] ^ 1]) + hashes[1:], tile.id)
    first = audit().findings[0]
    assert first.code == ("log.audit.moved" if number == 3 else "log.audit.tile_changed")
    assert first.index == number * 256


def test_a_dropped_tile_is_named():
    grown(700, step=100)
    sql("DELETE FROM records_tile WHERE level = 0 AND number = 1")
    assert found()[0] == ("tile_changed", 256)


@pytest.mark.only_on_sqlite
@pytest.mark.parametrize("hashes", ["cast(x'ffff' AS text)", "'text'", "7", "zeroblob(8192) || x'ff'"])
def test_tiles_of_a_kind_the_log_never_writes_are_named(hashes):
    grown(700, step=100)
    sql(f"UPDATE records_tile SET hashes = {hashes} WHERE level = 0 AND number = 1")
    assert found()[0] == ("tile_changed", 256)


@pytest.mark.only_on_sqlite
def test_a_database_that_cannot_be_read_is_said_to_be_so():
    grown(30)
    sql("UPDATE records_head SET note = cast(x'ff' AS text)")
    assert [code for code, _ in found()] == ["database_unreadable"]


def test_a_head_that_is_not_signed_is_found():
    grown(30)
    sql("UPDATE records_head SET note = replace(note, '—', '-')")
    assert "head_not_signed" in [code for code, _ in found()]


def test_a_rolled_back_archive_is_found_by_what_the_server_remembers():
    grown(40)
    log.remember(log.checkpoint())
    size = log.size()
    older = _head_at(20)
    sql("DELETE FROM records_entry WHERE tree_index >= 20")
    sql("UPDATE records_tile SET hashes = substr(hashes, 1, 20 * 32)")
    sql("UPDATE records_head SET size = 20, note = %s", older)
    sql("DELETE FROM records_kepthead WHERE size > 20")
    codes = dict(found())
    assert codes["rolled_back"] == 20
    assert f"{size}" in audit().findings[0].message


def test_a_log_that_signed_two_histories_is_found_by_what_a_witness_remembers():
    grown(40)
    key = keys.log_key()
    theirs = str(Checkpoint(key.name, 20, b"\5" * 32).sign([key]))
    assert found(log.checkpoint()) == []
    assert found(theirs) == [("forked", None)]


def test_a_tree_rebuilt_over_changed_rows_differs_from_the_kept_checkpoints():
    """Somebody with the keys changes a row and makes a whole new tree; only what was signed before contradicts."""
    ids = grown(90)
    first_kept = KeptHead.objects.order_by("size").first()
    entry = Entry.objects.get(id=ids[2])
    content = (entry.id, entry.subject, entry.event, entry.at, entry.actor, "{}", bytes(entry.leaf_hash), entry.suite)
    [forged] = keys.seal()([content])
    sql("UPDATE records_entry SET data = '{}', row_hash = %s WHERE id = %s", forged, entry.id)
    sql("UPDATE records_entry SET tree_index = NULL")
    sql("DELETE FROM records_tile")
    sql("DELETE FROM records_head")
    log.sequence(NOON)
    assert found()[0] == ("forked", 0)
    assert f" {first_kept.size}" in audit().findings[0].message


def test_a_remembered_checkpoint_of_another_key_is_said_to_be_none_of_ours():
    grown(5)
    head, _ = opened(log.checkpoint(), keys.trusted())
    other = SigningKey(head.origin, b"\3" * 32)
    assert found(str(head.sign([other]))) == [("remembered_not_ours", None)]


def test_a_salt_removed_without_an_erasure_is_named():
    ids = entries.append([filed(1), filed(2)])
    Entry.objects.filter(id=ids[1]).update(salt=None)
    log.sequence(NOON)
    assert found() == [("salt_removed", ids[1])]


def test_guards_taken_away_are_named():
    guards.remove(connection)
    assert {code for code, _ in found()} == {"guard_missing"}
    guards.install(connection)
    assert audit().clean


def test_a_thousand_changed_rows_are_counted_but_not_all_listed():
    grown(400, step=400)
    sql("UPDATE records_entry SET actor = 'nobody'")
    result = audit()
    assert result.findings[0].index == 0
    assert (len(result.findings), result.unlisted) == (200, 200)


def _head_at(size: int) -> str:
    key = keys.log_key()
    assert Head.objects.get().size > size
    return str(Checkpoint(key.name, size, tree.root(size)).sign([key]))
