"""Hidden values are shown for a reason, and the person can see that they were."""

from datetime import timedelta

import pytest

from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotAllowed
from redress.privacy import requests, reveals, vault
from redress.privacy.models import Reveal
from redress.records.entries import of
from tests.conftest import NOON
from tests.privacy.cast import AUDITOR, LI, OFFICER, OTHER_SUPERVISOR, SUPERVISOR, codes, file_case

pytestmark = pytest.mark.django_db
PHONE = "intake/complainant/phone"


def look(field=PHONE, *, reason_code="contact", text="打电话约调解时间", actor=OFFICER, now=NOON, minor=False):
    return reveals.reveal(1, field, reason_code=reason_code, text=text, actor=actor, now=now, minor=minor)


def test_a_look_shows_the_value_and_leaves_its_trace():
    file_case()

    assert look() == "13912345678"

    row = Reveal.objects.get()
    assert (row.case_id, row.field, row.actor, row.role, row.reason_code, row.at) == (
        1, PHONE, "staff:2", "officer", "contact", NOON,
    )  # fmt: skip
    assert vault.open(1, f"reveal:{row.pk}") == "打电话约调解时间"
    [entry] = of(1)
    assert (entry.event, entry.actor) == ("personal_data.revealed", "staff:2")
    assert "13912345678" not in str(entry.data)


def test_all_reasons_against_a_look_come_at_once_and_nothing_is_shown_or_recorded():
    file_case()

    with pytest.raises(NotAllowed) as refusal:
        look(reason_code="curiosity", text=" ", actor=AUDITOR)

    assert codes(refusal) == ["vault.reveal.wrong_role", "vault.reveal.unknown_reason", "vault.reveal.no_text"]
    assert not Reveal.objects.exists()
    assert of(1) == []


@pytest.mark.parametrize("role", Role)
def test_only_those_who_handle_cases_may_look(role):
    file_case()
    problems = reveals.problems_with(
        1, reason_code="contact", text="打电话", actor=Actor(key="staff:9", role=role), now=NOON
    )

    assert (problems == []) is (role in {Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})


@pytest.mark.parametrize("field", ["intake/complainant/pet", "intake/complainant/phone/0", "intake/story/9"])
def test_a_place_that_is_not_there_is_not_found(field):
    file_case()

    with pytest.raises(vault.NothingSealed):
        look(field)


def test_data_of_a_minor_is_seen_only_with_anothers_approval_and_only_for_a_while():
    file_case()
    with pytest.raises(NotAllowed) as refusal:
        look(minor=True)
    assert codes(refusal) == ["vault.reveal.needs_approval"]

    reveals.approve(1, for_actor=OFFICER.key, until=NOON + timedelta(days=2), actor=SUPERVISOR, now=NOON)

    assert look(minor=True) == "13912345678"
    with pytest.raises(NotAllowed):
        look(minor=True, now=NOON + timedelta(days=2))
    with pytest.raises(NotAllowed):
        look(minor=True, actor=OTHER_SUPERVISOR)


@pytest.mark.parametrize(
    ("for_actor", "days", "actor", "code"),
    [
        (OFFICER.key, 2, OFFICER, "approval.give.wrong_role"),
        (SUPERVISOR.key, 2, SUPERVISOR, "approval.give.own"),
        (OFFICER.key, 31, SUPERVISOR, "approval.give.too_long"),
        (OFFICER.key, 0, SUPERVISOR, "approval.give.too_long"),
    ],
)
def test_approvals_that_are_none(for_actor, days, actor, code):
    with pytest.raises(NotAllowed) as refusal:
        reveals.approve(1, for_actor=for_actor, until=NOON + timedelta(days=days), actor=actor, now=NOON)

    assert code in codes(refusal)


def test_while_data_is_restricted_only_a_few_reasons_open_it():
    file_case()
    requests.restrict(1, basis="request", actor=OFFICER, now=NOON)

    with pytest.raises(NotAllowed) as refusal:
        look()
    assert codes(refusal) == ["vault.reveal.restricted"]
    assert look(reason_code="rights_request") == "13912345678"


def test_the_person_reads_on_which_day_which_role_looked_and_why_but_no_names():
    file_case()
    look()
    look()
    look(reason_code="delivery", now=NOON + timedelta(days=1))

    first, second = reveals.summary(1)

    assert (first["reason"], first["times"]) == ("delivery", 1)
    assert (second["reason"], second["times"], second["role"]) == ("contact", 2, "officer")
    assert "staff" not in str([first, second])


def test_a_complainant_needs_no_look_at_their_own_and_gets_none():
    file_case()

    with pytest.raises(NotAllowed):
        look(actor=LI)
