"""Questions analysts may ask: a closed grammar, so that every question is text to be kept, and no question finds a person.

    people by nature, channel where kind = complaint and category = goods and month >= 2026-01 and month < 2026-07

Measures and dimensions come from lists; values are bound, never written into a statement. Small cells are hidden, and so
is a cell that a second question could get at by taking away: for each condition the cell is counted without it, and for
a period its first and last month alone; where the difference would be small, the cell is hidden.

One text is understood by DuckDB and by Spark, and gives both the same numbers: shares and medians are reckoned on whole
tenths of a percent and whole cents, in which no engine rounds otherwise.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from redress.insight.risk import SMALL, suppress
from redress.kernel.problems import Invalid, Problem

MEASURES: Mapping[str, str] = {
    "cases": "COUNT(*)",
    "people": "COUNT(DISTINCT CASE WHEN person <> '' THEN person ELSE CAST(case_id AS STRING) END)",
    "settled": (
        f"CASE WHEN COUNT(*) FILTER (WHERE ended) >= {SMALL} THEN FLOOR(CAST(1000 * COUNT(*) FILTER (WHERE settled) AS DOUBLE) "
        "/ COUNT(*) FILTER (WHERE ended) + 0.5) / 10 END"
    ),
    "amount": f"CASE WHEN COUNT(amount) >= {SMALL} THEN MEDIAN(CAST(amount * 100 AS DOUBLE)) / 100 END",
}
DIMS = ("month", "quarter", "year", "kind", "nature", "category", "province", "county", "channel", "outcome")
MOST_DIMS, MOST_CELLS = 2, 500
_QUERY = re.compile(r"\s*(?P<measure>\w+)(?:\s+by\s+(?P<by>[\w\s,]+?))?(?:\s+where\s+(?P<where>.+?))?\s*", re.DOTALL)
_CONDITION = re.compile(r"(?P<dim>\w+)\s*(?P<op>>=|<|=)\s*(?P<value>[\w.-]{1,64})")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Condition:
    dim: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question that was understood."""

    measure: str
    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()

    @property
    def text(self) -> str:
        by = f" by {', '.join(self.by)}" if self.by else ""
        where = " and ".join(f"{one.dim} {one.op} {one.value}" for one in self.where)
        return f"{self.measure}{by}{f' where {where}' if where else ''}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of an answer; n and value are None where they are hidden."""

    by: tuple[str, ...]
    n: int | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    values: tuple[object, ...]


def parse(text: str) -> Query:
    """Read a question. Raises Invalid with everything that is wrong with it."""
    found = _QUERY.fullmatch(text)
    if found is None:
        raise Invalid([_problem("query.unreadable", gettext("Write such as: cases by nature where kind = complaint"))])
    by = tuple(part.strip() for part in (found["by"] or "").split(",") if part.strip())
    parts = [part for part in re.split(r"\s+and\s+", found["where"] or "") if part]
    conditions, problems = [], []
    for part in parts:
        match = _CONDITION.fullmatch(part.strip())
        if match is None or not _may(Condition(match["dim"], match["op"], match["value"])):
            problems.append(
                _problem(
                    "query.condition", gettext("“%(part)s” is no condition of this grammar.") % {"part": part[:60]}
                )
            )
        else:
            conditions.append(Condition(match["dim"], match["op"], match["value"]))
    if found["measure"] not in MEASURES:
        problems.append(
            _problem("query.measure", gettext("“%(name)s” cannot be measured.") % {"name": found["measure"][:30]})
        )
    problems += [
        _problem("query.dimension", gettext("“%(name)s” is no dimension.") % {"name": name[:30]})
        for name in by
        if name not in DIMS
    ]
    if len(by) > MOST_DIMS or len(set(by)) != len(by):
        problems.append(_problem("query.too_many", gettext("At most two different dimensions at once.")))
    if problems:
        raise Invalid(problems)
    return Query(found["measure"], by, tuple(conditions))


def _problem(code: str, message: str) -> Problem:
    return Problem(code, message, "/q")


def _may(one: Condition) -> bool:
    """Values with "=", whole months with "<" and ">=": days would let two questions differ by one day's case."""
    if one.dim == "month":
        return bool(_MONTH.fullmatch(one.value))
    return one.dim in DIMS and one.op == "="


def statement(query: Query, bodies: Sequence[int], source: str) -> Statement:
    """Write the statement: value and n of each cell, then what a second question could take away, at its smallest.

    source -- the table of facts, as the engine calls it
    """
    tests, values = [], []
    for one in query.where:
        test, bound = _test(one)
        tests.append(test)
        values.append(bound)
    everything = " AND ".join(f"c{place}" for place in range(len(tests))) or "TRUE"
    taken = [
        f"COUNT(*) FILTER (WHERE NOT c{place} AND {_others(place, len(tests))})"
        for place, one in enumerate(query.where)
        if one.op == "="
    ]
    if _has_period(query):
        taken += [f"COUNT(*) FILTER (WHERE {everything} AND month = {edge})" for edge in ("first_month", "last_month")]
    marks = ", ".join(f"({test}) AS c{place}" for place, test in enumerate(tests))
    by = ", ".join(query.by)
    order = ", ".join(f"cells.{name} NULLS FIRST" for name in query.by) or "cells.n"
    measure = MEASURES[query.measure]
    sql = (
        f"WITH marked AS (SELECT *{', ' + marks if marks else ''} FROM {source} "
        f"WHERE agency_id IN ({', '.join(['?'] * len(bodies))})), chosen AS (SELECT * FROM marked WHERE {everything}), "
        "edges AS (SELECT MIN(month) AS first_month, MAX(month) AS last_month FROM chosen), "
        f"cells AS (SELECT {by + ', ' if by else ''}{measure} AS value, COUNT(*) AS n FROM chosen {f'GROUP BY {by}' if by else ''}), "
        f"risks AS (SELECT {by + ', ' if by else ''}{_least(taken)} AS risky FROM marked CROSS JOIN edges {f'GROUP BY {by}' if by else ''}) "
        f"SELECT {', '.join(f'cells.{name}' for name in query.by) + ', ' if by else ''}cells.value, cells.n, risks.risky FROM cells "
        f"{f'JOIN risks USING ({by})' if by else 'CROSS JOIN risks'} ORDER BY {order} LIMIT {MOST_CELLS}"
    )
    return Statement(sql, (*values, *bodies))


def _has_period(query: Query) -> bool:
    return any(one.dim == "month" and one.op != "=" for one in query.where)


def _others(place: int, count: int) -> str:
    return " AND ".join(f"c{other}" for other in range(count) if other != place) or "TRUE"


def _least(taken: Sequence[str]) -> str:
    return " OR ".join(f"({part} BETWEEN 1 AND {SMALL - 1})" for part in taken) or "FALSE"


def _test(one: Condition) -> tuple[str, str]:
    if one.dim == "category":
        return "POSITION(? || '.' IN category || '.') = 1", one.value
    return f"{one.dim} {one.op} ?", one.value


def hide(rows: Sequence[tuple[object, ...]], width: int) -> list[Cell]:
    """Hide small cells, cells another question could get at, and one more where a sum would give one away."""
    risky = [bool(row[width + 2]) for row in rows]
    counts = [int(str(row[width + 1])) for row in rows]
    shown = _shown(
        [0 if risk else n for risk, n in zip(risky, counts, strict=True)], [row[:width] for row in rows], width
    )
    return [
        Cell(tuple(str(part or "") for part in row[:width]), None, None)
        if risk or n is None
        else Cell(
            tuple(str(part or "") for part in row[:width]),
            n,
            float(str(row[width])) if row[width] is not None else None,
        )
        for row, risk, n in zip(rows, risky, shown, strict=True)
    ]


def _shown(counts: Sequence[int], keys: Sequence[tuple[object, ...]], width: int) -> list[int | None]:
    """Hide small counts so that neither the whole nor, with two dimensions, a line or a column gives one away."""
    hidden = {place for place, n in enumerate(suppress(counts)) if n is None}
    lines = [
        [place for place, key in enumerate(keys) if key[side] == value]
        for side in range(width if width > 1 else 0)
        for value in {key[side] for key in keys}
    ]
    while True:
        alone = [line for line in lines if len(set(line) & hidden) == 1 and len(line) > 1]
        more = {
            min((counts[place], place) for place in line if place not in hidden and counts[place])[1]
            for line in alone
            if any(counts[place] for place in line if place not in hidden)
        }
        if not more:
            return [None if place in hidden else n for place, n in enumerate(counts)]
        hidden |= more
