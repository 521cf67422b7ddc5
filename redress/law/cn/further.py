"""Guarantees of certain goods, prepaid contracts of minors, renewals without notice.

Source: three-guarantees-1995 Arts. 9-11, 23 (from quotations, unverified); spc-prepaid-2025 Art. 10;
civil-code-1-general Arts. 19-20, 144-145; cpl-reg-2024 Art. 10(2); online-trade-2025 Art. 18.
"""

from redress.law.cn.contracts import still_owed
from redress.law.cn.punitive import consumer
from redress.law.engine_choices import assumed, either
from redress.law.engine_rules import Answer, Law, rule
from redress.law.engine_sums import Quantity, day, greatest, number
from redress.law.engine_truths import Stated, Truth, given, one_of, proviso, told

ITEMS = ("bicycle", "colour_tv", "mono_tv", "video_recorder")


def depreciation(law: Law) -> Quantity:
    """What a used item loses when it is sent back: price, rate of the catalogue, days of use."""
    rate: Quantity = law.number(f"tg_rate_{ITEMS[-1]}")
    for item in ITEMS[:-1]:
        rate = either(one_of("catalogue_item", item), law.number(f"tg_rate_{item}"), rate)
    return number("price") * rate * number("days_used")


@rule("THREE_GUARANTEES")
def certain_goods(law: Law) -> Answer:
    """Return, exchange or repair of catalogued goods, by the days since the sale and the repairs done."""
    sold, reported = day("bought_on"), day("reported_on")
    seven, fifteen = sold.plus(days=law.whole("tg_return_days")), sold.plus(days=law.whole("tg_exchange_days"))
    end = sold.plus(years=law.whole("tg_years"))
    fault = told("performance_fault")
    at_once = Stated("tg_within_7", fault & (reported <= seven), last=seven)
    soon = Stated("tg_within_15", fault & (reported <= fifteen), last=fifteen)
    failed = (number("repairs_done") >= law.number("tg_repairs")) | proviso(
        number("parts_wait_days") >= law.number("tg_parts_days")
    )
    in_guarantee = Stated("tg_in_guarantee", reported <= end, last=end)
    fails = Stated("tg_repairs_fail", failed)
    owed = greatest(number("price") - either(at_once, 0, depreciation(law)) - assumed(number("refunded")), 0)
    return Answer(
        one_of("catalogue_item", *ITEMS) & consumer() & in_guarantee & (fault | fails),
        sums={"refund": owed},
        truths={"may_return": at_once | fails, "may_exchange": soon | fails},
        options=("REPAIR",),
        unclear={"guarantees_unverified": given("catalogue_item")},
    )


def incapable(law: Law) -> Truth:
    """The contract of a child, or of a minor whose guardian did not agree and whose age it does not suit."""
    age = number("buyer_age")
    void = Stated("too_young", age < law.number("age_void"))
    covered = proviso(told("guardian_agreed")) | proviso(told("suits_age"))
    limited = Stated("limited_capacity", (age < law.number("age_full")) & ~covered)
    return void | limited


@rule("MINOR_REFUND")
def prepaid_by_a_minor(law: Law) -> Answer:
    """The money back, less what was used; nothing is taken off for paid games unlawfully offered to minors."""
    paid = number("prepaid_amount")
    used = either(proviso(told("unlawful_game")), 0, assumed(number("used_credit")))
    return Answer(incapable(law), sums={"amount": still_owed(paid - used)}, options=("REFUND",))


@rule("RENEWAL_REFUND")
def renewal_without_notice(law: Law) -> Answer:
    """The fee of a renewal that was not announced before its date."""
    silent = Stated("not_announced", ~told("renewal_announced"))
    due = silent & (number("renewal_fee") > 0) & consumer()
    unclear = {"renewal_is_a_court_question": number("renewal_fee") > 0}
    return Answer(due, sums={"amount": still_owed(number("renewal_fee"))}, options=("REFUND",), unclear=unclear)
