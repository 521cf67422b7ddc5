"""What is wrong with a table before anybody's case meets it: each finding names its rows and says what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from redress.agencies import queries, teams
from redress.agencies.models import Agency
from redress.routing import boxes
from redress.routing.rows import Row, area, known
from redress.routing.table import by_priority

SHOWN = 100  # findings of one kind
JUDGES = frozenset({"market_supervision", "branch_office"})


@dataclass(frozen=True, slots=True)
class Finding:
    """kind -- unknown_body, inactive_body, unknown_team, unknown_code, outside, overlap, unreachable, gap, open; blocks -- must be mended first"""

    kind: str
    rows: tuple[str, ...]
    words: str
    blocks: bool
    left: Mapping[str, Sequence[object]] | None = None


def findings(rows: Sequence[Row]) -> list[Finding]:
    """Everything found, what blocks first."""
    found = [*_bodies(rows), *_teams(rows), *_codes(rows), *_outside(rows)]
    places = [
        (body.division, body.level)
        for body in queries.directory().by_id.values()
        if body.kind in JUDGES - {"branch_office"}
    ]
    field = boxes.field_of(rows, places)
    shapes = {row.row: field.box(row) for row in rows}
    found += _overlaps(rows, shapes)
    unknown = {name for one in found if one.kind == "unknown_code" for name in one.rows}
    found += _uncovered([row for row in rows if row.row not in unknown], field, shapes)
    return sorted(found, key=lambda one: not one.blocks)


def _bodies(rows: Sequence[Row]) -> Iterator[Finding]:
    active = queries.directory().by_code
    resting = set(Agency.objects.filter(active=False).values_list("code", flat=True))
    for row in rows:
        if row.body in active:
            continue
        if row.body in resting:
            words = gettext("Row %(row)s names %(body)s, which is not active. Name its successor or take the row out.")
            yield Finding("inactive_body", (row.row,), words % {"row": row.row, "body": row.body}, blocks=True)
        else:
            words = gettext(
                "Row %(row)s names %(body)s; there is no body with this code. Correct the code or add the body."
            )
            yield Finding("unknown_body", (row.row,), words % {"row": row.row, "body": row.body}, blocks=True)


def _teams(rows: Sequence[Row]) -> Iterator[Finding]:
    known = teams.codes()
    for row in rows:
        if row.team and row.body in queries.directory().by_code and (row.body, row.team) not in known:
            words = gettext("Row %(row)s names the team %(team)s; %(body)s has no such team that is open.")
            said = words % {"row": row.row, "team": row.team, "body": row.body}
            yield Finding("unknown_team", (row.row,), said, blocks=True)


def _codes(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        for name in ("category", "nature"):
            code = getattr(row, name)
            if code and code not in known(name):
                words = gettext("Row %(row)s asks for %(code)s, which no rule set has. Choose a code from the list.")
                yield Finding("unknown_code", (row.row,), words % {"row": row.row, "code": code}, blocks=True)


def _outside(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        body = queries.body_by_code(row.body)
        if body is None or row.mandate:
            continue
        apart = row.area and not (body.division.startswith(row.area) or row.area.startswith(area(body.division)))
        if apart or body.kind not in JUDGES:
            words = gettext(
                "Row %(row)s gives cases to %(body)s, which the law does not make competent for them. "
                "Name a body of the area, or say that it is delegated or entrusted and by what."
            )
            yield Finding("outside", (row.row,), words % {"row": row.row, "body": row.body}, blocks=True)


def _overlaps(rows: Sequence[Row], shapes: Mapping[str, boxes.Box]) -> list[Finding]:
    found: list[Finding] = []
    for priority, same in by_priority(rows).items():
        for place, one in enumerate(same):
            for other in same[place + 1 :]:
                if boxes.meet(shapes[one.row], shapes[other.row]) and len(found) < SHOWN:
                    words = gettext(
                        "Rows %(one)s and %(other)s have the same priority %(priority)s and can fit the same case. "
                        "Give one of them another priority, or conditions that exclude each other."
                    )
                    said = words % {"one": one.row, "other": other.row, "priority": priority}
                    found.append(Finding("overlap", (one.row, other.row), said, blocks=True))
    return found


def _uncovered(rows: Sequence[Row], field: boxes.Field, shapes: Mapping[str, boxes.Box]) -> Iterator[Finding]:
    """Rows that nothing reaches because those before take everything, and what no row takes."""
    before: list[Row] = []
    try:
        for row in sorted(rows, key=lambda one: (one.priority, one.row)):
            yield from _reached(row, before, shapes)
            before.append(row)
        left = [field.whole]
        for row in before:
            left = boxes.without(left, shapes[row.row])
    except boxes.TooMany:
        words = gettext(
            "The rows cut the field into too many pieces to say whether there are gaps. Try the table on past cases."
        )
        yield Finding("open", (), words, blocks=False)
        return
    for box in left[:SHOWN]:
        words = gettext("No row takes these cases; they go to the body that the law names, as without a table.")
        yield Finding("gap", (), words, blocks=False, left=field.read(box))


def _reached(row: Row, before: Sequence[Row], shapes: Mapping[str, boxes.Box]) -> Iterator[Finding]:
    shape = shapes[row.row]
    if not all(shape):
        words = gettext(
            "Row %(row)s fits no case: no competent body lies in the place or has the level it asks for. Correct its conditions."
        )
        yield Finding("unreachable", (row.row,), words % {"row": row.row}, blocks=True)
        return
    left, by = [shape], []
    for earlier in before:
        if earlier.priority < row.priority and boxes.meet(shape, shapes[earlier.row]):
            by.append(earlier.row)
            left = boxes.without(left, shapes[earlier.row])
        if not left:
            words = gettext(
                "Row %(row)s is never reached: %(by)s take every case before it. Give it a lower priority number or take it out."
            )
            said = words % {"row": row.row, "by": ", ".join(by)}
            yield Finding("unreachable", (row.row, *by), said, blocks=True)
            return
