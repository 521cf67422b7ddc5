"""Typeset the room's own papers: values into a layout beside this file; nothing in a value is read as markup."""

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


def typeset(layout: str, values: dict[str, Any], *, kind: Kind = "pdf", qr: str = "") -> bytes:
    """Return a document; the same values give the same bytes.

    layout -- name of a .typ file here, which reads sys.inputs.values (JSON) and sys.inputs.qr (SVG)
    """
    with _one_at_a_time:
        made = _compiler(layout).compile(
            format=kind,
            sys_inputs={"values": json.dumps(values, ensure_ascii=False), "qr": qr},
            ppi=200.0,
            pdf_standards=["a-2a", "ua-1"] if kind == "pdf" else [],
            timestamp=0,  # these papers have no date of printing
        )
    if not isinstance(made, bytes):
        raise TypeError("The typesetter returned no document.")
    return made


@cache
def _compiler(layout: str) -> "typst.Compiler":
    import typst  # noqa: PLC0415 -- 7 MB that an idle process does without

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("pylopdf_fonts_zh_cn"))]
    )
    path = Path(__file__).with_name(f"{layout}.typ")
    return typst.Compiler(input=str(path), root=str(path.parent), font_paths=fonts, ignore_system_fonts=True)
