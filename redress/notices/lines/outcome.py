"""What became of one try to send."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    kind -- sent: the other side took it; later: it asks to try again; refused: it never will; unreachable: it does not
        answer, and nothing was said; unknown: the line broke after the words had begun, so that it may have arrived
    code -- of the reason; never the other side's words
    remote_id -- the gateway's own name for what it took
    """

    kind: str
    code: str = ""
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed to a line.

    repeat -- it may have been sent before
    """

    notice_id: int
    message_id: str
    language: str
    to: str
    subject: str
    text: str
    repeat: bool
    more: dict[str, Any]


class Line(Protocol):
    """A way to the other side, open for several parcels."""

    def send(self, parcel: Parcel) -> Outcome: ...

    def close(self) -> None: ...
