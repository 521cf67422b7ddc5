"""Administrative divisions of China (GB/T 2260): which place a code is, what it lies in, and how to find it.

Source: division_data/README.md. Read on first use; a few megabytes once read.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from redress.law.bilingual import Bilingual, both

PROVINCE, CITY, COUNTY = LEVELS = ("province", "city", "county")
EDITION = "2026-06"


@dataclass(frozen=True, slots=True)
class Division:
    """One place at county level or above.

    parent -- code of the place it lies in; None for a province
    standing -- "current", or why it is not: "gone", "heading", "zone" (see division_data/README.md)
    today -- code that stands for it now: its own, its presumed successor's, or None if not known
    """

    code: str
    name: str
    level: str
    parent: str | None
    pinyin: str = ""
    standing: str = "current"
    today: str | None = None
    note: Bilingual | None = None

    @property
    def initials(self) -> str:
        return "".join(syllable[0] for syllable in self.pinyin.split())

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "name": self.name,
            "level": self.level,
            "parent": self.parent,
            "path": path_name(self.code),
            "standing": self.standing,
            "today": self.today,
            "note": dict(self.note) if self.note else None,
        }


@dataclass(frozen=True, slots=True)
class Former:
    """A code or name that an older edition had."""

    code: str
    name: str
    last_edition: str
    kind: str
    today: str


def six(code: str) -> str:
    """Return the county part of a longer code (nine digits for a street, twelve for a village).

    >>> six("310115001000"), six("310115 or so")
    ('310115', '310115 or so')
    """
    return code[:6] if len(code) in (9, 12) and code.isdecimal() else code


def division(code: str) -> Division | None:
    """Return the place of a code, also of one no longer given; None if no edition knew it."""
    code = six(code)
    row = current().get(code)
    if row is not None:
        return Division(code, row[0], level_of(code), parent_of(code), row[1], today=code, note=_notes().get(code))
    older = former().get(code)
    return _from_former(older[-1]) if older else None


def ancestors(code: str) -> tuple[Division, ...]:
    """Return the places that a place lies in, the largest first; empty for a province or an unknown code.

    >>> [place.name for place in ancestors("330110")]
    ['浙江省', '杭州市']
    """
    found: list[Division] = []
    place = division(code)
    while place is not None and place.parent is not None and (place := division(place.parent)) is not None:
        found.insert(0, place)
    return tuple(found)


def path_name(code: str) -> str:
    """Return the name with everything it lies in.

    >>> path_name("330110")
    '浙江省杭州市余杭区'
    """
    place = division(code)
    return "".join(part.name for part in (*ancestors(code), place)) if place else ""


def within(code: str, area: str) -> bool:
    """Say whether a place is an area or lies in it. A code no longer given stands where its successor stands."""
    here, there = today_code(code), today_code(area)
    return here == there or there in {place.code for place in ancestors(here)}


def today_code(code: str) -> str:
    """Return the code that stands for a place now; the code itself if none is known to."""
    place = division(code)
    return place.today if place and place.today else six(code)


def children(code: str) -> tuple[Division, ...]:
    """Return the places directly in an area, by code."""
    return tuple(place for child in _children().get(six(code), ()) if (place := division(child)))


def has_counties(code: str) -> bool:
    """Say whether an area is divided into counties, so that its own code names no county-level authority."""
    code = six(code)
    return any(level_of(child) == COUNTY or child in _children() for child in _children().get(code, ()))


def level_of(code: str) -> str:
    """Return the level that a six-digit code stands for."""
    if code.endswith("0000"):
        return PROVINCE
    return CITY if code.endswith("00") else COUNTY


def parent_of(code: str) -> str | None:
    """Return the code of the area around; a county without a city of its own lies in the province."""
    level = level_of(code)
    if level == PROVINCE:
        return None
    city = f"{code[:4]}00"
    return city if level == COUNTY and city in current() else f"{code[:2]}0000"


@cache
def current() -> Mapping[str, tuple[str, str]]:
    """Return name and pinyin of every division of the edition, by code."""
    return {code: (name, pinyin) for code, name, pinyin in _rows("current.tsv")}


@cache
def former() -> Mapping[str, tuple[Former, ...]]:
    """Return what older editions had, by code, oldest first. Read only when a code or name of today does not do."""
    found: dict[str, list[Former]] = defaultdict(list)
    for row in _rows("former.tsv"):
        found[row[0]].append(Former(*row))
    return {code: tuple(sorted(rows, key=lambda row: row.last_edition)) for code, rows in found.items()}


def _rows(name: str) -> Iterator[list[str]]:
    text = (files("redress.law") / "division_data" / name).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines() if not line.startswith("#"))


@cache
def _children() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in current():
        if parent := parent_of(code):
            found[parent].append(code)
    return {code: tuple(codes) for code, codes in found.items()}


@cache
def _notes() -> Mapping[str, Bilingual]:
    text = (files("redress.law") / "division_data" / "notes.toml").read_text("utf-8")
    return {code: both(note["zh"], note["en"]) for note in tomllib.loads(text)["note"] for code in note["codes"]}


def _from_former(row: Former) -> Division:
    return Division(
        code=row.code,
        name=row.name,
        level=level_of(row.code),
        parent=parent_of(row.code),
        standing=row.kind,
        today=row.today or None,
        note=_why_former(row),
    )


def _why_former(row: Former) -> Bilingual:
    seen = both(
        f"该代码不在{EDITION}版中，最后见于{row.last_edition}版",
        f"Not in the edition of {EDITION}; last seen in that of {row.last_edition}",
    )
    if row.kind == "zone":
        return both("统计用的开发区代码，不是行政区划。", "Code of a development zone in statistics, not a division.")
    if not row.today:
        return both(f"{seen['zh']}；没有唯一对应的现行代码。", f"{seen['en']}; no single code of today stands for it.")
    name = current()[row.today][0]
    return both(
        f"{seen['zh']}；按名称对应为{name}（{row.today}），请核对。",
        f"{seen['en']}; by its name it is {name} ({row.today}) today. Please check.",
    )
