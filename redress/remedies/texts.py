"""The wording of laws, loaded by the operator from a folder of texts. Without it citation and summary stand alone.

The folder holds articles.jsonl: one JSON object a line with law, no, label, chapter and text.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = "law-texts.sqlite3"


class UnreadableTexts(ValueError):
    """The folder holds no texts that can be read; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An article as it stands in the loaded folder."""

    law: str
    number: int
    label: str
    chapter: str
    text: str


def place() -> Path:
    return Path(settings.REDRESS_DATA) / NAME


def load(folder: Path) -> int:
    """Load a folder of texts in place of what was loaded before; return how many articles. All of it, or nothing."""
    source = folder / "articles.jsonl"
    if not source.is_file():
        raise UnreadableTexts(f"There is no articles.jsonl in {folder.name}; name the folder that holds it.")
    draft = place().with_suffix(".part")
    draft.unlink(missing_ok=True)
    count = 0
    with sqlite3.connect(draft) as store:
        store.execute(
            "CREATE TABLE article (law TEXT, number INTEGER, label TEXT, chapter TEXT, text TEXT, PRIMARY KEY (law, number))"
        )
        for row in _rows(source):
            store.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?)", row)
            count += 1
    store.close()
    draft.replace(place())
    return count


def _rows(source: Path) -> Iterator[tuple[str, int, str, str, str]]:
    with source.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row: dict[str, Any] = json.loads(line)
                yield row["law"], int(row["no"]), row.get("label", ""), row.get("chapter", ""), row["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise UnreadableTexts(f"Line {number} of articles.jsonl cannot be read: {error}") from error


def wording(law: str, article: str) -> Wording | None:
    """Return the wording of an article; None if it was not loaded. article -- such as 55 or 55(1)"""
    stem = article.partition("(")[0]
    if not stem.isdecimal() or not place().exists():
        return None
    store = sqlite3.connect(f"file:{place()}?mode=ro", uri=True)
    try:
        row = store.execute(
            "SELECT law, number, label, chapter, text FROM article WHERE law = ? AND number = ?", [law, int(stem)]
        ).fetchone()
    finally:
        store.close()
    return Wording(*row) if row else None
