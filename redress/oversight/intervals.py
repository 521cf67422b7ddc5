"""How sure a share or an agreement is. Pure arithmetic."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

Z95 = 1.959963984540054


class Interval(NamedTuple):
    low: float
    high: float


def wilson(n: int, d: int, z: float = Z95) -> Interval | None:
    """Return the Wilson score interval of a share n of d; None where there is nothing to divide by.

    >>> low, high = wilson(8, 10) or (0, 0)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    """
    if d <= 0 or not 0 <= n <= d:
        return None
    share = n / d
    middle = share + z * z / (2 * d)
    spread = z * sqrt(share * (1 - share) / d + z * z / (4 * d * d))
    scale = 1 + z * z / d
    return Interval(max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))


class Agreement(NamedTuple):
    """How far two readers agree beyond chance.

    kappa -- None where both always gave one and the same answer: chance alone would explain everything
    """

    n: int
    observed: float
    kappa: float | None
    interval: Interval | None


def cohen(pairs: Sequence[tuple[str, str]], z: float = Z95) -> Agreement | None:
    """Return Cohen's kappa of two readings of the same things, with its large-sample interval; None without pairs.

    The standard error is that of Fleiss, Cohen and Everitt (1969) for kappa other than zero.

    >>> found = cohen([("a", "a")] * 20 + [("b", "b")] * 15 + [("a", "b")] * 5 + [("b", "a")] * 10)
    >>> found and (found.observed, round(found.kappa or 0, 2))
    (0.7, 0.4)
    """
    n = len(pairs)
    if not n:
        return None
    classes = sorted({answer for pair in pairs for answer in pair})
    cell = {(a, b): 0.0 for a in classes for b in classes}
    for pair in pairs:
        cell[pair] += 1 / n
    row = {a: sum(cell[a, b] for b in classes) for a in classes}
    column = {b: sum(cell[a, b] for a in classes) for b in classes}
    observed = sum(cell[a, a] for a in classes)
    chance = sum(row[a] * column[a] for a in classes)
    if chance >= 1:
        return Agreement(n, observed, None, None)
    kappa = (observed - chance) / (1 - chance)
    first = sum(cell[a, a] * (1 - (row[a] + column[a]) * (1 - kappa)) ** 2 for a in classes)
    second = (1 - kappa) ** 2 * sum(cell[a, b] * (column[a] + row[b]) ** 2 for a in classes for b in classes if a != b)
    third = (kappa - chance * (1 - kappa)) ** 2
    variance = max(0.0, first + second - third) / (n * (1 - chance) ** 2)
    half = z * sqrt(variance)
    return Agreement(n, observed, kappa, Interval(max(-1.0, kappa - half), min(1.0, kappa + half)))
