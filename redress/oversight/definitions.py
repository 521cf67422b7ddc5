"""What each figure is: read from data, by version, and checked when it is read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from redress.law import packs
from redress.law.packs import Text, say

FOLDER = Path(__file__).parent / "definitions"
KINDS = ("rate", "count", "sum", "mean", "spread", "shares", "stock")
PERIODS = ("event", "due", "stock")
SETS = ("law", "three", "iso10002", "odr", "own")
REFERENCE = "cn-samr-2026"


class DefinitionError(ValueError):
    """A definition that cannot be counted; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: how it is counted, who answers for it, on what basis.

    n, d -- codes of marks above and below the line; one that ends with a colon stands for all that begin so
    cohort -- above and below the line are the same cases, so that the share has an interval
    """

    code: str
    version: str
    kind: str
    period: str
    since: date
    until: date | None
    n: tuple[str, ...]
    d: tuple[str, ...]
    cohort: bool
    spread: str
    labels: str
    unit: str
    small: int
    sets: tuple[str, ...]
    title: Text
    formula: Text
    caveat: Text
    owner: Text
    cites: tuple[Mapping[str, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.n, *self.d, *([self.spread] if self.spread else []))))


@dataclass(frozen=True, slots=True)
class Line:
    """A figure published elsewhere, to be drawn beside ours and never as a target."""

    indicator: str
    value: float | None
    parts: Mapping[str, float]
    label: Text
    source: Text


@cache
def all_versions() -> tuple[Indicator, ...]:
    table = tomllib.loads((FOLDER / "indicators.toml").read_text("utf-8"))
    found = tuple(_indicator(row, table) for row in table["indicator"])
    for one in found:
        _check(one, found)
    return found


@cache
def lines() -> tuple[Line, ...]:
    table = tomllib.loads((FOLDER / "benchmarks.toml").read_text("utf-8"))
    found = [Line(row["indicator"], row["value"], {}, row["label"], row["source"]) for row in table["line"]]
    found += [Line(row["indicator"], None, row["parts"], row["label"], row["source"]) for row in table["shares"]]
    return tuple(found)


def in_force(on: date) -> list[Indicator]:
    """The definitions by which a period that ends on this day is counted, in the order of the file."""
    return [one for one in all_versions() if one.since <= on and (one.until is None or on <= one.until)]


def find(code: str, on: date) -> Indicator | None:
    return next((one for one in in_force(on) if one.code == code), None)


def _indicator(row: Mapping[str, Any], table: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=row["code"],
        version=row.get("version", table["version"]),
        kind=row["kind"],
        period=row["period"],
        since=row["since"],
        until=row.get("until"),
        n=tuple(row["n"]),
        d=tuple(row.get("d", ())),
        cohort=row.get("cohort", True),
        spread=row.get("spread", ""),
        labels=row.get("labels", ""),
        unit=row.get("unit", ""),
        small=row.get("small", table["small"]),
        sets=tuple(row["sets"]),
        title=row["title"],
        formula=row["formula"],
        caveat=row.get("caveat", {}),
        owner=row["owner"],
        cites=tuple(row["cites"]),
    )


def _check(one: Indicator, everything: tuple[Indicator, ...]) -> None:
    wrong = ""
    if one.kind not in KINDS or one.period not in PERIODS or not set(one.sets) <= set(SETS):
        wrong = "kind, period or sets are none of the known ones"
    elif (one.kind == "rate") != bool(one.d):
        wrong = "a rate, and only a rate, has something below its line"
    elif one.until and one.until < one.since:
        wrong = "it ends before it begins"
    same = [other for other in everything if other.code == one.code and other is not one]
    if any(other.since <= (one.until or date.max) and one.since <= (other.until or date.max) for other in same):
        wrong = "two versions are in force on one day"
    if wrong:
        raise DefinitionError(f"indicators.toml, {one.code}: {wrong}.")


def part_title(one: Indicator, key: str, language: str) -> str:
    """Say what a part of a whole is called."""
    pack = packs.load(REFERENCE)
    if one.labels.startswith("grounds."):
        ground = pack.ground(one.labels.removeprefix("grounds."), key)
        return say(ground.title, language) if ground else key
    if one.labels == "nature":
        return say(pack.tables["nature"]["nature"].get(key, {}).get("title"), language) or key
    if one.labels == "grades":
        ground = next((row for row in pack.grounds["rating"].values() if str(row.extra.get("score")) == key), None)
        return say(ground.title, language) if ground else key
    return say(CHANNELS.get(key), language) or key


CHANNELS: Mapping[str, Text] = {
    "web": {"zh": "网页", "en": "Web page"},
    "phone": {"zh": "电话", "en": "Phone"},
    "counter": {"zh": "窗口", "en": "Counter"},
    "post": {"zh": "信件", "en": "Letter"},
    "email": {"zh": "电子邮件", "en": "E-mail"},
    "api": {"zh": "其他系统", "en": "Other systems"},
    "import": {"zh": "批量导入", "en": "Import"},
}
