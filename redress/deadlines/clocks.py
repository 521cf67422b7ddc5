"""Opening, recomputing and sweeping the clocks of cases. Every date comes from law.clock; nothing here counts a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import connection, transaction

from redress.deadlines import calendars
from redress.deadlines.models import MISSED, RUNNING, Clock, Sweep
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.rows import Reader, change, stored
from redress.kernel.rows import insert as rows_of
from redress.law import packs
from redress.law.clock import ClockResult, Event, clock
from redress.law.limits import Limit
from redress.records.entries import Draft, append

COLUMNS = (
    "subject", "agency_id", "limit_code", "family", "rule_set", "rule_version", "calendar_version", "started_on",
    "due_on", "state", "provisional", "superseded_why",
)  # fmt: skip
_read = Reader(Clock)


@dataclass(frozen=True, slots=True)
class Due:
    """What a limit comes to, as a value."""

    code: str
    family: str
    rule_set: str
    rule_version: str
    calendar_version: str
    started_on: date
    due_on: date | None
    state: str
    provisional: bool


def compute(limit: Limit, events: Sequence[Event], *, pack_id: str, today: date | None) -> ClockResult:
    """Count one limit over the events of one case, with the calendar now in use."""
    return clock(limit, events, calendars.current(packs.load(pack_id).calendar), today=today)


def _due(limit: Limit, pack: packs.Pack, result: ClockResult) -> Due | None:
    if result.started_on is None:
        return None
    return Due(
        limit.code,
        limit.family,
        pack.id,
        pack.version,
        result.calendar_version,
        result.started_on,
        result.due_on,
        result.state,
        result.provisional,
    )


@lru_cache(maxsize=4096)
def _at_receipt(pack_id: str, kind: str, events: tuple[str, ...], day: date, calendar_version: str) -> tuple[Due, ...]:
    """Clocks that run from receipt alone: they depend on the day only, so each day is counted once."""
    pack = packs.load(pack_id)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=calendars.SHANGHAI)
    happened = [Event(name, at) for name in events]
    found = [_due(limit, pack, compute(limit, happened, pack_id=pack_id, today=None)) for limit in pack.clocks_of(kind)]
    return tuple(due for due in found if due is not None)


def at_receipt(pack_ids: Iterable[str], kind: str, *, received_at: datetime, events: tuple[str, ...]) -> list[Due]:
    """Return the clocks that start when a case of this kind is received."""
    day = day_of(received_at)
    found: list[Due] = []
    for pack_id in pack_ids:
        version = calendars.current(packs.load(pack_id).calendar).version
        found += _at_receipt(pack_id, kind, events, day, version)
    return found


def nearest(dues: Iterable[Due]) -> Due | None:
    """The statutory limit that ends first among those that run."""
    running = [due for due in dues if due.family == "statute" and due.state == RUNNING and due.due_on is not None]
    return min(running, key=lambda due: due.due_on or date.max, default=None)


def insert(rows: Sequence[tuple[int, int, Due]]) -> None:
    """Store clocks: (case id, agency id, due) each; one statement, inside the caller's transaction."""
    if not rows:
        return
    values = [
        (
            subject,
            agency_id,
            due.code,
            due.family,
            due.rule_set,
            due.rule_version,
            due.calendar_version,
            due.started_on,
            due.due_on,
            due.state,
            due.provisional,
            "",
        )
        for subject, agency_id, due in rows
    ]
    rows_of("deadlines_clock", COLUMNS, values)


def refresh(
    subject: int,
    agency_id: int,
    *,
    pack_ids: Sequence[str],
    kind: str,
    events: Sequence[Event],
    why: str,
    now: datetime,
    actor: Actor,
) -> list[Due]:
    """Recompute every clock of a case after an event; return what they come to now.

    A clock whose day or calendar changed is not overwritten: the old result stays, marked as superseded.
    """
    current = {row.limit_code: row for row in _read("WHERE subject = %s AND superseded_at IS NULL", [subject])}
    today = day_of(now)
    dues: list[Due] = []
    fresh: list[tuple[int, int, Due]] = []
    for pack_id in pack_ids:
        pack = packs.load(pack_id)
        for limit in pack.clocks_of(kind):
            due = _due(limit, pack, compute(limit, events, pack_id=pack_id, today=today))
            if due is not None:
                dues.append(due)
                if _settle(current.get(limit.code), due, agency_id, why=why, now=now):
                    fresh.append((subject, agency_id, due))
    insert(fresh)
    return dues


def _settle(row: Clock | None, due: Due, agency_id: int, *, why: str, now: datetime) -> bool:
    """Bring a stored clock up to date; return whether a new row is to be written."""
    if row is None:
        return True
    same = (row.due_on, row.started_on, row.calendar_version) == (due.due_on, due.started_on, due.calendar_version)
    if not same:
        change("deadlines_clock", row.pk, {"superseded_at": now, "superseded_why": why[:64]})
        return True
    state = MISSED if row.missed_at and due.state == RUNNING else due.state
    changes: dict[str, object] = {}
    if state != row.state:
        changes["state"] = state
        if state == "met":
            changes["met_on"] = day_of(now)
    if agency_id != row.agency_id:
        changes["agency_id"] = agency_id
    if due.provisional != row.provisional:
        changes["provisional"] = due.provisional
    if changes:
        change("deadlines_clock", row.pk, changes)
    return False


def of(subject: int) -> list[Clock]:
    """The clocks of a case that stand now, statutory first."""
    last = "NULLS LAST" if connection.vendor == "sqlite" else ""  # as PostgreSQL does by itself
    return _read(f"WHERE subject = %s AND superseded_at IS NULL ORDER BY family DESC, due_on {last}, id", [subject])


def as_they_were(subject: int, at: datetime) -> list[Clock]:
    """The clocks of a case as they stood right after a moment, for a letter that is typeset later."""
    rows = _read(
        "WHERE subject = %s AND (superseded_at IS NULL OR superseded_at > %s) ORDER BY id", [subject, stored(at)]
    )
    first: dict[str, Clock] = {}
    for row in rows:
        first.setdefault(row.limit_code, row)
    return list(first.values())


def sweep(*, actor: Actor, now: datetime, batch: int = 500) -> int:
    """Record every limit whose last day has passed. Safe to run twice and in parallel; returns how many it recorded.

    Each batch is one transaction: the rows are claimed by a conditional update, so a second sweep finds none of them.
    """
    run = Sweep.objects.create(started_at=now)
    today = day_of(now)
    missed = 0
    while True:
        with transaction.atomic():
            rows = _claim(today, now=now, batch=batch)
            append(
                [
                    Draft(
                        subject=subject,
                        event="deadline.missed",
                        at=now,
                        actor=actor.key,
                        data={"limit": code, "due_on": str(due_on), "row": pk},
                    )
                    for pk, subject, code, due_on in rows
                ]
            )
        missed += len(rows)
        if len(rows) < batch:
            break
    Sweep.objects.filter(pk=run.pk).update(finished_at=now, missed=missed)
    return missed


def _claim(today: date, *, now: datetime, batch: int) -> list[tuple[int, int, str, date]]:
    """Mark up to `batch` overdue clocks and return them; rows another sweep holds are passed over."""
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE deadlines_clock SET missed_at = %s, state = 'missed'
            WHERE id IN (
                SELECT id FROM deadlines_clock
                WHERE state = 'running' AND superseded_at IS NULL AND missed_at IS NULL AND due_on < %s
                ORDER BY due_on, id LIMIT {int(batch)} {skip}
            ) AND missed_at IS NULL
            RETURNING id, subject, limit_code, due_on
            """,
            [stored(now), stored(today)],
        )
        return [(pk, subject, code, as_day(due_on)) for pk, subject, code, due_on in cursor.fetchall()]


def as_day(value: date | str) -> date:
    """SQLite hands days back as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
