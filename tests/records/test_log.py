"""Every entry gets its place, once; the tree is the one its leaves make; what is signed never contradicts itself."""

from base64 import b64decode
from datetime import timedelta
from itertools import pairwise

import pytest
import rfc8785
from django.db import connection

from redress.kernel.problems import NotAllowed
from redress.records import entries, keys, log, tree
from redress.records.checkpoint import Checkpoint, opened
from redress.records.log import LogRolledBack
from redress.records.models import Entry, KeptHead, Tile
from redress.records.proof import Proof
from tests.records import second
from tests.records.cast import NOON, facts, filed, grown, looked_at

pytestmark = pytest.mark.django_db


def leaves() -> list[bytes]:
    """The leaves as the rows say, by the definition and not by the tiles."""
    found = []
    for entry in Entry.objects.filter(tree_index__isnull=False).order_by("tree_index"):
        assert entry.tree_index == len(found)
        found.append(second.sha(b"\0", bytes(entry.row_hash)))
        if entry.leaf_hash is not None:
            found.append(bytes(entry.leaf_hash))
    return found


def test_an_empty_log_says_so_and_signs_it():
    head, _ = opened(log.checkpoint(), keys.trusted())
    assert (head.size, head.root) == (0, second.mth([]))
    assert log.sequence(NOON) == 0


def test_waiting_entries_are_taken_in_once_and_in_order():
    ids = entries.append([looked_at(), filed(), looked_at()])
    assert log.sequence(NOON, limit=2) == 2
    assert log.sequence(NOON) == 1
    assert log.sequence(NOON) == 0
    assert [entries.get(id_).tree_index for id_ in ids] == [0, 1, 3]
    assert log.size() == 4


@pytest.mark.parametrize(("count", "step"), [(1, 1), (20, 3), (200, 200), (600, 41)])
def test_the_signed_root_is_the_root_of_the_leaves(count, step):
    grown(count, step=step)
    head, _ = opened(log.checkpoint(), keys.trusted())
    assert head.size == len(leaves())
    assert head.root == second.mth(leaves())
    assert head.origin == keys.log_key().name


def test_proofs_hold_by_the_second_implementation_and_plain_ed25519():
    ids = grown(300, step=60)
    at = {leaf: place for place, leaf in enumerate(leaves())}
    for id_ in ids[::37]:
        proof = Proof.parse(log.proof_for(id_, now=NOON))
        head, [signature] = opened(proof.note, keys.trusted())
        leaf = leaves()[proof.index]
        assert at[leaf] == proof.index
        assert second.root_from_path(leaf, proof.index, head.size, list(proof.path)) == head.root
        text = proof.note.partition("\n\n")[0] + "\n"
        assert keys.log_key().verifier.accepts(text, signature.data)


def test_a_receipt_is_proved_with_its_salt_and_other_entries_without():
    receipted, other = entries.append([filed(), looked_at()])
    proof = Proof.parse(log.proof_for(receipted, now=NOON))
    assert len(proof.extra) == 32
    assert proof.index == entries.get(receipted).tree_index + 1
    proof = Proof.parse(log.proof_for(other, now=NOON))
    assert proof.extra is None
    assert proof.index == entries.get(other).tree_index


def test_asking_for_a_proof_takes_the_entry_in():
    [id_] = entries.append([filed()])
    log.proof_for(id_, now=NOON)
    assert entries.get(id_).tree_index == 0
    with pytest.raises(LookupError):
        log.proof_for(id_ + 1, now=NOON)


def test_every_two_checkpoints_are_consistent():
    grown(150, step=30)
    all_leaves = leaves()
    sizes = [0, 1, 17, 64, log.size()]
    for old, new in pairwise(sizes):
        path = log.consistency(old, new)
        assert path == (second.consistency(old, all_leaves[:new]) if old else [])
    with pytest.raises(ValueError, match="does not have"):
        log.consistency(1, log.size() + 1)


def test_tiles_are_cut_as_specified():
    grown(600, step=100)
    all_leaves = leaves()
    assert tree.read(0, 0) == b"".join(all_leaves[:256])
    assert tree.read(0, 3) == b"".join(all_leaves[768:])
    assert tree.read(1, 0) == b"".join(second.mth(all_leaves[n : n + 256]) for n in (0, 256, 512))
    assert Tile.objects.count() == 5


def test_one_checkpoint_an_hour_is_kept_for_good():
    for minutes in (0, 10, 59, 61, 130):
        entries.append([looked_at()])
        log.sequence(NOON + timedelta(minutes=minutes))
    assert list(KeptHead.objects.order_by("size").values_list("size", flat=True)) == [1, 4, 5]


def test_a_row_written_past_the_archive_is_left_out_of_the_log():
    entries.append([looked_at()])
    with connection.cursor() as cursor:
        columns = "subject, event, at, actor, data, suite, row_hash"
        cursor.execute(f"INSERT INTO records_entry (id, {columns}) SELECT id + 500, {columns} FROM records_entry")
    assert log.sequence(NOON) == 1
    assert log.sequence(NOON) == 0
    forged = Entry.objects.get(tree_index__isnull=True)
    with pytest.raises(NotAllowed, match="not_sealed"):
        log.proof_for(forged.id, now=NOON)


def test_signing_goes_on_after_what_was_remembered():
    grown(10)
    log.remember(log.checkpoint())
    grown(10)
    entries.append([looked_at()])
    assert log.sequence(NOON) == 1


@pytest.mark.parametrize(("size", "root"), [(60, b"\1" * 32), (5, b"\1" * 32)], ids=["rolled back", "forked"])
def test_nothing_is_signed_on_top_of_another_history(size, root):
    grown(10)
    key = keys.log_key()
    log.remember(str(Checkpoint(key.name, size, root).sign([key])))
    before = log.checkpoint()
    [id_] = entries.append([looked_at()])
    with pytest.raises(LogRolledBack, match="another_history"):
        log.sequence(NOON)
    assert entries.get(id_).tree_index is None
    assert log.checkpoint() == before


def test_the_salt_in_the_proof_and_the_subject_make_the_leaf():
    [id_] = entries.append([filed(12)])
    lines = log.proof_for(id_, now=NOON).split("\n")
    salt = b64decode(lines[1].removeprefix("extra "))
    assert second.sha(b"\0", salt, rfc8785.dumps(facts(12))) == leaves()[int(lines[2].removeprefix("index "))]
