"""A person who was not reached: work for the office, not a line in a log."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from redress.cases import actions
from redress.cases.models import Task
from redress.deadlines import calendars
from redress.kernel.actors import SYSTEM
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.law.calendars import MAINLAND
from redress.notices.models import Notice

KIND = "contact_party"
# Asked before a failure becomes a task: whether it was taken care of in another way. A module above registers itself.
INSTEAD: list[Callable[..., bool]] = []
TOLD_OF = ("complainant", "trader", "body")


def failed(notice: Notice, *, now: datetime) -> None:
    """See to a notice that failed: another way, and only where none is left a task."""
    if not any(instead(notice, now=now) for instead in INSTEAD):
        to_task(notice, now=now)


def to_task(notice: Notice, *, now: datetime) -> None:
    """Make a task of a notice that failed, due on the next working day; one is enough while it is open.

    A case that takes no tasks any more (ended, closed) keeps the failure in its ledger only.
    """
    if notice.case is None or notice.audience not in TOLD_OF:
        return
    if Task.objects.filter(case=notice.case, kind=KIND, added_by=SYSTEM.key, finished_at=None).exists():
        return
    due = calendars.current(MAINLAND).nth_working_day_after(day_of(now), 1)
    with override("en" if notice.language == "en" else "zh-hans"):
        words = {
            "complainant": gettext(
                "A notice did not reach the complainant. Reach them in another way, and note it here."
            ),
            "trader": gettext("A notice did not reach the trader. Reach them in another way, and note it here."),
            "body": gettext("A letter did not reach the other body. Send it in another way, and note it here."),
        }
        body = {"task": KIND, "due_on": due.isoformat(), "text": words[notice.audience]}
        try:
            with transaction.atomic():
                actions.act(notice.case.number, "add_task", body, actor=SYSTEM, now=now)
        except NotAllowed:
            return
