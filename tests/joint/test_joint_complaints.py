"""Joint complaints: with everybody's consent, two speak in writing, and nobody is settled for without their own yes (S Art. 12)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redress.cases import actions as cases
from redress.cases import reading
from redress.deadlines.models import Clock
from redress.joint import actions, queries
from redress.joint.models import How, Joint, Member, Standing
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.privacy import erasure
from redress.records import entries
from tests.conftest import NOON
from tests.world import Office, complainant

BOTH = {"complainant_consents": True, "respondent_consents": True}
TERMS = "每人退还货款2399元，10月20日前付清。"
SETTLED = {"text": TERMS, "perform_by": "2026-10-20"}


def opened(office: Office, filed, **more) -> Joint:
    return actions.propose([one.number for one in filed], actor=office.staff(), now=NOON, **more)


def member(filed) -> Member:
    return Member.objects.select_related("joint").get(case_id=filed.id)


def says(filed, *, agrees: bool = True, **more) -> Member:
    return actions.answer(member(filed), agrees=agrees, actor=complainant(filed), now=NOON, **more)


def represented(office: Office, three) -> Joint:
    """Lin speaks for Wang; Chen agrees and speaks for herself."""
    joint = opened(office, three)
    lin = says(three[0], stands=True)
    says(three[1], chosen=[lin.pk])
    says(three[2])
    return joint


def distributed(office: Office, filed):
    cases.act(filed.number, "distribute", {"agency": "310115-01", "text": "属于该所"}, actor=office.staff(), now=NOON)
    return filed


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_everybody_is_asked_and_keeps_number_clock_and_state(office: Office, three):
    before = {clock.pk: clock.due_on for clock in Clock.objects.all()}
    joint = opened(office, three)
    assert [one.member.standing for one in queries.lines(joint)] == [Standing.ASKED] * 3
    assert {clock.pk: clock.due_on for clock in Clock.objects.all()} == before
    assert {office.case(one).state for one in three} == {"received"}
    assert all(entries.of(one.id, ["joint.proposed"]) for one in three)


def test_who_declines_goes_on_alone_and_who_agreed_can_leave(office: Office, three):
    joint = opened(office, three)
    says(three[0])
    says(three[1], agrees=False)
    actions.leave(member(three[0]), actor=complainant(three[0]), now=NOON)
    assert [one.member.standing for one in queries.lines(joint)] == ["left", "declined", "asked"]
    with pytest.raises(NotAllowed) as refused:
        says(three[0])
    assert codes(refused) == ["joint.left"]
    assert opened(office, three[:2]).pk != joint.pk, "who left can be asked anew, in another one"


def test_two_at_most_speak_and_only_for_those_who_chose_them(office: Office):
    people = [office.file(complainant={"name": f"张{n}", "phone": f"1380000{n:04}"}) for n in range(5)]
    joint = opened(office, people)
    first, second, third = (says(one, stands=True) for one in people[:3])
    with pytest.raises(Invalid) as wrong:
        says(people[3], chosen=[first.pk, second.pk, third.pk])
    assert codes(wrong) == ["joint.two"]
    says(people[3], chosen=[third.pk, second.pk])
    says(people[4], chosen=[third.pk])
    says(people[0], stands=True, chosen=[second.pk])

    lines = queries.lines(joint)
    assert [one.represents for one in lines] == [False, True, True, False, False]
    assert [len(one.spoken_by) for one in lines] == [1, 0, 0, 2, 1]


def test_nobody_is_chosen_who_is_not_willing(office: Office, three):
    opened(office, three)
    quiet = says(three[0])
    with pytest.raises(Invalid) as wrong:
        says(three[1], chosen=[quiet.pk])
    assert codes(wrong) == ["joint.not_willing"]
    assert member(three[1]).standing == Standing.ASKED, "nothing was changed"


def test_a_settlement_binds_the_represented_only_with_their_own_yes(office: Office, three):
    """S Art. 12(2): settling needs the consent of those represented."""
    joint = represented(office, three)
    officer = office.staff()
    for one in three:
        cases.act(one.number, "accept", {}, actor=officer, now=NOON)
        cases.act(one.number, "begin_mediation", BOTH, actor=officer, now=NOON)

    with pytest.raises(NotAllowed) as refused:
        cases.act(three[1].number, "settle", SETTLED, actor=officer, now=NOON)
    assert codes(refused) == ["case.settle.represented_agree"]
    assert cases.act(three[2].number, "settle", SETTLED, actor=officer, now=NOON).state == "settled"

    terms = actions.put_terms(joint, TERMS, actor=officer, now=NOON)
    assert queries.words(terms, three[1].id) == TERMS
    actions.assent(member(three[1]), terms.pk, agrees=False, actor=complainant(three[1]), now=NOON)
    with pytest.raises(NotAllowed):
        cases.act(three[1].number, "settle", SETTLED, actor=officer, now=NOON)
    actions.assent(member(three[1]), terms.pk, agrees=True, actor=complainant(three[1]), now=NOON)
    assert cases.act(three[1].number, "settle", SETTLED, actor=officer, now=NOON).state == "settled"


def test_new_terms_ask_everybody_again(office: Office, three):
    joint = represented(office, three)
    first = actions.put_terms(joint, TERMS, actor=office.staff(), now=NOON)
    actions.assent(member(three[1]), first.pk, agrees=True, actor=complainant(three[1]), now=NOON)
    actions.put_terms(joint, "每人退还2000元。", actor=office.staff(), now=NOON + timedelta(days=1))
    assert [one.assent for one in queries.lines(joint)] == [None, None, None]
    with pytest.raises(NotAllowed) as refused:
        actions.assent(member(three[1]), first.pk, agrees=True, actor=complainant(three[1]), now=NOON)
    assert codes(refused) == ["joint.terms_changed"]


def test_what_a_representative_sends_counts_for_those_they_speak_for(office: Office, three):
    represented(office, three)
    cases.act(
        three[0].number, "request_materials",
        {"reason_code": "COMPLAINANT_NAME", "text": "请补充", "due_on": "2026-09-30"}, actor=office.staff(), now=NOON,
    )  # fmt: skip
    cases.act(three[0].number, "supply_materials", {"text": "补上了"}, actor=complainant(three[0]), now=NOON)
    told = [bool(entries.of(one.id, ["joint.representative_acted"])) for one in three]
    assert told == [False, True, False]
    seen = reading.timeline(office.case(three[1]), actor=complainant(three[1]))
    assert seen[-1].event == "joint.representative_acted"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param(lambda office, three: three[:1], "joint.too_few", id="one-person"),
        pytest.param(lambda office, three: [three[0], office.file(kind="report")], "joint.report", id="a-report"),
        pytest.param(
            lambda office, three: [three[0], office.file(respondent={"name": "另一家店"})],
            "joint.traders",
            id="traders",
        ),
        pytest.param(lambda office, three: [three[0], distributed(office, three[1])], "joint.bodies", id="bodies"),
    ],
)
def test_what_is_no_joint_complaint_is_refused_with_the_reason(office: Office, three, given, code):
    with pytest.raises(Invalid) as wrong:
        opened(office, given(office, three))
    assert code in codes(wrong)
    assert not Joint.objects.exists()


def test_closed_cases_and_cases_of_another_joint_complaint_are_left_out(office: Office, three):
    cases.act(
        three[2].number,
        "refuse",
        {"reason_code": "NOT_CONSUMER_DISPUTE", "text": "不是消费"},
        actor=office.staff(),
        now=NOON,
    )
    cases.act(three[2].number, "issue_result", {"text": "不予受理"}, actor=office.staff(), now=NOON)
    cases.act(three[2].number, "close", {}, actor=office.staff(), now=NOON)
    with pytest.raises(Invalid) as wrong:
        opened(office, [three[0], three[2]])
    assert codes(wrong) == ["joint.over"]
    joint = opened(office, three[:2])
    with pytest.raises(Invalid) as wrong:
        opened(office, three[:2])
    assert codes(wrong) == ["joint.elsewhere"]
    late = office.file(complainant={"name": "赵一", "phone": "13600001111"})
    assert opened(office, [late], into=joint).pk == joint.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(joint=Joint.objects.create(
            agency_id=joint.agency_id, trader_name="x", opened_at=NOON, opened_by="t"), case_id=late.id)  # fmt: skip


def test_not_yours_is_not_there(office: Office, three):
    joint = opened(office, three[:2])
    stranger = office.file(complainant={"name": "外人", "phone": "13500000000"})
    for actor in (complainant(stranger), office.staff("officer", "330108"), office.staff("admin")):
        assert queries.seen_by(actor, joint.pk) is None
        with pytest.raises((NotThere, NotAllowed)):
            actions.answer(member(three[0]), agrees=True, actor=actor, now=NOON)
    with pytest.raises(NotThere):
        actions.answer(member(three[0]), agrees=True, actor=complainant(three[1]), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        actions.propose([three[0].number, three[1].number], actor=office.staff("clerk"), now=NOON)
    assert codes(refused) == ["joint.role"]


def test_the_office_records_paper_but_never_clicks_for_a_person(office: Office, three):
    opened(office, three)
    with pytest.raises(NotAllowed) as refused:
        actions.answer(member(three[0]), agrees=True, actor=office.staff(), now=NOON)
    assert codes(refused) == ["joint.not_theirs"]
    actions.answer(member(three[0]), agrees=True, how=How.PAPER, actor=office.staff(), now=NOON)
    assert member(three[0]).how == How.PAPER


def test_terms_without_words_or_people_are_refused_and_nothing_goes_on_after_the_end(office: Office, three):
    joint = opened(office, three)
    with pytest.raises(Invalid) as wrong:
        actions.put_terms(joint, " \x00 ", actor=office.staff(), now=NOON)
    assert codes(wrong) == ["joint.terms"]
    with pytest.raises(Invalid) as wrong:
        actions.put_terms(joint, TERMS, actor=office.staff(), now=NOON)
    assert codes(wrong) == ["joint.nobody"]
    actions.end(joint, actor=office.staff(), now=NOON)
    assert member(three[0]).standing == Standing.LEFT
    with pytest.raises(NotAllowed) as refused:
        opened(office, [office.file(complainant={"phone": "13411112222"})], into=Joint.objects.get())
    assert codes(refused) == ["joint.ended"]


def test_the_terms_go_with_the_key_of_a_case(office: Office, three):
    joint = represented(office, three)
    terms = actions.put_terms(joint, TERMS, actor=office.staff(), now=NOON)
    erasure.erase(three[1].id, actors=(office.staff(), office.staff("supervisor")), basis="pipl-2021:47", now=NOON)
    assert queries.words(terms, three[1].id) == ""
    assert queries.words(terms, three[2].id) == TERMS
