"""Rules: small functions that say, in terms of facts and of the law's numbers, when something is due and how much.

A rule is run once per version of the law, not per case. What it returns is weighed, or compiled, by the engine.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from redress.law.cite import Cite
from redress.law.engine_code import compiled
from redress.law.engine_sums import Figure, Quantity
from redress.law.engine_truths import Always, Truth
from redress.law.in_force import NotYetLaw, Row, cited, in_force, parameters, rows, rule_data
from redress.law.statutes import statute
from redress.law.vocabulary import VOCABULARY

BOUGHT_ON = VOCABULARY["bought_on"]


@dataclass(frozen=True, eq=False)
class Answer:
    """What a rule says.

    when -- it holds
    sums -- what it comes to, by name; `days` are those that are days
    truths -- further conditions, told when it holds
    always -- sums are told even when it does not hold
    options -- codes of what may be chosen
    unclear -- codes of points the texts leave open, each with the condition under which it matters
    """

    when: Truth
    sums: Mapping[str, Quantity] = field(default_factory=dict)
    truths: Mapping[str, Truth] = field(default_factory=dict)
    days: frozenset[Quantity] = frozenset()
    always: bool = False
    options: tuple[str, ...] = ()
    unclear: Mapping[str, Truth] = field(default_factory=dict)

    @cached_property
    def reads(self) -> int:
        mask = self.when.reads
        for part in self.sums.values():
            mask |= part.reads
        for condition in self.truths.values():
            mask |= condition.reads
        return mask


def claim(
    when: Truth,
    *,
    amount: Quantity | None = None,
    refund: Quantity | None = None,
    at_most: Quantity | None = None,
    at_least: Quantity | None = None,
    options: tuple[str, ...] = (),
    unclear: Mapping[str, Truth] | None = None,
    **more: Quantity,
) -> Answer:
    """Return the answer of a remedy.

    amount -- added on top of the refund, or the whole sum of a pure refund
    at_most -- ceiling below which a court fixes the sum; at_least -- floor above which it does
    """
    sums = {"amount": amount, "refund": refund, "at_most": at_most, "at_least": at_least, **more}
    return Answer(
        when,
        sums={name: part for name, part in sums.items() if part is not None},
        options=options,
        unclear=unclear or {},
    )


class Law:
    """The law's numbers as one version of a rule sees them; remembers which it was asked for."""

    def __init__(self, purchase: date, today: date) -> None:
        self.purchase, self.today = purchase, today
        self.rows: dict[str, Row] = {}

    def number(self, name: str) -> Figure:
        """Return a number of the law."""
        row = self._row(name)
        return Figure(row.value, row)

    def whole(self, name: str) -> int:
        """Return the length of a period."""
        return int(self._row(name).value)

    def holds(self, name: str) -> bool:
        """Return whether a provision with two states was in force."""
        return bool(self._row(name).value)

    def since(self, name: str) -> Truth:
        """Return the same as a condition."""
        return Always(self.holds(name))

    def has(self, name: str) -> bool:
        """Return whether there was such a number yet."""
        return rows(name)[0].since <= self._day(name)

    def _day(self, name: str) -> date:
        return self.today if parameters()[name].get("law_of") == "today" else self.purchase

    def _row(self, name: str) -> Row:
        self.rows[name] = in_force(name, on=self._day(name))
        return self.rows[name]


@dataclass(frozen=True, eq=False)
class Version:
    """A rule as it stood on a day; `answer` is None before there was such a rule."""

    rule: "Rule"
    answer: Answer | None
    rows: tuple[Row, ...]

    @cached_property
    def reads(self) -> int:
        return self.answer.reads if self.answer else 0

    @cached_property
    def run(self) -> Callable[..., Any]:
        """The compiled function, for cases in which everything it reads is known."""
        if self.answer is None:
            nothing = (self, False, (), (), 0, 0)
            return lambda values, on: nothing
        return compiled(self.answer, self)


class Rule:
    """One rule of the rule set: its function, its data, its versions.

    family -- remedy, liable, limitation, route, proof
    law_of -- "purchase": the law of the day of purchase applies; "today": that of the day asked for
    """

    def __init__(
        self, code: str, family: str, function: Callable[[Law], Answer], data: Mapping[str, Any] | None = None
    ) -> None:
        data = rule_data()[code] if data is None else data
        self.id, self.family, self.function = code, family, function
        self.since: date = data["since"]
        self.law_of: str = data.get("law_of", "today")
        self.before: str = data.get("before", "none")
        self.title = data["title"]
        self.provisions = tuple(cited(text) for text in data["cites"])
        self.data = data
        self._versions: dict[tuple[date, date], Version] = {}
        self._shapes: dict[tuple[object, ...], Version] = {}

    def version(self, purchase: date, today: date) -> Version:
        """Return the version for a purchase and a day asked for, both first days of an epoch."""
        found = self._versions.get((purchase, today))
        if found is None:
            found = self._versions[purchase, today] = self._built(purchase, today)
        return found

    def _built(self, purchase: date, today: date) -> Version:
        day = purchase if self.law_of == "purchase" else today
        law = Law(purchase, today)
        try:
            answer = self.function(law) if day >= self.since else None
        except NotYetLaw:
            answer = None
        if answer is None:
            return self._shapes.setdefault(("before",), Version(self, None, ()))
        shape = tuple(sorted((row.name, row.since) for row in law.rows.values()))
        return self._shapes.setdefault(shape, Version(self, answer, tuple(law.rows.values())))

    def latest(self) -> Version:
        """Return the rule as it stands after its last change."""
        return self.version(EPOCHS.latest, EPOCHS.latest)

    def dated(self) -> bool:
        """Whether the day of purchase may decide which version applies."""
        return self.law_of == "purchase" or any(row.law_of == "purchase" for row in self.latest().rows)

    def cites(self, purchase: date, today: date) -> tuple[Cite, ...]:
        """Return the provisions in force: statutes of the day of purchase, interpretations of the day asked for."""
        day = purchase if self.law_of == "purchase" else today
        return tuple(cite for cite in self.provisions if statute(cite.law).applies(day, today))


class Epochs:
    """The days on which any rule or number changes; between two of them the law stands still."""

    @cached_property
    def days(self) -> tuple[date, ...]:
        found = {date.min}
        for data in rule_data().values():
            found.add(data["since"])
        for name in parameters():
            found |= {row.since for row in rows(name)}
        return tuple(sorted(found))

    @property
    def latest(self) -> date:
        return self.days[-1]


EPOCHS = Epochs()
_RULES: dict[str, Rule] = {}


def rule(code: str, family: str = "remedy") -> Callable[[Callable[[Law], Answer]], Callable[[Law], Answer]]:
    """Enter a function as a rule; its data stand under the same id in parameters/*.toml."""

    def enter(function: Callable[[Law], Answer]) -> Callable[[Law], Answer]:
        if code in _RULES:
            raise ValueError(f"The rule {code} is entered twice.")
        _RULES[code] = Rule(code, family, function)
        return function

    return enter


@cache
def rule_set(package: str = "redress.law.cn") -> tuple[Rule, ...]:
    """Return every rule of the modules of a package, in the order of their data."""
    place = import_module(package)
    for module in iter_modules(place.__path__):
        import_module(f"{package}.{module.name}")
    return tuple(_RULES[code] for code in rule_data() if code in _RULES)
