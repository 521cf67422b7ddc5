"""The one door to a case: by its number, for a person who may know that it exists."""

from django.db import connection

from redress.cases.models import Case
from redress.cases.models.case import read_cases
from redress.kernel.actors import Actor
from redress.kernel.problems import NotThere


def get(number: str, *, actor: Actor, lock: bool = False) -> Case:
    """Return a case this person may know to exist. Raises NotThere for any other: not yours looks like not there."""
    held = "FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    found = read_cases(f"WHERE number = %s {held}", [number])
    if not found or not found[0].seen_by(actor):
        raise NotThere(number)
    return found[0]
