"""Checks of the machine and of what was set: clock, zone, disk, fonts, mail, scanner, settings."""

import ctypes
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from redress.cases.letters.fonts import coverage, font_files
from redress.config.doctor.findings import Finding, degraded, must_fix, ok
from redress.kernel.moments import SHANGHAI
from redress.records.models import Entry

GIGABYTE = 1_000_000_000
SAMPLE = "消费者权益保护法投诉举报壹贰叁"


def clock(now: datetime) -> Iterator[Finding]:
    """Limits are counted from recorded moments: a clock that runs behind the archive would count them wrong."""
    latest = Entry.objects.order_by("-id").values_list("at", flat=True).first()
    if latest is not None and datetime.fromisoformat(latest) > now + timedelta(minutes=1):
        yield must_fix(
            "clock",
            _("The clock shows %(now)s, but the archive has an entry of %(latest)s.")
            % {"now": _here(now), "latest": _here(datetime.fromisoformat(latest))},
            _("Set the clock right (chrony or systemd-timesyncd) before anything more is recorded."),
        )
    elif _synchronised():
        yield ok("clock", _("The clock is kept by a time service."))
    else:
        yield degraded(
            "clock",
            _("No time service says that it keeps this clock right."),
            _("Run chrony or systemd-timesyncd; inside a container, on its host."),
        )


def _here(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).isoformat(sep=" ", timespec="minutes")


def _synchronised() -> bool:
    """Ask the kernel. Elsewhere than on Linux, nobody to ask."""
    if sys.platform != "linux":
        return True
    unsynchronised = 5  # TIME_ERROR, from adjtimex(2)
    buffer = ctypes.create_string_buffer(512)  # struct timex is smaller; all zero asks without changing anything
    return ctypes.CDLL(None).adjtimex(buffer) not in (-1, unsynchronised)


def zone(now: datetime) -> Iterator[Finding]:
    if settings.TIME_ZONE == "Asia/Shanghai" and now.astimezone(SHANGHAI).utcoffset() == timedelta(hours=8):
        yield ok("zone", _("Days are counted in Asia/Shanghai."))
    else:
        yield must_fix("zone", _("The time zone is not Asia/Shanghai."), _("Set TIME_ZONE back; install tzdata."))


def disk(now: datetime) -> Iterator[Finding]:
    usage = shutil.disk_usage(settings.REDRESS_DATA)
    figures = {"free": f"{usage.free / GIGABYTE:.1f}", "folder": settings.REDRESS_DATA}
    found = _("%(free)s GB free in %(folder)s.") % figures
    advice = _("Make room: when the disk is full, nothing more can be taken in.")
    if usage.free < GIGABYTE:
        yield must_fix("disk", found, advice)
    elif usage.free < 5 * GIGABYTE or usage.free < usage.total / 20:
        yield degraded("disk", found, advice)
    else:
        yield ok("disk", found)


def fonts(now: datetime) -> Iterator[Finding]:
    missing = set(map(ord, SAMPLE)) - set(coverage(font_files()))
    if missing:
        yield must_fix(
            "fonts",
            _("The fonts of letters lack Chinese characters."),
            _("Install the requirements again, or name a folder with Chinese fonts in REDRESS_FONT_PATHS."),
        )
    else:
        yield ok("fonts", _("Letters have their Chinese fonts."))


def scanner(now: datetime) -> Iterator[Finding]:
    if not settings.REDRESS_CLAMD:
        yield degraded(
            "scanner",
            _("Files are not checked for viruses."),
            _("Install ClamAV and set REDRESS_CLAMD to its address, host:port."),
        )
    elif _answers_ping(settings.REDRESS_CLAMD):
        yield ok("scanner", _("The virus scanner answers."))
    else:
        yield must_fix("scanner", _("The virus scanner does not answer."), _("Start clamd, or correct REDRESS_CLAMD."))


def pictures(now: datetime) -> Iterator[Finding]:
    from redress.cases import picture_text  # noqa: PLC0415 -- only where it is looked at

    if picture_text.installed():
        yield ok("pictures", _("Text in pictures of receipts and screens can be read."))
    else:
        yield degraded(
            "pictures",
            _("Text in pictures is not recognised; people read them themselves."),
            _("If it is wanted: requirements/install extras"),
        )


def analytics(now: datetime) -> Iterator[Finding]:
    """Where a cluster is meant to answer analysts, whether it can."""
    from redress.insight import cluster  # noqa: PLC0415 -- only where it is looked at

    master = settings.REDRESS_SPARK_MASTER
    if not master:
        yield ok("analytics", _("Analysts' questions are answered here, by DuckDB."))
    elif not cluster.installed():
        yield degraded(
            "analytics",
            _("REDRESS_SPARK_MASTER is set, but the extra “spark” is not installed; DuckDB answers instead."),
            _("Install it: requirements/install extras"),
        )
    elif cluster.answers(master):
        yield ok("analytics", _("The cluster answers at its address."))
    else:
        yield degraded(
            "analytics",
            _("The cluster does not answer; DuckDB answers analysts instead."),
            _("Start its master, or correct REDRESS_SPARK_MASTER."),
        )


def _answers_ping(place: str) -> bool:
    host, _colon, port = place.rpartition(":")
    try:
        with socket.create_connection((host or "127.0.0.1", int(port)), timeout=5) as line:
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
    except (OSError, ValueError):
        return False


def settings_in_force(now: datetime) -> Iterator[Finding]:
    """Settings that are right on a desk and wrong on the open network."""
    host = urlsplit(settings.REDRESS_BASE_URL).hostname or ""
    local = host in {"localhost", "127.0.0.1", "::1"}
    if settings.DEBUG:
        yield must_fix("settings", _("REDRESS_DEBUG is on."), _("Turn it off: its error pages show personal values."))
    if not local and not settings.SECURE:
        yield must_fix(
            "settings",
            _("Pages are served as http:// beyond this machine."),
            _("Put a proxy with a certificate in front and set REDRESS_BASE_URL to its https:// address."),
        )
    if not local and host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield must_fix(
            "settings",
            _("REDRESS_HOSTS does not name %(host)s.") % {"host": host},
            _("Add it, or its pages will answer 400."),
        )
    if local and not settings.DEBUG:
        yield ok("settings", _("The settings fit a server on one machine."))
    elif not settings.DEBUG and settings.SECURE:
        yield ok("settings", _("The settings fit a server on the network."))


def mailbox(now: datetime) -> Iterator[Finding]:
    """The mailbox that complaints come to, if one is set."""
    from redress.portals.inbox import mailbox as inbox  # noqa: PLC0415 -- only when asked

    if not settings.REDRESS_MAILBOX_URL:
        yield degraded(
            "mailbox",
            _("No mailbox is set: complaints by e-mail are not fetched."),
            _("Set REDRESS_MAILBOX_URL if people may complain by e-mail."),
        )
        return
    try:
        inbox.look()
    except inbox.MailboxAway as error:
        advice = _("Check host, port, name and password in REDRESS_MAILBOX_URL; mail waits in the mailbox meanwhile.")
        yield must_fix("mailbox", _("The mailbox is away: %(why)s") % {"why": error}, advice)
    else:
        yield ok("mailbox", _("The mailbox answers."))
