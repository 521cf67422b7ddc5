"""A worker in a process of its own, with work to do that leaves traces: run as `python -m tests.kernel.worker_process`.

work LEASE   -- work until told to stop
once LEASE   -- do what is due, then stop
turns MOMENT -- ask for twenty hourly turns of one timetable; print how many were won
"""

import os
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from redress.kernel import jobs, queue, worker  # noqa: E402
from redress.kernel.models import WorkerSeen  # noqa: E402

TRACES = Path(os.environ["TRACES"])


def leave_trace(line: str) -> None:
    with (TRACES / "lines").open("a") as file:
        file.write(f"{line}\n")


def wait_until_allowed() -> None:
    while not (TRACES / "go").exists():
        time.sleep(0.02)


@jobs.job("tests.once")
def once(payload, *, now):
    WorkerSeen.objects.create(name=f"done {payload['case']}", started_at=now, seen_at=now)
    leave_trace(f"did {payload['case']}")


@jobs.job("tests.together")
def together(payload, *, now):
    WorkerSeen.objects.create(name=f"by {os.getpid()}", started_at=now, seen_at=now)
    leave_trace(f"began {os.getpid()}")
    wait_until_allowed()


@jobs.job("tests.long", together=False)
def long(payload, *, now):
    leave_trace(f"began {os.getpid()}")
    wait_until_allowed()
    with queue.fenced():
        WorkerSeen.objects.create(name=f"by {os.getpid()}", started_at=now, seen_at=now)
    leave_trace(f"ended {os.getpid()}")


def turns(first: datetime) -> int:
    hourly = jobs.Timetable("tests.once", "tests.once", timedelta(hours=1), None)
    jobs.TIMETABLES.clear()
    jobs.TIMETABLES[hourly.name] = hourly
    return sum(len(worker.put_due_on_queue(now=first + timedelta(hours=hour))) for hour in range(20))


def main() -> None:
    what, value = sys.argv[1:]
    if what == "turns":
        sys.stdout.write(str(turns(datetime.fromisoformat(value))))
        return
    one = worker.Worker(f"{os.getpid()}", clock=timezone.now, lease=timedelta(seconds=float(value)))
    signal.signal(signal.SIGTERM, one.stop)
    if what == "once":
        one.drain()
    else:
        one.run(pause=0.05)


if __name__ == "__main__":
    main()
