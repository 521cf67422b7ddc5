"""Do the work that waits: letters, indexes, sweeps. Safe to kill, safe to run twice."""

import os
import signal
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext

from redress.kernel.processes import end_with_parent
from redress.kernel.worker import Worker


class Command(BaseCommand):
    help = gettext("Do the work that waits: letters, indexes, sweeps.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, then stop.")
        parser.add_argument(
            "--lease", type=float, default=60, metavar="SECONDS", help="Silence after which others take over."
        )

        parser.add_argument(
            "--stop-with-parent", action="store_true", help="Stop when the process that started this ends."
        )

        parser.add_argument(
            "--most", type=int, metavar="MB", help="End when idle and larger, for the keeper to start again."
        )

    def handle(self, *, once: bool, lease: float, stop_with_parent: bool, most: int | None, **options: Any) -> None:
        if stop_with_parent:
            end_with_parent()
        autodiscover_modules("jobs")
        name = f"{socket.gethostname()}:{os.getpid()}"
        worker = Worker(name, clock=timezone.now, lease=timedelta(seconds=lease))
        if once:
            self.stdout.write(str(worker.drain()))
            return
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, worker.stop)
        worker.run(outgrown=lambda: most is not None and megabytes() > most)


def megabytes() -> float:
    """Return the memory this process takes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
