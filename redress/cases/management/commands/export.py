"""Write the list of cases to a file or to standard output."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import exporting
from redress.cases.reading import Filter
from redress.kernel.actors import Actor, system
from redress.kernel.problems import Invalid
from redress.privacy import reveals

FILTERS = ("state", "phase", "kind", "assignee", "agency", "nature", "category", "trader", "q")


class Command(BaseCommand):
    help = gettext("Write the list of cases as CSV or JSON Lines.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="Where to write; standard output if left out.")
        parser.add_argument("--format", choices=sorted(exporting.FORMATS), default="csv")
        parser.add_argument("--as", dest="username", help="User name: only what this member of staff may see.")
        parser.add_argument("--with-personal", action="store_true", help="With names, contact and stories.")
        parser.add_argument("--reason", default="", help=f"Why, with --with-personal: {', '.join(reveals.REASONS)}.")
        parser.add_argument("--due-before", type=date.fromisoformat)
        for name in FILTERS:
            parser.add_argument(f"--{name}", default="")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        wanted = Filter(**{name: options[name] for name in FILTERS}, due_before=options["due_before"])
        try:
            parts = exporting.export(
                wanted,
                form=options["format"],
                reason=options["reason"],
                personal=options["with_personal"],
                actor=self._actor(options["username"]),
                now=timezone.now(),
            )
        except Invalid as error:
            raise CommandError("\n".join(f"{found.pointer}: {found.message}" for found in error.problems)) from None
        if file is None:
            sys.stdout.writelines(parts)
            return
        with file.open("w", encoding="utf-8", newline="") as sheet:
            file.chmod(0o600)
            sheet.writelines(parts)

    def _actor(self, username: str | None) -> Actor:
        if username is None:
            return system("export")
        staff = Staff.objects.filter(username=username, is_active=True).first()
        if staff is None:
            raise CommandError(f"There is no member of staff named {username}.")
        return queries.actor_of(staff)
