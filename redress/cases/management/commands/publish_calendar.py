"""Take a year's arrangement of days off into use and recount running limits."""

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from redress.cases import recounting
from redress.deadlines import calendars
from redress.kernel.actors import system
from redress.law.calendars import CalendarError


class Command(BaseCommand):
    help = "publish_calendar FILE: use a year's days off (TOML) and recount running limits; old results are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", default="cn-mainland")

    def handle(self, *, file: Path, name: str, **options: Any) -> None:
        try:
            calendar = calendars.publish(name, file.read_text("utf-8"))
        except (CalendarError, tomllib.TOMLDecodeError, OSError, UnicodeDecodeError, KeyError) as error:
            raise CommandError(f"{file.name} cannot be used: {error}. Nothing was changed.") from None
        looked, changed = recounting.recount(
            actor=system("publish_calendar"),
            now=timezone.now(),
            progress=lambda count: self.stderr.write(f"{count} cases recounted", ending="\r"),
        )
        self.stdout.write(f"{calendar.version}: {looked} cases recounted, {changed} dates changed.")
