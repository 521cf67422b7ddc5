"""What comes round for cases: kept counts are summed up, requests long answered are forgotten, leftovers deleted."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from redress.cases import counts, once, tallies
from redress.kernel.jobs import Payload, job, schedule

RETRIES_LAST = timedelta(days=7)
UPLOADS_LAST = timedelta(days=1)


@job("cases.fold_tallies")
def fold_tallies(payload: Payload, *, now: datetime) -> None:
    tallies.fold()


@job("cases.renew_counts")
def renew_counts(payload: Payload, *, now: datetime) -> None:
    counts.renew(now=now)


@job("cases.forget_requests")
def forget_requests(payload: Payload, *, now: datetime) -> None:
    once.forget(before=now - RETRIES_LAST)


@job("cases.clear_leftovers", together=False)
def clear_leftovers(payload: Payload, *, now: datetime) -> None:
    """Delete what a stop in mid-upload left in the folder for passing things: it is not sealed yet."""
    for place in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if now - _touched(place) > UPLOADS_LAST:
            shutil.rmtree(place, ignore_errors=True) if place.is_dir() else place.unlink(missing_ok=True)


def _touched(place: Path) -> datetime:
    try:
        return datetime.fromtimestamp(max(one.stat().st_mtime for one in (place, *place.rglob("*"))), UTC)
    except FileNotFoundError:  # somebody who is at work there
        return datetime.max.replace(tzinfo=UTC)


schedule("cases.fold_tallies", every=timedelta(seconds=30))
schedule("cases.renew_counts", every=timedelta(minutes=10))
schedule("cases.forget_requests", every=timedelta(hours=6))
schedule("cases.clear_leftovers", every=timedelta(hours=6))
