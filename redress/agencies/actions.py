"""Writes about bodies, staff and keys."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from redress.agencies import queries
from redress.agencies.models import Agency, ApiKey, Staff
from redress.kernel.actors import Actor, Role


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


def issue_key(
    staff: Staff, *, unlimited: bool = False, expires_at: datetime | None = None, actor: Actor, now: datetime
) -> str:
    """Make an API key and return it; only its digest is kept, so this is the one time it can be read."""
    key = "ork_" + secrets.token_urlsafe(32)
    ApiKey.objects.create(
        digest=hashlib.sha256(key.encode()).digest(),
        prefix=key[:12],
        staff=staff,
        created_at=now,
        expires_at=expires_at,
        unlimited=unlimited,
    )
    return key
