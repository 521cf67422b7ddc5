"""What `redress serve` does before it serves: bring the tables up to date, and see to the first start."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.agencies.models import Agency
from redress.cases import erasing
from redress.config import env
from redress.config.first_start import open_with_an_administrator
from redress.kernel.actors import SYSTEM
from redress.kernel.sqlite import spread
from redress.records.guards import install


class Command(BaseCommand):
    help = gettext("Bring the tables up to date; on the first start, load the example world or make an administrator.")

    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--guards", action="store_true", help="Put back the triggers that keep the archive append-only."
        )

    def handle(self, *, guards: bool, **options: Any) -> None:
        settings.STATIC_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        if guards:
            install(connection)
        spread.learn()
        if back := erasing.reapply(actor=SYSTEM, now=timezone.now()):
            self.stderr.write(
                _("%(count)d cases that were erased after the backup are erased again.") % {"count": len(back)}
            )
        if Agency.objects.exists():  # the database decides: a note of the first start may outlive or miss it
            return
        if env.flag("EXAMPLE", default=True) and "load_example" in get_commands():
            self.stderr.write(_("Loading the example world; this happens once."))
            call_command("load_example")
        else:
            open_with_an_administrator(now=timezone.now())
