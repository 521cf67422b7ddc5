"""How a business gets an account of its own, and who may act for it.

A code opens it that the body gave out to the registered address or over the counter. Who holds an answer link may ask
for an account, but the link opens none: it went to whatever contact the complaint named.
"""

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.notices import ledger
from redress.notices.ledger import Address
from redress.records.entries import Draft, append
from redress.traders import inviting, register
from redress.traders.models import MEMBER_ROLES, Account, Claim, Invitation, Joining, Member, Trader

CLAIM_DAYS = JOINING_DAYS = 30
MOST_TRIES = 8


def _digest(kind: str, code: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{kind}\0{code}".encode(), hashlib.sha256)


# ---- who acts ------------------------------------------------------------------------------------------------------


def member_of(actor: Actor) -> Member:
    """Return the membership of somebody who acts for a business now. Raises NotThere."""
    rows = Member.objects.select_related("account", "account__trader", "user")
    row = rows.filter(user_id=actor.staff_id, ended_at=None, account__closed_at=None).first()
    if actor.role != Role.RESPONDENT or row is None:
        raise NotThere("account")
    return row


def acting(actor: Actor) -> Actor:
    """Return the actor with the entries of the register it acts for, as they are merged now. Raises NotThere."""
    return replace(actor, trader_ids=frozenset(register.family(member_of(actor).account.trader)))


def within(actor: Actor, invitation: Invitation) -> Actor:
    """Return the trader of one invitation, as this person acts for it."""
    return replace(inviting.actor_of(invitation), staff_id=actor.staff_id, name=actor.name)


def require_role(actor: Actor, *roles: str) -> Member:
    """Raises NotThere (no member), NotAllowed (role)."""
    member = member_of(actor)
    if member.role not in roles:
        message = gettext("Your part in this account does not include this; ask an owner of it.")
        raise NotAllowed([Problem(code="account.wrong_role", message=message)])
    return member


def members(actor: Actor) -> list[Member]:
    """Everybody of one's own account, those who left last."""
    account = member_of(actor).account
    return sorted(account.members.select_related("user"), key=lambda row: (row.ended_at is not None, row.pk))


def open_account(trader: Trader) -> Account | None:
    """The account of a business, if it has one."""
    return Account.objects.filter(trader=trader, closed_at=None).first()


# ---- letting a business in -----------------------------------------------------------------------------------------


@transaction.atomic
def ask(invitation: Invitation, *, actor: Actor, now: datetime) -> Claim:
    """Ask for an account by way of an answer link: the desk sees it and sends a code. Raises NotAllowed."""
    trader = register.standing(invitation.trader)
    _may_have(trader)
    row, fresh = Claim.objects.get_or_create(
        trader=trader, ended_at=None,
        defaults={"agency_id": invitation.case.agency_id, "made_at": now, "made_by": actor.key},
    )  # fmt: skip
    if fresh:
        append([Draft(0, "account.asked", now, actor.key, {"trader": trader.pk, "claim": row.pk})])
    return row


def _may_have(trader: Trader) -> None:
    if not trader.uscc:
        message = gettext("An account needs the credit code of the business; it is written down by the office.")
        raise NotAllowed([Problem(code="account.offer.no_code", message=message)])
    if open_account(trader) is not None:
        message = gettext("This business has an account already; one of its owners lets you in.")
        raise NotAllowed([Problem(code="account.offer.again", message=message)])


@transaction.atomic
def offer(trader_id: int, *, address: str, actor: Actor, now: datetime) -> str:
    """Make the code that opens an account, and the letter that carries it to the registered address; return the code.

    address -- as registered; empty for a code that is handed over at the counter against the licence
    Raises NotThere, NotAllowed. A code given out earlier opens nothing any more.
    """
    register.require_keeper(actor)
    trader = register.standing(register.find(trader_id, actor=actor, lock=True))
    _may_have(trader)
    if actor.agency_id is None:
        raise NotThere(str(trader_id))
    Claim.objects.filter(trader=trader, ended_at=None).update(ended_at=now, ended_as="replaced")
    code = inviting.mint()
    row = Claim.objects.create(
        trader=trader, agency_id=actor.agency_id, code_digest=_digest(f"claim\0{trader.uscc}", code), made_at=now,
        made_by=actor.key, expires_at=now + timedelta(days=CLAIM_DAYS),
    )  # fmt: skip
    if address.strip():
        ledger.queue(
            "trader.account", to=Address("letter", address.strip()[:200], trader.name), agency=actor.agency_id,
            audience="trader", language="zh-hans", key=f"claim:{row.pk}", now=now, actor=actor,
            values={
                "trader": trader.name, "uscc": trader.uscc, "code": f"{code[:4]} {code[4:]}",
                "link": f"{settings.REDRESS_BASE_URL}/business/open/", "number": "",
            },
        )  # fmt: skip
    data = {"trader": trader.pk, "claim": row.pk, "by_letter": bool(address.strip())}
    append([Draft(0, "account.offered", now, actor.key, data)])
    return code


def open_claim(trader: Trader) -> Claim | None:
    """What was asked or offered and led to no account yet."""
    return Claim.objects.filter(trader=trader, ended_at=None).first()


def claim(uscc: str, code: str, *, username: str, name: str, password: str, actor: Actor, now: datetime) -> Member:
    """Open the account with its code; who does becomes its first owner. Raises Invalid, NotAllowed.

    A wrong code is counted although the request fails, so that is written in a transaction of its own.
    """
    trader = Trader.objects.filter(uscc=register.code_of(uscc) or "-").first()
    row = Claim.objects.filter(trader=trader, ended_at=None).exclude(code_digest=None).first() if trader else None
    digest = _digest(f"claim\0{trader.uscc if trader else ''}", inviting.canonical(code))
    alive = row is not None and row.expires_at is not None and row.expires_at > now and row.tries < MOST_TRIES
    if row is None or not alive or not hmac.compare_digest(digest, bytes(row.code_digest or b"")):
        if row is not None:
            Claim.objects.filter(pk=row.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
        message = gettext(
            "Credit code and code do not open an account. After eight wrong tries the office sends a new one."
        )
        raise NotAllowed([Problem(code="account.claim.wrong", message=message, pointer="/code")])
    with transaction.atomic():
        if not Claim.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, ended_as="used"):
            message = gettext("This code was used a moment ago.")
            raise NotAllowed([Problem(code="account.claim.used", message=message, pointer="/code")])
        user = _person(username, name, password)
        account = Account.objects.create(trader=row.trader, agency_id=row.agency_id, opened_at=now)
        made = Member.objects.create(account=account, user=user, role="owner", made_at=now, made_by=actor.key)
        data = {"account": account.pk, "trader": row.trader_id, "claim": row.pk, "member": user.pk}
        append([Draft(0, "account.opened", now, f"member:{user.pk}", data)])
    return made


def _person(username: str, name: str, password: str) -> Staff:
    """Make the sign-in of one person. Raises Invalid with everything that is wrong."""
    username, name = username.strip(), " ".join(name.split())
    problems = []
    user = Staff(username=username, last_name=name, role=Role.RESPONDENT.value)
    if not 3 <= len(username) <= 60 or not username.replace("-", "").replace(".", "").replace("@", "").isalnum():
        message = gettext("A sign-in name has 3 to 60 letters and digits; - . and @ are fine too.")
        problems.append(Problem("account.username.unreadable", message, "/username"))
    elif Staff.objects.filter(username__iexact=username).exists():
        message = gettext("This sign-in name is taken; choose another.")
        problems.append(Problem("account.username.taken", message, "/username"))
    if not 0 < len(name) <= 60:
        problems.append(Problem("account.name.missing", gettext("Write your name."), "/name"))
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems.append(Problem("account.password.weak", " ".join(error.messages), "/password"))
    if problems:
        raise Invalid(problems)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def close(trader_id: int, *, actor: Actor, now: datetime) -> None:
    """End an account at once: nobody of it signs in any more, its keys open nothing. Raises NotThere, NotAllowed."""
    register.require_keeper(actor)
    trader = register.find(trader_id, actor=actor)
    account = Account.objects.select_for_update().filter(trader=trader, closed_at=None).first()
    if account is None:
        raise NotThere(str(trader_id))
    account.closed_at, account.closed_by = now, actor.key
    account.save(update_fields=["closed_at", "closed_by"])
    for row in account.members.filter(ended_at=None):
        _end(row, actor=actor, now=now)
    Joining.objects.filter(account=account, ended_at=None).update(ended_at=now, ended_as="revoked")
    append([Draft(0, "account.closed", now, actor.key, {"account": account.pk, "trader": trader.pk})])


# ---- people of an account ------------------------------------------------------------------------------------------


@transaction.atomic
def invite_member(role: str, *, actor: Actor, now: datetime) -> str:
    """Return a link by which one more person joins, once, within a month. Raises NotThere, NotAllowed, Invalid."""
    mine = require_role(actor, "owner")
    if role not in MEMBER_ROLES:
        message = gettext("Choose what this person may do.")
        raise Invalid([Problem(code="account.member.role_unknown", message=message, pointer="/role")])
    token = secrets.token_urlsafe(24)
    row = Joining.objects.create(
        account=mine.account, role=role, digest=_digest("joining", token), made_at=now, made_by=actor.key,
        expires_at=now + timedelta(days=JOINING_DAYS),
    )  # fmt: skip
    data = {"account": mine.account_id, "joining": row.pk, "role": role}
    append([Draft(0, "account.member_invited", now, actor.key, data)])
    return f"{settings.REDRESS_BASE_URL}/business/join/{token}/"


def joining(token: str, *, now: datetime) -> Joining:
    """Return what a link invites to. Raises NotThere."""
    rows = Joining.objects.select_related("account", "account__trader")
    row = rows.filter(digest=_digest("joining", token), ended_at=None, expires_at__gt=now).first()
    if row is None or row.account.closed_at is not None:
        raise NotThere("joining")
    return row


@transaction.atomic
def join(token: str, *, username: str, name: str, password: str, actor: Actor, now: datetime) -> Member:
    """Join an account by a link. Raises NotThere, Invalid."""
    row = joining(token, now=now)
    if not Joining.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, ended_as="used"):
        raise NotThere("joining")
    user = _person(username, name, password)
    made = Member.objects.create(account=row.account, user=user, role=row.role, made_at=now, made_by=row.made_by)
    data = {"account": row.account_id, "joining": row.pk, "member": user.pk, "role": row.role}
    append([Draft(0, "account.member_joined", now, f"member:{user.pk}", data)])
    return made


def links(actor: Actor, *, now: datetime) -> list[Joining]:
    """Links of one's own account that still let somebody in."""
    rows = Joining.objects.filter(account=member_of(actor).account, ended_at=None, expires_at__gt=now)
    return list(rows.order_by("-pk"))


@transaction.atomic
def revoke_link(joining_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a link back. Raises NotThere, NotAllowed."""
    mine = require_role(actor, "owner")
    rows = Joining.objects.filter(pk=joining_id, account=mine.account, ended_at=None)
    if not rows.update(ended_at=now, ended_as="revoked"):
        raise NotThere(str(joining_id))
    append([Draft(0, "account.link_revoked", now, actor.key, {"joining": joining_id})])


@transaction.atomic
def end_member(member_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a person go: sign-in, sessions and keys end at once. Raises NotThere, NotAllowed (also for the last owner)."""
    mine = require_role(actor, "owner")
    rows = {row.pk: row for row in mine.account.members.select_for_update().filter(ended_at=None)}
    row = rows.get(member_id)
    if row is None:
        raise NotThere(str(member_id))
    if row.role == "owner" and sum(one.role == "owner" for one in rows.values()) == 1:
        message = gettext("An account needs an owner; let another one join first.")
        raise NotAllowed([Problem(code="account.member.last_owner", message=message)])
    _end(row, actor=actor, now=now)


def _end(row: Member, *, actor: Actor, now: datetime) -> None:
    row.ended_at, row.ended_by = now, actor.key
    row.save(update_fields=["ended_at", "ended_by"])
    Staff.objects.filter(pk=row.user_id).update(is_active=False)
    queries.forget()
    append([Draft(0, "account.member_ended", now, actor.key, {"account": row.account_id, "member": row.user_id})])
