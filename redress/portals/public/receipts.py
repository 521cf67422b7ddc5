"""The receipt to keep: as a picture (in-app browsers block downloads), as PDF, and as the proof of the archive."""

import io
import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from redress.cases.letters import fonts
from redress.cases.letters.fonts import printable

if TYPE_CHECKING:
    import typst

LAYOUT = Path(__file__).with_name("receipt.typ")
FONT = "Noto Sans SC"
PPI = 254.0
_one_at_a_time = Lock()  # the compiler cannot be shared by two threads at once; a card takes milliseconds


@cache
def _compiler(font_files: tuple[Path, ...]) -> "typst.Compiler":
    import typst  # noqa: PLC0415 -- 7 MB that an idle process does without

    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(place) for place in dict.fromkeys(path.parent for path in font_files)],
    )
    return typst.Compiler(input=str(LAYOUT), root=str(LAYOUT.parent), font_paths=found, ignore_system_fonts=True)


def drawn(card: dict[str, Any], qr_text: str, *, form: str) -> bytes:
    """Draw a receipt. form -- "png" or "pdf"; the same card gives the same bytes"""
    inputs = {"card": json.dumps(_printable(card) | {"font": FONT}, ensure_ascii=False), "qr": _qr(qr_text)}
    with _one_at_a_time:
        compiler = _compiler(fonts.font_files())
        if form == "png":
            made = compiler.compile(format="png", ppi=PPI, sys_inputs=inputs)
        else:
            made = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("The typesetter returned no single page.")
    return made


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, list) else value


def _qr(text: str) -> str:
    import segno  # noqa: PLC0415 -- 4 MB that an idle process does without

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, svgns=True)
    return out.getvalue().decode()
