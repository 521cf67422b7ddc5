"""The agreement: drafted by the mediator, put to both sides, confirmed clause by clause, and then the case is settled."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases import actions as cases
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere
from redress.mediation import codes, door, sides, terms, words
from redress.mediation.door import record, refuse
from redress.mediation.keys import MOST_TRIES, code_digest, same
from redress.mediation.models import Agreement, Clause, Consent, Offer, Promise, Room
from redress.mediation.models.terms import KINDS
from redress.mediation.reading_in import Form

MOST_CLAUSES = 40
CODE_HOURS = 24
USUAL_DAYS = 10  # until when a clause is due if the offer it comes from names no day


class WrongCode(Exception):
    """The code was not the right one: counted, though everything else is taken back."""


@transaction.atomic
def draft(number: str, *, actor: Actor, now: datetime) -> Agreement:
    """Begin an agreement, with a clause for every offer that was accepted since the last one."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    if Agreement.objects.filter(room=room, state__in=("draft", "put")).exists():
        raise refuse(
            "room.agreement.there_is_one", gettext("There is a draft already, or an agreement before the sides.")
        )
    made = Agreement.objects.create(room=room, made_at=now)
    accepted = list(Offer.objects.filter(room=room, state="accepted", channel=sides.JOINT).order_by("pk"))
    said = words.of(room, "offer", [offer.pk for offer in accepted])
    for offer in accepted:
        due_on = max(offer.perform_on or day_of(now) + timedelta(days=USUAL_DAYS), day_of(now))
        clause = Clause.objects.create(
            agreement=made, owed_by=sides.RESPONDENT, kind=offer.kind, amount=offer.amount, due_on=due_on
        )
        words.put(room, "clause", clause.pk, {"text": said.get(offer.pk, {}).get("condition", "")})
    record(room, "room.agreement_drafted", actor=actor, now=now, apart=True, agreement=made.pk)
    return made


def _drafted(room: Room) -> Agreement:
    found = Agreement.objects.filter(room=room, state="draft").first()
    if found is None:
        raise refuse(
            "room.agreement.no_draft", gettext("There is no draft; begin one. What was put to the sides is fixed.")
        )
    return found


@transaction.atomic
def add_clause(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Clause:
    """Add a clause to the draft. data -- {"owed_by", "kind", "amount", "due_on", "text"}"""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    agreement = _drafted(room)
    form = Form(data, now=now)
    kind = form.choice("kind", KINDS)
    owed_by, amount = form.choice("owed_by", sides.PARTIES), form.money("amount", needed=kind in terms.WITH_SUM)
    due_on, text = form.sure_day("due_on"), form.text("text", needed=kind == "OTHER", longest=400)
    form.done()
    if Clause.objects.filter(agreement=agreement).count() >= MOST_CLAUSES:
        raise refuse("room.agreement.too_many", gettext("An agreement has at most 40 clauses."))
    clause = Clause.objects.create(agreement=agreement, owed_by=owed_by, kind=kind, amount=amount, due_on=due_on)
    words.put(room, "clause", clause.pk, {"text": text})
    record(room, "room.clause_added", actor=actor, now=now, apart=True, clause=clause.pk)
    return clause


@transaction.atomic
def drop_clause(number: str, clause_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a clause out of the draft."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    if not Clause.objects.filter(agreement=_drafted(room), pk=clause_id).delete()[0]:
        raise NotThere("clause")
    record(room, "room.clause_dropped", actor=actor, now=now, apart=True, clause=clause_id)


@transaction.atomic
def put(number: str, *, actor: Actor, now: datetime) -> Agreement:
    """Put the draft to both sides. From here on nothing in it changes: it is confirmed as it is, or not at all."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    agreement = _drafted(room)
    if not Clause.objects.filter(agreement=agreement).exists():
        raise refuse("room.agreement.empty", gettext("Add at least one clause first."))
    _days_left(agreement, now)
    agreement.state, agreement.put_at = "put", now
    agreement.save(update_fields=["state", "put_at"])
    record(room, "room.agreement_put", actor=actor, now=now, agreement=agreement.pk)
    return agreement


def _days_left(agreement: Agreement, now: datetime) -> None:
    if Clause.objects.filter(agreement=agreement, due_on__lt=day_of(now)).exists():
        message = gettext("The day of a clause has passed. The mediator makes a new draft with later days.")
        raise refuse("room.agreement.day_passed", message)


def _before_us(room: Room) -> Agreement:
    """The agreement that lies before the sides; refuses in words once somebody took it off the table."""
    found = Agreement.objects.filter(room=room, state="put").first()
    if found is None:
        message = gettext("No agreement lies before you now: it was declined or taken back a moment ago.")
        raise refuse("room.agreement.off_the_table", message)
    return found


@transaction.atomic
def ask_code(number: str, *, actor: Actor, now: datetime) -> str:
    """Send a side the code it confirms with; returns how it comes: sms, email or mediator. Earlier codes end."""
    room, side = door.enter(number, actor=actor, only=sides.PARTIES)
    agreement = _before_us(room)
    consent, _ = Consent.objects.get_or_create(
        agreement=agreement, side=side, defaults={"code": b"", "code_until": now}
    )
    if consent.signed_at is not None:
        raise refuse("room.agreement.confirmed_already", gettext("You have confirmed this agreement already."))
    code = f"{secrets.randbelow(10**6):06d}"
    consent.code, consent.code_until = code_digest(f"consent:{consent.pk}", code), now + timedelta(hours=CODE_HOURS)
    consent.tries = 0
    consent.save(update_fields=["code", "code_until", "tries"])
    way = codes.send(room, side, code, consent, now=now, actor=actor)
    record(room, "room.code_sent", actor=actor, now=now, apart=True, agreement=agreement.pk, side=side, way=way)
    return way


def confirm(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Agreement:
    """A side confirms every clause with its name and its code; when both have, the case is settled on these terms.

    data -- {"name", "code", "clauses": [ids, all of them]}
    Raises NotThere, NotAllowed (off the table, wrong code), Invalid. Five wrong codes end the code, not the agreement.
    """
    try:
        return _confirm(number, data, actor=actor, now=now)
    except WrongCode as wrong:
        with transaction.atomic():
            Consent.objects.filter(pk=wrong.args[0]).update(tries=F("tries") + 1)
        message = gettext("This code is not right, was replaced, or has run out. Ask for a new one.")
        raise refuse("room.agreement.wrong_code", message, "/code") from None


@transaction.atomic
def _confirm(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Agreement:
    room, side = door.enter(number, actor=actor, only=sides.PARTIES)
    agreement = _before_us(room)
    _days_left(agreement, now)
    consent = Consent.objects.filter(agreement=agreement, side=side).first()
    if consent is not None and consent.signed_at is not None:
        raise refuse("room.agreement.confirmed_already", gettext("You have confirmed this agreement already."))
    form = Form(data, now=now)
    name = form.text("name", longest=80)
    ticked = {str(one) for one in data.get("clauses", ())}
    if {str(clause.pk) for clause in agreement.clauses.all()} - ticked:
        form.wrong(
            "clauses", "room.agreement.clause_open", gettext("Tick every clause that you have read and understood.")
        )
    form.done()
    code = "".join(str(data.get("code", "")).split())
    if consent is None or consent.code_until < now or consent.tries >= MOST_TRIES or not code:
        raise WrongCode(consent.pk if consent else 0)
    if not same(consent.code, code_digest(f"consent:{consent.pk}", code)):
        raise WrongCode(consent.pk)
    Consent.objects.filter(pk=consent.pk).update(signed_at=now, code=b"")
    words.put(room, "signed", f"{agreement.pk}-{side}", {"name": name})
    record(room, "room.agreement_confirmed", actor=actor, now=now, agreement=agreement.pk, side=side)
    if Consent.objects.filter(agreement=agreement, signed_at__isnull=False).count() == len(sides.PARTIES):
        _conclude(room, agreement, actor, now)
    return agreement


def _conclude(room: Room, agreement: Agreement, actor: Actor, now: datetime) -> None:
    """Both have confirmed: settle the case on these terms, in the name of the mediator who put them to the sides."""
    Agreement.objects.filter(pk=agreement.pk).update(state="concluded", decided_at=now)
    agreement.state = "concluded"
    clauses = list(agreement.clauses.order_by("pk"))
    Promise.objects.bulk_create([Promise(clause=clause) for clause in clauses])
    body: dict[str, Any] = {
        "text": terms.as_text(room, clauses, language=room.case.language),
        "perform_by": max(clause.due_on for clause in clauses).isoformat(),
        "mode": "internet",
    }
    total = terms.owed_to_consumer(clauses)
    if total:
        body["amount"] = str(total)
    if room.mediator is None:  # `enter` has made sure of one
        raise NotThere("mediator")
    cases.act(room.case.number, "settle", body, actor=queries.actor_of(room.mediator), now=now)


@transaction.atomic
def decline(number: str, *, actor: Actor, now: datetime) -> None:
    """A side does not agree, or takes its confirmation back before the other confirmed; or the mediator takes it back."""
    room, side = door.enter(number, actor=actor)
    agreement = _before_us(room)
    Agreement.objects.filter(pk=agreement.pk, state="put").update(state="declined", decided_at=now)
    record(room, "room.agreement_declined", actor=actor, now=now, agreement=agreement.pk, side=side)
