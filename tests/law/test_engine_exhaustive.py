"""The same proof without chance: on a small domain every part of the facts is held against every completion.

Relevance as well: each fact that an open answer names as missing can, on some completion, still change that answer.
"""

from datetime import date
from itertools import product

import pytest

from redress.law.engine import cn, weigh
from redress.law.engine_case import Case
from redress.law.facts import Facts, parse
from redress.law.facts_consistency import clashes
from redress.law.vocabulary import BY_INDEX, VOCABULARY, names
from tests.law.matters import ON, said
from tests.law.tables import beside_the_cases

YES_NO = (True, False)
D = date

# For every rule the facts that it turns on, each with the values that tell its sides apart.
DOMAINS = {
    "FRAUD_X3": {
        "fraud": YES_NO, "staged_claim": YES_NO, "label_flaw_only": YES_NO, "misleading": YES_NO,
        "fraud_other_than_label": YES_NO, "purpose": ("daily_life", "other"), "price": ("100", "1000"),
        "bought_on": (D(2014, 3, 14), D(2026, 1, 1)),
    },
    "FOOD_X10": {
        "food_unsafe": YES_NO, "made_by_respondent": YES_NO, "seller_knew": YES_NO, "label_flaw_only": YES_NO,
        "misleading": YES_NO, "price": ("50", "500"), "loss": ("0", "9000"), "buyer_knew": YES_NO,
    },
    "FOOD_KNOWN_PURCHASE": {
        "food_unsafe": YES_NO, "seller_knew": YES_NO, "buyer_knew": YES_NO, "price": ("500", "5000"),
        "quantity": (1, 10), "reasonable_quantity": (1, 2), "made_by_respondent": YES_NO,
    },
    "DRUG_X10": {
        "drug_fake_or_inferior": YES_NO, "made_by_respondent": YES_NO, "seller_knew": YES_NO,
        "relief_small_scale": YES_NO, "staged_claim": YES_NO, "price": ("50", "500"), "loss": ("0", "9000"),
    },
    "KNOWN_DEFECT_X2": {
        "defect_known": YES_NO, "death_or_serious_injury": YES_NO, "death": YES_NO, "loss": ("0", "100"),
    },
    "PROMISE_HIGHER": {
        "promised_amount": ("0", "2000"), "fraud": YES_NO, "price": ("100", "5000"), "staged_claim": YES_NO,
        "food_unsafe": YES_NO, "seller_knew": YES_NO,
    },
    "RETURN_7D": {
        "reported_on": (D(2026, 11, 9), D(2026, 11, 10)), "delivered_on": (D(2026, 11, 1), D(2026, 11, 2)),
        "bought_on": (D(2026, 10, 1), D(2026, 11, 2)), "conforming": YES_NO, "purpose_defeated": YES_NO,
        "found_substandard": YES_NO, "kind": ("durable", "service"),
    },
    # Without bought_on: it bounds delivered_on, and no finite choice of days has a use for every bound.
    "RETURN_7D_NO_REASON": {
        "channel": ("online", "shop"), "reported_on": (D(2026, 11, 9), D(2026, 11, 10)),
        "delivered_on": (D(2026, 11, 2), D(2026, 11, 5)), "intact": YES_NO, "custom_made": YES_NO,
        "promised_return": YES_NO, "no_return_class": YES_NO, "no_return_confirmed": YES_NO,
    },
    "WARRANTY": {
        "reported_on": (D(2026, 11, 1), D(2026, 11, 3)), "delivered_on": (D(2024, 11, 2), D(2026, 5, 2)),
        "seller_knew": YES_NO, "conforming": YES_NO, "found_substandard": YES_NO, "kind": ("durable", "other"),
    },
    "REFUND": {
        "fraud": YES_NO, "food_unsafe": YES_NO, "drug_fake_or_inferior": YES_NO, "found_substandard": YES_NO,
        "conforming": YES_NO, "price": ("0", "100"),
    },
    "PREPAID_REFUND": {
        "prepaid_amount": ("0", "2000"), "bonus_amount": ("0", "500"), "used_credit": ("0", "800"),
        "used_at_list_price": ("1200", "2100"), "consumer_cause": YES_NO, "unlimited": YES_NO,
    },
    "PREPAID": {
        "prepaid_amount": ("0", "2000"), "used_credit": ("0", "800"), "consumer_cause": YES_NO, "breach": YES_NO,
        "absconded": YES_NO, "multi_purpose_card": YES_NO,
    },
    "PREPAID_COOLING_OFF": {
        "prepaid_amount": ("0", "2000"), "paid_on": (D(2026, 11, 2), D(2026, 11, 3)),
        "rescinded_on": (D(2026, 11, 9), D(2026, 11, 10)), "service_known_before": YES_NO,
    },
    "DEPOSIT_DOUBLE": {
        "deposit": ("20", "30"), "contract_price": ("100", "1000"), "deposit_breach_by": ("payer", "receiver"),
        "refunded": ("0", "10"),
    },
    "DEPOSIT_EXCESS": {
        "deposit": ("20", "30"), "contract_price": ("100", "1000"), "deposit_breach_by": ("payer", "receiver"),
    },
    "OVERCHARGE": {"paid": ("0", "120"), "lawful_price": ("100", "120"), "refunded": ("0", "10")},
    "PENALTY_CLAUSE": {
        "breach": YES_NO, "found_substandard": YES_NO, "conforming": YES_NO, "agreed_penalty": ("0", "100"),
    },
    "BREACH_LOSS": {"breach": YES_NO, "found_substandard": YES_NO, "conforming": YES_NO, "loss": ("0", "100")},
    "DIGNITY": {"dignity_violated": YES_NO, "serious_mental_harm": YES_NO},
    "PERSONAL_DATA": {
        "data_misused": YES_NO, "handler_without_fault": YES_NO, "loss": ("0", "100"), "handler_gain": ("0", "500"),
    },
    "PREPAID_PUNITIVE": {"absconded": YES_NO, "purpose": ("daily_life", "other")},
    "CAR_RETURN": {
        "kind": ("vehicle", "durable"), "invoice_on": (D(2024, 6, 1), D(2025, 6, 1), D(2026, 11, 20)), "km": (3000, 10000, 60000),
        "grave_fault": YES_NO, "repair_days": (30, 31), "assembly_changes": (0, 2), "safety_fault_repairs": (0, 2),
    },
    "CAR_ASSEMBLY": {
        "kind": ("vehicle", "durable"), "invoice_on": (D(2026, 9, 1), D(2026, 11, 20)), "km": (3000, 3001),
        "main_part_fault": YES_NO, "reported_on": (D(2026, 11, 21), D(2026, 11, 22)),
    },
    "CAR_SPARE": {
        "kind": ("vehicle", "durable"), "invoice_on": (D(2023, 9, 1), D(2026, 11, 20)), "km": (60000, 60001),
        "single_repair_days": (5, 6),
    },
    "INJURY": {
        "death": YES_NO, "disability_degree": ("0", "10"), "age": (60, 75), "income_per_head": ("1000", "2000"),
        "medical_cost": ("0", "100"), "monthly_wage": ("0", "10"),
    },
    "THREE_GUARANTEES": {
        "catalogue_item": ("bicycle", "not_listed"), "performance_fault": YES_NO, "repairs_done": (1, 2),
        "bought_on": (D(2025, 11, 1), D(2026, 11, 2)), "reported_on": (D(2026, 11, 9), D(2026, 11, 18)),
        "parts_wait_days": (89, 90),
    },
    "MINOR_REFUND": {
        "buyer_age": (7, 12), "guardian_agreed": YES_NO, "suits_age": YES_NO, "prepaid_amount": ("0", "100"),
        "unlawful_game": YES_NO, "used_credit": ("0", "50"),
    },
    "RENEWAL_REFUND": {"renewal_fee": ("0", "68"), "renewal_announced": YES_NO, "purpose": ("daily_life", "other")},
    "limitation": {
        "knew_on": (D(2023, 11, 22), D(2024, 11, 22)), "claimed_on": (D(2024, 12, 1), D(2026, 11, 22)),
        "defect_claim": YES_NO, "first_delivered_on": (D(2010, 1, 1), D(2020, 1, 1)),
        "bought_on": (D(2005, 1, 1), D(2023, 1, 1)),
    },
    "liable.producer": {
        "defect_claim": YES_NO, "defect_known": YES_NO, "food_unsafe": YES_NO, "producer_known": YES_NO,
        "made_by_respondent": YES_NO,
    },
    "liable.platform": {
        "seller_kind": ("on_platform", "platform_operator", "shop"), "platform_gave_seller_details": YES_NO,
        "platform_knew": YES_NO,
    },
    "liable.live_room": {"seller_kind": ("live_room", "shop"), "live_room_disclosed_seller": YES_NO},
    "liable.organiser": {
        "kind": ("food", "other"), "food_unsafe": YES_NO, "fair_or_counter": YES_NO, "fair_over": YES_NO,
        "organiser_checked": YES_NO,
    },
    "liable.advertiser": {
        "ad_false": YES_NO, "life_health_goods": YES_NO, "ad_party_knew": YES_NO, "kind": ("food", "other"),
    },
    "liable.endorser": {
        "ad_false": YES_NO, "life_health_goods": YES_NO, "ad_party_knew": YES_NO, "endorsed": YES_NO,
    },
    "route.COMPLAIN": {
        "purpose": ("daily_life", "other"), "handled_elsewhere": YES_NO,
        "knew_on": (D(2023, 11, 22), D(2023, 11, 23)),
    },
    "route.SUE": {
        "arbitration_agreement": YES_NO, "average_wage": ("100", "1000"), "claim_total": ("60", "600"),
        "simple_money_claim": YES_NO,
    },
}  # fmt: skip
DOMAINS |= beside_the_cases("domain")


def versions():
    return {rule.id: rule for rule in cn().rules}


def every_part(domain):
    """Every way of knowing some of the facts of a domain, by the values chosen; None is unknown."""
    places = [VOCABULARY[name] for name in domain]
    read = [[None, *(parse({name: value})[name] for value in values)] for name, values in domain.items()]
    for chosen in product(*read):
        values = [None] * len(BY_INDEX)
        for fact, value in zip(places, chosen, strict=True):
            values[fact.index] = value
        if not any(clashes(values)):
            known = sum(fact.bit for fact, value in zip(places, chosen, strict=True) if value is not None)
            yield chosen, Facts(tuple(values), known)


def told(rule, facts):
    engine = cn()
    program = engine.program_of(facts, ON)
    version = rule.version(program.purchase, program.today)
    return engine.weigh(version, Case(facts.values_by_index, ON), program)


def answers_on(code):
    """What the rule answers on every part of its domain; equal sayings get equal numbers."""
    rule, sayings = versions()[code], []
    answers = {}
    for chosen, facts in every_part(DOMAINS[code]):
        outcome = told(rule, facts)
        saying = said(outcome)
        if saying not in sayings:
            sayings.append(saying)
        answers[chosen] = (sayings.index(saying), outcome.missing, outcome.missing | outcome.unless)
    return answers


def completions(part, answers):
    """Every way of knowing the same and more."""
    choices = [
        (value,) if value is not None else tuple({chosen[at] for chosen in answers}) for at, value in enumerate(part)
    ]
    return (whole for whole in product(*choices) if whole in answers)


@pytest.mark.parametrize("code", DOMAINS)
def test_no_completion_overturns_an_answer_by_a_fact_it_did_not_name(code):
    answers = answers_on(code)
    bits = [VOCABULARY[name].bit for name in DOMAINS[code]]
    sides = [{chosen[at] for chosen in answers} for at in range(len(bits))]

    for part, (saying, _, named) in answers.items():
        # Facts that are named may change everything: hold them unknown, and let every other fact vary.
        choices = [
            (value,) if value is not None or named & bit else side
            for value, bit, side in zip(part, bits, sides, strict=True)
        ]
        for whole in product(*choices):
            assert whole not in answers or answers[whole][0] == saying, f"{part} named {names(named)}, not so {whole}"


@pytest.mark.parametrize("code", DOMAINS)
def test_every_missing_fact_can_still_change_the_open_answer(code):
    answers = answers_on(code)
    bits = [VOCABULARY[name].bit for name in DOMAINS[code]]
    sides = [sorted({chosen[at] for chosen in answers} - {None}, key=str) for at in range(len(bits))]

    for part, (_, missing, _) in answers.items():
        for place, bit in enumerate(bits):
            if missing & bit:
                assert can_change(place, part, sides, answers), f"{names(bit)} is asked for on {part} in vain"


def can_change(place, part, sides, answers):
    """On some way of knowing more, learning this fact changes what is said."""
    rest = [
        (None, *side) if value is None and at != place else (value,)
        for at, (value, side) in enumerate(zip(part, sides, strict=True))
    ]
    for whole in product(*rest):
        if whole not in answers:
            continue
        for value in sides[place]:
            learned = answers.get((*whole[:place], value, *whole[place + 1 :]))
            if learned and learned[0] != answers[whole][0]:
                return True
    return False


def test_every_rule_of_more_than_two_facts_has_its_domain():
    absent = {rule.id for rule in cn().rules if rule.latest().reads.bit_count() > 2 and rule.id not in DOMAINS}

    assert absent == {"proof.flaw"}, "proof.flaw is the burden that WARRANTY tells"


def test_weighing_a_version_needs_no_engine():
    rule = versions()["DIGNITY"]
    facts = parse({"dignity_violated": True})

    assert weigh(rule.latest(), Case(facts.values_by_index, ON)).holds is True
