"""Mail that no person wrote: returned notices, automatic answers, mailing lists, our own mail come back.

Sources: RFC 3464 (delivery reports), RFC 3834 (automatic answers), and how Chinese providers return mail (系统退信).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from redress.portals.inbox.decoding import content_of, text

OUR_ID = re.compile(r"<?notice-([0-9A-Za-z_-]{6,48})@[^\s<>]+>?")
STATUS = re.compile(r"(?im)^\s*status:\s*([245]\.\d{1,3}\.\d{1,3})")
ACTION = re.compile(r"(?im)^\s*action:\s*(failed|delayed|delivered|relayed|expanded)")
SAID = re.compile(r"(?<!\d)([45]\.\d{1,2}\.\d{1,2}|55\d|45\d)(?!\d)")
DAEMONS = re.compile(r"^(mailer-?daemon|postmaster|mail-daemon|mailerdaemon|bounces?)([+_.-].*)?@", re.I)
RETURNED = re.compile(
    r"退信|投递失败|邮件无法送达|无法投递|未送达|undeliver|delivery (status|failure|has failed)|returned mail|failure notice|mail delivery|could not be delivered",
    re.I,
)
ANSWERED = re.compile(
    r"^\s*(自动回复|自動回覆|自动答复|auto(matic)?[ -]?(reply|response)|out of office|abwesenheit|réponse automatique|假期回复)",
    re.I,
)
FULL = re.compile(r"mailbox (is )?full|quota|超出.{0,6}(容量|空间)|已满", re.I)


@dataclass(frozen=True, slots=True)
class Return:
    """A notice that came back, or was put off.

    notice -- the part of its Message-ID that names it; empty if the return does not say
    code -- why, as the ledger has it
    final -- False while the other side still tries
    """

    notice: str
    code: str
    final: bool


def returned(mail: Message, sender: str, subject: str, body: str) -> Return | None:
    """Return what a delivery report says; None if this is none."""
    report = _report(mail)
    if report is None and not _looks_returned(mail, sender, subject, body):
        return None
    said = report if report is not None else body
    action = ACTION.search(said)
    if action and action[1].lower() in {"delivered", "relayed", "expanded"}:
        return Return(_which(mail, body), "mail.delivered", final=False)
    status = STATUS.search(said)
    number = status[1] if status else (found[1] if (found := SAID.search(body)) else "")
    final = not (action and action[1].lower() == "delayed") and not number.startswith("4")
    return Return(_which(mail, body), _code(number, body), final=final)


def _looks_returned(mail: Message, sender: str, subject: str, body: str) -> bool:
    """A return without a report: from a mail server and saying so, or naming one of our notices under such a subject."""
    says = bool(RETURNED.search(subject))
    if DAEMONS.match(sender) and (says or RETURNED.search(body[:2000])):
        return True
    return says and bool(OUR_ID.search(_everything(mail, body)))


def _report(mail: Message) -> str | None:
    """The machine-readable part of a delivery report."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            blocks = payload if isinstance(payload, list) else [payload]
            return "\n\n".join(str(block) for block in blocks)
    return None


def _which(mail: Message, body: str) -> str:
    found = OUR_ID.search(_everything(mail, body))
    return found[1] if found else ""


def _everything(mail: Message, body: str) -> str:
    """Where a return may quote the headers of what it returns."""
    named = [
        str(mail.get(name, "")) for name in ("In-Reply-To", "References", "X-Failed-Message-Id", "Original-Message-ID")
    ]
    quoted = []
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else part
            quoted.append(str(inner.get("Message-ID", "")) if isinstance(inner, Message) else "")
            quoted.append(text(content_of(part))[:8000])
    return "\n".join([*named, *quoted, body[:20000]])


def _code(number: str, body: str) -> str:
    if number.startswith(("5.1", "550", "551", "553")):
        return "mail.unknown_address"
    if number.startswith(("5.2.2", "4.2.2", "552", "452")) or FULL.search(body[:4000]):
        return "mail.box_full"
    if number.startswith(("5.7", "554")):
        return "mail.refused"
    return "mail.returned"


def automatic(fields: Mapping[str, str], sender: str, subject: str, *, ours: frozenset[str]) -> str:
    """Return the code of why no person wrote this; empty if a person may have.

    fields -- headers by lower-case name; ours -- addresses that are the office's own
    """
    if sender.lower() in ours or "x-openredress" in fields or OUR_ID.match(fields.get("message-id", "")):
        return "mail.own"
    if fields.get("content-type", "").lower().startswith("multipart/report"):
        return "mail.report"
    if fields.get("auto-submitted", "no").strip().lower().partition(";")[0] not in {"", "no"}:
        return "mail.automatic"
    if any(name in fields for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")):
        return "mail.automatic"
    if fields.get("precedence", "").strip().lower() in {"bulk", "junk", "list", "auto_reply"} or "list-id" in fields:
        return "mail.list"
    if ANSWERED.match(subject):
        return "mail.automatic"
    if fields.get("return-path", "").strip() == "<>" or DAEMONS.match(sender):
        return "mail.no_sender"
    return ""
