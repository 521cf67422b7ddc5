"""Who may enter the pages of oversight. For everybody else of the staff they are not there."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotThere
from redress.oversight import queries
from redress.portals.casework.access import DeskRequest, View, frame, staff_required


def roles_required(roles: Iterable[Role]) -> Callable[[View], View]:
    """Let these roles in; what is not theirs inside looks like not there."""
    allowed = frozenset(roles)

    def outer(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.actor.role not in allowed:
                raise Http404
            try:
                return view(request, *arguments, **named)
            except NotThere:
                raise Http404 from None

        return staff_required(guarded)

    return outer


ALL = frozenset({Role.SUPERVISOR, Role.AUDITOR})
HANDLERS = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR})


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of oversight that are open to a role, one beside the other."""
    wanted = (
        ("board", gettext("Board"), ALL),
        ("orders", gettext("Orders"), ALL | HANDLERS),
        ("figures", gettext("Figures"), queries.ROLES),
        ("reports", pgettext("of figures", "Reports"), queries.ROLES),
        ("quality", gettext("Quality"), ALL | {Role.OFFICER}),
        ("callbacks", gettext("Calls after the end"), frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})),
        ("improvements", gettext("Improvement"), ALL | HANDLERS),
        ("looks", gettext("Who looked"), ALL),
    )
    return [
        {"label": label, "href": reverse(f"oversight:{name}"), "current": name == current}
        for name, label, roles in wanted
        if actor.role in roles
    ]


def watch_frame(request: DeskRequest, current: str, **more: Any) -> dict[str, Any]:
    """What the head of every page of oversight needs. current -- its tab"""
    entry = {Role.ANALYST: "figures"}.get(request.actor.role, "board" if request.actor.role in ALL else "orders")
    return frame(request, f"oversight:{entry}", tabs=tabs(request.actor, current), **more)


looking_required = roles_required(queries.ROLES)
