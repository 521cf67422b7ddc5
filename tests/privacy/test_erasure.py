"""Erasing: two people, no hold, and then nothing opens again, here or in an old copy."""

import pytest
from django.db import connection

from redress.kernel.problems import NotAllowed, NotThere
from redress.privacy import erasure, vault
from redress.privacy.models import BlindIndex, CaseKey, Disposal, Erasure, Sealed
from redress.records.erasure import tombstone
from tests.conftest import NOON
from tests.installation import content_of
from tests.privacy.canaries import Canaries
from tests.privacy.cast import ADMIN, CLERK, LI, OFFICER, OTHER_SUPERVISOR, SUPERVISOR, codes, file_case

pytestmark = pytest.mark.django_db
BOTH = (OFFICER, SUPERVISOR)


def erase(case_id=1, actors=BOTH):
    return erasure.erase(case_id, actors=actors, basis="case_file", now=NOON)


def propose(actor=OFFICER):
    return erasure.propose(1, basis="case_file", actor=actor, now=NOON)


def test_an_erased_case_opens_no_more_and_is_found_no_more():
    file_case(1, **{"message:1": "x"})
    file_case(2)
    body = vault.seal_bytes(1, "file:abc", b"photo")

    done = erase()

    assert done.slots == ("intake", "message:1")
    for read in (lambda: vault.open(1, "intake"), lambda: vault.open_bytes(1, "file:abc", body)):
        with pytest.raises(vault.Erased):
            read()
    assert vault.find("phone", "13912345678") == [2]
    assert not Sealed.objects.filter(case_id=1).exists()
    assert not BlindIndex.objects.filter(case_id=1).exists()
    assert bytes(CaseKey.objects.get(pk=1).wrapped) == b""
    assert vault.open(2, "intake")


def test_a_tombstone_says_when_under_what_and_who_decided():
    file_case()

    erase()

    stone = erasure.erased_on(1)
    assert (stone.basis, stone.first, stone.second, stone.at, stone.values) == (
        "case_file", OFFICER.key, SUPERVISOR.key, NOON, 1,
    )  # fmt: skip
    assert tombstone(1).data["basis"] == "case_file"


@pytest.mark.parametrize(
    ("actors", "problems"),
    [
        ((SUPERVISOR, SUPERVISOR), ["disposal.decide.same_person"]),
        ((SUPERVISOR, OFFICER), ["disposal.decide.wrong_role"]),
        ((OFFICER, OFFICER), ["disposal.decide.same_person", "disposal.decide.wrong_role"]),
        ((CLERK, SUPERVISOR), ["disposal.propose.wrong_role"]),
        ((ADMIN, SUPERVISOR), ["disposal.propose.wrong_role"]),
        ((LI, SUPERVISOR), ["disposal.propose.wrong_role"]),
    ],
)
def test_it_takes_two_people_whose_office_it_is(actors, problems):
    file_case()

    with pytest.raises(NotAllowed) as refusal:
        erase(actors=actors)

    assert codes(refusal) == problems
    assert vault.open(1, "intake")


def test_one_proposes_another_agrees():
    file_case()
    row = propose()
    assert vault.open(1, "intake")
    assert [waiting.pk for waiting in erasure.waiting()] == [row.pk]

    erasure.decide(row.pk, agreed=True, actor=SUPERVISOR, now=NOON)

    assert erasure.erased_on(1).second == SUPERVISOR.key
    assert erasure.waiting() == []


def test_the_proposer_does_not_agree_with_themselves():
    file_case()
    row = propose(SUPERVISOR)

    with pytest.raises(NotAllowed) as refusal:
        erasure.decide(row.pk, agreed=True, actor=SUPERVISOR, now=NOON)

    assert codes(refusal) == ["disposal.decide.same_person"]
    assert vault.open(1, "intake")


def test_a_proposal_turned_down_is_over_and_another_can_follow():
    file_case()
    row = propose()

    assert erasure.decide(row.pk, agreed=False, actor=SUPERVISOR, now=NOON) is None

    assert vault.open(1, "intake")
    with pytest.raises(NotThere):
        erasure.decide(row.pk, agreed=True, actor=OTHER_SUPERVISOR, now=NOON)
    assert propose().pk != row.pk


def test_one_proposal_at_a_time():
    file_case()
    propose()

    with pytest.raises(NotAllowed) as refusal:
        propose(SUPERVISOR)

    assert codes(refusal) == ["disposal.propose.open"]
    assert Disposal.objects.count() == 1


def test_a_legal_hold_stops_everything_until_the_last_one_is_lifted():
    file_case()
    row = propose()
    holds = [
        erasure.place_hold(1, reason_code=reason, reference="（2026）沪01民初1号", actor=OFFICER, now=NOON)
        for reason in ("lawsuit", "review")
    ]

    erasure.lift_hold(holds[0].pk, actor=SUPERVISOR, now=NOON)
    for attempt in (erase, lambda: erasure.decide(row.pk, agreed=True, actor=SUPERVISOR, now=NOON)):
        with pytest.raises(NotAllowed) as refusal:
            attempt()
        assert codes(refusal) == ["disposal.held"]

    erasure.lift_hold(holds[1].pk, actor=SUPERVISOR, now=NOON)
    erasure.decide(row.pk, agreed=True, actor=SUPERVISOR, now=NOON)
    assert erasure.erased_on(1)


def test_who_places_and_who_lifts_a_hold():
    file_case()

    with pytest.raises(NotAllowed) as refusal:
        erasure.place_hold(1, reason_code="because", actor=CLERK, now=NOON)
    assert codes(refusal) == ["hold.place.unknown_reason", "hold.place.wrong_role"]

    hold = erasure.place_hold(1, reason_code="lawsuit", actor=OFFICER, now=NOON)
    with pytest.raises(NotAllowed) as refusal:
        erasure.lift_hold(hold.pk, actor=OFFICER, now=NOON)
    assert codes(refusal) == ["hold.lift.wrong_role"]
    assert erasure.is_held(1)


def test_a_case_is_erased_once_and_one_that_never_was_is_not_there():
    file_case()
    erase()

    with pytest.raises(NotAllowed) as refusal:
        erase()
    assert codes(refusal) == ["disposal.erased"]
    with pytest.raises(NotThere):
        erase(99)


@pytest.mark.django_db(transaction=True)
def test_what_an_old_copy_brings_back_is_erased_again():
    file_case(1)
    file_case(2)
    copy = CaseKey.objects.filter(pk=1).values().get(), list(Sealed.objects.filter(case_id=1).values())
    erase()
    assert [(line["case"], line["basis"]) for line in erasure.ledger()] == [(1, "case_file")]

    Erasure.objects.all().delete()
    CaseKey.objects.filter(pk=1).delete()
    CaseKey.objects.create(**copy[0])
    Sealed.objects.bulk_create([Sealed(**row) for row in copy[1]])
    assert vault.open(1, "intake")

    assert erasure.reapply(actor=ADMIN, now=NOON) == [1]

    with pytest.raises(vault.Erased):
        vault.open(1, "intake")
    assert erasure.erased_on(1).basis == "case_file"
    assert vault.open(2, "intake")
    assert erasure.reapply(actor=ADMIN, now=NOON) == []


@pytest.mark.django_db(transaction=True)
def test_another_case_that_got_the_number_after_a_restore_is_left_alone():
    file_case(1)
    erase()
    for model in (Erasure, CaseKey, Sealed):  # back to a copy from before the case was filed
        model.objects.all().delete()
    file_case(1)

    assert erasure.reapply(actor=ADMIN, now=NOON) == []
    assert vault.open(1, "intake")


@pytest.mark.only_on_sqlite
@pytest.mark.django_db(transaction=True)
def test_on_disk_neither_the_person_nor_the_wrapped_key_is_left(settings):
    birds = Canaries()
    vault.insert([vault.prepare(1, {"intake": birds.values}, [("phone", birds.phone), ("id_number", birds.id_number)])])
    wrapped = bytes(CaseKey.objects.get(pk=1).wrapped)
    database = connection.settings_dict["NAME"]
    erase()

    on_disk = content_of(database)
    assert wrapped not in on_disk
    assert birds.seen_in_bytes(on_disk) == set()
    assert birds.seen_in_database() == []
    assert birds.seen_in(settings.REDRESS_DATA) == []
