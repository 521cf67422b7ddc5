"""Are the facts of a letter complete and usable, and what are they in words?"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from redress.cases.letters import forms, wording
from redress.cases.letters.fonts import printable
from redress.cases.letters.forms import Fact, Form
from redress.cases.letters.markup import Filled
from redress.kernel.problems import Problem
from redress.law import packs
from redress.law.cite import Cite
from redress.law.packs import say

ALWAYS = ("agency_name", "case_number", "issued_on")
LONGEST_FACT = 20_000  # characters that a person has to read; longer ones belong to the file
LONGEST_STORY = 6_000  # a story is cut here with a visible note, because the whole of it is in the file
LONGEST_KEPT = 1_000_000  # beyond this not even a cut is made: it is not a letter's matter
LONGEST_LIST = 200
UNBROKEN, NO_BREAK = frozenset({"case_number", "letter_number"}), "\N{NO-BREAK SPACE}"


def problems_with(form: Form, context: Mapping[str, Any], *, numbered: bool = True) -> list[Problem]:
    """Every reason why this letter cannot be made from these facts; empty if it can.

    A refusal without ground, fact, article or other routes cannot be made (Measures Art. 15(2)): these stand in the
    letter's required facts, and none of them may be empty.
    numbered -- False for a preview, whose number is still to come
    """
    known = forms.facts(form.rule_set)
    needed = [*ALWAYS, *form.required, *(("letter_number",) if form.word and numbered else ())]
    problems = [_missing(form, known[name]) for name in dict.fromkeys(needed) if is_empty(context.get(name))]
    for name, value in context.items():
        if name in known and not is_empty(value):
            problems += _unreadable(known[name], value)
    return problems


def _missing(form: Form, fact: Fact) -> Problem:
    return Problem(
        code="letter.render.missing_fact",
        message=gettext("The letter cannot be made yet: please add “%(fact)s”.")
        % {"fact": say(fact.title, get_language() or "zh")},
        pointer=f"/facts/{fact.name}",
        cites=tuple(cite.as_dict() for cite in form.own_law),
    )


def is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not printable(value.strip()[:1000]).strip()
    if isinstance(value, Mapping):
        return not any(value.values())
    if isinstance(value, (list, tuple)):
        return all(is_empty(part) for part in value)
    return value is None


def _unreadable(fact: Fact, value: Any) -> list[Problem]:
    title = {"fact": say(fact.title, get_language() or "zh")}
    if not READABLE[fact.type](value):
        message = gettext("“%(fact)s” is not what the letter expects there.") % title
        return [Problem("letter.render.wrong_type", message, f"/facts/{fact.name}")]
    parts = [value] if fact.type in {"text", "long"} else value if fact.type == "list" else []
    longest = LONGEST_KEPT if fact.type == "long" else LONGEST_FACT
    if len(parts) > LONGEST_LIST or any(len(text) > longest for part in parts for text in _texts(part)):
        message = gettext("“%(fact)s” is too long for a letter. Shorten it to %(count)s characters or attach it.")
        return [Problem("letter.render.too_long", message % {**title, "count": longest}, f"/facts/{fact.name}")]
    return []


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Mapping) and {"zh", "en"} <= set(value))


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not (isinstance(value, datetime) and value.tzinfo is None)


def _is_money(value: Any) -> bool:
    return isinstance(value, Decimal) and value.is_finite() and 0 <= value <= wording.LARGEST


def _is_cite(value: Any) -> bool:
    return isinstance(value, Cite) or (isinstance(value, Mapping) and {"law", "article"} <= set(value))


def _is_route(value: Any) -> bool:
    return isinstance(value, Mapping) and _is_text(value.get("title"))


def _each(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, (list, tuple)) and all(check(part) for part in value)


READABLE: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "long": _is_text,
    "date": _is_day,
    "money": _is_money,
    "choice": lambda value: isinstance(value, bool),
    "list": _each(_is_text),
    "cites": _each(_is_cite),
    "routes": _each(_is_route),
}


def _texts(value: Any) -> Iterable[str]:
    return [str(part) for part in value.values()] if isinstance(value, Mapping) else [str(value)]


def in_words(form: Form, fact: Fact, value: Any, language: str, context: Mapping[str, Any]) -> Filled:
    """Say one fact in words. Lists join with the list comma of the language when they stand inside a sentence."""
    if fact.type in {"text", "long"}:
        return _text(form, fact, value, language)
    if fact.type in {"date", "money", "choice"}:
        words = _value_words(form, fact, value, language)
        return Filled((words,), words)
    if fact.type == "cites":
        laws = packs.load(form.rule_set).tables.get("laws", {}).get("law", {})
        parts = wording.cite_words((_cite(row) for row in value), laws, language)
    elif fact.type == "routes":
        # Advice to the complainant stays out of what the other side gets or signs too.
        brief = context.get("audience") == "respondent" or "respondent" in form.signed
        parts = [_route(row, language, brief=brief) for row in value]
    else:
        parts = [_said(row, language) for row in value]
    cleaned = tuple(part for part in map(printable, parts) if part.strip())
    return Filled(cleaned, ("；" if language == "zh" else "; ").join(cleaned))


def _text(form: Form, fact: Fact, value: Any, language: str) -> Filled:
    text = _said(value, language)
    if fact.type == "long" and len(text) > LONGEST_STORY:
        text = text[:LONGEST_STORY] + forms.phrase(form.rule_set, "cut", language) % {"count": len(text)}
    text = printable(text).strip()
    if fact.name in UNBROKEN:
        text = text.replace(" ", NO_BREAK)
    return Filled(tuple(part.strip() for part in text.split("\n") if part.strip()), text)


def _value_words(form: Form, fact: Fact, value: Any, language: str) -> str:
    if fact.type == "date":
        return wording.day_words(value, language)
    if fact.type == "money":
        return wording.money_words(value, language)
    return forms.phrase(form.rule_set, "yes" if value else "no", language)


def _cite(row: Cite | Mapping[str, str]) -> Cite:
    return row if isinstance(row, Cite) else Cite(str(row["law"]), str(row["article"]))


def _route(row: Mapping[str, Any], language: str, *, brief: bool) -> str:
    title, letter = _said(row["title"], language), _said(row.get("letter", ""), language)
    return title if brief or not letter else f"{title}\n{letter}"


def _said(value: Any, language: str) -> str:
    return say(value, language) if isinstance(value, Mapping) else str(value)
