"""What a check finds: well, degraded or to be fixed; and what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

OK, DEGRADED, MUST_FIX = "ok", "degraded", "must fix"

TITLES = {
    "clock": gettext_lazy("Clock"),
    "zone": gettext_lazy("Time zone"),
    "disk": gettext_lazy("Disk"),
    "database": gettext_lazy("Database"),
    "durability": gettext_lazy("Durability"),
    "tables": gettext_lazy("Tables"),
    "keys": gettext_lazy("Keys"),
    "paper": gettext_lazy("Keys on paper"),
    "worker": gettext_lazy("Worker"),
    "queue": gettext_lazy("Queue"),
    "calendar": gettext_lazy("Calendar"),
    "fonts": gettext_lazy("Fonts"),
    "mail": gettext_lazy("Mail"),
    "mailbox": gettext_lazy("Mailbox"),
    "sms": gettext_lazy("Text messages"),
    "notices": gettext_lazy("Notices"),
    "webhooks": gettext_lazy("Webhooks"),
    "pressure": gettext_lazy("Pressure"),
    "sign-in": gettext_lazy("Sign-in"),
    "scanner": gettext_lazy("Virus scanner"),
    "pictures": gettext_lazy("Text in pictures"),
    "analytics": gettext_lazy("Analysts' questions"),
    "settings": gettext_lazy("Settings"),
    "backups": gettext_lazy("Backups"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    name -- stable, for programs that read the report
    found -- translated sentence: what is so
    advice -- translated sentence: what to do; empty when all is well
    """

    level: str
    name: str
    found: str
    advice: str = ""


def ok(name: str, found: str) -> Finding:
    return Finding(OK, name, found)


def degraded(name: str, found: str, advice: str = "") -> Finding:
    return Finding(DEGRADED, name, found, advice)


def must_fix(name: str, found: str, advice: str = "") -> Finding:
    return Finding(MUST_FIX, name, found, advice)
