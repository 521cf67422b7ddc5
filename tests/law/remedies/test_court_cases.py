"""What courts awarded and what the rules say on the same facts, for published cases with figures or formulas."""

import json
from datetime import date
from decimal import Decimal

import pytest

from redress.law.remedies import assess
from tests.shared import shared_dir

TODAY = date(2026, 11, 23)
# Facts of the judgments, as a reviewer would enter them. Where a judgment gives no price one is assumed.
FACTS = {
    "zheng-jelly": (
        date(2016, 6, 1),
        {"kind": "food", "food_unsafe": True, "made_by_respondent": True, "price": "29.90", "bought_on": "2015-10-20"},
    ),
    "wu-cordyceps": (
        date(2019, 1, 1),
        {"kind": "food", "food_unsafe": True, "seller_knew": True, "price": "298", "bought_on": "2018-04-15"},
    ),
    "gao-earphone": (TODAY, {"channel": "online", "fraud": True, "price": "680"}),
    "zou-medbeauty": (date(2017, 1, 1), {"kind": "service", "fraud": True, "price": "16000", "bought_on": "2015-12-10"}),
    "li-jing-photo": (TODAY, {"kind": "service", "breach": False, "conforming": True, "found_substandard": False}),
    "zhang-house": (TODAY, {"breach": True, "loss": "30000"}),
    "zhang-swim": (
        TODAY,
        {"prepaid_amount": "6000", "used_credit": "2400", "consumer_cause": False, "paid_on": "2019-03-01"},
    ),
    "wu-hotel": (TODAY, {"kind": "service", "breach": True, "loss": "1200"}),
    "zheng-photo": (TODAY, {"dignity_violated": True, "data_misused": True}),
    "qi-battery": (
        TODAY,
        {"kind": "durable", "conforming": False, "purpose_defeated": True, "delivered_on": "2026-06-01",
         "reported_on": "2026-09-01", "price": "900"},
    ),
}  # fmt: skip
EXPECTED = {
    "zheng-jelly": {"FOOD_X10": ("available", "1000.00", "29.90")},
    "wu-cordyceps": {"FOOD_X10": ("available", "2980.00", "298.00")},
    "gao-earphone": {"FRAUD_X3": ("available", "2040.00", "680.00")},
    "zou-medbeauty": {"FRAUD_X3": ("available", "48000.00", "16000.00")},
    "li-jing-photo": {"BREACH_LOSS": ("unavailable", None, None)},
    "zhang-house": {"BREACH_LOSS": ("available", "30000.00", None)},
    "zhang-swim": {"PREPAID_REFUND": ("available", "3600.00", None)},
    "wu-hotel": {"BREACH_LOSS": ("available", "1200.00", None)},
    "zheng-photo": {"DIGNITY": ("available", None, None), "PERSONAL_DATA": ("available", None, None)},
    "qi-battery": {"RETURN_7D": ("available", None, "900.00"), "REFUND": ("available", "900.00", "900.00")},
}


def cases():
    with (shared_dir("data", "compensation-cases") / "court_cases.jsonl").open(encoding="utf-8") as handle:
        return {row["case_id"]: row for row in map(json.loads, handle)}


@pytest.mark.parametrize("case_id", FACTS)
def test_the_rules_reach_what_the_court_awarded(case_id):
    case = cases()[case_id]["structured"]
    on, facts = FACTS[case_id]

    answer = assess(facts, on=on).as_dict("en")

    told = {finding["id"]: finding for finding in answer["findings"]}
    for code, expected in EXPECTED[case_id].items():
        finding = told[code]
        assert (finding["status"], finding["amount"], finding["refund"]) == expected
    check_against(case, told, facts)


def check_against(case, told, facts):
    """The court's own multiple and floor, applied to the price that was entered."""
    if case.get("multiplier"):
        code = "FOOD_X10" if case["domain"] == "food" else "FRAUD_X3"
        floor = Decimal(str(case.get("statutory_minimum", 0)))
        assert Decimal(told[code]["amount"]) == max(case["multiplier"] * Decimal(facts["price"]), floor)


def test_every_published_case_is_looked_at():
    assert set(cases()) == set(FACTS) == set(EXPECTED)
