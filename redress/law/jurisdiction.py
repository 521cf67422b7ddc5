"""Which authority is competent, and why: three-valued, from the rules of competence of a rule set.

Source: samr-complaint-2026 Arts. 13-14, 29-32; samr-complaint-2019-repealed Arts. 12-13, 25-28.
An unknown fact never changes what the known ones settle, and is never guessed. Which facts could still change the
answer is said: in `missing` those that have to be asked, in `unless` those presumed until somebody says otherwise.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any

from redress.law.bilingual import Bilingual, both
from redress.law.cite import Cite
from redress.law.competence import Competence, Facts, Rule, Value, checked_facts, load_competence
from redress.law.divisions import division, has_counties, today_code

NEW_MEASURES_FROM = date(2026, 4, 15)  # samr-complaint-2026 Art. 46
BEFORE, SINCE = "cn-samr-2019", "cn-samr-2026"
Choice = tuple[tuple[str, Value], ...]  # facts of one possibility


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority of one place, at the level that the rule names."""

    division: str
    level: str
    why: Bilingual
    cites: tuple[Cite, ...]
    only_if_first: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.division, self.level


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one set of facts leads to."""

    authorities: tuple[Authority, ...]
    missing: frozenset[str]
    unless: frozenset[str]

    @property
    def answer(self) -> object:
        """What counts as the same answer: who is competent, and what has to be asked."""
        return {(authority.key, authority.only_if_first) for authority in self.authorities}, self.missing


@dataclass(frozen=True, slots=True)
class _World:
    """One way in which the facts not known could be."""

    choice: tuple[Value, ...]
    outcome: Outcome


def competent(facts: Mapping[str, Any], *, kind: str, on: date) -> dict[str, Any]:
    """Say who is competent for a complaint or a report received on a day, under the rules of that day.

    facts -- `seller_kind`, `division` and the others of packs/*/competence.toml; absent or None means not known, and
    names that no rule asks for are left alone
    kind -- "complaint" or "report"; a paper that is both is two cases, each asked for itself
    Raises InputError with everything that cannot be read.
    """
    rule_set = SINCE if on >= NEW_MEASURES_FROM else BEFORE
    return {"rule_set": rule_set, **competent_under(load_competence(rule_set), facts, kind=kind)}


def facts_asked_for() -> frozenset[str]:
    """Every fact that the rules of competence ask for, on whatever day."""
    return load_competence(SINCE).names | load_competence(BEFORE).names


def competent_under(competence: Competence, facts: Mapping[str, Any], *, kind: str) -> dict[str, Any]:
    """Say who is competent under given rules; see `competent`.

    Answer: `authorities` (certain), `possible` (each with the facts under `if` that would make it so), `missing`,
    `unless`, `too_coarse` (places given that name no single county), `order` (between several), `notes` (codes of old).
    """
    known = checked_facts(competence, facts, kind)
    outcome, possible = _decide(competence, kind, known)
    given = {name: str(value) for name, value in known if name in competence.places}
    order = competence.first_to_receive if len(outcome.authorities) > 1 else None
    return {
        "authorities": [_as_dict(authority) for authority in outcome.authorities],
        "possible": [
            {**_as_dict(authority), "if": [dict(choice) for choice in choices]} for authority, choices in possible
        ],
        "missing": sorted(outcome.missing, key=_position(competence)),
        "unless": sorted(outcome.unless, key=_position(competence)),
        "too_coarse": [name for name, code in given.items() if name in outcome.missing and has_counties(code)],
        "order": {"why": dict(order["why"]), "cites": [dict(cite) for cite in order["cites"]]} if order else None,
        "notes": [note for code in given.values() if (place := division(code)) and (note := place.note)],
    }


@lru_cache(maxsize=4096)
def _decide(
    competence: Competence, kind: str, known: Facts
) -> tuple[Outcome, tuple[tuple[Authority, tuple[Choice, ...]], ...]]:
    """Weigh every way in which the open facts could be, and keep what holds in all of them.

    Remembered: the cases of one place and one sort of seller share one answer.
    """
    facts = dict(known)
    rules = tuple(rule for rule in competence.rules if rule.kind == kind)
    asked = {name for rule in rules for name, _ in rule.where if name not in facts}
    presumed = {name: value for name in asked if (value := competence.domains[name].presumed) is not None}
    free = tuple(name for name in competence.domains if name in asked and name not in presumed)
    worlds = [
        _World(choice, _outcome(rules, {**facts, **presumed, **dict(zip(free, choice, strict=True))}))
        for choice in product(*(competence.domains[name].values for name in free))
    ]
    decisive = {name for index, name in enumerate(free) if _matters(worlds, index)}
    certain = tuple(_certain(worlds))
    outcome = Outcome(
        certain,
        frozenset(decisive.union(*(world.outcome.missing for world in worlds))),
        frozenset().union(*(world.outcome.unless for world in worlds)),
    )
    doubts = {name for name in presumed if _would_change(competence, kind, known, name, outcome)}
    possible = tuple(_possible(worlds, free, decisive, {authority.key for authority in certain}))
    return Outcome(certain, outcome.missing, (outcome.unless | doubts) - outcome.missing), possible


def _would_change(competence: Competence, kind: str, known: Facts, name: str, outcome: Outcome) -> bool:
    """Say whether contradicting a presumption would change the answer."""
    domain = competence.domains[name]
    return any(
        _decide(competence, kind, tuple(sorted((*known, (name, value)))))[0].answer != outcome.answer
        for value in domain.values
        if value != domain.presumed
    )


def _outcome(rules: tuple[Rule, ...], facts: Mapping[str, Value]) -> Outcome:
    """Apply the rules to facts among which only places may be unknown."""
    found: dict[tuple[str, str], Authority] = {}
    missing: set[str] = set()
    unless: set[str] = set()
    for rule in rules:
        if any(facts[name] not in values for name, values in rule.where):
            continue
        name = next((name for name in rule.place if facts.get(name) is not None), None)
        unless.update(rule.place[: rule.place.index(name)] if name else rule.place)
        code = _seat(str(facts[name]), rule.level) if name else None
        if name and code is None:
            missing.add(name)
        elif not name and not rule.optional:
            missing.add(rule.ask)
        if code is not None:
            authority = Authority(code, rule.level, rule.why, rule.cites, rule.only_if_first)
            found[authority.key] = _joined(found.get(authority.key), authority)
    return Outcome(tuple(found.values()), frozenset(missing), frozenset(unless))


def _seat(code: str, level: str) -> str | None:
    """Return the code of today of the authority's area; None if the place given does not name one."""
    today = today_code(code)
    place = division(today)
    if place is None or place.standing != "current" or (level == "county" and has_counties(today)):
        return None
    return today


def _joined(one: Authority | None, other: Authority) -> Authority:
    """One authority competent for two reasons; an unconditional one makes it unconditional and speaks alone."""
    if one is None:
        return other
    if one.only_if_first != other.only_if_first:
        return other if one.only_if_first else one
    return _with_reasons(one, [one, other])


def _with_reasons(authority: Authority, same: list[Authority]) -> Authority:
    """Give every reason once, in the order found."""
    zh, en = (dict.fromkeys(one.why[language] for one in same) for language in ("zh", "en"))
    cites = tuple(dict.fromkeys(cite for one in same for cite in one.cites))
    return replace(authority, why=both("；".join(zh), "; ".join(en)), cites=cites)


def _matters(worlds: list[_World], index: int) -> bool:
    """Say whether two worlds that differ in this fact alone lead to different answers."""
    answers: dict[tuple[Value, ...], object] = {}
    for world in worlds:
        others = world.choice[:index] + world.choice[index + 1 :]
        if answers.setdefault(others, world.outcome.answer) != world.outcome.answer:
            return True
    return False


def _certain(worlds: list[_World]) -> Iterator[Authority]:
    """Keep the authorities that are competent in every world, unconditionally only if they are so in every world."""
    by_world = [{authority.key: authority for authority in world.outcome.authorities} for world in worlds]
    for key in by_world[0]:
        if all(key in found for found in by_world):
            same = [found[key] for found in by_world]
            conditional = any(authority.only_if_first for authority in same)
            yield replace(_with_reasons(same[0], same), only_if_first=conditional)


def _possible(
    worlds: list[_World], free: tuple[str, ...], decisive: set[str], certain: set[tuple[str, str]]
) -> Iterator[tuple[Authority, tuple[Choice, ...]]]:
    """Give each authority that some world has and not all, with the facts of those worlds."""
    found: dict[tuple[str, str], tuple[Authority, dict[Choice, None]]] = {}
    for world in worlds:
        choice = tuple((name, value) for name, value in zip(free, world.choice, strict=True) if name in decisive)
        for authority in world.outcome.authorities:
            if authority.key not in certain:
                found.setdefault(authority.key, (authority, {}))[1][choice] = None
    return ((authority, tuple(choices)) for authority, choices in found.values())


def _position(competence: Competence) -> Callable[[str], int]:
    order = [*competence.domains, *competence.places]
    return order.index


def _as_dict(authority: Authority) -> dict[str, Any]:
    return {
        "division": authority.division,
        "level": authority.level,
        "why": dict(authority.why),
        "cites": [cite.as_dict() for cite in authority.cites],
        "only_if_first": authority.only_if_first,
    }
