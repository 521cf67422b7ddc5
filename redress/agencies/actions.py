"""Writes about bodies, staff and keys."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Agency, ApiKey, KeyScope, Staff
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.records.entries import Draft, append

LONGEST_KEY = timedelta(days=366)


@transaction.atomic
def add_agency(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    kind: str,
    level: str,
    division: str,
    parent_code: str | None = None,
    address: str = "",
    phone: str = "",
    opening: str = "",
    hours: str = "",
    actor: Actor,
    now: datetime,
) -> Agency:
    """Add a body under its parent; the path is made from the parent's."""
    parent = Agency.objects.get(code=parent_code) if parent_code else None
    agency = Agency.objects.create(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        kind=kind,
        level=level,
        division=division,
        parent=parent,
        address=address,
        phone=phone,
        opening=opening,
        hours=hours,
    )
    agency.path = f"{parent.path if parent else '/'}{agency.pk}/"
    agency.save(update_fields=["path"])
    queries.forget()
    return agency


@transaction.atomic
def add_staff(
    *,
    username: str,
    name: str,
    role: Role,
    agency_code: str | None,
    password: str | None,
    actor: Actor,
    now: datetime,
) -> Staff:
    """Add a member of staff. password -- None leaves the account closed until one is set."""
    agency = Agency.objects.get(code=agency_code) if agency_code else None
    staff = Staff(username=username, last_name=name, role=role.value, agency=agency)
    staff.set_password(password)
    staff.save()
    return staff


@transaction.atomic
def issue_key(
    staff: Staff,
    *,
    unlimited: bool = False,
    expires_at: datetime | None = None,
    scope: str = KeyScope.ALL,
    label: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """Make an API key and return it; only its digest is kept, so this is the one time it can be read.

    scope -- one of KeyScope; expires_at -- at most a year from now for a key that people make themselves
    Raises Invalid for an unknown scope or a day that is past or too far; NotAllowed for a key in another's name.
    """
    problems = []
    if actor.role != Role.SYSTEM:
        if actor.staff_id != staff.pk:
            raise NotAllowed([Problem("key.issue.not_own", gettext("A key is made by the person it acts for."))])
        if expires_at is None or not now < expires_at <= now + LONGEST_KEY:
            problems.append(Problem("key.issue.expiry", gettext("A key lasts from one day to a year."), "/days"))
        if not label.strip():
            problems.append(Problem("key.issue.no_label", gettext("Say which program uses the key."), "/label"))
    if scope not in KeyScope.values:
        problems.append(Problem("key.issue.scope", gettext("Choose what the key may do."), "/scope"))
    if problems:
        raise Invalid(problems)
    key = "ork_" + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        digest=hashlib.sha256(key.encode()).digest(),
        prefix=key[:12],
        staff=staff,
        scope=scope,
        label=label.strip()[:60],
        created_at=now,
        expires_at=expires_at,
        unlimited=unlimited,
    )
    if actor.role != Role.SYSTEM:
        append([Draft(0, "key.issued", now, actor.key, {"key": row.pk, "scope": scope})])
    return key


@transaction.atomic
def revoke_key(key_id: int, *, actor: Actor, now: datetime) -> None:
    """End a key at once; other processes of this server stop taking it within 30 seconds. Raises NotThere."""
    row = next((one for one in queries.keys_seen_by(actor) if one.pk == key_id), None)
    if row is None:
        raise NotThere("key")
    if row.revoked_at is None:
        ApiKey.objects.filter(pk=row.pk).update(revoked_at=now)
        append([Draft(0, "key.revoked", now, actor.key, {"key": row.pk})])
    queries.forget()
