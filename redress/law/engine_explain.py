"""Saying why: the reasons behind an outcome, the formula with its numbers, the provisions relied on.

Reasons carry stable codes (the name of a reason, or of a fact with its value) beside their sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from redress.law.bilingual import Bilingual, both, day_in_words
from redress.law.cite import Cite
from redress.law.engine import Outcome
from redress.law.engine_case import Case
from redress.law.engine_choices import Chosen, IfGiven, PresumedSum
from redress.law.engine_code import cents
from redress.law.engine_sums import Figure, Known, Quantity
from redress.law.engine_truths import AtMost, Both, Either, Not, OneOf, Presumed, Stated, Truth
from redress.law.facts import EVERYTHING
from redress.law.in_force import cited, reasons
from redress.law.statutes import statute
from redress.law.vocabulary import Fact

NUMBER = re.compile(r"\d+(\.\d+)?")
WORD = {True: "yes", False: "no", None: "open"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an outcome is what it is. code -- "<name>:yes", "<name>:no" or "<name>:open".

    last -- last day of the period that the reason is about; late_by -- days by which it was missed, if it was
    """

    code: str
    text: Bilingual
    cites: tuple[Cite, ...] = ()
    last: date | None = None
    late_by: int | None = None


def reasons_for(outcome: Outcome, case: Case) -> tuple[Reason, ...]:
    """Return why an outcome is what it is, each reason once: the condition, then the choices made in its sums."""
    answer = outcome.version.answer
    if answer is None:
        return ()
    found = {reason.code: reason for reason in _grounds(answer.when, case)}
    if outcome.holds or answer.always:
        for part in answer.sums.values():
            for reason in _choices(part, case):
                found.setdefault(reason.code, reason)
        for condition in answer.truths.values():
            for reason in _grounds(condition, case):
                found.setdefault(reason.code, reason)
    return tuple(found.values())


def _choices(part: Quantity, case: Case) -> Iterator[Reason]:
    """The conditions on which a sum hangs, along the branch that counts."""
    inner: tuple[Quantity | None, ...] = part.parts()
    if isinstance(part, (Chosen, PresumedSum, IfGiven)):
        inner = (_inside(part, case),)
    if isinstance(part, Chosen) and part.condition.weigh(case).presumed is not None:
        yield from _grounds(part.condition, case)
    for piece in inner:
        if piece is not None:
            yield from _choices(piece, case)


def _grounds(condition: Truth, case: Case) -> Iterator[Reason]:
    view = condition.weigh(case)
    match condition:
        case Stated() if not _by_default(condition, case):
            yield _stated(condition, case, view.presumed)
        case OneOf():
            yield _about(condition.fact, case)
        case Presumed() | Not() if not _by_default(condition, case):
            yield from _grounds(condition.part, case)
        case Both() | Either():
            for part in _decisive(condition, case):
                yield from _grounds(part, case)


def _decisive(condition: Both | Either, case: Case) -> Iterator[Truth]:
    """The parts that make it what it is: every part of a true "and", the false parts of a false one."""
    value = condition.weigh(case).presumed
    for part in condition.parts():
        if part.weigh(case).presumed is value:
            yield part


def _by_default(condition: Truth, case: Case) -> bool:
    """Whether it has its value only because nobody says otherwise."""
    view = condition.weigh(case)
    if view.certain is not None or view.presumed is None:
        return False
    match condition:
        case Presumed() if condition.part.weigh(case).presumed is None:
            return True
        case Presumed() | Not() | Stated():
            return _by_default(condition.part, case)
        case Both() | Either():
            return all(_by_default(part, case) for part in _decisive(condition, case))
        case _:
            return False


def _stated(condition: Stated, case: Case, holds: bool | None) -> Reason:
    row = reasons()[condition.name]
    points = {name: part.weigh(case).point for name, part in condition.shown.items()}
    shown = {lang: {name: _shown(point, lang) for name, point in points.items()} for lang in ("zh", "en")}
    last, late_by = _lateness(condition, case)
    text = row[WORD[holds]]
    cites = tuple(cited(one) for one in row.get("cites", ()))
    return Reason(
        f"{condition.name}:{WORD[holds]}",
        both(text["zh"].format(**shown["zh"]), text["en"].format(**shown["en"])),
        tuple(cite for cite in cites if holds and statute(cite.law).in_force(case.on)),
        last,
        late_by,
    )


def _lateness(condition: Stated, case: Case) -> tuple[date | None, int | None]:
    """The last day of the period a reason is about, and by how many days it was missed."""
    end = condition.shown.get("last")
    last = end.weigh(case).point if end is not None else None
    if not isinstance(last, date):
        return None, None
    for part in _within(condition.part):
        if isinstance(part, AtMost) and part.right is end:
            acted = part.left.weigh(case).point
            return last, (acted - last).days if isinstance(acted, date) and acted > last else None
    return last, None


def _within(condition: Truth) -> Iterator[Truth]:
    yield condition
    for part in condition.parts():
        yield from _within(part)


def _shown(point: date | Decimal | None, lang: str) -> str:
    """Write a day or a sum as it stands in a sentence of either language."""
    match point:
        case None:
            return "…"
        case date():
            return day_in_words(point, lang)
        case _:
            return f"{cents(point):,}"


def _about(fact: Fact, case: Case) -> Reason:
    value = case.values[fact.index]
    if value is None:
        return Reason(
            f"{fact.name}:open",
            both(f"还不知道：{fact.label['zh']}", f"not known yet: {fact.label['en']}"),
        )
    if isinstance(value, bool):
        return Reason(f"{fact.name}:{WORD[value]}", fact.yes if value else fact.no)
    word = fact.values[str(value)]
    return Reason(
        f"{fact.name}:{value}",
        both(f"{fact.label['zh']}：{word['zh']}", f"{fact.label['en']}: {word['en']}"),
    )


def formula(part: Quantity, case: Case, lang: str) -> str:
    """Write a sum in words and in numbers: "max(3 × price paid, 500) = max(3 × 3999, 500) = 11997.00"."""
    words = part.words(lambda piece: _name(piece, case, lang))
    numbers = part.words(lambda piece: _figure(piece, case, lang))
    view = part.weigh(case)
    if view.point != 0:
        words, numbers = _without_floor(words), _without_floor(numbers)
    steps = [words] if numbers == words else [words, numbers]
    if isinstance(view.point, Decimal):
        total = str(cents(view.point))
        if NUMBER.fullmatch(numbers) and Decimal(numbers) == Decimal(total):
            steps = [] if numbers == words else [words]  # one number alone is its own sum
        steps.append(total)
    return " = ".join(steps)


def _without_floor(text: str) -> str:
    """Leave out that a sum cannot fall below nothing, where it does not."""
    inner = text.removeprefix("max(").removesuffix(", 0)")
    depth = [inner[:end].count("(") - inner[:end].count(")") for end in range(len(inner) + 1)]
    whole = len(inner) + len("max(, 0)") == len(text) and min(depth) == 0 == depth[-1]
    return inner if whole else text


def _name(piece: Quantity, case: Case, lang: str) -> str:
    match piece:
        case Known():
            return str(piece.fact.label[lang])
        case Chosen() | PresumedSum() | IfGiven():
            inner = _inside(piece, case)
            return inner.words(lambda deeper: _name(deeper, case, lang)) if inner else "…"
        case Figure():
            return f"{piece.value:f}"
        case _:
            return "…"


def _figure(piece: Quantity, case: Case, lang: str) -> str:
    if isinstance(piece, Known):
        value = case.values[piece.fact.index]
        if value == EVERYTHING:
            return str(piece.fact.label[lang])
        return str(piece.fact.label[lang]) if value is None else f"{value:f}"
    if isinstance(piece, (Chosen, PresumedSum, IfGiven)):
        inner = _inside(piece, case)
        return inner.words(lambda deeper: _figure(deeper, case, lang)) if inner else "…"
    return _name(piece, case, lang)


def _inside(piece: Quantity, case: Case) -> Quantity | None:
    """The sum that counts in this case."""
    match piece:
        case Chosen():
            holds = piece.condition.weigh(case).presumed
            return None if holds is None else piece.branch(holds)
        case PresumedSum():
            return piece.default if piece.part.weigh(case).missing else piece.part
        case IfGiven():
            return piece.part if not piece.weigh(case).missing else Figure(Decimal(0))
        case _:
            return None
