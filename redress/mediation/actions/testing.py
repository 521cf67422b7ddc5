"""A test by agreement or by appointment: who tests, who pays, and the time that does not count (S Art. 22)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import actions as cases
from redress.kernel.actors import Actor
from redress.kernel.problems import NotThere
from redress.mediation import door, sides, words
from redress.mediation.door import record, refuse
from redress.mediation.models import Room, Testing
from redress.mediation.models.terms import PAYERS
from redress.mediation.reading_in import Form

ANSWERS = ("yes", "body", "cost")


@transaction.atomic
def propose(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Testing:
    """Propose a test. data -- {"body": who tests, "text": what, "paid_by"}; who proposes agrees to it."""
    room, side = door.enter(number, actor=actor)
    form = Form(data, now=now)
    body, text = form.text("body", longest=200), form.text("text", longest=1000)
    paid_by = form.choice("paid_by", PAYERS)
    form.done()
    if Testing.objects.filter(room=room, ended_at=None, refused_by="").exists():
        raise refuse("room.testing.there_is_one", gettext("A test is being talked about or made; end that one first."))
    agreed = {f"{side}_agreed_at": now} if side in sides.PARTIES else {}
    row = Testing.objects.create(room=room, paid_by=paid_by, proposed_by=side, proposed_at=now, **agreed)
    words.put(room, "testing", row.pk, {"body": body, "text": text})
    record(room, "room.testing_proposed", actor=actor, now=now, apart=True, testing=row.pk)
    return row


def _one(room: Room, testing_id: int) -> Testing:
    row = Testing.objects.filter(room=room, pk=testing_id, ended_at=None).first()
    if row is None:
        raise NotThere("testing")
    return row


@transaction.atomic
def answer(number: str, testing_id: int, said: str, *, actor: Actor, now: datetime) -> Testing:
    """A side agrees, or says what it does not agree to: the body, or who pays."""
    room, side = door.enter(number, actor=actor, only=sides.PARTIES)
    row = _one(room, testing_id)
    form = Form({"said": said}, now=now)
    form.choice("said", ANSWERS)
    form.done()
    if row.started_at is not None or row.appointed_at is not None or row.refused_by:
        raise refuse("room.testing.decided", gettext("This was decided already."))
    if said == "yes":
        setattr(row, f"{side}_agreed_at", now)
    else:
        row.refused_by, row.refused_for = side, said
    row.save()
    record(room, "room.testing_answered", actor=actor, now=now, apart=True, testing=row.pk, side=side, said=said)
    return row


@transaction.atomic
def appoint(number: str, testing_id: int, *, actor: Actor, now: datetime) -> Testing:
    """Where the sides do not agree on the body the office may appoint it; who pays is still theirs to agree."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    row = _one(room, testing_id)
    if row.refused_for == "cost":
        message = gettext("The sides do not agree on who pays. That is a ground to end the mediation, not to appoint.")
        raise refuse("room.testing.cost_open", message, articles=("22", "23(1)(4)"))
    row.appointed_at, row.refused_by, row.refused_for = now, "", ""
    row.save()
    record(room, "room.testing_appointed", actor=actor, now=now, apart=True, testing=row.pk)
    return row


@transaction.atomic
def start(number: str, testing_id: int, *, actor: Actor, now: datetime) -> Testing:
    """The test begins: from here the days do not count."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    row = _one(room, testing_id)
    agreed = row.complainant_agreed_at is not None and row.respondent_agreed_at is not None
    if not agreed and row.appointed_at is None:
        message = gettext("Both sides have to agree to the body first, or the office appoints it.")
        raise refuse("room.testing.not_agreed", message, articles=("22",))
    said = words.of(room, "testing", [row.pk])[row.pk]
    told = {"body": said["body"], "text": said["text"], "cost_paid_by": row.paid_by}
    cases.act(number, "start_testing", told, actor=actor, now=now)
    Testing.objects.filter(pk=row.pk).update(started_at=now)
    return row


@transaction.atomic
def end(number: str, testing_id: int, text: str, *, actor: Actor, now: datetime) -> Testing:
    """The result is in: the days count again. text -- what it says, for both sides"""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    row = _one(room, testing_id)
    if row.started_at is None:
        raise refuse("room.testing.not_begun", gettext("The test has not begun."))
    cases.act(number, "end_testing", {"text": text}, actor=actor, now=now)
    said = words.of(room, "testing", [row.pk]).get(row.pk, {})
    words.put(room, "testing", row.pk, {**said, "result": text.strip()})
    Testing.objects.filter(pk=row.pk).update(ended_at=now)
    return row
