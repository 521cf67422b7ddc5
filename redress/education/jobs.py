"""Work of this room that comes later."""

from datetime import datetime, time

from redress.education import subscribing
from redress.kernel.jobs import Payload, job, schedule


@job("education.send_warning")
def send_warning(payload: Payload, *, now: datetime) -> None:
    edition, after = payload["edition"], payload.get("after", 0)
    if isinstance(edition, int) and isinstance(after, int):
        subscribing.send(edition, after, now=now)


@job("education.forget_unconfirmed")
def forget_unconfirmed(payload: Payload, *, now: datetime) -> None:
    subscribing.forget_unconfirmed(now=now)


schedule("education.forget_unconfirmed", at=time(3, 30))
