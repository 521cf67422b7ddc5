"""From accepted offers to an agreement both confirm, the document, and what becomes of the promises (S Art. 22-25)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from redress.cases import actions as cases
from redress.cases.letters import jobs as letter_jobs
from redress.cases.letters import queries as letters
from redress.cases.letters.wording import in_capitals
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed
from redress.mediation import codes as told
from redress.mediation import outcome, sides
from redress.mediation.actions import agreement, offers, performance, rooms, testing
from redress.mediation.models import Agreement, Consent, Promise
from redress.records import entries
from tests.cases.test_evidence import picture
from tests.conftest import NOON
from tests.mediation.conftest import Story
from tests.mediation.test_offers import bid, codes
from tests.mediation.test_separation import said_zip

IN_TEN_DAYS = str(day_of(NOON) + timedelta(days=10))
SEND_BACK = {"owed_by": "complainant", "kind": "RETURN", "due_on": IN_TEN_DAYS, "text": "原包装寄回"}


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("2399", "贰仟叁佰玖拾玖元整"), ("0.05", "伍分"), ("10", "壹拾元整"), ("1005.50", "壹仟零伍元伍角"),
        ("100000000", "壹亿元整"), ("20030", "贰万零叁拾元整"), ("0.50", "伍角"), ("107000.53", "壹拾万柒仟元伍角叁分"),
    ],
)  # fmt: skip
def test_a_sum_in_capital_numerals(amount, capitals):
    assert in_capitals(Decimal(amount)) == capitals


def before_both(story: Story) -> Agreement:
    """An accepted refund and the goods sent back, put to both sides."""
    offer = offers.make(story.number, bid("2399.00", condition="原路退回"), **story.at(story.consumer))
    offers.accept(story.number, offer.pk, **story.at(story.trader))
    agreement.draft(story.number, **story.at(story.mediator))
    agreement.add_clause(story.number, SEND_BACK, **story.at(story.mediator))
    return agreement.put(story.number, **story.at(story.mediator))


def code_for(story: Story, side: str) -> str:
    consents = Consent.objects.filter(agreement__room=story.room, side=side)
    return told.to_tell(story.room, list(consents))[side]


def form(story: Story, side: str, **more: Any) -> dict[str, Any]:
    actor = story.consumer if side == sides.COMPLAINANT else story.trader
    agreement.ask_code(story.number, **story.at(actor))
    current = Agreement.objects.get(room=story.room, state="put")
    clauses = [str(clause.pk) for clause in current.clauses.all()]
    return {"name": "林小雨", "code": code_for(story, side), "clauses": clauses, **more}


def confirmed(story: Story) -> None:
    before_both(story)
    agreement.confirm(story.number, form(story, "complainant"), **story.at(story.consumer))
    agreement.confirm(story.number, form(story, "respondent"), **story.at(story.trader))


def test_both_confirm_and_the_case_is_settled_on_these_terms(story):
    before_both(story)
    agreement.confirm(story.number, form(story, "complainant"), **story.at(story.consumer))
    assert story.office.case(story.filed).state == "mediating"
    agreement.confirm(story.number, form(story, "respondent"), **story.at(story.trader))
    case = story.office.case(story.filed)
    assert (case.state, case.outcome, str(case.perform_by)) == ("settled", "SETTLED_BY_MEDIATION", IN_TEN_DAYS)
    assert story.room.ending == "settled"
    settled = entries.of(case.pk, ["agreement.reached"])[0]
    assert settled.data["amount"] == "2399.00"
    assert settled.receipted
    shown = outcome.agreements(story.room, actor=story.trader)[0]
    assert shown.clauses[0].sentence.endswith("前退款2,399.00元（贰仟叁佰玖拾玖元整）。原路退回")
    assert shown.names == {"complainant": "林小雨", "respondent": "林小雨"}


def test_each_side_gets_the_document_with_sums_in_capitals(story):
    confirmed(story)
    case = story.office.case(story.filed)
    entry = entries.of(case.pk, ["agreement.reached"])[0]
    payload = {"case": case.pk, "letter": "mediation_document", "entry": entry.id}
    letter_jobs.issue_letter(payload, now=NOON)
    for actor in (story.consumer, story.trader):
        mine = [row for row in letters.of_case(case, actor=actor) if row.letter == "mediation_document"]
        assert len(mine) == 1
    client = Client()
    client.force_login(_user(story))
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = client.get(f"/desk/cases/{story.number}/room/paper/{mine[0].pk}.{kind}")
        assert answer.content.startswith(start)
    assert "贰仟叁佰玖拾玖元整" in said_zip(answer.content)


def _user(story: Story) -> Any:
    from redress.agencies.models import Staff

    return Staff.objects.get(pk=story.mediator.staff_id)


def test_a_side_that_leaves_while_the_other_signs_is_bound_to_nothing(story):
    before_both(story)
    theirs = form(story, "respondent")
    agreement.confirm(story.number, form(story, "complainant"), **story.at(story.consumer))
    rooms.leave(story.number, "我想去法院", **story.at(story.consumer))
    with pytest.raises(NotAllowed) as refusal:
        agreement.confirm(story.number, theirs, **story.at(story.trader))
    assert codes(refusal) == ["room.over"]
    assert story.office.case(story.filed).state == "mediating"


def test_a_complaint_that_is_withdrawn_while_the_other_signs_settles_nothing(story):
    """By the page of the case, not by the room: whoever comes second finds the terms off the table."""
    before_both(story)
    mine, theirs = form(story, "complainant"), form(story, "respondent")
    agreement.confirm(story.number, theirs, **story.at(story.trader))
    cases.act(story.number, "withdraw", {}, **story.at(story.consumer))
    with pytest.raises(NotAllowed):
        agreement.confirm(story.number, mine, **story.at(story.consumer))
    case = story.office.case(story.filed)
    assert (case.state, case.outcome) == ("terminated", "WITHDRAWN")
    assert not Agreement.objects.filter(room=story.room, state="concluded").exists()


def test_a_side_takes_its_yes_back_before_the_other_has_confirmed(story):
    before_both(story)
    theirs = form(story, "respondent")
    agreement.confirm(story.number, form(story, "complainant"), **story.at(story.consumer))
    agreement.decline(story.number, **story.at(story.consumer))
    with pytest.raises(NotAllowed) as refusal:
        agreement.confirm(story.number, theirs, **story.at(story.trader))
    assert codes(refusal) == ["room.agreement.off_the_table"]


def test_every_clause_the_name_and_the_right_code(story):
    before_both(story)
    good = form(story, "complainant")
    with pytest.raises(Invalid) as refusal:
        agreement.confirm(story.number, good | {"name": "", "clauses": good["clauses"][:1]}, **story.at(story.consumer))
    assert codes(refusal) == ["room.text.empty", "room.agreement.clause_open"]
    wrong = "000000" if good["code"] != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(NotAllowed) as refusal:
            agreement.confirm(story.number, good | {"code": wrong}, **story.at(story.consumer))
        assert codes(refusal) == ["room.agreement.wrong_code"]
    with pytest.raises(NotAllowed):
        agreement.confirm(story.number, good, **story.at(story.consumer))  # five wrong ones end the code
    with pytest.raises(NotAllowed):
        agreement.confirm(story.number, form(story, "complainant"), **story.at(story.consumer, hours=25))
    agreement.confirm(story.number, form(story, "complainant"), **story.at(story.consumer))
    for again in (agreement.ask_code, lambda number, **who: agreement.confirm(number, good, **who)):
        with pytest.raises(NotAllowed) as refusal:
            again(story.number, **story.at(story.consumer))
        assert codes(refusal) == ["room.agreement.confirmed_already"]


def test_a_draft_is_the_mediators_and_what_was_put_is_fixed(story):
    with pytest.raises(NotAllowed) as refusal:
        agreement.add_clause(story.number, SEND_BACK, **story.at(story.mediator))
    assert codes(refusal) == ["room.agreement.no_draft"]
    agreement.draft(story.number, **story.at(story.mediator))
    with pytest.raises(NotAllowed) as refusal:
        agreement.put(story.number, **story.at(story.mediator))
    assert codes(refusal) == ["room.agreement.empty"]
    clause = agreement.add_clause(story.number, SEND_BACK, **story.at(story.mediator))
    assert outcome.agreements(story.room, actor=story.consumer) == []
    agreement.put(story.number, **story.at(story.mediator))
    with pytest.raises(NotAllowed):
        agreement.drop_clause(story.number, clause.pk, **story.at(story.mediator))
    with pytest.raises(NotAllowed) as refusal:
        agreement.draft(story.number, **story.at(story.mediator))
    assert codes(refusal) == ["room.agreement.there_is_one"]
    with pytest.raises(NotAllowed) as refusal:
        agreement.confirm(story.number, form(story, "complainant"), **story.at(story.consumer, days=12))
    assert codes(refusal) == ["room.agreement.day_passed"]


def test_nobody_but_the_mediator_is_shown_codes(story):
    before_both(story)
    form(story, "complainant")
    assert outcome.codes_to_tell(story.room, actor=story.office.staff()) == {}
    assert outcome.codes_to_tell(story.room, actor=story.trader) == {}
    assert list(outcome.codes_to_tell(story.room, actor=story.mediator)) == ["complainant"]


def promises(story: Story) -> list[Promise]:
    return list(Promise.objects.order_by("clause_id"))


def test_promises_are_shown_done_with_proof_and_confirmed_by_the_other_side(story):
    confirmed(story)
    refund, goods = promises(story)
    performance.say_done(story.number, refund.pk, proof=("回单.png", picture()), **story.at(story.trader))
    with pytest.raises(NotAllowed) as refusal:
        performance.confirm(story.number, refund.pk, **story.at(story.trader))
    assert codes(refusal) == ["room.promise.your_own"]
    performance.confirm(story.number, refund.pk, **story.at(story.consumer))
    with pytest.raises(NotAllowed) as refusal:
        performance.say_done(story.number, refund.pk, **story.at(story.trader))
    assert codes(refusal) == ["room.promise.settled"]
    with pytest.raises(NotAllowed) as refusal:
        performance.say_done(story.number, goods.pk, **story.at(story.trader))
    assert codes(refusal) == ["room.promise.not_yours"]
    performance.confirm(story.number, goods.pk, **story.at(story.trader))
    noted = entries.of(story.filed.id, ["agreement.performance_recorded"])
    assert [entry.data["performed"] for entry in noted] == ["full"]


def test_a_broken_promise_is_noted_once_its_day_has_passed(story):
    confirmed(story)
    refund = promises(story)[0]
    with pytest.raises(NotAllowed) as refusal:
        performance.say_broken(story.number, refund.pk, **story.at(story.consumer))
    assert codes(refusal) == ["room.promise.not_due"]
    performance.say_broken(story.number, refund.pk, **story.at(story.consumer, days=11))
    noted = entries.of(story.filed.id, ["agreement.performance_recorded"])
    assert [entry.data["performed"] for entry in noted] == ["none"]


TEST = {"body": "示例检测中心", "text": "电池是否有缺陷", "paid_by": "respondent"}


def test_testing_by_agreement_stops_the_days_and_its_result_starts_them_again(story):
    row = testing.propose(story.number, TEST, **story.at(story.consumer))
    with pytest.raises(NotAllowed) as refusal:
        testing.start(story.number, row.pk, **story.at(story.mediator))
    assert codes(refusal) == ["room.testing.not_agreed"]
    with pytest.raises(NotAllowed) as refusal:
        testing.propose(story.number, TEST, **story.at(story.trader))
    assert codes(refusal) == ["room.testing.there_is_one"]
    with pytest.raises(NotAllowed) as refusal:
        testing.end(story.number, row.pk, "有缺陷", **story.at(story.mediator))
    assert codes(refusal) == ["room.testing.not_begun"]
    testing.answer(story.number, row.pk, "yes", **story.at(story.trader))
    testing.start(story.number, row.pk, **story.at(story.mediator))
    assert story.office.case(story.filed).state == "testing"
    assert entries.of(story.filed.id, ["testing.started"])[0].data["cost_paid_by"] == "respondent"
    testing.end(story.number, row.pk, "电池有缺陷", **story.at(story.mediator, days=5))
    assert story.office.case(story.filed).state == "mediating"
    assert outcome.tests(story.room, actor=story.trader)[0]["result"] == "电池有缺陷"


def test_the_office_appoints_the_body_but_not_who_pays(story):
    first = testing.propose(story.number, TEST, **story.at(story.consumer))
    testing.answer(story.number, first.pk, "body", **story.at(story.trader))
    testing.appoint(story.number, first.pk, **story.at(story.mediator))
    with pytest.raises(NotAllowed) as refusal:
        testing.answer(story.number, first.pk, "yes", **story.at(story.trader))
    assert codes(refusal) == ["room.testing.decided"]
    testing.start(story.number, first.pk, **story.at(story.mediator))
    testing.end(story.number, first.pk, "无缺陷", **story.at(story.mediator))
    second = testing.propose(story.number, TEST, **story.at(story.mediator))
    testing.answer(story.number, second.pk, "cost", **story.at(story.trader))
    with pytest.raises(NotAllowed) as refusal:
        testing.appoint(story.number, second.pk, **story.at(story.mediator))
    assert codes(refusal) == ["room.testing.cost_open"]
    ground = {"reason_code": "TEST_COST_DISAGREED", "text": "双方对检测费用承担达不成一致。"}
    rooms.end(story.number, ground, **story.at(story.mediator))
    case = story.office.case(story.filed)
    assert (case.state, story.room.ending) == ("terminated", "terminated")
    assert "termination_decided" in entries.of(case.pk, ["mediation.terminated"])[0].data["clock"]
