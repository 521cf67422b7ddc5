"""The one door to a room, and what stands against doing something in it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from redress.cases import door as cases
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.mediation import sides
from redress.mediation.models import Room
from redress.records.entries import Draft, append

TALKING = frozenset({"mediating", "entrusted", "testing"})
LAW = "samr-complaint-2026"


def cite(*articles: str) -> tuple[dict[str, str], ...]:
    return tuple({"law": LAW, "article": article} for article in articles)


def get(number: str, *, actor: Actor) -> Room:
    """The room of a case, the last one if there were several. Raises NotThere: not yours looks like not there."""
    room = Room.objects.visible_to(actor).filter(case__number=number).select_related("case").order_by("-pk").first()
    if room is None:
        raise NotThere(number)
    return room


def hold(number: str, *, actor: Actor) -> Room:
    """The room, with its case locked for this transaction: what two people do at once happens one after the other."""
    case = cases.get(number, actor=actor, lock=True)
    room = Room.objects.filter(case=case).order_by("-pk").first()
    if room is None:
        raise NotThere(number)
    room.case = case
    if not room.seen_by(actor):
        raise NotThere(number)
    return room


def side_in(room: Room, actor: Actor) -> str:
    """What a person is in this room: a side, its mediator, or nothing (staff who may look on)."""
    side = sides.party_of(actor)
    if side:
        return side if room.case_id == actor.case_id else ""
    return sides.MEDIATOR if actor.staff_id is not None and actor.staff_id == room.mediator_id else ""


def refuse(code: str, message: str, pointer: str = "", articles: Sequence[str] = ()) -> NotAllowed:
    return NotAllowed([Problem(code, message, pointer, cite(*articles))])


def against(room: Room, case: Case) -> list[Problem]:
    """Why nothing can be said or put forward in the room now; empty if something can."""
    if room.ended_at is not None or case.phase != "open":
        return [Problem("room.over", gettext("This mediation has ended; the room can still be read."))]
    if case.state == "suspended":
        message = gettext("The mediator was challenged. The room pauses until that is decided.")
        return [Problem("room.paused", message, cites=cite("21"))]
    if case.state not in TALKING:
        return [Problem("room.not_in_mediation", gettext("The case is not in mediation now."), cites=cite("18"))]
    if room.mediator_id is None or room.unbiased_at is None:
        message = gettext("First the mediator answers whether they are related to a side or have an interest.")
        return [Problem("room.conflict_open", message, cites=cite("21"))]
    return []


def ready(room: Room, side: str) -> bool:
    """Whether a side has confirmed the ground rules; the mediator needs not."""
    return side == sides.MEDIATOR or getattr(room, f"{side}_ready_at") is not None


def enter(number: str, *, actor: Actor, only: Sequence[str] = sides.SIDES) -> tuple[Room, str]:
    """Hold the room for somebody who wants to do something in it, and say what they are there.

    Raises NotThere; NotAllowed if they are nothing there (wrong_role), or the room is over, paused or not yet begun.
    """
    room = hold(number, actor=actor)
    side = side_in(room, actor)
    if side not in only:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    problems = against(room, room.case)
    if not problems and not ready(room, side):
        problems = [Problem("room.rules_first", gettext("Please read and confirm the ground rules first."))]
    if problems:
        raise NotAllowed(problems)
    return room, side


def record(room: Room, event: str, *, actor: Actor, now: datetime, apart: bool = False, **data: object) -> None:
    """Write the one entry of an action. apart -- in the book of the room, where nobody outside it looks."""
    subject = room.book if apart else room.case_id
    append([Draft(subject=subject, event=event, at=now, actor=actor.key, data={"room": room.pk, **data})])
