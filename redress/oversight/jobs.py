"""What comes round for oversight: reading the archive on, and proving the sums at night."""

from datetime import datetime, time, timedelta

from redress.kernel.jobs import Payload, job, schedule
from redress.oversight import rolling


@job("oversight.read_on", together=False)
def read_on(payload: Payload, *, now: datetime) -> None:
    rolling.read_all(now=now)


@job("oversight.prove", together=False)
def prove(payload: Payload, *, now: datetime) -> None:
    rolling.prove(now=now)


schedule("oversight.read_on", every=timedelta(minutes=1))
schedule("oversight.prove", at=time(2, 40))
