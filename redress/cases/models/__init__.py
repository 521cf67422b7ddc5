"""What is stored about a case, and what the database itself guarantees."""

from redress.cases.letters.models import Letter, LetterNumber, LetterTemplate
from redress.cases.models.case import Case, CaseQuerySet, Idempotency, Tally
from redress.cases.models.dispute import Dispute
from redress.cases.models.work import Draft, Exhibit, ImportRow, ImportRun, Message, SavedSearch, Task

__all__ = [
    "Case",
    "CaseQuerySet",
    "Dispute",
    "Draft",
    "Exhibit",
    "Idempotency",
    "ImportRow",
    "ImportRun",
    "Letter",
    "LetterNumber",
    "LetterTemplate",
    "Message",
    "SavedSearch",
    "Tally",
    "Task",
]
