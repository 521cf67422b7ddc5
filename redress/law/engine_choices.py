"""Sums and days that hang on a condition, on a presumption, or on other days."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from redress.law.engine_case import Case, RangeView, is_point
from redress.law.engine_sums import Bounds, Composed, Known, Quantity, quantity
from redress.law.engine_truths import Truth

if TYPE_CHECKING:
    from redress.law.engine_code import Code


OPEN_ENDED = RangeView((None, None), (None, None))


class Chosen(Composed):
    """One sum if a condition holds, another if it does not."""

    def __init__(self, condition: Truth, yes: Quantity, no: Quantity) -> None:
        self.condition, self.yes, self.no = condition, yes, no
        self.reads = condition.reads | yes.reads | no.reads

    def parts(self) -> tuple[Quantity, ...]:
        return (self.yes, self.no)

    def view(self, case: Case) -> RangeView:
        choice = self.condition.weigh(case)
        if choice.certain is not None:
            return self.branch(choice.certain).weigh(case)
        yes, no = self.yes.weigh(case), self.no.weigh(case)
        certain = _hull(yes.certain, no.certain)
        if is_point(certain):
            return RangeView(certain, certain)
        if choice.presumed is not None:
            view = yes if choice.presumed else no
            return RangeView(certain, view.presumed, view.missing, view.unless | choice.leave)
        missing = choice.missing | yes.missing | no.missing
        return RangeView(certain, _hull(yes.presumed, no.presumed), missing, yes.unless | no.unless | choice.leave)

    def branch(self, holds: bool) -> Quantity:
        return self.yes if holds else self.no

    def emit(self, code: "Code") -> str:
        return f"({self.yes.emit(code)} if {self.condition.emit(code)} else {self.no.emit(code)})"

    def words(self, say: Callable[[Quantity], str]) -> str:
        return say(self)


class PresumedSum(Composed):
    """A sum or day that has a value until the facts say otherwise."""

    def __init__(self, part: Quantity, default: Quantity) -> None:
        self.part, self.default = part, default
        self.reads = part.reads | default.reads

    def parts(self) -> tuple[Quantity, ...]:
        return (self.part,)

    def view(self, case: Case) -> RangeView:
        view = self.part.weigh(case)
        if not view.missing:
            return view
        default = self.default.weigh(case)
        if default.missing:
            names = view.missing | default.missing
            return RangeView(view.certain, default.presumed, names, view.unless | default.unless)
        return RangeView(view.certain, default.presumed, 0, view.missing | view.unless | default.unless)

    def emit(self, code: "Code") -> str:
        return self.part.emit(code)

    def words(self, say: Callable[[Quantity], str]) -> str:
        return say(self)


class IfGiven(Composed):
    """An item that counts once it is given, and is reported as missing until then."""

    def __init__(self, part: Quantity) -> None:
        self.part = part
        self.reads = part.reads

    def parts(self) -> tuple[Quantity, ...]:
        return (self.part,)

    def view(self, case: Case) -> RangeView:
        view = self.part.weigh(case)
        if is_point(view.presumed):
            return view
        return RangeView(view.certain, (Decimal(0), Decimal(0)), view.missing, view.unless)

    def emit(self, code: "Code") -> str:
        return self.part.emit(code)

    def words(self, say: Callable[[Quantity], str]) -> str:
        return say(self)


class Between(Composed):
    """A day that, even unknown, cannot lie outside two others: input that says otherwise is refused."""

    def __init__(self, day: Known, earliest: Known | None = None, latest: Known | None = None) -> None:
        self.day, self.earliest, self.latest = day, earliest, latest
        self.reads = day.reads | (earliest.reads if earliest else 0) | (latest.reads if latest else 0)

    def view(self, case: Case) -> RangeView:
        view = self.day.weigh(case)
        if not view.missing:
            return view
        before = self.earliest.weigh(case) if self.earliest else OPEN_ENDED
        after = self.latest.weigh(case) if self.latest else OPEN_ENDED
        bounds = (before.certain[0], after.certain[1])
        return RangeView(bounds, bounds, view.missing | before.missing | after.missing)

    def emit(self, code: "Code") -> str:
        return self.day.emit(code)

    def words(self, say: Callable[[Quantity], str]) -> str:
        return say(self.day)


def either(condition: Truth, yes: Quantity | int, no: Quantity | int) -> Quantity:
    """One sum or day if the condition holds, the other if not."""
    return Chosen(condition, quantity(yes), quantity(no))


def assumed(part: Quantity, default: Quantity | int = 0) -> Quantity:
    """A sum or day taken at a default until the facts say otherwise; the facts are named in `unless`."""
    return PresumedSum(part, quantity(default))


def _hull(one: Bounds, other: Bounds) -> Bounds:
    low = None if one[0] is None or other[0] is None else min(one[0], other[0])
    high = None if one[1] is None or other[1] is None else max(one[1], other[1])
    return (low, high)
