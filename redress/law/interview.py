"""The guided interview: which fact to ask for next, so that nobody is asked what can no longer change an answer.

Questions are those that the open answers themselves name as missing; provisos, which the other side has to assert, are not
asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from redress.law.bilingual import Bilingual, both
from redress.law.engine import cn
from redress.law.remedies import Assessment, assess
from redress.law.vocabulary import BY_INDEX, VOCABULARY, Fact


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of trouble that people come with, the answers they are after, and what it says already."""

    code: str
    title: Bilingual
    goals: tuple[str, ...]
    given: Mapping[str, object] = field(default_factory=dict)


MATTERS = {
    matter.code: matter
    for matter in (
        Matter("fraud", both("我被骗了", "I was deceived"), ("FRAUD_X3",)),
        Matter("food", both("食品有问题", "Something is wrong with food"), ("FOOD_X10",), {"kind": "food"}),
        Matter("medicine", both("药品有问题", "Something is wrong with medicine"), ("DRUG_X10",), {"kind": "drug"}),
        Matter("return", both("网购想退货", "I want to send an online purchase back"), ("RETURN_7D_NO_REASON",)),
        Matter("fault", both("商品坏了", "What I bought is faulty"), ("RETURN_7D", "WARRANTY")),
        Matter("car", both("汽车三包", "My car is faulty"), ("CAR_RETURN",), {"kind": "vehicle"}),
        Matter(
            "prepaid", both("预付卡、课程退款", "A prepaid card or course"), ("PREPAID_COOLING_OFF", "PREPAID_REFUND")
        ),
        Matter("minor", both("孩子办卡、充值", "A child paid"), ("MINOR_REFUND",)),
        Matter("deposit", both("定金", "Earnest money"), ("DEPOSIT_DOUBLE", "DEPOSIT_EXCESS")),
        Matter("price", both("多收了钱", "I paid too much"), ("OVERCHARGE",)),
        Matter("renewal", both("自动续费", "Automatic renewal"), ("RENEWAL_REFUND",)),
        Matter("injury", both("人受伤了", "Somebody was hurt"), ("INJURY", "KNOWN_DEFECT_X2")),
        Matter("breach", both("对方违约", "The trader broke the contract"), ("BREACH_LOSS", "PENALTY_CLAUSE")),
        Matter("dignity", both("受到侮辱、搜身", "I was insulted or searched"), ("DIGNITY",)),
        Matter("data", both("个人信息被泄露", "My data were misused"), ("PERSONAL_DATA",)),
        Matter("time", both("还来得及吗", "Am I still in time?"), ("limitation",)),
        Matter("court", both("怎么起诉、仲裁", "Court or arbitration"), ("route.ARBITRATE", "route.SUE")),
    )
}


@dataclass(frozen=True, slots=True)
class Question:
    """One fact to ask for, and the open answers that it can still change."""

    fact: Fact
    settles: tuple[str, ...]

    def as_dict(self, lang: str = "zh-hans") -> dict[str, Any]:
        tongue = "en" if lang.lower().startswith("en") else "zh"
        return {
            "name": self.fact.name,
            "group": self.fact.group,
            "type": self.fact.type,
            "question": self.fact.question[tongue],
            "label": self.fact.label[tongue],
            "values": {word: text[tongue] for word, text in self.fact.values.items()},
            "settles": list(self.settles),
        }


def next_questions(
    facts: Mapping[str, object], on: date, *, goals: Iterable[str] | None = None
) -> tuple[Question, ...]:
    """Return the facts still worth asking for, the cheapest and most telling first; empty when every answer is settled.

    goals -- ids of rules to be settled (a Matter's goals, say); None for every remedy, limitation and route
    Raises FactErrors as assess() does, LookupError for a goal that is no rule.
    """
    answer = assess(facts, on=on)
    wanted = _wanted(answer, goals)
    settles: dict[int, list[str]] = {}
    for outcome in answer.all_outcomes:
        if outcome.version.rule.id in wanted:
            for index in _bits(outcome.missing):
                settles.setdefault(index, []).append(outcome.version.rule.id)
    kind = answer.facts.get("kind")
    questions = [
        Question(BY_INDEX[index], tuple(rules))
        for index, rules in settles.items()
        if not BY_INDEX[index].suits or kind is None or kind in BY_INDEX[index].suits
    ]
    return tuple(sorted(questions, key=_order))


def _wanted(answer: Assessment, goals: Iterable[str] | None) -> frozenset[str]:
    known = {rule.id: rule.family for rule in answer.engine.rules}
    if goals is None:
        return frozenset(code for code, family in known.items() if family in {"remedy", "limitation", "route"})
    wanted = frozenset(goals)
    unknown = sorted(wanted - known.keys())
    if unknown:
        raise LookupError(f"There is no rule {unknown[0]}.")
    return wanted


def _order(question: Question) -> tuple[int, int, int]:
    return (question.fact.cost, -len(question.settles), question.fact.index)


def _bits(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def form(goals: Iterable[str]) -> tuple[Fact, ...]:
    """Return every fact that the rules behind some goals may ever look at, for a form on one page."""
    wanted = frozenset(goals)
    mask = 0
    for rule in cn().rules:
        if rule.id in wanted:
            mask |= rule.latest().reads
    return tuple(fact for fact in VOCABULARY.values() if mask & fact.bit)
