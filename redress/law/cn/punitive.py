"""Sums that go beyond the loss: fraud, unsafe food, bad medicine, known defects, promises.

Source: cpl-2013 Arts. 16, 55; cpl-reg-2024 Art. 49; food-safety-2025 Art. 148; drug-administration-2019 Art. 144;
civil-code-7-tort Art. 1207; spc-food-drug-punitive-2024; spc-food-safety-civil-2020; spc-online-consumption-2022.
Earlier: cpl-1993 Art. 49; food-safety-2009 Art. 96.
"""

from redress.law.engine_choices import assumed, either
from redress.law.engine_rules import Answer, Law, claim, rule
from redress.law.engine_sums import Quantity, greatest, number, smallest
from redress.law.engine_truths import Stated, Truth, implied, one_of, presumably, proviso, told


def consumer() -> Truth:
    """Bought for daily life, or as an input for farming. Presumed: the trader proves another purpose.

    Law: cpl-2013, Arts. 2, 62.
    """
    return Stated("consumer_purpose", presumably(one_of("purpose", "daily_life", "farm_input")))


def household() -> Truth:
    """Bought for a person's or a household's own use. Presumed.

    Law: spc-food-drug-punitive-2024, Arts. 1(1), 10.
    """
    return Stated("household_purpose", presumably(one_of("purpose", "daily_life")))


def price_left() -> Quantity:
    """What of the price has not been paid back; a payment back is for the trader to show."""
    return greatest(number("price") - assumed(number("refunded")), 0)


def staged() -> Truth:
    """The claim was staged; the trader proves it.

    Law: cpl-reg-2024, Art. 49(2); spc-food-drug-punitive-2024, Art. 16(1). Before these, whoever staged a fraud was
    not deceived: the same result (docs/decisions/0102-staged-claims.md).
    """
    return Stated("staged", proviso(told("staged_claim")))


def fraud(law: Law) -> Truth:
    """Fraud against a consumer that is more than a harmless flaw of a label.

    Law: cpl-2013, Art. 55(1); cpl-reg-2024, Art. 49.
    """
    due = (told("fraud") | proviso(told("fraud_other_than_label"))) & consumer() & ~staged()
    if law.holds("fraud_label_exception"):
        harmless = told("label_flaw_only") & ~told("misleading") & ~proviso(told("fraud_other_than_label"))
        return due & ~Stated("harmless_label_flaw", proviso(harmless))
    return due


@rule("FRAUD_X3")
def threefold(law: Law) -> Answer:
    """Three times the price, at least 500; once the price under the text of 1993."""
    amount = greatest(law.number("fraud_multiple") * number("price"), law.number("fraud_floor"))
    return claim(fraud(law), amount=amount, refund=price_left(), unclear={"affected_items": told("fraud")})


def unsafe_food(law: Law) -> Truth:
    """Food against the safety standards, from its producer or from a seller who knew.

    Law: food-safety-2025, Art. 148(2); spc-food-safety-civil-2020, Arts. 6, 10 (no injury needed).
    """
    due = told("food_unsafe") & producer_or_knowing() & household() & ~staged()
    if law.holds("food_label_exception"):
        return due & ~Stated("harmless_label_flaw", proviso(told("label_flaw_only") & ~told("misleading")))
    return due


def producer_or_knowing() -> Truth:
    return Stated("producer_or_knowing", told("made_by_respondent") | told("seller_knew"))


def tenfold(law: Law, base: Quantity, subject: str) -> Quantity:
    """Ten times the base or three times the loss, whichever is more, and at least the floor.

    A loss beyond the price is for the buyer to show: until then there is none.
    """
    return greatest(
        law.number(f"{subject}_multiple") * base,
        law.number(f"{subject}_loss_multiple") * assumed(number("loss")),
        law.number(f"{subject}_floor"),
    )


def needed_part() -> Quantity:
    """The price of what a household reasonably needs.

    Law: spc-food-drug-punitive-2024, Arts. 12-14.
    """
    price = number("price")
    return smallest(price * number("reasonable_quantity") / number("quantity"), price)


@rule("FOOD_X10")
def tenfold_for_food(law: Law) -> Answer:
    """Ten times the price or three times the loss, at least 1,000; bare ten times under the text of 2009.

    That the buyer knew is for the trader to prove (spc-food-drug-punitive-2024, Art. 12(3)); then only the price of
    what a household needs counts.
    """
    base: Quantity = number("price")
    unclear = {}
    if law.holds("food_reasonable_need_only"):
        knew = told("buyer_knew")
        base = either(proviso(knew), needed_part(), number("price"))
        unclear = {"food_floor_after_cut": knew}
    return claim(unsafe_food(law), amount=tenfold(law, base, "food"), refund=price_left(), unclear=unclear)


@rule("FOOD_KNOWN_PURCHASE")
def bought_knowingly(law: Law) -> Answer:
    """The same tenfold sum where the buyer knew, on the price of what a household needs."""
    return claim(
        told("buyer_knew") & unsafe_food(law),
        amount=tenfold(law, needed_part(), "food"),
        refund=price_left(),
        unclear={"food_floor_after_cut": told("buyer_knew")},
    )


@rule("DRUG_X10")
def tenfold_for_medicine(law: Law) -> Answer:
    """Ten times the price or three times the loss, at least 1,000, for fake or inferior medicine."""
    defence = Stated("mutual_help", proviso(told("relief_small_scale")))
    due = told("drug_fake_or_inferior") & producer_or_knowing() & household() & ~staged() & ~defence
    return claim(due, amount=tenfold(law, number("price"), "drug"), refund=price_left())


@rule("KNOWN_DEFECT_X2")
def known_defect(law: Law) -> Answer:
    """Up to twice the loss where a known defect killed or seriously hurt somebody; the court fixes the sum."""
    harmed = implied(told("death_or_serious_injury"), by=told("death"))
    return claim(told("defect_known") & harmed, at_most=law.number("known_defect_ceiling") * number("loss"))


@rule("PROMISE_HIGHER")
def promised_more(law: Law) -> Answer:
    """What the trader promised, where that is more than the law gives anyway."""
    promised = number("promised_amount")
    remedies = (
        (threefold, "fraud_multiple"),
        (tenfold_for_food, "food_multiple"),
        (tenfold_for_medicine, "drug_multiple"),
    )
    lawful = greatest(0, *(_sum_of(remedy(law)) for remedy, number_of in remedies if law.has(number_of)))
    return claim(Stated("promise_above_law", promised > lawful), amount=promised)


def _sum_of(answer: Answer) -> Quantity:
    """What a remedy comes to: nothing while it is not shown to be due."""
    return either(proviso(answer.when), answer.sums["amount"], 0)
