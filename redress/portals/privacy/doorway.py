"""What the pages about people's data have in common: who enters, tabs, form fields and their problems."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

from redress.agencies.models import Staff
from redress.kernel.actors import Role
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import NotThere, Problem
from redress.portals.casework.access import DeskRequest, View, frame, staff_required

ANSWERERS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
HANDLERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
DECIDERS = frozenset({Role.OFFICER, Role.SUPERVISOR})


def open_to(roles: frozenset[Role]) -> Callable[[View], View]:
    """Let in staff of these roles; to others the page is not there."""

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.actor.role not in roles:
                raise Http404
            try:
                return view(request, *arguments, **named)
            except NotThere:
                raise Http404 from None

        return staff_required(guarded)

    return decorated


def page_frame(request: DeskRequest, tab: str, **more: Any) -> dict[str, Any]:
    """The frame of a desk page with the tabs of this part."""
    wanted = (
        ("requests", gettext("Data requests"), ANSWERERS),
        ("incidents", gettext("Incidents"), HANDLERS),
        ("keeping", gettext("Keeping and erasing"), DECIDERS),
    )
    tabs = [
        {"label": label, "href": reverse(f"privacy_desk:{name}"), "current": name == tab}
        for name, label, roles in wanted
        if request.actor.role in roles
    ]
    return frame(request, "privacy_desk:requests", tabs=tabs, **more)


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
    if kind == "staff" and number.isdigit():
        person = Staff.objects.filter(pk=int(number)).first()
        return person.display_name if person else gettext("someone who has left")
    return {"complainant": gettext("the person themselves"), "system": gettext("the system")}.get(kind, key)
