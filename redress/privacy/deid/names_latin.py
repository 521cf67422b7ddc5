"""Finding people whose names are written in Latin letters."""

import re
from collections.abc import Iterator

from redress.privacy.deid.kinds import Kind, Span
from redress.privacy.deid.tables import FIRST_NAMES, NOT_ENGLISH_NAMES

_WORD = r"[A-ZÀ-Þ][a-zA-ZÀ-ÿ'’\-]+"
_INTRODUCED = re.compile(
    rf"\b(?:[Mm]y name is|[Mm]y name's|[Nn]ame:|I am|I'm|This is|this is|called|named|[Ss]igned|[Ss]incerely,?|[Rr]egards,?|[Dd]ear|"
    rf"[Cc]ontact|[Aa]ttn:?|[Cc]ustomer|[Cc]omplainant|[Mm]anager|[Aa]gent|[Rr]epresentative|[Dd]octor|"
    rf"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam|Mister)\.?)\s+"
    rf"({_WORD}(?:\s+(?:{_WORD}|[A-Z]\b\.?|de|van|von|der|la|bin|al)(?!\w))*)"
)
_PAIR = re.compile(
    rf"(?<![\w.])({_WORD})((?:\s+[A-Z]\.)?(?:\s+(?:de|van|von|der|la|bin|el|al)){{0,2}}\s+{_WORD}(?:-{_WORD})?)?"
)


def find_latin_names(text: str, *, thorough: bool) -> Iterator[Span]:
    """Yield names after an introduction or a title, or beginning with a usual first name.

    thorough -- also every pair of capitalised words that is not known to be something else
    """
    for found in _INTRODUCED.finditer(text):
        yield from _trimmed(text, found.start(1), found.end(1))
    for found in _PAIR.finditer(text):
        first, rest = found.group(1), found.group(2)
        unlisted = rest and not ({first, *rest.split()} & NOT_ENGLISH_NAMES)
        if first in FIRST_NAMES or (thorough and unlisted):
            yield from _trimmed(text, found.start(), found.end())


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a find at the first word that is no part of a name."""
    for word in re.finditer(r"\S+", text[start:end]):
        if word.group().strip(".,") in NOT_ENGLISH_NAMES:
            end = start + len(text[start : start + word.start()].rstrip())
            break
    if end > start:
        yield Span(start, end, Kind.NAME)
