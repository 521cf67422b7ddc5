"""Household cars: change, return, free repair.

Source: auto-three-guarantees-2021 Arts. 18, 20-24, 26-27, 32, 40.
"""

from datetime import date

from redress.law.cn.punitive import household
from redress.law.engine_choices import assumed, either
from redress.law.engine_rules import Answer, Law, claim, rule
from redress.law.engine_sums import TODAY, Figure, Quantity, day, greatest, number, smallest
from redress.law.engine_truths import Stated, Truth, one_of, presumably, proviso, told

RULES_OF_2021 = Figure(date(2022, 1, 1))  # auto-three-guarantees-2021 Art. 42


def car() -> Truth:
    car_bought = Stated("household_car", presumably(one_of("kind", "vehicle")))
    return car_bought & household() & ~Stated("car_guarantee_excluded", proviso(told("guarantee_excluded")))


def begins() -> Quantity:
    """The guarantee runs from the invoice, or from delivery where that is another day (Art. 18(2))."""
    return assumed(day("delivered_on"), assumed(day("invoice_on"), day("bought_on")))


def claimed() -> Quantity:
    """The day on which the seller was told; while nobody says otherwise, the day asked for."""
    return assumed(day("reported_on"), TODAY)


def in_guarantee(law: Law) -> Truth:
    last = begins().plus(years=law.whole("car_guarantee_years"))
    runs = (claimed() <= last) & (number("km") <= law.number("car_guarantee_km"))
    return Stated("car_in_guarantee", runs, last=last)


def first_sixty_days(law: Law) -> Truth:
    last = begins().plus(days=law.whole("car_early_days"))
    return Stated("car_early", claimed() <= last, last=last)


def few_kilometres(law: Law) -> Truth:
    return number("km") <= law.number("car_early_km")


def at_once(law: Law) -> Truth:
    """Arts. 22-23: an assembly to be changed within seven days, or a grave fault within 60 days and 3,000 km.

    The seven days lie within the sixty: asked once, nobody is asked in vain.
    """
    last = begins().plus(days=law.whole("car_first_days"))
    first_week = Stated("car_first_week", (claimed() <= last) & (number("assembly_changes") >= 1))
    grave = Stated("car_grave_fault", few_kilometres(law) & proviso(told("grave_fault")))
    return first_sixty_days(law) & (first_week | grave)


def again_and_again(law: Law) -> Truth:
    """Art. 24(1): five ways in which a car shows that repairing it does not help."""
    ways = (
        Stated("car_safety_twice", number("safety_fault_repairs") >= law.number("car_safety_repairs")),
        Stated("car_assembly_twice", number("assembly_changes") >= law.number("car_assembly_changes")),
        Stated("car_part_twice", number("part_changes") >= law.number("car_part_changes")),
        Stated("car_repair_over_30_days", number("repair_days") > law.number("car_repair_days")),
        Stated("car_same_fault_over_4", number("same_fault_repairs") > law.number("car_same_fault_repairs")),
    )
    any_way: Truth = ways[0]
    for way in ways[1:]:
        any_way = any_way | way
    return in_guarantee(law) & any_way


@rule("CAR_RETURN")
def new_car_or_money_back(law: Law) -> Answer:
    """A new car or the price; under Art. 24 the consumer pays for the use made of it (Art. 27)."""
    now = at_once(law)
    coefficient = smallest(number("use_coefficient"), law.number("car_coefficient_cap"))
    compensation = number("price") * number("km") / 1000 * coefficient
    use = either(Stated("car_use_compensated", ~now, compensation=compensation), compensation, 0)
    paid_back = number("price") - use - assumed(number("refunded"))
    return claim(
        car() & (now | again_and_again(law)),
        refund=greatest(paid_back, 0),
        options=("EXCHANGE", "RETURN"),
        use_compensation=use,
        unclear={"car_bought_before_2022": begins() < RULES_OF_2021},
    )


@rule("CAR_ASSEMBLY")
def new_assembly(law: Law) -> Answer:
    """Free replacement of engine, gearbox, battery or motor when a main part of it fails early (Art. 20)."""
    return Answer(
        car() & first_sixty_days(law) & few_kilometres(law) & told("main_part_fault"), options=("EXCHANGE_ASSEMBLY",)
    )


@rule("CAR_SPARE")
def spare_car(law: Law) -> Answer:
    """A spare car or an allowance from the sixth day of a repair (Art. 21)."""
    last = begins().plus(years=law.whole("car_repair_years"))
    runs = (claimed() <= last) & (number("km") <= law.number("car_repair_km"))
    long = Stated("car_long_repair", number("single_repair_days") > law.number("car_spare_after_days"))
    return Answer(car() & Stated("car_in_repair_period", runs, last=last) & long, options=("SPARE_CAR", "ALLOWANCE"))
