"""Opening a room, who mediates in it, the way in, the ground rules, the challenge, and the end without agreement."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import actions as cases
from redress.cases.models import Case
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.mediation import door, keys, sides, words
from redress.mediation.door import cite, record, refuse
from redress.mediation.models import Agreement, Room, RoomKey
from redress.mediation.reading_in import LONGEST

MEDIATORS = frozenset({Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})
KEY_DAYS = 30


@transaction.atomic
def open_room(number: str, *, mediator: str = "me", actor: Actor, now: datetime) -> Room:
    """Open the room of a case in mediation: both consents are in the file then (S Art. 18, 19).

    mediator -- user name of who is to mediate, or me
    """
    case = cases.get(number, actor=actor, lock=True)
    if actor.role not in MEDIATORS:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    if case.state not in ("mediating", "entrusted"):
        message = gettext("A room is opened once both sides have agreed to mediation and it has begun.")
        raise refuse("room.open.not_in_mediation", message, articles=("18",))
    staff = _mediator(case, mediator, actor)
    try:
        with transaction.atomic():
            room = Room.objects.create(case=case, mediator=staff, opened_at=now, opened_by=actor.key)
    except IntegrityError:
        raise refuse("room.open.there_already", gettext("There is a room for this case already.")) from None
    record(room, "room.opened", actor=actor, now=now, mediator=f"staff:{staff.pk}")
    return room


def _mediator(case: Case, name: str, actor: Actor) -> Staff:
    """Somebody whose work is mediating and who may see the case."""
    found = Staff.objects.filter(pk=actor.staff_id or 0) if name == "me" else Staff.objects.filter(username=name)
    staff = found.filter(is_active=True).first()
    if staff is None or staff.role not in MEDIATORS or not case.seen_by(queries.actor_of(staff)):
        message = gettext("Name an officer or mediator who works on cases of this body or is entrusted with this one.")
        raise refuse("room.mediator_unknown", message, "/mediator", ("21",))
    return staff


@transaction.atomic
def appoint(number: str, mediator: str, *, actor: Actor, now: datetime) -> Room:
    """Give the room a mediator, after the former one withdrew or was challenged rightly."""
    room = door.hold(number, actor=actor)
    if actor.role not in MEDIATORS:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    if room.ended_at is not None:
        raise NotAllowed(door.against(room, room.case))
    if room.mediator_id is not None:
        raise refuse("room.appoint.there_is_one", gettext("The room has a mediator; only a challenge changes that."))
    staff = _mediator(room.case, mediator, actor)
    Room.objects.filter(pk=room.pk).update(mediator=staff, unbiased_at=None)
    record(room, "room.mediator_appointed", actor=actor, now=now, mediator=f"staff:{staff.pk}")
    room.mediator = staff
    return room


@transaction.atomic
def answer_conflict(number: str, *, conflict: bool, text: str = "", actor: Actor, now: datetime) -> Room:
    """The mediator's own answer: no relation and no interest, or one that makes them withdraw (S Art. 21)."""
    room = door.hold(number, actor=actor)
    if door.side_in(room, actor) != sides.MEDIATOR:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    if room.ended_at is not None:
        raise NotAllowed(door.against(room, room.case))
    if conflict:
        cases.act(number, "challenge_mediator", {"text": text}, actor=actor, now=now)
        return room
    room.unbiased_at = now
    Room.objects.filter(pk=room.pk).update(unbiased_at=now)
    record(room, "room.conflict_denied", actor=actor, now=now)
    return room


@transaction.atomic
def confirm_rules(number: str, *, actor: Actor, now: datetime) -> Room:
    """A side has read the ground rules and keeps to them; without that it cannot write."""
    room = door.hold(number, actor=actor)
    side = door.side_in(room, actor)
    if side not in sides.PARTIES:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    if room.ended_at is not None:
        raise NotAllowed(door.against(room, room.case))
    if not door.ready(room, side):
        Room.objects.filter(pk=room.pk).update(**{f"{side}_ready_at": now})
        record(room, "room.rules_confirmed", actor=actor, now=now, side=side)
    return room


@transaction.atomic
def invite(number: str, side: str = sides.RESPONDENT, *, actor: Actor, now: datetime) -> tuple[str, str]:
    """Make a link and a code for a side; earlier ones of that side stop working. Both are told once and not kept."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    if side not in sides.PARTIES:
        raise NotThere(side)
    RoomKey.objects.filter(room=room, side=side, revoked_at=None).update(revoked_at=now)
    link, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**6):06d}"
    row = RoomKey.objects.create(
        room=room, side=side, link=keys.digest_of(link), code=keys.code_digest(link, code), made_at=now,
        until=now + timedelta(days=KEY_DAYS),
    )  # fmt: skip
    record(room, "room.side_invited", actor=actor, now=now, side=side, key=row.pk)
    return link, code


@transaction.atomic
def challenge(number: str, text: str, *, actor: Actor, now: datetime) -> None:
    """A side challenges the mediator: the room pauses until a supervisor decides (S Art. 21)."""
    room = door.hold(number, actor=actor)
    if door.side_in(room, actor) not in sides.PARTIES:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    cases.act(number, "challenge_mediator", {"text": text}, actor=actor, now=now)


@transaction.atomic
def end(number: str, data: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """End the mediation without agreement on one of the grounds of S Art. 23; both are told within 7 working days."""
    room = door.hold(number, actor=actor)
    if door.side_in(room, actor) != sides.MEDIATOR:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    cases.act(number, "terminate", data, actor=actor, now=now)


@transaction.atomic
def leave(number: str, text: str, *, actor: Actor, now: datetime) -> None:
    """A side takes part no longer. The case goes on: whoever handles it ends the mediation on that ground."""
    room = door.hold(number, actor=actor)
    side = door.side_in(room, actor)
    if side not in sides.PARTIES:
        raise refuse("room.wrong_role", gettext("This is for others in the room to do."))
    if room.ended_at is not None:
        raise NotAllowed(door.against(room, room.case))
    if not text.strip():
        raise NotAllowed([Problem("room.leave.why", gettext("Say in a few words why."), "/text", cite("23(1)(2)"))])
    Agreement.objects.filter(room=room, state__in=("draft", "put")).update(state="declined", decided_at=now)
    Room.objects.filter(pk=room.pk).update(ended_at=now, ending="left")
    words.put(room, "leave", side, {"text": text.strip()[:LONGEST]})
    record(room, "room.side_left", actor=actor, now=now, side=side)
