"""What the law may support on what was written so far: asked of the rule set, told with reasons, never a promise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.kernel.moments import day_of
from redress.law import remedies
from redress.law.facts import FactErrors
from redress.law.vocabulary import VOCABULARY
from redress.portals.look import wording
from redress.portals.public import dates
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said
from redress.portals.public.filing.page import pack

MOST_QUESTIONS = 3
SHOWN = 4
# Which remedies a kind of problem is about; the page shows these and leaves the rest to the calculator.
ABOUT: Mapping[str, tuple[str, ...]] = {
    "QUALITY": ("WARRANTY", "RETURN_7D", "RETURN_7D_NO_REASON", "THREE_GUARANTEES"),
    "AFTER_SALES": ("WARRANTY", "RETURN_7D", "RETURN_7D_NO_REASON", "THREE_GUARANTEES"),
    "RETURN_7D": ("RETURN_7D_NO_REASON", "RETURN_7D"),
    "SAFETY": ("RETURN_7D", "WARRANTY", "INJURY"),
    "FOOD_SAFETY": ("FOOD_X10", "INJURY"),
    "PRICE": ("OVERCHARGE", "FRAUD_X3"),
    "PRICE_DISCRIMINATION": ("FRAUD_X3",),
    "METROLOGY": ("FRAUD_X3", "BREACH_LOSS"),
    "COUNTERFEIT": ("FRAUD_X3", "RETURN_7D"),
    "FALSE_PUBLICITY": ("FRAUD_X3", "RETURN_7D_NO_REASON"),
    "CONTRACT": ("BREACH_LOSS", "PENALTY_CLAUSE", "DEPOSIT_DOUBLE"),
    "PREPAID": ("PREPAID_REFUND", "PREPAID_COOLING_OFF", "PREPAID"),
    "AUTO_RENEWAL": ("RENEWAL_REFUND",),
    "DIGNITY": ("DIGNITY",),
    "PRIVACY": ("PERSONAL_DATA",),
}
USUAL = ("REFUND", "RETURN_7D_NO_REASON", "BREACH_LOSS")
# The kind of goods as the law asks for it, by the beginning of the category.
KINDS = (
    ("goods.food", "food"), ("goods.drink_tobacco", "food"), ("goods.medical.drug", "drug"), ("goods.vehicle.car", "vehicle"),
    ("goods.home_appliance", "durable"), ("services.property.decoration", "decoration"), ("services", "service"),
    ("goods", "other"),
)  # fmt: skip
DELIVERED = "/extra/delivered_on"
# Not put to somebody who is filling in a form, however much the law turns on it.
NOT_ASKED_HERE = frozenset({"death", "death_or_serious_injury"})


def facts(answers: Answers) -> dict[str, object]:
    """Return what was said as facts of the law; nothing is assumed that was not said."""
    category = said.said(answers, "/purchase/category")
    seller = said.said(answers, "/respondent/seller_kind")
    channels = {"shop": "shop", "on_platform": "online", "platform_operator": "online", "own_site": "online"}
    known: dict[str, object] = {
        "price": _money(said.said(answers, "/purchase/amount")),
        "bought_on": _day(said.said(answers, "/purchase/bought_on")),
        "delivered_on": _day(said.said(answers, DELIVERED)),
        "channel": channels.get(seller),
        "kind": next((kind for start, kind in KINDS if category.startswith(start)), None),
        "purpose": said.document(answers).get("purchase", {}).get("purpose"),
    }
    return {name: value for name, value in known.items() if value is not None}


def _money(text: str) -> str | None:
    try:
        return str(values.money(text).quantize(values.CENT)) if text else None
    except (PydanticCustomError, ArithmeticError):
        return None


def _day(text: str) -> str | None:
    try:
        return values.day(text).isoformat() if text else None
    except PydanticCustomError:
        return None


def panel(answers: Answers, *, now: datetime) -> dict[str, Any] | None:
    """Return the remedies that this kind of problem is about: open, not open and why, and what would have to be known."""
    wanted = ABOUT.get(said.said(answers, "/problem/nature"), USUAL)
    try:
        assessed = remedies.assess(facts(answers), on=day_of(now)).as_dict(dates.tongue())
    except FactErrors:
        return None
    found = {one["id"]: one for one in assessed["findings"]}
    chosen = [found[code] for code in wanted if code in found][:SHOWN]
    return {
        "findings": [_told(one, now=now) for one in chosen if one["status"] == "available"],
        "closed": [_told(one, now=now) for one in chosen if one["status"] == "unavailable"],
        "open": [_told(one, now=now) | {"questions": _questions(one)} for one in chosen if one["status"] == "unknown"],
    }


def _told(one: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    joint = "；" if dates.tongue() == "zh" else "; "
    return {
        "title": one["title"],
        "amount": wording.money(one["amount"]) if one["amount"] else "",
        "because": joint.join(one["because"][:2]),
        "cites": dates.cites(one["cites"][:2], pack(now)),
    }


def _questions(one: Mapping[str, Any]) -> list[str]:
    asked = [name for name in one["missing"] if name in VOCABULARY and name not in NOT_ASKED_HERE]
    return [VOCABULARY[name].question[dates.tongue()] for name in asked[:MOST_QUESTIONS]]
