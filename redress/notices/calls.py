"""A call that somebody has to make: a notice whose way is the telephone, and the task with what to say and what not."""

from datetime import datetime

from redress.cases import tasks
from redress.deadlines import calendars
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.law.calendars import MAINLAND
from redress.notices import chain, ledger
from redress.notices.models import Notice

CALL = "call_party"  # the task of making a call; its words are those of the call


def to_task(notice: Notice, *, now: datetime, actor: Actor) -> None:
    """Make the task of a call, due within the days of the office; one is enough while it is open."""
    if notice.case is None or notice.channel != "call" or tasks.is_open(notice.case, (CALL,)):
        return
    due = calendars.current(MAINLAND).nth_working_day_after(day_of(now), chain.of(notice.agency_id).call_due)
    tasks.add(notice.case, CALL, due_on=due, actor=actor, now=now, text=str(ledger.sealed(notice)["text"]))


def waiting_call(case_id: int) -> Notice | None:
    """The call of a case that is to be made next."""
    return Notice.objects.filter(case_id=case_id, channel="call", state="waiting").order_by("pk").first()
