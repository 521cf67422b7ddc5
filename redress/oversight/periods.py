"""Periods that figures are counted over. They end yesterday: what is still going on today is not over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
LONGEST = 366 * 5
NAMES = ("last30", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.start - timedelta(days=self.days), self.start - DAY)

    def parts(self) -> Iterator[tuple[str, date, date]]:
        """Whole months, and the days before and after them: (grain, first, last) each."""
        first = self.start if self.start.day == 1 else next_month(self.start)
        last = (self.end + DAY).replace(day=1)  # the month of the day after the end is not whole
        if first >= last:
            yield "d", self.start, self.end
            return
        if self.start < first:
            yield "d", self.start, first - DAY
        yield "m", first, last - DAY
        if last <= self.end:
            yield "d", last, self.end


def next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def named(name: str, *, today: date) -> Period:
    """Return a period by its name: the last 30 days, or the last whole month, quarter or twelve months."""
    yesterday = today - DAY
    if name == "month":
        end = today.replace(day=1) - DAY
        return Period(end.replace(day=1), end)
    if name == "quarter":
        begins = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        end = begins - DAY
        return Period(date(end.year, end.month - 2, 1), end)
    if name == "year":
        end = today.replace(day=1) - DAY
        return Period(date(end.year - 1 if end.month < 12 else end.year, end.month % 12 + 1, 1), end)
    return Period(yesterday - timedelta(days=29), yesterday)
