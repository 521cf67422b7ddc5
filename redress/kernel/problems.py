"""Why something cannot be done: one list, shown on the page, in the API, in the import report and on the command line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason, in words for people, with the place it belongs to and the provision behind it.

    code -- noun.verb.reason, stable: programs and tests hold on to it
    message -- translated sentence that says what to do
    pointer -- JSON pointer to the value it is about ("/purchase/amount"); empty if about the step as a whole
    cites -- ({"law": …, "article": …}, …)
    """

    code: str
    message: str
    pointer: str = ""
    cites: Sequence[Mapping[str, str]] = field(default=())

    def as_dict(self) -> dict[str, object]:
        answer: dict[str, object] = {"code": self.code, "message": self.message}
        if self.pointer:
            answer["pointer"] = self.pointer
        if self.cites:
            answer["cites"] = [dict(cite) for cite in self.cites]
        return answer


def escaped(name: object) -> str:
    """A name or a place of a list as it stands in a pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")


class NotAllowed(Exception):
    """The step is not open now; nothing was changed. HTTP 409."""

    status = 409

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(problem.code for problem in self.problems))


class Invalid(NotAllowed):
    """What was sent cannot be read as what was asked for; nothing was changed. HTTP 422."""

    status = 422


class Unreadable(Invalid):
    """What was sent is not even of the form in which values are sent. HTTP 400."""

    status = 400


class NotThere(LookupError):
    """There is no such thing, or it is not yours: the two look alike. HTTP 404."""


def require_none(problems: Sequence[Problem]) -> None:
    """Raise NotAllowed if there is any problem."""
    if problems:
        raise NotAllowed(problems)
