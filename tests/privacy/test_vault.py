"""Personal values: stored sealed, found when equal, gone when their key is gone."""

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from redress.privacy import vault
from redress.privacy.ciphers import Algorithm, CannotOpen
from redress.privacy.keyring import KeyRingError
from redress.privacy.models import BlindIndex, CaseKey, Sealed

pytestmark = pytest.mark.django_db

LI = {"name": "李晓梅", "phone": "13912345678", "address": "上海市浦东新区丁香路1号"}
LOOKUPS = [("phone", "13912345678"), ("id_number", "11010519491231002X"), ("email", "")]
NOON = timezone.make_aware(timezone.datetime(2026, 9, 22, 12))
plain_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | plain_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain_text, inner, max_size=4),
    max_leaves=12,
)


def file_case(case_id=1, **slots):
    vault.insert([vault.prepare(case_id, slots or {"intake": LI}, LOOKUPS)])


def destroy(case_id):
    CaseKey.objects.filter(pk=case_id).update(key_id=0, wrapped=b"", destroyed_at=NOON)


def test_what_was_filed_can_be_opened():
    file_case(7, intake=LI, **{"message:1": "冰箱又坏了"})

    assert vault.open(7, "intake") == LI
    assert vault.open(7, "message:1") == "冰箱又坏了"
    assert vault.open_case(7) == {"intake": LI, "message:1": "冰箱又坏了"}


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(value=json_values, suite=st.sampled_from(["intl", "national"]))
def test_every_json_value_comes_back_as_it_was(settings, value, suite):
    settings.REDRESS_CIPHER_SUITE = suite
    with transaction.atomic():
        vault.put(1, "answer", value)

        assert vault.open(1, "answer") == value
        transaction.set_rollback(True)


@pytest.mark.only_on_postgres  # on SQLite the driver is spoken to directly, past what counts statements
def test_many_cases_are_stored_with_one_statement_per_table(django_assert_num_queries):
    prepared = [vault.prepare(case_id, {"intake": LI, "story": "…"}, LOOKUPS) for case_id in range(1, 301)]

    with django_assert_num_queries(3):
        vault.insert(prepared)

    assert Sealed.objects.count() == 600
    assert vault.open(300, "intake") == LI


def test_nothing_readable_reaches_the_database():
    file_case(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM privacy_sealed UNION ALL SELECT digest FROM privacy_blindindex")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())

    assert "李晓梅".encode() not in stored
    assert b"13912345678" not in stored


@pytest.mark.parametrize(
    ("kind", "spelling"),
    [
        ("phone", "+86 139 1234 5678"),
        ("phone", "１３９－１２３４－５６７８"),
        ("id_number", "110105 19491231 002x"),
    ],
)
def test_the_same_person_is_found_however_they_spell_it(kind, spelling):
    file_case(1)
    file_case(2)
    vault.insert([vault.prepare(3, {"intake": {}}, [("phone", "13912345679")])])

    assert vault.find(kind, spelling) == [2, 1]


def test_an_empty_value_is_not_a_key_to_other_cases():
    file_case(1)

    assert vault.find("email", "") == []
    assert not BlindIndex.objects.filter(kind="email").exists()


def test_a_corrected_phone_replaces_the_old_one():
    file_case(1)

    vault.set_lookups(1, [("phone", "13700000000")])

    assert vault.find("phone", "13912345678") == []
    assert vault.find("phone", "137 0000 0000") == [1]


def test_a_body_copied_to_another_case_or_slot_does_not_open():
    file_case(1, intake=LI, other="x")
    file_case(2)
    stolen = Sealed.objects.get(case_id=1, slot="intake").body

    Sealed.objects.filter(case_id=2, slot="intake").update(body=stolen)
    Sealed.objects.filter(case_id=1, slot="other").update(body=stolen)

    for case_id, slot in [(2, "intake"), (1, "other")]:
        with pytest.raises(CannotOpen):
            vault.open(case_id, slot)


def test_a_wrapped_key_copied_to_another_case_does_not_open():
    file_case(1)
    file_case(2)
    CaseKey.objects.filter(pk=2).update(wrapped=CaseKey.objects.get(pk=1).wrapped)

    with pytest.raises(CannotOpen):
        vault.open(2, "intake")


def test_put_adds_and_replaces():
    file_case(1)

    vault.put(1, "message:1", "first")
    vault.put(1, "message:1", "second")

    assert vault.open(1, "message:1") == "second"
    assert vault.drop(1, "message:1") is True
    assert vault.drop(1, "message:1") is False


def test_reading_a_list_takes_one_query_and_passes_over_what_is_gone(django_assert_num_queries):
    for case_id in (1, 2, 3):
        file_case(case_id, intake={"name": str(case_id)})
    destroy(2)

    with django_assert_num_queries(1):
        opened = vault.open_many([1, 2, 3, 4], "intake")

    assert opened == {1: {"name": "1"}, 3: {"name": "3"}}


def test_files_are_sealed_for_their_case_and_slot():
    file_case(1)
    body = vault.seal_bytes(1, "file:3", b"\x89PNG")

    assert vault.open_bytes(1, "file:3", body) == b"\x89PNG"
    with pytest.raises(CannotOpen):
        vault.open_bytes(1, "file:4", body)


@pytest.mark.parametrize(
    "read",
    [
        lambda: vault.open(1, "intake"),
        lambda: vault.open_case(1),
        lambda: vault.put(1, "intake", {}),
        lambda: vault.set_lookups(1, []),
        lambda: vault.seal_bytes(1, "file:1", b""),
        lambda: vault.open_bytes(1, "file:1", b""),
    ],
)
def test_after_the_key_is_destroyed_nothing_opens_and_nothing_is_added(read):
    file_case(1)
    destroy(1)

    with pytest.raises(vault.Erased):
        read()


def test_what_was_never_stored_is_said_to_be_missing():
    file_case(1)

    for read in (lambda: vault.open(1, "nothing"), lambda: vault.open(99, "intake")):
        with pytest.raises(vault.NothingSealed):
            read()


def test_a_body_that_changes_to_the_national_suite_reads_and_finds_its_older_cases(settings):
    file_case(1)
    settings.REDRESS_CIPHER_SUITE = "national"
    file_case(2)
    vault.put(1, "message:1", "新的")

    assert vault.open(1, "intake") == vault.open(2, "intake") == LI
    assert bytes(Sealed.objects.get(case_id=2, slot="intake").body)[1] == Algorithm.SM4_GCM
    assert bytes(Sealed.objects.get(case_id=1, slot="message:1").body)[1] == Algorithm.SM4_GCM
    assert vault.find("phone", "13912345678") == [2, 1]


def test_a_lost_key_ring_is_not_replaced_in_silence(own_key_ring):
    file_case(1)
    own_key_ring.unlink()

    with pytest.raises(KeyRingError, match="Restore"):
        vault.ring(fresh=True)
    assert not own_key_ring.exists()


def test_the_key_ring_is_readable_by_its_owner_alone(own_key_ring):
    vault.ring()

    assert own_key_ring.stat().st_mode & 0o777 == 0o600
    assert own_key_ring.parent.stat().st_mode & 0o777 == 0o700
