"""The five routes: what opens them, what blocks them, and small claims.

Source: cpl-2013 Arts. 35, 39; cpl-reg-2024 Arts. 45-46; samr-complaint-2026 Arts. 10, 16; civil-procedure-2023
Arts. 122, 127, 165; people-mediation-2010 Art. 33.
"""

from redress.law.cn.punitive import consumer
from redress.law.engine_rules import Answer, Law, claim, rule
from redress.law.engine_sums import TODAY, day, number
from redress.law.engine_truths import Always, Stated, proviso, told


@rule("route.NEGOTIATE", family="route")
def negotiate(law: Law) -> Answer:
    """Open to everybody at any time."""
    return Answer(Always(True))


@rule("route.MEDIATE", family="route")
def mediate(law: Law) -> Answer:
    """Open while both sides are willing."""
    return Answer(~Stated("trader_refuses", proviso(told("trader_refuses_mediation"))))


@rule("route.COMPLAIN", family="route")
def complain(law: Law) -> Answer:
    """Open to consumers for three years, unless the dispute has been taken up elsewhere."""
    last = day("knew_on").plus(years=law.whole("complaint_years"))
    late = Stated("complaint_too_late", proviso(last < TODAY), last=last)
    elsewhere = Stated("taken_up_elsewhere", proviso(told("handled_elsewhere")))
    return Answer(consumer() & ~elsewhere & ~late)


@rule("route.ARBITRATE", family="route")
def arbitrate(law: Law) -> Answer:
    """Only with an agreement to arbitrate."""
    return Answer(Stated("bound_to_arbitrate", told("arbitration_agreement")))


@rule("route.SUE", family="route")
def sue(law: Law) -> Answer:
    """Open unless the parties agreed to arbitrate; small and clear claims go in one instance."""
    bound = Stated("bound_to_arbitrate", proviso(told("arbitration_agreement")))
    half = law.number("small_claims_share") * number("average_wage")
    double = law.number("small_claims_agreed_share") * number("average_wage")
    total, simple = number("claim_total"), told("simple_money_claim")
    answer = claim(~bound, small_claims_up_to=half, by_agreement_up_to=double)
    return Answer(
        answer.when,
        sums=answer.sums,
        truths={
            "small_claim": Stated("small_claim", simple & (total <= half)),
            "by_agreement": Stated("small_claim_by_agreement", simple & (total > half) & (total <= double)),
        },
    )
