"""Work for later: named, put on the queue inside the caller's transaction, done by a worker, never lost.

An action writes `enqueue("cases.write_letter", {"case": 12}, now=now)` beside its other rows: they are stored together
or not at all. The chapter that owns the work registers it in its `jobs.py`:

    @job("cases.write_letter")
    def write_letter(payload: Payload, *, now: datetime) -> None: ...

    schedule("deadlines.sweep", every=timedelta(minutes=5))
"""

import json
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from django.db import connection

from redress.kernel.moments import SHANGHAI

Payload = Mapping[str, object]
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
ID = re.compile(r"[A-Za-z0-9._:/+=-]{0,80}")  # what an id looks like; a name, an address or a story does not


class Work(Protocol):
    def __call__(self, payload: Payload, *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of work is done.

    attempts -- tries before a job is set aside for a person to look at
    together -- the work and its completion are one transaction: its rows appear exactly once, whatever dies. Work that
        takes long before it writes says False, and wraps its writes in `queue.fenced()`
    """

    name: str
    work: Work
    attempts: int
    together: bool


@dataclass(frozen=True, slots=True)
class Timetable:
    """When work comes round: every so often, or every day at an hour of Asia/Shanghai."""

    name: str
    kind: str
    every: timedelta
    at: time | None

    def after(self, moment: datetime) -> datetime:
        """Return the first turn after a moment. Turns that were slept through are not made up for one by one."""
        if self.at is None:
            step = self.every.total_seconds()
            return datetime.fromtimestamp((moment.timestamp() // step + 1) * step, UTC)
        local = moment.astimezone(SHANGHAI)
        turn = datetime.combine(local.date(), self.at, SHANGHAI)
        return (turn if turn > local else turn + timedelta(days=1)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that a worker holds. Worker and attempt together are the fence."""

    id: int
    kind: str
    payload: Payload
    attempts: int
    worker: str


KINDS: dict[str, Kind] = {}
TIMETABLES: dict[str, Timetable] = {}
NOW_RUNNING: ContextVar[Taken | None] = ContextVar("job", default=None)


def job(name: str, *, attempts: int = 8, together: bool = True) -> Callable[[Work], Work]:
    """Register the function that does this kind of work. Registering a name twice is a mistake and says so."""

    if not NAME.fullmatch(name):
        raise ValueError(f"A kind of work is named chapter.what_it_does, not “{name}”.")

    def register(work: Work) -> Work:
        if name in KINDS and KINDS[name].work is not work:
            raise ValueError(f"“{name}” is registered twice.")
        KINDS[name] = Kind(name, work, attempts, together)
        return work

    return register


def schedule(
    kind: str, *, every: timedelta = timedelta(days=1), at: time | None = None, name: str | None = None
) -> None:
    """Let work come round.

    every -- the interval; turns lie on whole multiples of it
    at -- instead, an hour of the day in Asia/Shanghai
    name -- of the timetable row; the kind's own unless the same work comes round in two ways
    """
    TIMETABLES[name or kind] = Timetable(name or kind, kind, every, at)


def enqueue(
    kind: str,
    payload: Payload | None = None,
    *,
    now: datetime,
    run_at: datetime | None = None,
    unique: str | None = None,
) -> None:
    """Put work on the queue, in the transaction of the caller.

    payload -- ids only; anything that could be a person's words is refused
    run_at -- not before this moment; default: now
    unique -- while work with this key waits and has not begun, no second one is added; the earlier time is kept
    """
    values = payload or {}
    _only_ids(values)
    adapt = connection.ops.adapt_datetimefield_value
    stamp = adapt(now)
    key = f"{kind}:{unique}" if unique is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            ENQUEUE_UNIQUE if key else ENQUEUE,
            [kind, json.dumps(values, separators=(",", ":")), key, adapt(run_at) if run_at else stamp, stamp],
        )


ENQUEUE = (
    "INSERT INTO kernel_job (kind, payload, unique_key, next_at, created_at, attempts, worker, error)"
    " VALUES (%s, %s, %s, %s, %s, 0, '', '')"
)
# Writing the waiting row, even when nothing changes, holds it until the caller commits: a worker cannot take it
# before it can see what the caller has done.
ENQUEUE_UNIQUE = (
    ENQUEUE + " ON CONFLICT (unique_key) DO UPDATE SET next_at ="
    " CASE WHEN excluded.next_at < kernel_job.next_at THEN excluded.next_at ELSE kernel_job.next_at END"
)


def _only_ids(values: Payload) -> None:
    for name, value in values.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            if not (item is None or isinstance(item, int) or (isinstance(item, str) and ID.fullmatch(item))):
                raise ValueError(f"A job carries ids only; “{name}” is something else.")


def running() -> Taken | None:
    """Return the job this code does the work of; None outside a worker."""
    return NOW_RUNNING.get()
