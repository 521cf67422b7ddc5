"""The quiz: a matter told in a sentence; answer and reasons come from the law engine, none is written here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from redress.law import remedies
from redress.law.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Question:
    """One matter and the remedy that is asked about."""

    code: str
    ask: Bilingual
    remedy: str
    facts: Mapping[str, object]


@cache
def questions() -> Mapping[str, Question]:
    rows = tomllib.loads((files("redress.education") / "content" / "quiz.toml").read_text("utf-8"))
    return {
        code: Question(code, {"zh": row["zh"], "en": row["en"]}, row["remedy"], row["facts"])
        for code, row in rows.items()
    }


def answer(question: Question, *, on: date, lang: str) -> dict[str, Any]:
    """Return the engine's finding on the matter: status, reasons and articles. Raises LookupError, FactErrors."""
    given = {name: on.isoformat() if value == "today" else value for name, value in question.facts.items()}
    told = remedies.assess(given, on=on).as_dict(lang)
    return next(finding for finding in told["findings"] if finding["id"] == question.remedy)
