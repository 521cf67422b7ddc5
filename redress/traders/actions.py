"""What happens between an office and a trader: each verb with the messages that go out for it, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from redress.cases import door, evidence
from redress.cases.evidence import Checked
from redress.kernel.actors import Actor
from redress.traders import answering, inviting, silence, telling
from redress.traders.inviting import Contact, Invited
from redress.traders.models import Answer, Invitation, Trader


@transaction.atomic
def invite_trader(
    number: str,
    *,
    contacts: Sequence[Contact],
    trader_id: int | None = None,
    shows_contact: bool = False,
    actor: Actor,
    now: datetime,
) -> Invited:
    """Ask the trader of a complaint to answer, and send link and code. As inviting.invite."""
    invited = inviting.invite(
        number, contacts=contacts, trader_id=trader_id, shows_contact=shows_contact, actor=actor, now=now
    )
    telling.send(invited, template="trader.first_notice", urgent=False, now=now)
    return invited


@transaction.atomic
def send_new_code(invitation_id: int, *, actor: Actor, now: datetime) -> tuple[Invited, str]:
    """Make a new code and send it to the contact on record; return it and the channel. As inviting.new_code."""
    invited = inviting.new_code(invitation_id, actor=actor, now=now)
    return invited, telling.send(invited, now=now)


@transaction.atomic
def letter(invitation_id: int, *, actor: Actor, now: datetime) -> tuple[Invitation, dict[str, str]]:
    """Return the letter to print for an invitation; if its present code went another way, a new code is made for it.

    Raises NotThere, NotAllowed, vault.Erased.
    """
    row = inviting.find(invitation_id, actor=actor)
    written = telling.letter(row)
    if written is None or row.code_used_at is not None:
        invited = inviting.new_code(invitation_id, channel="letter", actor=actor, now=now)
        telling.send(invited, template="trader.first_notice", now=now)
        row, written = invited.invitation, telling.letter(invited.invitation)
    return row, written or {}


@transaction.atomic
def climb(invitation_id: int, *, actor: Actor, now: datetime) -> None:
    """Take the rung of the silence ladder that is due, if any is, and send what it sends."""
    invited = silence.climb(invitation_id, actor=actor, now=now)
    if invited is not None:
        telling.send(invited, template="trader.reminder", urgent=False, now=now)


@transaction.atomic
def answer(
    number: str,
    data: Any,
    *,
    trader: Trader,
    files: Sequence[Checked] = (),
    files_for: str = "both",
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Answer:
    """Take a trader's answer down and tell the complainant that there is news. As answering.take_down.

    files -- judged before (evidence.check); kept with the case. files_for -- both or staff
    """
    made = answering.take_down(number, data, trader=trader, seen=seen, actor=actor, now=now)
    if files:
        case = door.get(number, actor=actor)
        for file in files:
            evidence.keep(case, file, audience="staff" if files_for == "staff" else "both", actor=actor, now=now)
    telling.tell_complainant(made, now=now)
    return made
