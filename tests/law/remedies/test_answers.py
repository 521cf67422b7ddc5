"""The answer as a whole: its shape, its reasons, its formula, its languages."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from redress.law.facts import parse
from redress.law.remedies import assess
from tests.law.matters import ON, matters

FINDING = {
    *("id", "title", "status", "amount", "refund", "at_least", "refund_at_least", "at_most", "total", "currency"),
    *("formula", "options", "not_with", "part_of", "cites", "because", "because_codes", "missing", "unless"),
}
REMEDIES = [
    *("FRAUD_X3", "FOOD_X10", "FOOD_KNOWN_PURCHASE", "DRUG_X10", "KNOWN_DEFECT_X2", "PROMISE_HIGHER", "REFUND"),
    *("RETURN_7D", "RETURN_7D_NO_REASON", "WARRANTY", "CAR_RETURN", "PREPAID", "PREPAID_REFUND", "INJURY"),
    *("PREPAID_COOLING_OFF", "OVERCHARGE", "DEPOSIT_DOUBLE", "PENALTY_CLAUSE", "BREACH_LOSS", "DIGNITY"),
    "PERSONAL_DATA",
]
FRAUD = {"fraud": True, "price": "3999", "bought_on": "2026-08-28"}


def told(facts, code, lang="en", on=ON):
    return next(one for one in assess(facts, on=on).as_dict(lang)["findings"] if one["id"] == code)


def test_the_answer_has_its_shape():
    answer = assess(FRAUD, on=ON).as_dict()

    assert set(answer) == {
        *("on", "findings", "routes", "liable", "possibly_liable", "proof", "limitation", "facts_used"),
        *("parameters", "unclear", "estimate"),
    }
    assert answer["estimate"] is True
    assert answer["facts_used"] == ["price", "bought_on", "fraud"]


def test_every_remedy_is_answered_even_if_nothing_is_known():
    answer = assess({}, on=ON).as_dict()

    assert set(REMEDIES) <= {finding["id"] for finding in answer["findings"]}
    assert {finding["status"] for finding in answer["findings"]} <= {"unknown", "unavailable"}
    assert all(set(finding) >= FINDING for finding in answer["findings"])
    assert answer["facts_used"] == answer["parameters"] == []


def test_the_numbers_used_come_with_their_days_and_sources():
    rows = {row["name"]: row for row in assess(FRAUD, on=ON).as_dict()["parameters"]}

    assert rows["fraud_multiple"] == {
        "name": "fraud_multiple",
        "value": "3",
        "unit": "times the price",
        "since": "2014-03-15",
        "source": {"law": "cpl-2013", "article": "55(1)"},
        "law_of": "purchase",
        "verified": True,
    }


@pytest.mark.parametrize(
    ("facts", "code", "zh", "en"),
    [
        (
            FRAUD,
            "FRAUD_X3",
            "max(3 × 价款, 500) = max(3 × 3999, 500) = 11997.00",
            "max(3 × price paid, 500) = max(3 × 3999, 500) = 11997.00",
        ),
        ({"fraud": True}, "FRAUD_X3", "max(3 × 价款, 500)", "max(3 × price paid, 500)"),
        (
            {"paid": "120", "lawful_price": "99.90"},
            "OVERCHARGE",
            "实际支付的价款 − 依法应付的价款 = 120 − 99.90 = 20.10",
            "price actually paid − lawful price = 120 − 99.90 = 20.10",
        ),
        (
            {"prepaid_amount": "5000", "bonus_amount": "1000", "used_credit": "1800", "consumer_cause": False},
            "PREPAID_REFUND",
            "预付款（实付金额） − 已消费金额（按卡内扣款） × 预付款（实付金额） ÷ (预付款（实付金额） + 赠送金额)"
            " = 5000 − 1800 × 5000 ÷ (5000 + 1000) = 3500.00",
            "money prepaid − credit used × money prepaid ÷ (money prepaid + bonus credit)"
            " = 5000 − 1800 × 5000 ÷ (5000 + 1000) = 3500.00",
        ),
        ({"price": "80", "fraud": True}, "REFUND", "价款 = 80.00", "price paid = 80.00"),
        (
            {"price": "80", "food_unsafe": True, "seller_knew": True},
            "FOOD_X10",
            "max(10 × 价款, 1000) = max(10 × 80, 1000) = 1000.00",
            "max(10 × price paid, 1000) = max(10 × 80, 1000) = 1000.00",
        ),
        ({"dignity_violated": True}, "DIGNITY", None, None),
    ],
)
def test_the_formula_shows_the_words_the_numbers_and_the_sum(facts, code, zh, en):
    assert told(facts, code, "zh-hans")["formula"] == zh
    assert told(facts, code, "en")["formula"] == en


def test_a_period_that_still_runs_says_until_when_to_act():
    bought = {"channel": "online", "delivered_on": "2026-11-20", "intact": True}

    assert told(bought, "RETURN_7D_NO_REASON")["act_by"] == "2026-11-27"
    assert told({**bought, "delivered_on": "2026-11-02"}, "RETURN_7D_NO_REASON")["act_by"] is None
    assert told({**bought, "reported_on": "2026-11-21"}, "RETURN_7D_NO_REASON")["act_by"] is None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=matters(least=10, most=50))
def test_the_numbers_of_a_formula_come_to_its_sum(facts):
    for finding in assess(parse(facts), on=ON).as_dict("en")["findings"]:
        *_, numbers, total = ["", *(finding["formula"] or "").split(" = ")]
        if finding["status"] == "available" and re.fullmatch(r"(max|min|[\d.,+−×÷() ])+", numbers):
            sums = re.sub(r"[\d.]+", r"Decimal('\g<0>')", numbers).translate(str.maketrans("−×÷", "-*/"))
            assert abs(eval(sums) - Decimal(total)) < Decimal("0.006"), finding["formula"]  # noqa: S307


def test_the_formula_keeps_what_bounds_a_sum():
    victim = {"death": True, "age": 40, "income_per_head": "50000"}

    assert told(victim, "INJURY")["formula"].endswith(" = 50000 × max(5, 20 − max(40 − 60, 0)) = 1000000.00")


def test_reasons_are_sentences_with_stable_codes():
    finding = told({"food_unsafe": True, "seller_knew": True, "price": "12.50"}, "FOOD_X10", "en")

    assert finding["because_codes"] == ["food_unsafe:yes", "producer_or_knowing:yes"]
    assert finding["because"][0] == "the food was against the safety standards"


def test_reasons_of_a_refusal_name_what_fails():
    finding = told({"fraud": True, "price": "10", "purpose": "other"}, "FRAUD_X3")

    assert finding["because_codes"] == ["consumer_purpose:no"]


def test_reasons_of_an_open_answer_name_what_is_open():
    finding = told({"price": "10"}, "FRAUD_X3")

    assert finding["because"] == ["not known yet: fraud"]


def test_words_among_the_facts_are_reasons_too():
    proof = assess({"channel": "online"}, on=ON).as_dict("en")["proof"]

    assert [row["because"] for row in proof] == [["how it was bought: online"]]


def test_a_reason_with_a_day_shows_it():
    finding = told(
        {"channel": "online", "delivered_on": "2026-11-02", "reported_on": "2026-11-10", "intact": True},
        "RETURN_7D_NO_REASON",
    )

    assert finding["because"] == ["notice came after the seven days (that was until 9 Nov 2026)"]


def test_choices_in_a_sum_are_reasons():
    finding = told(
        {"prepaid_amount": "2000", "used_credit": "800", "used_at_list_price": "1200", "consumer_cause": True},
        "PREPAID_REFUND",
    )

    assert "own_reason:yes" in finding["because_codes"]
    assert {"law": "spc-prepaid-2025", "article": "19(1)"} in finding["cites"]


def test_the_total_counts_a_pure_refund_once():
    assert told(FRAUD, "FRAUD_X3")["total"] == "15996.00"
    assert told(FRAUD, "REFUND")["total"] == "3999.00"
    assert told({"paid": "120", "lawful_price": "100"}, "OVERCHARGE")["total"] == "20.00"
    assert told({"fraud": True}, "FRAUD_X3")["total"] is None
    assert told({"dignity_violated": True}, "DIGNITY")["total"] is None


def test_worked_example_1_in_full():
    finding = told({"fraud": True, "price": "120", "loss": "120"}, "FRAUD_X3")

    assert (finding["amount"], finding["refund"], finding["total"]) == ("500.00", "120.00", "620.00")


def test_one_finding_may_be_asked_for():
    answer = assess(FRAUD, on=ON)

    assert answer.finding("FRAUD_X3").settled("amount") == Decimal("11997.00")
    assert answer.finding("FRAUD_X3").available
    with pytest.raises(LookupError, match="NO_SUCH"):
        answer.finding("NO_SUCH")


def test_an_answer_is_not_changed_by_those_who_read_it():
    assess({}, on=ON).as_dict()["findings"][0]["missing"].append("nonsense")

    assert "nonsense" not in assess({}, on=ON).as_dict()["findings"][0]["missing"]


@pytest.mark.parametrize("lang", ["zh-hans", "zh", "en", "en-GB"])
def test_every_language_code_is_understood(lang):
    title = told(FRAUD, "FRAUD_X3", lang)["title"]

    assert title == ("Fraud: three times the price" if lang.startswith("en") else "欺诈：退一赔三")


@pytest.mark.parametrize(
    "on", [date(1980, 1, 1), date(1994, 1, 1), date(2014, 3, 14), date(2020, 6, 1), date(2199, 1, 1)]
)
def test_every_day_has_an_answer(on):
    answer = assess(FRAUD, on=on).as_dict("en")

    assert len(answer["routes"]) == 5
    assert answer["limitation"]["status"] in {"open", "barred", "unknown"}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(matters(most=40))
def test_any_matter_can_be_told_in_both_languages(facts):
    answer = assess(facts, on=ON)

    for lang in ("zh-hans", "en"):
        whole = answer.as_dict(lang)
        for finding in whole["findings"]:
            assert finding["status"] in {"available", "unavailable", "unknown"}
            assert all(isinstance(text, str) and "{" not in text for text in finding["because"])
            for key in ("amount", "refund", "at_least", "at_most", "refund_at_least"):
                value = finding[key]
                assert value is None or (value == f"{Decimal(value):.2f}" and Decimal(value) >= 0)
            if finding["status"] != "available":
                assert finding["amount"] is finding["refund"] is finding["at_most"] is finding["at_least"] is None
            assert not set(finding["missing"]) & set(finding["unless"])
            assert not (set(finding["missing"]) | set(finding["unless"])) & set(parse(facts))
