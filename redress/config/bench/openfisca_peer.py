"""The same five remedies written for OpenFisca-Core, run by a Python of its own; prints one JSON line.

python openfisca_peer.py SECONDS < matters.json     a list of fact sets, as redress.law.bench makes them
Never imported by the product: OpenFisca-Core is under the AGPL and lives only in a scratch environment.
"""

# mypy: ignore-errors
import json
import sys
from time import perf_counter

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Matter = build_entity(key="matter", plural="matters", label="a dispute", is_person=True)
MONEY = ("price", "loss", "deposit", "contract_price", "paid", "lawful_price", "prepaid_amount", "used_credit")
TRUTHS = ("fraud", "food_unsafe", "seller_knew", "label_flaw_only", "deposit_by_receiver")
MONTH = "2026-11"


def fact(name, kind):
    return type(name, (Variable,), {"value_type": kind, "entity": Matter, "definition_period": DateUnit.MONTH})


def rule(name, formula):
    body = {"value_type": float, "entity": Matter, "definition_period": DateUnit.MONTH, "formula": formula}
    return type(name, (Variable,), body)


def fraud(matter, period):
    return matter("fraud", period) * numpy.maximum(3 * matter("price", period), 500)


def food(matter, period):
    due = matter("food_unsafe", period) * matter("seller_knew", period) * (1 - matter("label_flaw_only", period))
    return due * numpy.maximum(numpy.maximum(10 * matter("price", period), 3 * matter("loss", period)), 1000)


def deposit(matter, period):
    held = numpy.minimum(matter("deposit", period), matter("contract_price", period) * 0.2)
    return matter("deposit_by_receiver", period) * (matter("deposit", period) + held)


def overcharge(matter, period):
    return numpy.maximum(matter("paid", period) - matter("lawful_price", period), 0)


def prepaid(matter, period):
    return numpy.maximum(matter("prepaid_amount", period) - matter("used_credit", period), 0)


RULES = {"x3": fraud, "x10": food, "double": deposit, "over": overcharge, "prepaid": prepaid}


def built():
    system = TaxBenefitSystem([Matter])
    for name in MONEY:
        system.add_variable(fact(name, float))
    for name in TRUTHS:
        system.add_variable(fact(name, bool))
    for name, formula in RULES.items():
        system.add_variable(rule(name, formula))
    return system


def told(raw):
    values = {name: {MONTH: float(raw.get(name) or 0)} for name in MONEY}
    truths = {**raw, "deposit_by_receiver": raw.get("deposit_breach_by") == "receiver"}
    return values | {name: {MONTH: bool(truths.get(name))} for name in TRUTHS}


def ask(system, matters):
    simulation = SimulationBuilder().build_from_entities(system, {"matters": matters})
    return [simulation.calculate(name, MONTH) for name in RULES]


def rate(run, seconds, each):
    run()
    done, start = 0, perf_counter()
    while perf_counter() - start < seconds:
        run()
        done += each
    return round(done / (perf_counter() - start), 1)


def main():
    seconds = float(sys.argv[1])
    system, raws = built(), json.load(sys.stdin)
    one = {"0": told(raws[0])}
    many = {str(place): told(raws[place % len(raws)]) for place in range(1000)}
    found = {
        "one_at_a_time": rate(lambda: ask(system, one), seconds, 1),
        "a_thousand_at_once": rate(lambda: ask(system, many), seconds, 1000),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
