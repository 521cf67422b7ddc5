"""A letter as PDF, typeset by typst from values: no word of a case is ever read as typst markup.

Fonts come from the product and from REDRESS_FONT_PATHS only, so that the same letter has the same bytes everywhere.
"""

import io
import json
from datetime import datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext

from redress.cases.letters import fonts
from redress.cases.letters.sheet import Sheet
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import NotAllowed, Problem

if TYPE_CHECKING:
    import typst

Form = Literal["pdf", "png"]
PPI = 180.0  # of a picture: sharp on a telephone, and still small
STANDARDS: list[Any] = ["a-2a", "ua-1"]
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
_one_at_a_time = Lock()  # the compiler cannot be shared by two threads at once; a letter takes milliseconds


@cache
def _compiler(folder: Path, font_files: tuple[Path, ...]) -> "tuple[typst.Compiler, tuple[str, ...]]":
    """One compiler a layout: it keeps fonts and layout in memory. Also the families found, the product's own first."""
    import typst  # noqa: PLC0415 -- 7 MB that an idle process does without

    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(place) for place in dict.fromkeys(path.parent for path in font_files)],
    )
    others = tuple(family for family in found.families() if family not in {SERIF, SANS})
    compiler = typst.Compiler(
        input=str(folder / "layout.typ"), root=str(folder), font_paths=found, ignore_system_fonts=True
    )
    return compiler, others


def produce(sheet: Sheet, folder: Path, *, form: Form = "pdf") -> bytes:
    """Typeset one letter with the layout of its rule set.

    form -- "png" for one long picture, which only a layout that reads sys.inputs.form can make

    Raises NotAllowed if the typesetter cannot show a character, which `printable` should have prevented.
    """
    import typst  # noqa: PLC0415 -- 7 MB that an idle process does without

    with _one_at_a_time:
        compiler, others = _compiler(folder, fonts.font_files())
        inputs = {"sheet": json.dumps(_values(sheet, others), ensure_ascii=False), "qr": _qr(sheet.url), "form": form}
        midnight = datetime.combine(sheet.day, time.min, SHANGHAI)
        try:
            made = compiler.compile(
                format=form,
                ppi=PPI,
                sys_inputs=inputs,
                pdf_standards=STANDARDS if form == "pdf" else [],
                timestamp=int(midnight.timestamp()),
            )
        except typst.TypstError as error:
            message = gettext("The letter cannot be typeset: %(why)s") % {"why": error.message}
            raise NotAllowed([Problem("letter.render.cannot_typeset", message)]) from error
    if not isinstance(made, bytes):
        raise TypeError("The typesetter returned no document.")
    return made


def _values(sheet: Sheet, others: tuple[str, ...]) -> dict[str, Any]:
    return {
        "language": sheet.language,
        "serif": [SERIF, SANS, *others],
        "sans": [SANS, SERIF, *others],
        "title": sheet.title,
        "agency": sheet.agency,
        "number": sheet.number,
        "to": sheet.to,
        "day": [sheet.day.year, sheet.day.month, sheet.day.day],
        "day_words": sheet.day_words,
        "blocks": [
            {"kind": block.kind, "label": block.label, "runs": [[run.text, run.strong] for run in block.runs]}
            for block in sheet.blocks
        ],
        "form_note": sheet.form_note,
        "layout": sheet.layout,
        "seal": sheet.seal,
        "signatures": list(sheet.signatures),
        "signature_date": sheet.signature_date,
        "follow": list(sheet.follow),
        "qr_alt": sheet.qr_alt,
        "footer": sheet.footer,
        "page": sheet.page,
        "preview": sheet.preview,
    }


def _qr(address: str) -> str:
    if not address:
        return ""
    import segno  # noqa: PLC0415 -- 4 MB that an idle process does without

    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
