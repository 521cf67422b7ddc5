"""Reading rows from files as offices have them: CSV in any usual encoding, XLSX, JSON Lines. Constant memory."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

Row = Mapping[str, Any]
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
LONGEST_CELL = 1_000_000


class UnreadableFile(ValueError):
    """The file cannot be read as a table; the message says why and what to do."""


def rows(path: Path) -> Iterator[tuple[int, Row | None]]:
    """Yield (row number in the file, values by column name); None for a row that is broken in itself.

    Raises UnreadableFile before the first row if the file is no table at all.
    """
    if not path.is_file():
        raise UnreadableFile(gettext("There is no file %(path)s.") % {"path": path.name})
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _xlsx(path)
    if suffix in {".jsonl", ".ndjson"}:
        return _json_lines(path)
    if suffix in {".csv", ".txt", ".tsv"}:
        return _csv(path)
    raise UnreadableFile(gettext("Only .csv, .xlsx and .jsonl files can be imported."))


def encoding_of(path: Path) -> str:
    """Tell the encoding of a text file from all of it: UTF-8 if it is, else GB 18030, else UTF-16."""
    with path.open("rb") as file:
        head = file.read(4)
        if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
    for encoding in ENCODINGS[:2]:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableFile(gettext("The encoding of the file is not known; save it as UTF-8 and try again."))


def _csv(path: Path) -> Iterator[tuple[int, Row | None]]:
    encoding = encoding_of(path)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(16_384)
        file.seek(0)
        try:
            delimiter = csv.Sniffer().sniff(sample.split("\n", 1)[0], delimiters=",;\t|").delimiter
        except csv.Error:
            delimiter = ","
        reader = csv.reader(_without_nul(file), delimiter=delimiter)
        header = next(reader, None)
        if not header or not any(cell.strip() for cell in header):
            raise UnreadableFile(gettext("The first line must hold the names of the columns."))
        names = [cell.strip() for cell in header]
        yield from _csv_rows(reader, names)


def _csv_rows(reader: Any, names: list[str]) -> Iterator[tuple[int, Row | None]]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
            continue
        if not any(cells):
            continue
        yield number, dict(zip(names, cells, strict=False)) if len(cells) == len(names) else None


def _without_nul(file: io.TextIOBase) -> Iterator[str]:
    for line in file:
        yield line.replace("\0", "") if "\0" in line else line


def _json_lines(path: Path) -> Iterator[tuple[int, Row | None]]:
    encoding = encoding_of(path)
    with path.open(encoding=encoding) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            yield number, value if isinstance(value, dict) else None


def _xlsx(path: Path) -> Iterator[tuple[int, Row | None]]:
    from zipfile import BadZipFile  # noqa: PLC0415

    import openpyxl  # noqa: PLC0415 -- heavy, and only for this kind of file

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableFile(gettext("The workbook cannot be opened; save it again as .xlsx.")) from error
    try:
        sheet = book.worksheets[0]
        lines = sheet.iter_rows(values_only=True)
        header = next(lines, None)
        if not header or not any(header):
            raise UnreadableFile(gettext("The first line must hold the names of the columns."))
        names = [str(cell or "").strip() for cell in header]
        for number, cells in enumerate(lines, start=2):
            if any(cell is not None for cell in cells):
                yield number, {name: _cell(cell) for name, cell in zip(names, cells, strict=False) if name}
    finally:
        book.close()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
