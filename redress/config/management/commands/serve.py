"""Serve the whole product: web, worker and timetable under one command."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from redress.config import serving


class Command(BaseCommand):
    help = gettext("Serve the whole product: web, worker and timetable.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        serving.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        sys.exit(serving.serve(argparse.Namespace(**options)))
