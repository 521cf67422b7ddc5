"""Rules of competence as data: under which facts the authority of which place may act (packs/*/competence.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from redress.law.bilingual import Bilingual, both
from redress.law.cite import Cite
from redress.law.divisions import division
from redress.law.faults import InputError, InputProblem
from redress.law.packs import available

KINDS = ("complaint", "report")
Value = str | bool
Facts = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """What a fact may say.

    presumed -- what it counts as while nobody has said anything, None if nothing
    same_as -- further words that may be said, and the value that each means
    """

    values: tuple[Value, ...]
    presumed: Value | None
    same_as: Mapping[Value, Value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: under which facts the authority of which place is competent.

    place -- facts that name the place, the preferred one first
    ask -- the one of them to ask for
    optional -- a further place beside another: worth saying, not worth asking
    only_if_first -- competent only if it received the matter first
    """

    kind: str
    where: tuple[tuple[str, tuple[Value, ...]], ...]
    place: tuple[str, ...]
    ask: str
    level: str
    why: Bilingual
    cites: tuple[Cite, ...]
    optional: bool
    only_if_first: bool


class Competence:
    """The rules of competence of one rule set; a value, compared by identity."""

    __slots__ = ("domains", "first_to_receive", "places", "rules")

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.rules = tuple(_rule(row) for row in table["rule"])
        self.domains = {
            name: Domain(tuple(row["values"]), row.get("presumed"), dict(row.get("same_as", {})))
            for name, row in table.get("facts", {}).items()
        }
        asked = {name for rule in self.rules for name, _ in rule.where}
        if unknown := sorted(asked - self.domains.keys()):
            raise ValueError(f"competence.toml: [facts] does not say what {', '.join(unknown)} may be.")
        self.places = tuple(dict.fromkeys(name for rule in self.rules for name in rule.place))
        self.first_to_receive = table.get("first_to_receive")

    @property
    def names(self) -> frozenset[str]:
        """Every fact that some rule asks for."""
        return frozenset((*self.domains, *self.places))


@cache
def load_competence(rule_set: str) -> Competence:
    """Return the rules of a rule set, wherever it is from."""
    return Competence(tomllib.loads((available()[rule_set] / "competence.toml").read_text("utf-8")))


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=row["kind"],
        where=tuple((name, tuple(values)) for name, values in row["where"].items()),
        place=tuple(row["place"]),
        ask=row.get("ask", row["place"][-1]),
        level=row["level"],
        why=dict(row["why"]),
        cites=tuple(Cite(cite["law"], cite["article"]) for cite in row["cites"]),
        optional=row.get("optional", False),
        only_if_first=row.get("only_if_first", False),
    )


def checked_facts(competence: Competence, facts: Mapping[str, Any], kind: str) -> Facts:
    """Keep the facts that some rule asks for; None and the empty text mean not known.

    Raises InputError with everything that cannot be read.
    """
    problems: list[InputProblem] = []
    if kind not in KINDS:
        problems.append(_problem("jurisdiction.kind.unknown", "/kind", f"kind: {' / '.join(KINDS)}"))
    known: list[tuple[str, Value]] = []
    for name, value in facts.items():
        if value is None or value == "":
            continue
        if name in competence.domains:
            domain = competence.domains[name]
            if isinstance(value, str):
                value = domain.same_as.get(value, value)
            if not any(
                value is allowed or (isinstance(allowed, str) and value == allowed) for allowed in domain.values
            ):
                words = " / ".join(str(allowed).lower() for allowed in (*domain.values, *domain.same_as))
                problems.append(_problem("jurisdiction.fact.unknown_value", f"/{name}", f"{name}: {words}"))
            known.append((name, value))
        elif name in competence.places:
            if not (isinstance(value, str) and division(value)):
                problems.append(_problem("jurisdiction.division.unknown", f"/{name}", f"{name}: GB/T 2260, 330110"))
            known.append((name, value))
    if problems:
        raise InputError(problems)
    return tuple(sorted(known))


def _problem(code: str, pointer: str, expected: str) -> InputProblem:
    message = both(
        f"这个值无法识别，请改为规定的写法（{expected}），不知道的请留空。",
        f"This value is not known here. Use one of those allowed ({expected}), or leave it out if you do not know.",
    )
    return InputProblem(code, pointer, message)
