"""Housekeeping of the public door: drafts nobody came back to, counts of windows that have ended."""

from datetime import datetime, time

from redress.kernel.jobs import Payload, job, schedule
from redress.portals import work
from redress.portals.public import drafts, knocks


@job("public.tidy")
def tidy(payload: Payload, *, now: datetime) -> None:
    drafts.purge(now=now)
    knocks.forget(now=now)
    work.forget(now=now)


schedule("public.tidy", at=time(3, 40))
