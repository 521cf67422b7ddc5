"""Say what is well with this installation, what is not, and what to do."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from redress.config.doctor import DEGRADED, MUST_FIX, OK, Finding, examine
from redress.config.doctor.findings import TITLES

LABELS = {OK: gettext_lazy("ok"), DEGRADED: gettext_lazy("degraded"), MUST_FIX: gettext_lazy("must fix")}


class Command(BaseCommand):
    help = gettext("Say what is well, what is not, and what to do. Exit code 1 if something must be fixed.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON object a line, for programs.")

    def handle(self, *, json: bool, **options: Any) -> None:
        worst = OK
        for finding in examine(timezone.now()):
            self.stdout.write(as_json(finding) if json else self._line(finding))
            worst = MUST_FIX if MUST_FIX in (worst, finding.level) else worst
        if worst == MUST_FIX:
            sys.exit(1)

    def _line(self, finding: Finding) -> str:
        style = {OK: self.style.SUCCESS, DEGRADED: self.style.WARNING, MUST_FIX: self.style.ERROR}[finding.level]
        head = style(f"[{LABELS[finding.level]}]")
        advice = f"\n    → {finding.advice}" if finding.advice else ""
        return f"{head} {TITLES.get(finding.name, finding.name)}: {finding.found}{advice}"


def as_json(finding: Finding) -> str:
    return json.dumps(asdict(finding), ensure_ascii=False)
