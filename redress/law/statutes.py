"""The register of laws: every text that a rule cites, when it was in force, and what each cited provision says.

The summaries are our own. The wording itself is loaded by the operator from a folder of texts and is no part of this.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from redress.law.bilingual import Bilingual
from redress.law.cite import Cite

KINDS = ("statute", "regulation", "rule", "interpretation")


@dataclass(frozen=True, slots=True)
class Statute:
    """One text.

    kind -- statute, regulation, rule (of a ministry) or interpretation (of the Supreme People's Court)
    since, until -- first and last day in force; until is None while it is in force
    amended -- days from which amendments apply
    text_known -- whether the wording was at hand when its rules were written
    """

    id: str
    title: Bilingual
    kind: str
    issuer: Bilingual
    since: date
    until: date | None = None
    amended: tuple[date, ...] = ()
    text_known: bool = True
    note: Bilingual = field(default_factory=dict)
    articles: Mapping[str, Bilingual] = field(default_factory=dict)

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def applies(self, event: date, today: date) -> bool:
        """Whether it governs an event: the court's interpretations explain the law to cases pending today,

        every other text governs what happens while it is in force (docs/decisions/0100-which-day-s-law.md).
        """
        return self.in_force(today if self.kind == "interpretation" else event)

    def knows(self, article: str) -> bool:
        return article in self.articles

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": dict(self.title),
            "kind": self.kind,
            "issuer": dict(self.issuer),
            "in_force_from": self.since.isoformat(),
            "in_force_to": self.until.isoformat() if self.until else None,
            "amended": [day.isoformat() for day in self.amended],
            "text_known": self.text_known,
            "note": dict(self.note) or None,
        }


@dataclass(frozen=True, slots=True)
class Provision:
    """One article or paragraph on a day: its text's dates, and our one-line summary."""

    cite: Cite
    statute: Statute
    summary: Bilingual
    in_force: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            **self.cite.as_dict(),
            "statute": self.statute.as_dict(),
            "summary": dict(self.summary),
            "in_force": self.in_force,
        }


@cache
def register() -> Mapping[str, Statute]:
    """Return every text, by id."""
    found: dict[str, Statute] = {}
    articles: dict[str, dict[str, Bilingual]] = {}
    folder = files("redress.law").joinpath("statutes")
    for file in sorted(folder.iterdir(), key=lambda place: place.name):
        if file.name.endswith(".toml"):
            data = tomllib.loads(file.read_text("utf-8"))
            for law, rows in data.get("article", {}).items():
                articles.setdefault(law, {}).update(rows)
            for law, row in data.get("law", {}).items():
                found[law] = Statute(id=law, **{**row, "amended": tuple(row.get("amended", ()))})
    return {law: _with_articles(text, articles.get(law, {})) for law, text in found.items()}


def _with_articles(text: Statute, articles: Mapping[str, Bilingual]) -> Statute:
    return Statute(
        text.id, text.title, text.kind, text.issuer, text.since, text.until, text.amended, text.text_known, text.note,
        articles,
    )  # fmt: skip


def statute(law: str) -> Statute:
    """Return a text by id. Raises LookupError if the register does not know it."""
    try:
        return register()[law]
    except KeyError:
        raise LookupError(f"The register of laws does not know {law}; see law/statutes.") from None


def provision(law: str, article: str, *, on: date) -> Provision:
    """Return what is known of an article on a day.

    article -- "55", "55(1)"; an article without its own summary takes that of its first paragraph
    Raises LookupError if neither the text nor the article is known.
    """
    text = statute(law)
    summary = text.articles.get(article) or _nearest(text, article)
    if summary is None:
        raise LookupError(f"The register of laws does not know article {article} of {law}; see law/statutes.")
    return Provision(Cite(law, article), text, summary, text.in_force(on))


def _nearest(text: Statute, article: str) -> Bilingual | None:
    stem = article.partition("(")[0]
    if stem in text.articles:
        return text.articles[stem]
    for known, summary in text.articles.items():
        if known.partition("(")[0] == stem:
            return summary
    return None
