"""Taking out what is known of a person, in whatever spelling it appears."""

import re
from collections.abc import Iterator, Sequence

from redress.privacy.deid.kinds import Kind, Span

_PLAIN: dict[int, int | None] = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_PLAIN |= dict.fromkeys(map(ord, " \t\r\n　-‐‑‒–—―·•・.,，、。()（）/_+"))
_LATIN = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’\-]{2,}")
_PLACE = re.compile(r"[省市区县路街村镇]")


def squash(text: str) -> str:
    """Return a text without gaps, width and case: what two spellings of one value have in common."""
    return text.translate(_PLAIN).casefold()


def kind_of(value: str, plain: str) -> Kind:
    """Guess what a known value is, for its placeholder."""
    if "@" in value:
        return Kind.EMAIL
    if len(plain) == 18 and plain[:17].isdigit():
        return Kind.ID_NUMBER
    if plain.isdigit() and len(plain) > 4:
        return Kind.PHONE if len(plain) < 14 else Kind.BANK_CARD
    if len(plain) > 5 and (_PLACE.search(plain) or any(sign.isdigit() for sign in plain)):
        return Kind.ADDRESS
    return Kind.NAME


def find_known(text: str, known: Sequence[str]) -> Iterator[Span]:
    """Yield every place where one of the known values stands, whatever its spacing, width and case."""
    whole = squash(text)
    for value in known:
        plain = squash(value)
        if len(plain) < 2:
            continue
        kind = kind_of(value, plain)
        exact = text.count(value)
        if exact:
            yield from occurrences(text, value, kind)
        for form in _forms(plain, kind):
            if form in whole and whole.count(form) > exact:
                yield from _respelled(text, form, kind)
        if kind is Kind.NAME and value.isascii():
            for word in _LATIN.findall(value):
                yield from (found for found in occurrences(text, word, kind) if _stands_alone(text, found))


def occurrences(text: str, value: str, kind: Kind) -> Iterator[Span]:
    """Yield every place of a value. No pattern is compiled from it: compiled patterns stay in memory."""
    place = text.find(value)
    while place >= 0:
        yield Span(place, place + len(value), kind)
        place = text.find(value, place + len(value))


def _stands_alone(text: str, found: Span) -> bool:
    return not text[found.start - 1 : found.start].isalnum() and not text[found.end : found.end + 1].isalnum()


def _forms(plain: str, kind: Kind) -> list[str]:
    """Return what to look for: a phone without its country, an address also without its divisions."""
    if kind is Kind.PHONE and len(plain) > 12:
        return [plain.removeprefix("00").removeprefix("86")]
    if kind is Kind.ADDRESS:
        street = 1 + max(plain.rfind(division) for division in "区县旗镇乡市")
        if 0 < street <= len(plain) - 5:
            return [plain, plain[street:]]
    return [plain]


def _respelled(text: str, form: str, kind: Kind) -> Iterator[Span]:
    """Yield the places of a squashed form in the text as it was written."""
    origin: list[int] = []
    signs: list[str] = []
    for place, sign in enumerate(text):
        code = _PLAIN.get(ord(sign), -1)
        if code is not None:
            folded = (sign if code < 0 else chr(code)).casefold()
            signs.append(folded)
            origin += [place] * len(folded)
    for start, end, _ in occurrences("".join(signs), form, kind):
        yield Span(origin[start], origin[end - 1] + 1, kind)
