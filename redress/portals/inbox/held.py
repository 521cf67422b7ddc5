"""What a person decides about a mail that was held: a new case, an answer to a case, or nothing of the office's."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.cases import actions as cases
from redress.cases import numbers
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotThere, Problem, require_none
from redress.portals.inbox import letter as reading
from redress.portals.inbox import originals, taking
from redress.portals.inbox.letter import Letter, Unreadable
from redress.portals.inbox.models import Incoming

WHY = {
    "mail.unreadable": gettext_lazy("It cannot be read as a mail"),
    "mail.other_sender": gettext_lazy("It names a case, but comes from an address that the case does not know"),
    "mail.forged": gettext_lazy("The sender's domain says that it did not send it"),
    "mail.spam": gettext_lazy("The mail server takes it for advertising"),
    "mail.no_address": gettext_lazy("It has no sender"),
    "mail.empty": gettext_lazy("It has neither words nor files"),
    "mail.maybe_returned": gettext_lazy("It may be a mail of ours that came back"),
    "mail.return_unknown": gettext_lazy("A returned mail that names none of our notices"),
    "mail.too_many_parts": gettext_lazy("It has more parts than a mail needs"),
    "mail.flood": gettext_lazy("Many mails from one sender within an hour"),
    "mail.too_large": gettext_lazy("It is larger than a mail may be; it stays in the mailbox"),
}
DISCARDS = {
    "discard.spam": gettext_lazy("Advertising or fraud"),
    "discard.double": gettext_lazy("We have it already"),
    "discard.not_ours": gettext_lazy("Not a matter for this office"),
    "discard.no_content": gettext_lazy("Nothing in it"),
}
DECIDERS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
KEPT = timedelta(days=30)  # originals that became no case


def get(mail_id: int, *, actor: Actor) -> Incoming:
    """Raises NotThere."""
    row = Incoming.objects.visible_to(actor).filter(pk=mail_id).first()
    if row is None:
        raise NotThere("mail")
    return row


def letter_of(row: Incoming) -> Letter | None:
    """Return a held mail, read; None if it cannot be, or is gone."""
    try:
        return reading.read(originals.take(row), ours=taking.own_addresses())
    except (Unreadable, FileNotFoundError):
        return None


@transaction.atomic
def file(mail_id: int, *, actor: Actor, now: datetime) -> Incoming:
    """Make a new case of a held mail. Its clocks run from the day the mail came."""
    row, raw, letter = _held(mail_id, actor)
    old = row.path
    _decided(row, actor, now)
    taking.file_new(row, raw, letter, actor=actor, now=now)
    transaction.on_commit(lambda: originals.destroy(old))
    return row


@transaction.atomic
def attach(mail_id: int, number: str, *, actor: Actor, now: datetime) -> Incoming:
    """Add a held mail to a case of this person's bodies, as an answer of its complainant."""
    row, raw, letter = _held(mail_id, actor)
    try:
        case = cases.get(numbers.canonical(number), actor=actor)
    except NotThere:
        message = gettext("No case of your office has this number.")
        raise Invalid([Problem("mail.attach.no_such_case", message, "/number")]) from None
    old = row.path
    _decided(row, actor, now)
    taking.add_to(row, raw, letter, case, actor=actor, now=now)
    transaction.on_commit(lambda: originals.destroy(old))
    return row


@transaction.atomic
def discard(mail_id: int, *, reason: str, actor: Actor, now: datetime) -> Incoming:
    """Put a held mail away, with a reason. The original stays 30 days, in case it was a mistake."""
    row = _open(mail_id, actor)
    if reason not in DISCARDS:
        raise Invalid([Problem("mail.discard.no_reason", gettext("Choose why it is put away."), "/reason")])
    _decided(row, actor, now)
    row.state, row.reason = "discarded", reason
    row.save()
    taking.record(row, actor, now=now)
    return row


def tidy(*, now: datetime) -> int:
    """Delete the originals of mail that became no case once 30 days have passed; return how many."""
    gone = 0
    for row in Incoming.objects.filter(
        state__in=("ignored", "returned", "discarded"), received_at__lt=now - KEPT
    ).exclude(path="")[:5000]:
        originals.destroy(row.path)
        Incoming.objects.filter(pk=row.pk).update(path="")
        gone += 1
    return gone


def _decided(row: Incoming, actor: Actor, now: datetime) -> None:
    row.decided_by, row.decided_at = actor.key, now


def _open(mail_id: int, actor: Actor) -> Incoming:
    row = Incoming.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=mail_id).first()
    if row is None:
        raise NotThere("mail")
    problems = []
    if actor.role not in DECIDERS:
        message = gettext("Clerks, officers and supervisors decide about mail.")
        problems.append(Problem("mail.decide.wrong_role", message))
    if row.state != "held":
        problems.append(Problem("mail.decide.decided", gettext("Somebody has decided about this mail already.")))
    require_none(problems)
    return row


def _held(mail_id: int, actor: Actor) -> tuple[Incoming, bytes, Letter]:
    row = _open(mail_id, actor)
    letter = letter_of(row)
    if letter is None:
        message = gettext(
            "It cannot be read as a mail; write down what it says as a complaint by post, then put it away."
        )
        raise Invalid([Problem("mail.decide.unreadable", message)])
    return row, originals.take(row), letter
