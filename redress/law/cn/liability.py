"""Who answers for it, and whether together with the seller.

Source: cpl-2013 Arts. 40, 43-45; ecommerce-2018 Arts. 37-38; product-quality-2018 Arts. 42-43; civil-code-7-tort
Art. 1203; food-safety-2025 Arts. 130, 148; drug-administration-2019 Art. 144; advertising-2021 Art. 56;
spc-online-consumption-2022 Arts. 4, 12, 14, 16; spc-food-drug-disputes-2021 Arts. 2, 8, 11.
"""

from redress.law.engine_rules import Answer, Law, rule
from redress.law.engine_truths import Always, Stated, Truth, one_of, proviso, told

NEVER = Always(False)


def liable(when: Truth, joint: Truth = NEVER) -> Answer:
    """Return the answer of a party. `joint` -- jointly and severally with the seller."""
    return Answer(when, truths={"joint": joint})


def self_run() -> Truth:
    return Stated("platform_is_seller", one_of("seller_kind", "platform_operator"))


@rule("liable.seller", family="liable")
def seller(law: Law) -> Answer:
    """The seller or provider, always; where the platform sells itself, it stands in that place."""
    return liable(~proviso(self_run()))


@rule("liable.producer", family="liable")
def producer(law: Law) -> Answer:
    """The producer too, where a defect, unsafe food or bad medicine did the harm, and it can be named."""
    harm = (
        proviso(told("defect_claim"))
        | proviso(told("defect_known"))
        | proviso(told("food_unsafe"))
        | proviso(told("drug_fake_or_inferior"))
        | proviso(told("made_by_respondent"))
    )
    unnamed = Stated("producer_unnamed", proviso(~told("producer_known")))
    return liable(Stated("defect_or_unsafe", harm) & ~unnamed)


@rule("liable.platform", family="liable")
def platform(law: Law) -> Answer:
    """As the seller where it sells itself; beside the seller where it cannot name it; jointly where it knew."""
    third = one_of("seller_kind", "on_platform", "live_room")
    cannot_name = Stated("platform_cannot_name", proviso(~told("platform_gave_seller_details")))
    knew = Stated("platform_knew", proviso(told("platform_knew")))
    return liable(proviso(self_run()) | (proviso(third) & (cannot_name | knew)), joint=proviso(third) & knew)


@rule("liable.live_room", family="liable")
def live_room(law: Law) -> Answer:
    """As the seller, unless it made plain that it is not, and who is: which it has to prove."""
    disclosed = told("live_room_disclosed_seller")
    streamed = proviso(one_of("seller_kind", "live_room"))
    return liable(Stated("live_room_seller", (streamed & ~proviso(disclosed)) | proviso(~disclosed)))


@rule("liable.organiser", family="liable")
def organiser(law: Law) -> Answer:
    """Once the fair or lease is over; for food jointly, and at once, where it did not check."""
    food = proviso(one_of("kind", "food") | told("food_unsafe"))
    at_fair = proviso(told("fair_or_counter") | told("fair_over"))
    ended = Stated("fair_ended", proviso(told("fair_over")))
    failed = Stated("organiser_failed", food & proviso(~told("organiser_checked")))
    return liable(at_fair & (ended | failed), joint=failed)


def life_and_health() -> Truth:
    """Goods and services for life and health; food and medicine are such."""
    return Stated("life_and_health", proviso(told("life_health_goods") | one_of("kind", "food", "drug")))


def jointly_for_the_ad() -> Truth:
    return life_and_health() | Stated("ad_party_knew", proviso(told("ad_party_knew")))


@rule("liable.advertiser", family="liable")
def advertiser(law: Law) -> Answer:
    """Whoever advertised falsely; agency and publisher jointly for life and health, or where they knew."""
    return liable(proviso(told("ad_false")), joint=jointly_for_the_ad())


@rule("liable.endorser", family="liable")
def endorser(law: Law) -> Answer:
    """Whoever recommended it in a false advertisement, for life and health, or knowing better."""
    recommended = ~proviso(~told("endorsed"))
    return liable(proviso(told("ad_false")) & recommended & jointly_for_the_ad(), joint=Always(True))


@rule("liable.successor", family="liable")
def successor(law: Law) -> Answer:
    """The enterprise that took over rights and duties after a merger or split."""
    return liable(proviso(told("merged_or_split")))


@rule("liable.licence_holder", family="liable")
def licence_holder(law: Law) -> Answer:
    """The holder of a borrowed licence, beside whoever used it."""
    return liable(proviso(told("borrowed_licence")))


@rule("liable.premises", family="liable")
def premises(law: Law) -> Answer:
    """Whoever runs premises that were not kept safe; for a third party's act only what that party cannot pay."""
    return liable(proviso(told("premises_failed")))


@rule("liable.lessor", family="liable")
def lessor(law: Law) -> Answer:
    """The lessor that let to whoever took prepaid money without a licence, by its fault."""
    return liable(proviso(told("lessor_failed")))
