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
from redress.config.example import world
from redress.kernel.first_run import write_first_run


class Command(BaseCommand):
    help = "Load the example world into an empty installation; accounts are written to first-run.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=datetime.fromisoformat, help="ISO 8601 with zone; default: the clock.")

    def handle(self, *, now: datetime | None, **options: Any) -> None:
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
        (settings.REDRESS_DATA / "example-world").write_text("example\n")
        self.stdout.write(f"Accounts: {path}")
