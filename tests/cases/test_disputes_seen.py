"""Who sees what of a case in dispute: the other body what competence hangs on, while it lasts; nobody else anything."""

import dataclasses
from datetime import timedelta

import pytest

from redress.agencies import actions as bodies
from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import actions, disputes
from redress.cases.models import Case, Dispute
from redress.kernel.actors import ANYONE, STAFF_ROLES, SYSTEM, Actor, Role
from redress.kernel.problems import NotAllowed, NotThere
from tests.conftest import NOON
from tests.world import STORY, Office, complainant

OTHER, HOLDER, THIRD = "330108", "310115", "310104"
WHY = {"agency": OTHER, "text": "商家登记地在滨江"}


@pytest.fixture
def town(office: Office) -> Office:
    """Everybody of three bodies; the third has nothing to do with it."""
    bodies.add_agency(
        code=THIRD, name_zh="徐汇区局", name_en="Xuhui", kind="market_supervision", level="county", division="310104",
        parent_code="310000", actor=SYSTEM, now=NOON,
    )  # fmt: skip
    known = set(Staff.objects.values_list("username", flat=True))
    for code in (HOLDER, OTHER, THIRD, "330100"):
        for role in STAFF_ROLES:
            if f"{role.value}-{code}" not in known:
                bodies.add_staff(
                    username=f"{role.value}-{code}", name="x", role=role, agency_code=code, password=None, actor=SYSTEM,
                    now=NOON,
                )  # fmt: skip
    queries.forget()
    return office


@pytest.fixture
def disputed(town: Office):
    filed = town.file()
    actions.act(filed.number, "raise_dispute", dict(WHY), actor=town.staff(), now=NOON)
    return filed


def sees(filed, actor: Actor) -> bool:
    try:
        disputes.get(filed.number, actor=actor)
    except NotThere:
        return False
    return True


@pytest.mark.parametrize("role", list(STAFF_ROLES))
@pytest.mark.parametrize("code", [OTHER, HOLDER, THIRD, "330100"])
def test_officers_and_heads_of_the_other_body_see_it_and_nobody_else(town: Office, disputed, role: Role, code: str):
    """The body above the other one sees what its own bodies see; whoever has the case reads the case itself."""
    actor = town.staff(role.value, code)
    allowed = code in {OTHER, "330100"} and role in {Role.OFFICER, Role.SUPERVISOR}
    assert sees(disputed, actor) is allowed
    assert bool(disputes.listed(actor=actor)) is allowed
    if code != HOLDER:
        assert not Case.objects.visible_to(actor).filter(pk=disputed.id).exists(), "the case itself stays closed"


@pytest.mark.parametrize("who", ["complainant", "another", "anyone", "respondent", "business"])
def test_no_side_and_no_stranger_sees_it_that_way(town: Office, disputed, who: str):
    other = town.file(complainant={"phone": "13900000000"})
    actor = {
        "complainant": complainant(disputed),
        "another": complainant(other),
        "anyone": ANYONE,
        "respondent": Actor(key="trader:1", role=Role.RESPONDENT, case_id=disputed.id),
        "business": Actor(key="business:1", role=Role.RESPONDENT, trader_ids=frozenset({1})),
    }[who]
    assert not sees(disputed, actor)
    assert disputes.listed(actor=actor) == []


def test_nothing_of_the_person_is_among_what_the_other_body_sees(town: Office, disputed):
    found = disputes.get(disputed.number, actor=town.staff("officer", OTHER))
    said = str(dataclasses.asdict(found))
    assert (found.why, found.trader, found.holder.code) == ("商家登记地在滨江", "小蓝电器商行", HOLDER)
    assert found.about_trader == {"address": "示例路1号", "division": "310115", "seller_kind": "shop"}
    for secret in ("林小雨", "13800001234", "138 0000 1234", "世纪大道", STORY):
        assert secret not in said


def test_who_made_a_disputed_report_stays_unknown_there(town: Office):
    """S Art. 37."""
    report = town.file(kind="report")
    actions.act(report.number, "raise_dispute", dict(WHY), actor=town.staff(), now=NOON)
    said = str(dataclasses.asdict(disputes.get(report.number, actor=town.staff("officer", OTHER))))
    assert "林小雨" not in said
    assert "13800001234" not in said


@pytest.mark.parametrize(
    "verb", ["accept", "assign", "settle_dispute", "raise_dispute", "return", "refuse", "add_task"]
)
def test_nothing_can_be_done_to_it_from_there(town: Office, disputed, verb: str):
    for role in ("officer", "supervisor"):
        with pytest.raises(NotThere):
            actions.act(disputed.number, verb, dict(WHY), actor=town.staff(role, OTHER), now=NOON)
        with pytest.raises(NotThere):
            actions.write(disputed.number, {"text": "x"}, actor=town.staff(role, OTHER), now=NOON)


@pytest.mark.parametrize(
    ("verb", "body", "by", "at"),
    [
        ("settle_dispute", {"agency": HOLDER, "text": "协商一致"}, "officer", HOLDER),
        ("settle_dispute", {"agency": OTHER, "text": "协商一致"}, "officer", HOLDER),
        ("transfer", {"reason_code": "DESIGNATED", "text": "x", "body": "别处"}, "officer", HOLDER),
        ("withdraw", {}, "officer", HOLDER),
        ("refuse", {"reason_code": "OUT_OF_SCOPE", "text": "x"}, "officer", HOLDER),
    ],
)
def test_when_the_dispute_is_over_the_view_is_over(town: Office, disputed, verb: str, body, by: str, at: str):
    actions.act(disputed.number, verb, body, actor=town.staff(by, at), now=NOON + timedelta(days=1))
    assert not sees(disputed, town.staff("officer", OTHER))


def test_the_superiors_word_ends_it_too(town: Office):
    filed = town.file()
    actions.act(filed.number, "raise_dispute", {**WHY, "agency": THIRD}, actor=town.staff(), now=NOON)
    assert sees(filed, town.staff("officer", THIRD))
    bodies.add_staff(
        username="supervisor-310000", name="x", role=Role.SUPERVISOR, agency_code="310000", password=None, actor=SYSTEM,
        now=NOON,
    )  # fmt: skip
    body = {"agency": HOLDER, "text": "指定浦东"}
    actions.act(filed.number, "designate", body, actor=town.staff("supervisor", "310000"), now=NOON)
    assert not sees(filed, town.staff("officer", THIRD))
    assert not Dispute.objects.filter(ended_at=None).exists()


def test_a_second_dispute_shows_the_second_body_alone(town: Office, disputed):
    done = {"agency": HOLDER, "text": "协商一致"}
    actions.act(disputed.number, "settle_dispute", done, actor=town.staff(), now=NOON)
    actions.act(
        disputed.number, "raise_dispute", {**WHY, "agency": THIRD, "text": "另有争议"}, actor=town.staff(), now=NOON
    )
    assert [sees(disputed, town.staff("officer", code)) for code in (OTHER, THIRD)] == [False, True]
    assert disputes.get(disputed.number, actor=town.staff("officer", THIRD)).why == "另有争议"


def test_a_case_that_is_not_disputed_is_not_there(town: Office):
    filed = town.file()
    with pytest.raises(NotThere):
        disputes.get(filed.number, actor=town.staff("officer", OTHER))
    with pytest.raises(NotAllowed):
        actions.act(filed.number, "settle_dispute", dict(WHY), actor=town.staff(), now=NOON)
