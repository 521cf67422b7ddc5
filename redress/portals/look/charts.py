"""Bar charts that are tables: the words and numbers are text, only the bar is drawn. Read aloud, they are what they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. share is the length of the bar in hundredths of the longest; None where there is nothing to draw."""

    label: str
    value: str
    share: float | None
    quiet: bool


def bars(rows: Iterable[tuple[object, object]], *, unit: str = "", quiet: Iterable[object] = ()) -> list[Bar]:
    """Measure horizontal bars from zero.

    rows -- (label, value), in the order to be shown; None is a value that is hidden or unknown and gets no bar
    quiet -- labels of reference rows, drawn in grey
    """
    listed = [(str(label), None if value is None else Decimal(str(value))) for label, value in rows]
    greatest = max((value for _, value in listed if value is not None), default=Decimal(0))
    aside = {str(label) for label in quiet}
    drawn = []
    for label, value in listed:
        share = None if value is None or greatest <= 0 else round(float(max(value, Decimal(0)) / greatest) * 100, 1)
        drawn.append(Bar(label, "–" if value is None else f"{value:,}{unit}", share, label in aside))
    return drawn
