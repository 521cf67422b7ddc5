"""Canaries: values planted through the doors, and looked for in everything on disk and in the database.

    birds = Canaries()
    file_complaint(name=birds.name, phone=birds.phone)
    assert birds.seen_in(data_folder) == []
    assert birds.seen_in_database() == []

A value is looked for as it is, without its gaps, in pieces of its digits, in UTF-8, UTF-16, GBK, JSON and URL escapes,
hexadecimal, back to front, and Base64 at every alignment. Compressed files (gzip, zip) are looked into. What a story says beside these
values is no canary: its words, de-identified, are what the search index is made of. Further ones: Canaries(secret="…").
"""

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

from django.db import connection

from tests.installation import content_of

SHORTEST = 4  # bytes; shorter forms would be found by chance


class Canaries:
    """Values that occur nowhere else. Every one looks like what people enter, and is nobody's."""

    name = "欧阳鸢曦"
    phone = "19987654301"
    id_number = "11010519491231037X"
    email = "canary.yuanxi@example.com"
    address = "鸢尾花园叁号楼柒零玖室"
    file_text = "金丝雀附件：青瓷鸭埙"

    def __init__(self, **more: str) -> None:
        names = ("name", "phone", "id_number", "email", "address", "file_text")
        self.values: Mapping[str, str] = {name: getattr(self, name) for name in names} | more
        self.forms = {form: name for name, value in self.values.items() for form in forms(value)}

    def seen_in(self, folder: Path, *, leave_out: Iterable[str] = ()) -> list[str]:
        """Return "value in file" for every canary found under a folder.

        leave_out -- names of files that may hold it, such as an export that was asked for
        """
        skipped = set(leave_out)
        return sorted(
            f"{name} in {path.relative_to(folder)}"
            for path in folder.rglob("*")
            if path.is_file() and path.name not in skipped
            for name in self.seen_in_bytes(content_of(path))
        )

    def seen_in_database(self) -> list[str]:
        """Return "value in table.column" for every canary found in any row, its caches and indexes included."""
        return sorted(
            {f"{name} in {place}" for place, content in database_values() for name in self.seen_in_bytes(content)}
        )

    def seen_in_bytes(self, content: bytes) -> set[str]:
        """Return the canaries in some bytes, looking into compressed ones."""
        lowered = content.lower()
        found = {name for form, name in self.forms.items() if form in content or form.lower() in lowered}
        for inner in unpacked(content):
            found |= self.seen_in_bytes(inner)
        return found


def forms(value: str) -> set[bytes]:
    """Return the ways in which a value may lie on a disk.

    >>> b"19987654301" in forms("199 8765 4301")
    True
    """
    spellings = {value, "".join(value.split())}
    if value.isdigit():
        spellings |= {f"{value[:3]} {value[3:7]} {value[7:]}", f"{value[:3]}-{value[3:7]}-{value[7:]}"}
        spellings.add(" ".join(value[place : place + 4] for place in range(0, len(value), 4)))
        spellings.add(value.translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    found: set[bytes] = set()
    for spelling in spellings:
        raw = [spelling.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
        found.update(raw)
        found.add(json.dumps(spelling).strip('"').encode())
        found.update({quote(spelling).encode(), quote_plus(spelling, encoding="gb18030").encode()})
        for one in raw:
            found.add(one.hex().encode())
            found.add(one[::-1])
            found.update(_base64(one))
    return {form for form in found if len(form) >= SHORTEST}


def _base64(content: bytes) -> Iterator[bytes]:
    """Yield what any Base64 of a longer text contains, whichever of three alignments the value falls on."""
    for alphabet in (None, b"-_"):
        for shift in range(3):
            text = base64.b64encode(b"\0" * shift + content, altchars=alphabet)
            start = (shift * 8 + 5) // 6
            end = (shift + len(content)) * 8 // 6
            yield text[start:end]


def unpacked(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(content)
        except (OSError, EOFError):
            return
    elif content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as box:
                yield from (box.read(name) for name in box.namelist())
        except (zipfile.BadZipFile, RuntimeError):
            return


def database_values() -> Iterator[tuple[str, bytes]]:
    """Yield every textual and binary value of every table, whoever made the table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if isinstance(value, str):
                        yield f"{table}.{name}", value.encode()
                    elif isinstance(value, bytes | memoryview):
                        yield f"{table}.{name}", bytes(value)
                    elif value is not None:
                        yield f"{table}.{name}", str(value).encode()
