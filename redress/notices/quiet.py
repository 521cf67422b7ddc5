"""Quiet hours: nobody's telephone rings at night because an office works late."""

from datetime import datetime, time, timedelta

from redress.kernel.moments import SHANGHAI

FROM, UNTIL = time(21), time(8)
CHANNELS = frozenset({"sms", "call"})


def earliest(channel: str, at: datetime) -> datetime:
    """Return the first moment from `at` on at which this channel may be used.

    >>> earliest("sms", datetime(2026, 9, 22, 21, 0, tzinfo=SHANGHAI)).isoformat()
    '2026-09-23T08:00:00+08:00'
    >>> earliest("email", datetime(2026, 9, 22, 23, 0, tzinfo=SHANGHAI)).isoformat()
    '2026-09-22T23:00:00+08:00'
    """
    if channel not in CHANNELS:
        return at
    local = at.astimezone(SHANGHAI)
    if UNTIL <= local.time() < FROM:
        return at
    day = local.date() + timedelta(days=1) if local.time() >= FROM else local.date()
    return datetime.combine(day, UNTIL, SHANGHAI)
