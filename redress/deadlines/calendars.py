"""The calendar in use: the one that ships, with the years an office has published since."""

from redress.kernel.moments import SHANGHAI
from redress.law.calendars import Calendar, load_calendar

_published: dict[str, Calendar] = {}


def current(name: str) -> Calendar:
    """Return the calendar that clocks are counted with now."""
    return _published.get(name) or load_calendar(name)


def publish(name: str, calendar: Calendar) -> None:
    """Count with this calendar from now on; running clocks are recomputed by deadlines.republish."""
    _published[name] = calendar


def withdraw(name: str) -> None:
    """Go back to the calendar that ships."""
    _published.pop(name, None)


__all__ = ["SHANGHAI", "current", "publish", "withdraw"]
