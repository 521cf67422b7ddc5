"""Damages for injury and death.

Source: cpl-2013 Art. 49; civil-code-7-tort Art. 1179; spc-personal-injury-2022 Arts. 6-18.
"""

from redress.law.engine_choices import IfGiven, either
from redress.law.engine_rules import Answer, Law, claim, rule
from redress.law.engine_sums import Quantity, greatest, number
from redress.law.engine_truths import Stated, proviso, told

RECEIPTS = ("medical_cost", "lost_work_cost", "nursing_cost", "other_cost")


def years(law: Law) -> Quantity:
    """Twenty, one less for every year of age above sixty, and five from seventy-five (Arts. 12(1), 15)."""
    over = greatest(number("age") - law.number("injury_age_from"), 0)
    return greatest(law.number("injury_years_least"), law.number("injury_years") - over)


def coefficient() -> Quantity:
    """A coefficient as such, or a grade from 1 (whole) to 10 (a tenth)."""
    degree = number("disability_degree")
    return either(degree <= 1, degree, (11 - degree) / 10)


@rule("INJURY")
def injury(law: Law) -> Answer:
    """The sum of the items that are given; what is not given is named as missing.

    Death takes the place of disability; both rest on the income per head of the year before (Arts. 12, 15, 22). Whoever
    claims for a disability is alive until somebody says otherwise.
    """
    death, income = proviso(told("death")), number("income_per_head")
    total: Quantity = IfGiven(number(RECEIPTS[0]))
    for item in RECEIPTS[1:]:
        total = total + IfGiven(number(item))
    total = total + IfGiven(either(death, income * years(law), coefficient() * income * years(law)))
    total = total + IfGiven(either(death, law.number("funeral_months") * number("monthly_wage"), 0))
    harmed = told("death") | (number("disability_degree") > 0)
    for item in RECEIPTS:
        harmed = harmed | (number(item) > 0)
    graded = number("disability_degree") > 1
    return claim(Stated("injury_items", harmed), amount=total, unclear={"disability_coefficient": graded})
