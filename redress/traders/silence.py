"""While a trader stays silent: one rung of the office's ladder after another, each attempt recorded, no case left lying."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import door, tasks
from redress.cases.models import Case
from redress.kernel.actors import Actor, system
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.law.packs import Ground
from redress.records import entries
from redress.records.entries import Draft, append
from redress.traders import inviting, ladder
from redress.traders.answering import CHECK, LOOK, SILENCE_TASKS, TAKEN_DOWN_BY
from redress.traders.inviting import Invited
from redress.traders.ladder import Ladder, Rung
from redress.traders.models import Invitation, Watch

ACTOR = system("silence")
ATTEMPTS = ("trader.invited", "trader.nudged", "trader.called")
OUTCOMES = ("reached", "not_reached", "wrong_number", "refused")
GROUND = "NO_SHOW_OR_REFUSED"


def due(*, now: datetime) -> list[int]:
    """Invitations whose next rung is due, the longest waiting first."""
    rows = Watch.objects.filter(ended_at=None, next_on__lte=day_of(now)).order_by("next_on", "pk")
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def climb(invitation_id: int, *, actor: Actor = ACTOR, now: datetime) -> Invited | None:
    """Take the rung that is due, once, however often this is called on a day; return what is to be sent, if anything."""
    watch = Watch.objects.select_for_update().filter(pk=invitation_id, ended_at=None).first()
    if watch is None or watch.next_on is None or watch.next_on > day_of(now):
        return None
    invitation = Invitation.objects.get(pk=invitation_id)
    case = Case.objects.select_for_update().get(pk=invitation.case_id)
    if case.phase != "open":
        _end(watch, "case_ended", now=now)
        return None
    rules = ladder.of(case.agency_id)
    place = min(watch.rung, len(rules.rungs) - 1)
    rung = rules.rungs[place]
    sent = DEEDS[rung.do](case, invitation, rung, actor, now)
    watch.rung = min(place + 1, len(rules.rungs) - 1)
    watch.next_on = _next(watch.started_on, rules, place, today=day_of(now))
    watch.save(update_fields=["rung", "next_on"])
    return sent


def _next(started_on: date, rules: Ladder, place: int, *, today: date) -> date:
    """The day of the next rung. A ladder that was asleep (machine off, data changed) goes on tomorrow, not all at once."""
    tomorrow = ladder.workday(today, 1)
    if place + 1 < len(rules.rungs):
        return max(ladder.workday(started_on, rules.rungs[place + 1].after), tomorrow)
    return ladder.workday(today, rules.rungs[-1].again)


def _end(watch: Watch, how: str, *, now: datetime) -> None:
    watch.ended_at, watch.ended_as, watch.next_on = now, how, None
    watch.save(update_fields=["ended_at", "ended_as", "next_on"])


def _nudge(case: Case, invitation: Invitation, rung: Rung, actor: Actor, now: datetime) -> Invited | None:
    """Tell it again with a new code, by the next channel that is known. A link that has ended needs a person instead."""
    if inviting.why_closed(invitation, now=now):
        _task(case, "call_trader", rung.due or 2, actor=actor, now=now)
        return None
    known = inviting.contacts(invitation)
    channels = [one.channel for one in known]
    last = channels.index(invitation.channel) if invitation.channel in channels else -1
    channel = channels[(last + 1) % len(channels)]
    return inviting.new_code(invitation.pk, channel=channel, actor=actor, now=now, why="trader.nudged")


def _call(case: Case, invitation: Invitation, rung: Rung, actor: Actor, now: datetime) -> Invited | None:
    _task(case, "call_trader", rung.due, actor=actor, now=now)
    return None


def _decide(case: Case, invitation: Invitation, rung: Rung, actor: Actor, now: datetime) -> Invited | None:
    """Write down that nothing came, how often it was tried, and which ground that may give; a person decides."""
    found = attempts(case, invitation)
    data: dict[str, Any] = {"invitation": invitation.pk, "trader": invitation.trader_id, "attempts": len(found)}
    reason = ground(case)
    if reason is not None:
        data |= {"ground": reason.code, "cites": [cite.as_dict() for cite in reason.cites]}
    append([Draft(case.pk, "trader.silent", now, actor.key, data)])
    _task(case, "decide_silence", rung.due, actor=actor, now=now)
    return None


def _escalate(case: Case, invitation: Invitation, rung: Rung, actor: Actor, now: datetime) -> Invited | None:
    """The supervisor's turn, as long as nothing was done; each time is an entry, so that nobody can say they did not know."""
    data = {"invitation": invitation.pk, "trader": invitation.trader_id}
    append([Draft(case.pk, "trader.silence_escalated", now, actor.key, data)])
    if not tasks.is_open(case, ("silence_overdue", LOOK)):
        _task(case, "silence_overdue", rung.due, actor=actor, now=now)
    return None


def _task(case: Case, kind: str, days: int, *, actor: Actor, now: datetime) -> None:
    if not tasks.is_open(case, (kind,)):
        tasks.add(case, kind, due_on=ladder.workday(day_of(now), max(days, 1)), actor=actor, now=now)


DEEDS: dict[str, Callable[[Case, Invitation, Rung, Actor, datetime], Invited | None]] = {
    "nudge": _nudge,
    "call": _call,
    "decide": _decide,
    "escalate": _escalate,
}


def ground(case: Case) -> Ground | None:
    """The ground for ending mediation that silence may give, in the case's own rule set; with its article."""
    return case.pack.ground("termination", GROUND)


def attempts(case: Case, invitation: Invitation) -> list[entries.Recorded]:
    """Every time the trader was told or called, oldest first."""
    return [one for one in entries.of(case.pk, ATTEMPTS) if one.data.get("invitation") == invitation.pk]


@transaction.atomic
def record_call(number: str, invitation_id: int, outcome: str, *, actor: Actor, now: datetime) -> None:
    """Note that the trader was called and what came of it. Raises NotThere, NotAllowed, Invalid.

    “refused” is a clear refusal: the waiting ends, and the officer decides at once.
    """
    case = door.get(number, actor=actor, lock=True)
    invitation = inviting.find(invitation_id, actor=actor)
    problems = []
    if actor.role not in TAKEN_DOWN_BY:
        message = gettext("Clerks, officers, mediators and supervisors call the trader.")
        raise NotAllowed([Problem(code="trader.call.wrong_role", message=message)])
    if outcome not in OUTCOMES:
        message = gettext("Say what came of the call.")
        problems.append(Problem(code="trader.call.outcome_unknown", message=message, pointer="/outcome"))
    if problems:
        raise Invalid(problems)
    data = {"invitation": invitation.pk, "trader": invitation.trader_id, "outcome": outcome}
    append([Draft(case.pk, "trader.called", now, actor.key, data)])
    tasks.done(case, ("call_trader",), actor=actor, now=now)
    watch = Watch.objects.select_for_update().filter(pk=invitation.pk, ended_at=None).first()
    if outcome == "refused" and watch is not None:
        watch.rung = next(place for place, rung in enumerate(ladder.of(case.agency_id).rungs) if rung.do == "decide")
        watch.next_on = day_of(now)
        watch.save(update_fields=["rung", "next_on"])


def of_case(case: Case) -> list[tuple[Invitation, Watch]]:
    """Invitations of a case with their watches, newest first."""
    watches = Watch.objects.filter(invitation__case=case).select_related("invitation", "invitation__trader")
    return [(watch.invitation, watch) for watch in watches.order_by("-pk")]


def sweep_ended(*, now: datetime) -> int:
    """Stop waiting in cases that have ended another way, and finish the tasks about the silence; return how many."""
    ended = Watch.objects.filter(ended_at=None).exclude(invitation__case__phase="open")
    count = 0
    for pk in list(ended.values_list("pk", flat=True)):
        with transaction.atomic():
            watch = Watch.objects.select_for_update().filter(pk=pk, ended_at=None).first()
            if watch is None:
                continue
            _end(watch, "case_ended", now=now)
            count += 1
    with transaction.atomic():
        tasks.clear((*SILENCE_TASKS, LOOK, CHECK), actor=ACTOR, now=now)
    return count
