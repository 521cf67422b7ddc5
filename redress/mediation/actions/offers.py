"""Offers and counter-offers, and the mediator's proposal that is revealed only if both say yes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.mediation import door, sides, terms, words
from redress.mediation.door import record, refuse
from redress.mediation.models import Offer, Reply, Room
from redress.mediation.models.terms import KINDS
from redress.mediation.reading_in import Form


@transaction.atomic
def make(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Offer:
    """Make an offer, or answer one with another.

    data -- {"kind", "amount", "perform_on", "condition", "valid_until", "channel", "answers"}
    The mediator's is a proposal to both at once. Raises NotThere, NotAllowed (the offer was answered meanwhile), Invalid.
    """
    room, side = door.enter(number, actor=actor)
    form = Form(data, now=now)
    kind = form.choice("kind", KINDS)
    amount = form.money("amount", needed=kind in terms.WITH_SUM)
    perform_on = form.day("perform_on", needed=False)
    valid_until = form.sure_day("valid_until")
    condition = form.text("condition", needed=kind == "OTHER", longest=1000)
    channel = sides.JOINT if side == sides.MEDIATOR else form.choice("channel", (sides.JOINT, side))
    if channel != sides.JOINT and data.get("answers"):
        form.wrong("channel", "room.offer.answer_in_the_open", gettext("An answer to an offer goes to both sides."))
    form.done()
    answered = _countered(room, side, data.get("answers"), actor, now)
    offer = Offer.objects.create(
        room=room, channel=channel, side=side, kind=kind, amount=amount, perform_on=perform_on,
        valid_until=valid_until, answers=answered, made_at=now,
    )  # fmt: skip
    words.put(room, "offer", offer.pk, {"condition": condition})
    data_of = {"offer": offer.pk, "answers": answered.pk if answered else 0}
    record(room, "room.offer_made", actor=actor, now=now, apart=True, **data_of)
    return offer


def _countered(room: Room, side: str, answers: Any, actor: Actor, now: datetime) -> Offer | None:
    if answers in (None, "", "0", 0):
        return None
    offer = _theirs(room, side, answers, actor)
    _close(offer, "countered", now)
    return offer


def _one(room: Room, offer_id: Any, actor: Actor) -> Offer:
    number = int(offer_id) if str(offer_id).isdecimal() and len(str(offer_id)) < 18 else 0
    offer = Offer.objects.visible_to(actor).filter(room=room, pk=number).first()
    if offer is None:
        raise NotThere("offer")
    return offer


def _theirs(room: Room, side: str, offer_id: Any, actor: Actor) -> Offer:
    """An offer that the other side made to both: the only kind that can be accepted, refused or countered."""
    offer = _one(room, offer_id, actor)
    if side not in sides.PARTIES or offer.side != sides.other(side) or offer.channel != sides.JOINT:
        raise refuse("room.offer.not_to_you", gettext("Only an offer that the other side made to you can be answered."))
    return offer


def _close(offer: Offer, state: str, now: datetime) -> None:
    """Give an open offer its one answer. Raises NotAllowed if it has one, in words that say which."""
    if offer.state == "open" and offer.valid_until < day_of(now):
        message = gettext("This offer was valid until %(day)s. Ask the other side whether it still stands.")
        raise refuse("room.offer.lapsed", message % {"day": offer.valid_until.isoformat()})
    if not Offer.objects.filter(pk=offer.pk, state="open").update(state=state, decided_at=now):
        offer.refresh_from_db()
        raise NotAllowed([_taken(offer)])
    offer.state = state


def _taken(offer: Offer) -> Problem:
    said = {
        "accepted": gettext("This offer was accepted a moment ago; nothing else can be done with it."),
        "countered": gettext("This offer was answered with another one a moment ago; look at that one."),
        "refused": gettext("This offer was refused already."),
        "taken_back": gettext("The other side has taken this offer back."),
    }
    return Problem("room.offer.answered", said.get(offer.state, gettext("This offer is not open any more.")))


@transaction.atomic
def accept(number: str, offer_id: Any, *, actor: Actor, now: datetime) -> Offer:
    """Accept what the other side offers. It binds once it stands in an agreement that both confirm."""
    room, side = door.enter(number, actor=actor, only=sides.PARTIES)
    offer = _theirs(room, side, offer_id, actor)
    _close(offer, "accepted", now)
    record(room, "room.offer_accepted", actor=actor, now=now, apart=True, offer=offer.pk)
    return offer


@transaction.atomic
def decline(number: str, offer_id: Any, *, actor: Actor, now: datetime) -> Offer:
    """Refuse what the other side offers."""
    room, side = door.enter(number, actor=actor, only=sides.PARTIES)
    offer = _theirs(room, side, offer_id, actor)
    _close(offer, "refused", now)
    record(room, "room.offer_refused", actor=actor, now=now, apart=True, offer=offer.pk)
    return offer


@transaction.atomic
def take_back(number: str, offer_id: Any, *, actor: Actor, now: datetime) -> Offer:
    """Take back one's own open offer, or the mediator their proposal."""
    room, side = door.enter(number, actor=actor)
    offer = _one(room, offer_id, actor)
    if offer.side != side:
        raise refuse("room.offer.not_yours", gettext("Only who made an offer can take it back."))
    _close(offer, "taken_back", now)
    record(room, "room.offer_taken_back", actor=actor, now=now, apart=True, offer=offer.pk)
    return offer


@transaction.atomic
def reply(number: str, offer_id: Any, *, yes: bool, actor: Actor, now: datetime) -> Offer:
    """Answer the mediator's proposal. Nobody learns the answer; if both say yes, both and the mediator learn that.

    Until the proposal's last day an answer may be changed; a proposal that did not find two yeses simply lapses.
    """
    room, side = door.enter(number, actor=actor, only=sides.PARTIES)
    offer = _one(room, offer_id, actor)
    if not offer.is_proposal:
        raise refuse(
            "room.offer.no_proposal", gettext("This is an offer of a side: accept it, refuse it or counter it.")
        )
    if offer.state != "open":
        raise NotAllowed([_taken(offer)])
    if offer.valid_until < day_of(now):
        raise refuse("room.offer.lapsed", gettext("The proposal has lapsed; the mediator can make another one."))
    Reply.objects.update_or_create(offer=offer, side=side, defaults={"yes": yes, "at": now})
    record(room, "room.proposal_answered", actor=actor, now=now, apart=True, offer=offer.pk)
    if Reply.objects.filter(offer=offer, yes=True).count() == len(sides.PARTIES):
        _close(offer, "accepted", now)
    return offer
