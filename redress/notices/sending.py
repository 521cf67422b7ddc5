"""Sending what is due. Written before it is tried and after: a sender killed in between leaves a try that is open.

The end of one try and the beginning of the next are one transaction, so that at most one notice a worker is ever in
doubt. One that was in doubt is sent again under the same Message-ID and marked as a possible repeat: a person hears
twice rather than never.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from redress.kernel.actors import Actor, system
from redress.notices import hooks, ledger, quiet, unreached, ways
from redress.notices.lines.email import MailLine
from redress.notices.lines.outcome import Line, Outcome, Parcel
from redress.notices.lines.sms import SmsLine
from redress.notices.lines.webhook import WebhookLine
from redress.notices.models import Attempt, Notice
from redress.privacy import vault

LINES: dict[str, Callable[[], Line]] = {"email": MailLine, "sms": SmsLine, "webhook": WebhookLine}
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240))  # then every four hours
GIVE_UP_AFTER: Mapping[str, timedelta] = {"webhook": timedelta(days=1)}
GIVE_UP = timedelta(days=3)  # a weekend without a gateway
LEASE = timedelta(minutes=5)  # a try takes a minute at most; then its sender is dead
A_TURN = 200
SENDER = system("notices")


def send_due(channel: str, *, now: datetime, most: int = A_TURN, actor: Actor = SENDER) -> int:
    """Send what is due by one channel, up to a number, and ask to be woken for the rest. Return how many were tried.

    If the other side does not answer at all the turn ends: the others wait without losing a try.
    """
    tried = 0
    with closing(LINES[channel]()) as line:
        attempt = _begin(channel, now=now, actor=actor)
        while attempt is not None:
            outcome = line.send(_parcel(attempt))
            tried += 1
            stop = outcome.kind == "unreachable" or tried >= most
            attempt = _end_and_begin(attempt, outcome, stop=stop, now=now, actor=actor)
    _wake_for_rest(channel, unreachable=tried > 0 and outcome.kind == "unreachable", now=now)
    return tried


def _waiting(channel: str) -> QuerySet[Notice]:
    """What may be tried next. Of an endpoint only the earliest number: the others wait for their turn behind it."""
    found = Notice.objects.filter(channel=channel, state="waiting", next_at__isnull=False)
    if channel == "webhook":
        before = Notice.objects.filter(
            endpoint=OuterRef("endpoint"), state="waiting", sequence__lt=OuterRef("sequence")
        )
        return found.filter(~Exists(before))
    return found


def due(channel: str, *, now: datetime) -> bool:
    """Whether anything of a channel may be tried at this moment."""
    return _waiting(channel).filter(next_at__lte=now).exists()


def _wake_for_rest(channel: str, *, unreachable: bool, now: datetime) -> None:
    first = _waiting(channel).order_by("next_at").values_list("next_at", flat=True).first()
    if first is not None:
        ledger.wake(channel, at=max(first, now + WAITS[0]) if unreachable else max(first, now), now=now)


@transaction.atomic
def _end_and_begin(attempt: Attempt, outcome: Outcome, *, stop: bool, now: datetime, actor: Actor) -> Attempt | None:
    _end(attempt, outcome, now=now, actor=actor)
    return None if stop else _begin(attempt.notice.channel, now=now, actor=actor)


@transaction.atomic
def _begin(channel: str, *, now: datetime, actor: Actor) -> Attempt | None:
    """Take the notice that is due longest and write down that it is about to be sent; None if none is due."""
    rows = _waiting(channel).filter(next_at__lte=now).order_by("next_at", "pk")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    for notice in rows[:20]:
        if not notice.urgent and quiet.earliest(channel, now) > now:
            Notice.objects.filter(pk=notice.pk).update(next_at=quiet.earliest(channel, now))
            continue
        if channel != "webhook" and ways.made_up(notice.case_id):
            Notice.objects.filter(pk=notice.pk).update(state="held", fault="example.not_sent", next_at=None)
            continue
        return _open(notice, now=now, actor=actor)
    return None


def _open(notice: Notice, *, now: datetime, actor: Actor) -> Attempt:
    left_open = Attempt.objects.filter(notice=notice, outcome="").update(
        outcome="unknown", code="sender.died", ended_at=now
    )
    notice.doubtful = notice.doubtful or bool(left_open)
    notice.attempts += 1
    notice.next_at = now + LEASE
    notice.save(update_fields=["doubtful", "attempts", "next_at"])
    return Attempt.objects.create(notice=notice, number=notice.attempts, started_at=now, by=actor.key)


def _parcel(attempt: Attempt) -> Parcel:
    notice = attempt.notice
    try:
        words = ledger.sealed(notice)
    except (vault.Erased, vault.NothingSealed):
        words = {"to": "", "subject": "", "text": ""}
    more = {"leave": words["leave"]} if "leave" in words else {}
    if notice.endpoint is not None:
        more = {"secret": hooks.secret_of(notice.endpoint), "sequence": notice.sequence, "owner": notice.endpoint.owner}
    return Parcel(
        notice.pk,
        notice.message_id,
        notice.language,
        words["to"],
        words["subject"],
        words["text"],
        notice.doubtful,
        more,
    )


def _end(attempt: Attempt, outcome: Outcome, *, now: datetime, actor: Actor) -> None:
    """Write down what became of a try. A sender that was away for too long still closes its own."""
    Attempt.objects.filter(pk=attempt.pk).update(outcome=outcome.kind, code=outcome.code, ended_at=now)
    notice = Notice.objects.select_for_update().get(pk=attempt.notice_id)
    if notice.state != "waiting":  # a report of its delivery was faster
        return
    if outcome.kind == "sent":
        notice.state, notice.sent_at, notice.next_at, notice.fault = "sent", now, None, ""
        notice.remote_id = outcome.remote_id
        if notice.channel == "webhook":  # its answer is the receipt
            notice.state, notice.ended_at = "delivered", now
    elif outcome.kind == "refused" or now - notice.made_at > GIVE_UP_AFTER.get(notice.channel, GIVE_UP):
        notice.state, notice.ended_at, notice.next_at, notice.fault = "failed", now, None, outcome.code
    else:
        wait = WAITS[min(notice.attempts, len(WAITS)) - 1]
        notice.next_at = now + wait if notice.urgent else quiet.earliest(notice.channel, now + wait)
        notice.fault = outcome.code
        notice.doubtful = notice.doubtful or outcome.kind == "unknown"
    notice.save()
    if notice.state == "failed" and notice.channel == "webhook":
        hooks.gave_up(notice)
    if notice.state in {"sent", "failed"} and notice.channel != "webhook":  # the archive keeps what people were told
        more = {"attempt": attempt.number} | ({"code": outcome.code} if outcome.code else {})
        ledger.record(notice, notice.state, now=now, actor=actor, **more)
    if notice.state == "failed":
        unreached.failed(notice, now=now)
