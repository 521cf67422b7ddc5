"""Further languages of the pages: all texts leave as one table, come back translated, and are checked before they are used.

Texts are those of the pages and those that are data: taxonomies, rule sets, the law's facts and rights, indicators, privacy
notices, the texts of the library. A language lies in REDRESS_DATA/languages/<code>/ and is offered after the next start.
Knows no Django: settings read it.
"""

import ast
import csv
import gettext
import json
import re
import struct
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from redress.law import bilingual, packs

CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
BUILT_IN = {"zh-hans": "简体中文", "en": "English"}
COLUMNS = ("context", "english", "form", "chinese", "translation")
HEADER = "#language"
PLURALS = "nplurals=2; plural=(n != 1);"
PLACES = re.compile(r"\[\[[^\]]+\]\]|%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-z][a-z0-9]*|&[a-z]+;")
# Data that no page shows in the language of its reader: messages go out, and letters are written, in Chinese or English.
NOT_SHOWN = ("/words/", "/styleguide/", "/mappings/", "/statutes/articles-", "/forum/")
PAIRS = (("zh", "en"), ("title_zh", "title_en"), ("text_zh", "text_en"))
FEW = 64  # plural numbers tried

Key = tuple[str, str]  # context, English


class BadLanguage(ValueError):
    """A table that cannot be used: every reason, by row."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(reasons))


@dataclass(frozen=True, slots=True)
class Message:
    """One text: its English, the English of many where it counts something, and its forms in a language."""

    context: str
    english: str
    many: str
    forms: tuple[str, ...]


def folder(data: Path) -> Path:
    return data / "languages"


def installed(data: Path) -> list[tuple[str, str]]:
    """Code and own name of every language that can be chosen."""
    found = dict(BUILT_IN)
    for place in sorted(folder(data).glob("*/language.json")):
        found[place.parent.name.replace("_", "-")] = json.loads(place.read_text("utf-8"))["name"]
    return list(found.items())


def locale_name(code: str) -> str:
    """
    >>> locale_name("pt-br"), locale_name("ug")
    ('pt_BR', 'ug')
    """
    head, _, rest = code.partition("-")
    return f"{head}_{rest.upper() if len(rest) == 2 else rest.title()}" if rest else head


def read(path: Path) -> Iterator[Message]:
    """Read a compiled catalogue, with the English of plurals, which gettext forgets."""
    raw = path.read_bytes()
    count, originals, translations = struct.unpack("<3I", raw[8:20])
    for row in range(count):
        (length, start), (size, place) = (
            struct.unpack("<2I", raw[table + 8 * row : table + 8 * row + 8]) for table in (originals, translations)
        )
        context, divided, text = raw[start : start + length].decode().rpartition("\x04")
        english, _, many = text.partition("\0")
        if english:
            forms = tuple(raw[place : place + size].decode().split("\0"))
            yield Message(context if divided else "", english, many, forms)


def texts(root: Path) -> dict[Key, Message]:
    """Every text of every room, with its Chinese."""
    found: dict[Key, Message] = {}
    for path in sorted(root.rglob("locale/zh_Hans/LC_MESSAGES/django.mo")):
        for message in read(path):
            found.setdefault((message.context, message.english), message)
    for zh, en in data_texts(root):
        found[bilingual.mark(zh), en] = Message(bilingual.mark(zh), en, "", (zh,))
    return dict(sorted(found.items()))


@cache
def data_texts(root: Path) -> frozenset[tuple[str, str]]:
    """Every pair of a Chinese and an English text in the data of the rooms and of further rule sets, and beside code."""
    found: set[tuple[str, str]] = set()
    for place in {root, *packs.available().values()}:
        for path in place.rglob("*.toml"):
            if not any(part in path.as_posix() for part in NOT_SHOWN):
                _pairs(tomllib.loads(path.read_text("utf-8")), found)
    for path in root.rglob("*.py"):
        if not any(part in path.as_posix() for part in NOT_SHOWN):
            found.update(_in_code(path.read_text("utf-8")))
    return frozenset(found)


def _pairs(value: Any, found: set[tuple[str, str]]) -> None:
    if isinstance(value, list):
        for one in value:
            _pairs(one, found)
    if not isinstance(value, dict):
        return
    for zh, en in PAIRS:
        if isinstance(value.get(zh), str) and isinstance(value.get(en), str) and value[en].strip():
            found.add((value[zh].strip(), value[en].strip()) if zh != "zh" else (value[zh], value[en]))
    for one in value.values():
        _pairs(one, found)


def _in_code(source: str) -> Iterator[tuple[str, str]]:
    """Texts given as both("…", "…")."""
    if "both(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "both":
            words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(words) == 2 and words[1].strip():
                yield words[0], words[1]


def offer(data: Path) -> None:
    """Let the texts that are data be said in every further language there is."""
    for place in folder(data).glob("*/LC_MESSAGES/django.mo"):
        table = {(one.context, one.english): one.forms[0] for one in read(place) if one.context.startswith("data:")}
        bilingual.offer(place.parent.parent.name.replace("_", "-"), Marked(table))


class Marked(Mapping[tuple[str, str], str]):
    """A table of texts asked by Chinese and English, kept by the mark of the Chinese."""

    def __init__(self, table: Mapping[Key, str]) -> None:
        self.table = table

    def __getitem__(self, key: tuple[str, str]) -> str:
        zh, en = key
        return self.table[bilingual.mark(zh), en]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)


def table(root: Path, code: str, *, name: str, plurals: str, known: Mapping[Key, Message]) -> str:
    """Return the table for translators: CSV, one row a text, one a form where it counts something.

    known -- what is translated already
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerow([HEADER, code, "", plurals, name])
    for key, message in texts(root).items():
        have = known.get(key)
        if not message.many:
            writer.writerow([*key, "", message.forms[0], have.forms[0] if have else ""])
            continue
        for form in range(_forms(plurals)):
            english = message.english if form == 0 else message.many
            mine = have.forms[form] if have and form < len(have.forms) else ""
            writer.writerow([message.context, message.english, f"{form}: {english}", message.forms[0], mine])
    return out.getvalue()


def _forms(plurals: str) -> int:
    found = re.fullmatch(r"\s*nplurals\s*=\s*([1-6])\s*;\s*plural\s*=\s*([^;]{1,300});?\s*", plurals)
    if not found:
        raise BadLanguage([f"Plurals are said as “{PLURALS}”, not “{plurals}”."])
    try:
        which = gettext.c2py(found[2])
        highest = max(which(n) for n in range(FEW))
    except (ValueError, RecursionError, ZeroDivisionError) as error:
        raise BadLanguage([f"The rule of plurals cannot be read: {error}"]) from None
    if highest >= int(found[1]):
        raise BadLanguage([f"The rule of plurals names form {highest}, of {found[1]}."])
    return int(found[1])


def check(root: Path, written: str) -> tuple[str, str, str, list[Message]]:
    """Read a translated table; return code, own name, plurals and what is translated. Raises BadLanguage with every reason."""
    rows = list(csv.reader(StringIO(written.removeprefix("\ufeff"))))
    if len(rows) < 2 or tuple(rows[0]) != COLUMNS or len(rows[1]) != len(COLUMNS) or rows[1][0] != HEADER:
        raise BadLanguage(["This is not a table of texts; export one and fill its last column."])
    _, code, _, plurals, name = rows[1]
    if not CODE.fullmatch(code) or code in BUILT_IN or not name.strip() or len(name) > 40:
        raise BadLanguage([f"“{code}” needs a code such as ug or pt-br, not one that is there, and a name of its own."])
    number = _forms(plurals)
    asked, reasons, said = texts(root), list[str](), dict[Key, dict[int, str]]()
    for line, row in enumerate(rows[2:], start=3):
        if len(row) != len(COLUMNS):
            reasons.append(f"Row {line} has {len(row)} columns, not {len(COLUMNS)}.")
            continue
        message = asked.get((row[0], row[1]))
        if message is None or not row[4].strip():
            continue  # no longer asked for, or not translated yet: then the Chinese is shown
        form = row[2].partition(":")[0]
        if bool(message.many) != form.isdecimal() or (form.isdecimal() and int(form) >= number):
            reasons.append(f"Row {line}: there is no form “{form}” of this text.")
            continue
        reasons += [f"Row {line}: {why}" for why in _wrong(message, row[4])]
        said.setdefault((row[0], row[1]), {})[int(form or 0)] = row[4]
    for key, forms in said.items():
        if asked[key].many and len(forms) < number:
            reasons.append(f"“{key[1][:60]}” has {len(forms)} of {number} plural forms.")
    if reasons:
        raise BadLanguage(reasons)
    return code, name.strip(), plurals, [
        Message(*key, asked[key].many, tuple(forms[n] for n in sorted(forms))) for key, forms in said.items()
    ]  # fmt: skip


def _wrong(message: Message, translation: str) -> Iterator[str]:
    """Places and tags are those of the English, as often; a plural form may leave its number out."""
    mine, english = Counter(PLACES.findall(translation)), Counter(PLACES.findall(message.many or message.english))
    missing, strange = english - mine, mine - english
    if strange:
        yield f"{', '.join(sorted(strange))} is not in the English."
    if missing and not message.many:
        yield f"{', '.join(sorted(missing))} of the English is missing."
    if translation.startswith("\n") != message.english.startswith("\n"):
        yield "the line break at the beginning differs."


def install(root: Path, data: Path, written: str) -> tuple[str, int, int]:
    """Check a table and put its language in place; return code, texts translated, texts there are. Raises BadLanguage."""
    code, name, plurals, messages = check(root, written)
    place = folder(data) / locale_name(code)
    (place / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    made = place / "LC_MESSAGES" / "django.part"
    made.write_bytes(compiled(messages, code=code, plurals=plurals))
    made.replace(place / "LC_MESSAGES" / "django.mo")
    (place / "language.json").write_text(json.dumps({"name": name, "plurals": plurals}, ensure_ascii=False), "utf-8")
    return code, len(messages), len(texts(root))


def compiled(messages: Iterable[Message], *, code: str, plurals: str) -> bytes:
    """Return a catalogue as gettext reads it: originals in order of their bytes, then translations."""
    head = f"Language: {code}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {plurals}\n"
    pairs = {b"": head.encode()}
    for one in messages:
        text = f"{one.context}\x04{one.english}" if one.context else one.english
        pairs[(text + (f"\0{one.many}" if one.many else "")).encode()] = "\0".join(one.forms).encode()
    keys = sorted(pairs)
    start = 28 + 16 * len(keys)
    tables, strings = [b"", b""], b""
    for which in (0, 1):
        for key in keys:
            value = pairs[key] if which else key
            tables[which] += struct.pack("<2I", len(value), start + len(strings))
            strings += value + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0) + b"".join(tables) + strings
