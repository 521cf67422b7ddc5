"""Who a person is at the house's sign-in provider, and which account that opens here.

An account is opened by what stands in a table here or in a rule somebody wrote: never because somebody is known there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Agency, Identity, Staff
from redress.kernel.actors import STAFF_ROLES, Actor, Role, system
from redress.kernel.problems import NotAllowed, Problem
from redress.records.entries import Draft, append

PROVIDER = system("sign-in")
# What no rule may give: an administrator is made by an administrator, a business opens its account with our letter.
BY_RULE = frozenset(STAFF_ROLES) - {Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever is in this group there has this role in this body here. The first rule that fits counts."""

    group: str
    role: Role
    agency: str


@dataclass(frozen=True, slots=True)
class Proven:
    """What a provider has said of a person, with its signature checked.

    account -- name of an account made here before, if the installation lets the provider name one; else empty
    """

    issuer: str
    subject: str
    name: str = ""
    account: str = ""
    groups: frozenset[str] = field(default=frozenset())


def of(staff: Staff, issuer: str) -> Identity | None:
    return Identity.objects.filter(staff=staff, issuer=issuer).first()


def enter(proven: Proven, rules: Iterable[Rule], *, now: datetime) -> Staff:
    """Return the account a person enters by; one that a rule made follows the rule first.

    Raises NotAllowed for whom nobody let in, and for an account that is closed.
    """
    with transaction.atomic():  # closing an account stays done, though its person is refused for it
        staff = _found(proven, next((one for one in rules if one.group in proven.groups), None), now=now)
    if staff is None:
        message = gettext(
            "Your organisation knows you, but nobody has given you an account here. Ask your administrator; "
            "if you have an account here, sign in with its password and join the two under My account."
        )
        raise NotAllowed([Problem("sign_in.unknown_person", message)])
    if not staff.is_active:
        raise NotAllowed([Problem("sign_in.closed", gettext("Your account here is closed. Ask your administrator."))])
    return staff


def _found(proven: Proven, rule: Rule | None, *, now: datetime) -> Staff | None:
    known = Identity.objects.select_related("staff").filter(issuer=proven.issuer, subject=proven.subject).first()
    if known is None:
        return _named(proven, now=now) or _made(proven, rule, now=now)
    return _followed(known.staff, rule, now=now) if known.by_rule else known.staff


def _named(proven: Proven, *, now: datetime) -> Staff | None:
    """Join the account the provider names; never an administrator's, and never one that has another identity there."""
    if not proven.account:
        return None
    staff = Staff.objects.filter(username=proven.account).exclude(role__in=[Role.ADMIN, Role.RESPONDENT]).first()
    if staff is None or of(staff, proven.issuer) is not None:
        return None
    _keep(staff, proven, now=now, actor=PROVIDER)
    return staff


def _made(proven: Proven, rule: Rule | None, *, now: datetime) -> Staff | None:
    agency = _body(rule)
    if rule is None or agency is None:
        return None
    staff = Staff(username=_free_name(proven), last_name=proven.name[:150], role=rule.role.value, agency=agency)
    staff.set_unusable_password()
    staff.save()
    _keep(staff, proven, now=now, actor=PROVIDER, by_rule=True)
    return staff


def _body(rule: Rule | None) -> Agency | None:
    return Agency.objects.filter(code=rule.agency, active=True).first() if rule is not None else None


def _free_name(proven: Proven) -> str:
    """A name nobody here has: an account is never taken over by being called the same."""
    wanted = (proven.account or f"sso-{proven.subject}")[:140]
    known = set(Staff.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    return next(name for n in range(len(known) + 2) if (name := f"{wanted}-{n}" if n else wanted) not in known)


def _followed(staff: Staff, rule: Rule | None, *, now: datetime) -> Staff:
    """Bring an account that a rule made to what the rules say today; without a rule it is closed, its keys with it."""
    agency = _body(rule)
    before = (staff.role, staff.agency_id, staff.is_active)
    if rule is None or agency is None:
        staff.is_active = False
    else:
        staff.role, staff.agency, staff.is_active = rule.role.value, agency, True
    if (staff.role, staff.agency_id, staff.is_active) != before:
        staff.save(update_fields=["role", "agency", "is_active"])
        data = {"staff": staff.pk, "role": staff.role, "agency": staff.agency_id, "open": staff.is_active}
        append([Draft(0, "staff.followed_rule", now, PROVIDER.key, data)])
        transaction.on_commit(queries.forget)
    return staff


@transaction.atomic
def link(staff: Staff, proven: Proven, *, actor: Actor, now: datetime) -> Identity:
    """Join a person's own account here with theirs at the provider; they have just signed in at both."""
    if actor.staff_id != staff.pk:
        message = gettext("People join their own accounts only.")
        raise NotAllowed([Problem("sign_in.link.not_own", message)])
    return _keep(staff, proven, now=now, actor=actor)


def _keep(staff: Staff, proven: Proven, *, now: datetime, actor: Actor, by_rule: bool = False) -> Identity:
    try:
        with transaction.atomic():
            row = Identity.objects.create(
                staff=staff, issuer=proven.issuer, subject=proven.subject, by_rule=by_rule, linked_at=now
            )
    except IntegrityError:
        message = gettext("One of the two accounts is joined with another one already. Take that apart first.")
        raise NotAllowed([Problem("sign_in.link.taken", message)]) from None
    data: Mapping[str, Any] = {"staff": staff.pk, "by_rule": by_rule}
    append([Draft(0, "staff.identity_linked", now, actor.key, data)])
    return row


@transaction.atomic
def unlink(staff: Staff, issuer: str, *, actor: Actor, now: datetime) -> None:
    """Take a person's two accounts apart. Raises NotAllowed where nothing else would let them in."""
    row = of(staff, issuer)
    if row is None or actor.staff_id != staff.pk:
        return
    if not staff.has_usable_password():
        message = gettext("You have no password here: without your organisation's sign-in you could not come back.")
        raise NotAllowed([Problem("sign_in.unlink.only_way", message)])
    row.delete()
    append([Draft(0, "staff.identity_unlinked", now, actor.key, {"staff": staff.pk})])
