"""The words of a room, sealed under the key of its case and opened one by one: never with the file of the case.

Slots begin with vault.APART, so that no export, access request, search or letter of the case can carry them along.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from redress.mediation.models import Room
from redress.privacy import vault


def slot(room: Room, what: str, number: int | str) -> str:
    return f"{vault.APART}{room.pk}:{what}:{number}"


def put(room: Room, what: str, number: int | str, values: Mapping[str, Any]) -> None:
    vault.put(room.case_id, slot(room, what, number), dict(values))


def of(room: Room, what: str, numbers: Iterable[int | str]) -> dict[int | str, dict[str, Any]]:
    """The words of some messages, offers or clauses, by number; empty once the case was erased."""
    names = {slot(room, what, number): number for number in numbers}
    try:
        found = vault.open_slots(room.case_id, list(names))
    except (vault.Erased, vault.NothingSealed):
        return {}
    return {names[name]: value for name, value in found.items()}
