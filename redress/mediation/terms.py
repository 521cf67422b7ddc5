"""Terms in words: what each clause says, with its sum in figures and in capital numerals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext

from redress.cases.letters import wording
from redress.mediation import sides, words
from redress.mediation.models import Clause, Room

WITH_SUM = frozenset({"REFUND", "DAMAGES"})  # kinds that say nothing without a sum


def kind_words(kind: str) -> str:
    """What somebody promises, as a part of a sentence."""
    return {
        "REFUND": gettext("refunds"),
        "EXCHANGE": gettext("exchanges the goods"),
        "REPAIR": gettext("repairs the goods"),
        "REDO": gettext("does the work again"),
        "RETURN": gettext("sends or takes back the goods"),
        "MAKE_UP_QUANTITY": gettext("delivers what is missing"),
        "DAMAGES": gettext("pays compensation of"),
        "APOLOGY": gettext("apologises"),
        "OTHER": gettext("does the following"),
    }[kind]


def sentence(clause: Clause, text: str) -> str:
    """One clause as it will stand in the document.

    An amount stands in figures and, in Chinese, in capital numerals as well, so that neither can be changed by a stroke.
    """
    who = gettext("The trader") if clause.owed_by == sides.RESPONDENT else gettext("The consumer")
    what = kind_words(clause.kind)
    if clause.amount is not None:
        what = gettext("%(what)s %(sum)s yuan (%(capitals)s)") % {
            "what": what, "sum": f"{clause.amount:,.2f}", "capitals": wording.in_capitals(clause.amount)
        }  # fmt: skip
    said = gettext("%(who)s %(what)s by %(day)s.") % {"who": who, "what": what, "day": _day(clause.due_on)}
    return f"{said}{'' if _chinese() else ' '}{text}" if text else said


def _chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")


def _day(day: date) -> str:
    return wording.day_words(day, "zh" if _chinese() else "en", weekday=False)


def as_text(room: Room, clauses: Sequence[Clause], *, language: str) -> str:
    """The whole agreement in the language of the case, one numbered clause a line."""
    said = words.of(room, "clause", [clause.pk for clause in clauses])
    with translation.override("en" if language.lower().startswith("en") else "zh-hans"):
        lines = [sentence(clause, str(said.get(clause.pk, {}).get("text", ""))) for clause in clauses]
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1))


def owed_to_consumer(clauses: Sequence[Clause]) -> Decimal:
    """The sum of what the trader pays."""
    sums = [clause.amount for clause in clauses if clause.owed_by == sides.RESPONDENT and clause.amount is not None]
    return sum(sums, Decimal(0))
