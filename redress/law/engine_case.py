"""What the engine weighs: one matter's facts and a day, and the views that terms form of them.

A view never says more than holds under every completion of the facts, unless it names the fact that may change it.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from redress.law.facts import Value

Scalar = Decimal | date


class Case:
    """The facts of one matter, and the day for which the law is asked. Remembers what has been weighed."""

    __slots__ = ("on", "seen", "values")

    def __init__(self, values: tuple[Value, ...], on: date) -> None:
        self.values, self.on = values, on
        self.seen: dict[object, Any] = {}


class TruthView(NamedTuple):
    """What can be said of a condition.

    certain -- its value whatever the unknown facts are; None if they matter
    presumed -- its value while provisos stay unasserted; None if it cannot be told
    missing -- facts that would tell, where presumed is None
    rise, fall -- of these one at least must be given before it becomes true, or false
    leave -- of these one at least must be given before it leaves its presumed value
    """

    certain: bool | None
    presumed: bool | None
    missing: int = 0
    rise: int = 0
    fall: int = 0
    leave: int = 0


TRUE = TruthView(True, True)
FALSE = TruthView(False, False)


class RangeView(NamedTuple):
    """What can be said of a sum or a day: the range it lies in; None is without end.

    certain -- the range whatever the unknown facts are
    presumed -- the range while provisos stay unasserted
    missing -- facts that would narrow it
    unless -- facts that may move it although it is presumed not to move
    """

    certain: tuple[Any, Any]
    presumed: tuple[Any, Any]
    missing: int = 0
    unless: int = 0

    @property
    def point(self) -> Any:
        """The one value it has; None if there are several."""
        low, high = self.presumed
        return low if low is not None and low == high else None


def fixed(value: Scalar) -> RangeView:
    return RangeView((value, value), (value, value))


def is_point(bounds: tuple[Any, Any]) -> bool:
    return bounds[0] is not None and bounds[0] == bounds[1]
