"""Reads about letters of a case."""

from typing import Any

from redress.cases.letters import forms
from redress.cases.letters.models import Letter
from redress.cases.models import Case
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import SHANGHAI
from redress.law.packs import say

# What each side may have in hand: a copy of their own; the office all of them.
COPIES = {Role.COMPLAINANT: "complainant", Role.RESPONDENT: "respondent"}


def of_case(case: Case, *, actor: Actor) -> list[Letter]:
    """Letters of a case this person may read, oldest first."""
    found = Letter.objects.filter(case=case).order_by("pk")
    if actor.is_staff or actor.role == Role.SYSTEM:
        return list(found)
    return list(found.filter(audience=COPIES[actor.role])) if actor.role in COPIES else []


def documents(case: Case, *, staff: bool, language: str) -> list[dict[str, Any]]:
    """Letters of a case as the API tells them: to staff all of them, else the complainant's own copies."""
    found = Letter.objects.filter(case=case).order_by("pk")
    return [_document(letter, language) for letter in (found if staff else found.filter(audience="complainant"))]


def _document(letter: Letter, language: str) -> dict[str, Any]:
    known = forms.forms(letter.rule_set).get(letter.letter)
    return {
        "id": letter.pk,
        "letter": letter.letter,
        "title": say(known.title, language) if known else letter.letter,
        "number": letter.number or None,
        "audience": letter.audience,
        "language": letter.language,
        "sha256": letter.sha256,
        "size": letter.size,
        "issued_at": letter.issued_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "delivered_how": letter.delivered_how or None,
        "delivered_at": letter.delivered_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
        if letter.delivered_at
        else None,
    }
