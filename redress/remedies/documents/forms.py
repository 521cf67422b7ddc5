"""The papers there are: read from forum/forms.toml of the rule set, with their wording beside it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from redress.cases.letters.forms import Fact
from redress.law import packs
from redress.law.bilingual import Bilingual

RULE_SET = "cn-samr-2026"


@dataclass(frozen=True, slots=True)
class Form:
    """One paper. needs -- what has to be in the file: "agreement", or "" if nothing in particular"""

    id: str
    title: Bilingual
    about: Bilingual
    needs: str
    signed: tuple[str, ...]

    def body(self, language: str) -> str:
        """The wording, in the small language of letters. language -- zh or en"""
        return (folder() / f"{self.id}.{language}.md").read_text("utf-8")


def folder() -> Path:
    return packs.available()[RULE_SET] / "forum"


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((folder() / "forms.toml").read_text("utf-8"))


@cache
def forms() -> Mapping[str, Form]:
    return {
        code: Form(code, row["title"], row["about"], row.get("needs", ""), tuple(row["signed"]))
        for code, row in _table()["form"].items()
    }


@cache
def facts() -> Mapping[str, Fact]:
    return {name: Fact(name, row["type"], row["title"]) for name, row in _table()["fact"].items()}


def phrase(name: str, language: str) -> str:
    return str(_table()["phrase"][name][language])
