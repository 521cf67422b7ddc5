"""Erasure and proof stand side by side: the leaf stays, what it was about can no longer be guessed."""

from pathlib import Path

import pytest
from django.db import connection

from redress.kernel.actors import system
from redress.kernel.problems import NotAllowed
from redress.records import entries, erasure, keys, log, receipts
from redress.records.checkpoint import opened
from redress.records.models import Entry
from tests.installation import content_of
from tests.records.cast import NOON, facts, filed, looked_at

ERASER = system("retention")
BASIS = "PIPL Art. 47(1)(1)"


@pytest.mark.django_db
def test_the_salt_is_gone_the_leaf_stays_and_a_tombstone_says_why():
    first, _, other = entries.append([filed(7), looked_at(7), filed(8)])
    log.sequence(NOON)
    leaf = bytes(Entry.objects.get(id=first).leaf_hash)
    stone = erasure.mute(7, actor=ERASER, now=NOON, basis=BASIS)
    row = Entry.objects.get(id=first)
    assert (row.salt, row.receipt, bytes(row.leaf_hash)) == (None, None, leaf)
    assert entries.get(first).erased
    assert not entries.get(other).erased
    said = erasure.tombstone(7)
    assert (said.id, said.event, said.actor, said.data) == (
        stone,
        "case.erased",
        ERASER.key,
        {"basis": BASIS, "salts": 1},
    )


@pytest.mark.django_db
def test_the_log_goes_on_and_what_was_handed_out_still_verifies():
    [first] = entries.append([filed(7)])
    proof = log.proof_for(first, now=NOON)
    before, _ = opened(log.checkpoint(), keys.trusted())
    erasure.mute(7, actor=ERASER, now=NOON, basis=BASIS)
    log.sequence(NOON)
    after, _ = opened(log.checkpoint(), keys.trusted())
    assert receipts.verify(proof, facts(7))["valid"]
    assert after.size == before.size + 1


@pytest.mark.django_db
def test_no_new_receipt_is_made_and_the_refusal_says_when_and_why():
    [first] = entries.append([filed(7)])
    erasure.mute(7, actor=ERASER, now=NOON, basis=BASIS)
    with pytest.raises(NotAllowed) as refused:
        log.proof_for(first, now=NOON)
    [problem] = refused.value.problems
    assert problem.code == "receipt.make.erased"
    assert "2026-09-22" in problem.message
    assert BASIS in problem.message


@pytest.mark.django_db
def test_erasing_twice_is_recorded_twice_and_a_receipt_of_the_erasure_keeps_its_salt():
    entries.append([filed(7)])
    erasure.mute(7, actor=ERASER, now=NOON, basis=BASIS, receipt_subject=facts(7, "case.erased"))
    stone = erasure.mute(7, actor=ERASER, now=NOON, basis=BASIS)
    assert entries.get(stone).data["salts"] == 0
    first = erasure.tombstone(7)
    assert receipts.verify(log.proof_for(first.id, now=NOON), facts(7, "case.erased"))["valid"]


@pytest.mark.django_db
def test_what_concerns_no_case_cannot_be_erased():
    with pytest.raises(ValueError, match="Only a case"):
        erasure.mute(0, actor=ERASER, now=NOON, basis=BASIS)


@pytest.mark.only_on_sqlite
@pytest.mark.django_db(transaction=True)
def test_the_salt_is_in_no_file_of_the_database():
    entries.append([filed(number) for number in range(1, 41)])
    log.sequence(NOON)
    salt = bytes(Entry.objects.get(subject=7).salt)
    assert [path for path in files_of_the_database() if salt in content_of(path)]
    erasure.mute(7, actor=ERASER, now=NOON, basis=BASIS)
    erasure.scrub()
    assert not [path for path in files_of_the_database() if salt in content_of(path)]


def files_of_the_database() -> list[Path]:
    return [path for path in Path(connection.settings_dict["NAME"]).parent.glob("*") if path.is_file()]
