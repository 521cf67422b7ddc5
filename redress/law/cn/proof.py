"""Who proves what: each rule holds where the trader's side bears the proof.

Source: cpl-2013 Art. 23(3); spc-food-drug-disputes-2021 Art. 6; spc-food-drug-punitive-2024 Art. 12(3);
product-quality-2018 Art. 41(2); pipl-2021 Art. 69(1); ecommerce-2018 Art. 62; spc-prepaid-2025 Art. 25.
"""

from redress.law.cn.returns import operator_proves
from redress.law.engine_rules import Answer, Law, rule
from redress.law.engine_sums import number
from redress.law.engine_truths import one_of, told


@rule("proof.flaw", family="proof")
def flaw(law: Law) -> Answer:
    """The flaw of durable goods or decoration, reported within six months."""
    return Answer(operator_proves(law))


@rule("proof.food_quality", family="proof")
def food_quality(law: Law) -> Answer:
    """That food met the standards: producer and seller."""
    return Answer(one_of("kind", "food") | told("food_unsafe"))


@rule("proof.knowing_purchase", family="proof")
def knowing_purchase(law: Law) -> Answer:
    """That the buyer of unsafe food knew: producer and seller."""
    return Answer(told("food_unsafe"))


@rule("proof.defect_defences", family="proof")
def defect_defences(law: Law) -> Answer:
    """Not yet in circulation, no defect then, or not discoverable: the producer."""
    return Answer(told("defect_claim"))


@rule("proof.data_fault", family="proof")
def data_fault(law: Law) -> Answer:
    """That it was not at fault: the handler of personal data."""
    return Answer(told("data_misused"))


@rule("proof.online_records", family="proof")
def online_records(law: Law) -> Answer:
    """Contract and records of an online trade: whoever traded; loss or refusal counts against it."""
    sold_online = one_of("seller_kind", "on_platform", "own_site", "platform_operator", "live_room")
    return Answer(one_of("channel", "online") | sold_online)


@rule("proof.prepaid_records", family="proof")
def prepaid_records(law: Law) -> Answer:
    """Contract and records of prepaid consumption: withheld, the consumer's version may be accepted."""
    return Answer(number("prepaid_amount") > 0)
