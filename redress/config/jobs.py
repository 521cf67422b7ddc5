"""The timetable of the house: what comes round in rooms that keep no timetable of their own."""

from datetime import datetime, time, timedelta

from django.contrib.sessions.models import Session

from redress.deadlines import clocks
from redress.kernel.actors import system
from redress.kernel.jobs import Payload, job, schedule
from redress.kernel.sqlite import spread
from redress.records import log


@job("house.seal_archive", together=False)
def seal_archive(payload: Payload, *, now: datetime) -> None:
    """Give new entries their place in the log and sign it; each round is a transaction of its own."""
    while log.sequence(now):
        continue


@job("house.sweep_limits", together=False)
def sweep_limits(payload: Payload, *, now: datetime) -> None:
    """Record the limits whose last day has passed. A limit ends with a day, so an hour is often enough."""
    clocks.sweep(actor=system("sweep"), now=now)


@job("house.forget_sessions")
def forget_sessions(payload: Payload, *, now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()


@job("house.learn_spread", together=False)
def learn_spread(payload: Payload, *, now: datetime) -> None:
    """Let the database know how its rows are spread, where it does not look itself."""
    spread.learn()


schedule("house.seal_archive", every=timedelta(minutes=1))
schedule("house.sweep_limits", every=timedelta(hours=1))
schedule("house.forget_sessions", at=time(3, 50))
schedule("house.learn_spread", every=timedelta(minutes=15))
