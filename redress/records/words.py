"""The words on receipts, in both languages: on paper, in the terminal and in the page that works offline."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from redress.kernel.moments import SHANGHAI
from redress.law import packs

LANGUAGES = ("zh", "en")
_MOMENT = re.compile(r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|\+08:00)")


@cache
def table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return labels of a subject's names, words for its values, and texts of the page."""
    own: dict[str, dict[str, Mapping[str, str]]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return own | {"values": _of_rule_sets() | own["values"]}


def _of_rule_sets() -> dict[str, Mapping[str, str]]:
    """Return the words that the rule sets have for their own codes: limits, states, grounds, and themselves."""
    words: dict[str, Mapping[str, str]] = {}
    for name in sorted(packs.available()):
        pack = packs.load(name)
        titled = [(pack.id, pack.title)]
        titled += [(code, limit.title) for code, limit in pack.limits.items()]
        titled += [(code, state.title) for code, state in pack.states.items()]
        titled += [(code, ground.title) for grounds in pack.grounds.values() for code, ground in grounds.items()]
        words |= {code: {"zh": title["zh"], "en": title["en"]} for code, title in titled}
    return words


def language() -> str:
    """Return the language of the moment, as receipts name it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def lines(subject: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of what a receipt says, the most telling first; names without a label keep their own name."""
    labels = table()["labels"]
    order = {name: place for place, name in enumerate(labels)}
    for name, value in sorted(subject.items(), key=lambda item: (order.get(item[0], len(order)), item[0])):
        if value not in ("", None, [], {}):
            yield labels.get(name, {}).get(language, name), shown(value, language)


def shown(value: Any, language: str) -> str:
    """Write a value for people: codes in words, parts of an object side by side, items of a list line by line.

    >>> shown([{"code": "T_ACCEPT", "due_on": "2026-10-09"}], "en")
    'T_ACCEPT · due on 2026-10-09'
    """
    if isinstance(value, list):
        return "\n".join(shown(item, language) for item in value)
    if isinstance(value, dict):
        return " · ".join(_part(name, item, language) for name, item in value.items())
    text = str(value)
    return _moment(text) or _word(text, language)


def _word(text: str, language: str) -> str:
    code, at, version = text.partition("@")
    word = table()["values"].get(code, {}).get(language)
    if word is None:
        return text
    return f"{word} ({version})" if at else word


def _moment(text: str) -> str:
    if not _MOMENT.fullmatch(text):
        return ""
    try:
        return f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    except ValueError:
        return ""


def _part(name: str, value: Any, language: str) -> str:
    text = shown(value, language)
    label = table()["labels"].get(name, {}).get(language, name)
    return text if name in {"code", "name"} else f"{label} {text}"
