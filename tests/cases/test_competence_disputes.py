"""Two bodies disagree on who is competent: talks, the superior's word, and cases that move between levels (S Art. 33)."""

from datetime import date, timedelta

import pytest

from redress.agencies import actions as bodies
from redress.cases import actions, reading, steps
from redress.cases.models import Case, Task
from redress.deadlines.models import Clock
from redress.kernel.actors import SYSTEM, Role
from redress.kernel.problems import Invalid, NotAllowed
from tests.conftest import NOON
from tests.world import Office, complainant

WHY = {"text": "商家登记地在徐汇，争议店铺在浦东"}


@pytest.fixture
def city(office: Office) -> Office:
    """A second county under the same city, and people who lead."""
    bodies.add_agency(
        code="310104", name_zh="徐汇区局", name_en="Xuhui", kind="market_supervision", level="county", division="310104",
        parent_code="310000", actor=SYSTEM, now=NOON,
    )  # fmt: skip
    for code in ("310000", "310104"):
        bodies.add_staff(
            username=f"supervisor-{code}", name="supervisor", role=Role.SUPERVISOR, agency_code=code,
            password="correct horse battery", actor=SYSTEM, now=NOON,
        )  # fmt: skip
    return office


def act(
    office: Office, filed, verb: str, body=None, *, by: str = "supervisor", at: str = "310115", days: int = 0
) -> Case:
    now = NOON + timedelta(days=days)
    return actions.act(filed.number, verb, body or dict(WHY), actor=office.staff(by, at), now=now)


def talks(filed) -> Clock:
    return Clock.objects.get(subject=filed.id, limit_code="T_JURISDICTION_TALKS", superseded_at=None)


def refusal(office: Office, filed, verb: str, body=None, **who) -> list[str]:
    with pytest.raises(NotAllowed) as refused:
        act(office, filed, verb, body, **who)
    return [problem.code for problem in refused.value.problems]


def test_the_two_agree_within_seven_working_days_and_the_case_goes_where_they_agreed(city: Office):
    filed = city.file()
    act(city, filed, "raise_dispute", {**WHY, "agency": "310104"}, by="officer")
    assert talks(filed).due_on == date(2026, 10, 9)  # from 22 September; Mid-Autumn and National Day are left out
    assert refusal(city, filed, "raise_dispute", {**WHY, "agency": "310104"}) == ["case.raise_dispute.no_dispute_open"]

    moved = act(city, filed, "settle_dispute", {**WHY, "agency": "310104"}, days=1)

    assert (moved.state, moved.agency.code, moved.assignee_id) == ("distributed", "310104", None)
    assert talks(filed).state == "met"
    received_there = Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT", superseded_at=None)
    assert received_there.due_on == date(2026, 10, 10), "the body that got it has its own limit from its receipt"
    assert (
        actions.act(filed.number, "accept", {}, actor=city.staff("supervisor", "310104"), now=NOON).state == "accepted"
    )


def test_a_body_that_keeps_the_case_keeps_its_officer_and_its_limit(city: Office):
    filed = city.file()
    act(city, filed, "assign", {"to": "me"}, by="officer")
    act(city, filed, "raise_dispute", {**WHY, "agency": "310104"}, by="officer")
    kept = act(city, filed, "settle_dispute", {**WHY, "agency": "310115"}, days=2)
    assert (kept.state, kept.agency.code, kept.assignee.username) == ("received", "310115", "officer-310115")
    assert Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT", superseded_at=None).due_on == date(2026, 10, 9)


def test_a_third_body_is_nothing_the_two_can_agree_on(city: Office):
    filed = city.file()
    act(city, filed, "raise_dispute", {**WHY, "agency": "310104"})
    for agency, code in (("330108", "competence.not_a_side"), ("999999", "agency.unknown")):
        with pytest.raises(Invalid) as wrong:
            act(city, filed, "settle_dispute", {**WHY, "agency": agency})
        assert [problem.code for problem in wrong.value.problems] == [code]
    with pytest.raises(Invalid) as wrong:
        act(city, city.file(complainant={"phone": "13900000000"}), "raise_dispute", {**WHY, "agency": "310115"})
    assert [problem.code for problem in wrong.value.problems] == ["agency.same"]


def test_the_common_superior_designates_and_nobody_passes_it_on_again(city: Office):
    filed = city.file()
    act(city, filed, "raise_dispute", {**WHY, "agency": "310104"})
    act(city, filed, "ask_designation", days=1)
    assert talks(filed).state == "met", "the talks are over when the superior is asked"
    asked = Task.objects.get(case_id=filed.id, kind="designate")
    assert asked.owner.username == "supervisor-310000"
    assert refusal(city, filed, "ask_designation") == ["case.ask_designation.not_asked"]
    own = refusal(city, filed, "designate", {**WHY, "agency": "310104"})
    assert own == ["case.designate.not_superior"]

    with pytest.raises(Invalid) as wrong:
        act(city, filed, "designate", {**WHY, "agency": "330108"}, at="310000")
    assert [problem.code for problem in wrong.value.problems] == ["competence.not_below"]
    given = act(city, filed, "designate", {**WHY, "agency": "310104"}, at="310000", days=2)

    assert (given.state, given.agency.code) == ("distributed", "310104")
    asked.refresh_from_db()
    assert asked.finished_at is not None
    back = refusal(city, filed, "return", {"reason_code": "NO_COMPETENCE", **WHY}, at="310104")
    assert back == ["case.return.not_designated"]
    again = refusal(city, filed, "raise_dispute", {**WHY, "agency": "310115"}, at="310104")
    assert again == ["case.raise_dispute.not_designated"]
    seen = [moment.event for moment in reading.timeline(given, actor=complainant(filed))]
    assert seen[-1] == "competence.designated"


def test_without_a_body_above_both_the_answer_from_outside_is_recorded(city: Office):
    filed = city.file()
    act(city, filed, "raise_dispute", {**WHY, "agency": "330108"})
    assert refusal(city, filed, "ask_designation") == ["case.ask_designation.common_superior"]
    assert act(city, filed, "settle_dispute", {**WHY, "agency": "330108"}).agency.code == "330108"


def test_a_complaint_nobody_disputes_is_not_designated_or_taken_up(city: Office):
    filed = city.file()
    refused = refusal(city, filed, "designate", {**WHY, "agency": "310104"}, at="310000")
    assert refused == ["case.designate.may_be_designated"]
    assert "case.take_up.wrong_state" in refusal(city, filed, "take_up", at="310000")
    assert "case.settle_dispute.dispute_open" in refusal(city, filed, "settle_dispute", {**WHY, "agency": "310115"})


def test_a_report_goes_up_when_it_is_hard_to_handle_and_comes_down_again(city: Office):
    """P Arts. 15, 16: asked from below, answered within seven working days; taken up; handed down."""
    report = city.file(kind="report")
    act(city, report, "verify")
    act(city, report, "hand_up")
    assert Task.objects.get(case_id=report.id, kind="designate").due_on == date(2026, 10, 9)
    verify_by = Clock.objects.get(subject=report.id, limit_code="T_VERIFY_CLUE", superseded_at=None).due_on

    taken = act(city, report, "take_up", at="310000", days=1)
    assert (taken.state, taken.agency.code) == ("verifying", "310000")
    assert Clock.objects.get(subject=report.id, limit_code="T_VERIFY_CLUE", superseded_at=None).due_on == verify_by

    assert refusal(city, report, "hand_down", {**WHY, "agency": "310104"}, at="310000") == [
        "case.hand_down.not_designated"
    ]
    other = city.file(kind="report", complainant={"phone": "13900000000"})
    act(city, other, "take_up", at="310000")
    moved = act(city, city.file(kind="report", complainant={"phone": "13700000000"}), "designate",
                {**WHY, "agency": "310104"}, at="310000")  # fmt: skip
    assert moved.agency.code == "310104"


def test_a_superior_hands_its_own_report_down_but_not_sideways(city: Office):
    report = city.file(kind="report", respondent={"division": "310000"})
    assert city.case(report).agency.code == "310000"
    with pytest.raises(Invalid) as wrong:
        act(city, report, "hand_down", {**WHY, "agency": "330108"}, at="310000")
    assert [problem.code for problem in wrong.value.problems] == ["competence.not_below"]
    assert act(city, report, "hand_down", {**WHY, "agency": "310115"}, at="310000").agency.code == "310115"


def test_the_highest_body_has_nobody_to_hand_up_to(city: Office):
    report = city.file(kind="report")
    taken = act(city, report, "take_up", at="310000")
    assert taken.agency.code == "310000"
    act(city, report, "verify", at="310000")
    assert "case.hand_up.has_superior" in refusal(city, report, "hand_up", at="310000")
    case = Case.objects.get(pk=report.id)
    offered = {
        offer.step.verb
        for offer in steps.offers(case, actor=city.staff("supervisor", "310000"), now=NOON)
        if offer.allowed
    }
    assert "take_up" not in offered
