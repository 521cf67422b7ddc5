"""Which characters can be printed: the fonts of the house, and what they cover.

A document for the archive may not hold a character without a glyph. Such a character is written as its code,
〔U+1F600〕: visible and exact, never a silent box. An installation adds fonts with REDRESS_FONT_PATHS.
"""

import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

SUFFIXES = (".otf", ".ttf")
# Line and paragraph separators are breaks; what only steers direction or joining is left out, so that no name can turn
# the letters around it.
BREAKS = dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n")
KEPT_CONTROLS = frozenset("\n\t")


def folders() -> tuple[Path, ...]:
    """Folders with fonts: the installation's own first, then the ones that come with the product."""
    extra = tuple(Path(folder) for folder in getattr(settings, "REDRESS_FONT_PATHS", ()))
    return (*extra, Path(str(files("pylopdf_fonts_zh_cn"))))


def font_files() -> tuple[Path, ...]:
    return tuple(path for folder in folders() for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES)


def printable(text: str) -> str:
    """Return the text with what steers the terminal or the line removed, and what has no glyph written as its code.

    >>> printable("a\\u202eb\\x07")
    'ab'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(BREAKS))
    covered = coverage(font_files())
    return "".join(_shown(character, covered) for character in text)


def _shown(character: str, covered: frozenset[int]) -> str:
    if character in KEPT_CONTROLS or (ord(character) in covered and unicodedata.category(character)[0] != "C"):
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"} or unicodedata.combining(character):
        return ""
    if unicodedata.category(character) == "Zs":
        return " "
    return "" if 0xFE00 <= ord(character) <= 0xFE0F else f"〔U+{ord(character):04X}〕"


@cache
def coverage(paths: tuple[Path, ...]) -> frozenset[int]:
    """Characters that every letter's first family can show; further fonts add to it."""
    return frozenset().union(*(_characters(path.read_bytes()) for path in paths))


def _characters(font: bytes) -> frozenset[int]:
    """Code points of a font's character map (OpenType cmap, formats 4 and 12)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    start = next(
        offset
        for tag, _, offset, _ in (struct.unpack_from(">4sIII", font, 12 + 16 * row) for row in range(tables))
        if tag == b"cmap"
    )
    subtables = struct.unpack_from(">H", font, start + 2)[0]
    offsets = {struct.unpack_from(">HHI", font, start + 4 + 8 * row)[2] for row in range(subtables)}
    found: set[int] = set()
    for offset in offsets:
        found |= _subtable(font, start + offset)
    return frozenset(found)


def _subtable(font: bytes, at: int) -> set[int]:
    kind = struct.unpack_from(">H", font, at)[0]
    if kind == 12:
        groups = struct.unpack_from(">I", font, at + 12)[0]
        rows = (struct.unpack_from(">III", font, at + 16 + 12 * row) for row in range(groups))
        return {code for first, last, glyph in rows for code in range(first, last + 1) if glyph + code - first}
    if kind == 4:
        count = struct.unpack_from(">H", font, at + 6)[0] // 2
        ends = struct.unpack_from(f">{count}H", font, at + 14)
        starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
        return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)} - {0xFFFF}
    return set()
