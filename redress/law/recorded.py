"""What recorded events say about one limit: its start, its end, the time left out, its extension.

Days are days in Asia/Shanghai. The order of the events given does not matter; their moments do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from redress.law.bilingual import Bilingual, both
from redress.law.counting import OPEN, Interval
from redress.law.faults import InputError, InputProblem
from redress.law.limits import Exclusion, Limit

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST, LATEST = date(1949, 10, 1), date(2199, 12, 31)  # a moment outside is a slip of the pen
LONGEST_EXCLUSION_DAYS = 3660
LONGEST_EXTENSION_DAYS = 366


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case, at an aware moment.

    days -- by how many a limit was lengthened, where that was decided and is in no text
    """

    event: str
    at: datetime
    days: int | None = None


class ClockInputError(InputError):
    """The events cannot have happened so."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The events of one limit, as far as it is concerned; remarks name what was left aside and why."""

    started_on: date | None = None
    met_on: date | None = None
    extended_on: date | None = None
    further: tuple[tuple[date, int], ...] = ()
    intervals: tuple[Interval, ...] = ()
    remarks: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class _Dated:
    index: int
    event: str
    at: datetime
    day: date
    days: int | None


def read_events(limit: Limit, events: Iterable[Event]) -> Reading:
    """Sort out the events that concern a limit; the others are left alone.

    Raises ClockInputError with every problem.
    """
    problems: list[InputProblem] = []
    entries = sorted(_dated(limit, events, problems), key=lambda entry: entry.at)
    intervals = [interval for part in limit.excluded for interval in _intervals(part, entries, problems)]
    if sum(part.last - part.first for part in intervals if part.last != OPEN) > LONGEST_EXCLUSION_DAYS:
        problems.append(InputProblem("clock.exclusion.too_long", "/events", _TOO_LONG))
    first, start = _start(limit, entries)
    if first is None or start is None:
        _raise_if_any(problems)
        return Reading()
    met_on, too_early = _met(limit, entries, start, restarted=start is not first)
    extended_on = _extended(limit, entries, start.day, met_on, problems)
    further = tuple(_further(limit, entries, start.day, met_on, problems))
    _raise_if_any(problems)
    return Reading(
        started_on=start.day,
        met_on=met_on,
        extended_on=extended_on,
        further=further,
        intervals=tuple(_relevant(intervals, start.day, met_on)),
        remarks=tuple(_left_aside(entry, start) for entry in too_early),
    )


def _raise_if_any(problems: list[InputProblem]) -> None:
    if problems:
        raise ClockInputError(problems)


def _dated(limit: Limit, events: Iterable[Event], problems: list[InputProblem]) -> Iterator[_Dated]:
    concerned = limit.events
    for index, entry in enumerate(events):
        if entry.event not in concerned:
            continue
        pointer = f"/events/{index}/at"
        if entry.at.tzinfo is None:
            problems.append(InputProblem("clock.event.no_zone", pointer, _NO_ZONE))
        elif not EARLIEST.year <= entry.at.year <= LATEST.year:
            problems.append(InputProblem("clock.event.out_of_range", pointer, _OUT_OF_RANGE))
        else:
            local = entry.at.astimezone(SHANGHAI)
            yield _Dated(index, entry.event, local, local.date(), entry.days)


def _start(limit: Limit, entries: Sequence[_Dated]) -> tuple[_Dated | None, _Dated | None]:
    """Return the event that started the limit first, and the one from which it runs now."""
    first = None
    for name in limit.starts_on:
        first = next((entry for entry in entries if entry.event == name), None)
        if first is not None:
            break
    again = [entry for entry in entries if entry.event in limit.restarts_on and (first is None or entry.at >= first.at)]
    return first or next(iter(again), None), again[-1] if again else first


def _met(
    limit: Limit, entries: Sequence[_Dated], start: _Dated, *, restarted: bool
) -> tuple[date | None, list[_Dated]]:
    """Return the day on which the duty was done, and what was done too early to count.

    What was done before a restart says nothing about what came after; without one, the day decides, not the hour.
    """
    done = [entry for entry in entries if entry.event in limit.met_by]
    if restarted:
        done = [entry for entry in done if entry.at >= start.at]
    in_time = [entry for entry in done if entry.day >= start.day]
    if in_time:
        return in_time[0].day, []
    return None, done


def _extended(
    limit: Limit, entries: Sequence[_Dated], started_on: date, met_on: date | None, problems: list[InputProblem]
) -> date | None:
    """Return the day of the extension; approvals before the start or after the end concern other limits of the case."""
    if limit.extension is None:
        return None
    event, last = limit.extension.event, met_on or LATEST
    approved = [entry for entry in entries if entry.event == event and started_on <= entry.day <= last]
    problems += [InputProblem("clock.extension.twice", f"/events/{entry.index}", _TWICE) for entry in approved[1:]]
    return approved[0].day if approved else None


def _further(
    limit: Limit, entries: Sequence[_Dated], started_on: date, met_on: date | None, problems: list[InputProblem]
) -> Iterator[tuple[date, int]]:
    """Every decision to go on beyond the extension, with the days that were set with it."""
    last = met_on or LATEST
    for entry in entries:
        if entry.event != limit.further or not started_on <= entry.day <= last:
            continue
        if entry.days is None or not 1 <= entry.days <= LONGEST_EXTENSION_DAYS:
            problems.append(InputProblem("clock.extension.days", f"/events/{entry.index}/days", _HOW_MANY))
        else:
            yield entry.day, entry.days


def _intervals(part: Exclusion, entries: Sequence[_Dated], problems: list[InputProblem]) -> Iterator[Interval]:
    """Join what overlaps: time is left out from the first beginning until everything begun has ended.

    Counted by days: a second test that begins on the day the first one ends leaves no gap.
    """
    marks = sorted(
        (entry.day, entry.event == part.ends_on, entry.index)
        for entry in entries
        if entry.event in (part.begins_on, part.ends_on)
    )
    under_way, first = 0, 0
    for day, ends, index in marks:
        if not ends:
            first = first if under_way else day.toordinal()
            under_way += 1
        elif not under_way:
            problems.append(_end_without_beginning(part, day, index))
        else:
            under_way -= 1
            if not under_way:
                yield Interval(first, day.toordinal(), part.code, part.name["zh"], part.name["en"])
    if under_way:
        yield Interval(first, OPEN, part.code, part.name["zh"], part.name["en"])


def _relevant(intervals: Iterable[Interval], started_on: date, met_on: date | None) -> Iterator[Interval]:
    """Keep what can touch the window: nothing before the start, nothing after the duty was done."""
    end = met_on.toordinal() if met_on else OPEN
    for interval in sorted(intervals, key=lambda part: part.first):
        if interval.last > started_on.toordinal() and interval.first <= end:
            yield replace(interval, last=min(interval.last, end))


def _end_without_beginning(part: Exclusion, day: date, index: int) -> InputProblem:
    message = both(
        f"{part.name['zh']}在{day}结束，但在此之前没有开始的记录。请补上开始的时间，或改正结束的时间。",
        f"The {part.name['en']} ended on {day}, but no beginning is recorded before. Add it, or correct the end.",
    )
    return InputProblem("clock.exclusion.end_without_beginning", f"/events/{index}", message)


def _left_aside(entry: _Dated, start: _Dated) -> Bilingual:
    return both(
        f"{entry.event}（{entry.day}）早于期限的开始（{start.day}），未计入。如有误，请核对两个时间。",
        f"{entry.event} ({entry.day}) lies before the start of the limit ({start.day}) and was left aside. "
        "Check both if that is wrong.",
    )


_NO_ZONE = both(
    "时间没有写明时区，无法确定是哪一天。请写成2026-09-22T10:15:00+08:00这样的形式。",
    "This moment has no time zone, so its day is a guess. Write it like 2026-09-22T10:15:00+08:00.",
)
_OUT_OF_RANGE = both(
    f"时间必须在{EARLIEST.year}年到{LATEST.year}年之间。请核对年份。",
    f"A moment lies between {EARLIEST.year} and {LATEST.year}. Check the year.",
)
_TOO_LONG = both(
    "不计入的时间加起来超过十年。请核对开始和结束的时间。",
    "The time left out comes to more than ten years. Check when it began and ended.",
)
_HOW_MANY = both(
    f"请写明同时确定的延长天数（1至{LONGEST_EXTENSION_DAYS}日）。",
    f"Say by how many days it was lengthened, from 1 to {LONGEST_EXTENSION_DAYS}: they are decided with it.",
)
_TWICE = both(
    "这个期限只能延长一次。请删去多出的一次批准。",
    "This limit can be extended once only. Remove the second approval.",
)
