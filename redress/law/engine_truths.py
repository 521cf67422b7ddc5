"""Conditions: three-valued, each able to say what would change it.

The reasoning is Kleene's: "and" is false as soon as one part is false, whatever the others are. Beside the value that
is certain stands the value presumed while nobody asserts a proviso, whose proof falls on the other side.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from redress.law.engine_case import FALSE, TRUE, Case, RangeView, TruthView
from redress.law.vocabulary import VOCABULARY, Fact

if TYPE_CHECKING:
    from redress.law.engine_code import Code
    from redress.law.engine_sums import Quantity


class Truth(ABC):
    """A condition. `reads` is the mask of the facts it may look at."""

    reads: int = 0

    @abstractmethod
    def weigh(self, case: Case) -> TruthView:
        """Return what can be said of it on what is known."""

    @abstractmethod
    def emit(self, code: "Code") -> str:
        """Return a Python expression of its value, for cases in which every fact it reads is known."""

    def parts(self) -> tuple["Truth", ...]:
        return ()

    def __and__(self, other: "Truth") -> "Truth":
        return Both((self, other))

    def __or__(self, other: "Truth") -> "Truth":
        return Either((self, other))

    def __invert__(self) -> "Truth":
        return Not(self)


class Composed(Truth):
    """A condition made of others; weighed once per case."""

    def weigh(self, case: Case) -> TruthView:
        view: TruthView | None = case.seen.get(self)
        if view is None:
            view = case.seen[self] = self.view(case)
        return view

    @abstractmethod
    def view(self, case: Case) -> TruthView:
        """Weigh the parts and join what can be said of them."""


class Always(Truth):
    """The same in every case; versions of a rule are cut to shape with it."""

    def __init__(self, value: bool) -> None:
        self.value = value

    def weigh(self, case: Case) -> TruthView:
        return TRUE if self.value else FALSE

    def emit(self, code: "Code") -> str:
        return str(self.value)


class OneOf(Truth):
    """A fact has one of some values. For yes-or-no facts the value is True."""

    def __init__(self, fact: Fact, values: Iterable[object]) -> None:
        self.fact = fact
        self.values = frozenset(values)
        self.reads = fact.bit
        self._open = TruthView(None, None, fact.bit, fact.bit, fact.bit)

    def weigh(self, case: Case) -> TruthView:
        value = case.values[self.fact.index]
        if value is None:
            return self._open
        return TRUE if value in self.values else FALSE

    def emit(self, code: "Code") -> str:
        if self.values == {True}:
            return f"v[{self.fact.index}]"
        return f"(v[{self.fact.index}] in {code.keep(self.values)})"


class Given(Truth):
    """A fact has been given, whatever it is."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.reads = fact.bit
        self._open = TruthView(None, None, fact.bit, fact.bit, 0)

    def weigh(self, case: Case) -> TruthView:
        return self._open if case.values[self.fact.index] is None else TRUE

    def emit(self, code: "Code") -> str:
        return "True"


class Both(Composed):
    """Every part holds."""

    def __init__(self, parts: tuple[Truth, ...]) -> None:
        self._parts = _flat(Both, parts)
        self.reads = _together(part.reads for part in self._parts)

    def parts(self) -> tuple[Truth, ...]:
        return self._parts

    def view(self, case: Case) -> TruthView:
        views = []
        for part in self._parts:
            view = part.weigh(case)
            if view.certain is False:
                return FALSE
            if view.certain is None:
                views.append(view)
        return _all(views) if views else TRUE

    def emit(self, code: "Code") -> str:
        return "(" + " and ".join(part.emit(code) for part in self._parts) + ")"


class Either(Composed):
    """At least one part holds."""

    def __init__(self, parts: tuple[Truth, ...]) -> None:
        self._parts = _flat(Either, parts)
        self.reads = _together(part.reads for part in self._parts)

    def parts(self) -> tuple[Truth, ...]:
        return self._parts

    def view(self, case: Case) -> TruthView:
        views = []
        for part in self._parts:
            view = part.weigh(case)
            if view.certain is True:
                return TRUE
            if view.certain is None:
                views.append(_turned(view))
        return _turned(_all(views)) if views else FALSE

    def emit(self, code: "Code") -> str:
        return "(" + " or ".join(part.emit(code) for part in self._parts) + ")"


class Not(Composed):
    """The part does not hold."""

    def __init__(self, part: Truth) -> None:
        self.part = part
        self.reads = part.reads

    def parts(self) -> tuple[Truth, ...]:
        return (self.part,)

    def view(self, case: Case) -> TruthView:
        return _turned(self.part.weigh(case))

    def emit(self, code: "Code") -> str:
        return f"(not {self.part.emit(code)})"


class Presumed(Composed):
    """A condition that has a value until the facts say otherwise; whoever says otherwise has to prove it."""

    def __init__(self, part: Truth, value: bool) -> None:
        self.part = part
        self.value = value
        self.reads = part.reads

    def parts(self) -> tuple[Truth, ...]:
        return (self.part,)

    def view(self, case: Case) -> TruthView:
        view = self.part.weigh(case)
        if view.certain is not None:
            return view
        if view.presumed is None:
            leave = view.fall if self.value else view.rise
            return TruthView(None, self.value, 0, view.rise, view.fall, leave)
        return view

    def emit(self, code: "Code") -> str:
        return self.part.emit(code)


class Implied(Composed):
    """A condition that holds whenever another does: that one answers while this is unknown, and cannot gainsay it."""

    def __init__(self, part: Truth, by: Truth) -> None:
        self.part, self.either = part, Either((part, by))
        self.reads = self.either.reads

    def parts(self) -> tuple[Truth, ...]:
        return self.either.parts()

    def view(self, case: Case) -> TruthView:
        view = self.part.weigh(case)
        return self.either.weigh(case) if view.certain is None else view

    def emit(self, code: "Code") -> str:
        return self.part.emit(code)


class AtMost(Composed):
    """One sum or day is not above, or not after, another."""

    def __init__(self, left: "Quantity", right: "Quantity") -> None:
        self.left, self.right = left, right
        self.reads = left.reads | right.reads

    def view(self, case: Case) -> TruthView:
        left, right = self.left.weigh(case), self.right.weigh(case)
        certain = _at_most(left.certain, right.certain)
        if certain is not None:
            return TRUE if certain else FALSE
        movers = _names(left) | _names(right)
        presumed = _at_most(left.presumed, right.presumed)
        if presumed is None:
            return TruthView(None, None, left.missing | right.missing, movers, movers, left.unless | right.unless)
        return TruthView(None, presumed, 0, movers, movers, movers)

    def emit(self, code: "Code") -> str:
        return f"({self.left.emit(code)} <= {self.right.emit(code)})"


class Stated(Truth):
    """A condition with a name, under which the answer gives its reason."""

    def __init__(self, name: str, part: Truth, **shown: "Quantity") -> None:
        self.name, self.part, self.shown = name, part, shown
        self.reads = part.reads

    def parts(self) -> tuple[Truth, ...]:
        return (self.part,)

    def weigh(self, case: Case) -> TruthView:
        return self.part.weigh(case)

    def emit(self, code: "Code") -> str:
        return self.part.emit(code)


def told(name: str) -> Truth:
    """The yes-or-no fact of this name is true."""
    fact = VOCABULARY[name]
    if fact.type != "yes_no":
        raise TypeError(f"{name} is not a yes-or-no fact.")
    return OneOf(fact, (True,))


def one_of(name: str, *words: str) -> Truth:
    """The fact of this name has one of these words."""
    fact = VOCABULARY[name]
    if fact.type != "word" or not set(words) <= set(fact.values):
        raise TypeError(f"{name} never has one of the words {words}.")
    return OneOf(fact, words)


def given(name: str) -> Truth:
    """The fact of this name is known at all."""
    return Given(VOCABULARY[name])


def proviso(part: Truth) -> Truth:
    """An exception: presumed absent until asserted, because its proof falls on the other side."""
    return Presumed(part, value=False)


def presumably(part: Truth) -> Truth:
    """A condition taken to hold until the facts say otherwise."""
    return Presumed(part, value=True)


def implied(part: Truth, by: Truth) -> Truth:
    """The part, known as soon as `by` holds; that `by` holds and the part does not is refused as a contradiction."""
    return Implied(part, by)


def _all(views: list[TruthView]) -> TruthView:
    """Join the views of parts that are not certain, all of which must hold."""
    presumed: bool | None = True
    missing = fall = leave = 0
    for view in views:
        if view.presumed is False:
            presumed = False
        elif view.presumed is None:
            missing |= view.missing
            presumed = presumed and None
        fall |= view.fall
        leave |= view.leave
    rise = _fewest(view.rise for view in views if view.presumed is not True)
    if presumed is False:
        leave = _fewest(view.leave for view in views if view.presumed is False)
        missing = 0
    return TruthView(None, presumed, missing, rise, fall, leave)


def _turned(view: TruthView) -> TruthView:
    if view.certain is not None:
        return FALSE if view.certain else TRUE
    presumed = None if view.presumed is None else not view.presumed
    return TruthView(None, presumed, view.missing, view.fall, view.rise, view.leave)


def _fewest(masks: Iterable[int]) -> int:
    """Of several sets, one of which must be touched in any event, the smallest (the first of equals)."""
    return min((mask for mask in masks), key=int.bit_count, default=0)


def _at_most(left: tuple[object, object], right: tuple[object, object]) -> bool | None:
    if left[1] is not None and right[0] is not None and left[1] <= right[0]:  # type: ignore[operator]
        return True
    if left[0] is not None and right[1] is not None and left[0] > right[1]:  # type: ignore[operator]
        return False
    return None


def _names(view: RangeView) -> int:
    return view.missing | view.unless


def _together(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _flat(kind: Callable[..., Truth], parts: tuple[Truth, ...]) -> tuple[Truth, ...]:
    flat: list[Truth] = []
    for part in parts:
        flat.extend(part.parts() if isinstance(part, kind) else (part,))  # type: ignore[arg-type]
    return tuple(flat)
