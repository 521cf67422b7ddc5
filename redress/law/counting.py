"""Counting a period day by day, with the reason for every day counted or left out.

Source: samr-complaint-2026 Art. 45; penalty-procedure-2022 Art. 80; civil-code-1-general Arts. 201-203.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from redress.law.bilingual import Bilingual, both
from redress.law.calendars import Calendar, DayFlags

OPEN = date.max.toordinal()  # last day of an interval that has not ended


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the window.

    number -- which day of the limit it is; None if it is not counted
    """

    day: date
    counted: bool
    reason_code: str
    reason: Bilingual
    number: int | None = None

    def as_dict(self, language: str | None = None) -> dict[str, object]:
        """language -- "zh" or "en" for plain reasons; None for both."""
        reason = dict(self.reason) if language is None else self.reason[language]
        return {
            "day": self.day.isoformat(),
            "counted": self.counted,
            "number": self.number,
            "reason_code": self.reason_code,
            "reason": reason,
        }


@dataclass(frozen=True, slots=True)
class Interval:
    """Days that are not counted, as ordinals, both included; `last` is OPEN while it lasts."""

    first: int
    last: int
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Count:
    """What counting gave; due_on is None while an open interval stands in the way."""

    due_on: date | None
    steps: tuple[Step, ...]
    provisional: bool
    paused_on: date | None = None


@lru_cache(maxsize=2048)
def count(calendar: Calendar, unit: str, start: int, length: int, intervals: tuple[Interval, ...], roll: str) -> Count:
    """Count `length` days after the start day, which is itself not counted.

    start -- ordinal of the start day
    Answers are remembered: the cases of one day share one count.
    """
    if unit == "years":
        return _count_years(calendar, date.fromordinal(start), length, roll)
    working = unit == "working_days"
    steps: list[Step] = []
    number, ordinal, provisional = 0, start, False
    while number < length:
        ordinal += 1
        flags = calendar.describe(date.fromordinal(ordinal))
        interval = _covering(intervals, ordinal)
        provisional |= working and flags.provisional
        if working and not flags.working:
            steps.append(_left_out(flags))
        elif interval is None:
            number += 1
            steps.append(_counted(flags, number, working=working))
        else:
            steps.append(Step(flags.day, False, interval.code, _not_counted(interval.zh, interval.en)))
        if interval is not None and interval.last == OPEN:
            return Count(None, tuple(steps), provisional, paused_on=flags.day)
    if working:
        return Count(steps[-1].day, tuple(steps), provisional)
    return _rolled(calendar, steps, roll)


def _count_years(calendar: Calendar, start: date, years: int, roll: str) -> Count:
    """The day of the same name ends it; 29 February gives way to the 28th (civil-code-1-general Art. 202)."""
    year = start.year + years
    try:
        last = start.replace(year=year)
    except ValueError:
        last = start.replace(year=year, day=28)
    begins = Step(date.fromordinal(start.toordinal() + 1), True, "first_day", _FIRST_DAY)
    return _rolled(calendar, [begins, Step(last, True, "last_day", _COUNTED)], roll)


def _rolled(calendar: Calendar, steps: list[Step], roll: str) -> Count:
    """Move the end of a calendar period off a holiday, in the reading that the rule set has chosen."""
    last = steps[-1]
    flags = calendar.describe(last.day)
    reason = _MOVES if _moves(flags, roll) else _last_day(roll, resting=not flags.working)
    steps[-1] = Step(last.day, True, "last_day", reason, last.number)
    while _moves(flags, roll):
        flags = calendar.describe(date.fromordinal(flags.day.toordinal() + 1))
        if _moves(flags, roll):
            steps.append(Step(flags.day, False, "roll", _left_out(flags).reason))
        else:
            steps.append(Step(flags.day, False, "due_after_roll", _DUE_AFTER[roll]))
    return Count(steps[-1].day, tuple(steps), roll != "none" and flags.provisional)


def _moves(flags: DayFlags, roll: str) -> bool:
    match roll:
        case "statutory_holiday":
            return flags.statutory_holiday
        case "any_rest_day":
            return not flags.working
        case _:
            return False


def _covering(intervals: tuple[Interval, ...], ordinal: int) -> Interval | None:
    for interval in intervals:
        if interval.first <= ordinal <= interval.last:
            return interval
    return None


def _counted(flags: DayFlags, number: int, *, working: bool) -> Step:
    if working and flags.make_up:
        return Step(flags.day, True, "make_up", _MAKE_UP, number)
    return Step(flags.day, True, "counted", _WORKING if working else _COUNTED, number)


def _left_out(flags: DayFlags) -> Step:
    if flags.day_off and flags.name:
        zh, en = flags.name["zh"], flags.name["en"]
        if flags.statutory_holiday:
            return Step(flags.day, False, "statutory_holiday", _festival(zh, en))
        return Step(flags.day, False, "day_off", _day_off(zh, en))
    return Step(flags.day, False, "weekend", _WEEKEND)


@cache
def _festival(zh: str, en: str) -> Bilingual:
    return both(f"{zh}，法定节假日", f"{en}, statutory holiday")


@cache
def _day_off(zh: str, en: str) -> Bilingual:
    return both(f"{zh}放假", f"{en}, day off")


@cache
def _not_counted(zh: str, en: str) -> Bilingual:
    return both(f"{zh}期间，不计入", f"{en}: not counted")


@cache
def _last_day(roll: str, *, resting: bool) -> Bilingual:
    if resting and roll == "statutory_holiday":
        return both(
            "最后一日。当天休息，但不是法定节假日当天，按严格解释不顺延",
            "Last day. People rest on it, but it is no statutory holiday itself: in the strict reading it does not move",
        )
    return both(f"最后一日（{_READING[roll]['zh']}）", f"Last day ({_READING[roll]['en']})")


_WEEKEND = both("周末", "weekend")
_WORKING = both("工作日，计入", "working day, counted")
_MAKE_UP = both("调休上班日，计入", "make-up working day, counted")
_COUNTED = both("计入", "counted")
_MOVES = both("最后一日，遇休息，期限顺延", "Last day, but people rest on it: the limit ends later")
_FIRST_DAY = both("从次日起算", "counting begins on the next day")
_READING = {
    "statutory_holiday": both("遇法定节假日当天才顺延", "only a statutory holiday itself would move it"),
    "any_rest_day": both("遇休息日顺延", "any rest day would move it"),
    "none": both("不顺延", "nothing moves it"),
}
_DUE_AFTER = {
    "statutory_holiday": both(
        "法定节假日后的第一日，期限到这一天（严格解释：只有节日当天顺延）",
        "First day after the statutory holiday: the limit ends here (strict reading: only festival days move it)",
    ),
    "any_rest_day": both(
        "休息日后的第一日，期限到这一天（宽松解释：周末和放假日都顺延）",
        "First day after the rest days: the limit ends here (wider reading: weekends and days off move it too)",
    ),
}
