"""A case handed to a body outside this installation: who has it, whether the letter arrived, and what was answered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from redress.cases.letters.models import Letter
from redress.cases.models import Case
from redress.kernel.moments import day_of
from redress.records import entries

AWAITED = "await_answer"  # the task that reminds of an answer
ANSWERS = ("accepted", "refused", "result")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other body said: accepted, refused or result; the exhibit is its paper."""

    answer: str
    on: date
    exhibit_id: int | None
    slot: str


@dataclass(frozen=True, slots=True)
class Referral:
    """Where a transferred case is.

    arrived -- when and how the letter reached the body; None while nobody recorded it
    answer_by -- the day asked for, or told by the body for its next answer; None if none was set
    """

    body: str
    sent_on: date
    arrived: tuple[date, str] | None
    answer_by: date | None
    answers: tuple[Answer, ...]

    @property
    def refused(self) -> bool:
        return bool(self.answers) and self.answers[-1].answer == "refused"


def of(case: Case) -> Referral | None:
    """The last transfer of a case; None if it is not with another body now."""
    if case.state != "transferred" and not case.outcome.startswith("TRANSFERRED"):
        return None
    history = entries.of(case.pk, ["case.transferred", "referral.answered"])
    start = max((place for place, entry in enumerate(history) if entry.event == "case.transferred"), default=None)
    if start is None:
        return None
    sent, *said = history[start:]
    days = [entry.data.get("answer_by") for entry in (sent, *said)]
    return Referral(
        body=str(sent.data["body"]),
        sent_on=day_of(sent.at),
        arrived=_arrived(case, sent.id),
        answer_by=date.fromisoformat(days[-1]) if days[-1] else None,
        answers=tuple(_answer(entry.data) for entry in said),
    )


def _answer(data: Any) -> Answer:
    return Answer(data["answer"], date.fromisoformat(data["on"]), data.get("exhibit"), str(data.get("slot", "")))


def _arrived(case: Case, entry_id: int) -> tuple[date, str] | None:
    letter = Letter.objects.filter(case=case, letter="transfer_letter", entry_id=entry_id, audience="agency").first()
    if letter is None or letter.delivered_at is None:
        return None
    return day_of(letter.delivered_at), letter.delivered_how
