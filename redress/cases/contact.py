"""A new telephone, address or e-mail: into the vault, found by it from now on, with an entry that says so."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from redress.cases import intake
from redress.cases.actions import get
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, require_none
from redress.privacy import vault
from redress.privacy.mask import refuse_masked
from redress.records.entries import Draft, append

PARTS = ("name", "phone", "address", "email")
LOOKED_UP = ("phone", "id_number", "email")


@transaction.atomic
def change_contact(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> list[str]:
    """Change how the complainant is reached and return which parts changed.

    data -- any of name, phone, address, email; an empty text takes a value away, an absent one leaves it
    Raises NotThere, or Invalid with every problem; nothing is changed then. What the law asked for and now has is no
    longer missing.
    """
    case = get(number, actor=actor, lock=True)
    given = {name: str(data[name]).strip() for name in PARTS if name in data}
    require_none(refuse_masked({f"complainant/{name}": text for name, text in given.items()}))
    values = _read(given)
    sealed = vault.open(case.pk, "intake")
    person = dict(sealed.get("complainant", {}))
    changed = [name for name in given if (person.get(name) or "") != (values[name] or "")]
    if not changed:
        return []
    person = {**person, **{name: values[name] for name in changed}}
    person = {name: value for name, value in person.items() if value}
    vault.put(case.pk, "intake", {**sealed, "complainant": person})
    vault.set_lookups(case.pk, [(kind, str(person[kind])) for kind in LOOKED_UP if person.get(kind)])
    append([Draft(subject=case.pk, event="contact.changed", at=now, actor=actor.key, data={"parts": sorted(changed)})])
    _no_longer_missing(case, person, now=now)
    return sorted(changed)


def _read(given: Mapping[str, str]) -> dict[str, Any]:
    try:
        return intake.Complainant.model_validate(dict(given)).model_dump()
    except ValidationError as error:
        found = intake.problems_of(error)
        raise Invalid(
            [type(one)(one.code, one.message, f"/complainant{one.pointer}", one.cites) for one in found]
        ) from None


def _no_longer_missing(case: Case, person: Mapping[str, Any], *, now: datetime) -> None:
    here = {f"/complainant/{name}" for name, value in person.items() if value}
    left = [row for row in case.missing_value if row["pointer"] not in here]
    Case.objects.filter(pk=case.pk).update(
        missing=json.dumps(left, ensure_ascii=False, separators=(",", ":")), last_event_at=now
    )
