"""The timetable of the inbox: fetch every minute where a mailbox is set, tidy once a night."""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings

from redress.kernel.jobs import Payload, job, schedule
from redress.portals.inbox import held, mailbox

LOG = logging.getLogger("redress.inbox")


@job("inbox.fetch", together=False)  # each mail is a transaction of its own
def fetch(payload: Payload, *, now: datetime) -> None:
    if not settings.REDRESS_MAILBOX_URL:
        return
    try:
        mailbox.fetch(now=now)
    except mailbox.MailboxAway as error:  # the next minute tries again; the doctor says so too
        LOG.warning("The mailbox is away: %s", error)


@job("inbox.tidy")
def tidy(payload: Payload, *, now: datetime) -> None:
    held.tidy(now=now)


schedule("inbox.fetch", every=timedelta(minutes=1))
schedule("inbox.tidy", at=time(3, 50))
