"""The web process: granian in front of our WSGI application."""

import os
import signal
import sys
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from redress.config import env
from redress.kernel.processes import end_with_parent


def load(target: str) -> Any:
    """Load the application in the serving process, which must not outlive the one that started it."""
    # Asked to stop while busy, granian's serving process can stand still with its transactions open. Its parent, if it
    # lives, ends it after workers_kill_timeout; when that was killed nobody would, and rows would stay locked.
    end_with_parent(signal.SIGKILL)
    from redress.config.wsgi import application  # noqa: PLC0415 -- only the serving process needs it

    return application


def main() -> None:
    end_with_parent()
    host, port = sys.argv[1], int(sys.argv[2])
    # SQLite has one writer: a second process only waits for it, and its slowest answers become far slower.
    several = (os.cpu_count() or 2) if env.text("REDRESS_DATABASE_URL").startswith("postgres") else 1
    server = Granian(
        "redress.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=env.number("REDRESS_PROCESSES", several, least=1),
        blocking_threads=env.number("REDRESS_THREADS", 4, least=1),
        blocking_threads_idle_timeout=600,
        backlog=1024,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=15,
    )
    server.serve(target_loader=load)


if __name__ == "__main__":
    main()
