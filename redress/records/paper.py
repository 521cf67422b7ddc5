"""Private keys on a sheet of paper, and back: base32 in short groups, a check at the end of every line.

A key typed from paper may have wrong letters; each line says for itself whether it was typed right. The key ceremony
(`redress keys`) writes every secret of an installation this way; `redress log-key --paper` those of the log alone.
"""

from base64 import b32decode, b32encode
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext as _

from redress.records import keys
from redress.records.notes import SigningKey
from redress.records.typesetting import qr, typeset

Block = tuple[str, bytes]  # what stands above the lines, and what they say
_GROUP = 4
_LINE = 10  # bytes a line: 16 letters in four groups, then one group to check them


class BadSheet(ValueError):
    """A line of the sheet was not typed right; the message says which."""


def blocks() -> Iterator[Block]:
    """Yield the two secrets of the log, each under its title."""
    key = keys.log_key()
    yield f"log {key.name}", key.seed
    yield "archive", keys.archive_key()


def lines(of: Iterable[Block] | None = None) -> Iterator[str]:
    """Yield the sheet: one block a key, in letters and digits that are hard to mistake for each other."""
    for title, secret in blocks() if of is None else of:
        yield title
        yield from encoded(secret)


def write(path: Path) -> None:
    """Write the sheet of the log's keys, readable by its owner alone; as PDF if the name ends in .pdf."""
    words = [
        _("Keys of the log and the archive"),
        _("Whoever has this sheet can sign in the name of this log. Lock it away; never photograph or send it."),
        _("To put the keys back, type the lines below into a file and run: redress log-key --restore FILE"),
        _("Public key: {key}").format(key=keys.log_key().verifier),
    ]
    write_sheet(path, words, list(blocks()))


def write_sheet(path: Path, words: list[str], of: list[Block]) -> None:
    """Write a sheet, readable by its owner alone; as PDF, with a code beside each block, if the name ends in .pdf.

    words -- the title, then what people have to know before they use the lines
    """
    plain = "\n".join([*(f"# {word}" for word in words), *lines(of), ""])
    content = _pdf(words, of) if path.suffix == ".pdf" else plain.encode()
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)


def restore(text: str) -> list[str]:
    """Put keys from a typed sheet where there are none and return their names. Raises BadSheet and changes nothing.

    A key file that is there already stays as it is; it must then be the same key.
    """
    found: dict[str, str] = {}
    for title, secret in read(text, {"log", "archive"}):
        if len(secret) != 32:
            raise BadSheet(_("The key under “{title}” is not complete.").format(title=title))
        kind, _blank, name = title.partition(" ")
        found[f"{kind}.key"] = SigningKey(name, secret).text if kind == "log" else secret.hex()
    if set(found) != {"log.key", "archive.key"}:
        raise BadSheet(_("The sheet has two keys, “log …” and “archive”; one is missing."))
    for name, content in found.items():
        path = keys.folder() / name
        if path.is_file() and path.read_text().strip() != content:
            raise BadSheet(_("{name} is there already and is another key. Move it away first.").format(name=name))
    for name, content in found.items():
        keys.write_once(keys.folder() / name, content)
    keys.forget()
    return list(found)


def read(text: str, titles: Collection[str]) -> Iterator[Block]:
    """Yield the blocks of a typed sheet. Raises BadSheet, naming the line, for the first that was not typed right.

    titles -- the words that begin a block; what stands before the first block is not looked at
    """
    title, secret = "", b""
    for number, raw in enumerate(text.splitlines(), 1):
        line = " ".join(raw.split())
        if not line or line.startswith("#"):
            continue
        kind, _blank, rest = line.partition(" ")
        if kind.lower() in titles:
            if title:
                yield title, secret
            title, secret = f"{kind.lower()} {rest}".strip(), b""
        else:
            secret += _decoded(line, number)
    if title:
        yield title, secret


def encoded(secret: bytes) -> Iterator[str]:
    """Yield the lines that say these bytes."""
    for start in range(0, len(secret), _LINE):
        part = secret[start : start + _LINE]
        letters = b32encode(part).decode().rstrip("=") + _check(part)
        yield " ".join(letters[place : place + _GROUP] for place in range(0, len(letters), _GROUP))


def _decoded(line: str, number: int) -> bytes:
    letters = "".join(line.upper().split()).replace("0", "O").replace("1", "I").replace("8", "B")
    body, check = letters[:-_GROUP], letters[-_GROUP:]
    try:
        part = b32decode(body + "=" * (-len(body) % 8))
    except ValueError:
        part = b""
    if not part or _check(part) != check:
        raise BadSheet(_("Line {number} was not typed right: {line}").format(number=number, line=line))
    return part


def _check(part: bytes) -> str:
    return b32encode(sha256(part).digest()).decode()[:_GROUP]


def _pdf(words: list[str], of: list[Block]) -> bytes:
    shown = [
        {"title": title, "lines": list(encoded(secret)), "qr": qr("\n".join(lines([(title, secret)])))}
        for title, secret in of
    ]
    return typeset("paper", {"title": words[0], "words": words[1:], "blocks": shown})
