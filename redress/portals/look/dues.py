"""A due day as it is shown: its tone, its mark, and the days that led to it laid out as a calendar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from redress.portals.look import wording

SOON = 2  # days; from here on a running date is marked as near


def part(thing: object, name: str, default: object = None) -> object:
    """Read a value from a mapping or from an object: pages get either."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def tone(due: object) -> str:
    """Return met, paused, late, today, soon or later: the word that colour and shape follow.

    due -- state (running, paused, met, missed) and left (days, negative once over; may be absent)
    """
    state = str(part(due, "state", "running"))
    if state in {"met", "paused"}:
        return state
    left = part(due, "left")
    if state == "missed" or (isinstance(left, int) and left < 0):
        return "late"
    if not isinstance(left, int) or left > SOON:
        return "later"
    return "soon" if left else "today"


MARKS = {"late": "▲", "today": "◆", "soon": "●", "later": "○", "paused": "‖", "met": "✓"}


@dataclass(frozen=True, slots=True)
class DayCell:
    """One square of the calendar that shows how a limit was counted."""

    on: date
    kind: str  # start, counts, skip or due
    number: int | None  # the how-manieth counted day
    reason: str
    column: int  # 1 Monday … 7 Sunday
    first_of_month: bool


def cells(steps: Iterable[object], *, start: object = None, due: object = None) -> list[DayCell]:
    """Lay counted and left-out days out as calendar squares.

    steps -- in order, each with day, counted and reason (mapping or object)
    start -- the day of the event, which is itself not counted
    due -- the last day; without it the last counted step is taken
    """
    last = wording.as_day(due)
    found: list[DayCell] = []
    began = wording.as_day(start)
    if began is not None:
        found.append(DayCell(began, "start", None, "", began.isoweekday(), first_of_month=True))
    number = 0
    for step in steps:
        on = wording.as_day(part(step, "day"))
        if on is None:
            continue
        counted = bool(part(step, "counted"))
        number += counted
        kind = "due" if on == last else "counts" if counted else "skip"
        new_month = not found or found[-1].on.month != on.month
        reason = str(part(step, "reason", "") or "")
        found.append(DayCell(on, kind, number if counted else None, reason, on.isoweekday(), first_of_month=new_month))
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """Neighbouring days left out for the same reason."""

    first: date
    last: date
    reason: str
    days: int


def gaps(found: Iterable[DayCell]) -> list[Gap]:
    """Join the left-out days into stretches, so that they can be said in one line each."""
    stretches: list[Gap] = []
    previous: DayCell | None = None
    for cell in found:
        if cell.kind == "skip":
            if previous is not None and previous.kind == "skip" and previous.reason == cell.reason:
                old = stretches[-1]
                stretches[-1] = Gap(old.first, cell.on, old.reason, old.days + 1)
            else:
                stretches.append(Gap(cell.on, cell.on, cell.reason, 1))
        previous = cell
    return stretches
