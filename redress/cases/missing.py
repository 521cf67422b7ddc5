"""What the law asks for in a complaint or report and was not given. Listed, never a reason to turn someone away."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from redress.law import packs
from redress.law.packs import Text


@dataclass(frozen=True, slots=True)
class Wanted:
    """One content the law asks for: where it stands in a filing, how to ask for it, and why."""

    pointer: str
    title: Text
    question: Text
    cites: tuple[Mapping[str, str], ...]
    when: str = ""  # pointer that makes it wanted; empty if it always is


@cache
def wanted(pack_id: str, kind: str) -> tuple[Wanted, ...]:
    """Contents of the rule set's contents.toml for a kind of case."""
    rows = packs.load(pack_id).tables.get("contents", {}).get(kind, ())
    return tuple(
        Wanted(
            row["pointer"],
            row["title"],
            row.get("question", row["title"]),
            tuple({"law": cite["law"], "article": str(cite["article"])} for cite in row.get("cites", ())),
            row.get("when", ""),
        )
        for row in rows
    )


def missing(pack_id: str, kind: str, given: Mapping[str, Any]) -> list[Wanted]:
    """Return what is wanted and not given. given -- the filing as nested mappings"""
    return [
        want
        for want in wanted(pack_id, kind)
        if not _value(given, want.pointer) and (not want.when or _value(given, want.when))
    ]


def _value(data: Any, pointer: str) -> Any:
    for part in pointer.strip("/").split("/"):
        data = data.get(part) if isinstance(data, dict) else None
        if data is None:
            return None
    return data
