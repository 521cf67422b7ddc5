"""Showing a value without giving it away, and never letting the shown form overwrite the real one."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext

from redress.kernel.problems import Problem
from redress.privacy.blind import normalise_phone
from redress.privacy.deid.kinds import PLACEHOLDERS

STAR = "*"
HIDDEN = STAR * 6
_SHORT = 120  # characters; longer texts are stories, in which a star may be the writer's own
_STARRED = re.compile(r"[*＊∗✱●]|[•]{2,}|[xX×]{4,}")
_PLACEHOLDER = re.compile("|".join(map(re.escape, sorted(PLACEHOLDERS))))
_DIVISION = re.compile(r"^.{2,12}?(?:自治区|省|市)?.{0,10}?(?:自治州|地区|盟|市)?.{1,10}?(?:区|县|旗|市)(?=.)")
_SINGLE_DIVISION = re.compile(r"^.{2,8}?(?:省|市|区|县)(?=.)")


def _name(value: str) -> str:
    """Keep the family name's first character; of a name in Latin letters, the initials."""
    if value.isascii():
        return " ".join(part[0] + STAR * 3 for part in value.split())
    return value[0] + STAR * max(1, min(len(value) - 1, 3))


def _phone(value: str) -> str:
    digits = normalise_phone(value)
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}{STAR * 4}{digits[-4:]}"
    if len(digits) < 7:
        return HIDDEN
    return f"{digits[: len(digits) - 8]}{STAR * 4}{digits[-4:]}"


def _id_number(value: str) -> str:
    text = "".join(value.split())
    return text[0] + STAR * (len(text) - 2) + text[-1] if len(text) > 4 else HIDDEN


def _card(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    return f"{STAR * 4} {digits[-4:]}" if len(digits) >= 12 else HIDDEN


def _email(value: str) -> str:
    name, at, domain = value.partition("@")
    return f"{name[0]}{STAR * 3}@{domain}" if at and name else HIDDEN


def _address(value: str) -> str:
    """Keep what says which district, hide the street and the door."""
    match = _DIVISION.match(value) or _SINGLE_DIVISION.match(value)
    return f"{match.group()}{STAR * 4}" if match else value[:1] + STAR * 4


def _plate(value: str) -> str:
    text = re.sub(r"[\s·•.]", "", value)
    return f"{text[:2]}{STAR * 3}{text[-2:]}" if len(text) >= 7 else HIDDEN


def _handle(value: str) -> str:
    return value[0] + STAR * 4


MASKS: Mapping[str, Callable[[str], str]] = {
    "name": _name,
    "phone": _phone,
    "id_number": _id_number,
    "bank_card": _card,
    "email": _email,
    "address": _address,
    "plate": _plate,
    "handle": _handle,
}


def mask(kind: str, value: str | None) -> str:
    """Return what may stand on a page in place of the value; kinds without a rule of their own are hidden whole.

    >>> mask("phone", "+86 138-0000 1234"), mask("name", "张小明"), mask("id_number", "31011519850312001X")
    ('138****1234', '张**', '3****************X')
    """
    text = unicodedata.normalize("NFKC", value or "").strip()
    if not text:
        return ""
    return MASKS[kind](text) if kind in MASKS else HIDDEN


def is_masked(value: str) -> bool:
    """Tell whether a value is the shown form of another one: stars in a short value, our placeholders in any.

    >>> is_masked("138****1234"), is_masked("买了3*4米的地毯，" * 20), is_masked("打［电话］找他")
    (True, False, True)
    """
    if _PLACEHOLDER.search(value):
        return True
    if len(value) > _SHORT:
        return not value.strip(STAR + "＊ \n")
    return _STARRED.search(value) is not None


def refuse_masked(fields: Mapping[str, object]) -> list[Problem]:
    """Return one problem for every value that is a masked form, however deep it lies; empty means it may be written.

    fields -- what would be written, by name; nested mappings and lists are walked, pointers follow RFC 6901
    """
    return [
        Problem(
            code="vault.write.masked",
            message=gettext(
                "This is the hidden form of a value, with stars in it. Leave the field as it was, or enter the full value."
            ),
            pointer=pointer,
        )
        for pointer, text in _texts("", fields)
        if is_masked(text)
    ]


def _texts(pointer: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}", inner)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for place, inner in enumerate(value):
            yield from _texts(f"{pointer}/{place}", inner)
