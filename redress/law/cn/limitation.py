"""Until when a claim may be brought to court.

Source: civil-code-1-general Arts. 188, 195, 202; product-quality-2018 Art. 45.
"""

from datetime import date

from redress.law.engine_choices import Between, assumed, either
from redress.law.engine_rules import Answer, Law, rule
from redress.law.engine_sums import TODAY, Figure, Quantity, day, greatest, smallest
from redress.law.engine_truths import Stated, proviso, told

NEVER, LONG_AGO = Figure(date.max), Figure(date.min)


def runs_out(years: int) -> Quantity:
    """End of a period from the knowledge, or anew from a demand made while it ran (Arts. 188, 195)."""
    known, demand = Between(day("knew_on"), earliest=day("bought_on")), day("claimed_on")
    end = known.plus(years=years)
    interrupted = Stated("interrupted", proviso(demand <= end))
    return either(interrupted, demand.plus(years=years), end)


def longest(law: Law) -> Quantity:
    """Twenty years from the harm; for defects ten from the first delivery, or to the end of the safe-use period."""
    defect = proviso(told("defect_claim"))
    ten_years = day("first_delivered_on").plus(years=law.whole("defect_longest_years"))
    safe_use = assumed(day("safe_use_until"), LONG_AGO)
    for_defects = either(defect, greatest(assumed(ten_years, NEVER), safe_use), NEVER)
    harmed = assumed(day("harmed_on"), assumed(day("delivered_on"), day("bought_on")))
    twenty_years = harmed.plus(years=law.whole("limitation_longest_years"))
    return smallest(for_defects, assumed(twenty_years, NEVER))


@rule("limitation", family="limitation")
def limitation(law: Law) -> Answer:
    """Open, barred, or disputed between the two years of the one law and the three of the other."""
    three = runs_out(law.whole("limitation_years"))
    two = runs_out(law.whole("defect_years"))
    cap = longest(law)
    latest = smallest(three, cap)
    safe = smallest(either(Stated("defect_period", proviso(told("defect_claim"))), two, three), cap)
    return Answer(
        Stated("period_runs", safe >= TODAY, last=safe),
        sums={"ends_on": safe, "ends_on_latest": latest},
        truths={"barred": latest < TODAY},
        days=frozenset({safe, latest}),
        always=True,
        unclear={"two_or_three_years": told("defect_claim"), "limitation_is_a_defence": latest < TODAY},
    )
