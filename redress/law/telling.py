"""Who has to be told what of a report: only where a law, regulation or rule says so, and within which days.

Source: samr-complaint-2026 Arts. 34, 36; samr-complaint-2019-repealed Arts. 29, 31(2), 32; the laws that telling.toml
names. What is owed depends on the law the clue is about; while nobody has named it the answer is "cannot tell yet".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redress.law.cite import Cite
from redress.law.packs import Pack, Text

WHEN = ("filing", "result", "elsewhere")
OWED, NOT_OWED, UNKNOWN = "owed", "not_owed", "unknown"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that has to be told, as it applies to one report.

    answer -- owed, not_owed (no_name: to named reporters alone) or unknown (the law is not named yet)
    limit -- code of the limit; empty where the text names no number of days
    judged -- owed only if the reporter gave facts and evidence, which a person judges
    """

    code: str
    when: str
    answer: str
    limit: str
    judged: bool
    no_name: bool
    title: Text
    plain: Text
    cites: tuple[Cite, ...]


def laws(pack: Pack) -> dict[str, dict[str, Any]]:
    """The laws a clue may be about, by code; empty where a rule set says nothing about telling."""
    found: dict[str, dict[str, Any]] = pack.tables.get("telling", {}).get("about", {})
    return found


def duties(pack: Pack, *, about: Iterable[str], named: bool) -> list[Duty]:
    """Every duty of a rule set to tell a reporter, with the answer for this report; those of other laws are left out.

    about -- codes of the laws that the clue is about; none while nobody has named one
    """
    known = frozenset(about)
    rows = pack.tables.get("telling", {}).get("duty", {})
    return [_duty(code, row, known, named) for code, row in rows.items() if _may_apply(row, known)]


def rewards(pack: Pack, *, about: Iterable[str]) -> list[dict[str, Any]]:
    """What a report that is found true may bring the reporter, under the laws it is about."""
    known = frozenset(about)
    return [row for row in pack.tables.get("telling", {}).get("reward", {}).values() if row["about"] in known]


def _may_apply(row: dict[str, Any], known: frozenset[str]) -> bool:
    return not known or "about" not in row or row["about"] in known


def _duty(code: str, row: dict[str, Any], known: frozenset[str], named: bool) -> Duty:
    no_name = bool(row.get("named")) and not named
    answer = UNKNOWN if "about" in row and not known else OWED
    return Duty(
        code=code,
        when=row["when"],
        answer=NOT_OWED if no_name else answer,
        limit=row.get("limit", ""),
        judged=bool(row.get("shown")),
        no_name=no_name,
        title=row["title"],
        plain=row["plain"],
        cites=tuple(Cite(cite["law"], cite["article"]) for cite in row["cites"]),
    )
