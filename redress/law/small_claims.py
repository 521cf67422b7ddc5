"""Up to which sum a claim goes in one instance: the ceilings that courts have announced, as far as they are known.

Source: civil-procedure-2023 Art. 165. A province, a year; where none is known, ask for the average wage.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from redress.law.in_force import themes


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One announcement. verified -- whether it was compared with the court's own page."""

    province: str
    since: date
    until: date
    mandatory: Decimal
    by_agreement: Decimal
    source: str
    verified: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "province": self.province,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "mandatory": str(self.mandatory),
            "by_agreement": str(self.by_agreement),
            "currency": "CNY",
            "source": self.source,
            "verified": self.verified,
        }


def ceiling(province: str, *, on: date) -> Ceiling | None:
    """Return the ceilings of a province on a day; None if none is known.

    province -- division code of six digits, such as "330000"
    """
    for row in _ceilings():
        if row.province == province and row.since <= on <= row.until:
            return row
    return None


@cache
def _ceilings() -> tuple[Ceiling, ...]:
    return tuple(
        Ceiling(
            row["province"],
            row["since"],
            row["until"],
            Decimal(row["mandatory"]),
            Decimal(row["by_agreement"]),
            row["source"],
            row["verified"],
        )
        for row in themes()["small-claims"]["ceiling"]
    )
