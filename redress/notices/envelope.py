"""The sheet on top of a letter: the address where an envelope has its window, then the words."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from redress.agencies import queries
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere
from redress.notices import ledger
from redress.notices.models import Notice
from redress.privacy import vault

if TYPE_CHECKING:
    import typst

_one_at_a_time = Lock()  # a compiler cannot be shared by two threads at once


def sheet(notice: Notice, *, now: datetime) -> bytes:
    """Return the sheet as PDF. Raises NotThere if its words were erased."""
    try:
        words = ledger.sealed(notice)
    except (vault.Erased, vault.NothingSealed):
        raise NotThere(f"notice {notice.pk}") from None
    body = queries.body(notice.agency_id)
    values = {
        "language": notice.language,
        "name": words["name"],
        "address": words["to"],
        "title": words["subject"],
        "text": words["text"],
        "sender": body.name("en" if notice.language == "en" else "zh-hans"),
        "from": body.address,
        "mark": notice.message_id[:8],
        "day": day_of(now).isoformat(),
    }
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
    path = Path(__file__).with_name("envelope.typ")
    return typst.Compiler(input=str(path), root=str(path.parent), font_paths=fonts, ignore_system_fonts=True)
