"""Fetching from a mailbox over IMAP. A mail is marked as seen after it is stored here; dying in between fetches it again."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings

from redress.portals.inbox import taking
from redress.portals.inbox.models import Incoming

TIMEOUT = 30
BATCH = 200  # mails in one round; the next round takes the next ones
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxAway(Exception):
    """The mailbox does not answer or does not let us in; the message says what to check, without the password."""


@dataclass
class Round:
    """What one round brought. failed -- mails too large to be taken in: flagged in the mailbox, held at the desk"""

    seen: int = 0
    filed: int = 0
    added: int = 0
    held: int = 0
    other: int = 0
    failed: int = 0


@contextmanager
def _connected(url: str) -> Iterator[imaplib.IMAP4]:
    place = urlsplit(url)
    secure = place.scheme == "imaps"
    port = place.port or (993 if secure else 143)
    try:
        line: imaplib.IMAP4
        if secure:
            line = imaplib.IMAP4_SSL(
                place.hostname or "", port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
            )
        else:
            line = imaplib.IMAP4(place.hostname or "", port, timeout=TIMEOUT)
        line.login(unquote(place.username or ""), unquote(place.password or ""))
        answer, _ = line.select(f'"{unquote(place.path.strip("/")) or "INBOX"}"')
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"{place.hostname}:{port} ({type(error).__name__})") from None
    if answer != "OK":
        raise MailboxAway(f"{place.hostname}:{port} (folder)")
    try:
        yield line
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            line.logout()


def fetch(*, now: datetime, url: str = "") -> Round:
    """Take in what is unseen in the mailbox. Raises MailboxAway; what was taken in before stays taken in."""
    done = Round()
    with _connected(url or settings.REDRESS_MAILBOX_URL) as line:
        try:
            _, found = line.uid("SEARCH", "UNSEEN")
            for uid in found[0].split()[:BATCH] if found and found[0] else []:
                _one(line, uid.decode("ascii"), done, now=now)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxAway(type(error).__name__) from None
    return done


def look(url: str = "") -> None:
    """Sign in and out again. Raises MailboxAway."""
    with _connected(url or settings.REDRESS_MAILBOX_URL):
        pass


def _one(line: imaplib.IMAP4, uid: str, done: Round, *, now: datetime) -> None:
    done.seen += 1
    _, sized = line.uid("FETCH", uid, "(RFC822.SIZE)")
    size = SIZE.search(sized[0] if sized and isinstance(sized[0], bytes) else b"")
    if size and int(size[1]) > settings.REDRESS_MAX_MAIL_MB * 1_000_000:
        # The mail stays whole in the mailbox, flagged; its head is held at the desk, so that a person answers.
        _, head = line.uid("FETCH", uid, "(BODY.PEEK[HEADER])")
        taking.receive(
            next((part[1] for part in head if isinstance(part, tuple)), b""), now=now, doubt="mail.too_large"
        )
        done.failed += 1
        line.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")
        return
    _, parts = line.uid("FETCH", uid, "(BODY.PEEK[])")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
    row = taking.receive(raw, now=now)
    count(done, row)
    line.uid("STORE", uid, "+FLAGS", r"(\Seen)")


def count(done: Round, row: Incoming) -> None:
    if row.state in {"filed", "added", "held"}:
        setattr(done, row.state, getattr(done, row.state) + 1)
    else:
        done.other += 1
