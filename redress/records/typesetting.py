"""Typeset papers from a layout: nothing in a value is read as markup."""

import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

Kind = Literal["pdf", "svg", "png"]
_one_at_a_time = Lock()  # a compiler cannot be shared by two threads at once


def typeset(layout: str | Path, values: dict[str, Any], *, kind: Kind = "pdf", qr: str = "") -> bytes:
    """Return a document; the same values give the same bytes.

    layout -- a .typ file, or the name of one here, which reads sys.inputs.values (JSON) and sys.inputs.qr (SVG)
    """
    with _one_at_a_time:
        made = _compiler(_place(layout)).compile(
            format=kind,
            sys_inputs={"values": json.dumps(values, ensure_ascii=False), "qr": qr},
            ppi=200.0,
            pdf_standards=["a-2a", "ua-1"] if kind == "pdf" else [],
            timestamp=0,  # these papers have no date of printing
        )
    if not isinstance(made, bytes):
        raise TypeError("The typesetter returned no document.")
    return made


def _place(layout: str | Path) -> Path:
    return layout if isinstance(layout, Path) else Path(__file__).with_name(f"{layout}.typ")


@cache
def _compiler(path: Path) -> "typst.Compiler":
    import typst  # noqa: PLC0415 -- 7 MB that an idle process does without

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("pylopdf_fonts_zh_cn"))]
    )
    return typst.Compiler(input=str(path), root=str(path.parent), font_paths=fonts, ignore_system_fonts=True)


def qr(text: str) -> str:
    """Return a QR code as SVG."""
    import segno  # noqa: PLC0415 -- 4 MB that an idle process does without

    drawn = io.BytesIO()
    code = segno.make(text, error="l", micro=False, boost_error=False)
    code.save(drawn, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None, dark="#000", light="#fff")
    return drawn.getvalue().decode()
