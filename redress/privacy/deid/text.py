"""De-identification of free text: find personal values, and put typed placeholders in their place.

The result is de-identified, not anonymous (PIPL Art. 73): who knows the story may still know the person.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from redress.privacy.deid.addresses import find_addresses, find_english_addresses
from redress.privacy.deid.kinds import PLACEHOLDERS_EN, PLACEHOLDERS_ZH, PRECEDENCE, Kind, Span
from redress.privacy.deid.known import find_known, occurrences
from redress.privacy.deid.names import find_names, tagger
from redress.privacy.deid.names_latin import find_latin_names
from redress.privacy.deid.numbers import find_names_on_the_net, find_numbers

_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ＠＋－．＿　]")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Punctuation keeps its width: a full-width comma ends an address or a name.
for _kept in "，。；：！？（）、“”":
    _NARROW.pop(ord(_kept), None)
_DIGITS = re.compile(r"\d")
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LATIN = re.compile(r"[A-Z][a-z]")
_LONG_NUMERAL = re.compile(r"(?:[〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖0-9][ \-—]?){7,}")
_NUMERALS = str.maketrans("〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789")


class Scrubbed(NamedTuple):
    """A text that may be searched and shown outside the case room, and where in the original something was taken out."""

    text: str
    spans: list[Span]


def find(text: str, *, thorough: bool = False, known: Sequence[str] = ()) -> list[Span]:
    """Return the personal values in a text, in order, without overlap.

    thorough -- also what only careful reading finds: numbers written in characters, every pair of capitalised words
    known -- values we know to be personal here: the complainant's own name, phone, address
    """
    spans: list[Span] = []
    narrow = text.translate(_NARROW) if _WIDE.search(text) else text
    if _DIGITS.search(narrow):
        spans.extend(find_numbers(narrow))
    spans.extend(find_names_on_the_net(narrow))
    if _HAN.search(text):
        spans.extend(find_addresses(narrow))
        spans.extend(find_names(narrow, tagger()))
    if _LATIN.search(text):
        spans.extend(find_english_addresses(text))
        spans.extend(find_latin_names(text, thorough=thorough))
    if known:
        spans.extend(find_known(text, known))
    if thorough and _LONG_NUMERAL.search(narrow):
        spans.extend(find_numbers(narrow.translate(_NUMERALS)))
    return _merged(text, spans)


def scrub(text: str, known: Sequence[str] = (), *, thorough: bool = False) -> Scrubbed:
    """Replace the personal values in a text by placeholders such as ［电话］.

    >>> scrub("我叫李晓梅，电话139 1234 5678，订单号20260913000123。").text
    '我叫［姓名］，电话［电话］，订单号20260913000123。'
    """
    spans = find(text, thorough=thorough, known=known)
    return Scrubbed(replace(text, spans), spans)


def replace(text: str, spans: Iterable[Span]) -> str:
    """Put placeholders in the place of spans; English ones in a text of Latin letters alone."""
    words = PLACEHOLDERS_EN if _LATIN.search(text) and not _HAN.search(text) else PLACEHOLDERS_ZH
    parts: list[str] = []
    place = 0
    for start, end, kind in spans:
        parts += text[place:start], words[kind]
        place = end
    return "".join([*parts, text[place:]])


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """Join overlapping finds into one of the stronger kind; a name found once is taken out everywhere."""
    names = {text[start:end] for start, end, kind in spans if kind is Kind.NAME and end - start > 2}
    for name in names:
        if text.count(name) > 1:
            spans.extend(occurrences(text, name, Kind.NAME))
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            kind = min(last.kind, span.kind, key=PRECEDENCE.__getitem__)
            merged[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            merged.append(span)
    return merged
