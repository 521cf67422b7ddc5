"""Put a backup back; or only try it, in a scratch place."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.config.backup import database, restoring, scratch, secret
from redress.config.backup.restoring import CannotRestore, Unpacked
from redress.kernel.worker import alive
from redress.privacy.erasure import LEDGER


class Command(BaseCommand):
    help = gettext("Put a backup back. --check only tries it, in a scratch place, and changes nothing.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="Try it in a scratch place; change nothing here.")
        parser.add_argument("--replace", action="store_true", help="Set what is here aside first (kept, not deleted).")
        parser.add_argument(
            "--erased",
            type=Path,
            metavar="FILE",
            help="A newer copy of keys/erased.jsonl: what it lists is erased again.",
        )
        secret.add_arguments(parser)

    def handle(
        self,
        *,
        file: Path,
        check: bool,
        replace: bool,
        erased: Path | None,
        passphrase_file: Path | None,
        **options: Any,
    ) -> None:
        key = secret.passphrase(passphrase_file, twice=False)
        place = settings.REDRESS_DATA / "tmp"
        with tempfile.TemporaryDirectory(dir=place, prefix="restore-") as folder:
            try:
                if not check:
                    refuse_while_running() if replace else refuse_to_overwrite()
                unpacked = restoring.unpack(file, secret=key, into=Path(folder))
                refuse_other_engine(unpacked)
                restoring.lend_keys(unpacked, settings.REDRESS_DATA)
                newer = [settings.REDRESS_DATA / "keys" / LEDGER, *([_readable(erased)] if erased else [])]
                restoring.keep_erased(unpacked, newer)
                # What does not work in a scratch place is not put in the place of anything.
                with scratch.installation(unpacked) as environment:
                    told = scratch.examine(environment)
                if not check:
                    aside = f"before-restore-{timezone.now():%Y%m%d-%H%M%S}" if replace else ""
                    put_back(unpacked, aside=aside)
            except CannotRestore as error:
                raise CommandError(_("Nothing was changed. %(reason)s") % {"reason": error}) from error
        self._tell(unpacked, told, check=check)

    def _tell(self, unpacked: Unpacked, told: dict[str, Any], *, check: bool) -> None:
        made = datetime.fromisoformat(unpacked.about["made_at"])
        self.stdout.write(
            _(
                "Backup of %(made)s, release %(release)s: %(rows)d rows, %(files)d files. "
                "%(opened)d keys of cases opened; %(entries)d entries of the archive checked."
            )
            % {
                "made": timezone.localtime(made).isoformat(sep=" ", timespec="minutes"),
                "release": unpacked.about["release"],
                "rows": sum(unpacked.about["rows"].values()),
                "files": unpacked.files,
                "opened": told["opened"],
                "entries": told["entries"],
            }
        )
        if check:
            self.stdout.write(_("This backup can be restored. Nothing here was changed."))
        else:
            self.stdout.write(_("Restored. Now run: redress prepare, then redress doctor."))


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise CannotRestore(_("%(file)s is not there.") % {"file": path})
    return path


def refuse_to_overwrite() -> None:
    if restoring.holds_anything(settings.REDRESS_DATA) or (
        connection.vendor == "postgresql" and not database.is_empty()
    ):
        raise CannotRestore(_("There is an installation here already. Use an empty place, or set it aside: --replace"))


def refuse_while_running() -> None:
    if not database.is_empty() and alive(now=timezone.now()):
        raise CannotRestore(_("A worker is at work here. Stop the server first."))


def refuse_other_engine(unpacked: Unpacked) -> None:
    engine = unpacked.about["engine"]
    if engine != connection.vendor:
        raise CannotRestore(
            _("The backup is of a database on %(engine)s; set REDRESS_DATABASE_URL to one of that kind.")
            % {"engine": engine}
        )


def put_back(unpacked: Unpacked, *, aside: str) -> None:
    """Put the backup in its place.

    aside -- name under which what is here is kept; empty if there is nothing
    """
    connection.close()
    if aside:
        restoring.set_aside(settings.REDRESS_DATA, aside)
    if connection.vendor == "postgresql":
        if aside:
            database.set_aside(aside.replace("-", "_"))
        database.load_postgresql(unpacked.folder / "database", unpacked.about)
    restoring.put_in_place(unpacked, settings.REDRESS_DATA)
