"""What a filing already says about the facts of the law: nothing is concluded, only carried over.

What people say of right and wrong (that it was fraud, that food was unsafe) is never taken from a filing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from redress.cases.models import Case
from redress.law.facts import FactErrors, parse
from redress.law.vocabulary import VOCABULARY

# Class of goods -> kind of the rules; the longest beginning counts, None says that it may be several.
KINDS: Mapping[str, str | None] = {
    "goods": None, "goods.daily": "other", "goods.clothing": "other", "goods.food": "food", "goods.leisure": "other",
    "goods.home_appliance": "durable", "goods.vehicle.car": "vehicle", "goods.vehicle.bicycle": "other",
    "goods.housing": "other", "goods.drink_tobacco.alcohol": "food", "goods.drink_tobacco.tobacco": "other",
    "goods.medical.drug": "drug", "goods.medical.device": "other", "goods.farm": "other", "goods.other": "other",
    "services": "service", "services.property.decoration": "decoration", "services.sales": None,
}  # fmt: skip
# Nature of a complaint -> what people usually come for; what is asked first follows from it.
GOALS: Mapping[str, tuple[str, ...]] = {
    "QUALITY": ("RETURN_7D", "WARRANTY", "FRAUD_X3"), "AFTER_SALES": ("RETURN_7D", "WARRANTY"), "SAFETY": ("INJURY", "KNOWN_DEFECT_X2"),
    "FOOD_SAFETY": ("FOOD_X10",), "PRICE": ("OVERCHARGE", "FRAUD_X3"), "COUNTERFEIT": ("FRAUD_X3",), "FALSE_PUBLICITY": ("FRAUD_X3",),
    "CONTRACT": ("BREACH_LOSS", "DEPOSIT_DOUBLE"), "PREPAID": ("PREPAID_REFUND", "PREPAID_COOLING_OFF"), "AUTO_RENEWAL": ("RENEWAL_REFUND",),
    "RETURN_7D": ("RETURN_7D_NO_REASON",), "DIGNITY": ("DIGNITY",), "PRIVACY": ("PERSONAL_DATA",),
}  # fmt: skip
ONLINE = frozenset({"on_platform", "platform_operator", "own_site", "live_room"})


def of_case(case: Case) -> dict[str, Any]:
    """Return the facts that a case gives, as JSON has them. Those that contradict each other are left out."""
    facts = case.facts_value
    purchase, respondent = facts.get("purchase", {}), facts.get("respondent", {})
    return of_filing({
        "purchase": {**purchase, "category": case.category, "amount": case.amount, "currency": case.currency},
        "respondent": respondent,
        "problem": {"discovered_on": facts.get("discovered_on")},
    })  # fmt: skip


def goals_of(case: Case) -> tuple[str, ...]:
    """Return the rules that matter first for a case; limitation always."""
    return (*goals(case.nature, case.category), "limitation")


def goals(nature: str, category: str) -> tuple[str, ...]:
    """Return the remedies that people come for with this kind of problem and of goods."""
    wanted = GOALS.get(nature, ("FRAUD_X3", "RETURN_7D"))
    return (*wanted, *(("CAR_RETURN",) if kind_of(category) == "vehicle" else ()))


def of_filing(filing: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that a filing of the API's shape gives. Those that contradict each other are left out."""
    purchase = filing.get("purchase") or {}
    respondent = filing.get("respondent") or {}
    seller = respondent.get("seller_kind")
    found = {
        "kind": kind_of(str(purchase.get("category") or "")),
        "purpose": purchase.get("purpose"),
        "price": _price(purchase),
        "bought_on": _day(purchase.get("bought_on")),
        "knew_on": _day((filing.get("problem") or {}).get("discovered_on")),
        "seller_kind": seller if seller in VOCABULARY["seller_kind"].values else None,
        "channel": "online" if seller in ONLINE or respondent.get("platform") else None,
    }
    return _consistent({name: value for name, value in found.items() if value not in (None, "")})


def kind_of(category: str) -> str | None:
    """Return the kind of the rules for a class of goods; None if the class holds several.

    >>> kind_of("goods.food.infant"), kind_of("goods.vehicle")
    ('food', None)
    """
    code = category
    while code:
        if code in KINDS:
            return KINDS[code]
        code = code.rpartition(".")[0]
    return None


def _price(purchase: Mapping[str, Any]) -> str | None:
    amount = purchase.get("amount")
    return str(amount) if amount is not None and (purchase.get("currency") or "CNY") == "CNY" else None


def _day(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value else None


def _consistent(facts: dict[str, Any]) -> dict[str, Any]:
    try:
        parse(facts)
    except FactErrors as errors:
        wrong = {problem.pointer.removeprefix("/facts/") for problem in errors.problems}
        return {name: value for name, value in facts.items() if name not in wrong}
    return facts
