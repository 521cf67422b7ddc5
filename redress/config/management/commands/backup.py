"""Copy everything into one sealed file, while the installation runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.config.backup import making, secret
from redress.config.backup.note import note_backup


class Command(BaseCommand):
    help = gettext("Copy rows, files and keys into one sealed file, while the installation runs.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="The file to write; an existing one is replaced only by a whole one."
        )
        secret.add_arguments(parser)

    def handle(self, *, file: Path, passphrase_file: Path | None, **options: Any) -> None:
        now = timezone.now()
        key = secret.passphrase(passphrase_file, twice=True)
        try:
            about = making.make(file.resolve(), data=settings.REDRESS_DATA, secret=key, now=now)
        except OSError as error:
            raise CommandError(_("No backup was made: %(reason)s") % {"reason": error}) from error
        note_backup(settings.REDRESS_DATA, file=file, now=now)
        self.stdout.write(
            _(
                "%(file)s: %(rows)d rows, %(files)d files, %(size).1f MB. The keys are inside; keep the passphrase apart."
            )
            % {
                "file": file,
                "rows": sum(about["rows"].values()),
                "files": about["files"],
                "size": about["bytes"] / 1_000_000,
            }
        )
