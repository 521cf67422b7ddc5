"""The queue's own statements: take, keep, finish, put back. Each is one row, and safe among many workers.

A job belongs to whoever last took it: every statement about it names worker and attempt, so that a worker that was
away for too long finds that its job is no longer its own.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from redress.kernel.jobs import Taken, running

LONGEST_WAIT = timedelta(hours=1)


class Superseded(Exception):
    """Another worker has taken this job over; what this one was about to write must not be written."""


def take(worker: str, *, now: datetime, lease: timedelta) -> Taken | None:
    """Take the job that has waited longest, or one whose worker fell silent; None if there is nothing to do."""
    adapt = connection.ops.adapt_datetimefield_value
    stamp, until = adapt(now), adapt(now + lease)
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    due = "SELECT id FROM kernel_job WHERE dead_at IS NULL AND next_at <= %s ORDER BY next_at, id LIMIT 1"
    with connection.cursor() as cursor:
        # Looking first keeps an idle worker from taking SQLite's one write lock again and again.
        cursor.execute(due, [stamp])
        if cursor.fetchone() is None:
            return None
        cursor.execute(
            "UPDATE kernel_job SET next_at = %s, attempts = attempts + 1, worker = %s, unique_key = NULL"
            f" WHERE id = ({due}{lock}) RETURNING id, kind, payload, attempts",
            [until, worker, stamp],
        )
        row = cursor.fetchone()
    return Taken(row[0], row[1], json.loads(row[2]), row[3], worker) if row else None


def keep(job: Taken, *, now: datetime, lease: timedelta) -> bool:
    """Say that the job is still being worked on. Return False if it is no longer ours."""
    until = connection.ops.adapt_datetimefield_value(now + lease)
    return _about(job, "UPDATE kernel_job SET next_at = %s", [until])


def finish(job: Taken) -> None:
    """Take the job off the queue. Raises Superseded, for the caller's transaction to fail, if it is no longer ours."""
    if not _about(job, "DELETE FROM kernel_job", []):
        raise Superseded


def put_back(job: Taken, *, now: datetime, error: str, attempts: int, wait: timedelta = timedelta(seconds=5)) -> bool:
    """Try again later, twice as late each time; set it aside after the last attempt. Return whether it was set aside.

    error -- kind and place of the failure, no values
    """
    adapt = connection.ops.adapt_datetimefield_value
    if job.attempts >= attempts:
        _about(job, "UPDATE kernel_job SET dead_at = %s, worker = '', error = %s", [adapt(now), error[:200]])
        return True
    later = now + min(wait * 2 ** (job.attempts - 1), LONGEST_WAIT)
    _about(job, "UPDATE kernel_job SET next_at = %s, worker = '', error = %s", [adapt(later), error[:200]])
    return False


def _about(job: Taken, statement: str, values: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement} WHERE id = %s AND attempts = %s AND worker = %s AND dead_at IS NULL",
            [*values, job.id, job.attempts, job.worker],
        )
        return bool(cursor.rowcount)


@contextmanager
def fenced() -> Iterator[None]:
    """Write what long work has come to, in one transaction, and only while the job is still ours.

    Outside a worker it is a plain transaction. Raises Superseded, and writes nothing, if another worker has the job.
    """
    mine = running()
    with transaction.atomic():
        yield
        if mine is not None and not _about(mine, "UPDATE kernel_job SET error = ''", []):
            raise Superseded


def revive(ids: list[int] | None = None, *, now: datetime) -> int:
    """Put jobs that were set aside back on the queue, all of them or those named. Return how many."""
    stamp = connection.ops.adapt_datetimefield_value(now)
    some = "" if ids is None else f" AND id IN ({','.join(str(int(each)) for each in ids) or 'NULL'})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE kernel_job SET dead_at = NULL, attempts = 0, next_at = %s WHERE dead_at IS NOT NULL{some}", [stamp]
        )
        return int(cursor.rowcount)
