"""How the tests of the clock write down what happened."""

from datetime import date, datetime, timedelta

from redress.law.calendars import load_calendar
from redress.law.clock import Event, clock
from redress.law.packs import load
from redress.law.recorded import SHANGHAI

CALENDAR = load_calendar()
RULES_2026, RULES_2019, STANDARD = (load(name).limits for name in ("cn-samr-2026", "cn-samr-2019", "cn-standard"))
ACCEPT, MEDIATE, VERIFY = (RULES_2026[code] for code in ("T_ACCEPT", "T_MEDIATE", "T_VERIFY_CLUE"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def on(event: str, text: str, hour: int = 9) -> Event:
    return Event(event, datetime.combine(day(text), datetime.min.time(), SHANGHAI) + timedelta(hours=hour))


def history(*pairs: tuple[str, str]) -> list[Event]:
    return [on(event, text) for event, text in pairs]


def due(limit, *pairs, calendar=CALENDAR, today=None):
    return clock(limit, history(*pairs), calendar, today=today).due_on
