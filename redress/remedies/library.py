"""The rights library: one page a right, as bilingual data of the rule set (packs/*/rights), and a search over it."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from redress.law import packs
from redress.law.bilingual import Bilingual
from redress.law.rights import Check, Right, checks, rights

RULE_SET = "cn-samr-2026"
PARTS = ("plain", "example", "steps", "limits")


@dataclass(frozen=True, slots=True)
class Page:
    """One right: what the law says of it, and our words about it.

    words -- plain, example, steps, limits: a text or list of texts per language
    calculators -- codes of matters that can be worked out
    """

    right: Right
    words: Mapping[str, Mapping[str, Any]]
    calculators: tuple[str, ...]
    keywords: Mapping[str, Sequence[str]]

    @property
    def code(self) -> str:
        return self.right.code

    @property
    def title(self) -> Bilingual:
        return self.right.title

    @property
    def tests(self) -> tuple[Check, ...]:
        return tuple(check for check in checks().values() if check.right == self.code)

    def text(self, part: str, lang: str) -> str:
        return str(self.words[part][lang])

    def lines(self, part: str, lang: str) -> list[str]:
        return list(self.words[part][lang])


@cache
def pages() -> Mapping[str, Page]:
    """Return every page, in the order of the law. Raises ValueError for a right without a page, or one that is not whole."""
    folder = packs.available()[RULE_SET] / "rights"
    found = {}
    for code, right in rights().items():
        row = tomllib.loads((folder / f"{slug(code)}.toml").read_text("utf-8"))
        words = {part: row[part] for part in PARTS}
        if any(set(text) != {"zh", "en"} for text in words.values()):
            raise ValueError(f"The page of the right {code} is not there in both languages.")
        found[code] = Page(right, words, tuple(row["calculators"]), row["keywords"])
    return found


def slug(code: str) -> str:
    """Return the last part of a page's address.

    >>> slug("DIGNITY_PRIVACY")
    'dignity-privacy'
    """
    return code.lower().replace("_", "-")


def by_slug(text: str) -> Page | None:
    return pages().get(text.upper().replace("-", "_"))


def search(words: str, lang: str) -> list[tuple[Page, str]]:
    """Return the pages that hold every word, with the sentence of the first hit; all of them if nothing is asked."""
    wanted = _plain(words).split()
    found = []
    for page in pages().values():
        sentences = _sentences(page, lang)
        text = _plain(" ".join(sentences))
        if all(word in text for word in wanted):
            hit = next((line for line in sentences if wanted and wanted[0] in _plain(line)), "")
            found.append((page, hit))
    return found


def _sentences(page: Page, lang: str) -> list[str]:
    found = [page.title[lang], page.right.says[lang]]
    for part in ("plain", "steps", "limits"):
        found += page.lines(part, lang)
    found.append(page.text("example", lang))
    found += [check.question[lang] for check in page.tests]
    return [*found, *page.keywords[lang]]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def touched_by(nature: str) -> tuple[str, ...]:
    """Return codes of the rights that a nature of complaint usually touches: a way to the page, no finding."""
    return NATURES.get(nature, ())


NATURES: Mapping[str, tuple[str, ...]] = {
    "QUALITY": ("FAIR_TRADE", "COMPENSATION"),
    "SAFETY": ("SAFETY", "COMPENSATION"),
    "FOOD_SAFETY": ("SAFETY", "COMPENSATION"),
    "PRICE": ("INFORMATION", "FAIR_TRADE"),
    "PRICE_DISCRIMINATION": ("INFORMATION",),
    "METROLOGY": ("FAIR_TRADE",),
    "COUNTERFEIT": ("FAIR_TRADE", "COMPENSATION"),
    "CONTRACT": ("FAIR_TRADE",),
    "PREPAID": ("FAIR_TRADE", "CHOICE"),
    "AUTO_RENEWAL": ("INFORMATION", "CHOICE"),
    "STANDARD_TERMS": ("FAIR_TRADE",),
    "PLATFORM_RULE": ("FAIR_TRADE", "INFORMATION"),
    "FALSE_PUBLICITY": ("INFORMATION", "COMPENSATION"),
    "AFTER_SALES": ("FAIR_TRADE", "COMPENSATION"),
    "RETURN_7D": ("CHOICE",),
    "DIGNITY": ("DIGNITY_PRIVACY",),
    "PRIVACY": ("DIGNITY_PRIVACY",),
    "PERSONAL_DIGNITY_1993": ("DIGNITY_PRIVACY",),
}
