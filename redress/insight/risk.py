"""How much a release tells about a person: generalisation, suppression, and the attack that is tried before anyone else can.

Pure functions. Columns that outsiders may know (quasi-identifiers) are made coarser step by step until few rows have to
be left out; then k, l and t are read off, and an attacker who knows every person's true values looks for them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

K, L = 5, 2  # people a row must be like at least; natures among them at least
MOST_T = 0.7  # distance of a group's natures from all natures
MOST_SUPPRESSED = 0.2  # share of rows above which the next, coarser step is tried
MOST_LINKED = 1 / K  # chance of any one person to be found
BANDS = (100, 500, 1_000, 5_000, 10_000, 50_000)
SMALL = 5  # counts below are not shown

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One complaint with its true values. Those of `known` an outsider may know; `nature` and `outcome` not."""

    case_id: int
    day: str
    division: str
    category: str
    channel: str
    amount: Decimal | None
    nature: str
    outcome: str

    @property
    def known(self) -> tuple[str, str, str, str, Decimal | None]:
        return self.day, self.division, self.category, self.channel, self.amount


def band(amount: Decimal | None, *, coarse: bool = False) -> str:
    """Say between which sums an amount lies.

    >>> band(Decimal(2399)), band(None), band(Decimal(2399), coarse=True), band(Decimal(90_000))
    ('1000-4999', '', '1000+', '50000+')
    """
    if amount is None:
        return ""
    if coarse:
        return "1000+" if amount >= 1_000 else "0-999"
    below = 0
    for limit in BANDS:
        if amount < limit:
            return f"{below}-{limit - 1}"
        below = limit
    return f"{below}+"


def quarter(day: str) -> str:
    """Name the quarter of a day: 2026-Q3."""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def _fine(row: Record) -> dict[str, str]:
    return {
        "period": row.day[:7],
        "area": row.division,
        "category": row.category,
        "channel": row.channel,
        "amount": band(row.amount),
    }


def _middle(row: Record) -> dict[str, str]:
    area = f"{row.division[:2]}0000" if row.division else ""
    return {
        "period": quarter(row.day),
        "area": area,
        "category": row.category,
        "channel": _side(row),
        "amount": band(row.amount, coarse=True),
    }


def _coarse(row: Record) -> dict[str, str]:
    area = f"{row.division[:2]}0000" if row.division else ""
    return {
        "period": quarter(row.day),
        "area": area,
        "category": row.category.split(".")[0],
        "channel": _side(row),
        "amount": "",
    }


def _coarsest(row: Record) -> dict[str, str]:
    return {"period": row.day[:4], "area": "", "category": row.category.split(".")[0], "channel": "", "amount": ""}


def _side(row: Record) -> str:
    return "online" if row.channel in {"web", "api", "email", "import"} else "office"


LADDER: tuple[Callable[[Record], dict[str, str]], ...] = (_fine, _middle, _coarse, _coarsest)


@dataclass(frozen=True, slots=True)
class Measured:
    """A release as it would be: its rows, and what was measured on them."""

    level: int
    rows: tuple[tuple[Record, dict[str, str]], ...]
    suppressed: int
    k: int
    l: int  # noqa: E741 -- the letter under which it is known
    t: float
    linked_most: float
    linked_mean: float
    linked_alone: int


def prepare(records: Sequence[Record], population: Sequence[Record]) -> Measured:
    """Generalise no more than needed, leave out what still stands out, and measure what is left.

    population -- everybody the attacker may look for, whether they agreed to publication or not
    """
    level, kept = 0, []
    for level, _ in enumerate(LADDER):
        kept = _kept(records, level)
        if records and len(kept) >= (1 - MOST_SUPPRESSED) * len(records):
            break
    groups = _groups(kept)
    alone, most, mean = link(kept, population, level)
    return Measured(
        level=level,
        rows=tuple(kept),
        suppressed=len(records) - len(kept),
        k=min((len(group) for group in groups.values()), default=0),
        l=min((len({row.nature for row in group}) for group in groups.values()), default=0),
        t=distance(groups),
        linked_most=most,
        linked_mean=mean,
        linked_alone=alone,
    )


def _kept(records: Sequence[Record], level: int) -> list[tuple[Record, dict[str, str]]]:
    """Rows whose group is large enough and not all of one nature."""
    made = [(row, LADDER[level](row)) for row in records]
    groups = _groups(made)
    good = {key for key, group in groups.items() if len(group) >= K and len({row.nature for row in group}) >= L}
    return [(row, values) for row, values in made if _key(values) in good]


def _key(values: Values) -> tuple[str, ...]:
    return tuple(values.values())


def _groups(rows: Sequence[tuple[Record, dict[str, str]]]) -> dict[tuple[str, ...], list[Record]]:
    found: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for row, values in rows:
        found[_key(values)].append(row)
    return found


def distance(groups: Mapping[tuple[str, ...], Sequence[Record]]) -> float:
    """The largest distance (total variation) between the natures of one group and those of all rows."""
    everyone = Counter(row.nature for group in groups.values() for row in group)
    total = sum(everyone.values())
    most = 0.0
    for group in groups.values():
        here = Counter(row.nature for row in group)
        apart = sum(abs(here[nature] / len(group) - n / total) for nature, n in everyone.items()) / 2
        most = max(most, apart)
    return round(most, 3)


def link(
    rows: Sequence[tuple[Record, dict[str, str]]], population: Sequence[Record], level: int
) -> tuple[int, float, float]:
    """Attack: for every person of the population, with all their true values known, guess which row is theirs.

    Returns how many are found alone, the best chance for any one, and the mean chance over those that are in it.
    """
    by_values = _groups(rows)
    present = {row.case_id for row, _ in rows}
    alone, chances = 0, []
    for person in population:
        if person.case_id in present:
            candidates = by_values.get(_key(LADDER[level](person)), ())
            chances.append(1 / len(candidates) if candidates else 0.0)
            alone += len(candidates) == 1
    return alone, round(max(chances, default=0.0), 4), round(sum(chances) / len(chances), 4) if chances else 0.0


def suppress(cells: Sequence[int], *, small: int = SMALL) -> list[int | None]:
    """Hide small counts of a list whose sum is shown; if that leaves one hidden alone, hide the next smallest too.

    >>> suppress([12, 3, 40, 9]), suppress([12, 3, 2, 40]), suppress([0, 7])
    ([12, None, 40, None], [12, None, None, 40], [0, 7])
    """
    hidden = {place for place, n in enumerate(cells) if 0 < n < small}
    # The difference between the sum and what is shown must itself not be small, and not be one cell's.
    while hidden and (len(hidden) == 1 or sum(cells[place] for place in hidden) < small):
        rest = [(n, place) for place, n in enumerate(cells) if place not in hidden and n > 0]
        if not rest:
            break
        hidden.add(min(rest)[1])
    return [None if place in hidden else n for place, n in enumerate(cells)]
