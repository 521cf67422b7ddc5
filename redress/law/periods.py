"""Periods of the civil law, in days, months and years.

Source: civil-code-1-general Arts. 201-202. Art. 203 (an end on a rest day) is shown beside the answer, not built in:
see docs/decisions/0101-the-earlier-day.md.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=8192)
def later(start: date, days: int = 0, months: int = 0) -> date:
    """Return the last day of a period; the day on which it begins is not counted.

    Law: civil-code-1-general, Art. 201(1), 202 -- the day of the same number in the last month ends it, or that
    month's last day if it has no such day.

    >>> later(date(2026, 5, 20), months=6)
    datetime.date(2026, 11, 20)
    >>> later(date(2024, 2, 29), months=36)
    datetime.date(2027, 2, 28)
    """
    if months:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        start = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return start + timedelta(days=days)
