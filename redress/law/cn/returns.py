"""Sending goods back, exchange and repair.

Source: cpl-2013 Arts. 23-25, 52, 54; cpl-reg-2024 Arts. 18-19; seven-day-return-2020; product-quality-2018 Art. 40;
civil-code-3-contract Arts. 563, 582, 621; spc-online-consumption-2022 Art. 2.
"""

from redress.law.cn.punitive import consumer, price_left
from redress.law.engine_choices import Between, assumed
from redress.law.engine_rules import Answer, Law, claim, rule
from redress.law.engine_sums import Quantity, day
from redress.law.engine_truths import Stated, Truth, given, one_of, presumably, proviso, told

DISTANCE = ("online", "tv", "phone", "mail")


def parcel_received() -> Quantity:
    """The day the goods came. It lies between purchase and report, even while it is not known."""
    return Between(day("delivered_on"), earliest=day("bought_on"), latest=day("reported_on"))


def received() -> Quantity:
    """The day the goods came; while nobody says otherwise, the day of the purchase."""
    return assumed(day("delivered_on"), day("bought_on"))


def goods() -> Truth:
    """Goods rather than a service; cars have their own rules of return."""
    return Stated("movable_goods", presumably(one_of("kind", "food", "drug", "durable", "other")))


def not_as_required() -> Truth:
    """The quality is not as law, agreement or description require: taken from the report until the trader disproves it."""
    return Stated("not_as_required", ~proviso(told("conforming")))


def substandard() -> Truth:
    """Found substandard by an authority: return on demand, whenever (cpl-2013, Art. 54)."""
    return Stated("substandard", proviso(told("found_substandard")))


def in_seven_days(law: Law) -> Truth:
    last = received().plus(days=law.whole("quality_return_days"))
    return Stated("within_quality_days", day("reported_on") <= last, last=last)


def quality_return(law: Law) -> Truth:
    """A return for want of quality: within seven days, or later where the contract may be rescinded.

    Law: cpl-2013, Art. 24(1); civil-code-3-contract, Art. 563(1).
    """
    rescission = Stated("rescission", proviso(told("purpose_defeated")))
    return goods() & consumer() & (substandard() | (not_as_required() & (in_seven_days(law) | rescission)))


@rule("RETURN_7D")
def return_for_quality(law: Law) -> Answer:
    """Return of goods whose quality is not as required, within seven days of receipt."""
    return claim(quality_return(law), refund=price_left(), options=("RETURN",))


def excluded(law: Law) -> Truth:
    """The law, or the buyer's own confirmation, takes the goods out of the no-reason return.

    Law: cpl-2013, Art. 25(1)-(2); cpl-reg-2024, Art. 19(2); spc-online-consumption-2022, Art. 2 (a promise binds).
    """
    by_law = (
        proviso(told("custom_made"))
        | proviso(told("fresh_perishable"))
        | proviso(told("digital_unsealed"))
        | proviso(told("periodical"))
    )
    confirmed = Stated("confirmed_no_return", proviso(told("no_return_class") & told("no_return_confirmed")))
    out = Stated("excluded_goods", by_law) | confirmed
    if law.holds("promised_return_binds"):
        return out & ~Stated("promise_of_return", proviso(told("promised_return")))
    return out


def no_reason_return(law: Law) -> Truth:
    last = parcel_received().plus(days=law.whole("no_reason_days"))
    in_time = Stated("within_no_reason_days", day("reported_on") <= last, last=last)
    distance = Stated("distance_sale", one_of("channel", *DISTANCE))
    sold = Stated("movable_goods", presumably(one_of("kind", "food", "drug", "durable", "vehicle", "other")))
    return distance & in_time & told("intact") & sold & consumer() & ~excluded(law)


@rule("RETURN_7D_NO_REASON")
def return_without_reason(law: Law) -> Answer:
    """Return of goods bought at a distance, within seven days of receipt, without a reason."""
    return claim(no_reason_return(law), refund=price_left(), options=("RETURN",))


@rule("WARRANTY")
def exchange_or_repair(law: Law) -> Answer:
    """Exchange or repair of what is not as required, if the trader was told in reasonable time, at most two years.

    Law: cpl-2013, Art. 24(1); product-quality-2018, Art. 40(1); civil-code-3-contract, Arts. 582, 621.
    """
    last = received().plus(years=law.whole("notice_years"))
    told_in_time = given("reported_on") & ((day("reported_on") <= last) | proviso(told("seller_knew")))
    noticed = Stated("noticed_in_time", told_in_time, last=last)
    due = substandard() | (not_as_required() & noticed)
    return Answer(due, truths={"operator_proves": operator_proves(law)}, options=("EXCHANGE", "REPAIR", "REDO"))


def operator_proves(law: Law) -> Truth:
    """Durable goods or decoration, and a flaw found within six months: the trader proves (cpl-2013, Art. 23(3))."""
    last = received().plus(months=law.whole("burden_months"))
    within = day("reported_on") <= last
    return Stated("operator_proves", one_of("kind", "durable", "vehicle", "decoration") & within, last=last)


@rule("REFUND")
def refund(law: Law) -> Answer:
    """The price on the receipt, in one payment, wherever a return or refund is due (cpl-reg-2024, Art. 18(2))."""
    wrong = told("fraud") | told("food_unsafe") | told("drug_fake_or_inferior")
    due = wrong | substandard() | quality_return(law) | no_reason_return(law)
    return claim(Stated("return_due", due), amount=price_left(), refund=price_left(), options=("REFUND",))
