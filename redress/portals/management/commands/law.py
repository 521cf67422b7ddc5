"""Load the wording of laws: `redress law load DIR`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from redress.remedies import texts


class Command(BaseCommand):
    help = "law load DIR: load a folder of law texts, so that pages show the wording beside the citation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        load = parts.add_parser("load", help="Load articles.jsonl of a folder.")
        load.add_argument("folder", type=Path)

    def handle(self, *, part: str, folder: Path, **options: Any) -> None:
        try:
            count = texts.load(folder)
        except texts.UnreadableTexts as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} articles loaded.")
