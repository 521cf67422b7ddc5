"""Reports of the month, made by themselves."""

from datetime import datetime, time

from redress.kernel.jobs import Payload, job, schedule
from redress.portals.oversight import reports


@job("oversight.month_reports", together=False)
def month_reports(payload: Payload, *, now: datetime) -> None:
    reports.make_monthly(now=now)


schedule("oversight.month_reports", at=time(4, 10))
