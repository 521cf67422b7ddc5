"""Bodies as a tree, and keys that are known by their digest alone."""

from datetime import timedelta

import pytest

from redress.agencies import actions, queries
from redress.agencies.models import ApiKey, Staff
from redress.kernel.actors import SYSTEM
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from tests.conftest import NOON
from tests.world import Office


def test_a_body_sees_itself_and_everything_below(office: Office):
    codes = {body.id: body.code for body in queries.directory().by_id.values()}
    province = queries.body_by_code("310000")

    assert {codes[one] for one in queries.below(province.id)} == {"310000", "310115", "310115-01"}
    assert queries.below(None) == frozenset()
    assert queries.below(10**9) == frozenset()


@pytest.mark.parametrize(
    ("division", "code"),
    [("310115", "310115"), ("330108", "330108"), ("330110", "330100"), ("310104", "310000"), ("440106", None)],
)
def test_the_nearest_market_supervision_body_handles_a_division(office: Office, division: str, code: str | None):
    body = queries.handling_body(division)

    assert (body.code if body else None) == code


def test_only_the_digest_of_a_key_is_kept(office: Office):
    key = office.key()

    assert key.startswith("ork_")
    assert all(key.encode() not in bytes(row.digest) for row in ApiKey.objects.all())
    assert queries.holder_of(key, now=NOON).actor.role == "officer"


@pytest.mark.parametrize("change", [{"revoked_at": NOON}, {"expires_at": NOON - timedelta(seconds=1)}])
def test_a_revoked_or_expired_key_opens_nothing(office: Office, change: dict):
    key = office.key()
    ApiKey.objects.update(**change)
    queries.forget()

    assert queries.holder_of(key, now=NOON) is None


def test_a_key_of_somebody_who_left_opens_nothing(office: Office):
    key = office.key()
    Staff.objects.update(is_active=False)
    queries.forget()

    assert queries.holder_of(key, now=NOON) is None


@pytest.mark.parametrize(
    ("pointer", "wrong"),
    [
        ("/days", {"expires_at": None}),
        ("/days", {"expires_at": NOON}),
        ("/days", {"expires_at": NOON + timedelta(days=400)}),
        ("/label", {"label": " "}),
        ("/scope", {"scope": "everything"}),
    ],
)
def test_a_key_made_by_a_person_has_an_end_a_purpose_and_a_scope(office: Office, pointer: str, wrong: dict):
    staff = Staff.objects.get(username="officer-310115")
    right = {"expires_at": NOON + timedelta(days=90), "label": "nightly export", "scope": "read"}

    with pytest.raises(Invalid) as refusal:
        actions.issue_key(staff, **(right | wrong), actor=office.staff(), now=NOON)

    assert [problem.pointer for problem in refusal.value.problems] == [pointer]
    assert not ApiKey.objects.filter(staff=staff).exists()


def test_nobody_makes_a_key_in_anothers_name_or_ends_one_they_may_not_know(office: Office):
    clerk = Staff.objects.get(username="clerk-310115")
    end = NOON + timedelta(days=1)
    with pytest.raises(NotAllowed):
        actions.issue_key(clerk, expires_at=end, label="x", actor=office.staff(), now=NOON)
    key = actions.issue_key(clerk, expires_at=end, label="x", actor=office.staff("clerk"), now=NOON)
    row = ApiKey.objects.get()

    with pytest.raises(NotThere):
        actions.revoke_key(row.pk, actor=office.staff(), now=NOON)
    actions.revoke_key(row.pk, actor=office.staff("admin"), now=NOON)

    assert queries.holder_of(key, now=NOON) is None


def test_a_new_body_stands_under_its_parent(office: Office):
    made = actions.add_agency(
        code="310115-02", name_zh="张江所", name_en="Zhangjiang", kind="branch_office", level="town", division="310115",
        parent_code="310115", actor=SYSTEM, now=NOON,
    )  # fmt: skip

    assert made.pk in queries.below(queries.body_by_code("310115").id)
