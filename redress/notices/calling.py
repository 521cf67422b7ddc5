"""What came of a call: told, nobody there, a wrong number, a refusal, or “write to me instead”."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import tasks
from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.notices import calls, chain, changing, ledger, people, unreached
from redress.notices.models import Attempt, Notice

REACHED, NO_ANSWER, WRONG, REFUSED, OTHER = OUTCOMES = (
    "reached", "no_answer", "wrong_number", "refused", "other_way",
)  # fmt: skip
WRITTEN = ("email", "sms", "letter")


@transaction.atomic
def called(notice_id: int, outcome: str, *, way: str = "", actor: Actor, now: datetime) -> Notice:
    """Note what came of a call; what follows from it follows at once: told, again another day, or the next way.

    way -- what the person asked for instead (other_way): email, sms or letter
    Raises NotThere, NotAllowed (role, or not its turn), Invalid; nothing is changed then.
    """
    notice = people.own(notice_id, actor)
    if outcome not in OUTCOMES:
        raise Invalid([Problem("notice.call.outcome_unknown", gettext("Say what came of the call."), "/outcome")])
    if notice.channel != "call" or notice.state != "waiting":
        raise NotAllowed([Problem("notice.note.not_now", gettext("This is no longer open; look at the ledger again."))])
    _tried(notice, outcome, actor=actor, now=now)
    if notice.case is not None:
        tasks.done(notice.case, (calls.CALL,), actor=actor, now=now)
    if outcome == REACHED:
        notice.state, notice.sent_at, notice.ended_at, notice.fault = "delivered", now, now, ""
    elif outcome == NO_ANSWER and notice.attempts < chain.of(notice.agency_id).call_tries:
        notice.fault = f"call.{outcome}"
    else:
        notice.state, notice.ended_at, notice.fault = "failed", now, f"call.{outcome}"
    notice.save()
    if notice.state == "waiting":
        calls.to_task(notice, now=now, actor=actor)
        return notice
    ledger.record(notice, notice.state, now=now, actor=actor, **({"code": notice.fault} if notice.fault else {}))
    if outcome == OTHER:
        _by_wish(notice, way, actor=actor, now=now)
    elif notice.state == "failed":
        unreached.failed(notice, now=now)
    return notice


def _tried(notice: Notice, outcome: str, *, actor: Actor, now: datetime) -> None:
    notice.attempts += 1
    kind = "sent" if outcome == REACHED else outcome
    Attempt.objects.create(
        notice=notice, number=notice.attempts, started_at=now, ended_at=now, outcome=kind, by=actor.key,
        code="" if outcome == REACHED else f"call.{outcome}",
    )  # fmt: skip
    ledger.record(notice, "called", now=now, actor=actor, outcome=outcome)


def _by_wish(notice: Notice, way: str, *, actor: Actor, now: datetime) -> None:
    """Send it as the person asked; a way that was not given, or failed already, has to be put right first."""
    made = changing.by(notice, way, now=now, actor=actor) if way in WRITTEN else None
    if made is None:
        message = gettext("Choose a way that the person has given; add the address on the page of the case first.")
        raise Invalid([Problem("notice.call.way_unknown", message, "/way")])
