"""What people ask about their own data, and what they get."""

import json
from datetime import date

import pytest
from django.utils import translation

from redress.kernel.problems import NotAllowed, NotThere
from redress.privacy import access, consents, erasure, requests, reveals, vault
from redress.records.entries import of
from tests.conftest import NOON
from tests.privacy.cast import AUDITOR, CLERK, LI, OFFICER, SUPERVISOR, codes, file_case

pytestmark = pytest.mark.django_db
REASONS = "诉讼还在进行，法律要求保存到结案。"


def ask(kind="access", actor=LI, case_id=1, **more):
    return requests.ask(kind, case_id=case_id, text="我想看看你们存了我什么", actor=actor, now=NOON, **more)


def test_a_request_has_fifteen_working_days_and_never_more_than_thirty_days():
    file_case()

    row = ask()

    # 23, 24, 28, 29, 30 September; 8, 9 and (make-up) 10 October; 12 to 16, 19 and 20 October.
    assert row.due_on == date(2026, 10, 20)
    assert row.latest_on == date(2026, 10, 22)
    assert [waiting.pk for waiting in requests.waiting()] == [row.pk]


def test_whoever_holds_the_pickup_phrase_is_known_already():
    file_case()

    assert ask().state == "identified"
    assert ask(actor=CLERK).state == "received"


def test_the_words_are_sealed():
    file_case()
    row = ask(contact="微信 li_xiaomei")

    requests.grant(row.pk, text="见附件。", actor=OFFICER, now=NOON)

    row.refresh_from_db()
    assert requests.words(row) == {
        "asked": {"text": "我想看看你们存了我什么", "contact": "微信 li_xiaomei"},
        "answer": {"text": "见附件。", "refusal": ""},
    }
    assert [entry.event for entry in of(1)] == ["data_request.asked", "data_request.granted"]
    assert "li_xiaomei" not in str([entry.data for entry in of(1)])


def test_a_person_without_a_case_can_ask_too():
    row = ask(actor=CLERK, case_id=None, relation="self")
    requests.identify(row.pk, how="document", actor=CLERK, now=NOON)

    requests.refuse(row.pk, ground="none_held", text="我们没有存您的任何信息。", actor=CLERK, now=NOON)

    row.refresh_from_db()
    assert (row.state, row.refusal_code) == ("refused", "none_held")
    assert requests.words(row)["answer"]["refusal"] == "我们没有存您的任何信息。"


def test_a_near_relative_of_a_person_who_died_may_ask():
    file_case()
    row = ask(actor=CLERK, relation="relative")

    assert (row.relation, row.state) == ("relative", "received")
    requests.identify(row.pk, how="document", actor=CLERK, now=NOON)
    requests.grant(row.pk, text="见附件。", actor=OFFICER, now=NOON)
    row.refresh_from_db()
    assert row.state == "granted"


def test_nothing_is_handed_out_before_it_is_clear_who_asks():
    file_case()
    row = ask(actor=CLERK)

    with pytest.raises(NotAllowed) as refusal:
        requests.grant(row.pk, text="见附件。", actor=OFFICER, now=NOON)
    assert codes(refusal) == ["request.answer.not_identified"]

    requests.identify(row.pk, how="called_back", actor=CLERK, now=NOON)
    assert requests.grant(row.pk, text="见附件。", actor=OFFICER, now=NOON).state == "granted"


@pytest.mark.parametrize(
    ("ground", "text", "problems"),
    [
        ("dislike", "不", ["request.refuse.unknown_ground", "request.refuse.no_reasons"]),
        ("duty", "   ", ["request.refuse.no_reasons"]),
    ],
)
def test_a_refusal_states_ground_and_reasons(ground, text, problems):
    file_case()
    row = ask("deletion")

    with pytest.raises(NotAllowed) as refusal:
        requests.refuse(row.pk, ground=ground, text=text, actor=OFFICER, now=NOON)

    assert codes(refusal) == problems
    row.refresh_from_db()
    assert row.state == "identified"


def test_part_of_a_request_can_be_granted_with_reasons_for_the_rest():
    file_case()
    row = ask("deletion")

    answered = requests.grant(
        row.pk, text="录音已删除。", refusal_code="period_runs", refusal=REASONS, actor=OFFICER, now=NOON
    )

    assert (answered.state, answered.refusal_code) == ("partly", "period_runs")


def test_an_answered_request_stays_answered():
    file_case()
    row = ask()
    requests.grant(row.pk, text="见附件。", actor=OFFICER, now=NOON)

    with pytest.raises(NotAllowed) as refusal:
        requests.refuse(row.pk, ground="duty", text=REASONS, actor=OFFICER, now=NOON)
    assert codes(refusal) == ["request.answer.closed"]


def test_who_answers():
    file_case()
    row = ask()

    with pytest.raises(NotAllowed) as refusal:
        requests.grant(row.pk, text="见附件。", actor=AUDITOR, now=NOON)
    assert codes(refusal) == ["request.answer.wrong_role"]
    with pytest.raises(NotThere):
        requests.grant(999, text="见附件。", actor=OFFICER, now=NOON)


def test_all_problems_with_a_request_come_at_once():
    with pytest.raises(NotAllowed) as refusal:
        requests.ask("magic", case_id=None, text="", contact="138****1234", relation="cat", actor=CLERK, now=NOON)

    assert codes(refusal) == ["request.ask.unknown_kind", "request.ask.unknown_relation", "vault.write.masked"]


def test_a_correction_changes_the_value_and_what_the_case_is_found_by():
    file_case()
    row = ask("correction")

    changed = requests.correct(
        row.pk, "intake", {"complainant/phone": "13700000000"}, lookups=[("phone", "13700000000")],
        actor=OFFICER, now=NOON,
    )  # fmt: skip

    assert changed == ["complainant/phone"]
    assert vault.open(1, "intake")["complainant"] == {
        "name": "李晓梅", "phone": "13700000000", "address": "上海市浦东新区丁香路1号",
    }  # fmt: skip
    assert vault.find("phone", "13912345678") == []
    assert vault.find("phone", "13700000000") == [1]


def test_a_masked_value_or_an_unknown_place_corrects_nothing():
    file_case()
    row = ask("correction")

    with pytest.raises(NotAllowed) as refusal:
        requests.correct(
            row.pk, "intake", {"complainant/phone": "138****1234", "complainant/name/first": "梅"},
            actor=OFFICER, now=NOON,
        )  # fmt: skip

    assert codes(refusal) == ["request.correct.no_such_place", "vault.write.masked"]
    assert vault.open(1, "intake")["complainant"]["phone"] == "13912345678"


def test_only_a_request_for_correction_corrects():
    file_case()
    row = ask("access")

    with pytest.raises(NotAllowed) as refusal:
        requests.correct(row.pk, "intake", {"complainant/phone": "13700000000"}, actor=OFFICER, now=NOON)
    assert codes(refusal) == ["request.correct.other_kind"]


def test_a_granted_restriction_stands_until_it_is_lifted():
    file_case()
    row = ask("restriction")

    requests.grant(row.pk, text="从今天起只保存。", actor=OFFICER, now=NOON)
    requests.restrict(1, basis="request", actor=OFFICER, now=NOON)

    assert requests.is_restricted(1)
    assert [entry.event for entry in of(1)].count("personal_data.restricted") == 1
    assert requests.lift_restriction(1, actor=SUPERVISOR, now=NOON) is True
    assert requests.lift_restriction(1, actor=SUPERVISOR, now=NOON) is False
    assert not requests.is_restricted(1)


def test_access_gives_everything_for_people_and_for_programs():
    file_case(1, **{"message:1": "请尽快处理"})
    consents.answer(
        1, "publication", given=False, operator_kind="authority", notice_version="2026-1", via="web", actor=LI, now=NOON
    )
    reveals.reveal(1, "intake/story", reason_code="mediation", text="准备调解", actor=OFFICER, now=NOON)
    ask()

    content = access.package([1], facts={1: {"number": "AB12"}}, now=NOON)

    case = json.loads(access.as_json(content))["cases"][0]
    assert case["case"] == {"number": "AB12"}
    assert case["values"]["intake"]["complainant"]["phone"] == "13912345678"
    assert case["values"]["message:1"] == "请尽快处理"
    assert case["consents"][0]["given"] is False
    assert case["seen_by"][0]["reason"] == "mediation"
    assert case["requests"][0]["kind"] == "access"
    with translation.override("en"):
        text = access.as_text(content)
    assert "intake/complainant/phone: 13912345678" in text
    assert "number: AB12" in text


def test_access_says_when_a_case_was_erased():
    file_case()
    erasure.erase(1, actors=(OFFICER, SUPERVISOR), basis="case_file", now=NOON)

    content = access.package([1, 2], facts={}, now=NOON)

    assert [case["erased"] for case in content["cases"]] == [True, False]
    with translation.override("en"):
        assert "was erased" in access.as_text(content)
