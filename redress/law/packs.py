"""Rule sets: folders of data that say what the life of a case is, within which limits and on which grounds.

A rule set is a folder with pack.toml and, beside it, states, transitions, limits, grounds, taxonomies and letters.
Third parties ship one as a Python package with an entry point in the group "redress.packs" that names its folder.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

from redress.law.bilingual import say as say  # where everybody takes it from
from redress.law.cite import Cite
from redress.law.limits import Limit, limits_from_table

Text = Mapping[str, str]
PREVIOUS, REOPENED, SAME = "@previous", "@reopened", "="
_extra_folders: list[Path] = []


class PackError(ValueError):
    """A rule set that contradicts itself; the message names the file and what to mend."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand, and the five answers a citizen is owed about it."""

    code: str
    kinds: frozenset[str]
    phase: str  # open | ended | closed
    turn: str
    title: Text
    sentence: Text
    if_nothing: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the transition table: verb, from where to where, by whom, on which basis.

    superior -- it is taken by a body above the one that has the case, by nobody else
    """

    verb: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    kinds: frozenset[str]
    event: str
    title: Text
    does: Text
    cites: tuple[Cite, ...]
    needs: tuple[str, ...] = ()
    reasons: str = ""
    clock: tuple[str, ...] = ()
    letter: str = ""
    guards: tuple[str, ...] = ()
    key: str = ""
    danger: bool = False
    bulk: bool = False
    superior: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """One entry of a closed list of reasons."""

    code: str
    title: Text
    plain: Text
    cites: tuple[Cite, ...]
    needs_text: bool
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pack:
    """One rule set, read and checked."""

    id: str
    version: str
    family: str
    kind: str  # statute | service
    title: Text
    law: str
    in_force_from: date
    in_force_to: date | None
    calendar: str
    reopen_days: int
    initial: Mapping[str, str]
    clocks: Mapping[str, tuple[str, ...]]  # kind -> limits that run on a case
    receipt_events: Mapping[str, tuple[str, ...]]  # kind -> what its receipt tells the clocks
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    limits: Mapping[str, Limit]
    grounds: Mapping[str, Mapping[str, Ground]]
    tables: Mapping[str, Any]
    folder: Path

    @cached_property
    def _by_verb(self) -> Mapping[str, tuple[Step, ...]]:
        found: dict[str, tuple[Step, ...]] = {}
        for step in self.steps:
            found[step.verb] = (*found.get(step.verb, ()), step)
        return found

    @cached_property
    def verbs(self) -> tuple[str, ...]:
        return tuple(self._by_verb)

    def steps_of(self, verb: str) -> tuple[Step, ...]:
        """Rows of one verb; empty if the rule set does not know it."""
        return self._by_verb.get(verb, ())

    def step(self, verb: str, *, state: str, kind: str) -> Step | None:
        """The row that applies in a state; None if the verb is not open there."""
        for row in self.steps_of(verb):
            if state in row.sources and kind in row.kinds:
                return row
        return None

    def ground(self, group: str, code: str) -> Ground | None:
        return self.grounds.get(group, {}).get(code)

    def clocks_of(self, kind: str) -> tuple[Limit, ...]:
        """Limits that run on a case of this kind."""
        return tuple(self.limits[code] for code in self.clocks.get(kind, ()))


def register_folder(folder: Path) -> None:
    """Add a folder that holds rule sets (one folder each); used by installations and tests."""
    if folder not in _extra_folders:
        _extra_folders.append(folder)
        forget()


def forget() -> None:
    """Read every rule set anew at the next question."""
    load.cache_clear()
    phase_of.cache_clear()
    codes.cache_clear()
    _of_family.cache_clear()
    available.cache_clear()


@cache
def available() -> Mapping[str, Path]:
    """Every rule set that can be loaded: id -> folder."""
    roots = [Path(str(files("redress.law"))) / "packs", *_extra_folders]
    found = {path.parent.name: path.parent for root in roots for path in sorted(root.glob("*/pack.toml"))}
    for point in entry_points(group="redress.packs"):
        found[point.name] = Path(str(files(point.value)))
    return found


@cache
def codes(table: str) -> frozenset[str]:
    """Codes of a taxonomy over every rule set: an old case keeps its old code."""
    found: set[str] = set()
    for pack_id in available():
        found.update(load(pack_id).tables.get(table, {}).get(table, ()))
    return frozenset(found)


@cache
def states() -> tuple[str, ...]:
    """Every state of every rule set, in the order of the tables."""
    return tuple(dict.fromkeys(state for pack_id in available() for state in load(pack_id).states))


@cache
def phase_of(state: str) -> str:
    """The phase of a state, in whichever rule set knows it. Raises LookupError."""
    for pack_id in available():
        found = load(pack_id).states.get(state)
        if found is not None:
            return found.phase
    raise LookupError(f"No rule set knows the state “{state}”.")


@cache
def load(pack_id: str) -> Pack:
    """Read one rule set. Raises LookupError if there is none of that name, PackError if it contradicts itself."""
    folder = available().get(pack_id)
    if folder is None:
        raise LookupError(f"There is no rule set “{pack_id}”; known are {', '.join(sorted(available()))}.")
    head = _read(folder, "pack")
    base = load(head["extends"]) if head.get("extends") else None
    states = {**(base.states if base else {}), **_states(_read(folder, "states"))}
    steps = _steps(_read(folder, "transitions"), folder) or (base.steps if base else ())
    steps = tuple(_overridden(step, _read(folder, "overrides").get("step", {})) for step in steps)
    pack = Pack(
        id=head["id"],
        version=head["version"],
        family=head["family"],
        kind=head["kind"],
        title=head["title"],
        law=head["law"],
        in_force_from=head["in_force_from"],
        in_force_to=head.get("in_force_to"),
        calendar=head.get("calendar", "cn-mainland"),
        reopen_days=int(head.get("reopen_days", base.reopen_days if base else 14)),
        initial=head.get("initial", base.initial if base else {}),
        clocks=_tuples(head.get("clocks")) or (base.clocks if base else {}),
        receipt_events=_tuples(head.get("receipt_events")) or (base.receipt_events if base else {}),
        states=states,
        steps=steps,
        limits={
            **(base.limits if base and not (folder / "limits.toml").exists() else {}),
            **_limits(_read(folder, "limits"), head),
        },
        grounds=_merged(base.grounds if base else {}, _grounds(_read(folder, "grounds"))),
        tables={**(base.tables if base else {}), **_tables(folder)},
        folder=folder,
    )
    _check(pack)
    return pack


def in_force(family: str, on: date) -> Pack:
    """Return the rule set of a family that applies to what was received on a day.

    The law has no transitional clause, so what was received before a change stays under the earlier text;
    what is older than the first set of the family falls under that first set.
    """
    packs = _of_family(family)
    if not packs:
        raise LookupError(f"There is no rule set of the family “{family}”.")
    return next((pack for pack in reversed(packs) if pack.in_force_from <= on), packs[0])


@cache
def _of_family(family: str) -> tuple[Pack, ...]:
    """The rule sets of a family, the oldest first."""
    return tuple(sorted((p for p in map(load, available()) if p.family == family), key=lambda p: p.in_force_from))


def _read(folder: Path, name: str) -> dict[str, Any]:
    path = folder / f"{name}.toml"
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path.name} of rule set {folder.name} cannot be read: {error}") from error


def _tuples(table: Mapping[str, list[str]] | None) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(codes) for kind, codes in (table or {}).items()}


def _cites(rows: list[dict[str, str]] | None) -> tuple[Cite, ...]:
    return tuple(Cite(row["law"], str(row["article"])) for row in rows or ())


def _states(table: Mapping[str, Any]) -> dict[str, State]:
    return {
        code: State(
            code=code,
            kinds=frozenset(row["kinds"]),
            phase=row["phase"],
            turn=row["turn"],
            title=row["title"],
            sentence=row["sentence"],
            if_nothing=row["if_nothing"],
        )
        for code, row in table.items()
    }


def _steps(table: Mapping[str, Any], folder: Path) -> tuple[Step, ...]:
    try:
        return tuple(
            Step(
                verb=row["verb"],
                sources=frozenset(row["from"]),
                target=row["to"],
                roles=frozenset(row["by"]),
                kinds=frozenset(row.get("kinds", ("complaint", "report"))),
                event=row["event"],
                title=row["title"],
                does=row["does"],
                cites=_cites(row.get("cites")),
                needs=tuple(row.get("needs", ())),
                reasons=row.get("reasons", ""),
                clock=tuple(row.get("clock", ())),
                letter=row.get("letter", ""),
                guards=tuple(row.get("guards", ())),
                key=row.get("key", ""),
                danger=bool(row.get("danger", False)),
                bulk=bool(row.get("bulk", False)),
                superior=bool(row.get("superior", False)),
            )
            for row in table.get("step", ())
        )
    except KeyError as missing:
        raise PackError(f"A step in transitions.toml of rule set {folder.name} lacks {missing}.") from missing


def _overridden(step: Step, changes: Mapping[str, Any]) -> Step:
    change = changes.get(step.verb)
    if not change:
        return step
    values: dict[str, Any] = {}
    if "cites" in change:
        values["cites"] = _cites(change["cites"])
    for name in ("needs", "guards"):
        if name in change:
            values[name] = tuple(change[name])
    return replace(step, **values)


def _limits(table: Mapping[str, Any], head: Mapping[str, Any]) -> Mapping[str, Limit]:
    roll = head.get("roll_calendar_deadline_on")
    return limits_from_table({**({"roll_calendar_deadline_on": roll} if roll else {}), **table}) if table else {}


def _grounds(table: Mapping[str, Any]) -> dict[str, dict[str, Ground]]:
    known = {"title", "plain", "cites", "needs_text"}
    return {
        group: {
            code: Ground(
                code=code,
                title=row["title"],
                plain=row["plain"] if "plain" in row else row["title"],
                cites=_cites(row.get("cites")),
                needs_text=bool(row.get("needs_text", False)),
                extra={name: value for name, value in row.items() if name not in known},
            )
            for code, row in rows.items()
            if isinstance(row, dict) and "title" in row
        }
        for group, rows in table.items()
        if isinstance(rows, dict)
    }


def _merged(
    base: Mapping[str, Mapping[str, Ground]], own: Mapping[str, Mapping[str, Ground]]
) -> dict[str, Mapping[str, Ground]]:
    """A group that the extending set names replaces the whole group: lists of grounds are closed lists."""
    return {**base, **own}


_OWN_FILES = frozenset({"pack", "states", "transitions", "overrides", "limits", "grounds"})


def _tables(folder: Path) -> dict[str, Any]:
    """Every other data file (taxonomies, letters, routes, requests, contents …) by its name."""
    return {
        path.stem: _read(folder, path.stem) for path in sorted(folder.glob("*.toml")) if path.stem not in _OWN_FILES
    }


def _check(pack: Pack) -> None:
    """Refuse a rule set whose table points at states or lists that do not exist."""
    wrong: list[str] = []
    for step in pack.steps:
        wrong += [f"{step.verb}: unknown state {code}" for code in step.sources - set(pack.states)]
        if step.target not in {SAME, PREVIOUS, REOPENED, *pack.states}:
            wrong.append(f"{step.verb}: unknown target {step.target}")
        if step.reasons and step.reasons not in pack.grounds:
            wrong.append(f"{step.verb}: grounds.toml has no list [{step.reasons}.…]")
    wrong += [
        f"clocks: limits.toml has no {code}"
        for codes in pack.clocks.values()
        for code in codes
        if code not in pack.limits
    ]
    wrong += [f"initial state {code} is unknown" for code in pack.initial.values() if code not in pack.states]
    if wrong:
        raise PackError(f"Rule set {pack.id} contradicts itself: " + "; ".join(wrong))
