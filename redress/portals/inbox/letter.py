"""One mail, read: who wrote what to which case, with which files. Nothing here stores anything."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from html.parser import HTMLParser

from redress.portals.inbox import quotes, returns
from redress.portals.inbox.decoding import content_of, header, text

DEEPEST = 12  # levels of parts within parts; deeper ones are a trap, and stay in the original
MOST_PARTS = 200
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(\d{2}[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{2}[ -]?[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{4}[ -]?[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{4})(?![0-9A-Za-z])"
)


class Unreadable(Exception):
    """The bytes are no mail, or one built to break readers."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as the office reads it.

    sender -- address, lower case; empty if there is none; name -- as the mail gives it
    words -- what the sender wrote, without quotations and signature; whole -- with them
    numbers -- what looks like case numbers, in the order address, subject, text
    answers -- names of our notices that it answers
    automatic -- code of why no person wrote it; returned -- a notice that came back
    spam, forged -- what the own mail server said about it
    """

    message_id: str
    sender: str
    name: str
    subject: str
    words: str = field(repr=False)
    whole: str = field(repr=False)
    files: tuple[File, ...]
    numbers: tuple[str, ...]
    answers: tuple[str, ...]
    automatic: str
    returned: returns.Return | None
    spam: bool
    forged: bool
    cut: bool = False

    def __repr__(self) -> str:  # what people wrote must not get into a log by way of an error message
        return f"Letter({len(self.files)} files)"


def read(raw: bytes, *, ours: frozenset[str] = frozenset()) -> Letter:
    """Read a mail. Raises Unreadable for what no mail program would show either.

    ours -- the office's own addresses, lower case
    """
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        fields = _fields(mail)
        parts = list(_parts(mail))
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError, UnicodeError) as error:
        raise Unreadable(type(error).__name__) from None
    if not fields and not raw.strip():
        raise Unreadable("empty")
    sender, name = _sender(fields)
    subject = fields.get("subject", "")
    body, files = _body(parts)
    words = quotes.own_words(body)
    return Letter(
        message_id=fields.get("message-id", "").strip()[:250],
        sender=sender,
        name=name,
        subject=subject,
        words=words,
        whole=body,
        files=files,
        numbers=_numbers(fields, subject, words),
        answers=tuple(dict.fromkeys(found[1] for found in returns.OUR_ID.finditer(
            f"{fields.get('in-reply-to', '')} {fields.get('references', '')}"
        ))),
        automatic=returns.automatic(fields, sender, subject, ours=ours),
        returned=returns.returned(mail, sender, subject, body),
        spam=_said(fields, "x-spam-flag", "yes") or _said(fields, "x-spam-status", "yes"),
        forged=_forged(fields),
        cut=len(parts) >= MOST_PARTS,
    )  # fmt: skip


def _fields(mail: Message) -> dict[str, str]:
    """Headers by lower-case name; the first of a name counts, for servers put theirs on top."""
    found: dict[str, str] = {}
    for name, value in mail.raw_items():
        found.setdefault(name.lower(), header(str(value)))
    return found


def _sender(fields: dict[str, str]) -> tuple[str, str]:
    for name in ("from", "sender", "reply-to", "return-path"):
        value = fields.get(name, "")
        addresses = ADDRESS.findall(value)
        if addresses:
            label = re.sub(r"<[^<>]*>", "", value).strip().strip("\"' ")
            return addresses[-1].lower(), "" if "@" in label else label[:80]
    return "", ""


def _numbers(fields: dict[str, str], subject: str, words: str) -> tuple[str, ...]:
    """Case numbers in the address written to (office+NUMBER@…), in the subject, and in the words themselves."""
    to = " ".join(fields.get(name, "") for name in ("to", "cc", "delivered-to", "x-original-to"))
    tagged = re.findall(r"\+([0-9A-Za-z-]{12,16})@", to)
    found = [*tagged, *NUMBER.findall(subject), *NUMBER.findall(words[:4000])]
    return tuple(dict.fromkeys(re.sub(r"[ -]", "", one).upper() for one in found))


def _said(fields: dict[str, str], name: str, value: str) -> bool:
    return fields.get(name, "").strip().lower().startswith(value)


def _forged(fields: dict[str, str]) -> bool:
    """Whether the own mail server found that the sender's domain disowns the mail (DMARC)."""
    return bool(re.search(r"\bdmarc\s*=\s*(fail|reject|quarantine)", fields.get("authentication-results", ""), re.I))


@dataclass(frozen=True, slots=True)
class _Part:
    part: Message
    kind: str
    alternative: bool


def _parts(mail: Message, depth: int = 0, count: list[int] | None = None, *, choice: bool = False) -> Iterator[_Part]:
    """Walk the leaves; a mail within the mail is one leaf, a file of its own."""
    seen = count if count is not None else [0]
    kind = mail.get_content_type()
    inner = mail.get_payload()
    if kind.startswith("multipart/") and isinstance(inner, list):
        if depth >= DEEPEST:
            return
        for part in inner:
            if not isinstance(part, Message):
                continue
            yield from _parts(part, depth + 1, seen, choice=choice or kind == "multipart/alternative")
        return
    seen[0] += 1
    if seen[0] <= MOST_PARTS:
        yield _Part(mail, kind, choice)


def _body(parts: list[_Part]) -> tuple[str, tuple[File, ...]]:
    plain: list[str] = []
    marked: list[str] = []
    files: list[File] = []
    for one in parts:
        name = _file_name(one.part)
        disposition = str(one.part.get("Content-Disposition", "")).lower()
        if one.kind in {"text/plain", "text/html"} and not name and not disposition.startswith("attachment"):
            shown = text(content_of(one.part), _charset(one.part))
            (plain if one.kind == "text/plain" else marked).append(shown)
        elif one.kind not in {"message/delivery-status", "text/rfc822-headers"}:
            files.append(File(name or _default_name(one.kind, len(files)), one.kind, content_of(one.part)))
    written = "\n".join(part.strip() for part in plain if part.strip())
    if re.match(r"\s*(<!doctype html|<html|<div|<p>|<table)", written, re.I):
        written = _unmarked(written)
    if not written:
        written = "\n".join(_unmarked(part) for part in marked)
    return written.strip(), tuple(file for file in files if file.content)


def _charset(part: Message) -> str:
    try:
        value = part.get_param("charset", "")
    except (ValueError, LookupError, TypeError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "")


def _file_name(part: Message) -> str:
    """A file's name as sent: encoded words, RFC 2231 pieces, or raw bytes."""
    try:
        value = part.get_param("filename", None, "content-disposition") or part.get_param("name", None, "content-type")
    except (ValueError, LookupError, TypeError):
        return ""
    if isinstance(value, tuple):
        charset, _, content = value
        return text(content.encode("latin-1", "replace"), charset or "")[-120:]
    return header(str(value))[-120:] if value else ""


def _default_name(kind: str, place: int) -> str:
    suffix = {"message/rfc822": "eml", "image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}.get(
        kind, "bin"
    )
    return f"file-{place + 1}.{suffix}"


class _Shown(HTMLParser):
    """What a page of HTML shows as text: no scripts and styles, quotations marked as such."""

    HIDDEN = frozenset({"script", "style", "head", "title", "template"})
    BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "pre", "hr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.HIDDEN:
            self.hidden += 1
        if tag == "blockquote":
            self.parts.append("\n-----Original Message-----\n")
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN and self.hidden:
            self.hidden -= 1
        if tag in self.BREAKS - {"br"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _unmarked(page: str) -> str:
    parser = _Shown()
    try:
        parser.feed(page)
        parser.close()
        shown = "".join(parser.parts)
    except (AssertionError, RecursionError, ValueError):
        shown = html.unescape(re.sub(r"<[^>]*>", " ", page))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", shown)).strip()
