"""Counting people instead of cases: one person once, nearly equal stories once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from redress.cases import similar

MOST_COMPARED = 400  # prints of one series and week that are compared pair by pair; beyond, equal prints only


@dataclass(frozen=True, slots=True)
class Seen:
    """One case, as far as counting goes."""

    case_id: int
    day: date
    person: str = ""
    story_print: int | None = None
    channel: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """One series and week. n -- voices; raw -- cases; one_source -- share of cases of the busiest import and day."""

    n: int
    raw: int
    one_source: float
    first_day: date | None


def voices(cases: Sequence[Seen]) -> int:
    """Count people: cases of the same person are one, and so are cases whose stories are nearly the same.

    Two people who send the same text are counted once: a copied text is one voice, however often it is sent.
    """
    heads: dict[int, int] = {place: place for place in range(len(cases))}

    def head(place: int) -> int:
        while heads[place] != place:
            heads[place] = heads[heads[place]]
            place = heads[place]
        return place

    by_person: dict[str, int] = {}
    by_print: dict[int, int] = {}
    for place, case in enumerate(cases):
        if case.person:
            heads[head(place)] = head(by_person.setdefault(case.person, place))
        if case.story_print is not None:
            heads[head(place)] = head(by_print.setdefault(case.story_print, place))
    prints = list(by_print.items())[:MOST_COMPARED]
    for number, (one, place) in enumerate(prints):
        for other, second in prints[number + 1 :]:
            if similar.distance(one, other) <= similar.CLOSE:
                heads[head(second)] = head(place)
    return len({head(place) for place in range(len(cases))})


def count(cases: Sequence[Seen]) -> Counted:
    """Count one series in one week."""
    imports = Counter((case.source, case.day) for case in cases if case.channel == "import" or case.source)
    most = max(imports.values(), default=0)
    return Counted(
        voices(cases),
        len(cases),
        round(most / len(cases), 3) if cases else 0.0,
        min((c.day for c in cases), default=None),
    )


def weekly(cases: Iterable[Seen], *, last: date, weeks: int) -> list[list[Seen]]:
    """Sort cases into weeks that end with `last`, oldest first; what lies outside is left out."""
    sorted_in: dict[int, list[Seen]] = defaultdict(list)
    for case in cases:
        back = (last - case.day).days // 7
        if 0 <= back < weeks:
            sorted_in[back].append(case)
    return [sorted_in[back] for back in range(weeks - 1, -1, -1)]
