"""Facts: read strictly, unknown when absent, described well enough to ask for them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redress.law.facts import EVERYTHING, FactErrors, parse
from redress.law.facts_consistency import ORDER
from redress.law.vocabulary import GROUPS, VOCABULARY, mask_of, names

# The names that callers hold on to; others may be added.
CONTRACT = {
    "price quantity reasonable_quantity loss refunded bought_on delivered_on reported_on channel purpose": "purchase",
    "kind custom_made fresh_perishable digital_unsealed periodical no_return_class no_return_confirmed intact": "goods",
    "fraud fraud_other_than_label food_unsafe drug_fake_or_inferior made_by_respondent seller_knew label_flaw_only "
    "misleading buyer_knew staged_claim defect_known death_or_serious_injury found_substandard paid lawful_price "
    "promised_amount": "wrong",
    "prepaid_amount bonus_amount used_credit used_at_list_price unlimited term_days elapsed_days consumer_cause "
    "paid_on rescinded_on service_known_before absconded": "prepaid",
    "deposit contract_price deposit_breach_by": "deposit",
    "invoice_on km safety_fault_repairs assembly_changes part_changes repair_days same_fault_repairs "
    "use_coefficient": "vehicle",
    "medical_cost lost_work_cost nursing_cost other_cost disability_degree death age income_per_head "
    "monthly_wage": "injury",
    "seller_kind platform_gave_seller_details platform_knew live_room_disclosed_seller producer_known "
    "fair_or_counter fair_over ad_false life_health_goods": "liability",
    "knew_on claimed_on defect_claim first_delivered_on": "time",
}
WORDS = {
    "channel": {"shop", "online", "tv", "phone", "mail"},
    "purpose": {"daily_life", "farm_input", "other"},
    "kind": {"food", "drug", "durable", "vehicle", "decoration", "service", "other"},
    "deposit_breach_by": {"payer", "receiver"},
    "seller_kind": {"shop", "platform_operator", "own_site", "on_platform", "live_room"},
}


def problems(raw):
    with pytest.raises(FactErrors) as refusal:
        parse(raw)
    return refusal.value.problems


@pytest.mark.parametrize(("listed", "group"), CONTRACT.items(), ids=CONTRACT.values())
def test_the_names_that_callers_hold_on_to_are_there(listed, group):
    for name in listed.split():
        assert VOCABULARY[name].group == group


@pytest.mark.parametrize(("name", "words"), WORDS.items())
def test_the_words_that_callers_hold_on_to_are_there(name, words):
    assert set(VOCABULARY[name].values) == words


@pytest.mark.parametrize("fact", VOCABULARY.values(), ids=list(VOCABULARY))
def test_a_fact_is_described_well_enough_to_ask_for_it(fact):
    assert fact.group in GROUPS
    assert set(fact.label) == set(fact.question) == {"zh", "en"}
    assert fact.question["zh"].endswith(("？", "）")) or "？" in fact.question["zh"]
    assert (fact.type == "yes_no") == bool(fact.yes)
    assert (fact.type == "word") == bool(fact.values)
    assert set(fact.suits) <= set(VOCABULARY["kind"].values)
    assert fact.as_dict()["name"] == fact.name


@pytest.mark.parametrize(
    ("given_as", "read_as"),
    [("3999", Decimal(3999)), (3999, Decimal(3999)), (166.67, Decimal("166.67")), (" 12.50 ", Decimal("12.50"))],
)
def test_money_is_a_number_or_its_text(given_as, read_as):
    assert parse({"price": given_as})["price"] == read_as


def test_paid_back_may_be_a_sum_or_all_of_it():
    assert parse({"refunded": True})["refunded"] == EVERYTHING
    assert parse({"refunded": False})["refunded"] == 0
    assert parse({"refunded": "20"})["refunded"] == 20


def test_null_and_absent_are_unknown():
    facts = parse({"price": None, "fraud": True})

    assert "price" not in facts
    assert dict(facts) == {"fraud": True}
    assert facts.get("price") is None
    assert len(facts) == 1


def test_facts_read_already_are_taken_as_they_are():
    facts = parse({"fraud": True})

    assert parse(facts) is facts


def test_facts_written_out_read_back_the_same():
    raw = {"price": "3999", "fraud": True, "bought_on": "2026-11-02", "kind": "food", "refunded": True, "quantity": "2"}

    assert parse(raw).as_json() == raw
    assert dict(parse(parse(raw).as_json())) == dict(parse(raw))


def test_facts_are_an_object():
    (problem,) = problems(["price"])

    assert (problem.code, problem.pointer) == ("fact.not_an_object", "/facts")


def test_all_problems_come_at_once_in_both_languages():
    found = problems({"price": -1, "loss": "much", "bought_on": "2026-11-02", "delivered_on": "2026-11-01"})

    assert [problem.code for problem in found] == ["fact.negative", "fact.wrong_type", "fact.dates_out_of_order"]
    assert found[0].as_dict() == {"code": "fact.negative", "pointer": "/facts/price", "message": "“价款”不能是负数。"}
    assert found[0].as_dict("en")["message"] == "“price paid” cannot be negative."
    assert "2026-11-01" in found[2].message["en"]


@pytest.mark.parametrize(("name", "pointer"), [("a/b", "/facts/a~1b"), ("a~b", "/facts/a~0b"), (3, "/facts/3")])
def test_pointers_are_escaped(name, pointer):
    (problem,) = problems({name: 1})

    assert problem.pointer == pointer


@pytest.mark.parametrize(
    "value", ["2026-11-2", "20261102", 20261102, True, datetime(2026, 11, 2, tzinfo=UTC), "2026-02-30"]
)
def test_a_day_is_written_in_one_way(value):
    (problem,) = problems({"bought_on": value})

    assert problem.code == "fact.wrong_type"


@pytest.mark.parametrize("value", [date(1949, 10, 1), date(2200, 1, 1)])
def test_the_first_and_the_last_day_that_make_sense(value):
    assert parse({"bought_on": value})["bought_on"] == value


@pytest.mark.parametrize("value", [date(1949, 9, 30), date(2200, 1, 2)])
def test_days_beyond_make_none(value):
    (problem,) = problems({"bought_on": value})

    assert problem.code == "fact.absurd"


@pytest.mark.parametrize(("earlier", "later"), ORDER)
def test_days_have_an_order(earlier, later):
    assert parse({earlier: "2026-11-02", later: "2026-11-02"})
    (problem,) = problems({earlier: "2026-11-03", later: "2026-11-02"})

    assert (problem.code, problem.pointer) == ("fact.dates_out_of_order", f"/facts/{later}")


def test_masks_name_the_cheap_facts_first():
    assert names(mask_of("seller_knew", "price", "made_by_respondent")) == (
        "price",
        "made_by_respondent",
        "seller_knew",
    )
    assert names(0) == ()


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(tuple(VOCABULARY)), st.text(max_size=8)),
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(),
            st.lists(st.integers(), max_size=2), st.sampled_from(("0", "2026-11-02", "food", "shop")),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_nothing_that_is_sent_breaks_the_reading(raw):
    try:
        facts = parse(raw)
    except FactErrors as refusal:
        told = [words for problem in refusal.problems for words in problem.message.values()]
        assert told, "a refusal without a reason"
    else:
        assert set(facts) == {name for name, value in raw.items() if value is not None}
