"""Texts that belong to a rule: one sentence in Chinese, the same in English, and what further languages make of it."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

Bilingual = Mapping[str, str]  # {"zh": "…", "en": "…"}
LANGUAGES = ("zh", "en")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_further: dict[str, Mapping[tuple[str, str], str]] = {}


def both(zh: str, en: str) -> Bilingual:
    """Return one text in both languages of the house.

    >>> both("周末", "weekend")["en"]
    'weekend'
    """
    return {"zh": zh, "en": en}


def say(text: Bilingual | None, language: str) -> str:
    """Return a bilingual text in one language; Chinese where a further language has no word for it yet.

    >>> say({"zh": "受理", "en": "Accept"}, "en"), say({"zh": "受理", "en": "Accept"}, "ug")
    ('Accept', '受理')
    """
    if not text:
        return ""
    if language.startswith("en"):
        return text["en"]
    translated = _further.get(language.lower()) if _further else None
    return (translated or {}).get((text["zh"], text["en"])) or text["zh"]


def day_in_words(day: date, language: str) -> str:
    """Write a day as it stands in a sentence.

    >>> day_in_words(date(2026, 11, 9), "zh"), day_in_words(date(2026, 11, 9), "en")
    ('2026年11月9日', '9 Nov 2026')
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def offer(language: str, texts: Mapping[tuple[str, str], str]) -> None:
    """Let texts be said in a further language from now on. texts -- (Chinese, English) to translation; none takes it back"""
    if texts:
        _further[language.lower()] = texts
    else:
        _further.pop(language.lower(), None)


def mark(zh: str) -> str:
    """Tell texts apart whose English is the same.

    >>> mark("周末")
    'data:709b90eb'
    """
    return f"data:{sha256(zh.encode()).hexdigest()[:8]}"
