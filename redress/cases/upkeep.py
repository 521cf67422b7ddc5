"""What comes round for cases: kept counts are summed up, requests long answered are forgotten."""

from datetime import datetime, timedelta

from redress.cases import counts, once, tallies
from redress.kernel.jobs import Payload, job, schedule

RETRIES_LAST = timedelta(days=7)


@job("cases.fold_tallies")
def fold_tallies(payload: Payload, *, now: datetime) -> None:
    tallies.fold()


@job("cases.renew_counts")
def renew_counts(payload: Payload, *, now: datetime) -> None:
    counts.renew(now=now)


@job("cases.forget_requests")
def forget_requests(payload: Payload, *, now: datetime) -> None:
    once.forget(before=now - RETRIES_LAST)


schedule("cases.fold_tallies", every=timedelta(seconds=30))
schedule("cases.renew_counts", every=timedelta(minutes=10))
schedule("cases.forget_requests", every=timedelta(hours=6))
