"""The nine rights: recognised by tests with articles, fraud by its two lists, the burden by its rules."""

from datetime import date

import pytest

from redress.law.in_force import rule_data
from redress.law.rights import checks, recognise, rights, void_terms
from redress.law.vocabulary import VOCABULARY

ON = date(2026, 11, 23)
NINE = [
    *("SAFETY", "INFORMATION", "CHOICE", "FAIR_TRADE", "COMPENSATION", "ASSOCIATION", "EDUCATION"),
    *("DIGNITY_PRIVACY", "SUPERVISION"),
]


def touched(recognition):
    return [one.right.code for one in recognition.touched]


def cited(recognition):
    return {f"{cite.law} {cite.article}" for one in recognition.touched for cite in one.cites}


def test_there_are_nine_rights_in_the_order_of_the_law():
    assert list(rights()) == NINE
    assert [right.cites[0].article.partition("(")[0] for right in rights().values()] == [str(n) for n in range(7, 16)]


@pytest.mark.parametrize("right", NINE)
def test_every_right_can_be_recognised(right):
    own = [check for check in checks().values() if check.right == right]

    assert own
    for check in own:
        assert touched(recognise({check.code: True}, on=ON)) == [right]


def test_every_remedy_of_a_right_is_a_rule():
    assert [code for right in rights().values() for code in right.remedies if code not in rule_data()] == []


def test_every_fact_that_answers_a_test_is_a_fact():
    named = [name.removeprefix("!") for check in checks().values() for name in check.answered_by]

    assert [name for name in named if VOCABULARY[name].type != "yes_no"] == []


@pytest.mark.parametrize(
    ("hit", "fraud", "article"),
    [
        ("UNSAFE_GOODS", "presumed", "16(1)"),
        ("EXPIRED_OR_SPOILED", "presumed", "16(1)"),
        ("FAKE_ORIGIN_OR_MARK", "presumed", "16(1)"),
        ("ADULTERATED", "listed", "16(2)"),
        ("BANNED_GOODS", "listed", "16(2)"),
        ("RIGGED_MEASURE", "listed", "16(2)"),
        ("MONEY_TAKEN_NOTHING_GIVEN", "listed", "16(2)"),
        ("FALSE_PUBLICITY", "listed", "16(2)"),
        ("FAKED_REVIEWS", "listed", "16(2)"),
        ("FALSE_SPECIAL_PRICE", "listed", "16(2)"),
        ("SERVICE_TRADE_CHEATING", "listed", "16(2)"),
        ("INVOICE_REFUSED", "none", None),
        ("QUALITY_NOT_AS_REQUIRED", "none", None),
    ],
)
def test_fraud_is_what_the_two_lists_say(hit, fraud, article):
    found = recognise({hit: True}, on=ON)

    assert found.fraud == fraud
    assert [cite.article for cite in found.fraud_cites] == ([article] if article else [])


def test_listed_fraud_goes_before_presumed():
    assert recognise({"UNSAFE_GOODS": True, "ADULTERATED": True}, on=ON).fraud == "listed"


def test_presumed_fraud_is_for_the_trader_to_disprove():
    assert recognise({"UNSAFE_GOODS": True}, on=ON).burden == "operator"
    assert recognise({"ADULTERATED": True}, on=ON).burden == "consumer"


@pytest.mark.parametrize(
    ("hit", "article"),
    [
        ("FOOD_UNSAFE", "spc-food-drug-disputes-2021 6"),
        ("DURABLE_FLAW_WITHIN_SIX_MONTHS", "cpl-2013 23(3)"),
        ("DATA_COLLECTED_UNLAWFULLY", "pipl-2021 69(1)"),
        ("DATA_LEAKED_OR_SOLD", "pipl-2021 69(1)"),
    ],
)
def test_the_burden_is_the_traders_where_a_rule_says_so(hit, article):
    found = recognise({hit: True}, on=ON)

    assert found.burden == "operator"
    assert [f"{cite.law} {cite.article}" for cite in found.burden_cites] == [article]


def test_a_harmless_label_is_no_fraud():
    found = recognise({"FALSE_PUBLICITY": True}, facts={"label_flaw_only": True, "misleading": False}, on=ON)

    assert found.fraud == "none"
    assert [cite.article for cite in found.fraud_cites] == ["49(1)"]


def test_a_misleading_label_is():
    facts = {"label_flaw_only": True, "misleading": True}

    assert recognise({"FALSE_PUBLICITY": True}, facts=facts, on=ON).fraud == "listed"


def test_fraud_beyond_a_harmless_label_is_fraud():
    facts = {"label_flaw_only": True, "misleading": False, "fraud_other_than_label": True}

    assert recognise({"FALSE_PUBLICITY": True}, facts=facts, on=ON).fraud == "listed"


def test_a_staged_claim_is_no_fraud():
    found = recognise({"ADULTERATED": True}, facts={"staged_claim": True}, on=ON)

    assert found.fraud == "none"
    assert [cite.article for cite in found.fraud_cites] == ["49(2)"]


def test_facts_answer_tests():
    found = recognise(facts={"food_unsafe": True, "conforming": False, "dignity_violated": True}, on=ON)

    assert touched(found) == ["SAFETY", "FAIR_TRADE", "DIGNITY_PRIVACY"]


def test_an_answer_goes_before_the_facts():
    assert touched(recognise({"FOOD_UNSAFE": False}, facts={"food_unsafe": True}, on=ON)) == []


def test_a_fact_that_says_no_leaves_the_test_open():
    found = recognise(facts={"found_substandard": False}, on=ON)

    assert "QUALITY_NOT_AS_REQUIRED" in [check.code for check in found.open]


def test_what_is_answered_is_not_open():
    found = recognise({"INVOICE_REFUSED": False, "DEFECT": True}, on=ON)
    still_open = {check.code for check in found.open}

    assert not {"INVOICE_REFUSED", "DEFECT"} & still_open
    assert len(still_open) == len(checks()) - 2


def test_only_provisions_in_force_are_cited():
    old = recognise({"FALSE_PUBLICITY": True}, on=date(2014, 6, 1))

    assert cited(old) == {"cpl-2013 8", "cpl-2013 20(1)", "cpl-2013 45(1)"}
    assert old.fraud_cites == ()


def test_price_fraud_is_told_apart():
    assert recognise({"FALSE_SPECIAL_PRICE": True}, on=ON).price_fraud
    assert not recognise({"COMPARISON_PRICE": True}, on=ON).price_fraud


def test_an_unknown_test_is_an_error():
    with pytest.raises(LookupError, match="NO_SUCH"):
        recognise({"NO_SUCH": True}, on=ON)


def test_the_answer_in_words():
    told = recognise({"AUTHORITY_FAILED": True}, on=ON).as_dict("en")

    assert told["opinion"] is True
    (right,) = told["rights"]
    assert right["code"] == "SUPERVISION"
    assert "supervisory commission" in right["tests"][0]["goes_to"]
    assert recognise({"AUTHORITY_FAILED": True}, on=ON).as_dict()["rights"][0]["title"] == "监督批评权"


def test_void_terms_have_their_provisions():
    assert len(void_terms()) >= 10
    assert all(term.cites and set(term.pattern) == {"zh", "en"} for term in void_terms().values())
