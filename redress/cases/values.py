"""Single values as people write them: cleaned, normalised, and refused with a reason that helps."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation, Overflow
from typing import Literal

from pydantic_core import PydanticCustomError
from stdnum.cn import ric
from stdnum.cn import uscc as uscc_numbers
from stdnum.exceptions import ValidationError as NumberError

from redress.cases.messages import message_for
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Problem
from redress.law import divisions, packs

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 12
EARLIEST = date(1980, 1, 1)  # nothing older can still be claimed: twenty years at most (Civil Code Art. 188)
EARLIEST_RECEIPT = date(1994, 1, 1)  # the first consumer law came into force
CLOCK_SLACK = timedelta(minutes=5)
IdType = Literal[
    "resident_id",
    "hk_macau_permit",
    "taiwan_permit",
    "hmt_residence_permit",
    "foreign_permanent_resident_id",
    "passport",
    "other",
]

# Control characters carry no words, and overriding marks can make a text read differently from what it is.
_DROP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONE = re.compile("[\ud800-\udfff]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－（）　．", "0123456789+-() .")
_MOBILE = re.compile(r"1[3-9]\d{9}$")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:(?:-|转|ext\.?)\s*(\d{1,6}))?$", re.I)
_SERVICE = re.compile(r"(?:400|800)-?\d{3}-?\d{4}$|1\d{4,5}$|9\d{4,5}$")
_ABROAD = re.compile(r"\+(?!86)\d{6,15}$")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\".]{2,}$")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_MONEY_NOISE = re.compile(r"[,，\s￥¥元圆]|人民币|RMB|CNY", re.I)
_SCALES = {"万": Decimal(10_000), "千": Decimal(1_000), "百": Decimal(100), "亿": Decimal(100_000_000)}


def today(now: datetime) -> date:
    return day_of(now)


def clean(value: str) -> str:
    """Drop what is no text and normalise composed characters. Raises for text that is not Unicode."""
    if _LONE.search(value):
        raise PydanticCustomError("text.not_unicode", "text")
    if not value.isascii() or _DROP.search(value):
        value = unicodedata.normalize("NFC", _DROP.sub("", value))
    return value.strip()


def person_name(value: str) -> str:
    """One field, any script; the dots of transliterated names are made one."""
    return re.sub(r"[•．・‧]", "·", value.replace("\n", " "))


def phone(value: str) -> str:
    """Return digits as stored: a mobile number, a landline with area code, a service number, or +country for abroad."""
    plain = re.sub(r"[\s()]", "", value.translate(_FULL_WIDTH))
    local = re.sub(r"^(\+|00)86-?", "", plain)
    digits = local.replace("-", "")
    if _MOBILE.match(digits):
        return digits
    landline = _LANDLINE.match(local)
    if landline:
        return "-".join(part for part in landline.groups() if part)
    if _SERVICE.match(local):
        return digits
    abroad = re.sub(r"^00(?!86)", "+", plain.replace("-", ""))
    if _ABROAD.match(abroad):
        return abroad
    if digits.isdecimal() and digits.startswith("1") and len(digits) != 11:
        raise PydanticCustomError("phone.length", "phone", {"given": len(digits)})
    raise PydanticCustomError("phone.unreadable", "phone")


def email(value: str) -> str:
    if not _EMAIL.match(value):
        raise PydanticCustomError("email.unreadable", "email")
    return value


def uscc(value: str) -> str:
    """Unified social credit code: 18 characters with a check character (GB 32100)."""
    compact = re.sub(r"[\s-]", "", value.translate(_FULL_WIDTH)).upper()
    if len(compact) != 18:
        raise PydanticCustomError("uscc.length", "uscc", {"given": len(compact)})
    try:
        return str(uscc_numbers.validate(compact))
    except NumberError:
        raise PydanticCustomError("uscc.check", "uscc") from None


def division(value: str) -> str:
    if divisions.division(value) is None:
        raise PydanticCustomError("division.unknown", "division", {"given": value[:12]})
    return value


def category(value: str) -> str:
    if value not in packs.codes("category"):
        raise PydanticCustomError("category.unknown", "category", {"given": value[:64]})
    return value


def nature(value: str) -> str:
    if value not in packs.codes("nature"):
        raise PydanticCustomError("nature.unknown", "nature", {"given": value[:32]})
    return value


def currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise PydanticCustomError("currency.unknown", "currency")
    return value


def money(value: str) -> Decimal:
    """Read a sum as people write it: 2399, ￥2,399.50, 2千4, 1.5万.

    >>> money("2千4"), money("1.5万")
    (Decimal('2400'), Decimal('15000.0'))
    """
    text = _MONEY_NOISE.sub("", value.translate(_FULL_WIDTH))
    for word, scale in _SCALES.items():
        if word in text:
            head, _, tail = text.partition(word)
            try:
                rest = Decimal(tail) * (scale / 10 if len(tail) == 1 else 1) if tail else Decimal(0)
                return Decimal(head) * scale + rest
            except (InvalidOperation, Overflow):
                raise PydanticCustomError("money.not_a_number", "money") from None
    if "_" in text:
        raise PydanticCustomError("money.not_a_number", "money")
    try:
        amount = Decimal(text)
        if not amount.is_finite():
            raise PydanticCustomError("money.not_a_number", "money")
        return amount
    except InvalidOperation:
        raise PydanticCustomError("money.not_a_number", "money") from None


def sum_of(amount: Decimal) -> Decimal:
    """Check a sum: not below zero, at most two decimals, no larger than can be right. Two decimals come back."""
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise PydanticCustomError("money.too_large", "money")
    if amount < 0:
        raise PydanticCustomError("money.negative", "money")
    if amount != amount.quantize(CENT):
        raise PydanticCustomError("money.decimals", "money")
    return abs(amount.quantize(CENT))


def day(value: str) -> date:
    """Read a day: 2026-09-22, 2026/9/22, 2026年9月22日."""
    match = _DAY.match(value.strip().translate(_FULL_WIDTH))
    if not match:
        raise PydanticCustomError("day.unreadable", "day")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise PydanticCustomError("day.no_such_day", "day") from None


def identity_problems(number: str | None, kind: str | None, pointer: str) -> list[Problem]:
    """A resident identity number must have the right length and check character (GB 11643)."""
    if not number or kind not in {None, "", "resident_id"}:
        return []
    try:
        ric.validate(number.translate(_FULL_WIDTH))
    except NumberError:
        code, message = message_for("id_number.check", pointer, {})
        return [Problem(code=code, message=message, pointer=pointer)]
    return []


__all__ = ["SHANGHAI", "IdType", "clean", "day", "money", "phone", "uscc"]
