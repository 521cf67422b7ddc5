"""How a person of a case is reached: by what they gave, and by what this office can send."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from redress.cases.models import Case
from redress.notices import ways
from redress.notices.ledger import Address
from redress.privacy import vault

MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


def addresses(case: Case, audience: str, *, calls: bool = False) -> list[Address]:
    """Every way to reach the complainant or the trader of a case, best first; empty if they gave none or were erased.

    calls -- a telephone call, by a person, counts as a way
    """
    try:
        intake = vault.open(case.pk, "intake")
    except (vault.Erased, vault.NothingSealed):
        return []
    if audience == "complainant":
        person = intake.get("complainant", {})
        return _ways(person.get("name"), person.get("email"), person.get("phone"), person.get("address"), calls=calls)
    trader: Mapping[str, Any] = case.facts_value.get("respondent", {})
    return _ways(
        trader.get("name") or case.trader_name, None, intake.get("respondent_phone"), trader.get("address"), calls=calls
    )


def _ways(name: str | None, email: str | None, phone: str | None, address: str | None, *, calls: bool) -> list[Address]:
    called = name or ""
    number = re.sub(r"[\s-]", "", phone or "")
    found = [Address("email", email, called)] if email else []
    if MOBILE.fullmatch(number):
        found.append(Address("sms", number, called))
    if calls and number:
        found.append(Address("call", number, called))
    return found + ([Address("letter", address, called)] if address else [])


def best(found: Sequence[Address], *, paper: bool) -> Address | None:
    """Choose the first way that is set up here, else the first that will be.

    paper -- a letter may be sent where there is no other way
    """
    usable = [one for one in found if paper or one.channel != "letter"]
    return next((one for one in usable if not ways.missing(one.channel)), next(iter(usable), None))
