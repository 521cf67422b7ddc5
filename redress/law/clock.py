"""The clock of a time limit: a pure function of what was recorded.

Source: samr-complaint-2026 Art. 45; penalty-procedure-2022 Art. 80. Days are days in Asia/Shanghai.
How readings were chosen where the texts are silent: docs/decisions/0110-how-a-clock-counts.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from redress.law.bilingual import Bilingual, both
from redress.law.calendars import Calendar
from redress.law.cite import Cite
from redress.law.counting import OPEN, Count, Interval, Step, count
from redress.law.faults import InputProblem
from redress.law.limits import Limit, LimitError, limit_from_table, limits_from_table
from redress.law.recorded import ClockInputError, Event, Reading, read_events

__all__ = [
    "ClockInputError",
    "ClockResult",
    "Event",
    "InputProblem",
    "Limit",
    "LimitError",
    "Step",
    "clock",
    "limit_from_table",
    "limits_from_table",
    "without_a_case",
]


@dataclass(frozen=True, slots=True)
class ClockResult:
    """What a clock shows, and how it came to it.

    due_on -- last day in time; None if not started, or paused with no end in sight
    earliest_due_on -- while paused without end: the due day if the pause ended today; it moves on with every day
    state -- "not_started", "running", "paused", "met" (done in time) or "missed" (too late, or not done and over)
    steps -- every day from the day after the start to the due day; while paused, to the day on which it stopped
    provisional -- a notice of days off that matters here is not published yet
    """

    code: str
    family: str
    state: str
    due_on: date | None
    started_on: date | None
    met_on: date | None
    earliest_due_on: date | None
    provisional: bool
    steps: tuple[Step, ...]
    cites: tuple[Cite, ...]
    calendar_version: str
    roll: str
    remarks: tuple[Bilingual, ...] = ()

    def as_dict(self, language: str | None = None) -> dict[str, object]:
        """language -- "zh" or "en" for plain texts; None for both."""
        return {
            "limit": self.code,
            "family": self.family,
            "state": self.state,
            "due_on": _iso(self.due_on),
            "started_on": _iso(self.started_on),
            "met_on": _iso(self.met_on),
            "earliest_due_on": _iso(self.earliest_due_on),
            "provisional": self.provisional,
            "steps": [step.as_dict(language) for step in self.steps],
            "cites": [cite.as_dict() for cite in self.cites],
            "calendar_version": self.calendar_version,
            "roll": self.roll,
            "remarks": [dict(remark) if language is None else remark[language] for remark in self.remarks],
        }


def clock(limit: Limit, events: Iterable[Event], calendar: Calendar, *, today: date | None = None) -> ClockResult:
    """Work out a limit from recorded events.

    Law: the day of the start is not counted; time for testing is left out, its first and last day included; a calendar
    period that ends on a statutory holiday ends on the first day after it (samr-complaint-2026 Arts. 22, 45).
    events -- in any order; those that do not concern the limit are left alone
    today -- local day for "missed" and "paused"; without it nothing undone is called missed
    Raises ClockInputError if the events cannot have happened so.
    """
    reading = read_events(limit, events)
    if reading.started_on is None:
        return _result(limit, calendar, reading, Count(None, (), False), state="not_started")
    counted, left_aside = _count(limit, calendar, reading, reading.started_on)
    state = _state(reading, counted, today)
    remarks = [*reading.remarks, *left_aside]
    earliest_due_on, provisional = None, counted.provisional
    if counted.paused_on is not None:
        ended, _ = _count(limit, calendar, _as_if_ended(reading, today), reading.started_on)
        earliest_due_on, provisional = ended.due_on, ended.provisional
    if provisional:
        remarks.append(_PROVISIONAL)
    return replace(
        _result(limit, calendar, reading, counted, state=state),
        earliest_due_on=earliest_due_on,
        provisional=provisional,
        remarks=tuple(remarks),
    )


def without_a_case(limit: Limit, events: Iterable[Event]) -> list[Event]:
    """Read events that somebody states without a case: "received", asked of a limit for advertising, is of advertising.

    What is stated exactly is left as it is, and the plain event beside it too.
    """
    stated = list(events)
    exact = {event.event for event in stated}
    plain = {said: meant for said, meant in limit.alone if meant not in exact}
    return [replace(event, event=plain.get(event.event, event.event)) for event in stated]


def _count(limit: Limit, calendar: Calendar, reading: Reading, started_on: date) -> tuple[Count, list[Bilingual]]:
    """Count the limit with what lengthened it; say what came too late, or too soon, to lengthen anything."""
    length = limit.length
    counted = count(calendar, limit.unit, started_on.toordinal(), length, reading.intervals, limit.roll)
    remarks: list[Bilingual] = []
    granted = [(reading.extended_on, limit.extension.length)] if limit.extension and reading.extended_on else []
    if reading.further and not granted:
        remarks.append(_NOT_EXTENDED_BEFORE)
    for day, days in (*granted, *(reading.further if granted else ())):
        if counted.due_on is not None and day > counted.due_on:
            remarks.append(_LATE_EXTENSION)
            break
        length += days
        counted = count(calendar, limit.unit, started_on.toordinal(), length, reading.intervals, limit.roll)
    return counted, remarks


def _state(reading: Reading, counted: Count, today: date | None) -> str:
    due_on = counted.due_on
    if reading.met_on is not None:
        return "met" if due_on is None or reading.met_on <= due_on else "missed"
    if due_on is None:
        return "paused"
    if today is None:
        return "running"
    if today > due_on:
        return "missed"
    day = today.toordinal()
    resumes_later = any(interval.first <= day < interval.last for interval in reading.intervals)
    return "paused" if resumes_later else "running"


def _as_if_ended(reading: Reading, today: date | None) -> Reading:
    """What the events would say if every pause still open ended today (on its first day, if no day is given)."""
    return replace(reading, intervals=tuple(_ended(interval, today) for interval in reading.intervals))


def _ended(interval: Interval, today: date | None) -> Interval:
    if interval.last != OPEN:
        return interval
    return replace(interval, last=max(interval.first, today.toordinal() if today else 0))


def _result(limit: Limit, calendar: Calendar, reading: Reading, counted: Count, *, state: str) -> ClockResult:
    return ClockResult(
        code=limit.code,
        family=limit.family,
        state=state,
        due_on=counted.due_on,
        started_on=reading.started_on,
        met_on=reading.met_on,
        earliest_due_on=None,
        provisional=counted.provisional,
        steps=counted.steps,
        cites=limit.cites,
        calendar_version=calendar.version,
        roll=limit.roll,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


_PROVISIONAL = both(
    "相关年份的放假安排未收录（多为尚未公布），暂按周一至周五计算；补上后会重新计算。",
    "The days off of a year that matters here are not known, most often not published yet: counted Monday to Friday for "
    "now, and again once they are.",
)
_NOT_EXTENDED_BEFORE = both(
    "集体讨论决定继续延期，须在负责人批准的延长之后；没有该次延长的记录，未计入。",
    "Going on by collective decision comes after the extension that the head approves; none is on record, so it was not "
    "added.",
)
_LATE_EXTENSION = both(
    "延长是在期限届满之后批准的，不能使已届满的期限恢复，未计入。",
    "The extension was approved after the limit had ended; it cannot bring an ended limit back and was not added.",
)
