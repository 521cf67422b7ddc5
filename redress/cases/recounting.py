"""Counting running limits anew, after days off were published or changed. The old results are kept."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from redress.cases import actions
from redress.cases.models import Case
from redress.cases.tallies import keys_of, moved
from redress.deadlines import calendars, clocks
from redress.deadlines.models import PAUSED, RUNNING, Clock
from redress.kernel.actors import Actor
from redress.law import packs
from redress.records.entries import Draft, append

BATCH = 200


def recount(*, actor: Actor, now: datetime, progress: Callable[[int], None] = lambda _: None) -> tuple[int, int]:
    """Recount every running limit that was counted with another calendar; return (cases looked at, dates changed).

    A day that changes is recorded in the archive with both days; ended limits keep the result of their time.
    Safe to stop and repeat: what was recounted carries the version of the calendar in use.
    """
    looked = changed = 0
    version = {
        name: calendars.current(name).version for name in {packs.load(one).calendar for one in packs.available()}
    }
    last = 0
    while True:
        subjects = list(
            Clock.objects.filter(superseded_at=None, state__in=(RUNNING, PAUSED), subject__gt=last)
            .exclude(calendar_version__in=list(version.values()))
            .order_by("subject")
            .values_list("subject", flat=True)
            .distinct()[:BATCH]
        )
        if not subjects:
            return looked, changed
        for subject in subjects:
            changed += _recount_one(subject, actor=actor, now=now)
            looked += 1
        last = subjects[-1]
        progress(looked)


@transaction.atomic
def _recount_one(subject: int, *, actor: Actor, now: datetime) -> int:
    case = Case.objects.select_for_update().get(pk=subject)
    before = {row.limit_code: row.due_on for row in clocks.of(subject)}
    dues = clocks.refresh(
        subject,
        case.agency_id,
        pack_ids=actions.pack_ids(case),
        kind=case.kind,
        events=actions.clock_events(case),
        why="calendar.published",
        now=now,
        actor=actor,
    )
    moves = {
        due.code: [str(before.get(due.code)), str(due.due_on)]
        for due in dues
        if due.code in before and before[due.code] != due.due_on
    }
    if not moves:
        return 0
    data = {"moved": moves, "calendar": dues[0].calendar_version}
    append([Draft(subject=subject, event="deadline.recounted", at=now, actor=actor.key, data=data)])
    nearest = clocks.nearest(dues) if case.phase == "open" else None
    old = _keys(case)
    case.next_due_on = nearest.due_on if nearest else None
    case.next_due_code = nearest.code if nearest else ""
    Case.objects.filter(pk=subject).update(next_due_on=case.next_due_on, next_due_code=case.next_due_code)
    moved(case.agency_id, old, case.agency_id, _keys(case))
    return len(moves)


def _keys(case: Case) -> list[str]:
    return keys_of(
        kind=case.kind, state=case.state, phase=case.phase, assignee_id=case.assignee_id, team_id=case.team_id,
        due_on=case.next_due_on,
    )  # fmt: skip
