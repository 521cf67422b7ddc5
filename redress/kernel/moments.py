"""The zone in which the law counts days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """Return the calendar day in Asia/Shanghai on which a moment falls.

    moment -- aware datetime, any zone
    """
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone; without one its day is a guess.")
    return moment.astimezone(SHANGHAI).date()
