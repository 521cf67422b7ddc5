"""When a counter is open: hours of a week, days that are closed, and the working days of the country.

Hours are kept as one text, "1-5 09:00-12:00 13:30-17:00; 6 09:00-12:00", Monday being 1, so that they stand in a cell of
a table too. An official holiday closes what the week opens; a day worked in exchange for one is open as a Monday is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext

from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import Problem
from redress.law.calendars import Calendar

Spans = tuple[tuple[time, time], ...]
LONGEST = 300  # characters of the text that is kept
AHEAD = 60  # days in which the next opening is looked for
CHINESE = "一二三四五六日"
ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TO = r"\s*(?:-|–|—|~|至|到|to)\s*"
_DAY = r"(?:周|星期|礼拜)?[一二三四五六日天]|mon|tue|wed|thu|fri|sat|sun|[1-7]"
_DAYS = re.compile(rf"\s*({_DAY})[a-z]*(?:{_TO}({_DAY})[a-z]*)?(?=[\s,、，:：]|$)[\s,、，:：]*", re.I)
_SPAN = re.compile(rf"([0-9]{{1,2}})[:：]([0-9]{{2}}){_TO}([0-9]{{1,2}})[:：]([0-9]{{2}})[\s,，、和]*")


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which one office alone is closed, both included, and why."""

    first_on: date
    last_on: date
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a counter is open at a moment: until when, or when it opens next (None: not within AHEAD days)."""

    open: bool
    until: datetime | None
    opens_at: datetime | None


class Week:
    """The hours of each weekday, Monday first."""

    __slots__ = ("days",)

    def __init__(self, days: Sequence[Spans]) -> None:
        self.days = tuple(days)

    def __bool__(self) -> bool:
        return any(self.days)

    def rows(self) -> list[tuple[int, int, Spans]]:
        """Days in a row with the same hours, as (first, last, hours); Monday is 1."""
        found: list[tuple[int, int, Spans]] = []
        for place, spans in enumerate(self.days, start=1):
            if found and found[-1][1] == place - 1 and found[-1][2] == spans:
                found[-1] = (found[-1][0], place, spans)
            elif spans:
                found.append((place, place, spans))
        return found

    def text(self) -> str:
        return "; ".join(f"{_run(first, last)} {_clock(spans)}" for first, last, spans in self.rows())

    def words(self, language: str) -> list[str]:
        """The hours as people read them, a line for each run of days."""
        english = language.startswith("en")
        lines = []
        for first, last, spans in self.rows():
            names = [ENGLISH[one - 1] if english else f"周{CHINESE[one - 1]}" for one in dict.fromkeys((first, last))]
            days = ("–" if english else "至").join(names)
            hours = (", " if english else "，").join(f"{_hm(start)}–{_hm(end)}" for start, end in spans)
            lines.append(f"{days} {hours}")
        return lines


def week(text: str) -> Week:
    """The week of a text that was kept."""
    return read(text)[0]


def read(text: str, *, pointer: str = "/opening") -> tuple[Week, list[Problem]]:
    """Read hours as people write them, one run of days a line or after a semicolon; say what cannot be read.

    >>> read("周一至周五 9:00-12:00、13:30-17:00\\nSat 9:00-12:00")[0].text()
    '1-5 09:00-12:00 13:30-17:00; 6 09:00-12:00'
    """
    days: list[Spans] = [()] * 7
    for line in re.split(r"[;；\n]", text.replace("\r", "")):
        if not line.strip():
            continue
        found = _line(line)
        if found is None or any(days[place] for place in found[0]):
            words = gettext(
                "“%(line)s” cannot be read. Write a line such as: Mon-Fri 09:00-12:00 13:30-17:00; each day once, times in order."
            )
            return Week([()] * 7), [Problem("opening.unreadable", words % {"line": line.strip()[:60]}, pointer)]  # fmt: skip
        for place in found[0]:
            days[place] = found[1]
    made = Week(days)
    if len(made.text()) > LONGEST:
        return Week([()] * 7), [Problem("opening.too_long", gettext("These are too many different hours."), pointer)]
    return made, []


def _line(line: str) -> tuple[range, Spans] | None:
    days = _DAYS.match(line)
    if days is None:
        return None
    first, last = _place(days[1]), _place(days[2] or days[1])
    spans: list[tuple[time, time]] = []
    place = days.end()
    while place < len(line):
        span = _SPAN.match(line, place)
        if span is None:
            return None
        start, end = _time(span[1], span[2]), _time(span[3], span[4])
        if start is None or end is None or end <= start or (spans and start < spans[-1][1]):
            return None
        spans.append((start, end))
        place = span.end()
    return (range(first, last + 1), tuple(spans)) if spans and last >= first else None


def _place(word: str) -> int:
    one = word.lower()
    if one.isdecimal():
        return int(one) - 1
    if one in (english := [name.lower() for name in ENGLISH]):
        return english.index(one)
    return CHINESE.index(one[-1].replace("天", "日"))


def _time(hour: str, minute: str) -> time | None:
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def hours_on(day: date, hours: Week, calendar: Calendar, closed: Iterable[Closed]) -> Spans:
    """The hours of one day; none where it is closed."""
    if any(one.first_on <= day <= one.last_on for one in closed):
        return ()
    flags = calendar.describe(day)
    if flags.make_up:
        return hours.days[day.weekday()] or hours.days[0]
    return () if flags.day_off else hours.days[day.weekday()]


def standing(at: datetime, hours: Week, calendar: Calendar, closed: Sequence[Closed]) -> Standing:
    """Say whether it is open at a moment, and until when; else when it opens next."""
    moment = at.astimezone(SHANGHAI)
    for ahead in range(AHEAD + 1):
        day = moment.date() + timedelta(days=ahead)
        for start, end in hours_on(day, hours, calendar, closed):
            opens, ends = (datetime.combine(day, one, tzinfo=SHANGHAI) for one in (start, end))
            if opens <= moment < ends:
                return Standing(open=True, until=ends, opens_at=None)
            if opens > moment:
                return Standing(open=False, until=None, opens_at=opens)
    return Standing(open=False, until=None, opens_at=None)


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _hm(moment: time) -> str:
    return moment.strftime("%H:%M")


def _clock(spans: Spans) -> str:
    return " ".join(f"{_hm(start)}-{_hm(end)}" for start, end in spans)
