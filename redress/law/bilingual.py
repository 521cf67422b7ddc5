"""Texts that belong to a rule: one sentence in Chinese, the same in English."""

from collections.abc import Mapping

Bilingual = Mapping[str, str]  # {"zh": "…", "en": "…"}
LANGUAGES = ("zh", "en")


def both(zh: str, en: str) -> Bilingual:
    """Return one text in both languages of the house.

    >>> both("周末", "weekend")["en"]
    'weekend'
    """
    return {"zh": zh, "en": en}
