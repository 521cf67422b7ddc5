"""One question of the vocabulary as a field: how it is drawn, how its answer is read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.cases.messages import message_for
from redress.kernel.problems import Problem
from redress.law.bilingual import say
from redress.law.vocabulary import VOCABULARY, Fact
from redress.portals.look import wording
from redress.portals.present import lang

UNKNOWN = "unknown"
NUMBERS = ("money", "money_or_all", "number", "count")
# Small facts that are told in one breath share a page.
TOGETHER = (
    ("price", "quantity"),
    ("delivered_on", "reported_on"),
    ("paid", "lawful_price"),
    ("prepaid_amount", "bonus_amount", "used_credit"),
    ("paid_on", "rescinded_on"),
    ("term_days", "elapsed_days"),
    ("deposit", "contract_price"),
    ("invoice_on", "km"),
    ("safety_fault_repairs", "assembly_changes", "part_changes"),
    ("repair_days", "same_fault_repairs"),
    ("medical_cost", "lost_work_cost", "nursing_cost", "other_cost"),
)


def tongue() -> str:
    return "en" if lang().startswith("en") else "zh"


def together(name: str) -> tuple[str, ...]:
    return next((group for group in TOGETHER if name in group), (name,))


def field(fact: Fact, value: object, *, error: str = "", typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the parts of a form need. typed -- what was sent, to be shown again after a mistake"""
    shown: dict[str, Any] = {
        "name": fact.name, "label": say(fact.question, lang()), "error": error, "kind": "text", "unit": _unit(fact),
        "hint": _hint(fact),
    }  # fmt: skip
    if fact.type in {"yes_no", "word"}:
        return shown | {"kind": "choices", "options": options(fact, value), "hint": ""}
    if fact.type == "day":
        return shown | {"kind": "day", "parts": boxes(fact, value, typed)}
    return shown | {"value": typed.get(fact.name, "") if typed is not None else _plain(value)}


def options(fact: Fact, value: object) -> list[dict[str, Any]]:
    """Every choice, “I do not know” last; nothing is chosen for anybody."""
    rows: list[tuple[object, str]] = [(word, say(text, lang())) for word, text in fact.values.items()]
    if fact.type == "yes_no":
        rows = [(True, gettext("Yes")), (False, gettext("No"))]
    found = [{"value": _word(one), "label": label, "checked": value == one} for one, label in rows]
    return [*found, {"value": UNKNOWN, "label": gettext("I do not know"), "checked": value == UNKNOWN}]


def boxes(fact: Fact, value: object, typed: Mapping[str, str] | None) -> list[str]:
    if typed is not None:
        return [typed.get(f"{fact.name}_{part}", "")[:12] for part in ("year", "month", "day")]
    if not isinstance(value, str):
        return ["", "", ""]
    year, month, day = value.split("-")
    return [year, month.lstrip("0"), day.lstrip("0")]


def read(fact: Fact, post: Mapping[str, str]) -> tuple[Any, Problem | None]:
    """Return the answer as JSON has it: "unknown" for not known, None for not answered; and what is wrong with it."""
    if fact.type == "day":
        return _day(fact, post)
    text = post.get(fact.name, "").strip()
    if not text:
        return None, None
    if text == UNKNOWN:
        return UNKNOWN, None
    if fact.type == "yes_no":
        return {"yes": True, "no": False}.get(text), None
    if fact.type == "word":
        return (text if text in fact.values else None), None
    return _number(fact, text)


def _day(fact: Fact, post: Mapping[str, str]) -> tuple[Any, Problem | None]:
    parts = [post.get(f"{fact.name}_{part}", "").strip()[:12] for part in ("year", "month", "day")]
    if not any(parts):
        return None, None
    try:
        return values.day("-".join(parts)).isoformat(), None
    except PydanticCustomError as error:
        code, message = message_for(error.type, f"/{fact.name}", {})
        return None, Problem(code, message, f"/{fact.name}")


def _number(fact: Fact, text: str) -> tuple[Any, Problem | None]:
    try:
        return f"{values.money(text):f}", None
    except PydanticCustomError:
        label = say(fact.label, lang())
        message = gettext("Write “%(label)s” as a number, such as 2399 or 2399.50.") % {"label": label}
        return None, Problem("fact.not_a_number", message, f"/{fact.name}")


def said(name: str, value: object) -> str:
    """Return a known fact in words."""
    fact = VOCABULARY[name]
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if fact.type == "word":
        return say(fact.values[str(value)], lang())
    if fact.type == "day":
        return wording.day(value)
    unit = _unit(fact)
    return f"{_plain(value)} {unit}".strip()


def label(name: str) -> str:
    return say(VOCABULARY[name].label, lang())


def _plain(value: object) -> str:
    if value is None or value == UNKNOWN or isinstance(value, (bool, date)):
        return ""
    return str(value)


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _unit(fact: Fact) -> str:
    return gettext("yuan") if fact.type in {"money", "money_or_all"} else ""


def _hint(fact: Fact) -> str:
    return gettext("About is good enough; you can change it later.") if fact.type in NUMBERS else ""
