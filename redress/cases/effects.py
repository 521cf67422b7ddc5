"""What a step does beyond moving the case: one small function a verb, told who and when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from redress.agencies import queries, teams
from redress.agencies.models import Staff
from redress.cases.letters import delivery
from redress.cases.models import Case, Task
from redress.kernel.actors import CASE_ROLES, Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.kernel.rows import Reader
from redress.privacy import vault


@dataclass(slots=True)
class Change:
    """What a step changes: columns of the case, what the archive says, and what the clocks are told besides.

    clock_at -- the moment the clocks are told, if it is not that of the step
    """

    case: Case
    body: dict[str, Any]
    actor: Actor
    now: datetime
    columns: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    clock: list[str] = field(default_factory=list)
    clock_at: datetime | None = None


Effect = Callable[[Change], None]
# What a room above does in the same transaction once a step was taken, by verb; it registers itself here.
AFTERWARDS: dict[str, list[Effect]] = {}
TEAM = "team:"  # before the code of a team, where a case is given to one
_staff_rows = Reader(Staff)


def _wrong(pointer: str, code: str, message: str) -> Invalid:
    return Invalid([Problem(code=code, message=message, pointer=pointer)])


def _staff(change: Change, name: str, pointer: str) -> Staff:
    """Find a member of staff of this body (or of one below it) whose work is cases."""
    wanted = change.actor.staff_id if name == "me" else None
    rows = _staff_rows("WHERE id = %s", [wanted]) if wanted else _staff_rows("WHERE username = %s", [name])
    found = rows[0] if rows else None
    roles = {role.value for role in CASE_ROLES}
    if found is None or found.role not in roles or found.agency_id not in queries.below(change.case.agency_id):
        raise _wrong(pointer, "staff.unknown", gettext("There is no such member of staff in the body of this case."))
    return found


def _of_team(change: Change, staff_id: int) -> None:
    """A case stays its team's while somebody of the team works on it."""
    if change.case.team_id and not teams.is_member(change.case.team_id, staff_id):
        change.columns["team_id"] = None


def _to_team(change: Change, code: str) -> None:
    """Give the case to a team of its body, and to whoever is on duty for it today."""
    team = teams.open_team(change.case.agency_id, code)
    if team is None:
        raise _wrong("/to", "team.unknown", gettext("The body of this case has no team of this name."))
    taken = teams.on_duty(team, day_of(change.now), kind=change.case.kind)
    change.columns |= {"team_id": team.pk, "assignee_id": taken.staff_id}
    change.data |= {"to": f"team:{team.code}", "taken": f"staff:{taken.staff_id}" if taken.staff_id else ""}
    change.data["how"] = taken.how


def assign(change: Change) -> None:
    name = change.body.get("to")
    if name and name.startswith(TEAM):
        _to_team(change, name.removeprefix(TEAM))
        return
    staff = None if name in (None, "none") else _staff(change, name, "/to")
    change.columns["assignee_id"] = staff.pk if staff else None
    change.data["to"] = f"staff:{staff.pk}" if staff else ""
    if change.case.assignee_id:
        change.data["was"] = f"staff:{change.case.assignee_id}"
    if staff:
        _of_team(change, staff.pk)


def request_materials(change: Change) -> None:
    change.data["due_on"] = str(change.body["due_on"])


def accept(change: Change) -> None:
    change.columns["accepted_at"] = change.now
    if change.case.assignee_id is None and change.actor.staff_id:
        change.columns["assignee_id"] = change.actor.staff_id
        _of_team(change, change.actor.staff_id)


def refuse(change: Change) -> None:
    change.columns["outcome"] = "NOT_ACCEPTED"


def distribute(change: Change) -> None:
    body = queries.body_by_code(change.body["agency"])
    if body is None:
        raise _wrong("/agency", "agency.unknown", gettext("There is no body with this code."))
    if body.id == change.case.agency_id:
        raise _wrong("/agency", "agency.same", gettext("The case is with this body already."))
    change.columns |= {"agency_id": body.id, "assignee_id": None}
    change.data |= {"from": queries.body(change.case.agency_id).code, "to": body.code}


def return_(change: Change) -> None:
    from_code = change.case.facts_value.get("distributed_by", "")
    body = queries.standing(from_code) or queries.directory().by_id.get(
        queries.body(change.case.agency_id).parent_id or 0
    )
    if body is None:
        message = gettext("The office that distributed this case is no longer here; ask a supervisor to distribute it.")
        raise NotAllowed([Problem(code="case.return.no_office", message=message)])
    change.columns |= {"agency_id": body.id, "assignee_id": None}
    change.data |= {"from": queries.body(change.case.agency_id).code, "to": body.code}


def entrust(change: Change) -> None:
    body = queries.body_by_code(change.body["body"])
    if body is not None:
        change.columns["entrusted_to_id"] = body.id
    change.data["body"] = body.code if body else change.body["body"]


def decide_challenge(change: Change) -> None:
    change.data["granted"] = change.body["granted"]
    if change.body["granted"]:
        change.columns["assignee_id"] = None


def add_task(change: Change) -> None:
    owner = _staff(change, change.body["owner"], "/owner").pk if change.body.get("owner") else None
    task = Task.objects.create(
        case=change.case,
        kind=change.body["task"],
        owner_id=owner or change.case.assignee_id or change.actor.staff_id,
        due_on=change.body["due_on"],
        added_at=change.now,
        added_by=change.actor.key,
    )
    change.data |= {"task_id": task.pk, "task": task.kind, "due_on": str(task.due_on)}
    if change.body.get("text"):
        vault.put(change.case.pk, f"task:{task.pk}", {"text": change.body["text"]})


def finish_task(change: Change) -> None:
    done = Task.objects.filter(case=change.case, pk=change.body["task_id"], finished_at=None).update(
        finished_at=change.now, finished_by=change.actor.key
    )
    if not done:
        raise _wrong("/task_id", "task.not_open", gettext("This case has no open task of this number."))
    change.data["task_id"] = change.body["task_id"]


def shelve(change: Change) -> None:
    change.columns["shelved_until"] = change.body["review_on"]
    change.data["review_on"] = str(change.body["review_on"])


def unshelve(change: Change) -> None:
    change.columns["shelved_until"] = None


def settle(change: Change) -> None:
    change.columns |= {
        "perform_by": change.body["perform_by"],
        "outcome": "SETTLED_BY_MEDIATION",
        "shelved_until": None,
    }
    change.data |= {"perform_by": str(change.body["perform_by"]), "amount": change.body.get("amount", "")}


def record_performance(change: Change) -> None:
    change.data["performed"] = change.body["performed"]


def terminate(change: Change) -> None:
    change.columns |= {"outcome": "TERMINATED", "shelved_until": None}


def record_delivery(change: Change) -> None:
    letter = delivery.record(change.case, change.body["letter_id"], how=change.body["how"], on=change.body["on"])
    if letter.letter == "termination_decision":
        change.clock.append("termination_notified")
    if letter.letter == "report_result":
        change.clock.append("reporter_informed")
    change.data |= {name: str(change.body[name]) for name in ("letter_id", "how", "on")}


def issue_result(change: Change) -> None:
    change.columns["result_at"] = change.now
    change.data["outcome"] = change.case.outcome  # a case that is opened again forgets it; its letter must not


def reopen(change: Change) -> None:
    change.columns |= {"result_at": None, "outcome": ""}


def withdraw(change: Change) -> None:
    change.columns |= {"outcome": "WITHDRAWN", "shelved_until": None}


def rate(change: Change) -> None:
    change.columns |= {"verdict": change.body["verdict"], "grade": change.body["grade"]}
    change.data |= {
        "verdict": change.body["verdict"],
        "grade": change.body["grade"],
        "reasons": change.body.get("reasons", []),
        "call_back": change.body.get("call_back", False),
    }


EFFECTS: Mapping[str, Effect] = {
    "assign": assign,
    "request_materials": request_materials,
    "accept": accept,
    "refuse": refuse,
    "distribute": distribute,
    "return": return_,
    "entrust": entrust,
    "decide_challenge": decide_challenge,
    "add_task": add_task,
    "finish_task": finish_task,
    "shelve": shelve,
    "unshelve": unshelve,
    "settle": settle,
    "record_performance": record_performance,
    "terminate": terminate,
    "record_delivery": record_delivery,
    "issue_result": issue_result,
    "reopen": reopen,
    "withdraw": withdraw,
    "rate": rate,
}
