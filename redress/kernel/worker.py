"""The worker: takes jobs from the queue one after another, and sees to the timetable. May be killed at any moment."""

import logging
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.db import Error, connection, transaction

from redress.kernel import jobs, queue
from redress.kernel.jobs import KINDS, NOW_RUNNING, TIMETABLES, Taken, Timetable, enqueue
from redress.kernel.models import Schedule, WorkerSeen
from redress.kernel.queue import Superseded

log = logging.getLogger(__name__)
FORGOTTEN = timedelta(days=1)
SILENT = timedelta(seconds=90)
QUIET = timedelta(seconds=20)
YOUNG = timedelta(minutes=1)  # no worker is started afresh sooner, however much its work takes


class Worker:
    """One worker. Several may share a queue, on one machine or many.

    clock -- tells the time; the worker reads no other
    lease -- how long this worker may be silent before others take its job over
    """

    def __init__(self, name: str, *, clock: Callable[[], datetime], lease: timedelta = timedelta(minutes=1)) -> None:
        self.name = name[:80]
        self.clock = clock
        self.lease = lease
        self.stopping = threading.Event()
        self.holds: Taken | None = None

    def run(self, *, pause: float = 0.5, outgrown: Callable[[], bool] = lambda: False) -> None:
        """Work until told to stop; the job in hand is finished first.

        outgrown -- asked now and then while nothing is in hand; True ends the run, for the keeper to start it afresh
        """
        ask_at = self.clock() + YOUNG
        heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        heart.start()
        while not self.stopping.is_set():
            try:
                if self.turn():
                    continue
                # Something small is due every few seconds, so a long silence would never come.
                if self.clock() > ask_at:
                    ask_at = self.clock() + QUIET
                    if outgrown():
                        self.stop()
                self.stopping.wait(pause)
            except Error:
                log.exception("The database did not answer; trying again.")
                connection.close()
                self.stopping.wait(2)
        heart.join(timeout=2)

    def stop(self, *_: object) -> None:
        self.stopping.set()

    def turn(self) -> bool:
        """See to the timetable, do one job. Return whether there was anything to do."""
        put = put_due_on_queue(now=self.clock())
        return self.do_one() or bool(put)

    def drain(self) -> int:
        """Do everything that is due now. Return how many jobs were done or put back."""
        done = 0
        put_due_on_queue(now=self.clock())
        while self.do_one():
            done += 1
        return done

    def do_one(self) -> bool:
        job = queue.take(self.name, now=self.clock(), lease=self.lease)
        if job is None:
            return False
        self.holds = job
        token = NOW_RUNNING.set(job)
        try:
            self._do(job)
        finally:
            NOW_RUNNING.reset(token)
            self.holds = None
        return True

    def _do(self, job: Taken) -> None:
        kind = KINDS.get(job.kind)
        attempts = kind.attempts if kind else 8
        try:
            if job.attempts > attempts:
                raise RuntimeError("every worker that took this job died")
            if kind is None:
                raise LookupError("this release does not know this kind of work")
            self._perform(kind, job)
        except Superseded:
            log.warning("job %s (%s) was taken over by another worker; nothing was written", job.id, job.kind)
        except Exception as error:
            self._give_back(job, error, attempts)

    def _perform(self, kind: jobs.Kind, job: Taken) -> None:
        if kind.together:
            with transaction.atomic():
                kind.work(job.payload, now=self.clock())
                queue.finish(job)
        else:
            kind.work(job.payload, now=self.clock())
            queue.finish(job)

    def _give_back(self, job: Taken, error: Exception, attempts: int) -> None:
        if isinstance(error, Error):
            connection.close()
        dead = queue.put_back(job, now=self.clock(), error=described(error), attempts=attempts)
        log.error("job %s (%s) %s: %s", job.id, job.kind, "set aside" if dead else "failed", described(error))

    def _beat(self) -> None:
        """Say that this worker lives, and keep the lease of the job in hand."""
        started = self.clock()
        while True:
            now = self.clock()
            try:
                _seen(self.name, started=started, now=now)
                if (job := self.holds) is not None:
                    queue.keep(job, now=now, lease=self.lease)
            except Error:  # a locked file or a database on its way back: the next beat will tell
                connection.close()
            if self.stopping.wait(min(self.lease.total_seconds() / 3, 20)):
                break
        with suppress(Error):  # a farewell; who is not heard of is forgotten anyway
            WorkerSeen.objects.filter(name=self.name).delete()
        connection.close()


def described(error: Exception) -> str:
    """Say what went wrong and where, without any value: messages of errors quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def put_due_on_queue(*, now: datetime) -> list[str]:
    """Put on the queue what the timetable says is due, once, however many workers ask. Return the names."""
    rows = dict(Schedule.objects.values_list("name", "next_at"))
    due = [each for each in TIMETABLES.values() if each.name not in rows or rows[each.name] <= now]
    return [each.name for each in due if _turn_of(each, was=rows.get(each.name), now=now)]


@transaction.atomic
def _turn_of(timetable: Timetable, *, was: datetime | None, now: datetime) -> bool:
    following = timetable.after(now)
    if was is None:  # seen for the first time: its first turn is the next one
        Schedule.objects.bulk_create([Schedule(name=timetable.name, next_at=following)], ignore_conflicts=True)
        return False
    moved = Schedule.objects.filter(name=timetable.name, next_at=was).update(next_at=following, last_at=now)
    if moved:
        enqueue(timetable.kind, now=now, unique="timetable")
    return bool(moved)


def _seen(name: str, *, started: datetime, now: datetime) -> None:
    updated = WorkerSeen.objects.filter(name=name).update(seen_at=now)
    if not updated:
        WorkerSeen.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
        WorkerSeen.objects.bulk_create([WorkerSeen(name=name, started_at=started, seen_at=now)], ignore_conflicts=True)


def alive(*, now: datetime) -> bool:
    """Tell whether any worker was heard of lately."""
    return WorkerSeen.objects.filter(seen_at__gt=now - SILENT).exists()
