"""The law's numbers and its texts for rules: dated rows, each with its source, added to and never edited.

The rows are in parameters/*.toml, one file per theme.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from redress.law.cite import Cite


@dataclass(frozen=True, slots=True)
class Row:
    """One number or one yes-or-no of the law, and the day from which it applies.

    law_of -- "purchase": the law of the day of the purchase; "today": the law of the day asked for
    """

    name: str
    since: date
    value: Decimal
    unit: str
    source: Cite
    law_of: str
    verified: bool

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": str(self.value),
            "unit": self.unit,
            "since": self.since.isoformat(),
            "source": self.source.as_dict(),
            "law_of": self.law_of,
            "verified": self.verified,
        }


class NotYetLaw(LookupError):
    """No row of the parameter was in force on that day."""


def in_force(name: str, *, on: date) -> Row:
    """Return the row that applied on a day.

    Raises NotYetLaw if the law set no such number yet.

    >>> str(in_force("fraud_multiple", on=date(2014, 3, 14)).value)
    '1'
    >>> str(in_force("fraud_multiple", on=date(2014, 3, 15)).value)
    '3'
    """
    found = None
    for row in rows(name):
        if row.since <= on:
            found = row
    if found is None:
        raise NotYetLaw(f"No value of {name} was in force on {on}; see law/parameters.")
    return found


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return every row of a parameter, oldest first."""
    parameter = parameters()[name]
    return tuple(
        Row(
            name=name,
            since=row["since"],
            value=Decimal(row["value"]) if isinstance(row["value"], str) else Decimal(int(row["value"])),
            unit=parameter["unit"],
            source=cited(row["source"]),
            law_of=parameter.get("law_of", "purchase"),
            verified=row.get("verified", True),
        )
        for row in sorted(parameter["rows"], key=lambda row: row["since"])
    )


@cache
def themes() -> Mapping[str, Mapping[str, Any]]:
    """Return the data of every theme, by the name of its file."""
    folder = files("redress.law").joinpath("parameters")
    return {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
        for file in sorted(folder.iterdir(), key=lambda place: place.name)
        if file.name.endswith(".toml")
    }


@cache
def parameters() -> Mapping[str, Any]:
    """Return every parameter of every theme; a name may be used once."""
    return _gathered("parameter")


@cache
def rule_data() -> Mapping[str, Any]:
    """Return the title, dates and citations of every rule, by its id."""
    return _gathered("rule")


@cache
def reasons() -> Mapping[str, Any]:
    """Return the sentences in which answers give their reasons, by code."""
    return _gathered("reason")


@cache
def unclear_points() -> Mapping[str, Any]:
    """Return the points that the texts leave open, by code: readings, the one chosen, whom it favours."""
    return _gathered("unclear")


def _gathered(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for theme, data in themes().items():
        for name, value in data.get(kind, {}).items():
            if name in found:
                raise ValueError(f"{kind} {name} stands in {theme} and in another theme.")
            found[name] = value
    return found


def cited(text: str) -> Cite:
    """Read "law article" as a citation.

    >>> cited("cpl-2013 55(1)")
    Cite(law='cpl-2013', article='55(1)')
    """
    law, _, article = text.partition(" ")
    return Cite(law, article)
