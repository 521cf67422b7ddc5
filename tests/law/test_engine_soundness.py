"""What the engine answers on part of the facts stays the answer, unless a fact that it named is given.

Proved on random matters over the whole rule set; test_engine_exhaustive.py does it again, exhaustively, on small domains.
"""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redress.law.engine import Span, cn, weigh
from redress.law.engine_case import Case
from redress.law.facts import parse
from redress.law.vocabulary import mask_of, names
from tests.law.matters import DAYS_ASKED, ON, full_matters, matters, outcomes, said

MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(whole=matters(most=50), on=st.sampled_from(DAYS_ASKED), choice=st.randoms(use_true_random=False))
def test_only_a_named_fact_may_change_an_answer(whole, on, choice):
    part = {name: value for name, value in whole.items() if choice.random() < 0.6}
    less, more = outcomes(parse(part), on), outcomes(parse(whole), on)
    new = parse(whole).known & ~parse(part).known

    for code, before in less.items():
        if said(before) != said(more[code]):
            named = before.missing | before.unless
            assert named & new, f"{code}: {said(before)} became {said(more[code])}; only {names(named)} were named"


@MANY
@given(whole=matters(least=5, most=30), choice=st.randoms(use_true_random=False))
def test_at_least_and_at_most_hold_unless_a_proviso_is_asserted(whole, choice):
    part = {name: value for name, value in whole.items() if choice.random() < 0.7}
    less, more = outcomes(parse(part), ON), outcomes(parse(whole), ON)
    new = parse(whole).known & ~parse(part).known

    for code, before in less.items():
        if not before.holds or before.unless & new or not more[code].holds:
            continue
        for early, late in zip(before.sums, more[code].sums, strict=True):
            if isinstance(early, Span) and isinstance(late, Decimal):
                assert early.low is None or early.low <= late
                assert early.high is None or late <= early.high


@MANY
@given(whole=full_matters(), on=st.sampled_from(DAYS_ASKED))
def test_compiled_rules_say_what_weighed_rules_say(whole, on):
    facts = parse(whole)
    program = cn().program_of(facts, on)

    for version in program.versions:
        if version.answer is None or version.reads & ~facts.known:
            continue
        raw = version.run(facts.values_by_index, on)
        told = weigh(version, Case(facts.values_by_index, on))
        assert raw[1] == told.holds
        assert said(type(told)._make(raw)) == said(told)
        assert told.missing == told.unless == 0


@MANY
@given(whole=matters())
def test_an_answer_names_only_unknown_facts(whole):
    facts = parse(whole)

    for code, outcome in outcomes(facts, ON).items():
        named = outcome.missing | outcome.unless
        assert not named & facts.known, f"{code} names {names(named & facts.known)}, which are known"


@MANY
@given(whole=matters())
def test_an_answer_names_only_facts_that_its_rule_reads(whole):
    facts = parse(whole)

    for outcome in outcomes(facts, ON).values():
        may = outcome.version.reads | mask_of("bought_on")
        assert not (outcome.missing | outcome.unless) & ~may


@MANY
@given(whole=matters(), extra=matters(most=8))
def test_facts_that_a_rule_does_not_read_do_not_touch_it(whole, extra):
    facts = parse(whole)
    joined = {**extra, **whole}
    try:
        more = parse(joined)
    except ValueError:
        return
    new = more.known & ~facts.known

    after = outcomes(more, ON)
    for code, before in outcomes(facts, ON).items():
        if not new & (before.version.reads | mask_of("bought_on")):
            assert said(before) == said(after[code])
            assert (before.missing, before.unless) == (after[code].missing, after[code].unless)
