"""Working days (工作日) and statutory holidays as values.

Source: the yearly notices of the General Office of the State Council, one file each in calendar_data/.
A year whose notice is not there is counted Monday to Friday and marked provisional.
"""

import hashlib
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from redress.law.bilingual import LANGUAGES, Bilingual
from redress.law.packs import available

MAINLAND = "cn-mainland"
_REMEMBERED = 1 << 16  # answers kept per calendar: some hundred cases a day, for years


class CalendarError(ValueError):
    """A year's data cannot be read; the sentence says which year, which row and why."""


@dataclass(frozen=True, slots=True)
class DayFlags:
    """What one day is.

    day_off -- listed as off by the notice or by a local rule (an ordinary weekend is not)
    statutory_holiday -- a festival day itself (法定节假日 in the strict sense), not a swapped rest day
    make_up -- weekend day that is worked (调休上班)
    provisional -- the notice of that year is not known
    """

    day: date
    working: bool
    weekend: bool
    day_off: bool
    make_up: bool
    statutory_holiday: bool
    name: Bilingual | None
    provisional: bool

    def as_dict(self) -> dict[str, object]:
        return {
            "day": self.day.isoformat(),
            "working": self.working,
            "weekend": self.weekend,
            "day_off": self.day_off,
            "make_up": self.make_up,
            "statutory_holiday": self.statutory_holiday,
            "name": dict(self.name) if self.name else None,
            "provisional": self.provisional,
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """Where the days of one year come from."""

    year: int
    version: int
    notice: str
    retrieved: date


@dataclass(frozen=True, slots=True)
class LocalDay:
    """One day that one body keeps differently, such as a festival of an autonomous area."""

    day: date
    working: bool
    name: Bilingual


class Calendar:
    """The days of one country, or of one body in it. A value: it never changes once built."""

    __slots__ = ("_added", "_make_up", "_names", "_nth", "_off", "_statutory", "_taken", "name", "notices", "version")

    def __init__(
        self,
        name: str,
        notices: Mapping[int, Notice],
        *,
        off: Iterable[int],
        make_up: Iterable[int],
        statutory: Iterable[int],
        names: Mapping[int, Bilingual],
    ) -> None:
        """off, make_up, statutory -- proleptic ordinals of the days; use the functions below to build one."""
        self.name = name
        self.notices = dict(sorted(notices.items()))
        self._off = frozenset(off)
        self._make_up = frozenset(make_up)
        self._statutory = frozenset(statutory)
        self._names = dict(names)
        self._taken = sorted(day for day in self._off - self._make_up if not _is_weekend(day))
        self._added = sorted(day for day in self._make_up if _is_weekend(day))
        self._nth: dict[tuple[int, int], int] = {}
        self.version = self._version()

    def __repr__(self) -> str:
        return f"<Calendar {self.version}>"

    def covers(self, day: date) -> bool:
        """Say whether the notice for that day's year is known."""
        return day.year in self.notices

    def is_working_day(self, day: date) -> bool:
        return self._works(day.toordinal())

    def is_statutory_holiday(self, day: date) -> bool:
        """Say whether it is a festival day itself; swapped rest days around it are not."""
        return day.toordinal() in self._statutory

    def is_day_off(self, day: date) -> bool:
        """Say whether the notice, or a local rule, lists the day as off; an ordinary weekend is not listed."""
        return day.toordinal() in self._off

    def describe(self, day: date) -> DayFlags:
        ordinal = day.toordinal()
        return DayFlags(
            day=day,
            working=self._works(ordinal),
            weekend=day.weekday() >= 5,
            day_off=ordinal in self._off,
            make_up=ordinal in self._make_up,
            statutory_holiday=ordinal in self._statutory,
            name=self._names.get(ordinal),
            provisional=day.year not in self.notices,
        )

    def days(self, first: date, last: date) -> Iterator[DayFlags]:
        """Describe every day from the first to the last, both included."""
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            yield self.describe(date.fromordinal(ordinal))

    def working_days(self, first: date, last: date) -> int:
        """Count the working days from the first to the last, both included; 0 if the last is before the first."""
        low, high = first.toordinal(), last.toordinal() + 1
        if high <= low:
            return 0
        taken, added = (bisect_left(days, high) - bisect_left(days, low) for days in (self._taken, self._added))
        return _weekdays_before(high) - _weekdays_before(low) - taken + added

    def nth_working_day_after(self, day: date, n: int) -> date:
        """Return the nth working day after a day, which is itself not counted.

        n -- 1 or more
        """
        if n < 1:
            raise ValueError(f"The {n}th working day after a day is not a day; count from 1.")
        key = (day.toordinal(), n)
        found = self._nth.get(key)
        if found is None:
            if len(self._nth) >= _REMEMBERED:
                self._nth.clear()
            found = self._nth[key] = self._count(*key)
        return date.fromordinal(found)

    def with_overrides(self, days: Iterable[LocalDay]) -> "Calendar":
        """Return the calendar of a body that keeps some days differently; statutory holidays stay what they are."""
        local = {entry.day.toordinal(): entry for entry in days}
        if not local:
            return self
        resting = {ordinal for ordinal, entry in local.items() if not entry.working}
        worked = {ordinal for ordinal, entry in local.items() if entry.working and _is_weekend(ordinal)}
        return Calendar(
            f"{self.name}+local",
            self.notices,
            off=(self._off - local.keys()) | resting,
            make_up=(self._make_up - local.keys()) | worked,
            statutory=self._statutory,
            names={**self._names, **{ordinal: entry.name for ordinal, entry in local.items()}},
        )

    def _works(self, ordinal: int) -> bool:
        return ordinal in self._make_up or (not _is_weekend(ordinal) and ordinal not in self._off)

    def _count(self, ordinal: int, n: int) -> int:
        while n:
            ordinal += 1
            n -= self._works(ordinal)
        return ordinal

    def _version(self) -> str:
        """Name, last year, and a mark of the content: other days, other version."""
        lists = (sorted(self.notices), sorted(self._off), sorted(self._make_up), sorted(self._statutory))
        mark = hashlib.sha256(repr(lists).encode()).hexdigest()[:8]
        return f"{self.name}/{max(self.notices, default=0)}-{mark}"


@cache
def load_calendar(name: str = MAINLAND) -> Calendar:
    """Return a calendar that comes with the product.

    Raises LookupError if there is none of that name.
    """
    return calendar_from_tables(name, list(_shipped(name).values()))


def republished(name: str, tables: Iterable[Mapping[str, Any]]) -> Calendar:
    """Return a calendar that comes with the product, with some years added or exchanged.

    tables -- one a year, in the shape of calendar_data/<name>/<year>.toml
    Raises CalendarError naming the row that cannot be right, LookupError if there is no such calendar.
    """
    years = dict(_shipped(name))
    for table in tables:
        years[_notice(table).year] = table
    return calendar_from_tables(name, [years[year] for year in sorted(years)])


def calendar_folders() -> dict[str, Path]:
    """Return the calendars that come with the product, by name: its own first, then those of rule sets."""
    places = [Path(str(files("redress.law"))) / "calendar_data", *(pack / "calendar" for pack in available().values())]
    found = [entry for place in reversed(places) if place.is_dir() for entry in sorted(place.iterdir())]
    return {entry.name: entry for entry in found if entry.is_dir()}


def _shipped(name: str) -> Mapping[int, Mapping[str, Any]]:
    folder = calendar_folders().get(name)
    if folder is None:
        raise LookupError(f"There is no calendar named {name!r} in redress/law/calendar_data or in a rule set.")
    tables = [tomllib.loads(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return {table["year"]: table for table in sorted(tables, key=lambda table: table["year"])}


def calendar_from_tables(name: str, tables: Sequence[Mapping[str, Any]]) -> Calendar:
    """Build a calendar from year tables, as in calendar_data/<name>/<year>.toml.

    Other days give another version, so that a result tells which calendar it was counted with.
    Raises CalendarError naming the row that cannot be right.
    """
    notices: dict[int, Notice] = {}
    off: set[int] = set()
    make_up: set[int] = set()
    statutory: set[int] = set()
    names: dict[int, Bilingual] = {}
    for table in tables:
        notice = _notice(table)
        if notice.year in notices:
            raise CalendarError(f"{notice.year} is there twice; a republished year takes the place of the old one.")
        notices[notice.year] = notice
        for row in table.get("festival", ()):
            title = _title(row, notice.year)
            resting, worked, festival = _festival_days(row, notice.year)
            off |= resting | festival
            make_up |= worked
            statutory |= festival
            names.update(dict.fromkeys(sorted(resting | worked | festival), title))
    if both_ways := sorted(off & make_up):
        raise CalendarError(f"{date.fromordinal(both_ways[0])} is listed as off and as a make-up working day.")
    return Calendar(name, notices, off=off, make_up=make_up, statutory=statutory, names=names)


def _notice(table: Mapping[str, Any]) -> Notice:
    try:
        return Notice(int(table["year"]), int(table["version"]), str(table["notice"]), table["retrieved"])
    except KeyError as missing:
        raise CalendarError(
            f"A year of a calendar needs year, version, notice and retrieved; {missing} is absent."
        ) from None


def _title(row: Mapping[str, Any], year: int) -> Bilingual:
    title = row.get("name", {})
    if not all(title.get(language) for language in LANGUAGES):
        raise CalendarError(f"{year}: a festival needs its name in {' and '.join(LANGUAGES)}; this one has {title!r}.")
    return {language: str(title[language]) for language in LANGUAGES}


def _festival_days(row: Mapping[str, Any], year: int) -> tuple[set[int], set[int], set[int]]:
    """Return days off, make-up days and festival days of one row, as ordinals."""
    resting: set[int] = set()
    if block := row.get("off"):
        first, last = block["first"], block["last"]
        if last < first:
            raise CalendarError(f"{year}: {row['name']['zh']} ends ({last}) before it begins ({first}).")
        resting = set(range(first.toordinal(), last.toordinal() + 1))
    worked = {day.toordinal() for day in row.get("make_up", ())}
    festival = {day.toordinal() for day in row.get("statutory", ())}
    for ordinal in sorted(worked):
        if not _is_weekend(ordinal):
            day = date.fromordinal(ordinal)
            raise CalendarError(f"{year}: make-up day {day} is no Saturday or Sunday, so it is worked anyway.")
    return resting, worked, festival


def _is_weekend(ordinal: int) -> bool:
    return (ordinal - 1) % 7 >= 5  # 0001-01-01 was a Monday


def _weekdays_before(ordinal: int) -> int:
    """Count Mondays to Fridays from the first day there is up to the day before this one."""
    weeks, rest = divmod(ordinal - 1, 7)
    return weeks * 5 + min(rest, 5)
