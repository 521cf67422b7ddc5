"""Change the key that wraps the cases' keys. Everybody goes on working; the walk can stop and go on."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.kernel.actors import system
from redress.privacy import rotation, vault
from redress.privacy.keyring import KeyRingError

WIDTH = 30


class Command(BaseCommand):
    help = gettext("Rotate the vault's keys, and wrap every case's key anew.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--resume", action="store_true", help="Only go on with a walk that was interrupted.")
        parser.add_argument("--retire", type=int, metavar="N", help="Destroy old generation N once nothing uses it.")

    def handle(self, *, resume: bool, retire: int | None, **options: Any) -> None:
        actor, now = system("rotate-keys"), timezone.now()
        try:
            if retire is not None:
                rotation.retire(retire, actor=actor, now=now)
                self.stdout.write(_("Generation %(number)d is destroyed.") % {"number": retire})
                return
            if not resume:
                rotation.rotate(actor=actor, now=now)
        except KeyRingError as error:
            raise CommandError(str(error)) from error
        changed = rotation.rewrap(now=now, progress=self._bar)
        self.stdout.write(
            "\n"
            + _("Generation %(number)d wraps every case now; %(count)d were changed in this run.")
            % {"number": vault.ring().active.id, "count": changed}
        )

    def _bar(self, done: int, total: int) -> None:
        share = done / total if total else 1.0
        filled = round(share * WIDTH)
        if sys.stdout.isatty():
            self.stdout.write(f"\r[{'█' * filled}{'·' * (WIDTH - filled)}] {share:4.0%} {done}/{total}", ending="")
            self.stdout.flush()
