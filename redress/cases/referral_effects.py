"""What the steps of a referral do: the letter's addressee is kept, an answer is waited for, a refusal brings it back."""

from collections.abc import Mapping

from django.utils.translation import gettext

from redress.cases import referral, tasks
from redress.cases.effects import Change, Effect
from redress.cases.models import Exhibit
from redress.kernel.problems import Invalid, Problem


def transfer(change: Change) -> None:
    police = change.body["reason_code"].startswith("POLICE")
    change.columns["outcome"] = "TRANSFERRED_POLICE" if police else "TRANSFERRED"
    change.data["body"] = change.body["body"]
    if change.body.get("address"):
        change.data["address"] = change.body["address"]
    _wait(change)


def record_answer(change: Change) -> None:
    change.data["answer"] = change.body["answer"]
    wanted = change.body.get("exhibit")
    if wanted is not None:
        if not Exhibit.objects.filter(case=change.case, pk=wanted).exists():
            message = gettext("There is no such piece of evidence in this case.")
            raise Invalid([Problem("exhibit.unknown", message, "/exhibit")])
        change.data["exhibit"] = wanted
    tasks.done(change.case, (referral.AWAITED,), actor=change.actor, now=change.now)
    _wait(change)


def _wait(change: Change) -> None:
    """Remind of an answer on the day by which it is expected."""
    due_on = change.body.get("answer_by")
    if due_on is None:
        return
    change.data["answer_by"] = str(due_on)
    tasks.add(
        change.case, referral.AWAITED, due_on=due_on, actor=change.actor, now=change.now,
        owner_id=change.case.assignee_id or change.actor.staff_id,
    )  # fmt: skip


def take_back(change: Change) -> None:
    """The case is here again; what was not accepted yet counts as received anew, a report as material received."""
    case = change.case
    change.columns |= {"outcome": "", "result_at": None}
    if case.kind == "report":
        change.clock.append("clue_returned")
    elif case.accepted_at is None:
        change.clock.append("distributed")


EFFECTS: Mapping[str, Effect] = {"transfer": transfer, "record_answer": record_answer, "take_back": take_back}
