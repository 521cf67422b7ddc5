"""Made-up matters: facts drawn at random that can stand together, and what an answer on them says."""

from datetime import date, timedelta

from hypothesis import strategies as st

from redress.law.engine import Outcome, Span, cn
from redress.law.facts import EVERYTHING, Facts, parse
from redress.law.facts_consistency import clashes
from redress.law.vocabulary import BY_INDEX, VOCABULARY

ON = date(2026, 11, 23)
DAYS_ASKED = (ON, date(2014, 3, 14), date(2015, 9, 30), date(2021, 6, 1), date(2024, 8, 21), date(2025, 4, 30))
EDGES = (ON, date(2026, 11, 2), date(2026, 5, 20), date(2024, 11, 23), date(2023, 11, 23), date(2016, 11, 23))
OLD = (date(2014, 3, 14), date(2015, 9, 30), date(2019, 11, 30), date(2006, 11, 23), date(1993, 12, 31))
SHIFTS = (-1, 0, 1, 7, 8, 60, 61, 184)
MONEY = ("0", "0.01", "50", "99.99", "100", "120.55", "166.67", "1000", "3999", "30000", "100000")
NUMBERS = {
    "km": (0, 3000, 3001, 12000, 50000, 50001, 60001),
    "use_coefficient": ("0", "0.003", "0.005", "0.008"),
    "disability_degree": ("0", "0.2", "1", "2", "10"),
    "age": (7, 8, 60, 61, 74, 75),
    "buyer_age": (7, 8, 17, 18),
    "term_days": (100, 365),
    "quantity": (1, 12, 100),
}
COUNTS = (0, 1, 2, 4, 5, 6, 30, 31, 89, 90)


def values_of(fact):
    match fact.type:
        case "yes_no":
            return (True, False)
        case "word":
            return tuple(fact.values)
        case "money":
            return MONEY
        case "money_or_all":
            return (True, False, "10", "50")
        case "day":
            return tuple(edge + timedelta(days=shift) for edge in EDGES + OLD for shift in SHIFTS)
        case _:
            return NUMBERS.get(fact.name, COUNTS)


VALUES = {fact.name: values_of(fact) for fact in BY_INDEX}


@st.composite
def matters(draw, least=0, most=25):
    """Facts in the order in which they were drawn; those that cannot stand beside earlier ones are left out."""
    names = draw(st.lists(st.sampled_from(tuple(VALUES)), min_size=least, max_size=most, unique=True))
    choice = draw(st.randoms(use_true_random=False))
    return those_that_can_stand((name, choice.choice(VALUES[name])) for name in names)


@st.composite
def full_matters(draw):
    """Facts in which nearly everything that can be known is known."""
    choice = draw(st.randoms(use_true_random=False))
    names = sorted(VALUES, key=lambda name: choice.random())
    return those_that_can_stand((name, choice.choice(VALUES[name])) for name in names)


def those_that_can_stand(pairs):
    kept, values = {}, [None] * len(BY_INDEX)
    for name, value in pairs:
        place = VOCABULARY[name].index
        values[place] = parse({name: value}).values_by_index[place]
        if any(clashes(values)):
            values[place] = None
        else:
            kept[name] = value
    return kept


def outcomes(facts: Facts, on):
    """Every rule's outcome on these facts, by id."""
    engine = cn()
    told = [Outcome._make(raw) for raw in engine.ask(facts, on)]
    return {outcome.version.rule.id: outcome for outcome in (*told, *engine.untouched(facts, on))}


def said(outcome):
    """What a person is told by an outcome: status, settled sums, further answers."""
    told_anyway = outcome.version.answer is not None and outcome.answer.always
    if not outcome.holds and not told_anyway:
        return (outcome.holds,)
    names = outcome.answer.sums
    sums = {name: value for name, value in zip(names, outcome.sums, strict=True) if not isinstance(value, Span)}
    return (outcome.holds, sums, outcome.truths)


__all__ = ["EVERYTHING", "ON", "full_matters", "matters", "outcomes", "said"]
