"""Money that comes back or is promised by contract: prepaid cards, earnest money, overcharge, penalties, loss.

Source: cpl-2013 Arts. 50-53; cpl-reg-2024 Art. 22; spc-prepaid-2025; civil-code-3-contract Arts. 577, 583-588;
price-1997 Art. 41; pipl-2021 Art. 69; spc-mental-damage-2020 Art. 5.
"""

from redress.law.cn.punitive import consumer
from redress.law.engine_choices import assumed, either
from redress.law.engine_rules import Answer, Law, claim, rule
from redress.law.engine_sums import Quantity, day, greatest, number, smallest
from redress.law.engine_truths import Stated, Truth, implied, one_of, proviso, told


def still_owed(whole: Quantity) -> Quantity:
    """What is left of a sum once what has been paid back is taken off."""
    return greatest(whole - assumed(number("refunded")), 0)


def prepaid() -> Truth:
    """Money was prepaid for single-purpose consumption (spc-prepaid-2025, Arts. 1, 26)."""
    paid = Stated("money_prepaid", number("prepaid_amount") > 0)
    return paid & Stated("single_purpose_card", ~proviso(told("multi_purpose_card"))) & consumer()


def used_part() -> Quantity:
    """What the consumer has had, in money.

    Law: spc-prepaid-2025, Arts. 18-19 -- at the discount or by the ratio of money to credit; at the price before
    discount where the reason lies with the consumer. Credit that came with a bonus counts at its face.
    """
    paid, credit = number("prepaid_amount"), number("used_credit")
    bonus = assumed(number("bonus_amount"))
    by_ratio = credit * paid / (paid + bonus)
    listed = either(bonus > 0, assumed(number("used_at_list_price"), credit), number("used_at_list_price"))
    return either(Stated("own_reason", own_reason()), listed, by_ratio)


def own_reason() -> Truth:
    """The refund is asked for the consumer's own reason; never so where the trader hides from refunds."""
    return ~implied(~told("consumer_cause"), by=proviso(told("absconded")))


def balance() -> Quantity:
    """What is left of the money.

    Law: spc-prepaid-2025, Arts. 15(1), 20, 22 -- unlimited use by the share of the term left.
    """
    paid, term = number("prepaid_amount"), number("term_days")
    by_term = paid * (term - number("elapsed_days")) / term
    by_use = paid - used_part()
    return either(Stated("unlimited_card", proviso(told("unlimited"))), by_term, by_use)


@rule("PREPAID_REFUND")
def prepaid_balance(law: Law) -> Answer:
    """The balance of a prepaid card or course, without interest.

    Before the interpretation of 2025 the texts gave it only where the reason did not lie with the consumer.
    """
    due = prepaid()
    if not law.holds("prepaid_own_reason"):
        due = due & ~own_reason()
    return claim(due, amount=still_owed(balance()), options=("REFUND",), unclear={"prepaid_interest": prepaid()})


@rule("PREPAID")
def prepaid_not_performed(law: Law) -> Answer:
    """Performance, or the balance with interest and reasonable costs, where the trader did not do what was agreed."""
    failed = Stated("contract_broken", told("breach") | told("absconded") | ~told("consumer_cause"))
    return claim(
        prepaid() & failed,
        at_least=still_owed(balance()),
        options=("PERFORM", "REFUND"),
        unclear={"prepaid_interest": prepaid()},
    )


@rule("PREPAID_COOLING_OFF")
def prepaid_cooling_off(law: Law) -> Answer:
    """The whole principal, if asked for within seven days of payment."""
    last = day("paid_on").plus(days=law.whole("cooling_off_days"))
    in_time = Stated("within_cooling_off", day("rescinded_on") <= last, last=last)
    known = Stated("same_service_before", proviso(told("service_known_before")))
    single = Stated("single_purpose_card", ~proviso(told("multi_purpose_card")))
    due = in_time & ~known & single & consumer()
    return claim(due, amount=still_owed(number("prepaid_amount")), options=("REFUND",))


@rule("PREPAID_PUNITIVE")
def absconded(law: Law) -> Answer:
    """Punitive damages where the trader closed and evades refunds in bad faith; the court fixes them."""
    return Answer(told("absconded") & consumer(), unclear={"prepaid_punitive_base": told("absconded")})


def earnest_money(law: Law) -> Quantity:
    """The part of the money that works as earnest money: a fifth of the contract price at most."""
    return smallest(number("deposit"), law.number("deposit_cap") * number("contract_price"))


@rule("DEPOSIT_DOUBLE")
def deposit_twice(law: Law) -> Answer:
    """Twice the earnest money where the receiver broke the contract, and the excess once."""
    broke = Stated("receiver_broke", one_of("deposit_breach_by", "receiver"))
    return claim(broke, amount=still_owed(number("deposit") + earnest_money(law)))


@rule("DEPOSIT_EXCESS")
def deposit_excess(law: Law) -> Answer:
    """What exceeds a fifth of the price comes back even to a payer in breach."""
    above = Stated("deposit_above_cap", number("deposit") > law.number("deposit_cap") * number("contract_price"))
    alone = Stated("payer_broke", one_of("deposit_breach_by", "payer"))
    due = alone & above
    return claim(due, amount=still_owed(number("deposit") - earnest_money(law)))


@rule("OVERCHARGE")
def overcharge(law: Law) -> Answer:
    """What was paid above the marked, guided or fixed price."""
    too_much = Stated("paid_too_much", number("paid") > number("lawful_price"))
    return claim(too_much, amount=still_owed(number("paid") - number("lawful_price")), options=("REFUND",))


def broken() -> Truth:
    """The trader broke the contract; goods that are not as required are one way of it (civil-code-3-contract, Art. 617)."""
    return Stated("contract_broken", told("breach") | told("found_substandard") | ~told("conforming"))


@rule("PENALTY_CLAUSE")
def agreed_penalty(law: Law) -> Answer:
    """The penalty that the contract sets; a court may raise or cut it."""
    agreed = Stated("penalty_agreed", number("agreed_penalty") > 0)
    return claim(broken() & agreed, amount=number("agreed_penalty"), unclear={"penalty_may_change": agreed})


@rule("BREACH_LOSS")
def loss_by_breach(law: Law) -> Answer:
    """The loss that the breach caused and that could be foreseen."""
    return claim(broken(), amount=number("loss"))


@rule("DIGNITY")
def dignity(law: Law) -> Answer:
    """End of the violation, apology, damages; damages for mental harm if it is serious. No fixed sum."""
    return Answer(
        told("dignity_violated"),
        truths={"mental_damages": told("serious_mental_harm")},
        options=("STOP", "RESTORE_REPUTATION", "APOLOGY", "DAMAGES"),
    )


@rule("PERSONAL_DATA")
def personal_data(law: Law) -> Answer:
    """The loss, or else the handler's gain, or else what the circumstances call for."""
    due = told("data_misused") & ~Stated("handler_cleared", proviso(told("handler_without_fault")))
    return claim(due, amount=greatest(number("loss"), assumed(number("handler_gain"))))
