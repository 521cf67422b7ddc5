"""What a worker does for notices: sends what is due, and sees to what was left lying."""

from datetime import datetime, timedelta

from redress.kernel.jobs import Payload, enqueue, job, schedule
from redress.notices import ledger, sending, telling, ways
from redress.notices.models import Notice


@job("notices.send", together=False)  # each try is written down by itself
def send(payload: Payload, *, now: datetime) -> None:
    sending.send_due(str(payload["channel"]), now=now)


@job("notices.sweep")
def sweep(payload: Payload, *, now: datetime) -> None:
    """Wake the senders for what is due, and let go what was held for a channel that is there now."""
    for channel in sending.LINES:
        if not ways.missing(channel):
            Notice.objects.filter(channel=channel, state="held", fault__endswith=".not_set_up").update(
                state="waiting", fault="", next_at=now
            )
        if sending.due(channel, now=now):
            ledger.wake(channel, at=now, now=now)


@job("notices.read_on")
def read_on(payload: Payload, *, now: datetime) -> None:
    """Read the archive to its end, a part a transaction, so that nobody who files waits long."""
    if telling.read_on(now=now) >= telling.AT_ONCE:
        enqueue("notices.read_on", now=now, unique="more")


schedule("notices.read_on", every=timedelta(seconds=20))
schedule("notices.sweep", every=timedelta(minutes=1))
