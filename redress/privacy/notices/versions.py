"""The notices people are shown before they give data, by version; each a file of its own."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from redress.law.bilingual import Bilingual, say
from redress.privacy.basis import Basis, basis_of

_PARTS = ("title", "handler", "rights", "retention", "child")


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of data, or one recipient: what, and why or how much."""

    code: str
    words: Bilingual
    more: Bilingual
    sensitive: bool = False
    slots: tuple[str, ...] = ()
    cites: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Purpose:
    """One question for consent.

    needed -- without it the operator cannot act at all
    on_demand -- asked when the occasion comes, not at filing
    effect -- what the room above does when it is withdrawn
    """

    code: str
    asked_by: tuple[str, ...]
    words: Bilingual
    withdrawn: Bilingual
    effect: str
    needed: bool = False
    on_demand: bool = False
    cites: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of what people are told."""

    version: str
    since: date
    texts: Mapping[str, Bilingual]
    data: tuple[Item, ...]
    recipients: tuple[Item, ...]
    consents: tuple[Purpose, ...]

    def purposes(self, operator_kind: str, *, at_filing: bool = True) -> list[Purpose]:
        """Return what this kind of operator asks consent for; at filing, or on any occasion."""
        return [
            purpose
            for purpose in self.consents
            if operator_kind in purpose.asked_by and not (at_filing and purpose.on_demand)
        ]

    def purpose(self, code: str, operator_kind: str) -> Purpose | None:
        """Return the question for one purpose, or None where this kind of operator has no such question."""
        found = (purpose for purpose in self.purposes(operator_kind, at_filing=False) if purpose.code == code)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in one language, ready for a page: every item PIPL Art. 17 asks for."""

    version: str
    title: str
    handler: str
    basis: str
    data: Sequence[tuple[str, str, bool]]
    recipients: Sequence[tuple[str, str]]
    rights: str
    retention: str
    child: str
    consents: Sequence[tuple[str, str]]


def show(notice: Notice, language: str, *, operator_kind: str, organisation: str, phone: str, years: int) -> Shown:
    """Fill a notice in for one installation.

    language -- what has no words in it is shown in Chinese; years -- how long a case is kept after closing
    """
    filled = {
        name: say(text, language).format(organisation=organisation, phone=phone, years=years)
        for name, text in notice.texts.items()
    }
    basis: Basis = basis_of(operator_kind)
    return Shown(
        version=notice.version,
        basis=say(basis.words, language),
        data=[(say(item.words, language), say(item.more, language), item.sensitive) for item in notice.data],
        recipients=[(say(item.words, language), say(item.more, language)) for item in notice.recipients],
        consents=[
            (purpose.code, say(purpose.words, language).format(organisation=organisation))
            for purpose in notice.purposes(operator_kind)
        ],
        **filled,
    )


@cache
def all_versions() -> tuple[Notice, ...]:
    """Return every version, oldest first."""
    folder = files("redress.privacy.notices")
    found = (_read(tomllib.loads(file.read_text("utf-8"))) for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(found, key=lambda notice: (notice.since, notice.version)))


def current(on: date) -> Notice:
    """Return the version to show on a day.

    Raises LookupError for a day before the first.
    """
    known = [notice for notice in all_versions() if notice.since <= on]
    if not known:
        raise LookupError(f"No notice was in use on {on}.")
    return known[-1]


def version(name: str) -> Notice:
    """Return a version by its name. Raises LookupError."""
    for notice in all_versions():
        if notice.version == name:
            return notice
    raise LookupError(f"There is no notice {name}.")


def _read(table: Mapping[str, Any]) -> Notice:
    return Notice(
        version=table["version"],
        since=table["from"],
        texts={name: _both(table[name]) for name in _PARTS},
        data=tuple(_item(row, "need") for row in table["data"]),
        recipients=tuple(_item(row, "gets") for row in table["recipients"]),
        consents=tuple(
            Purpose(
                code=row["purpose"],
                asked_by=tuple(row["asked_by"]),
                words=_both(row),
                withdrawn=_both(row["withdrawn"]),
                effect=row["effect"],
                needed=row["needed"],
                on_demand=row.get("on_demand", False),
                cites=tuple(row["cites"]),
            )
            for row in table["consent"]
        ),
    )


def _item(row: Mapping[str, Any], more: str) -> Item:
    return Item(
        code=row["code"],
        words=_both(row),
        more=_both(row[more]),
        sensitive=row.get("sensitive", False),
        slots=tuple(row.get("slots", ())),
        cites=tuple(row.get("cites", ())),
    )


def _both(row: Mapping[str, Any]) -> Bilingual:
    return {"zh": row["zh"], "en": row["en"]}
