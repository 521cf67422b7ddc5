"""A warning on one sheet of A4, for the wall: title, words, last day, and a code that leads to the page."""

import io
import json
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    import typst

_one_at_a_time = Lock()  # a compiler cannot be shared by two threads at once


def draw(*, title: str, text: str, until: date, href: str, sender: str, tongue: str) -> bytes:
    """Return the sheet as PDF; the same words give the same bytes."""
    drawn = io.BytesIO()
    segno.make(href, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    values = {
        "language": tongue, "title": title, "text": text, "until": until.isoformat(), "href": href, "sender": sender,
        "code": drawn.getvalue().decode(),
    }  # fmt: skip
    with _one_at_a_time:
        made = _compiler().compile(
            format="pdf", sys_inputs={"values": json.dumps(values, ensure_ascii=False)}, pdf_standards=["a-2a", "ua-1"],
            timestamp=0,
        )  # fmt: skip
    if not isinstance(made, bytes):
        raise TypeError("The typesetter returned no document.")
    return made


@cache
def _compiler() -> "typst.Compiler":
    import typst  # noqa: PLC0415 -- 7 MB that an idle process does without

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("pylopdf_fonts_zh_cn"))]
    )
    path = Path(__file__).with_name("poster.typ")
    return typst.Compiler(input=str(path), root=str(path.parent), font_paths=fonts, ignore_system_fonts=True)
