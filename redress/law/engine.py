"""Asking a rule set: which rules the facts touch, what each gives, and what may still change it.

What the engine answers on part of the facts stays the answer under every completion of the rest, unless the completion
gives a fact that the answer names in `missing` or `unless`. Rules that the facts do not touch cost nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, NamedTuple

from redress.law.engine_case import Case, RangeView
from redress.law.engine_code import cents
from redress.law.engine_rules import BOUGHT_ON, EPOCHS, Answer, Rule, Version, rule_set
from redress.law.facts import Facts
from redress.law.vocabulary import BY_INDEX

ELEMENTS = sum(fact.bit for fact in BY_INDEX if fact.type in {"yes_no", "word"})
PLANS_KEPT = 512
NOTHING: tuple[None, ...] = (None,) * len(BY_INDEX)


class Span(NamedTuple):
    """A sum or day that is not settled; None is without end."""

    low: Any
    high: Any


class Outcome(NamedTuple):
    """What one rule gives.

    holds -- None while it cannot be told
    sums -- in the order of the answer's sums: the value, a Span, or None where it does not hold
    missing -- facts that would settle what is open
    unless -- facts whose assertion may change what is answered
    """

    version: Version
    holds: bool | None
    sums: tuple[Any, ...]
    truths: tuple[bool | None, ...]
    missing: int
    unless: int

    @property
    def answer(self) -> Answer:
        answer = self.version.answer
        if answer is None:
            raise LookupError(f"{self.version.rule.id} was not yet law.")
        return answer

    def sum(self, name: str) -> Any:
        """Return a sum by name; None where the rule has none of this name."""
        if self.version.answer is None or name not in self.answer.sums:
            return None
        return self.sums[list(self.answer.sums).index(name)]

    def truth(self, name: str) -> bool | None:
        return self.truths[list(self.answer.truths).index(name)]


class Program:
    """The rule set as it stands for a purchase in one epoch and a question in another."""

    def __init__(self, rules: tuple[Rule, ...], purchase: date, today: date) -> None:
        self.purchase, self.today = purchase, today
        self.versions = tuple(rule.version(purchase, today) for rule in rules)
        self.needs = tuple(version.reads | (BOUGHT_ON.bit if version.rule.dated() else 0) for version in self.versions)
        self.blanks: dict[tuple[Version, int], Outcome] = {}
        self._plans: dict[int, tuple[tuple[Any, ...], tuple[Version, ...]]] = {}

    @cached_property
    def touching(self) -> tuple[int, ...]:
        """For every fact, the mask of the rules that read it."""
        masks = [0] * len(BY_INDEX)
        for place, version in enumerate(self.versions):
            reads = version.reads
            while reads:
                lowest = reads & -reads
                masks[lowest.bit_length() - 1] |= 1 << place
                reads ^= lowest
        return tuple(masks)

    def plan(self, known: int) -> tuple[tuple[Any, ...], tuple[Version, ...]]:
        """Return what to run when just these facts are known: compiled rules, and rules to be weighed."""
        found = self._plans.get(known)
        if found is None:
            if len(self._plans) >= PLANS_KEPT:
                self._plans.clear()
            found = self._plans[known] = self._planned(known)
        return found

    def _planned(self, known: int) -> tuple[tuple[Any, ...], tuple[Version, ...]]:
        touched = 0
        left = known
        while left:
            lowest = left & -left
            touched |= self.touching[lowest.bit_length() - 1]
            left ^= lowest
        fast, slow = [], []
        while touched:
            lowest = touched & -touched
            place = lowest.bit_length() - 1
            if self.needs[place] & ~known:
                slow.append(self.versions[place])
            else:
                fast.append(self.versions[place].run)
            touched ^= lowest
        return tuple(fast), tuple(slow)


class Engine:
    """A rule set, ready to be asked. Keeps the programs of the epochs that were asked for."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._programs: dict[tuple[int, int], Program] = {}

    def program(self, bought_on: date, on: date) -> Program:
        """Return the program for a purchase on one day, asked about on another."""
        key = (bisect_right(EPOCHS.days, bought_on), bisect_right(EPOCHS.days, on))
        found = self._programs.get(key)
        if found is None:
            found = self._programs[key] = Program(self.rules, EPOCHS.days[key[0] - 1], EPOCHS.days[key[1] - 1])
        return found

    def program_of(self, facts: Facts, on: date) -> Program:
        """Return the program for one matter: the purchase under the law of its day, or of `on` while that is unknown."""
        bought_on = facts.values_by_index[BOUGHT_ON.index]
        return self.program(bought_on if isinstance(bought_on, date) and bought_on < on else on, on)

    def ask(self, facts: Facts, on: date) -> list[tuple[Any, ...]]:
        """Return the outcome of every rule that the facts touch, each as a plain tuple of an Outcome's fields."""
        values = facts.values_by_index
        program = self.program_of(facts, on)
        fast, slow = program.plan(facts.known)
        outcomes = [run(values, on) for run in fast]
        if slow:
            case = Case(values, on)
            outcomes += [self.weigh(version, case, program) for version in slow]
        return outcomes

    def untouched(self, facts: Facts, on: date) -> Iterator[Outcome]:
        """Return the outcome of every other rule: nothing is known that they ask for."""
        program = self.program_of(facts, on)
        dated = 0 if facts.known & BOUGHT_ON.bit else 1
        for version in program.versions:
            if not version.reads & facts.known:
                yield self._blank(version, program, dated, on)

    def _blank(self, version: Version, program: Program, dated: int, on: date) -> Outcome:
        """The outcome of a rule of which nothing is known: always the same within an epoch."""
        found = program.blanks.get((version, dated))
        if found is None:
            case = Case(NOTHING, on)
            found = self.weigh(version, case, program) if dated else weigh(version, case)
            program.blanks[version, dated] = found
        return found

    def weigh(self, version: Version, case: Case, program: Program) -> Outcome:
        """Weigh one rule on what is known, and name the day of purchase where another version would say otherwise."""
        outcome = weigh(version, case)
        if case.values[BOUGHT_ON.index] is None and version.rule.dated():
            said = _said(outcome)
            for earlier in EPOCHS.days:
                if earlier >= program.purchase:
                    break
                other = version.rule.version(earlier, program.today)
                if other is not version and _said(weigh(other, case)) != said:
                    return outcome._replace(unless=outcome.unless | BOUGHT_ON.bit)
        return outcome


def weigh(version: Version, case: Case) -> Outcome:
    """Weigh one version of a rule on what is known."""
    answer = version.answer
    if answer is None:
        holds = False if version.rule.before == "none" else None
        return Outcome(version, holds, (), (), 0, 0)
    view = answer.when.weigh(case)
    if view.presumed is not True and not answer.always:
        nothing: tuple[Any, ...] = (None,) * len(answer.sums)
        return Outcome(version, view.presumed, nothing, (None,) * len(answer.truths), view.missing, view.leave)
    holds, missing, unless = view.presumed, view.missing, view.leave
    sums: list[Any] = []
    for part in answer.sums.values():
        seen = part.weigh(case)
        sums.append(_settled(seen, is_day=part in answer.days))
        missing |= seen.missing
        unless |= seen.unless
        if holds and isinstance(sums[-1], Span) and seen.missing & ELEMENTS:
            holds = None
    truths: list[bool | None] = []
    for condition in answer.truths.values():
        seen_truth = condition.weigh(case)
        truths.append(seen_truth.presumed)
        missing |= seen_truth.missing
        unless |= seen_truth.leave
    return Outcome(version, holds, tuple(sums), tuple(truths), missing, unless)


def _settled(view: RangeView, *, is_day: bool) -> Any:
    point = view.point
    if point is None:
        return Span(*view.presumed) if is_day else Span(*(_cents(end) for end in view.presumed))
    return point if is_day else cents(point)


def _cents(end: Decimal | None) -> Decimal | None:
    return None if end is None else cents(end)


def _said(outcome: Outcome) -> tuple[Any, ...]:
    """The part of an outcome that a person is told."""
    if not outcome.holds and not (outcome.version.answer and outcome.answer.always):
        return (outcome.holds,)
    return (outcome.holds, dict(zip(outcome.answer.sums, outcome.sums, strict=True)), outcome.truths)


@cache
def cn() -> Engine:
    """Return the rule set of the People's Republic of China, ready to be asked."""
    return Engine(rule_set())
