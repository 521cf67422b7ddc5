"""The ledger of notices: everything that goes out is first written here, with its words, then sent by a worker.

ledger.queue("case.accepted", to=Address("sms", phone), case=case, agency=case.agency_id, audience="complainant",
             values={}, language=case.language, key=f"entry:{entry.id}:complainant:sms", now=now)
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from redress.agencies import queries
from redress.cases.models import Case
from redress.kernel import jobs
from redress.kernel.actors import SYSTEM, Actor
from redress.notices import own_words, quiet, unreached, ways
from redress.notices.models import BY_WIRE, OVER, Notice
from redress.privacy import vault
from redress.records.entries import Draft, append


@dataclass(frozen=True, slots=True)
class Address:
    """Where a notice goes.

    channel -- email, sms, letter, webhook or call
    value -- e-mail address, telephone number, postal address; for a webhook the id of its endpoint
    name -- of the addressee, for letters and calls
    """

    channel: str
    value: str
    name: str = ""

    def __repr__(self) -> str:  # an address must not get into a log by way of an error message
        return f"Address({self.channel})"


@transaction.atomic
def queue(
    template: str,
    *,
    to: Address,
    agency: int,
    audience: str,
    values: Mapping[str, str],
    language: str,
    key: str,
    now: datetime,
    case: Case | None = None,
    entry: int | None = None,
    letter: int | None = None,
    urgent: bool = False,
    not_before: datetime | None = None,
    leave: str = "",
    actor: Actor = SYSTEM,
) -> Notice:
    """Write a notice into the ledger and let a worker send it; joins the caller's transaction if there is one.

    agency -- id of the body in whose name it is sent
    audience -- complainant, trader, staff, subscriber or body
    values -- for the places of the wording; number, agency, phone and link are given unless told otherwise
    language -- of the addressee: zh-hans, zh or en
    key -- ids only, such as "entry:17:trader:sms": a second call with it returns the first one's notice
    entry -- number of the archive's entry that it tells of
    letter -- id of the issued letter that goes into the envelope
    urgent -- asked for at this moment (a code), or due by law today: no quiet hours
    leave -- address at which one click ends such e-mails (RFC 8058)
    Raises LookupError if nothing is worded for this audience and channel, BadWording if a value is missing.
    """
    if not jobs.ID.fullmatch(key):
        raise ValueError("The key of a notice is made of ids only.")
    known = Notice.objects.filter(key=key).first()
    if known is not None:
        return known
    tongue = "en" if language.lower().startswith("en") else "zh"
    found = own_words.in_use(template, audience, to.channel, tongue, agency_id=agency)
    if found is None:
        raise LookupError(f"Nothing is worded for {template} to {audience} by {to.channel}.")
    subject, text = found.filled({**standing(agency, case, tongue), **values})
    fault = ways.missing(to.channel)
    notice = Notice.objects.create(
        key=key, case=case, agency_id=agency, template=template, version=found.version, audience=audience,
        channel=to.channel, language=tongue, entry_id=entry, letter_id=letter, urgent=urgent, made_at=now, made_by=actor.key,
        state="held" if fault else "waiting", fault=fault, message_id=f"{secrets.token_hex(12)}",
        next_at=_first_try(to.channel, max(now, not_before or now), urgent=urgent),
    )  # fmt: skip
    sealed = {"to": to.value, "name": to.name, "subject": subject, "text": text} | ({"leave": leave} if leave else {})
    vault.put(notice.compartment, notice.slot, sealed)
    record(notice, "queued", now=now, actor=actor)
    if notice.state == "waiting" and notice.channel in BY_WIRE and notice.next_at is not None:
        wake(notice.channel, at=notice.next_at, now=now)
    return notice


def _first_try(channel: str, at: datetime, *, urgent: bool) -> datetime:
    return at if urgent else quiet.earliest(channel, at)


def standing(agency: int, case: Case | None, language: str) -> dict[str, str]:
    """The values every wording may name."""
    body = queries.body(agency)
    return {
        "number": case.grouped_number if case else "",
        "agency": body.name("en" if language == "en" else "zh-hans"),
        "phone": body.phone or settings.REDRESS_PHONE,
        "link": f"{settings.REDRESS_BASE_URL}/my/",
    }


def wake(channel: str, *, at: datetime, now: datetime) -> None:
    """Have a worker look at what waits for this channel, not before a moment."""
    jobs.enqueue("notices.send", {"channel": channel}, now=now, run_at=at, unique=channel)


def sealed(notice: Notice) -> dict[str, Any]:
    """Address, name, subject and text of a notice. Raises vault.Erased if its case was erased."""
    value: dict[str, Any] = vault.open(notice.compartment, notice.slot)
    return value


def of_case(case: Case, *, actor: Actor) -> list[Notice]:
    """The ledger of a case that this person may see, newest first; staff only."""
    if not (actor.is_staff and case.seen_by(actor)):
        return []
    return list(Notice.objects.filter(case=case).exclude(channel="webhook").order_by("-pk"))


def record(notice: Notice, what: str, *, now: datetime, actor: Actor, **more: Any) -> None:
    """Append the entry of something that became of a notice: queued, sent, delivered, failed, …"""
    data = {"notice": notice.pk, "template": notice.template, "audience": notice.audience, "channel": notice.channel}
    append([Draft(notice.case_id or 0, f"notice.{what}", now, actor.key, data | more)])


@transaction.atomic
def delivered(message_id: str, *, now: datetime, actor: Actor = SYSTEM, remote: bool = False) -> Notice | None:
    """The other side says that a notice arrived. Return it; None if nobody sent such a one. Saying it twice is once.

    remote -- the name is the gateway's own
    """
    notice = _named(message_id, remote=remote)
    if notice is not None and notice.state not in OVER:
        _end(notice, "delivered", "", now=now, actor=actor)
    return notice


@transaction.atomic
def failed(message_id: str, code: str, *, now: datetime, actor: Actor = SYSTEM, remote: bool = False) -> Notice | None:
    """The other side says that a notice did not arrive, such as a returned e-mail (by its Message-ID).

    code -- of the reason, such as "mail.unknown_address"; never the other side's words
    """
    notice = _named(message_id, remote=remote)
    if notice is not None and notice.state != "failed":
        _end(notice, "failed", code, now=now, actor=actor)
    return notice


@transaction.atomic
def forget(begins: str, *, now: datetime, actor: Actor) -> None:
    """Destroy address and words of the notices whose key begins so; what still waits is not sent any more."""
    for notice in Notice.objects.select_for_update().filter(key__startswith=begins):
        vault.drop(notice.compartment, notice.slot)
        if notice.state in ("waiting", "held"):
            _end(notice, "failed", "address.forgotten", now=now, actor=actor)


def _named(message_id: str, *, remote: bool) -> Notice | None:
    if remote:
        return Notice.objects.select_for_update().filter(remote_id=message_id).exclude(remote_id="").first()
    bare = message_id.strip().strip("<>").partition("@")[0].removeprefix("notice-")
    return Notice.objects.select_for_update().filter(message_id=bare).first()


def _end(notice: Notice, state: str, code: str, *, now: datetime, actor: Actor) -> None:
    notice.state, notice.fault, notice.ended_at, notice.next_at = state, code, now, None
    notice.save(update_fields=["state", "fault", "ended_at", "next_at"])
    record(notice, state, now=now, actor=actor, **({"code": code} if code else {}))
    if state == "failed":
        unreached.failed(notice, now=now)
