"""Build the Word layout (layout.docx) that `word` fills: an office may open it in Word, restyle it and ship its own.

The file in the rule set is what `build` makes; run `python -m redress.cases.letters.word_layout FILE` to make it anew.
"""

import io
import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
QUIET = RGBColor(0x5C, 0x5C, 0x5C)
WIDTH = Mm(156)
# name, font for Chinese, size in points, space before and after in points
STYLES = (
    ("Letter Agency", SONG, 16, 0, 6),
    ("Letter Title", HEI, 20, 4, 6),
    ("Letter Note", HEI, 10.5, 4, 10),
    ("Letter Lead", HEI, 15, 6, 8),
    ("Letter Heading", HEI, 13, 12, 4),
    ("Letter Text", SONG, 12, 0, 6),
    ("Letter Item", SONG, 12, 0, 4),
    ("Letter Row", SONG, 11, 2, 2),
    ("Letter Closing", SONG, 12, 2, 2),
    ("Letter Seal", HEI, 9, 18, 4),
    ("Letter Quiet", HEI, 9, 0, 3),
    ("Letter Preview", HEI, 20, 0, 0),
)


def build() -> bytes:
    """Return the layout as a document with the marks that docxtpl fills."""
    document = Document()
    _page(document)
    _styles(document)
    _opening(document)
    _body(document)
    _ending(document)
    _running_lines(document)
    document.core_properties.author = document.core_properties.comments = ""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _styles(document: Any) -> None:
    _font(document.styles["Normal"], SONG, 12)
    for name, font, size, before, after in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _font(style, font, size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.35
    for name in ("Letter Agency", "Letter Title", "Letter Preview"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Letter Closing", "Letter Seal"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Letter Note", "Letter Seal", "Letter Quiet", "Letter Preview"):
        document.styles[name].font.color.rgb = QUIET
    document.styles["Letter Item"].paragraph_format.left_indent = Mm(7)
    document.styles["Letter Item"].paragraph_format.first_line_indent = Mm(-5)
    document.styles["Letter Heading"].paragraph_format.keep_with_next = True
    _outline(document.styles["Letter Title"], 0)
    _outline(document.styles["Letter Heading"], 1)


def _font(style: Any, chinese: str, size: float) -> None:
    """Word keeps one font for Latin and one for East Asian letters; without the second it guesses."""
    style.font.name, style.font.size = LATIN, Pt(size)
    properties = style.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), chinese)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _outline(style: Any, level: int) -> None:
    """Give the style a level, so that the navigation pane and screen readers see headings."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(mark)


def _add(document: Any, *lines: tuple[str, str]) -> None:
    for text, style in lines:
        document.add_paragraph(text, style=style)


def _opening(document: Any) -> None:
    _add(
        document,
        ("{%p if not form %}", "Letter Text"),
        ("{{ agency }}", "Letter Agency"),
        ("{%p endif %}", "Letter Text"),
        ("{{ title }}", "Letter Title"),
    )
    note = document.add_paragraph("{{ form_note }}\t{{ number }}", style="Letter Note")
    note.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _rule_above(note)
    _add(document, ("{%p if to %}", "Letter Text"), ("{{ to }}", "Letter Text"), ("{%p endif %}", "Letter Text"))


def _rule_above(paragraph: Any) -> None:
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "6"), ("color", "1C1C1C")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _body(document: Any) -> None:
    _add(document, ("{%p for group in groups %}", "Letter Text"), ("{%p if group.kind == 'row' %}", "Letter Text"))
    table = document.add_table(rows=3, cols=2, style="Table Grid")
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, (Mm(38), Mm(118)), strict=True):
            cell.width = width
            cell.paragraphs[0].style = document.styles["Letter Row"]
    table.cell(0, 0).paragraphs[0].add_run("{%tr for piece in group.pieces %}")
    table.cell(1, 0).paragraphs[0].add_run("{{ piece.label }}")
    table.cell(1, 1).paragraphs[0].add_run("{{r piece.rich }}")
    table.cell(2, 0).paragraphs[0].add_run("{%tr endfor %}")
    for test, style, mark in (
        ("elif group.kind == 'lead'", "Letter Lead", ""),
        ("elif group.kind == 'heading'", "Letter Heading", ""),
        ("elif group.kind in ('item', 'route')", "Letter Item", "{{ piece.mark }}\t"),
        ("else", "Letter Text", ""),
    ):
        _add(document, (f"{{%p {test} %}}", "Letter Text"), ("{%p for piece in group.pieces %}", "Letter Text"))
        paragraph = document.add_paragraph(style=style)
        if mark:
            paragraph.add_run(mark)
        paragraph.add_run("{{r piece.rich }}")
        _add(document, ("{%p endfor %}", "Letter Text"))
    _add(document, ("{%p endif %}", "Letter Text"), ("{%p endfor %}", "Letter Text"))


def _ending(document: Any) -> None:
    _add(
        document,
        ("{%p for who in signatures %}", "Letter Text"),
        ("{{ who }}：____________________　　{{ signature_date }}：______________", "Letter Text"),
        ("{%p endfor %}", "Letter Text"),
        ("{%p if not form %}", "Letter Text"),
        ("{%p if seal %}", "Letter Text"),
        ("（{{ seal }}）", "Letter Seal"),
        ("{%p endif %}", "Letter Text"),
        ("{{ agency }}", "Letter Closing"),
        ("{{ day_words }}", "Letter Closing"),
        ("{%p endif %}", "Letter Text"),
        ("{%p if qr %}", "Letter Text"),
        ("{{ qr }}", "Letter Quiet"),
        ("{%p endif %}", "Letter Text"),
        ("{%p for line in follow %}", "Letter Text"),
        ("{{ line }}", "Letter Quiet"),
        ("{%p endfor %}", "Letter Text"),
    )


def _running_lines(document: Any) -> None:
    section = document.sections[0]
    header = section.header.paragraphs[0]
    header.style, header.text = document.styles["Letter Preview"], "{{ preview }}"
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Letter Quiet"]
    footer.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run("{{ footer }}\t")
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    """A number that Word counts itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(OxmlElement("w:r"))
    paragraph._p.append(field)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
