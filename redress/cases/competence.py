"""Who is competent, where two bodies disagree: how far a dispute is, and which body stands above both (S Art. 33)."""

from typing import Any

from redress.agencies import queries
from redress.agencies.queries import Body
from redress.cases.models import Case

# How far a dispute is: talks between the bodies, the superior asked, the superior has spoken.
TALKS, ASKED, DESIGNATED = "talks", "asked", "designated"
ANSWER = "designate"  # the task of whoever is asked


def dispute(case: Case) -> dict[str, Any]:
    """Return {"stage", "with"} of the dispute about this case; empty if there is none."""
    found: dict[str, Any] = case.facts_value.get("competence", {})
    return found


def stage(case: Case) -> str:
    return str(dispute(case).get("stage", ""))


def is_open(case: Case) -> bool:
    return bool(dispute(case).get("with")) and stage(case) != DESIGNATED


def above(body: Body) -> list[Body]:
    """Return the bodies over this one, the nearest first."""
    known, found = queries.directory().by_id, []
    while body.parent_id in known:
        body = known[body.parent_id]
        found.append(body)
    return found


def superior(case: Case) -> Body | None:
    """Return the nearest body over the one that has the case, and over the one it is in dispute with; None if outside."""
    over = above(queries.body(case.agency_id))
    other = queries.standing(str(dispute(case).get("with", "")))
    if other is not None:
        shared = {body.id for body in above(other)}
        over = [body for body in over if body.id in shared]
    return over[0] if over else None
