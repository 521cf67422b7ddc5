"""Limits for strangers: generous, counted in the database, and never a dead end (pages name the human way)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from redress.kernel.rows import stored
from redress.portals.public.models import Knock


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` tries in a window of `seconds`."""

    name: str
    most: int
    seconds: int


LOOK_UP = Quota("look_up", 20, 600)  # wrong answers, by address
LOOK_UP_CASE = Quota("look_up_case", 30, 3600)  # wrong answers, by case or telephone
RESUME = Quota("resume", 10, 600)
START = Quota("start", 60, 3600)
SEND = Quota("send", 30, 3600)


def _digest(quota: Quota, who: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"knock\0{quota.name}\0{who}".encode(), hashlib.sha256)


def _window(quota: Quota, now: datetime) -> tuple[int, int]:
    """The window a moment lies in, and the seconds until it ends."""
    moment = int(now.timestamp())
    return moment // quota.seconds, quota.seconds - moment % quota.seconds


def wait(quota: Quota, who: str, *, now: datetime) -> int:
    """Return how many seconds to wait; 0 if one more try is fine."""
    window, left = _window(quota, now)
    row = Knock.objects.filter(digest=_digest(quota, who), window=window).first()
    return left if row is not None and row.n >= quota.most else 0


def count(quota: Quota, who: str, *, now: datetime) -> None:
    """Count one try."""
    window, left = _window(quota, now)
    until = datetime.fromtimestamp(now.timestamp() + left, UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO public_knock (digest, "window", n, until) VALUES (%s, %s, 1, %s) '
            "ON CONFLICT (digest) DO UPDATE SET until = excluded.until, "
            'n = CASE WHEN public_knock."window" = excluded."window" THEN public_knock.n + 1 ELSE 1 END, '
            '"window" = excluded."window"',
            [_digest(quota, who), window, stored(until)],
        )


def take(quota: Quota, who: str, *, now: datetime) -> int:
    """Count one try; return how many seconds to wait if that was one too many."""
    seconds = wait(quota, who, now=now)
    if not seconds:
        count(quota, who, now=now)
    return seconds


def forget(*, now: datetime) -> int:
    """Delete counts of windows that have ended; return how many."""
    return Knock.objects.filter(until__lt=now).delete()[0]
