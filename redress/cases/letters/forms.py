"""The register of letters of a rule set, read from its letters.toml and letter_facts.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from redress.law import packs
from redress.law.cite import Cite
from redress.law.packs import PackError, Text, say

LANGUAGES = ("zh", "en")
BLOCK_TYPES = frozenset({"routes"})  # stand on a line of their own, because each is more than one sentence


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a letter can be filled with: a placeholder of templates.

    type -- text, long, date, money, list, cites, routes or choice
    private -- never in a letter that goes to the respondent
    """

    name: str
    type: str
    title: Text
    private: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One letter of a rule set.

    form -- number of the official form; None for a letter of the service process
    word -- word of the document number; empty: the letter is not numbered
    to -- fact that stands in the line of address; empty: no such line
    own_law -- provisions behind the letter itself, not behind the decision in it
    """

    rule_set: str
    id: str
    form: int | None
    title: Text
    verbs: tuple[str, ...]
    kinds: frozenset[str]
    audience: tuple[str, ...]
    served: tuple[str, ...]
    word: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    common: tuple[str, ...]
    signed: tuple[str, ...]
    seal: bool
    template: str
    to: str
    layout: str
    own_law: tuple[Cite, ...]

    @property
    def allowed(self) -> frozenset[str]:
        """Placeholders that a template of this letter may use."""
        return frozenset((*self.required, *self.optional, *self.common))

    @property
    def to_be_said(self) -> frozenset[str]:
        """Facts that every wording has to contain; the line of address is ours."""
        return frozenset(self.required) - {"addressee", "complainant_name", "target_agency", "respondent_name"}


def forms(rule_set: str) -> Mapping[str, Form]:
    """Every letter of a rule set by its id. Raises LookupError if there is no such rule set."""
    return _register(packs.load(rule_set))


def form(rule_set: str, letter: str) -> Form:
    """One letter. Raises LookupError if the rule set has none of that name."""
    try:
        return forms(rule_set)[letter]
    except KeyError:
        raise LookupError(f"Rule set {rule_set} has no letter “{letter}”.") from None


def facts(rule_set: str) -> Mapping[str, Fact]:
    """Every fact that letters of a rule set can be filled with."""
    table = packs.load(rule_set).tables.get("letter_facts", {}).get("fact", {})
    return {name: Fact(name, row["type"], row["title"], bool(row.get("private", False))) for name, row in table.items()}


def phrase(rule_set: str, name: str, language: str) -> str:
    """A word that the layout adds, such as the place for the seal."""
    return say(packs.load(rule_set).tables["letter_facts"]["phrase"][name], language)


def ways_of_serving(rule_set: str) -> Mapping[str, Text]:
    """How a letter can reach its addressee: code -> name."""
    table = packs.load(rule_set).tables.get("letter_facts", {}).get("served", {})
    return {code: row["title"] for code, row in table.items()}


def shipped_body(form: Form, language: str) -> str:
    """The wording that comes with the rule set, in the language of templates."""
    path = folder(form) / f"{form.template}.{short(language)}.md"
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise PackError(f"Rule set {form.rule_set} has no wording {path.name} for its letter {form.id}.") from None


def folder(form: Form) -> Path:
    """Where the wordings and the layout of a letter are: in its rule set, or in the one named as `bodies`."""
    pack = packs.load(form.rule_set)
    return packs.available()[pack.tables["letters"].get("bodies", pack.id)] / "letters"


def short(language: str) -> str:
    """zh-hans, zh_CN, zh -> zh; everything else -> en."""
    return "zh" if language.lower().startswith("zh") else "en"


@cache
def _read(rule_set: str, version: str) -> Mapping[str, Form]:
    table: Mapping[str, Any] = packs.load(rule_set).tables.get("letters", {})
    common = tuple(table.get("common", ()))
    return {letter: _form(rule_set, letter, row, common) for letter, row in table.get("letter", {}).items()}


def _register(pack: packs.Pack) -> Mapping[str, Form]:
    return _read(pack.id, pack.version)


def _form(rule_set: str, letter: str, row: Mapping[str, Any], common: tuple[str, ...]) -> Form:
    try:
        return Form(
            rule_set=rule_set,
            id=letter,
            form=row.get("form"),
            title=row["title"],
            verbs=tuple(row["verbs"]),
            kinds=frozenset(row["kinds"]),
            audience=tuple(row["audience"]),
            served=tuple(row["served"]),
            word=row.get("word", ""),
            required=tuple(row["required"]),
            optional=tuple(row.get("optional", ())),
            common=common,
            signed=tuple(row.get("signed", ())),
            seal=bool(row.get("seal", False)),
            template=row["template"],
            to=row.get("to", ""),
            layout=row.get("layout", "letter"),
            own_law=tuple(Cite(cite["law"], str(cite["article"])) for cite in row.get("cites", ())),
        )
    except KeyError as missing:
        raise PackError(f"The letter {letter} in letters.toml of rule set {rule_set} lacks {missing}.") from missing
