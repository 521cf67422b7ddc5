"""An officer asks the law about a case; the answer is kept with version and inputs, and never changes afterwards."""

import json

import pytest

from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.records import entries
from redress.remedies import actions, known, queries, rules
from redress.remedies.models import Assessment
from tests.conftest import NOON
from tests.world import complainant


def test_what_the_filing_says_stands_in_the_assessment(office):
    made = actions.assess(office.file().number, {"fraud": True}, actor=office.staff(), now=NOON)
    assert made.inputs["facts"] == {
        "kind": "durable", "price": "2399.00", "bought_on": "2026-08-28", "fraud": True,
        "knew_on": "2026-09-13", "seller_kind": "shop",
    }  # fmt: skip
    fraud = next(one for one in made.answer("zh-hans")["findings"] if one["id"] == "FRAUD_X3")
    assert (fraud["status"], fraud["amount"]) == ("available", "7197.00")
    assert made.rules == rules.version()
    assert made.rule_set == "cn-samr-2026@2026.1"
    assert made.law_on.isoformat() == "2026-09-22"


def test_both_languages_are_kept(office):
    made = actions.assess(office.file().number, {"fraud": True}, actor=office.staff(), now=NOON)
    zh, en = (made.answer(lang)["findings"] for lang in ("zh-hans", "en"))
    assert [one["id"] for one in zh] == [one["id"] for one in en]
    assert [one["title"] for one in zh] != [one["title"] for one in en]


def test_the_archive_names_the_facts_and_holds_no_value(office):
    filed = office.file()
    made = actions.assess(filed.number, {"fraud": True, "loss": "31.41"}, actor=office.staff(), now=NOON)
    entry = entries.of(filed.id, [actions.EVENT])[-1]
    assert entry.data["assessment"] == made.pk
    assert "FRAUD_X3" in entry.data["available"]
    assert {"fraud", "loss"} <= set(entry.data["facts"])
    assert "31.41" not in json.dumps(entry.data)


def test_an_assessment_holds_nothing_about_the_person(office):
    filed = office.file()
    made = actions.assess(filed.number, {"fraud": True}, actor=office.staff(), now=NOON)
    assert not any(word in made.facts + made.result for word in ("林小雨", "13800001234", "世纪大道"))


def test_null_says_that_a_fact_of_the_filing_is_not_known_after_all(office):
    made = actions.assess(office.file().number, {"price": None, "fraud": True}, actor=office.staff(), now=NOON)
    assert "price" not in made.inputs["facts"]


def test_everything_wrong_is_named_at_once_and_nothing_is_kept(office):
    filed = office.file()
    with pytest.raises(Invalid) as refused:
        actions.assess(
            filed.number,
            {"price": "-1", "nonsense": 1, "delivered_on": "yesterday"},
            tests=["NO_SUCH"],
            actor=office.staff(),
            now=NOON,
        )
    pointers = {problem.pointer for problem in refused.value.problems}
    assert {"/facts/price", "/facts/nonsense", "/facts/delivered_on", "/tests"} <= pointers
    assert not Assessment.objects.exists()
    assert not entries.of(filed.id, [actions.EVENT])


@pytest.mark.parametrize("role", ["clerk", "officer", "mediator", "supervisor"])
def test_those_who_handle_cases_may_assess(office, role):
    assert actions.assess(office.file().number, {}, actor=office.staff(role), now=NOON).pk


def test_an_auditor_looks_and_does_not_assess(office):
    with pytest.raises(NotAllowed):
        actions.assess(office.file().number, {}, actor=office.staff("auditor"), now=NOON)


def test_a_case_of_another_office_is_not_there(office):
    with pytest.raises(NotThere):
        actions.assess(office.file().number, {}, actor=office.staff(code="330108"), now=NOON)


def test_a_complainant_does_not_assess_in_the_file(office):
    filed = office.file()
    with pytest.raises(NotAllowed):
        actions.assess(filed.number, {}, actor=complainant(filed), now=NOON)


def test_the_newest_comes_first(office):
    filed = office.file()
    made = [actions.assess(filed.number, facts, actor=office.staff(), now=NOON) for facts in ({}, {"fraud": True})]
    assert [row.pk for row in queries.of_case(office.case(filed))] == [made[1].pk, made[0].pk]
    assert queries.latest(office.case(filed)).pk == made[1].pk


@pytest.mark.parametrize(("category", "kind"), [
    ("goods.food.infant", "food"), ("goods.drink_tobacco.alcohol", "food"), ("goods.home_appliance.large", "durable"),
    ("goods.vehicle.car.new_energy", "vehicle"), ("goods.vehicle", None), ("goods.medical.drug", "drug"),
    ("services.property.decoration", "decoration"), ("services.leisure.fitness", "service"), ("services.sales.remote", None),
    ("goods", None), ("", None), ("nonsense", None),
])  # fmt: skip
def test_a_class_gives_a_kind_only_where_there_is_but_one(category, kind):
    assert known.kind_of(category) == kind


def test_facts_of_a_filing_that_contradict_each_other_are_left_out():
    facts = known.of_filing({"purchase": {"bought_on": "2026-08-28", "amount": "-5"}})
    assert facts == {"bought_on": "2026-08-28"}


def test_a_sum_in_another_currency_is_no_price():
    assert "price" not in known.of_filing({"purchase": {"amount": "10", "currency": "USD"}})


def test_the_same_rules_have_the_same_name():
    assert rules.version() == rules.version()
    assert len(rules.version()) <= 24
