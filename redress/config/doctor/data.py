"""Checks of the data and of what works on it: database, durability, tables, keys, worker, calendar, backups."""

import json
import stat
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from redress.config import ceremony
from redress.config.backup.note import last_backup
from redress.config.doctor.findings import Finding, degraded, must_fix, ok
from redress.deadlines import calendars
from redress.kernel import worker as workers
from redress.kernel.models import Job
from redress.kernel.moments import SHANGHAI, day_of
from redress.law.calendars import MAINLAND
from redress.privacy import vault
from redress.privacy.keyring import KeyRingError
from redress.records import guards
from redress.records import keys as log_keys

SAFE_ON_POSTGRESQL = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply")}
OLDEST_POSTGRESQL = 140000
BACKUP_WITHIN = timedelta(days=2)


def database(now: datetime) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield must_fix(
            "database", str(error).strip(), _("Check REDRESS_DATABASE_URL, and whether the database server runs.")
        )
        return
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    yield ok("database", _("%(name)s answers.") % {"name": names.get(connection.vendor, connection.vendor)})


def durability(now: datetime) -> Iterator[Finding]:
    """Whether what was acknowledged is on the disk, whatever happens next."""
    advice = _("Set it back: an acknowledged case could be lost in a power cut.")
    faults = list(_unsafe_on_postgresql() if connection.vendor == "postgresql" else _unsafe_on_sqlite())
    for fault in faults:
        yield must_fix("durability", fault, advice)
    if not faults:
        yield ok("durability", _("Everything acknowledged is on the disk."))


def _unsafe_on_sqlite() -> Iterator[str]:
    with connection.cursor() as cursor:
        for name, wanted in (("journal_mode", ("wal",)), ("synchronous", (2, 3)), ("foreign_keys", (1,))):
            cursor.execute(f"PRAGMA {name}")
            value = cursor.fetchone()[0]
            if value not in wanted:
                yield f"{name} = {value}"
        cursor.execute("PRAGMA quick_check(1)")
        verdict = cursor.fetchone()[0]
        if verdict != "ok":
            yield verdict


def _unsafe_on_postgresql() -> Iterator[str]:
    with connection.cursor() as cursor:
        for name, wanted in SAFE_ON_POSTGRESQL.items():
            cursor.execute(f"SHOW {name}")
            value = cursor.fetchone()[0]
            if value not in wanted:
                yield f"{name} = {value}"
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
        if version < OLDEST_POSTGRESQL:
            yield f"server_version_num = {version}"


def tables(now: datetime) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield must_fix(
            "tables",
            _("%(count)d changes of the tables are waiting.") % {"count": len(waiting)},
            _("Run: redress prepare"),
        )
        return
    missing = guards.missing(connection)
    if missing:
        yield must_fix(
            "tables",
            _("The archive is not protected against change: %(names)s.") % {"names": ", ".join(missing)},
            _("Have the archive checked first; then put the protection back: redress prepare --guards"),
        )
    else:
        yield ok("tables", _("The tables are up to date, and the archive only grows."))


def keys(now: datetime) -> Iterator[Finding]:
    try:
        vault.ring(fresh=True)
        log_keys.log_key()
        log_keys.archive_key()
    except (KeyRingError, log_keys.KeyMissing, OSError, ValueError) as error:
        yield must_fix("keys", str(error), _("Put the keys back from the backup before anything else is done."))
        return
    open_to_others = [path.name for path in _key_files() if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if open_to_others:
        yield must_fix(
            "keys",
            _("Others on this machine may read: %(names)s.") % {"names": ", ".join(open_to_others)},
            _("Run: chmod 600 on them, 700 on their folder."),
        )
    else:
        yield ok("keys", _("All keys are there, and only the server can read them."))


def _key_files() -> list[Path]:
    return [path for path in (settings.REDRESS_DATA / "keys").iterdir() if path.is_file() and path.suffix != ".lock"]


def paper(now: datetime) -> Iterator[Finding]:
    """Whether the sheet in the safe holds every key that is in use."""
    advice = _("Hold a key ceremony: redress keys --paper FILE, print, lock away, remove the file.")
    missing = ceremony.not_on_paper()
    if missing is None:
        yield degraded("paper", _("The keys are on no paper yet; without them no backup opens."), advice)
    elif missing:
        yield degraded("paper", _("Not on the paper yet: %(names)s.") % {"names": ", ".join(missing)}, advice)
    else:
        yield ok("paper", _("Every key is on paper."))


def worker(now: datetime) -> Iterator[Finding]:
    if workers.alive(now=now):
        yield ok("worker", _("A worker is at work."))
    else:
        yield degraded(
            "worker",
            _("No worker was heard of lately: letters, search and limits wait."),
            _("Start it: redress serve brings its own; elsewhere run redress worker."),
        )


def set_aside(now: datetime) -> Iterator[Finding]:
    dead = Job.objects.filter(dead_at__isnull=False).count()
    if dead:
        yield degraded(
            "queue",
            _("%(count)d jobs failed too often and were set aside.") % {"count": dead},
            _("See them with redress jobs; when the cause is gone: redress jobs --retry"),
        )
    else:
        yield ok("queue", _("Nothing on the queue was set aside."))


def calendar(now: datetime) -> Iterator[Finding]:
    """Next year's working days are announced in autumn; from December on, limits already reach into that year."""
    today = day_of(now)
    known = calendars.current(MAINLAND)
    if not known.covers(today):
        yield must_fix("calendar", _not_known(today.year), _add_year(today.year))
        return
    if known.covers(date(today.year + 1, 1, 1)):
        yield ok("calendar", _("The working days of this year and the next are known."))
    elif today >= date(today.year, 12, 1):
        yield must_fix("calendar", _not_known(today.year + 1), _add_year(today.year + 1))
    else:
        yield degraded("calendar", _not_known(today.year + 1), _add_year(today.year + 1))


def _not_known(year: int) -> str:
    return _("The working days of %(year)d are not known; limits that reach into it are provisional.") % {"year": year}


def _add_year(year: int) -> str:
    return _("When the State Council's notice for %(year)d is out, add its days: docs/how-to/add-a-year.md") % {
        "year": year
    }


def backups(now: datetime) -> Iterator[Finding]:
    advice = _("Run redress backup every night, keep the file elsewhere, and try it with redress restore --check.")
    try:
        last = last_backup(settings.REDRESS_DATA)
    except (json.JSONDecodeError, ValueError):
        last = None
    if last is None:
        yield degraded("backups", _("There is no backup yet."), advice)
        return
    found = _("The last backup was made %(when)s.") % {
        "when": last.astimezone(SHANGHAI).isoformat(sep=" ", timespec="minutes")
    }
    yield ok("backups", found) if now - last <= BACKUP_WITHIN else degraded("backups", found, advice)
