"""Counting figures from roll-ups: one engine for pages, API, exports and reports. No query here looks at a case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from redress.deadlines.clocks import as_day
from redress.kernel.rows import fetch, stored
from redress.oversight.definitions import Indicator
from redress.oversight.intervals import Interval, wilson
from redress.oversight.periods import Period

Sums = Mapping[str, tuple[int, Decimal]]  # code -> how many, and what their values come to
HUNDRED = Decimal(100)
PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole; n is None where it is hidden."""

    key: str
    n: int | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one period: the number, and the numbers it is made of.

    value -- per cent, count, sum, or middle; None where it is hidden or there is nothing to count
    hidden -- left out because so few cases could be recognised
    interval -- of a share, in per cent
    """

    indicator: Indicator
    period: Period
    n: int | None
    d: int | None
    value: Decimal | None
    hidden: bool = False
    interval: Interval | None = None
    p90: Decimal | None = None
    middle: Decimal | None = None
    parts: tuple[Part, ...] = field(default=())


def sums(agency_ids: Iterable[int], period: Period) -> dict[int, dict[str, tuple[int, Decimal]]]:
    """Return what each body's marks of a period come to, by code. The cost follows the period, not the cases."""
    wanted = sorted(agency_ids)
    found: dict[int, dict[str, tuple[int, Decimal]]] = {pk: {} for pk in wanted}
    if not wanted:
        return found
    places = ",".join(["%s"] * len(wanted))
    for grain, first, last in period.parts():
        rows = fetch(
            f"SELECT agency_id, code, SUM(n), SUM(total) FROM oversight_rollup WHERE agency_id IN ({places}) "
            "AND grain = %s AND day >= %s AND day <= %s GROUP BY agency_id, code",
            [*wanted, grain, stored(first), stored(last)],
        )
        for agency_id, code, n, total in rows:
            before = found[int(agency_id)].get(str(code), (0, Decimal(0)))
            found[int(agency_id)][str(code)] = (
                before[0] + int(n),
                before[1] + Decimal(str(total)).quantize(PLACES),
            )
    return found


def together(many: Iterable[Sums]) -> dict[str, tuple[int, Decimal]]:
    """Add up what several bodies come to."""
    whole: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for one in many:
        for code, (n, total) in one.items():
            whole[code] = (whole[code][0] + n, whole[code][1] + total)
    return {code: pair for code, pair in whole.items() if pair[0]}


def open_since(agency_ids: Iterable[int], code: str) -> list[tuple[date, int]]:
    """Return how many cases are open now, by day of receipt."""
    wanted = sorted(agency_ids)
    if not wanted:
        return []
    places = ",".join(["%s"] * len(wanted))
    rows = fetch(
        f"SELECT day, SUM(n) FROM oversight_rollup WHERE agency_id IN ({places}) AND grain = 'd' AND code = %s "
        "GROUP BY day HAVING SUM(n) > 0 ORDER BY day",
        [*wanted, code],
    )
    return [(as_day(day), int(n)) for day, n in rows]


def count(
    one: Indicator, found: Sums, period: Period, *, today: date, open_days: Sequence[tuple[date, int]] = (), bare: bool
) -> Figure:
    """Count one figure.

    found -- what the marks of the period come to
    open_days -- for the age of what is open: (day of receipt, how many)
    bare -- for somebody who may open the cases: nothing is hidden from them
    """
    if one.kind == "shares":
        return _shares(one, found, period, bare=bare)
    if one.kind == "spread":
        return _spread(one, _after_colon(found, one.n[0]), period, bare=bare)
    if one.kind == "stock":
        ages = [((today - day).days, n) for day, n in open_days]
        return _spread(one, ages, period, bare=bare)
    n = sum(found.get(code, (0, 0))[0] for code in one.n)
    if one.kind == "rate":
        return _rate(one, n, sum(found.get(code, (0, 0))[0] for code in one.d), period, bare=bare)
    if not bare and 0 < n < one.small:
        return Figure(one, period, None, None, None, hidden=True)
    total = sum((found.get(code, (0, Decimal(0)))[1] for code in one.n), Decimal(0))
    middle, p90 = None, None
    if one.spread:
        middle, p90 = quantiles(_after_colon(found, one.spread))
    value = Decimal(n) if one.kind == "count" else total
    if one.kind == "mean":
        value = (total / n).quantize(PLACES) if n else Decimal(0)
    return Figure(one, period, n, None, value if n or one.kind == "count" else None, middle=middle, p90=p90)


def _rate(one: Indicator, n: int, d: int, period: Period, *, bare: bool) -> Figure:
    rest = d - n if one.cohort else d
    if not bare and (0 < d < one.small or 0 < n < one.small or 0 < rest < one.small):
        return Figure(one, period, None, None, None, hidden=True)
    interval = wilson(n, d) if one.cohort else None
    if interval:
        interval = Interval(round(interval.low * 100, 1), round(interval.high * 100, 1))
    value = (HUNDRED * n / d).quantize(PLACES) if d else None
    return Figure(one, period, n, d, value, interval=interval)


def _spread(one: Indicator, values: Sequence[tuple[int, int]], period: Period, *, bare: bool) -> Figure:
    n = sum(times for _, times in values)
    if not bare and 0 < n < one.small:
        return Figure(one, period, None, None, None, hidden=True)
    middle, p90 = quantiles(values)
    return Figure(one, period, n, None, middle, p90=p90, middle=middle)


def _shares(one: Indicator, found: Sums, period: Period, *, bare: bool) -> Figure:
    prefix = one.n[0]
    counts = {code.removeprefix(prefix): n for code, (n, _) in found.items() if code.startswith(prefix) and n}
    whole = sum(counts.values())
    if not bare and 0 < whole < one.small:
        return Figure(one, period, None, None, None, hidden=True)
    hidden = set() if bare else to_hide(counts, one.small)
    parts = tuple(
        Part(key, None, None) if key in hidden else Part(key, n, (HUNDRED * n / whole).quantize(PLACES))
        for key, n in sorted(counts.items(), key=lambda item: (-item[1] if item[0] not in hidden else 0, item[0]))
    )
    return Figure(one, period, whole, None, Decimal(whole), hidden=bool(hidden), parts=parts)


def to_hide(counts: Mapping[str, int], small: int) -> set[str]:
    """Return the parts of a whole to leave out: the small ones, and where that is one, the next smallest as well.

    The whole is shown, so that a single missing part could be found by subtraction.
    """
    hidden = {key for key, n in counts.items() if 0 < n < small}
    shown = sorted((n, key) for key, n in counts.items() if key not in hidden)
    if len(hidden) == 1 and shown:
        hidden.add(shown[0][1])
    return hidden


def quantiles(values: Sequence[tuple[int, int]]) -> tuple[Decimal | None, Decimal | None]:
    """Return the middle one and the 90th of a hundred of (value, how often); the lower of two middle ones.

    >>> quantiles([(1, 5), (3, 4), (40, 1)])
    (Decimal('1'), Decimal('3'))
    """
    whole = sum(times for _, times in values)
    if not whole:
        return None, None
    answer: list[Decimal] = []
    for hundredth in (50, 90):
        place = (whole * hundredth + 99) // 100
        seen = 0
        for value, times in sorted(values):
            seen += times
            if seen >= place:
                answer.append(Decimal(value))
                break
    return answer[0], answer[1]


def _after_colon(found: Sums, prefix: str) -> list[tuple[int, int]]:
    return [(int(code.removeprefix(prefix)), n) for code, (n, _) in found.items() if code.startswith(prefix) and n]
