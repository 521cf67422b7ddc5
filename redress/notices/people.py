"""What people do about letters: post one, say that it came or came back; and try a notice again."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import actions as cases
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.notices import ledger, unreached, ways
from redress.notices.models import BY_WIRE, Attempt, Notice

HANDS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
BY_HAND = ("letter", "call")
POSTED, ARRIVED, CAME_BACK = "posted", "arrived", "came_back"
NEXT = {POSTED: ("waiting",), ARRIVED: ("waiting", "sent"), CAME_BACK: ("waiting", "sent")}


@transaction.atomic
def note(notice_id: int, what: str, *, on: date, actor: Actor, now: datetime) -> Notice:
    """Write down that a letter was posted, arrived or came back on a day. Calls: calling.py.

    The arrival of an issued letter is recorded in its case too, because limits hang on it.
    Raises NotThere, NotAllowed (role, or not its turn), Invalid (what, day); nothing is changed then.
    """
    notice = own(notice_id, actor)
    if what not in NEXT:
        raise Invalid(
            [Problem("notice.note.unknown", gettext("Say whether it was posted, arrived or came back."), "/what")]
        )
    if notice.channel != "letter" or notice.state not in NEXT[what]:
        raise NotAllowed([Problem("notice.note.not_now", gettext("This is no longer open; look at the ledger again."))])
    if not day_of(notice.made_at) <= on <= day_of(now):
        raise Invalid([Problem("notice.note.day", gettext("The day lies between the notice and today."), "/on")])
    at = max(min(datetime.combine(on, time(12), SHANGHAI), now), notice.made_at)
    if what == POSTED:
        notice.state, notice.sent_at, notice.attempts = "sent", at, notice.attempts + 1
        Attempt.objects.create(
            notice=notice, number=notice.attempts, started_at=at, ended_at=at, outcome="sent", by=actor.key
        )
    elif what == ARRIVED:
        notice.state, notice.ended_at, notice.sent_at = "delivered", at, notice.sent_at or at
    else:
        notice.state, notice.ended_at, notice.fault = "failed", at, f"{notice.channel}.{what}"
    notice.save()
    ledger.record(notice, notice.state, now=now, actor=actor, on=on.isoformat())
    _tell_case(notice, what, on, actor=actor, now=now)
    return notice


def _tell_case(notice: Notice, what: str, on: date, *, actor: Actor, now: datetime) -> None:
    if what == CAME_BACK:
        unreached.failed(notice, now=now)
    elif what == ARRIVED and notice.letter is not None and notice.case is not None and not notice.letter.delivered_how:
        body = {"letter_id": notice.letter.pk, "how": "letter", "on": on.isoformat()}
        cases.act(notice.case.number, "record_delivery", body, actor=actor, now=now)


@transaction.atomic
def again(notice_id: int, *, actor: Actor, now: datetime) -> Notice:
    """Try a failed notice once more, to the same address and in the same words. Raises NotThere, NotAllowed."""
    notice = own(notice_id, actor, also=frozenset({Role.ADMIN}))
    if notice.channel == "webhook":
        raise NotAllowed(
            [Problem("notice.again.webhook", gettext("Webhooks are sent again from their own page, in order."))]
        )
    if notice.state != "failed":
        raise NotAllowed([Problem("notice.again.not_failed", gettext("Only a notice that failed is tried again."))])
    fault = ways.missing(notice.channel)
    notice.state, notice.fault = ("held" if fault else "waiting"), fault
    notice.ended_at, notice.made_at = None, now
    notice.next_at = now if notice.channel in BY_WIRE else None
    notice.save()
    ledger.record(notice, "tried_again", now=now, actor=actor)
    if notice.channel in BY_WIRE and not fault:
        ledger.wake(notice.channel, at=now, now=now)
    return notice


def own(notice_id: int, actor: Actor, also: frozenset[Role] = frozenset()) -> Notice:
    notice = Notice.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=notice_id).first()
    if notice is None:
        raise NotThere(f"notice {notice_id}")
    if actor.role not in HANDS | also:
        raise NotAllowed([Problem("notice.wrong_role", gettext("This is not a step for your role."))])
    return notice
