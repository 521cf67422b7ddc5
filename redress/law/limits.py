"""Time limits as data: what a rule set's limits.toml says about each, read once and checked whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from redress.law.bilingual import LANGUAGES, Bilingual
from redress.law.cite import Cite

FAMILIES = ("statute", "service")  # 法定, 服务承诺: shown apart, never mixed
UNITS = ("working_days", "calendar_days", "years")
ROLLS = ("statutory_holiday", "any_rest_day", "none")
_NEEDED = ("title", "family", "unit", "length", "starts_on", "cites")
_ALLOWED = frozenset((*_NEEDED, "restarts_on", "excluded", "extension", "met_by", "roll", "alone", "notes", "further"))


class LimitError(ValueError):
    """A table of limits cannot be read; `sentences` names every fault at once."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Time that is not counted: from the day of one event to the day of another, both left out."""

    begins_on: str
    ends_on: str
    code: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Extension:
    """A lengthening by the event that approves it; length in the unit of the limit."""

    event: str
    length: int


@dataclass(frozen=True, slots=True)
class Limit:
    """One time limit of one rule set.

    starts_on -- events that start it, the preferred one first; of several of one name the earliest counts
    restarts_on -- events that start it again from their own day; the latest counts
    roll -- which last days of a calendar limit move to a later day; a working-day limit ends on a working day anyway
    further -- event that lengthens it once more, after the extension, by the days that were decided with it
    alone -- (event said, event meant) where the limit is asked for without a case, whose archive is more exact
    """

    code: str
    title: Bilingual
    family: str
    unit: str
    length: int
    starts_on: tuple[str, ...]
    restarts_on: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    extension: Extension | None = None
    further: str = ""
    met_by: tuple[str, ...] = ()
    roll: str = "statutory_holiday"
    alone: tuple[tuple[str, str], ...] = ()
    cites: tuple[Cite, ...] = ()
    notes: Bilingual | None = None

    @property
    def events(self) -> frozenset[str]:
        """Every event that can move this limit; all others leave it alone."""
        names = {*self.starts_on, *self.restarts_on, *self.met_by}
        for part in self.excluded:
            names |= {part.begins_on, part.ends_on}
        names |= {self.extension.event} if self.extension else set()
        return frozenset(names | ({self.further} if self.further else set()))


def limits_from_table(document: Mapping[str, Any]) -> Mapping[str, Limit]:
    """Read a whole limits.toml.

    document -- `roll_calendar_deadline_on` for all limits that do not say otherwise, `[exclusion.<code>]` tables that
    limits name in `excluded`, and one `[limit.<code>]` table each
    Raises LimitError with every fault of every limit.
    """
    roll = document.get("roll_calendar_deadline_on", "statutory_holiday")
    exclusions = {code: {"code": code, **table} for code, table in document.get("exclusion", {}).items()}
    limits: dict[str, Limit] = {}
    faults: list[str] = []
    for code, table in document.get("limit", {}).items():
        named = [exclusions.get(entry, entry) for entry in table.get("excluded", ())]
        try:
            limits[code] = limit_from_table(code, {"roll": roll, **table, "excluded": named})
        except LimitError as error:
            faults += error.sentences
    if faults:
        raise LimitError(faults)
    return MappingProxyType(limits)


def limit_from_table(code: str, table: Mapping[str, Any]) -> Limit:
    """Read one limit.

    Raises LimitError with every fault of the table.
    """
    if faults := [f"{code}: {fault}" for fault in _faults(table)]:
        raise LimitError(faults)
    extension = table.get("extension")
    return Limit(
        code=code,
        title=dict(table["title"]),
        family=table["family"],
        unit=table["unit"],
        length=table["length"],
        starts_on=_names(table["starts_on"]),
        restarts_on=_names(table.get("restarts_on", ())),
        excluded=tuple(
            Exclusion(part["begins_on"], part["ends_on"], part["code"], dict(part["name"]))
            for part in table.get("excluded", ())
        ),
        extension=Extension(extension["event"], extension["length"]) if extension else None,
        further=table.get("further", ""),
        met_by=_names(table.get("met_by", ())),
        roll=table.get("roll", "statutory_holiday"),
        alone=tuple(table.get("alone", {}).items()),
        cites=tuple(Cite(cite["law"], cite["article"]) for cite in table["cites"]),
        notes=dict(table["notes"]) if table.get("notes") else None,
    )


def _names(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    for key in _NEEDED:
        if key not in table:
            yield f"{key} is absent."
    for key in sorted(table.keys() - _ALLOWED):
        yield f"{key} means nothing here; known are {', '.join(sorted(_ALLOWED))}."
    for key, words in (("family", FAMILIES), ("unit", UNITS), ("roll", ROLLS)):
        if key in table and table[key] not in words:
            yield f"{key} is {table[key]!r}; it must be one of {', '.join(words)}."
    if not _is_length(table.get("length", 1)):
        yield f"length is {table['length']!r}; it must be a whole number from 1."
    yield from _faults_of_texts(table)
    yield from _faults_of_time_left_out(table)


def _faults_of_texts(table: Mapping[str, Any]) -> Iterator[str]:
    for key in ("title", "notes"):
        if key in table and not _is_bilingual(table[key]):
            yield f"{key} must say something in {' and '.join(LANGUAGES)}."
    for cite in table.get("cites", ()):
        if not (isinstance(cite, Mapping) and cite.get("law") and cite.get("article")):
            yield f"a citation needs law and article; this one is {cite!r}."
    if "starts_on" in table and not any(_names(table["starts_on"])):
        yield "starts_on must name at least one event."


def _faults_of_time_left_out(table: Mapping[str, Any]) -> Iterator[str]:
    for part in table.get("excluded", ()):
        if not isinstance(part, Mapping):
            yield f"excluded names {part!r}, and there is no [exclusion.{part}]."
        elif not (
            part.get("begins_on") and part.get("ends_on") and part.get("code") and _is_bilingual(part.get("name"))
        ):
            yield "an exclusion needs code, begins_on, ends_on and its name in both languages."
    extension = table.get("extension")
    if extension is not None and not (extension.get("event") and _is_length(extension.get("length"))):
        yield "an extension needs its event and a length from 1."
    if "further" in table and extension is None:
        yield "further lengthens what was extended before; this limit has no extension."
    meant = {*_names(table.get("starts_on", ())), *((extension or {}).get("event"),)}
    for said, event in table.get("alone", {}).items():
        if event not in meant:
            yield f"alone: {said} stands for {event}, which neither starts nor lengthens this limit."
    if table.get("unit") == "years" and (table.get("excluded") or extension):
        yield "a limit in years knows neither excluded time nor extension."


def _is_length(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_bilingual(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(value.get(key), str) and value[key] for key in LANGUAGES)
