"""From a finding to a proven effect: cause, change, owner, day; measured before and after; kept or taken back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem, require_none
from redress.oversight import definitions, figures
from redress.oversight.intervals import Interval, wilson
from redress.oversight.models import Improvement
from redress.oversight.periods import DAY, Period
from redress.privacy.deid.text import scrub
from redress.records.entries import Draft, append

KEEPERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
OPEN = ("found", "planned", "done", "measured")
LENGTHS = (30, 90)
LONGEST = 2_000
LESS_IS_BETTER = frozenset({"REOPENED", "REPEAT_RATE", "RETURN_RATE"})


@transaction.atomic
def find(data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Improvement:
    """Put a finding on record. data -- finding; indicator it should move; days (30 or 90)"""
    require_none(_keeper(actor))
    problems: list[Problem] = []
    text = _words(data, "finding", problems)
    indicator, days = str(data.get("indicator", "")), _length(data, problems)
    if definitions.find(indicator, day_of(now)) is None:
        message = gettext("Choose the figure it should move.")
        problems.append(Problem("improvement.indicator.unknown", message, "/indicator"))
    if problems:
        raise Invalid(problems)
    row = Improvement.objects.create(
        agency_id=actor.agency_id or 0, indicator=indicator, finding=text, days=days, found_by=actor.key, found_at=now
    )
    _record(row, "improvement.found", actor, now)
    return row


@transaction.atomic
def plan(improvement_id: int, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Improvement:
    """Say cause, change, who does it and until when; the figure before is measured now, before anything changes."""
    row = held(improvement_id, actor=actor, lock=True)
    require_none(_keeper(actor) + _in_state(row, "found"))
    problems: list[Problem] = []
    row.cause, row.change = _words(data, "cause", problems), _words(data, "change", problems)
    owner = Staff.objects.filter(username=str(data.get("owner", "")), agency_id__in=actor.agency_ids).first()
    if owner is None:
        message = gettext("Name somebody of your bodies who does it.")
        problems.append(Problem("improvement.owner.unknown", message, "/owner"))
    try:
        due_on = date.fromisoformat(str(data.get("due_on", "")))
    except ValueError:
        due_on = date.min
    if due_on <= day_of(now):
        problems.append(Problem("improvement.due_on.not_ahead", gettext("Give a day after today."), "/due_on"))
    if problems or owner is None:
        raise Invalid(problems)
    row.owner_id, row.state, row.due_on = owner.pk, "planned", due_on
    end = day_of(now) - DAY
    row.before = _measured(row, Period(end - timedelta(days=row.days - 1), end), actor, now)
    row.save()
    _record(row, "improvement.planned", actor, now)
    return row


@transaction.atomic
def done(improvement_id: int, *, actor: Actor, now: datetime) -> Improvement:
    """Say that the change has been made; the period after begins tomorrow."""
    row = held(improvement_id, actor=actor, lock=True)
    problems = _in_state(row, "planned")
    require_none(problems)
    row.state, row.done_on = "done", day_of(now)
    row.save()
    _record(row, "improvement.done", actor, now)
    return row


@transaction.atomic
def measure(improvement_id: int, *, actor: Actor, now: datetime) -> Improvement:
    """Measure the figure after the change, over a period as long as the one before, once it is over."""
    row = held(improvement_id, actor=actor, lock=True)
    problems = _keeper(actor) + _in_state(row, "done")
    if row.done_on is not None and day_of(now) <= row.done_on + timedelta(days=row.days):
        ready = row.done_on + timedelta(days=row.days + 1)
        message = gettext("The period after the change is over on %(day)s.") % {"day": ready.isoformat()}
        problems.append(Problem("improvement.measure.too_early", message))
    require_none(problems)
    begins = (row.done_on or day_of(now)) + DAY
    row.after = _measured(row, Period(begins, begins + timedelta(days=row.days - 1)), actor, now)
    row.state = "measured"
    row.save()
    _record(row, "improvement.measured", actor, now)
    return row


@transaction.atomic
def decide(improvement_id: int, outcome: str, *, actor: Actor, now: datetime) -> Improvement:
    """Keep the change or take it back, once measured; or drop a finding that nothing was done about yet."""
    row = held(improvement_id, actor=actor, lock=True)
    problems = _keeper(actor)
    if outcome == "dropped":
        problems += _in_state(row, "found")
    elif outcome in {"kept", "reverted"}:
        problems += _in_state(row, "measured")
    else:
        problems.append(Problem("improvement.decide.unknown", gettext("Keep it or take it back.")))
    require_none(problems)
    row.state, row.decided_by, row.decided_at = outcome, actor.key, now
    row.save()
    _record(row, "improvement.decided", actor, now)
    return row


def held(improvement_id: int, *, actor: Actor, lock: bool = False) -> Improvement:
    """Return an improvement of one's bodies, for those who keep them and for its owner. Raises NotThere."""
    rows = Improvement.objects.select_for_update() if lock else Improvement.objects.all()
    row = rows.filter(pk=improvement_id, agency_id__in=actor.agency_ids).first()
    if row is None or (actor.role not in KEEPERS and row.owner_id != actor.staff_id):
        raise NotThere(str(improvement_id))
    return row


def listed(actor: Actor, *, open_: bool) -> list[Improvement]:
    """Improvements of one's bodies, or those that one owns; newest first."""
    rows = Improvement.objects.filter(agency_id__in=actor.agency_ids)
    if actor.role not in KEEPERS:
        rows = rows.filter(owner_id=actor.staff_id)
    rows = rows.filter(state__in=OPEN) if open_ else rows.exclude(state__in=OPEN)
    return list(rows.order_by("-pk")[:100])


def effect(row: Improvement) -> tuple[str, Interval | None]:
    """What the change did: better, worse or unknown, with the interval of the difference in percentage points.

    Newcombe's interval of the difference of two independent shares.
    """
    before, after = row.before, row.after
    if not before or not after or not before.get("d") or not after.get("d"):
        return "unknown", None
    first, second = wilson(before["n"], before["d"]), wilson(after["n"], after["d"])
    if first is None or second is None:
        return "unknown", None
    old, new = before["n"] / before["d"], after["n"] / after["d"]
    low = new - old - sqrt((new - second.low) ** 2 + (first.high - old) ** 2)
    high = new - old + sqrt((second.high - new) ** 2 + (old - first.low) ** 2)
    interval = Interval(round(low * 100, 1), round(high * 100, 1))
    if low <= 0 <= high:
        return "unknown", interval
    return ("better" if (low > 0) != (row.indicator in LESS_IS_BETTER) else "worse"), interval


def _measured(row: Improvement, period: Period, actor: Actor, now: datetime) -> dict[str, Any]:
    scope = sorted(queries.below(row.agency_id) & actor.agency_ids)
    return measured(row.indicator, scope, period, today=day_of(now))


def measured(indicator: str, agency_ids: Sequence[int], period: Period, *, today: date) -> dict[str, Any]:
    """A figure of one period, as plain values that do not change any more."""
    one = definitions.find(indicator, period.end)
    found: dict[str, Any] = {"start": str(period.start), "end": str(period.end), "n": None, "d": None, "value": None}
    if one is None:
        return found
    whole = figures.together(figures.sums(agency_ids, period).values())
    figure = figures.count(one, whole, period, today=today, bare=True)
    value = None if figure.value is None else str(figure.value)
    return found | {"n": figure.n, "d": figure.d, "value": value, "version": one.version}


def _words(data: Mapping[str, Any], name: str, problems: list[Problem]) -> str:
    """What was written, de-identified: these texts belong to no case and must not hold what does."""
    text = str(data.get(name, "")).strip()
    if not 2 <= len(text) <= LONGEST:
        problems.append(Problem("improvement.text.missing", gettext("Say it in a few words."), f"/{name}"))
    return scrub(text).text


def _length(data: Mapping[str, Any], problems: list[Problem]) -> int:
    given = str(data.get("days", LENGTHS[0]))
    if given not in {str(length) for length in LENGTHS}:
        problems.append(Problem("improvement.days.unknown", gettext("30 or 90 days."), "/days"))
        return LENGTHS[0]
    return int(given)


def _keeper(actor: Actor) -> list[Problem]:
    if actor.role in KEEPERS:
        return []
    return [Problem("improvement.keep.wrong_role", gettext("A supervisor or an auditor does this."))]


def _in_state(row: Improvement, state: str) -> list[Problem]:
    if row.state == state:
        return []
    return [Problem("improvement.step.wrong_state", gettext("This step is not open now; look at where it stands."))]


def _record(row: Improvement, event: str, actor: Actor, now: datetime) -> None:
    data = {"improvement": row.pk, "state": row.state, "trigger": row.trigger, "indicator": row.indicator}
    append([Draft(0, event, now, actor.key, data)])
