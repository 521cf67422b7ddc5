"""What becomes of an agreement: done, shown, confirmed; or not done, and what can be done then."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases import actions as cases
from redress.cases import evidence
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere
from redress.mediation import door, sides
from redress.mediation.door import record, refuse
from redress.mediation.models import Promise, Room

RECORDERS = frozenset({Role.COMPLAINANT, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})


def _promise(number: str, promise_id: int, actor: Actor) -> tuple[Room, str, Promise]:
    room = door.hold(number, actor=actor)
    side = door.side_in(room, actor)
    if not side:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    found = Promise.objects.filter(pk=promise_id, clause__agreement__room=room).select_related("clause").first()
    if found is None:
        raise NotThere("promise")
    if found.confirmed_at is not None:
        raise refuse("room.promise.settled", gettext("It was confirmed already that this was done."))
    return room, side, found


@transaction.atomic
def say_done(
    number: str, promise_id: int, *, proof: tuple[str, bytes] | None = None, actor: Actor, now: datetime
) -> Promise:
    """The side that owes it says it is done. proof -- name and bytes of a file both sides may see"""
    room, side, promise = _promise(number, promise_id, actor)
    if side not in (promise.clause.owed_by, sides.MEDIATOR):
        raise refuse("room.promise.not_yours", gettext("The side that owes it says when it is done."))
    if proof is not None:
        name, content = proof
        promise.proof = evidence.add_exhibit(
            room.case, name=name, stream=content, audience="both", actor=actor, now=now, note="performance"
        )
    promise.done_at, promise.broken_at = now, None
    promise.save(update_fields=["done_at", "broken_at", "proof"])
    record(room, "room.promise_done", actor=actor, now=now, promise=promise.pk, proof=promise.proof_id or 0)
    return promise


@transaction.atomic
def confirm(number: str, promise_id: int, *, actor: Actor, now: datetime) -> Promise:
    """The side it is owed to confirms it; after the last one the case says: performed in full."""
    room, side, promise = _promise(number, promise_id, actor)
    _not_ones_own(promise, side)
    promise.confirmed_at, promise.broken_at = now, None
    promise.save(update_fields=["confirmed_at", "broken_at"])
    record(room, "room.promise_confirmed", actor=actor, now=now, promise=promise.pk)
    others = Promise.objects.filter(clause__agreement_id=promise.clause.agreement_id)
    if not others.filter(confirmed_at=None).exists():
        _tell_case(room, "full", actor, now)
    return promise


@transaction.atomic
def say_broken(number: str, promise_id: int, *, actor: Actor, now: datetime) -> Promise:
    """The side it is owed to says it was not done, once the day has passed; the case notes it and the next ways open."""
    room, side, promise = _promise(number, promise_id, actor)
    _not_ones_own(promise, side)
    if promise.clause.due_on >= day_of(now):
        message = gettext("It may still be done until %(day)s.") % {"day": promise.clause.due_on.isoformat()}
        raise refuse("room.promise.not_due", message)
    promise.broken_at = now
    promise.save(update_fields=["broken_at"])
    record(room, "room.promise_broken", actor=actor, now=now, promise=promise.pk)
    kept = Promise.objects.filter(clause__agreement_id=promise.clause.agreement_id, confirmed_at__isnull=False).exists()
    _tell_case(room, "partly" if kept else "none", actor, now)
    return promise


def _not_ones_own(promise: Promise, side: str) -> None:
    if side == promise.clause.owed_by:
        message = gettext("The side it is owed to confirms it, or says that it was not done.")
        raise refuse("room.promise.your_own", message)


def _tell_case(room: Room, performed: str, actor: Actor, now: datetime) -> None:
    """Note in the case how far the agreement was performed, in the name of whoever may note it."""
    if actor.role not in RECORDERS and room.mediator is not None:
        actor = queries.actor_of(room.mediator)
    if actor.role in RECORDERS:
        cases.act(room.case.number, "record_performance", {"performed": performed}, actor=actor, now=now)
