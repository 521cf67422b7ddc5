"""Import complaints from a file: CSV, XLSX or JSON Lines, through a mapping file."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import importing
from redress.cases.importing import Outcome, Summary
from redress.cases.mapping import Mapped, MappingError, load
from redress.cases.tables import UnreadableFile
from redress.kernel import in_turn
from redress.kernel.actors import Actor, Role, system
from redress.kernel.sqlite import spread


class Command(BaseCommand):
    help = "Import complaints from a file (.csv, .xlsx, .jsonl). Can be stopped and repeated; makes no doubles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help="Name of a mapping that ships, or a TOML file.")
        parser.add_argument("--as", dest="username", help="User name of the member of staff who imports.")
        parser.add_argument("--dry-run", action="store_true", help="Check every row, store nothing.")
        parser.add_argument("--report", type=Path, help="CSV with the result of each row.")
        parser.add_argument(
            "--processes", type=int, metavar="N", help="That work side by side; default: as many as there are cores."
        )
        parser.add_argument("--quiet", action="store_true", help="No progress bar.")

    def handle(self, *, file: Path, mapping: str, username: str | None, **options: Any) -> None:
        report = options["report"]
        try:
            mapped = load(mapping)
            actor = self._actor(username)
            if report:
                with report.open("w", newline="", encoding="utf-8-sig") as sheet:
                    writer = csv.writer(sheet)
                    writer.writerow(["row", "result", "number", "problems"])
                    summary = self._import(file, mapped, actor, options, writer)
            else:
                summary = self._import(file, mapped, actor, options, None)
        except (UnreadableFile, MappingError) as error:
            raise CommandError(str(error)) from None
        except in_turn.Broken:
            raise CommandError(
                "A process of the import was ended from outside. What it had stored is kept; run the same command again."
            ) from None
        spread.learn()
        self._say(summary, dry_run=options["dry_run"])

    def _import(self, file: Path, mapped: Mapped, actor: Actor, options: dict[str, Any], writer: Any) -> Summary:
        def tell(outcome: Outcome) -> None:
            if writer is not None:
                reasons = "; ".join(f"{problem.pointer} {problem.message}".strip() for problem in outcome.problems)
                writer.writerow([outcome.row, outcome.result, outcome.number, reasons])

        bar = None if options["quiet"] else self._bar
        return importing.import_file(
            file,
            mapped,
            dry_run=options["dry_run"],
            processes=max(1, options["processes"] or in_turn.processes()),
            tell=tell,
            progress=bar or (lambda summary: None),
            actor=actor,
            now=timezone.now(),
        )

    def _actor(self, username: str | None) -> Actor:
        if username is None:
            return system("import")
        staff = Staff.objects.filter(username=username, is_active=True).first()
        if staff is None or Role(staff.role) not in {Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.INTEGRATOR}:
            raise CommandError(f"There is no clerk, officer, supervisor or integrator named {username}.")
        return queries.actor_of(staff)

    def _bar(self, summary: Summary) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(
            f"{summary.rows:>10,} rows · {summary.made:,} made · {summary.known:,} known · {summary.refused:,} refused",
            ending=end,
        )

    def _say(self, summary: Summary, *, dry_run: bool) -> None:
        word = "would be made" if dry_run else "made"
        if summary.resumed_after:
            self.stdout.write(f"Went on after row {summary.resumed_after}.")
        self.stdout.write(
            f"{summary.rows} rows: {summary.made} {word}, {summary.known} known already, "
            f"{summary.passed} passed over, {summary.refused} refused."
        )
        for reason, count in sorted(summary.reasons.items(), key=lambda item: -item[1])[:20]:
            self.stdout.write(f"  {count} × {reason}")
