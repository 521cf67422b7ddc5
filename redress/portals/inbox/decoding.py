"""Bytes of mail into text, whatever the mail says its characters are.

A name of a character set is a claim. It is tried strictly; where it does not fit, what fits is looked for among those
that Chinese mail is written in; in the end something readable is returned rather than an error.
"""

import base64
import binascii
import quopri
import re
from email.message import Message

# Names in use for something wider than they say: what was written as GB2312 or GBK is read as GB18030, which holds both.
WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "hz-gb-2312": "hz", "big5": "big5hkscs", "iso-2022-jp": "iso2022_jp_ext", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "iso-8859-1": "cp1252", "us-ascii": "ascii", "uft-8": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-7": "utf-7",
}  # fmt: skip
GUESSES = ("utf-8", "gb18030", "big5hkscs", "cp1252")
WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*)\?=")
BETWEEN = re.compile(r"(\?=)\s+(=\?)")
ESCAPES = (b"\x1b$", b"\x1b(")  # ISO-2022: seven bits, and still not ASCII


def text(content: bytes, charset: str = "") -> str:
    """Read bytes as text. charset -- what the mail claims; may be wrong, unknown or empty."""
    named = charset.strip().strip("\"'").lower().partition("*")[0]
    claimed = WIDER.get(named, named)
    if any(mark in content for mark in ESCAPES) and not claimed.startswith("iso"):
        claimed = "iso2022_jp_ext"
    for name in (claimed, *GUESSES):
        if not name or (name == "ascii" and not content.isascii()):
            continue
        try:
            return _clean(content.decode(name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return _clean(content.decode("gb18030", "replace"))


def _clean(found: str) -> str:
    """Take out what is no text: NUL and other control characters, halves of surrogate pairs, a mark of byte order."""
    kept = "".join(one for one in found if one in "\n\t" or (ord(one) >= 32 and not 0x7F <= ord(one) < 0xA0))
    return kept.replace("\ufeff", "").encode("utf-8", "replace").decode("utf-8")


def header(value: str) -> str:
    """Read a header as it stands in the mail: encoded words, raw bytes of any character set, folded lines."""
    joined = re.sub(r"\r?\n[ \t]+", " ", value)
    raw = joined.encode("utf-8", "surrogateescape") if any("\udc80" <= one <= "\udcff" for one in joined) else None
    if raw is not None:
        joined = text(raw)
    return _clean(_words(BETWEEN.sub(r"\1\2", joined))).strip()


def _words(joined: str) -> str:
    """Decode encoded words; neighbours of one character set as one, for a character may be cut in two between them."""
    parts, at, waiting, charset = [], 0, b"", ""
    for found in WORD.finditer(joined):
        between = joined[at : found.start()]
        if waiting and (between or found[1].lower() != charset):
            parts.append(text(waiting, charset))
            waiting = b""
        parts.append(between)
        charset = found[1].lower()
        waiting += _word(found[2], found[3])
        at = found.end()
    if waiting:
        parts.append(text(waiting, charset))
    return "".join(parts) + joined[at:]


def _word(way: str, content: str) -> bytes:
    plain = content.encode("utf-8", "surrogateescape")
    if way in "bB":
        return _base64(plain)
    return quopri.decodestring(plain.replace(b"_", b" "), header=False)


def _base64(plain: bytes) -> bytes:
    """Decode base64 however it was damaged: foreign characters left out, a lacking end filled in."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", plain)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + b"=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return b""


def content_of(part: Message) -> bytes:
    """The bytes of one part, decoded from how they were sent."""
    payload = part.get_payload(decode=False)
    if isinstance(payload, list):
        return b"\n".join(inner.as_bytes() for inner in payload if isinstance(inner, Message))
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        return _base64(str(payload).encode("utf-8", "replace"))
    found = part.get_payload(decode=True)  # bytes as they came, also where the mail names no encoding
    return found if isinstance(found, bytes) else str(payload).encode("utf-8", "surrogateescape")
