"""How fast the law is: assessments per second, with everything known, with little known, and among ten times the rules.

python -m redress.law.bench
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import cycle
from random import Random
from time import process_time
from typing import Any

from redress.law.engine import Engine, cn
from redress.law.engine_rules import Answer, Law, Rule, claim
from redress.law.engine_sums import number
from redress.law.engine_truths import one_of, told
from redress.law.facts import Facts, parse
from redress.law.remedies import assess
from redress.law.vocabulary import BY_INDEX, Fact

ON = date(2026, 11, 23)
EVERYDAY: dict[str, object] = {
    "kind": "food",
    "price": "128.00",
    "bought_on": "2026-08-28",
    "food_unsafe": True,
    "seller_knew": True,
    "channel": "online",
    "seller_kind": "on_platform",
    "knew_on": "2026-09-02",
}
FIVE = ("FRAUD_X3", "FOOD_X10", "DEPOSIT_DOUBLE", "OVERCHARGE", "PREPAID_REFUND")
DAYS = {
    "first_delivered_on": "2026-01-05",
    "safe_use_until": "2030-01-05",
    "bought_on": "2026-08-01",
    "invoice_on": "2026-08-01",
    "delivered_on": "2026-08-03",
    "reported_on": "2026-08-09",
    "harmed_on": "2026-08-05",
    "knew_on": "2026-08-06",
    "claimed_on": "2026-08-20",
    "paid_on": "2026-08-01",
    "rescinded_on": "2026-08-06",
}
STANDING = {
    "used_credit": "400",
    "prepaid_amount": "5000",
    "price": "2399.00",
    "refunded": "100",
    "disability_degree": "8",
}


def bench(seconds: float = 1.0) -> list[dict[str, Any]]:
    """Measure, and return one row per measurement: name, per_second, microseconds, rules, facts.

    seconds -- of processor time for each measurement: what one core does, whoever else uses the machine. The best of
    its ten rounds counts
    """
    full = [parse(raw) for raw in full_matters(64)]
    raw_full = list(full_matters(16))
    everyday = parse(EVERYDAY)
    crowded = Engine((*cn().rules, *other_matters(9 * len(cn().rules))))
    five = Engine(tuple(rule for rule in cn().rules if rule.id in FIVE))
    cases, raws = cycle(full), cycle(raw_full)
    return [
        _row("everything known", cn(), len(full[0]), seconds, lambda: assess(next(cases), on=ON)),
        _row("everything known, read from JSON", cn(), len(full[0]), seconds, lambda: assess(next(raws), on=ON)),
        _row("five remedies, everything known", five, len(full[0]), seconds, _asker(five, full)),
        _row("an everyday matter", cn(), len(everyday), seconds, lambda: assess(everyday, on=ON)),
        _row(
            "the same among ten times the rules",
            crowded,
            len(everyday),
            seconds,
            lambda: assess(everyday, on=ON, engine=crowded),
        ),
        _row("the same, put into words", cn(), len(everyday), seconds, lambda: assess(everyday, on=ON).as_dict("en")),
    ]


def _asker(engine: Engine, matters: list[Facts]) -> Callable[[], object]:
    cases = cycle(matters)
    return lambda: engine.ask(next(cases), ON)


def _row(name: str, engine: Engine, facts: int, seconds: float, run: Callable[[], object]) -> dict[str, Any]:
    rate = max(_rate(run, seconds / 10) for _ in range(10))
    return {
        "name": name,
        "per_second": round(rate),
        "microseconds": round(1_000_000 / rate, 1),
        "rules": len(engine.rules),
        "facts": facts,
    }


def _rate(run: Callable[[], object], seconds: float) -> float:
    run()
    done, start = 0, process_time()
    while True:
        for _ in range(20):
            run()
        done += 20
        spent = process_time() - start
        if spent >= seconds:
            return done / spent


def full_matters(count: int, seed: int = 20261123) -> Iterator[dict[str, object]]:
    """Return matters in which every fact of the vocabulary is known, each different, none contradicting itself."""
    choice = Random(seed)  # noqa: S311 -- made-up matters, nothing secret
    while count:
        raw = {fact.name: DAYS.get(fact.name, STANDING.get(fact.name, _made_up(fact, choice))) for fact in BY_INDEX}
        try:
            parse(raw)
        except ValueError:
            continue
        count -= 1
        yield raw


def _made_up(fact: Fact, choice: Random) -> object:
    match fact.type:
        case "yes_no":
            return choice.random() < 0.5
        case "word":
            return choice.choice(tuple(fact.values))
        case "money" | "money_or_all":
            return f"{choice.randrange(100, 500_000) / 100:.2f}"
        case _:
            return str(choice.randrange(int(fact.min), int(min(fact.max, Decimal(120))) + 1))


def other_matters(count: int) -> Iterator[Rule]:
    """Return made-up rules about cars, injuries and deposits, which an everyday matter does not touch."""
    data = {"since": date(2000, 1, 1), "title": {"zh": "其他", "en": "other"}, "cites": []}
    subjects = ("km", "repair_days", "medical_cost", "nursing_cost", "deposit", "contract_price", "age")
    for place in range(count):

        def other(law: Law, at: int = place) -> Answer:
            sum_of = number(subjects[at % len(subjects)])
            due = told("grave_fault") | one_of("deposit_breach_by", "receiver") | (sum_of > at)
            return claim(due, amount=sum_of * 2)

        yield Rule(f"OTHER_{place}", "remedy", other, data)


if __name__ == "__main__":
    for row in bench():
        sys.stdout.write(json.dumps(row) + "\n")
