"""What comes round for the clocks: every minute, limits whose last day has passed are recorded as missed."""

from datetime import datetime, timedelta

from redress.deadlines import clocks
from redress.kernel.actors import system
from redress.kernel.jobs import Payload, job, schedule


@job("deadlines.sweep", together=False)
def sweep(payload: Payload, *, now: datetime) -> None:
    clocks.sweep(actor=system("sweep"), now=now)


schedule("deadlines.sweep", every=timedelta(minutes=1))
