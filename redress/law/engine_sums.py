"""Sums and days: each lies in a range, which shrinks to one value as facts become known.

A day is a date, a sum a Decimal. Sums of money are never negative unless something is taken away from them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from redress.law.engine_case import Case, RangeView, Scalar, fixed, is_point
from redress.law.engine_truths import AtMost, Not, Truth
from redress.law.in_force import Row
from redress.law.periods import later
from redress.law.vocabulary import VOCABULARY, Fact

if TYPE_CHECKING:
    from redress.law.engine_code import Code

Bounds = tuple[Any, Any]
WIDE: Bounds = (None, None)
NOUGHT: Bounds = (Decimal(0), Decimal(0))


class Quantity(ABC):
    """A sum or a day. `reads` is the mask of the facts it may look at."""

    reads: int = 0

    @abstractmethod
    def weigh(self, case: Case) -> RangeView:
        """Return what can be said of it on what is known."""

    @abstractmethod
    def emit(self, code: "Code") -> str:
        """Return a Python expression of its value, for cases in which every fact it reads is known."""

    def words(self, say: Callable[["Quantity"], str]) -> str:
        """Write it as a formula; `say` writes facts and figures."""
        return say(self)

    def parts(self) -> tuple["Quantity", ...]:
        return ()

    def __add__(self, other: "Quantity | int") -> "Quantity":
        return Plus((self, quantity(other)))

    def __sub__(self, other: "Quantity | int") -> "Quantity":
        return Minus(self, quantity(other))

    def __rsub__(self, other: int) -> "Quantity":
        return Minus(quantity(other), self)

    def __mul__(self, other: "Quantity | int") -> "Quantity":
        return Times(self, quantity(other))

    __rmul__ = __mul__

    def __truediv__(self, other: "Quantity | int") -> "Quantity":
        return Over(self, quantity(other))

    def __le__(self, other: "Quantity | int") -> Truth:
        return AtMost(self, quantity(other))

    def __ge__(self, other: "Quantity | int") -> Truth:
        return AtMost(quantity(other), self)

    def __gt__(self, other: "Quantity | int") -> Truth:
        return Not(AtMost(self, quantity(other)))

    def __lt__(self, other: "Quantity | int") -> Truth:
        return Not(AtMost(quantity(other), self))

    def plus(self, *, days: int = 0, months: int = 0, years: int = 0) -> "Quantity":
        """The day that ends a period which begins on this day; the first day itself is not counted."""
        return Later(self, days, months + 12 * years)


class Composed(Quantity):
    """A sum or day made of others; weighed once per case."""

    def weigh(self, case: Case) -> RangeView:
        view: RangeView | None = case.seen.get(self)
        if view is None:
            view = case.seen[self] = self.view(case)
        return view

    @abstractmethod
    def view(self, case: Case) -> RangeView:
        """Weigh the parts and join what can be said of them."""


class Known(Quantity):
    """A fact that is a number or a day."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.reads = fact.bit
        bounds: Bounds = WIDE if fact.type == "day" else (fact.min, None)
        self._open = RangeView(bounds, bounds, fact.bit)

    def weigh(self, case: Case) -> RangeView:
        value = case.values[self.fact.index]
        return self._open if value is None else fixed(value)  # type: ignore[arg-type]

    def emit(self, code: "Code") -> str:
        return f"v[{self.fact.index}]"


class Figure(Quantity):
    """A number of the law, with the row it comes from, or a plain number."""

    def __init__(self, value: Scalar, row: Row | None = None) -> None:
        self.value, self.row = value, row
        self._view = fixed(value)

    def weigh(self, case: Case) -> RangeView:
        return self._view

    def emit(self, code: "Code") -> str:
        return code.keep(self.value)


class Today(Quantity):
    """The day for which the law is asked."""

    def weigh(self, case: Case) -> RangeView:
        return fixed(case.on)

    def emit(self, code: "Code") -> str:
        return "on"


class Joined(Composed):
    sign = ""

    def __init__(self, *parts: Quantity) -> None:
        self._parts = parts
        for part in parts:
            self.reads |= part.reads

    def parts(self) -> tuple[Quantity, ...]:
        return self._parts

    def emit(self, code: "Code") -> str:
        return "(" + f" {self.sign} ".join(part.emit(code) for part in self._parts) + ")"

    def words(self, say: Callable[[Quantity], str]) -> str:
        shown = {"*": "×", "/": "÷", "-": "−"}.get(self.sign, self.sign)
        pieces = [_bracketed(part, self.sign, place, say) for place, part in enumerate(self._parts)]
        if self.sign == "+":
            pieces = [piece for piece in pieces if piece != "0"] or pieces[:1]
        if self.sign == "-":
            pieces = pieces[:1] + [piece for piece in pieces[1:] if piece != "0"]
        if self.sign == "*" and "0" in pieces:
            return "0"
        return f" {shown} ".join(pieces)

    def view(self, case: Case) -> RangeView:
        views = [part.weigh(case) for part in self._parts]
        certain = self.join([view.certain for view in views])
        if is_point(certain):
            return RangeView(certain, certain)
        presumed = self.join([view.presumed for view in views])
        missing = unless = 0
        for view in views:
            if not self.beaten(view.certain, certain):
                missing |= 0 if is_point(presumed) and not is_point(view.presumed) else view.missing
                unless |= view.unless
        return RangeView(certain, presumed, missing, unless)

    def beaten(self, part: Bounds, whole: Bounds) -> bool:
        """Whether the part can no longer be the one that counts."""
        return False

    @abstractmethod
    def join(self, bounds: list[Bounds]) -> Bounds:
        """Return the range of the whole from those of its parts."""


class Plus(Joined):
    sign = "+"

    def __init__(self, parts: tuple[Quantity, ...]) -> None:
        flat: list[Quantity] = []
        for part in parts:
            flat.extend(part.parts() if isinstance(part, Plus) else (part,))
        super().__init__(*flat)

    def join(self, bounds: list[Bounds]) -> Bounds:
        lows, highs = [low for low, _ in bounds], [high for _, high in bounds]
        return (None if None in lows else sum(lows), None if None in highs else sum(highs))


class Minus(Joined):
    sign = "-"

    def join(self, bounds: list[Bounds]) -> Bounds:
        (low, high), (less_low, less_high) = bounds
        return (
            None if low is None or less_high is None else low - less_high,
            None if high is None or less_low is None else high - less_low,
        )


class Times(Joined):
    sign = "*"

    def join(self, bounds: list[Bounds]) -> Bounds:
        (low, high), (other_low, other_high) = bounds
        if is_point(bounds[0]) and is_point(bounds[1]):
            return (low * other_low, low * other_low)
        if NOUGHT in bounds:
            return NOUGHT
        if low is None or other_low is None or low < 0 or other_low < 0:
            return WIDE
        return (low * other_low, None if high is None or other_high is None else high * other_high)


class Over(Joined):
    sign = "/"

    def join(self, bounds: list[Bounds]) -> Bounds:
        (low, high), (by_low, by_high) = bounds
        if is_point(bounds[0]) and is_point(bounds[1]) and by_low:
            return (low / by_low, low / by_low)
        if low is None or by_low is None or low < 0 or by_low < 0:
            return WIDE
        return (
            low / by_high if by_high else Decimal(0),
            high / by_low if high is not None and by_low > 0 else None,
        )


class Most(Joined):
    """The greatest of several sums, or the latest of several days."""

    name = "max"

    def emit(self, code: "Code") -> str:
        return f"{self.name}(" + ", ".join(part.emit(code) for part in self._parts) + ")"

    def words(self, say: Callable[[Quantity], str]) -> str:
        pieces = [part.words(say) for part in self._parts]
        counting = [piece for piece in pieces if piece != "0"]
        shown = counting if self.name == "max" and len(pieces) > 2 and counting else pieces
        return f"{self.name}({', '.join(shown)})" if len(shown) > 1 else shown[0]

    def join(self, bounds: list[Bounds]) -> Bounds:
        lows = [low for low, _ in bounds if low is not None]
        highs = [high for _, high in bounds]
        return (max(lows, default=None), None if None in highs else max(highs))

    def beaten(self, part: Bounds, whole: Bounds) -> bool:
        """The part can never be the one that counts."""
        return part[1] is not None and whole[0] is not None and part[1] < whole[0]


class Least(Most):
    """The smallest of several sums, or the earliest of several days."""

    name = "min"

    def join(self, bounds: list[Bounds]) -> Bounds:
        lows = [low for low, _ in bounds]
        highs = [high for _, high in bounds if high is not None]
        return (None if None in lows else min(lows), min(highs, default=None))

    def beaten(self, part: Bounds, whole: Bounds) -> bool:
        return part[0] is not None and whole[1] is not None and part[0] > whole[1]


class Later(Composed):
    """The last day of a period that begins on a day."""

    def __init__(self, day: Quantity, days: int, months: int) -> None:
        self.day, self.days, self.months = day, days, months
        self.reads = day.reads

    def view(self, case: Case) -> RangeView:
        view = self.day.weigh(case)
        return RangeView(self._moved(view.certain), self._moved(view.presumed), view.missing, view.unless)

    def _moved(self, bounds: Bounds) -> Bounds:
        low, high = bounds
        return (
            None if low is None else later(low, self.days, self.months),
            None if high is None else later(high, self.days, self.months),
        )

    def emit(self, code: "Code") -> str:
        if self.months:
            return f"{code.keep(later)}({self.day.emit(code)}, {self.days}, {self.months})"
        return f"({self.day.emit(code)} + {code.keep(timedelta(days=self.days))})"


def quantity(value: "Quantity | int | Decimal") -> Quantity:
    return value if isinstance(value, Quantity) else Figure(Decimal(value))


def number(name: str) -> Known:
    """The fact of this name: a sum, a count or another number."""
    fact = VOCABULARY[name]
    if fact.type not in {"money", "money_or_all", "number", "count"}:
        raise TypeError(f"{name} is not a number.")
    return Known(fact)


def day(name: str) -> Known:
    """The fact of this name, which is a day."""
    fact = VOCABULARY[name]
    if fact.type != "day":
        raise TypeError(f"{name} is not a day.")
    return Known(fact)


TODAY = Today()


def greatest(*parts: Quantity | int) -> Quantity:
    return Most(*map(quantity, parts)) if len(parts) > 1 else quantity(parts[0])


def smallest(*parts: Quantity | int) -> Quantity:
    return Least(*map(quantity, parts)) if len(parts) > 1 else quantity(parts[0])


def _bracketed(part: Quantity, sign: str, place: int, say: Callable[[Quantity], str]) -> str:
    """Write a part with brackets where it would read otherwise without them."""
    loose = isinstance(part, (Plus, Minus)) and (sign in {"*", "/"} or (sign == "-" and place > 0))
    words = part.words(say)
    return f"({words})" if loose and (" + " in words or " − " in words) else words
