"""What is wrong with facts handed to the law: every fault at once, with its place and a sentence in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from redress.law.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One fault.

    pointer -- JSON pointer to the value it is about, "/events/2/at"
    """

    code: str
    pointer: str
    message: Bilingual


class InputError(ValueError):
    """The facts cannot be so; `problems` names everything wrong."""

    def __init__(self, problems: Sequence[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message["en"] for problem in self.problems))
