"""The key ceremony: every secret on paper, compared with what was typed, and put back from it."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.config import ceremony, env
from redress.config.backup import database, restoring, secret
from redress.privacy.keyring import KeyRingError
from redress.records.keys import KeyMissing
from redress.records.paper import BadSheet


class Command(BaseCommand):
    help = gettext("Put every key on paper, compare a typed sheet with what is here, put keys back from it.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--paper", type=Path, metavar="FILE", help=_("write all keys to a sheet (.pdf or .txt) for the safe")
        )
        what.add_argument(
            "--check",
            type=Path,
            metavar="FILE",
            help=_("compare a typed sheet with the keys here (- for standard input)"),
        )
        what.add_argument(
            "--restore", type=Path, metavar="FILE", help=_("put keys back from a typed sheet (- for standard input)")
        )
        secret.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        try:
            self._do(options)
        except (BadSheet, KeyRingError, KeyMissing, OSError, ValueError) as error:
            raise CommandError(str(error)) from None

    def _do(self, options: dict[str, Any]) -> None:
        if options["paper"]:
            self._write(options["paper"], options["passphrase_file"])
        elif options["check"]:
            for line in ceremony.compare(_text(options["check"])):
                self.stdout.write(line)
        elif options["restore"]:
            fresh = _nothing_here()
            for name in ceremony.restore(_text(options["restore"]), replace=lambda _name: fresh):
                self.stdout.write(_("{name} is back.").format(name=name))
            if (word := settings.REDRESS_DATA / "keys" / ceremony.PASSPHRASE).is_file():
                self.stdout.write(
                    _("Put the backup back: redress restore FILE --passphrase-file {path}").format(path=word)
                )
        else:
            for title, digest in ceremony.fingerprints(list(ceremony.secrets())).items():
                self.stdout.write(f"{digest}  {title}")

    def _write(self, path: Path, file: Path | None) -> None:
        given = file is not None or env.text("REDRESS_BACKUP_PASSPHRASE")
        word = secret.passphrase(file, twice=False) if given else None
        for title in ceremony.write(path, passphrase=word, now=timezone.now()):
            self.stdout.write(title)
        if word is None:
            self.stdout.write(
                _(
                    "The passphrase of the backups is not on the sheet: name it with --passphrase-file, or write it there."
                )
            )
        self.stdout.write(_("Print {path}, lock it away, and remove the file.").format(path=path))


def _text(path: Path) -> str:
    return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")


def _nothing_here() -> bool:
    """Tell whether no installation lives here: keys that a command made in passing may then give way."""
    if restoring.holds_anything(settings.REDRESS_DATA):
        return False
    return connection.vendor != "postgresql" or database.is_empty()
