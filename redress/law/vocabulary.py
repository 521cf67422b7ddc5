"""Every fact the law asks about: its name, kind, bounds, and the words in which a person is asked for it.

The facts themselves are data, in vocabulary/*.toml; forms, interviews and the reading of input all follow that data.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files

from redress.law.bilingual import Bilingual

MONEY_MAX = Decimal("100000000000")  # a hundred thousand million yuan: more is a slip of the pen
TYPES = ("yes_no", "word", "money", "money_or_all", "number", "count", "day")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be known.

    index -- its place in every row of values, and its bit in every mask
    type -- yes_no, word, money (yuan), money_or_all, number, count (whole number) or day
    cost -- 1 the person knows it … 5 an expert or a court must say it
    suits -- kinds of goods for which the question makes sense; empty for all
    words_for_yes -- words that callers may write instead of true
    """

    name: str
    index: int
    group: str
    type: str
    cost: int
    label: Bilingual
    question: Bilingual
    min: Decimal = Decimal(0)
    max: Decimal = MONEY_MAX
    values: Mapping[str, Bilingual] = field(default_factory=dict)
    yes: Bilingual = field(default_factory=dict)
    no: Bilingual = field(default_factory=dict)
    suits: tuple[str, ...] = ()
    words_for_yes: tuple[str, ...] = ()

    @property
    def bit(self) -> int:
        return 1 << self.index

    @property
    def unit(self) -> str:
        """What a number of this fact counts; "" where it has no unit."""
        return {"money": "CNY", "money_or_all": "CNY", "count": "1"}.get(self.type, "")

    def as_dict(self) -> dict[str, object]:
        """Return what a form needs to ask for it."""
        bounds: dict[str, object] = {}
        if self.type in {"money", "money_or_all", "number", "count"}:
            bounds = {"min": str(self.min), "max": str(self.max)}
        return {
            "name": self.name,
            "group": self.group,
            "type": self.type,
            "unit": self.unit,
            "cost": self.cost,
            "label": dict(self.label),
            "question": dict(self.question),
            "values": {word: dict(text) for word, text in self.values.items()},
            **bounds,
        }


def _load() -> tuple[dict[str, Fact], dict[str, Bilingual]]:
    facts: dict[str, Fact] = {}
    groups: dict[str, Bilingual] = {}
    folder = files("redress.law").joinpath("vocabulary")
    for file in sorted(folder.iterdir(), key=lambda place: place.name):
        if not file.name.endswith(".toml"):
            continue
        data = tomllib.loads(file.read_text("utf-8"))
        groups.update(data.get("group", {}))
        for name, row in data.get("fact", {}).items():
            facts[name] = _fact(name, len(facts), row)
    return facts, groups


def _fact(name: str, index: int, row: dict[str, object]) -> Fact:
    known = dict(row)
    for bound in ("min", "max"):
        if bound in known:
            known[bound] = Decimal(str(known[bound]))
    for many in ("suits", "words_for_yes"):
        if many in known:
            known[many] = tuple(known[many])  # type: ignore[arg-type]
    fact = Fact(name=name, index=index, **known)  # type: ignore[arg-type]
    if fact.type not in TYPES or not 1 <= fact.cost <= 5:
        raise ValueError(f"The fact {name} has a type or cost that nobody knows: {fact.type}, {fact.cost}.")
    return fact


VOCABULARY, GROUPS = _load()
BY_INDEX = tuple(VOCABULARY.values())
_ASKED_FIRST = {
    fact.name: order for order, fact in enumerate(sorted(BY_INDEX, key=lambda fact: (fact.cost, fact.index)))
}


def names(mask: int) -> tuple[str, ...]:
    """Return the names of the facts in a mask, cheapest to find out first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(BY_INDEX[lowest.bit_length() - 1].name)
        mask ^= lowest
    return tuple(sorted(found, key=_ASKED_FIRST.__getitem__))


def mask_of(*wanted: str) -> int:
    """Return the mask of some facts."""
    mask = 0
    for name in wanted:
        mask |= VOCABULARY[name].bit
    return mask
