"""The interview: cheap and telling questions first, and never one that can no longer change an open answer."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redress.law.facts import FactErrors, parse
from redress.law.interview import MATTERS, form, next_questions
from redress.law.remedies import assess
from tests.law.matters import ON, VALUES, matters, outcomes

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def asked(facts, *goals):
    return [question.fact.name for question in next_questions(facts, ON, goals=goals or None)]


@pytest.mark.parametrize(
    ("facts", "goals", "questions"),
    [
        ({}, ["FRAUD_X3"], ["fraud"]),
        ({"fraud": False}, ["FRAUD_X3"], []),
        ({"fraud": True}, ["FRAUD_X3"], ["price"]),
        ({"fraud": True, "price": "3999"}, ["FRAUD_X3"], []),
        ({"purpose": "other"}, ["FRAUD_X3"], []),
        ({"food_unsafe": True}, ["FOOD_X10"], ["made_by_respondent", "seller_knew"]),
        ({"food_unsafe": True, "made_by_respondent": True}, ["FOOD_X10"], ["price"]),
        ({"channel": "shop"}, ["RETURN_7D_NO_REASON"], []),
        ({"deposit_breach_by": "receiver"}, ["DEPOSIT_DOUBLE"], ["deposit", "contract_price"]),
        ({"deposit_breach_by": "payer"}, ["DEPOSIT_DOUBLE"], []),
        ({"knew_on": "2026-01-01"}, ["limitation"], []),
    ],
)
def test_what_is_asked_next(facts, goals, questions):
    assert asked(facts, *goals) == questions


def test_cheap_questions_come_first():
    costs = [question.fact.cost for question in next_questions({}, ON)]

    assert costs == sorted(costs)


def test_among_equals_the_question_that_settles_most_comes_first():
    first, *others = next_questions({}, ON)

    assert all(len(first.settles) >= len(other.settles) for other in others if other.fact.cost == first.fact.cost)


def test_a_question_says_which_answers_wait_for_it():
    (question,) = next_questions({"fraud": True}, ON, goals=["FRAUD_X3"])

    assert question.settles == ("FRAUD_X3",)
    assert question.as_dict("en") == {
        "name": "price",
        "group": "purchase",
        "type": "money",
        "question": "How much was paid in all for the goods or service in question?",
        "label": "price paid",
        "values": {},
        "settles": ["FRAUD_X3"],
    }


def test_nobody_is_asked_whether_a_fridge_is_fake_medicine():
    assert "drug_fake_or_inferior" in asked({"kind": "drug"})
    assert "drug_fake_or_inferior" not in asked({"kind": "food"})
    assert "food_unsafe" not in asked({"kind": "durable"})


def test_provisos_are_not_asked_for():
    assert not {"staged_claim", "label_flaw_only", "purpose", "refunded"} & set(asked({}))


def test_an_unknown_goal_is_an_error():
    with pytest.raises(LookupError, match="NO_SUCH"):
        next_questions({}, ON, goals=["NO_SUCH"])


def test_facts_that_cannot_stand_are_refused():
    with pytest.raises(FactErrors):
        next_questions({"price": -1}, ON)


@pytest.mark.parametrize("matter", MATTERS.values(), ids=list(MATTERS))
@pytest.mark.parametrize("seed", range(6))
def test_an_interview_ends_with_every_answer_settled(matter, seed):
    choice, facts = random.Random(seed), dict(matter.given)
    for _ in range(40):
        questions = next_questions(facts, ON, goals=matter.goals)
        if not questions:
            break
        answer_one(questions[0].fact.name, facts, choice)

    for code in matter.goals:
        outcome = outcomes(parse(facts), ON)[code]
        assert outcome.missing == 0
        assert outcome.holds is not None or code == "limitation"


def answer_one(name, facts, choice):
    """Give an answer that can stand beside what was said before."""
    for value in choice.sample(VALUES[name], len(VALUES[name])):
        try:
            parse({**facts, name: value})
        except FactErrors:
            continue
        facts[name] = value
        return
    raise AssertionError(f"nothing can be answered to {name} beside {facts}")


@pytest.mark.parametrize("matter", MATTERS.values(), ids=list(MATTERS))
def test_a_matter_begins_with_a_question(matter):
    assert next_questions(matter.given, ON, goals=matter.goals)
    assert set(matter.title) == {"zh", "en"}


@FEW
@given(facts=matters(most=30), seed=st.integers(0, 999))
def test_only_facts_that_an_open_answer_names_are_asked_for(facts, seed):
    answers = outcomes(parse(facts), ON)

    for question in next_questions(facts, ON):
        assert question.fact.name not in facts
        assert question.settles
        for code in question.settles:
            assert answers[code].missing & question.fact.bit


@FEW
@given(facts=matters(most=30))
def test_where_no_question_is_left_nothing_is_missing(facts):
    if not next_questions(facts, ON):
        kind = parse(facts).get("kind")
        for finding in assess(facts, on=ON).findings:
            assert not [name for name in finding.missing if kind is None]


def test_a_form_shows_everything_that_its_goals_may_look_at():
    shown = [fact.name for fact in form(["DEPOSIT_DOUBLE"])]

    assert shown == ["refunded", "deposit", "contract_price", "deposit_breach_by"]
