"""Warnings by e-mail: asked for, confirmed from the mailbox itself, left with one click.

The address is in the vault alone. Links carry a signed number, so that nothing that opens them is stored.
"""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.education.models import Edition, Subscription
from redress.kernel import jobs
from redress.kernel.actors import SYSTEM, Actor
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.law import divisions, packs
from redress.notices import ledger
from redress.notices.models import agency_compartment
from redress.privacy import blind, vault
from redress.records.entries import Draft, append

RULE_SET = "cn-samr-2026"
ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,180}\.[^@\s,;<>\".]{2,63}")
CONFIRM, LEAVE = "education.confirm", "education.leave"
TO_CONFIRM = timedelta(days=7)
AGAIN = timedelta(days=1)  # the same address is asked to confirm at most once a day
AT_ONCE = 500


@transaction.atomic
def ask(address: str, category: str, division: str, *, language: str, actor: Actor, now: datetime) -> None:
    """Send a mail that asks to confirm. What is answered never tells whether the address was known. Raises Invalid."""
    normal = blind.normalise_email(address)
    body = _sender(division)
    problems = _wrong(normal, category, division)
    if body is None:
        problems.append(Problem("education.subscribe.no_sender", gettext("Nobody sends warnings here yet.")))
    if problems or body is None:
        raise Invalid(problems)
    ring = vault.ring()
    digest = (blind.digest(ring.blind[-1], ring.suite, "email", normal) or b"").hex()
    known = Subscription.objects.select_for_update().filter(digest=digest, category=category, division=division)
    row = known.first()
    if row is not None and (row.confirmed_at is not None or now - row.asked_at < AGAIN):
        return
    if Subscription.objects.filter(digest=digest, confirmed_at=None, asked_at__gt=now - AGAIN).exists():
        return
    if row is None:
        row = Subscription(digest=digest, category=category, division=division, agency_id=body.id)
    row.language, row.asked_at = ("en" if language.startswith("en") else "zh"), now
    row.save()
    vault.put(agency_compartment(row.agency_id), row.slot, {"email": normal})
    _record(row, "subscription.asked", actor=actor, now=now)
    _mail(row, "warnings.confirm", f"confirm:{now:%Y%m%d%H%M}", {"link": link("confirm", row)}, now=now, urgent=True)


def _wrong(address: str, category: str, division: str) -> list[Problem]:
    problems = []
    if not ADDRESS.fullmatch(address):
        message = gettext("Give an e-mail address, such as name@example.com.")
        problems.append(Problem("education.subscribe.address", message, "/email"))
    names = packs.load(RULE_SET).tables["category"]["category"]
    if (category and category not in names) or (division and divisions.division(division) is None):
        message = gettext("Choose a category and an area from the lists.")
        problems.append(Problem("education.subscribe.unknown", message, "/category"))
    return problems


def _sender(division: str) -> queries.Body | None:
    """The body of the area, else the one that stands above the others."""
    found = queries.handling_body(division) if division else None
    roots = sorted((body for body in queries.directory().by_id.values()), key=lambda one: (len(one.path), one.id))
    return found or (roots[0] if roots else None)


def link(what: str, row: Subscription) -> str:
    signer = signing.TimestampSigner(salt=CONFIRM) if what == "confirm" else signing.Signer(salt=LEAVE)
    return f"{settings.REDRESS_BASE_URL}/warnings/mail/{what}/{signer.sign(str(row.pk))}/"


def _named(token: str, what: str) -> int:
    """Read a link's number. Raises NotThere for one that is not ours, or is too old."""
    try:
        if what == "confirm":
            return int(signing.TimestampSigner(salt=CONFIRM).unsign(token, max_age=TO_CONFIRM))
        return int(signing.Signer(salt=LEAVE).unsign(token))
    except signing.BadSignature:
        raise NotThere("subscription") from None


def find(token: str, what: str) -> Subscription | None:
    """Return what a link names; None where it was left already. Raises NotThere."""
    return Subscription.objects.filter(pk=_named(token, what)).first()


@transaction.atomic
def confirm(token: str, *, actor: Actor, now: datetime) -> Subscription:
    """From now on warnings are sent; doing it twice is doing it once. Raises NotThere."""
    row = Subscription.objects.select_for_update().filter(pk=_named(token, "confirm")).first()
    if row is None:
        raise NotThere("subscription")
    if row.confirmed_at is None:
        row.confirmed_at = now
        row.save()
        _record(row, "subscription.confirmed", actor=actor, now=now)
    return row


@transaction.atomic
def leave(token: str, *, actor: Actor, now: datetime) -> None:
    """End a subscription and destroy its address, also in what was sent. Twice changes nothing. Raises NotThere."""
    row = Subscription.objects.select_for_update().filter(pk=_named(token, "leave")).first()
    if row is not None:
        _forget(row, "subscription.left", actor=actor, now=now)


def _forget(row: Subscription, event: str, *, actor: Actor, now: datetime) -> None:
    vault.drop(agency_compartment(row.agency_id), row.slot)
    ledger.forget(f"subscription:{row.pk}:", now=now, actor=actor)
    _record(row, event, actor=actor, now=now)
    row.delete()


@transaction.atomic
def forget_unconfirmed(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Destroy the addresses that nobody confirmed in time."""
    rows = list(Subscription.objects.select_for_update().filter(confirmed_at=None, asked_at__lt=now - TO_CONFIRM))
    for row in rows:
        _forget(row, "subscription.lapsed", actor=actor, now=now)
    return len(rows)


def send(edition_id: int, after: int, *, now: datetime) -> None:
    """Put a published warning into the mail of those who asked for such ones; a part at a time, each mail once."""
    edition = Edition.objects.filter(pk=edition_id, kind="warning", state="published").first()
    if edition is None:
        return
    rows = list(Subscription.objects.filter(pk__gt=after, confirmed_at__isnull=False).order_by("pk")[:AT_ONCE])
    for row in rows:
        if row.wants(edition):
            title = edition.title(row.language)
            values = {"link": f"{settings.REDRESS_BASE_URL}/warnings/{edition.slug}/", "title": title}
            _mail(row, "warnings.published", str(edition.pk), values, now=now)
    if len(rows) == AT_ONCE:
        jobs.enqueue("education.send_warning", {"edition": edition_id, "after": rows[-1].pk}, now=now)


def _mail(
    row: Subscription, template: str, what: str, values: dict[str, str], *, now: datetime, urgent: bool = False
) -> None:
    address = vault.open(agency_compartment(row.agency_id), row.slot)["email"]
    leaving = link("leave", row)
    ledger.queue(
        template, to=ledger.Address("email", address), agency=row.agency_id, audience="subscriber",
        values={"leave": leaving} | values, language=row.language, key=f"subscription:{row.pk}:{what}",
        leave=leaving, urgent=urgent, now=now,
    )  # fmt: skip


def _record(row: Subscription, event: str, *, actor: Actor, now: datetime) -> None:
    append([Draft(0, event, now, actor.key, {"subscription": row.pk})])
