"""Finding a place from what people type: a name, the initials of its pinyin, its pinyin, a code, a former name."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from redress.law.bilingual import both
from redress.law.divisions import LEVELS, Division, ancestors, current, division, former, level_of, parent_of

_CJK = "一"
_SUFFIXES = ("市", "县", "区", "省", "盟", "旗")
Rank = Callable[[str, str, str], int | None]  # code, name, pinyin -> place in the list; None: no match


def search(text: str, limit: int = 10) -> list[Division]:
    """Return the places that fit what was typed, the best first.

    text -- "浦东", "浙江省杭州余杭", "pdxq", "pudong", "hzyh", "3101"; former names and codes lead to those of today
    """
    query = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if not query or limit < 1:
        return []
    if query.isdecimal():
        return _by_code(query, limit)
    rank = _by_name(query) if query[0] >= _CJK else _by_pinyin(query)
    found = sorted(
        (place, LEVELS.index(level_of(code)), code)
        for code, (name, pinyin) in current().items()
        if (place := rank(code, name, pinyin)) is not None
    )
    places = _divisions(code for _, _, code in found[:limit])
    if len(places) < limit and query[0] >= _CJK:
        places += _by_former_name(query, {place.code for place in places})
    return places[:limit]


def _by_code(query: str, limit: int) -> list[Division]:
    codes = sorted(code for code in current() if code.startswith(query[:6]))[:limit]
    if codes or len(query) < 6:
        return _divisions(codes)
    place = division(query)
    if place is None:
        return []
    today = division(place.today) if place.today else None
    return [replace(today, note=place.note) if today else place]


def _by_name(query: str) -> Rank:
    def rank(code: str, name: str, pinyin: str) -> int | None:
        if name == query:
            return 0
        if name[:-1] == query:
            return 1
        if name.startswith(query):
            return 2
        if len(query) > 2 and _consumed(query, code, name):
            return 3
        return 4 if len(query) > 1 and query in name else None

    return rank


def _consumed(query: str, code: str, name: str) -> bool:
    """Say whether a query names the places around and then the place itself, each in full or cut short."""
    parent = parent_of(code)
    if parent is None:
        return False
    names = _around_names(parent)
    if not any(query.startswith(around[:2]) for around in names):
        return False
    rest = query
    for around in names:
        rest = _without_prefix(rest, around)
    return len(rest) > 1 and name.startswith(rest)


def _without_prefix(text: str, name: str) -> str:
    """Take a place's name off the front of a text: in full, without its last character, or its first two."""
    for length in (len(name), len(name) - 1, 2):
        if length > 1 and text.startswith(name[:length]):
            return text[length:]
    return text


def _by_pinyin(query: str) -> Rank:
    letters = query.replace("'", "")

    def rank(code: str, name: str, pinyin: str) -> int | None:
        initials = _initials(pinyin)
        if initials == letters:
            return 0
        if initials.startswith(letters):
            return 1
        if pinyin.replace(" ", "").startswith(letters):
            return 2 if letters == pinyin.rpartition(" ")[0].replace(" ", "") else 3
        around = _around(code)
        if around and letters.startswith(around) and initials.startswith(letters[len(around) :]):
            return 4 if len(letters) > len(around) else None
        return None

    return rank


def _initials(pinyin: str) -> str:
    return "".join(syllable[0] for syllable in pinyin.split())


@cache
def _around_names(parent: str) -> tuple[str, ...]:
    return (*(place.name for place in ancestors(parent)), current()[parent][0])


@cache
def _around_initials(parent: str) -> str:
    """Initials of an area's short name: hz for Hangzhou."""
    name, pinyin = current()[parent]
    initials = _initials(pinyin)
    return initials[:-1] if name.endswith(_SUFFIXES) else initials[:2]


def _around(code: str) -> str:
    parent = parent_of(code)
    return _around_initials(parent) if parent else ""


def _by_former_name(query: str, known: set[str]) -> list[Division]:
    """Return places of today that once had the name, each once, with the name it had."""
    found: list[Division] = []
    for rows in former().values():
        for row in rows:
            if row.kind not in ("renamed", "gone") or not row.name.startswith(query) or len(query) < 2:
                continue
            place = division(row.today or row.code)
            if place is not None and place.code not in known:
                known.add(place.code)
                found.append(place if not row.today else replace(place, note=_once(row.name, row.code)))
    return sorted(found, key=lambda place: (place.standing != "current", place.code))


def _once(name: str, code: str) -> dict[str, str]:
    return dict(both(f"曾用名{name}（{code}）", f"Once {name} ({code})"))


def _divisions(codes: Iterator[str] | list[str]) -> list[Division]:
    return [place for code in codes if (place := division(code)) is not None]
