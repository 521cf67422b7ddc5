"""What the steps about competence do: talks, designation, and cases that move between levels (S Art. 33; P Art. 13-16)."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from redress.agencies import absences, queries
from redress.agencies.queries import Body
from redress.cases import competence, disputes, tasks
from redress.cases.effects import Change, Effect
from redress.deadlines import calendars
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem

WITHIN = 7  # working days of the superior: P Art. 16 for penalty cases; for complaints the text sets none, so the same
# Where nobody has begun on the case: the body that gets it has its own limit from its receipt (S Art. 15(1)).
NOT_BEGUN = frozenset({"received", "distributed"})


def raise_dispute(change: Change) -> None:
    other = _body(change)
    if other.id == change.case.agency_id:
        raise _wrong("agency.same", gettext("The case is with this body already."))
    change.data["with"] = other.code
    disputes.begin(change.case, other, now=change.now)
    _keep(change, {"stage": competence.TALKS, "with": other.code})


def settle_dispute(change: Change) -> None:
    """The two agreed: one of them has the case from now on."""
    body = _body(change)
    if body.id != change.case.agency_id and body.code != competence.dispute(change.case)["with"]:
        raise _wrong("competence.not_a_side", gettext("Name one of the two bodies that disagreed."))
    _keep(change, {})
    _answered(change)
    _give(change, body)


def ask_designation(change: Change) -> None:
    change.data["superior"] = _ask(change)
    _keep(change, competence.dispute(change.case) | {"stage": competence.ASKED})


def hand_up(change: Change) -> None:
    change.data["superior"] = _ask(change)
    _keep(change, {"stage": competence.ASKED})


def designate(change: Change) -> None:
    """A superior says who has the case: a body below it. It stays so: no return and no new dispute."""
    body = _body(change)
    if body.id not in queries.below(change.actor.agency_id) - {change.actor.agency_id}:
        raise _wrong(
            "competence.not_below", gettext("Name a body below your own; to handle it yourselves, take it up.")
        )
    _keep(change, competence.dispute(change.case) | {"stage": competence.DESIGNATED})
    _answered(change)
    _give(change, body)


def take_up(change: Change) -> None:
    if change.actor.agency_id is None:
        message = gettext("Only a body above the one that has the case can take it up.")
        raise NotAllowed([Problem(code="case.take_up.not_superior", message=message)])
    if competence.is_open(change.case):
        change.clock.append("dispute_settled")
    _keep(change, {"stage": competence.DESIGNATED})
    _answered(change)
    _give(change, queries.body(change.actor.agency_id))


def hand_down(change: Change) -> None:
    body = _body(change)
    if body.id not in queries.below(change.case.agency_id) - {change.case.agency_id}:
        raise _wrong("competence.not_below", gettext("Name a body below the one that has the case."))
    _keep(change, {"stage": competence.DESIGNATED})
    _give(change, body)


def _body(change: Change) -> Body:
    found = queries.body_by_code(change.body["agency"])
    if found is None:
        raise _wrong("agency.unknown", gettext("There is no body with this code."))
    return found


def _give(change: Change, body: Body) -> None:
    """Let a body have the case; one that was not begun is received there anew, as after a distribution."""
    case = change.case
    holder = queries.body(case.agency_id)
    change.data |= {"from": holder.code, "to": body.code}
    if body.id == holder.id:
        return
    change.columns |= {"agency_id": body.id, "assignee_id": None}
    if case.state in NOT_BEGUN:
        change.columns["state"] = "distributed"
        change.clock.append("distributed")


def _ask(change: Change) -> str:
    """Put the question before a head of the superior body, with a day."""
    case = change.case
    body = competence.superior(case)
    if body is None:  # the guards say so first; another could have closed the body since
        message = gettext("No body above is known here.")
        raise NotAllowed([Problem(code="case.competence.no_superior", message=message)])
    head = absences.head_of(body.id, day=day_of(change.now))
    due_on = calendars.current(case.pack.calendar).nth_working_day_after(day_of(change.now), WITHIN)
    tasks.add(
        case, competence.ANSWER, due_on=due_on, actor=change.actor, now=change.now, text=change.body["text"],
        owner_id=head.pk if head else None,
    )  # fmt: skip
    return body.code


def _answered(change: Change) -> None:
    tasks.done(change.case, (competence.ANSWER,), actor=change.actor, now=change.now)
    disputes.end(change.case, now=change.now)


def _keep(change: Change, dispute: Mapping[str, Any]) -> None:
    facts = {name: value for name, value in change.case.facts_value.items() if name != "competence"}
    if dispute:
        facts["competence"] = dict(dispute)
    change.columns["facts"] = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _wrong(code: str, message: str) -> Invalid:
    return Invalid([Problem(code=code, message=message, pointer="/agency")])


EFFECTS: Mapping[str, Effect] = {
    "raise_dispute": raise_dispute,
    "settle_dispute": settle_dispute,
    "ask_designation": ask_designation,
    "designate": designate,
    "hand_up": hand_up,
    "take_up": take_up,
    "hand_down": hand_down,
}
