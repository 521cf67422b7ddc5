"""Asking a trader to answer: one link, one code, no registration. The code opens once and is kept as a digest only."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.cases import door, values
from redress.cases.models import Case
from redress.kernel.actors import SYSTEM, Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.privacy import vault
from redress.records import entries
from redress.records.entries import Draft, append
from redress.traders import ladder, register
from redress.traders.models import CHANNELS, Invitation, Trader, Watch

INVITERS = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR, Role.SYSTEM})
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
CODE = 8
MOST_TRIES, TRIES_WINDOW = 8, timedelta(hours=1)
RENEWALS, RENEWALS_WINDOW = 3, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a trader. channel -- sms, email or letter"""

    channel: str
    value: str

    def __repr__(self) -> str:  # not into logs by way of an error message
        return f"Contact({self.channel})"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the code that opens it, which is stored nowhere in the clear."""

    invitation: Invitation
    code: str

    @property
    def link(self) -> str:
        return link(self.invitation)

    @property
    def grouped_code(self) -> str:
        return f"{self.code[:4]} {self.code[4:]}"


def link(invitation: Invitation) -> str:
    return f"{settings.REDRESS_BASE_URL}/t/{invitation.ref}/"


def canonical(code: str) -> str:
    """Return a code as it was made, however it was typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum() and sign.isascii())


def _digest(ref: str, code: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"invitation\0{ref}\0{code}".encode(), hashlib.sha256)


def mint() -> str:
    """Return a fresh code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE))


def problems_with(case: Case, *, actor: Actor) -> list[Problem]:
    """Every reason why no trader can be asked about this case now."""
    found = []
    if actor.role not in INVITERS:
        message = gettext("Clerks, officers, mediators and supervisors ask the trader.")
        found.append(Problem(code="trader.invite.wrong_role", message=message))
    if case.kind != "complaint":
        message = gettext("A report is confidential: the trader is not told of it.")
        cites = ({"law": "samr-complaint-2026", "article": "37"},)
        found.append(Problem(code="trader.invite.report", message=message, cites=cites))
    elif case.phase != "open":
        message = gettext("The case has ended; there is nothing left to answer.")
        found.append(Problem(code="trader.invite.ended", message=message))
    return found


def read_contacts(given: Sequence[Contact]) -> list[Contact]:
    """Return contacts as they are kept. Raises Invalid with every problem."""
    checks: dict[str, Callable[[str], str]] = {"sms": values.phone, "email": values.email, "letter": str.strip}
    found, problems = [], []
    for one in given:
        try:
            text = checks[one.channel](one.value.strip()) if one.channel in CHANNELS else ""
        except PydanticCustomError:
            text = ""
        if text:
            found.append(Contact(one.channel, text[:200]))
        else:
            message = gettext("This cannot be used to reach anybody; look at it again.")
            problems.append(Problem(code="trader.contact.unreadable", message=message, pointer=f"/{one.channel[:10]}"))
    if not found and not problems:
        message = gettext("Give at least one way to reach the trader: mobile, e-mail or postal address.")
        problems.append(Problem(code="trader.contact.none", message=message, pointer="/sms"))
    if problems:
        raise Invalid(problems)
    return found


@transaction.atomic
def invite(
    number: str,
    *,
    contacts: Sequence[Contact],
    trader_id: int | None = None,
    shows_contact: bool = False,
    actor: Actor,
    now: datetime,
) -> Invited:
    """Ask the trader of a complaint to answer. The first contact is used now, the others by the silence ladder.

    trader_id -- another entry of the register than the one the case names, once it was "not us"
    shows_contact -- the complainant agreed that the trader sees their name and telephone
    Raises NotThere, NotAllowed, Invalid.
    """
    case = door.get(number, actor=actor, lock=True)
    problems = problems_with(case, actor=actor)
    if problems:
        raise NotAllowed(problems)
    kept = read_contacts(contacts)
    trader = _trader(case, trader_id, actor=actor, now=now)
    if Invitation.objects.filter(case=case, trader=trader, revoked_at=None).exists():
        message = gettext("This trader was asked already; send a new code, or take the first invitation back.")
        raise NotAllowed([Problem(code="trader.invite.again", message=message)])
    rules, ref, code = ladder.of(case.agency_id), secrets.token_urlsafe(9).replace("_", "x").replace("-", "y"), mint()
    today = day_of(now)
    row = Invitation.objects.create(
        ref=ref, case=case, trader=trader, channel=kept[0].channel, code_digest=_digest(ref, code), code_at=now,
        shows_contact=shows_contact, answer_by=ladder.workday(today, rules.answer_days), made_at=now, made_by=actor.key,
        expires_at=now + timedelta(days=rules.link_days),
    )  # fmt: skip
    Watch.objects.create(invitation=row, started_on=today, next_on=ladder.workday(today, rules.rungs[0].after))
    vault.put(case.pk, f"invitation:{row.pk}", {"contacts": [[one.channel, one.value] for one in kept]})
    data = {
        "invitation": row.pk, "trader": trader.pk, "channel": row.channel, "answer_by": str(row.answer_by),
        "shows_contact": shows_contact,
    }  # fmt: skip
    append([Draft(case.pk, "trader.invited", now, actor.key, data)])
    Case.objects.filter(pk=case.pk).update(last_event_at=now)
    return Invited(row, code)


def _trader(case: Case, trader_id: int | None, *, actor: Actor, now: datetime) -> Trader:
    if trader_id is not None:
        return register.standing(register.find(trader_id, actor=actor))
    found = register.of_case(case)
    if found is None:
        register.collect([case], actor=SYSTEM, now=now)
        found = register.of_case(case) or register.of_name(case, actor=actor, now=now)
    if found is None:
        message = gettext(
            "Which trader is it? The case names none, or a name that several go by: choose it in the register."
        )
        raise NotAllowed([Problem(code="trader.invite.unknown", message=message, pointer="/trader")])
    return found


def contacts(invitation: Invitation) -> list[Contact]:
    """How the trader can be reached. Raises vault.Erased if the case was erased."""
    kept = vault.open(invitation.case_id, f"invitation:{invitation.pk}")["contacts"]
    return [Contact(channel, value) for channel, value in kept]


def find(invitation_id: int, *, actor: Actor, lock: bool = False) -> Invitation:
    """Return an invitation of a case this person may know of. Raises NotThere."""
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.select_related("case", "trader")
    row = rows.filter(pk=invitation_id).first()
    if row is None or not row.case.seen_by(actor):
        raise NotThere(str(invitation_id))
    return row


@transaction.atomic
def new_code(
    invitation_id: int, *, actor: Actor, now: datetime, channel: str = "", why: str = "trader.code_renewed"
) -> Invited:
    """Make a new code in place of the old one, which opens nothing any more. Raises NotThere, NotAllowed."""
    row = find(invitation_id, actor=actor, lock=True)
    require_alive(row, now=now)
    if not actor.is_staff and actor.role != Role.SYSTEM:
        _not_too_often(row, now=now)
    code = mint()
    row.code_digest, row.code_at, row.code_used_at, row.tries = _digest(row.ref, code), now, None, 0
    row.channel = channel if channel in CHANNELS else row.channel
    row.save(update_fields=["code_digest", "code_at", "code_used_at", "tries", "channel"])
    append([Draft(row.case_id, why, now, actor.key, {"invitation": row.pk, "channel": row.channel})])
    return Invited(row, code)


def _not_too_often(row: Invitation, *, now: datetime) -> None:
    recent = [
        one
        for one in entries.of(row.case_id, ["trader.code_renewed"])
        if one.data.get("invitation") == row.pk and one.at > now - RENEWALS_WINDOW
    ]
    if len(recent) >= RENEWALS:
        message = gettext("New codes were sent several times today. Please call us; we read you a code on the phone.")
        raise NotAllowed([Problem(code="trader.code.too_often", message=message)])


@transaction.atomic
def revoke(invitation_id: int, *, actor: Actor, now: datetime) -> Invitation:
    """Take an invitation back: its link and every browser that it opened end at once. Raises NotThere, NotAllowed."""
    row = find(invitation_id, actor=actor, lock=True)
    if actor.role not in INVITERS:
        message = gettext("Clerks, officers, mediators and supervisors ask the trader.")
        raise NotAllowed([Problem(code="trader.invite.wrong_role", message=message)])
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now, actor.key
        row.save(update_fields=["revoked_at", "revoked_by"])
        Watch.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, ended_as="withdrawn", next_on=None)
        append([Draft(row.case_id, "trader.invitation_revoked", now, actor.key, {"invitation": row.pk})])
    return row


def why_closed(row: Invitation, *, now: datetime) -> str:
    """Say why a link opens nothing any more: revoked, expired or ended; empty if it does."""
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at <= now:
        return "expired"
    return "ended" if row.case.phase == "closed" else ""


def require_alive(row: Invitation, *, now: datetime) -> None:
    why = why_closed(row, now=now)
    if why == "revoked":
        message = gettext(
            "This invitation was taken back. If you still have a message from us, please call the office."
        )
        raise NotAllowed([Problem(code="trader.link.revoked", message=message)])
    if why == "expired":
        message = gettext("This link has ended. Please call the office; it can send you a new one.")
        raise NotAllowed([Problem(code="trader.link.expired", message=message)])
    if why == "ended":
        message = gettext("This matter is closed; there is nothing to answer any more.")
        raise NotAllowed([Problem(code="trader.link.ended", message=message)])


# ---- opening -------------------------------------------------------------------------------------------------------


def enter(ref: str, code: str, *, now: datetime) -> Invitation:
    """Open an invitation with its code, once. Raises NotAllowed with what is wrong and what to do.

    A wrong code is counted even though the caller's request fails, so it is written in a transaction of its own.
    """
    typed = canonical(code)
    row = Invitation.objects.select_related("case").filter(ref=ref).first()
    if row is None:
        raise NotAllowed([wrong_code()])
    require_alive(row, now=now)
    if row.tries >= MOST_TRIES and row.tries_since is not None and row.tries_since > now - TRIES_WINDOW:
        message = gettext("Too many wrong codes. Wait an hour, or call us.")
        raise NotAllowed([Problem(code="trader.code.locked", message=message, pointer="/code")])
    if not hmac.compare_digest(_digest(ref, typed), bytes(row.code_digest)):
        _count(row, now=now)
        raise NotAllowed([wrong_code()])
    if row.code_at + timedelta(days=ladder.of(row.case.agency_id).code_days) <= now:
        message = gettext("This code is too old. Have a new one sent below, or call us.")
        raise NotAllowed([Problem(code="trader.code.expired", message=message, pointer="/code")])
    return _opened(row, now=now)


@transaction.atomic
def _opened(row: Invitation, *, now: datetime) -> Invitation:
    fresh = Invitation.objects.filter(pk=row.pk, code_digest=row.code_digest, code_used_at=None)
    if not fresh.update(code_used_at=now, opened_at=row.opened_at or now, tries=0):
        message = gettext("This code was used already: each code opens once. Have a new one sent below, or call us.")
        raise NotAllowed([Problem(code="trader.code.used", message=message, pointer="/code")])
    data = {"invitation": row.pk, "trader": row.trader_id}
    append([Draft(row.case_id, "trader.opened", now, f"trader:{row.trader_id}", data)])
    return Invitation.objects.select_related("case", "trader").get(pk=row.pk)


def wrong_code() -> Problem:
    message = gettext("The code does not fit. Take the one from the newest message; eight letters and digits.")
    return Problem(code="trader.code.wrong", message=message, pointer="/code")


@transaction.atomic
def _count(row: Invitation, *, now: datetime) -> None:
    held = Invitation.objects.select_for_update().get(pk=row.pk)
    if held.tries_since is None or held.tries_since <= now - TRIES_WINDOW:
        held.tries, held.tries_since = 0, now
    held.tries += 1
    held.save(update_fields=["tries", "tries_since"])


def actor_of(row: Invitation) -> Actor:
    """The trader behind an invitation."""
    return Actor(key=f"trader:{row.trader_id}", role=Role.RESPONDENT, case_id=row.case_id)


def open_for(number: str, *, now: datetime) -> list[Invitation]:
    """Invitations that are open for a case; for whoever types its number instead of following the link."""
    rows = Invitation.objects.select_related("case").filter(case__number=number, revoked_at=None, expires_at__gt=now)
    return list(rows[:20])
