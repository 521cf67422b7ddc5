"""The ladder of an office: what is done, and when, while a trader stays silent. Data, read from TOML."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

from redress.agencies import queries
from redress.deadlines import calendars

DEEDS = ("nudge", "call", "decide", "escalate")
CALENDAR = "cn-mainland"
NUMBERS = ("answer_days", "link_days", "code_days", "most_time_days", "most_times", "look_days")


class BadLadder(ValueError):
    """The file cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung. after -- working days from the start; due -- working days for the task; again -- repeated every so many"""

    after: int
    do: str
    due: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class Ladder:
    answer_days: int
    link_days: int
    code_days: int
    most_time_days: int
    most_times: int
    look_days: int
    rungs: tuple[Rung, ...]


def read(text: str) -> Ladder:
    """Read a ladder. Raises BadLadder for one on which a case could stay lying."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadLadder(f"This is no valid TOML: {error}") from None
    numbers = {name: table.get(name) for name in NUMBERS}
    for name, value in numbers.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 366:
            raise BadLadder(f"{name} must be a number of days from 0 to 366.")
    rungs = tuple(_rung(row) for row in table.get("rung", ()))
    _check(rungs)
    return Ladder(**numbers, rungs=rungs)  # type: ignore[arg-type]


def _rung(row: Any) -> Rung:
    if not isinstance(row, dict) or row.get("do") not in DEEDS:
        raise BadLadder(f"Each rung says do = one of {', '.join(DEEDS)}.")
    strange = row.keys() - {"after", "do", "due", "again"}
    numbers = [row.get("after"), row.get("due", 0), row.get("again", 0)]
    if strange or not all(isinstance(number, int) and 0 <= number <= 366 for number in numbers):
        raise BadLadder("A rung has after, do, due and again; all but do are numbers of working days.")
    return Rung(row["after"], row["do"], row.get("due", 0), row.get("again", 0))


def _check(rungs: tuple[Rung, ...]) -> None:
    days = [rung.after for rung in rungs]
    if days != sorted(set(days)) or (days and days[0] < 1):
        raise BadLadder("The rungs come one after another, each on a later day, the first on day 1 or later.")
    if "decide" not in [rung.do for rung in rungs]:
        raise BadLadder("One rung must be “decide”: without it a silent trader would end nothing.")
    if rungs[-1].do != "escalate" or rungs[-1].again < 1:
        raise BadLadder("The last rung must be “escalate” with again = 1 or more: otherwise a case could stay lying.")


def of(agency_id: int) -> Ladder:
    """Return the ladder of a body: its own, else that of the nearest body above it, else the one that ships."""
    body = queries.directory().by_id.get(agency_id)
    while body is not None:
        own = Path(settings.REDRESS_DATA) / "ladders" / f"{body.code}.toml"
        if own.exists():
            return _own(own, own.stat().st_mtime_ns)
        body = queries.directory().by_id.get(body.parent_id or 0)
    return shipped()


@lru_cache(maxsize=64)
def _own(path: Path, changed: int) -> Ladder:
    return read(path.read_text("utf-8"))


@lru_cache(maxsize=1)
def shipped() -> Ladder:
    return read(files("redress.traders").joinpath("ladders/default.toml").read_text("utf-8"))


def workday(day: date, days: int) -> date:
    """Return the working day that comes so many working days after a day; the same or the next one for none."""
    calendar = calendars.current(CALENDAR)
    if days < 1:
        return day if calendar.is_working_day(day) else calendar.nth_working_day_after(day, 1)
    return calendar.nth_working_day_after(day, days)
