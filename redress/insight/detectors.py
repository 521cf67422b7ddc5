"""Is this week more than its own past lets expect? Two tests on weekly counts, and the correction for asking often.

Pure functions: counts in, numbers out. Methods, in short:

short -- the weeks just before, as the Early Aberration Reporting System does, but with a distribution for counts: the
    rate is uncertain (Gamma), the counts scatter at least like Poisson, so what comes next is negative binomial.
long -- a log-linear trend through the same season of earlier years, as Farrington's method does: quasi-Poisson, past
    surges weighted down, the trend's own uncertainty included. Where two years are not there, all weeks but the last.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SHORT_WEEKS = 8  # weeks the short test looks back
GAP = 1  # weeks before this one that count for neither test: a surge that begins must not hide itself
LONG_WEEKS = 26  # below so many the long test has nothing to say
YEAR = 52
SEASON = 3  # weeks before and after the same week of earlier years
LEVEL = 0.95
FDR = 0.05  # share of alarms that may be false, by Benjamini and Hochberg


@dataclass(frozen=True, slots=True)
class Expected:
    """What a test expected, the interval that holds 95 in 100 such weeks, and how rare so many are."""

    mean: float
    lower: float
    upper: float
    p: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both tests on one series. p is corrected for having asked two."""

    observed: int
    short: Expected
    long: Expected | None

    @property
    def p(self) -> float:
        if self.long is None:
            return self.short.p
        return min(1.0, 2 * min(self.short.p, self.long.p))

    @property
    def shown(self) -> Expected:
        """The test that expected more: whoever argues with an alarm argues with the higher one."""
        if self.long is not None and self.long.mean > self.short.mean:
            return self.long
        return self.short


def judge(history: Sequence[int], observed: int) -> Verdict:
    """Test one week against the weeks before it. history -- oldest first, without this week"""
    return Verdict(observed, short(history, observed), long(history, observed))


def short(history: Sequence[int], observed: int) -> Expected:
    """Test against the last weeks alone.

    >>> round(short([0] * 12, 6).p, 5) < 0.001 < short([0] * 12, 1).p
    True
    """
    base = list(history[: len(history) - GAP] if len(history) > GAP else ())[-SHORT_WEEKS:]
    total, weeks = sum(base), max(len(base), 1)
    mean = (total + 0.5) / weeks
    spread = _dispersion(base, mean)
    # Gamma(total + ½, weeks) for the rate; more scatter than Poisson makes the same weeks tell less.
    return _expected(mean, variance=spread * mean + spread * mean / weeks, observed=observed)


def long(history: Sequence[int], observed: int) -> Expected | None:
    """Test against season and trend of the years before; None where the past is too short or empty."""
    places = _season(len(history))
    if len(history) < LONG_WEEKS or not any(history[place] for place in places):
        return None
    xs = [(place - len(history)) / YEAR for place in places]
    ys = [history[place] for place in places]
    fit = _trend(xs, ys, [1.0] * len(xs))
    for _ in range(2):
        fit = _trend(xs, ys, _weights(ys, fit))
    mean = math.exp(min(fit.level, 12.0))
    if mean > max(ys) + 1:  # a trend is not believed beyond anything that was seen
        mean = max(ys) + 1.0
    variance = fit.dispersion * mean + mean * mean * min(fit.level_variance, 1.0)
    return _expected(mean, variance=variance, observed=observed)


def benjamini_hochberg(ps: Sequence[float], *, tests: int | None = None) -> list[float]:
    """Return the q-value of every p: the share of false alarms if all as small or smaller were raised.

    tests -- how many were asked, if more than are given (the others count as p = 1)

    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    number = max(tests or 0, len(ps))
    order = sorted(range(len(ps)), key=lambda place: ps[place], reverse=True)
    found, least = [1.0] * len(ps), 1.0
    for rank, place in zip(range(len(ps), 0, -1), order, strict=True):
        least = min(least, ps[place] * number / rank)
        found[place] = round(least, 12)
    return found


# ---- the distribution ----------------------------------------------------------------------------------------------


def tail(mean: float, variance: float, observed: int) -> float:
    """Return how likely `observed` or more is: negative binomial, or Poisson where variance is no more than the mean.

    >>> round(tail(2.0, 2.0, 5), 4), tail(2.0, 2.0, 0)
    (0.0527, 1.0)
    """
    if observed <= 0:
        return 1.0
    below = math.fsum(_masses(mean, variance, observed))
    if below < 0.9:
        return max(0.0, 1.0 - below)
    # Far out the difference to one is all rounding: sum the tail itself.
    total, at, mass = 0.0, observed, _mass(mean, variance, observed)
    while mass > total * 1e-12 and at < observed + 10_000:
        total += mass
        at += 1
        mass = _mass(mean, variance, at)
    return min(1.0, total)


def _masses(mean: float, variance: float, count: int) -> list[float]:
    return [_mass(mean, variance, at) for at in range(count)]


def _mass(mean: float, variance: float, at: int) -> float:
    if mean <= 0:
        return 1.0 if at == 0 else 0.0
    if variance <= mean * 1.000001:
        return math.exp(at * math.log(mean) - mean - math.lgamma(at + 1))
    size = mean * mean / (variance - mean)
    logs = math.lgamma(at + size) - math.lgamma(size) - math.lgamma(at + 1)
    return math.exp(logs + size * math.log(size / (size + mean)) + at * math.log(mean / (size + mean)))


def _expected(mean: float, *, variance: float, observed: int) -> Expected:
    low, high = _interval(mean, variance)
    return Expected(round(mean, 3), float(low), float(high), tail(mean, variance, observed))


def _interval(mean: float, variance: float) -> tuple[int, int]:
    """The counts between which 95 in 100 weeks fall."""
    outside, total, low, at = (1 - LEVEL) / 2, 0.0, -1, 0
    while at < 100_000:
        total += _mass(mean, variance, at)
        if low < 0 and total > outside:
            low = at
        if total >= 1 - outside:
            return max(low, 0), at
        at += 1
    return max(low, 0), at


def _dispersion(counts: Sequence[int], mean: float) -> float:
    if len(counts) < 3 or mean <= 0:
        return 1.0
    average = sum(counts) / len(counts)
    variance = sum((count - average) ** 2 for count in counts) / (len(counts) - 1)
    return max(1.0, variance / mean)


# ---- the trend -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fit:
    """A log-linear trend; level is its value now (x = 0) on the log scale."""

    level: float
    slope: float
    level_variance: float
    dispersion: float
    means: tuple[float, ...]


def _season(weeks: int) -> list[int]:
    """Places in a history of so many weeks that the long test looks at."""
    years = weeks // YEAR
    if years < 2:
        return list(range(max(0, weeks - 2 * YEAR), weeks - GAP - 2))
    around = {
        weeks - YEAR * year + shift for year in range(1, min(years, 5) + 1) for shift in range(-SEASON, SEASON + 1)
    }
    recent = set(range(weeks - SHORT_WEEKS - GAP, weeks - GAP))  # so that a new level is seen as one
    return sorted(place for place in around | recent if 0 <= place < weeks - GAP)


def _trend(xs: Sequence[float], ys: Sequence[int], weights: Sequence[float]) -> _Fit:
    """Fit log(mean) = level + slope x by iteratively reweighted least squares; flat where a slope cannot be told."""
    mean = max(sum(w * y for w, y in zip(weights, ys, strict=True)) / sum(weights), 0.05)
    level, slope = math.log(mean), 0.0
    steep = sum(ys) >= 10 and len(set(xs)) > 5
    a = b = c = 1.0
    for _ in range(25 if steep else 1):
        means = [math.exp(max(-12.0, min(12.0, level + slope * x))) for x in xs]
        a = sum(w * m for w, m in zip(weights, means, strict=True))
        if not steep:
            break
        b = sum(w * m * x for w, m, x in zip(weights, means, xs, strict=True))
        c = sum(w * m * x * x for w, m, x in zip(weights, means, xs, strict=True))
        g0 = sum(w * (y - m) for w, y, m in zip(weights, ys, means, strict=True))
        g1 = sum(w * (y - m) * x for w, y, m, x in zip(weights, ys, means, xs, strict=True))
        determinant = a * c - b * b
        if determinant <= 1e-12:
            break
        d0, d1 = (c * g0 - b * g1) / determinant, (a * g1 - b * g0) / determinant
        level, slope = level + max(-2.0, min(2.0, d0)), slope + max(-2.0, min(2.0, d1))
        if abs(d0) + abs(d1) < 1e-8:
            break
    means = [math.exp(max(-12.0, min(12.0, level + slope * x))) for x in xs]
    used = 2 if steep else 1
    chi = sum(w * (y - m) ** 2 / m for w, y, m in zip(weights, ys, means, strict=True))
    dispersion = max(1.0, chi / max(1, len(xs) - used))
    determinant = a * c - b * b
    spread = c / determinant if steep and determinant > 1e-12 else 1 / max(a, 1e-9)
    return _Fit(level, slope, dispersion * spread, dispersion, tuple(means))


def _weights(ys: Sequence[int], fit: _Fit) -> list[float]:
    """Weigh weeks of past surges down by how far they stick out (Anscombe residuals)."""
    scale = math.sqrt(fit.dispersion)
    residuals = [
        1.5 * (y ** (2 / 3) - m ** (2 / 3)) / (m ** (1 / 6) * scale) for y, m in zip(ys, fit.means, strict=True)
    ]
    weights = [1.0 if residual <= 2.58 else 1 / residual**2 for residual in residuals]
    share = len(ys) / sum(weights)
    return [weight * share for weight in weights]
