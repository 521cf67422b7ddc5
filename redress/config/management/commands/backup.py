"""Copy everything into one sealed file, while the installation runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from redress.config import ceremony
from redress.config.backup import making, secret
from redress.config.backup.note import note_backup

WITH_KEYS = gettext_noop(
    "%(file)s: %(rows)d rows, %(files)d files, %(size).1f MB. The keys are inside; keep the passphrase apart."
)
WITHOUT_KEYS = gettext_noop(
    "%(file)s: %(rows)d rows, %(files)d files, %(size).1f MB. The keys are not inside: it opens only with those of the paper."
)


class Command(BaseCommand):
    help = gettext("Copy rows, files and keys into one sealed file, while the installation runs.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="The file to write; an existing one is replaced only by a whole one."
        )
        parser.add_argument(
            "--without-keys", action="store_true", help="Leave the keys out; they come back from paper (redress keys)."
        )
        secret.add_arguments(parser)

    def handle(self, *, file: Path, passphrase_file: Path | None, without_keys: bool, **options: Any) -> None:
        now = timezone.now()
        key = secret.passphrase(passphrase_file, twice=True)
        left_out = ceremony.FILES if without_keys else (ceremony.PASSPHRASE,)
        try:
            about = making.make(file.resolve(), data=settings.REDRESS_DATA, secret=key, now=now, without=left_out)
        except OSError as error:
            raise CommandError(_("No backup was made: %(reason)s") % {"reason": error}) from error
        note_backup(settings.REDRESS_DATA, file=file, now=now)
        self.stdout.write(
            (_(WITHOUT_KEYS) if without_keys else _(WITH_KEYS))
            % {
                "file": file,
                "rows": sum(about["rows"].values()),
                "files": about["files"],
                "size": about["bytes"] / 1_000_000,
            }
        )
