"""Bar charts as plain SVG: words and numbers beside each bar, never colour alone, and the table stays underneath."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 640
ROW = 34
LABELS = 168
NUMBERS = 84


@dataclass(frozen=True, slots=True)
class Bar:
    """One row, in units of the drawing."""

    label: str
    short: str
    value: str
    top: int
    text_top: int
    width: float
    number_at: float
    quiet: bool


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    height: int
    width: int = WIDTH
    start: int = LABELS


def shortened(label: str, most: int = 12) -> str:
    """Keep a label inside its column; two Latin letters take the room of one Chinese character."""
    room = 0.0
    for at, letter in enumerate(label):
        room += 1 if ord(letter) > 0x2E7F else 0.55
        if room > most:
            return label[: max(at - 1, 1)] + "…"
    return label


def bars(rows: Iterable[tuple[object, object]], *, unit: str = "", quiet: Iterable[object] = ()) -> Chart:
    """Lay out horizontal bars from zero.

    rows -- (label, value), in the order to be shown; None is a value that is hidden or unknown and gets no bar
    quiet -- labels of reference rows, drawn in grey
    """
    listed = [(str(label), None if value is None else Decimal(str(value))) for label, value in rows]
    greatest = max((value for _, value in listed if value is not None), default=Decimal(0)) or Decimal(1)
    room = WIDTH - LABELS - NUMBERS
    aside = {str(label) for label in quiet}
    drawn = []
    for at, (label, value) in enumerate(listed):
        width = round(float(max(value or Decimal(0), Decimal(0)) / greatest) * room, 1)
        said = "–" if value is None else f"{value:,}{unit}"
        top = at * ROW
        drawn.append(
            Bar(
                label,
                shortened(label),
                said,
                top + 6,
                top + 22,
                max(width, 1.0) if value is not None else 0.0,
                LABELS + width + 8,
                label in aside,
            )
        )
    return Chart(drawn, len(listed) * ROW)
