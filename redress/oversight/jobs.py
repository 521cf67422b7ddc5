"""What comes round for oversight: reading the archive on, and proving the sums at night."""

from datetime import datetime, time, timedelta

from redress.kernel.actors import system
from redress.kernel.jobs import Payload, job, schedule
from redress.oversight import rolling, triggers


@job("oversight.read_on", together=False)
def read_on(payload: Payload, *, now: datetime) -> None:
    rolling.read_all(now=now)


@job("oversight.prove", together=False)
def prove(payload: Payload, *, now: datetime) -> None:
    rolling.prove(now=now)


@job("oversight.look_for_triggers")
def look_for_triggers(payload: Payload, *, now: datetime) -> None:
    triggers.look(actor=system("triggers"), now=now)


schedule("oversight.look_for_triggers", at=time(3, 20))
schedule("oversight.read_on", every=timedelta(minutes=1))
schedule("oversight.prove", at=time(2, 40))
