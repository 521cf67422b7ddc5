"""A letter as an editable Word document, filled into the layout of its rule set.

Words go in as escaped text in one pass: nothing in them is read as a mark of the layout or as XML.
"""

import io
import zipfile
from datetime import UTC, datetime, time
from itertools import count, groupby
from pathlib import Path
from typing import Any

import segno
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText

from redress.cases.letters.markup import Block
from redress.cases.letters.sheet import Sheet

# Every entry of the archive carries this time, so that the same letter has the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
# The filler turns these four into its own brackets after filling; a word joiner keeps them what they are.
BRACKETS = tuple((mark, f"{mark[:2]}\N{WORD JOINER}{mark[2]}") for mark in ("{_{", "}_}", "{_%", "%_}"))


def produce(sheet: Sheet, folder: Path) -> bytes:
    """Fill the layout. The seal is never drawn: the place for it is marked in words."""
    template = DocxTemplate(io.BytesIO((folder / "layout.docx").read_bytes()))
    template.render(_values(sheet, template), autoescape=True)
    document = template.docx
    for drawing in document.element.iter(qn("wp:docPr")):
        drawing.set("descr", sheet.qr_alt)
    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet.title, sheet.agency, sheet.language
    properties.created = properties.modified = datetime.combine(sheet.day, time.min, UTC)
    made = io.BytesIO()
    template.save(made)
    return _same_every_time(made.getvalue())


def _values(sheet: Sheet, template: DocxTemplate) -> dict[str, Any]:
    return {
        "form": sheet.layout == "form",
        "agency": _text(sheet.agency),
        "title": _text(sheet.title),
        "form_note": _text(sheet.form_note),
        "number": _text(sheet.number),
        "to": _text(sheet.to),
        "groups": _groups(sheet.blocks),
        "signatures": [_text(who) for who in sheet.signatures],
        "signature_date": _text(sheet.signature_date),
        "seal": _text(sheet.seal),
        "day_words": _text(sheet.day_words),
        "qr": _qr(sheet.url, template),
        "follow": [_text(line) for line in sheet.follow],
        "footer": _text(sheet.footer),
        "preview": _text(sheet.preview),
    }


def _groups(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """Blocks of one kind that stand together; routes are counted."""
    groups = []
    for kind, together in groupby(blocks, key=lambda block: block.kind):
        numbers = count(1)
        pieces = [
            {
                "label": _text(block.label),
                "mark": f"{next(numbers)}." if kind == "route" else "·",
                "rich": _rich(block),
            }
            for block in together
        ]
        groups.append({"kind": kind, "pieces": pieces})
    return groups


def _rich(block: Block) -> RichText:
    rich = RichText()
    for run in block.runs:
        rich.add(_text(run.text), bold=run.strong)
    return rich


def _text(words: str) -> str:
    for mark, kept in BRACKETS:
        words = words.replace(mark, kept)
    return words


def _qr(address: str, template: DocxTemplate) -> InlineImage | str:
    if not address:
        return ""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", border=0, scale=8)
    drawn.seek(0)
    return InlineImage(template, drawn, width=Mm(22))


def _same_every_time(document: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name), compresslevel=6)
    return made.getvalue()
