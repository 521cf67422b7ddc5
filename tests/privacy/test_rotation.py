"""Keys change while everybody goes on working."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from redress.privacy import keyring, rotation, vault
from redress.privacy.ciphers import CannotOpen
from redress.privacy.keyring import KeyRingError
from redress.privacy.models import CaseKey, Rewrap
from redress.records.entries import of
from tests.conftest import NOON
from tests.privacy.cast import ADMIN, INTAKE, SUPERVISOR, file_case

pytestmark = pytest.mark.django_db


def test_old_cases_open_and_new_ones_use_the_new_key_at_once():
    file_case(1)

    assert rotation.rotate(actor=ADMIN, now=NOON) == 2
    file_case(2)

    assert vault.open(1, "intake") == vault.open(2, "intake") == INTAKE
    assert dict(CaseKey.objects.values_list("case_id", "key_id")) == {1: 1, 2: 2}
    assert [entry.event for entry in of(0)] == ["vault_key.rotated"]


def test_rewrapping_stops_anywhere_and_goes_on_there():
    for case_id in range(1, 8):
        file_case(case_id)
    rotation.rotate(actor=ADMIN, now=NOON)
    told = []

    def stop_at_four(done, total):
        told.append((done, total))
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rewrap(now=NOON, batch=2, progress=stop_at_four)
    assert told == [(2, 7), (4, 7)]
    assert CaseKey.objects.filter(key_id=2).count() == 4

    assert rotation.rewrap(now=NOON, batch=2) == 3
    assert set(CaseKey.objects.values_list("key_id", flat=True)) == {2}
    assert all(vault.open(case_id, "intake") == INTAKE for case_id in range(1, 8))


def test_a_case_added_with_the_old_key_during_the_walk_is_still_found():
    file_case(1)
    file_case(2)
    late = [vault.prepare(-5, {"intake": INTAKE})]
    rotation.rotate(actor=ADMIN, now=NOON)

    def add_late(done, total):
        if late:
            vault.insert([late.pop()])

    rotation.rewrap(now=NOON, batch=2, progress=add_late)

    assert set(CaseKey.objects.values_list("key_id", flat=True)) == {2}
    assert vault.open(-5, "intake") == INTAKE


def test_a_case_stored_with_the_old_key_after_the_walk_is_moved_by_the_next_run():
    file_case(1)
    late = vault.prepare(2, {"intake": INTAKE})
    rotation.rotate(actor=ADMIN, now=NOON)
    rotation.rewrap(now=NOON)
    vault.insert([late])
    later = NOON + timedelta(hours=1)
    with pytest.raises(KeyRingError, match="1 cases still use"):
        rotation.retire(1, actor=ADMIN, now=later)

    assert rotation.rewrap(now=later) == 1
    assert rotation.rewrap(now=later) == 0
    rotation.retire(1, actor=ADMIN, now=later)

    assert vault.open(2, "intake") == INTAKE


def test_an_old_key_is_destroyed_only_when_nothing_needs_it():
    file_case(1)
    copy = bytes(CaseKey.objects.get(pk=1).wrapped)
    rotation.rotate(actor=ADMIN, now=NOON)

    later = NOON + timedelta(hours=1)
    with pytest.raises(KeyRingError, match="1 cases still use"):
        rotation.retire(1, actor=ADMIN, now=later)
    rotation.rewrap(now=NOON)
    with pytest.raises(KeyRingError, match="Wait an hour"):
        rotation.retire(1, actor=ADMIN, now=NOON)
    rotation.retire(1, actor=ADMIN, now=later)

    assert vault.open(1, "intake") == INTAKE
    with pytest.raises(CannotOpen, match="not in the key ring"):
        vault.ring().unwrap(1, copy)


def test_a_process_that_read_the_ring_before_the_rotation_reads_what_others_sealed_after_it(own_key_ring):
    file_case(1)
    keyring.add_generation(own_key_ring, now=NOON)
    assert vault.ring().generations == [1]  # still trusts what it read a moment ago
    keys = keyring.ring_at(own_key_ring, "intl")
    CaseKey.objects.filter(pk=1).update(
        wrapped=keys.wrap(1, keys.unwrap(1, bytes(CaseKey.objects.get(pk=1).wrapped))), key_id=2
    )

    assert vault.open(1, "intake") == INTAKE


@pytest.mark.parametrize("generation", [1, 9])
def test_the_active_key_and_an_unknown_one_cannot_be_destroyed(generation):
    vault.ring()

    with pytest.raises(KeyRingError):
        rotation.retire(generation, actor=ADMIN, now=NOON)
    assert vault.ring().generations == [1]


def test_erased_cases_stay_erased():
    from redress.privacy import erasure
    from tests.privacy.cast import OFFICER

    file_case(1)
    file_case(2)
    erasure.erase(1, actors=(OFFICER, SUPERVISOR), basis="case_file", now=NOON)
    rotation.rotate(actor=ADMIN, now=NOON)

    assert rotation.rewrap(now=NOON) == 1
    with pytest.raises(vault.Erased):
        vault.open(1, "intake")


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(["file", "rotate", "rewrap", "national", "intl"]), max_size=12))
def test_whatever_is_done_to_the_keys_every_case_can_be_read(settings, steps):
    CaseKey.objects.all().delete()
    Rewrap.objects.all().delete()
    settings.REDRESS_CIPHER_SUITE = "intl"
    filed = []
    for step in steps:
        if step == "file":
            filed.append(vault.ring().active.id * 1000 + len(filed))
            vault.put(filed[-1], "intake", INTAKE)
        elif step == "rotate":
            rotation.rotate(actor=ADMIN, now=NOON)
        elif step == "rewrap":
            rotation.rewrap(now=NOON, batch=2)
        else:
            settings.REDRESS_CIPHER_SUITE = step

    assert all(vault.open(case_id, "intake") == INTAKE for case_id in filed)
