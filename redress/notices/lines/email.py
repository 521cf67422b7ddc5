"""E-mail, through the server named in REDRESS_MAIL_URL: smtp://, smtps:// or smtp+tls://user:password@host:port."""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from redress.notices.lines.outcome import Outcome, Parcel

SECONDS = 20


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as its address names it."""

    host: str
    port: int
    username: str
    password: str
    use_tls: bool
    use_ssl: bool

    @classmethod
    def at(cls, address: str) -> "Server":
        parts = urlsplit(address)
        ports = {"smtps": 465, "smtp+tls": 587}
        return cls(
            parts.hostname or "127.0.0.1",
            parts.port or ports.get(parts.scheme, 25),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            parts.scheme == "smtp+tls",
            parts.scheme == "smtps",
        )


class MailLine:
    """One conversation with the mail server."""

    def __init__(self) -> None:
        server = Server.at(settings.REDRESS_MAIL_URL)
        self.backend = EmailBackend(
            host=server.host, port=server.port, username=server.username, password=server.password,
            use_tls=server.use_tls, use_ssl=server.use_ssl, timeout=SECONDS, fail_silently=False,
        )  # fmt: skip

    def send(self, parcel: Parcel) -> Outcome:
        try:
            self.backend.open()
        except smtplib.SMTPAuthenticationError:
            return Outcome("unreachable", "mail.sign_in_refused")
        except (OSError, smtplib.SMTPException):
            return Outcome("unreachable", "mail.no_answer")
        try:
            self.backend.send_messages([message(parcel)])
        except smtplib.SMTPRecipientsRefused as error:
            return _by_status([status for status, _words in error.recipients.values()])
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            return _by_status([error.smtp_code])
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            return Outcome("unknown", "mail.line_broke")
        return Outcome("sent")

    def _hang_up(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self.backend.close()
        self.backend.connection = None

    def close(self) -> None:
        self._hang_up()


def _by_status(statuses: list[int]) -> Outcome:
    if any(500 <= status < 600 for status in statuses):
        return Outcome("refused", f"mail.refused_{next(status for status in statuses if status >= 500)}")
    return Outcome("later", f"mail.later_{statuses[0] if statuses else 0}")


def message(parcel: Parcel) -> EmailMessage:
    """The e-mail of a notice: plain text, a Message-ID that every attempt shares, no automatic answers wanted."""
    domain = parseaddr(settings.REDRESS_MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<notice-{parcel.message_id}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en" if parcel.language == "en" else "zh-Hans",
    }
    if "leave" in parcel.more:
        headers["List-Unsubscribe"] = f"<{parcel.more['leave']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if parcel.repeat:
        headers["X-Redress-Repeat"] = "yes"
    return EmailMessage(parcel.subject, parcel.text, settings.REDRESS_MAIL_FROM, [parcel.to], headers=headers)
