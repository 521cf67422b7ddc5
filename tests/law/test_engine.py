"""The engine's parts: conditions that may be unknown, sums in ranges, versions by date, rules that cost nothing."""

from datetime import date
from decimal import Decimal

import pytest

from redress.law.bench import EVERYDAY, FIVE, bench, full_matters, other_matters
from redress.law.engine import Engine, Outcome, Span, cn, weigh
from redress.law.engine_case import Case
from redress.law.engine_choices import Between, IfGiven, assumed, either
from redress.law.engine_code import cents
from redress.law.engine_rules import EPOCHS, Answer, Law, Rule, Version, claim, rule, rule_set
from redress.law.engine_sums import TODAY, Figure, day, greatest, number, smallest
from redress.law.engine_truths import Always, given, one_of, presumably, proviso, told
from redress.law.facts import parse
from redress.law.in_force import NotYetLaw
from redress.law.periods import later
from redress.law.vocabulary import names

ON = date(2026, 11, 23)
A, B, C = told("fraud"), told("food_unsafe"), told("unlimited")
YES, NO = {"fraud": True}, {"fraud": False}


def case(**facts):
    return Case(parse(facts).values_by_index, ON)


def seen(condition, **facts):
    view = condition.weigh(case(**facts))
    return view.certain, view.presumed, names(view.missing), names(view.leave)


@pytest.mark.parametrize(
    ("condition", "facts", "certain", "presumed", "missing", "leave"),
    [
        (A, {}, None, None, ("fraud",), ()),
        (A, YES, True, True, (), ()),
        (~A, YES, False, False, (), ()),
        (A & B, NO, False, False, (), ()),
        (A & B, YES, None, None, ("food_unsafe",), ()),
        (A & B, {}, None, None, ("fraud", "food_unsafe"), ()),
        (A | B, YES, True, True, (), ()),
        (A | B, NO, None, None, ("food_unsafe",), ()),
        (~(A | B), YES, False, False, (), ()),
        (Always(True) & A, {}, None, None, ("fraud",), ()),
        (Always(False) & A, {}, False, False, (), ()),
        (Always(True) | A, {}, True, True, (), ()),
        (proviso(A), {}, None, False, (), ("fraud",)),
        (proviso(A), YES, True, True, (), ()),
        (presumably(A), {}, None, True, (), ("fraud",)),
        (~proviso(A), {}, None, True, (), ("fraud",)),
        (B & ~proviso(A), {}, None, None, ("food_unsafe",), ("fraud",)),
        (B & ~proviso(A), {"food_unsafe": True}, None, True, (), ("fraud",)),
        (B & ~proviso(A), {"food_unsafe": False}, False, False, (), ()),
        (B & proviso(A), {}, None, False, (), ("fraud",)),
        # Of parts that must all be asserted, one name is enough.
        (~proviso(A & C), {}, None, True, (), ("fraud",)),
        (~proviso(A & C), YES, None, True, (), ("unlimited",)),
        # Of parts that are each enough, all are named.
        (~proviso(A | C), {}, None, True, (), ("unlimited", "fraud")),
        (given("price"), {}, None, None, ("price",), ()),
        (given("price"), {"price": 0}, True, True, (), ()),
        (one_of("kind", "food", "drug"), {"kind": "drug"}, True, True, (), ()),
        (one_of("kind", "food", "drug"), {"kind": "other"}, False, False, (), ()),
        (number("price") <= 10, {"price": "10"}, True, True, (), ()),
        (number("price") <= 10, {"price": "10.01"}, False, False, (), ()),
        (number("price") < 10, {"price": "10"}, False, False, (), ()),
        (number("price") >= 10, {"price": "10"}, True, True, (), ()),
        (number("price") > 10, {"price": "10"}, False, False, (), ()),
        (number("price") >= 0, {}, True, True, (), ()),
        (number("price") > 10, {}, None, None, ("price",), ()),
        (assumed(number("price")) > 10, {}, None, False, (), ("price",)),
        (day("bought_on") <= TODAY, {"bought_on": "2026-11-23"}, True, True, (), ()),
        (day("bought_on") < TODAY, {"bought_on": "2026-11-23"}, False, False, (), ()),
    ],
)
def test_a_condition(condition, facts, certain, presumed, missing, leave):
    assert seen(condition, **facts) == (certain, presumed, missing, leave)


def bounds(part, **facts):
    view = part.weigh(case(**facts))
    return view.presumed, names(view.missing), names(view.unless)


PRICE, LOSS = number("price"), number("loss")


@pytest.mark.parametrize(
    ("part", "facts", "low", "high", "missing", "unless"),
    [
        (PRICE, {}, 0, None, ("price",), ()),
        (PRICE, {"price": 5}, 5, 5, (), ()),
        (PRICE + 3, {}, 3, None, ("price",), ()),
        (PRICE - 3, {}, -3, None, ("price",), ()),
        (3 - PRICE, {}, None, 3, ("price",), ()),
        (3 * PRICE, {"price": 5}, 15, 15, (), ()),
        (3 * PRICE, {}, 0, None, ("price",), ()),
        (0 * PRICE, {}, 0, 0, (), ()),
        (PRICE * LOSS, {"price": 0}, 0, 0, (), ()),
        (PRICE / 2, {"price": 5}, Decimal("2.5"), Decimal("2.5"), (), ()),
        (PRICE / number("quantity"), {"price": 5}, 0, 5, ("quantity",), ()),
        (PRICE / number("quantity"), {"quantity": 2}, 0, None, ("price",), ()),
        (PRICE / LOSS, {"price": 5, "loss": 0}, 0, None, (), ()),
        (greatest(PRICE, 500), {}, 500, None, ("price",), ()),
        (greatest(PRICE, 500), {"price": 499}, 500, 500, (), ()),
        (greatest(PRICE, LOSS), {"price": 7}, 7, None, ("loss",), ()),
        (smallest(PRICE, 500), {}, 0, 500, ("price",), ()),
        (smallest(PRICE, LOSS), {"price": 0}, 0, 0, (), ()),
        (greatest(PRICE), {"price": 7}, 7, 7, (), ()),
        (smallest(PRICE), {"price": 7}, 7, 7, (), ()),
        # What can no longer be the greatest does not matter.
        (greatest(smallest(LOSS, 5), PRICE), {"price": 7}, 7, 7, (), ()),
        (assumed(LOSS), {}, 0, 0, (), ("loss",)),
        (assumed(LOSS), {"loss": 4}, 4, 4, (), ()),
        (assumed(LOSS, PRICE), {}, 0, None, ("price", "loss"), ()),
        (assumed(LOSS, PRICE), {"price": 4}, 4, 4, (), ("loss",)),
        (IfGiven(LOSS) + 1, {}, 1, 1, ("loss",), ()),
        (IfGiven(LOSS) + 1, {"loss": 2}, 3, 3, (), ()),
        (either(A, PRICE, 1), YES | {"price": 9}, 9, 9, (), ()),
        (either(A, PRICE, 1), NO, 1, 1, (), ()),
        (either(A, 2, 5), {}, 2, 5, ("fraud",), ()),
        (either(A, 5, 5), {}, 5, 5, (), ()),
        (either(proviso(A), PRICE, 1), {}, 1, 1, (), ("fraud",)),
    ],
)
def test_a_sum_lies_in_a_range(part, facts, low, high, missing, unless):
    assert bounds(part, **facts) == ((low, high), missing, unless)


def test_a_day_lies_between_two_others():
    received = Between(day("delivered_on"), earliest=day("bought_on"), latest=day("reported_on"))

    assert bounds(received, bought_on="2026-11-02")[0] == (date(2026, 11, 2), None)
    assert bounds(received, bought_on="2026-11-02", reported_on="2026-11-05")[0] == (
        date(2026, 11, 2),
        date(2026, 11, 5),
    )
    assert bounds(received, delivered_on="2026-11-03", bought_on="2026-11-02")[0] == (date(2026, 11, 3),) * 2
    assert bounds(received, bought_on="2026-11-02")[1] == ("delivered_on", "reported_on")


def test_a_period_moves_both_ends_of_a_range():
    last = Between(day("delivered_on"), earliest=day("bought_on")).plus(days=7)

    assert bounds(last, bought_on="2026-11-02")[0] == (date(2026, 11, 9), None)


@pytest.mark.parametrize(
    ("start", "days", "months", "last"),
    [
        (date(2026, 11, 2), 7, 0, date(2026, 11, 9)),
        (date(2026, 5, 20), 0, 6, date(2026, 11, 20)),
        (date(2025, 8, 31), 0, 6, date(2026, 2, 28)),
        (date(2024, 2, 29), 0, 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 0, 48, date(2028, 2, 29)),
        (date(2025, 12, 31), 0, 2, date(2026, 2, 28)),
        (date(2025, 11, 30), 1, 1, date(2025, 12, 31)),
        (date(2025, 12, 1), 0, 12, date(2026, 12, 1)),
    ],
)
def test_the_end_of_a_period(start, days, months, last):
    assert later(start, days, months) == last


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01")]
)
def test_cents_are_rounded_half_up(exact, rounded):
    assert str(cents(Decimal(exact))) == rounded


@pytest.mark.parametrize("build", [lambda: told("price"), lambda: number("fraud"), lambda: day("price")])
def test_a_fact_is_used_as_what_it_is(build):
    with pytest.raises(TypeError):
        build()


def test_a_word_that_a_fact_never_has_is_refused():
    with pytest.raises(TypeError, match="toy"):
        one_of("kind", "toy")


def test_an_unknown_fact_in_a_rule_is_refused():
    with pytest.raises(KeyError):
        told("no_such_fact")


# Versions.


def test_a_rule_changes_on_the_days_of_its_numbers():
    fraud = by_id("FRAUD_X3")
    old, new = fraud.version(date(2014, 3, 14), ON), fraud.version(date(2014, 3, 15), ON)

    assert old is not new
    assert {row.name: str(row.value) for row in old.rows}["fraud_multiple"] == "1"
    assert {row.name: str(row.value) for row in new.rows}["fraud_multiple"] == "3"


def test_between_two_changes_it_is_the_same_version():
    fraud = by_id("FRAUD_X3")

    assert fraud.version(date(2015, 1, 1), ON) is fraud.version(date(2020, 1, 1), ON)


def test_before_its_first_day_a_rule_has_no_answer():
    fraud = by_id("FRAUD_X3")
    before = fraud.version(date(1993, 12, 31), ON)

    assert before.answer is None
    assert before.reads == 0
    assert weigh(before, case()).holds is False
    assert before.run(case().values, ON)[1] is False
    with pytest.raises(LookupError, match="FRAUD_X3"):
        assert weigh(before, case()).answer


def test_a_law_that_is_not_in_the_set_is_unknown():
    deposit = by_id("DEPOSIT_DOUBLE")

    assert weigh(deposit.version(date(2020, 12, 31), date(2020, 12, 31)), case()).holds is None


def test_a_number_that_was_not_law_yet_ends_the_version():
    with pytest.raises(NotYetLaw):
        Law(date(2009, 5, 31), ON).number("food_multiple")
    assert not Law(date(2009, 5, 31), ON).has("food_multiple")
    assert Law(date(2009, 6, 1), ON).has("food_multiple")


def test_a_number_of_the_court_follows_the_day_asked_for():
    assert Law(date(2020, 1, 1), date(2024, 8, 22)).holds("food_reasonable_need_only")
    assert not Law(date(2020, 1, 1), date(2024, 8, 21)).holds("food_reasonable_need_only")


def test_epochs_hold_every_day_on_which_something_changes():
    assert EPOCHS.days[0] == date.min
    assert {date(1994, 1, 1), date(2014, 3, 15), date(2015, 10, 1), date(2024, 8, 22)} <= set(EPOCHS.days)
    assert list(EPOCHS.days) == sorted(EPOCHS.days)


def by_id(code):
    return next(one for one in rule_set() if one.id == code)


# The engine.


def test_a_rule_is_entered_once():
    with pytest.raises(ValueError, match="twice"):
        rule("FRAUD_X3")(lambda law: Answer(Always(True)))


def test_rules_that_the_facts_do_not_touch_are_not_run():
    ran = {raw[0].rule.id for raw in cn().ask(parse({"dignity_violated": True}), ON)}

    assert ran == {"DIGNITY"}


def test_every_rule_is_either_touched_or_untouched():
    facts = parse(EVERYDAY)
    ran = [raw[0].rule.id for raw in cn().ask(facts, ON)]
    rest = [outcome.version.rule.id for outcome in cn().untouched(facts, ON)]

    assert sorted(ran + rest) == sorted(one.id for one in cn().rules)


def test_rules_for_other_matters_are_not_run():
    crowded = Engine((*cn().rules, *other_matters(10 * len(cn().rules))))
    facts = parse(EVERYDAY)

    assert len(crowded.rules) == 11 * len(cn().rules)
    assert [raw[0].rule.id for raw in crowded.ask(facts, ON)] == [raw[0].rule.id for raw in cn().ask(facts, ON)]


def test_other_matters_are_asked_when_their_facts_are_given():
    crowded = Engine((*cn().rules, *other_matters(7)))
    ran = {raw[0].rule.id for raw in crowded.ask(parse({"grave_fault": True}), ON)}

    assert {f"OTHER_{place}" for place in range(7)} <= ran


def test_plans_are_kept_and_bounded():
    engine = Engine(cn().rules)
    program = engine.program(ON, ON)
    first = program.plan(1)

    assert program.plan(1) is first
    for mask in range(2, 600):
        program.plan(mask)
    assert len(program._plans) <= 512


def test_everything_known_needs_no_weighing():
    full = parse(next(full_matters(1)))
    fast, slow = cn().program_of(full, ON).plan(full.known)

    assert slow == ()
    assert len(fast) >= len(cn().rules) - 5


def test_a_sum_without_its_yes_or_no_fact_leaves_the_answer_open():
    answer = claim(Always(True), amount=either(A, 1, 2))
    outcome = weigh(Version(by_id("DIGNITY"), answer, ()), case())

    assert outcome.holds is None
    assert names(outcome.missing) == ("fraud",)


def test_a_sum_without_its_number_is_told_as_a_range():
    answer = claim(Always(True), amount=greatest(PRICE, 500))
    outcome = weigh(Version(by_id("DIGNITY"), answer, ()), case())

    assert outcome.holds is True
    assert outcome.sum("amount") == Span(Decimal("500.00"), None)
    assert outcome.sum("refund") is None


def test_answers_that_are_always_told():
    answer = Answer(A, sums={"last": TODAY}, days=frozenset({TODAY}), always=True, truths={"told": B})
    version = Version(by_id("DIGNITY"), answer, ())

    assert weigh(version, case(fraud=False)).sum("last") == ON
    assert weigh(version, case(fraud=False, food_unsafe=True)).truth("told") is True
    raw = version.run(case(fraud=False, food_unsafe=True).values, ON)
    assert Outcome._make(raw).sum("last") == ON


def test_rules_made_elsewhere_bring_their_own_data():
    data = {"since": date(2000, 1, 1), "title": {"zh": "一", "en": "one"}, "cites": ["cpl-2013 55(1)"]}
    made = Rule("MADE", "remedy", lambda law: claim(A, amount=PRICE * 2), data)
    engine = Engine((made,))

    (raw,) = engine.ask(parse({"fraud": True, "price": "1.50"}), ON)
    assert Outcome._make(raw).sum("amount") == Decimal("3.00")
    assert [cite.article for cite in made.cites(ON, ON)] == ["55(1)"]
    assert not made.dated()


def test_a_figure_may_be_a_day():
    assert (
        bounds(smallest(day("bought_on"), Figure(date(2020, 1, 1))), bought_on="2026-11-02")[0]
        == (date(2020, 1, 1),) * 2
    )


def test_the_bench_measures_what_it_says():
    rows = bench(0.02)

    assert rows[0]["name"] == "everything known"
    assert {row["rules"] for row in rows} == {len(cn().rules), 10 * len(cn().rules), len(FIVE)}
    assert all(row["per_second"] > 0 and row["microseconds"] > 0 for row in rows)
