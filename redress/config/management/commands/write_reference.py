"""Write the reference pages from the code, or find out which of them have drifted."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.config.reference import FOLDER, ROOT, pages


class Command(BaseCommand):
    help = gettext("Write docs/reference from the code. --check changes nothing and names what has drifted.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: Any) -> None:
        wanted = dict(pages())
        there = {path.relative_to(ROOT) for path in (ROOT / FOLDER).rglob("*.md") if _is_written(path)}
        drifted = [path for path, content in wanted.items() if _content(ROOT / path) != content]
        drifted += sorted(there - wanted.keys())
        if check:
            for path in drifted:
                self.stdout.write(_("%(path)s has drifted; run: redress write-reference") % {"path": path})
            sys.exit(1 if drifted else 0)
        for path in drifted:
            if path in wanted:
                (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
                (ROOT / path).write_text(wanted[path], encoding="utf-8")
            else:
                (ROOT / path).unlink()
            self.stdout.write(str(path))


def _content(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _is_written(path: Path) -> bool:
    return "written by redress write-reference" in _content(path).partition("\n")[0]
