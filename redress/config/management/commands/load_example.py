"""Load the example world: bodies, people and about four hundred cases, built through actions."""

import secrets
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from redress.agencies.models import Agency
from redress.config.example import removing, world
from redress.kernel.first_run import write_first_run


class Command(BaseCommand):
    help = "Load the example world into an empty installation; accounts are written to first-run.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="Take the example world away again.")
        parser.add_argument("--also-filed-since", action="store_true", help="With --remove: trial cases too.")
        parser.add_argument("--now", type=datetime.fromisoformat, help="ISO 8601 with zone; default: the clock.")

    def handle(self, *, now: datetime | None, remove: bool, also_filed_since: bool, **options: Any) -> None:
        if remove:
            self._remove(also_filed_since)
            return
        if Agency.objects.exists():
            raise CommandError("There are bodies here already; the example world goes into an empty installation only.")
        accounts = world.build(
            now=now or timezone.now(), secret=lambda: secrets.token_urlsafe(12), tell=self.stdout.write
        )
        path = write_first_run(
            settings.REDRESS_DATA,
            url=f"{settings.REDRESS_BASE_URL}/",
            accounts=[asdict(account) for account in accounts],
        )
        removing.remember()
        self.stdout.write(f"Accounts: {path}")

    def _remove(self, also_filed_since: bool) -> None:
        try:
            removing.remove(also_filed_since=also_filed_since)
        except removing.RealData as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("The example world is gone; the installation is empty.")
