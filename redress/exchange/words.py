"""What one installation says to another about a case it was given: five lines, signed."""

from dataclasses import dataclass
from datetime import datetime

from redress.exchange import keys
from redress.records.entries import stamp
from redress.records.notes import BadNote, Note, VerifierKey, signed

HEAD = "openredress-exchange-word/1"


@dataclass(frozen=True, slots=True)
class Word:
    """digest -- hex of the sealed file it is about; number, state -- of the case there; at -- by the partner's clock"""

    digest: str
    number: str
    state: str
    at: datetime

    def signed(self) -> str:
        lines = (HEAD, self.digest, self.number, self.state, stamp(self.at))
        return str(signed("\n".join(lines) + "\n", [keys.own()]))


def heard(text: str, *, key: VerifierKey, digest: str) -> Word:
    """Read a partner's word about one file. Raises BadNote if it is not the partner's, or about another file."""
    note = Note.parse(text)
    note.accepted([key])
    lines = note.text[:-1].split("\n")
    if len(lines) != 5 or lines[0] != HEAD or lines[1] != digest:
        raise BadNote("This word is about something else.")
    try:
        return Word(digest, lines[2][:64], lines[3][:40], datetime.fromisoformat(lines[4]))
    except ValueError:
        raise BadNote("This word has no readable moment.") from None
