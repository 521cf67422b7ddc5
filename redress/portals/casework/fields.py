"""Forms of the desk that belong to no step: fields as casework/_fields.html draws them, with what was typed and is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from redress.agencies.models import Staff
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import Problem
from redress.kernel.whole import whole_number


def options(table: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"value": code, "label": str(label)} for code, label in table.items()]


def field(name: str, label: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """One field as casework/_fields.html draws it. kind -- text, area, select, choices, day"""
    return {"name": name, "label": label, "kind": kind, **more}


def filled(
    fields: Sequence[dict[str, Any]], given: Mapping[str, Any], problems: Iterable[Problem]
) -> list[dict[str, Any]]:
    """Put back what was typed, and beside each field what is wrong with it."""
    wrong = {problem.pointer.strip("/").split("/")[-1]: problem.message for problem in problems if problem.pointer}
    return [
        {**one, "value": given.get(one["name"], one.get("value", "")), "error": wrong.get(one["name"])}
        for one in fields
    ]


def moment_of(text: str) -> datetime | None:
    """Read "2026-09-22T10:15" as office time; None if it is no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found


def who(key: str) -> str:
    """The name of whoever stands behind an actor's key."""
    kind, _, number = key.partition(":")
    if kind == "staff" and (staff_id := whole_number(number)) is not None:
        person = Staff.objects.filter(pk=staff_id).first()
        return person.display_name if person else gettext("someone who has left")
    return {"complainant": gettext("the person themselves"), "system": gettext("the system")}.get(kind, key)
