"""The weekly look at every series: trader × nature × category × area, and the same without the trader.

Counts are people, not cases. What is found is a question to a person: it is watched, dismissed with a reason, or handed
on for a warning. How often the detector cries without cause is measured on shuffled histories and printed beside it.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from redress.insight import counting, detectors
from redress.insight.counting import Counted, Seen
from redress.insight.detectors import Verdict
from redress.insight.models import Alert, Fact, Scan
from redress.kernel.actors import Actor
from redress.records.entries import Draft, append

DETECTOR = "2026.1"  # changes whenever a number below or in detectors.py does
WEEKS = 157  # history that is looked at: three years
LEAST = 4  # people; fewer are never an alarm
DOUBTFUL = 0.8  # share of one import on one day from which an alarm is doubted
REPLAYS = 20  # shuffled weeks the detector is run on at each scan
WEEK = timedelta(days=7)

Key = tuple[int, str, str, str, str]  # body, trader ("" for all), nature, category, division
COLUMNS = (
    "case_id",
    "agency_id",
    "day",
    "nature",
    "category",
    "division",
    "channel",
    "trader",
    "person",
    "story_print",
    "source",
)


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its weeks as counted, oldest first, and this week's cases."""

    key: Key
    history: tuple[int, ...]
    week: tuple[Seen, ...]
    counted: Counted

    @property
    def observed(self) -> int:
        return self.counted.n


@dataclass(frozen=True, slots=True)
class Found:
    series: Series
    verdict: Verdict
    q: float


def keys_of(row: Mapping[str, Any]) -> Iterable[Key]:
    """The series a case counts in: its trader's, and that of its class of goods."""
    area = (row["nature"], row["category"], row["division"])
    if row["trader"]:
        yield (row["agency_id"], row["trader"], *area)
    if row["category"]:
        yield (row["agency_id"], "", *area)


def series_on(rows: Iterable[Mapping[str, Any]], *, last: date, weeks: int = WEEKS, alive: int = 8) -> list[Series]:
    """Sort facts into series with their weeks up to `last`. Those without any case in the last weeks are left out.

    alive -- in so many weeks
    """
    sorted_in: dict[Key, list[Seen]] = defaultdict(list)
    first: dict[int, date] = {}
    for row in rows:
        seen = Seen(row["case_id"], row["day"], row["person"], row["story_print"], row["channel"], row["source"])
        first[row["agency_id"]] = min(first.get(row["agency_id"], row["day"]), row["day"])
        for key in keys_of(row):
            sorted_in[key].append(seen)
    found = []
    for key, cases in sorted_in.items():
        if max(case.day for case in cases) <= last - alive * WEEK:
            continue
        known = min(weeks, (last - first[key[0]]).days // 7 + 1)  # before a body's first case there is no past
        parts = counting.weekly(cases, last=last, weeks=max(known, 1))
        counts = tuple(counting.voices(part) if len(part) > 1 else len(part) for part in parts[:-1])
        found.append(Series(key, counts, tuple(parts[-1]), counting.count(parts[-1])))
    return found


def look(series: Sequence[Series]) -> list[Found]:
    """Test every series that has enough people this week; the correction is for all of them, tested or not."""
    tested = [(one, detectors.judge(one.history, one.observed)) for one in series if one.observed >= LEAST]
    qs = detectors.benjamini_hochberg([verdict.p for _, verdict in tested], tests=len(series))
    found = [Found(one, verdict, q) for (one, verdict), q in zip(tested, qs, strict=True) if q <= detectors.FDR]
    return sorted(found, key=lambda one: (one.q, -one.series.observed))


def replay(series: Sequence[Series], *, times: int = REPLAYS, seed: int = 8) -> int:
    """Run the detector on histories whose weeks were shuffled, so that no surge is left in them; count its alarms.

    Each series keeps its own weeks, this one included, in an order of chance: every alarm is a false one.
    """
    chance = random.Random(seed)  # noqa: S311 -- the same shuffles each time, so that the rate can be checked
    alarms = 0
    for _ in range(times):
        tested: list[float] = []
        for one in series:
            weeks = [*one.history, one.observed]
            chance.shuffle(weeks)
            if weeks[-1] >= LEAST:
                tested.append(detectors.judge(weeks[:-1], weeks[-1]).p)
        qs = detectors.benjamini_hochberg(tested, tests=len(series))
        alarms += sum(q <= detectors.FDR for q in qs)
    return alarms


def facts(*, last: date, weeks: int = WEEKS) -> Iterable[Mapping[str, Any]]:
    """Facts of the weeks up to a day, of series that are alive; each is read once."""
    start = last - weeks * WEEK
    rows = Fact.objects.filter(day__gt=start, day__lte=last, kind="complaint").order_by("day").values(*COLUMNS)
    yield from rows.iterator(5_000)


@transaction.atomic
def scan(*, last: date, actor: Actor, now: datetime) -> Scan:
    """Look at the week that ends with `last`, once: a second scan of the same day returns the first.

    A week in which nothing at all arrived says something about the line, not about the traders: no alarm is raised.
    """
    known = Scan.objects.filter(on=last).first()
    if known is not None:
        return known
    series = series_on(facts(last=last), last=last)
    silent = not any(one.week for one in series)
    found = [] if silent else _news(look(series), last=last)
    made = Scan.objects.create(
        on=last, at=now, detector=DETECTOR, series=len(series), found=len(found), silent=silent,
        replayed=REPLAYS if series else 0, false_alarms=replay(series) if series else 0,
    )  # fmt: skip
    names = _names(one.series.key[1] for one in found)
    alerts = [_alert(one, names, last=last, now=now) for one in found]
    Alert.objects.bulk_create(alerts, ignore_conflicts=True)
    data = {"on": last.isoformat(), "series": len(series), "found": len(found), "detector": DETECTOR}
    append([Draft(0, "surges.looked_for", now, actor.key, data)])
    return made


GROWN = 1.5  # an alarm of the last days is raised again once there are so many times as many people


def _news(found: list[Found], *, last: date) -> list[Found]:
    """Leave out what was raised within the last week and has not grown since: the weeks overlap."""
    recent = Alert.objects.filter(on__gt=last - WEEK, on__lt=last)
    names = ("agency_id", "trader", "nature", "category", "division")
    raised: dict[Key, int] = {}
    for row in recent.values(*names, "observed"):
        key: Key = (row["agency_id"], row["trader"], row["nature"], row["category"], row["division"])
        raised[key] = max(raised.get(key, 0), row["observed"])
    return [one for one in found if one.series.observed >= GROWN * raised.get(one.series.key, 0)]


def _alert(one: Found, names: Mapping[str, str], *, last: date, now: datetime) -> Alert:
    agency, trader, nature, category, division = one.series.key
    shown, verdict = one.verdict.shown, one.verdict
    counted = one.series.counted
    return Alert(
        on=last, agency_id=agency, trader=trader, trader_name=names.get(trader, trader), nature=nature, category=category,
        division=division, observed=verdict.observed, raw=counted.raw, expected=shown.mean, lower=shown.lower,
        upper=shown.upper, p_short=verdict.short.p, p_long=verdict.long.p if verdict.long else None, q=one.q,
        first_day=counted.first_day or last, one_source=counted.one_source, found_at=now,
        cases=json.dumps(sorted(case.case_id for case in one.series.week)),
        history=json.dumps(list(one.series.history[-52:])),
        state="doubtful" if counted.one_source >= DOUBTFUL else "new",
    )  # fmt: skip


def _names(traders: Iterable[str]) -> dict[str, str]:
    wanted = [trader for trader in set(traders) if trader]
    return dict(Fact.objects.filter(trader__in=wanted).values_list("trader", "trader_name"))
