"""What comes round for the archive: new entries get their place in the log within seconds."""

from datetime import datetime, timedelta

from redress.kernel.jobs import Payload, job, schedule
from redress.records import log


@job("records.sequence", together=False)
def sequence(payload: Payload, *, now: datetime) -> None:
    while log.sequence(now, limit=log.BATCH) >= log.BATCH:
        pass


schedule("records.sequence", every=timedelta(seconds=5))
