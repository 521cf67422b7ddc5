"""A warning on one sheet of A4, for the wall: title, words, last day, and a code that leads to the page."""

import io
from datetime import date
from pathlib import Path

from redress.records.typesetting import typeset

LAYOUT = Path(__file__).with_name("poster.typ")


def draw(*, title: str, text: str, until: date, href: str, sender: str, tongue: str) -> bytes:
    """Return the sheet as PDF; the same words give the same bytes."""
    import segno  # noqa: PLC0415 -- 4 MB that an idle process does without

    drawn = io.BytesIO()
    segno.make(href, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    values = {
        "language": tongue, "title": title, "text": text, "until": until.isoformat(), "href": href, "sender": sender,
        "code": drawn.getvalue().decode(),
    }  # fmt: skip
    return typeset(LAYOUT, values)
