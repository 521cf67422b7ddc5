"""Who may enter the pages of oversight. For everybody else of the staff they are not there."""

from typing import Any

from django.utils.translation import gettext, pgettext

from redress.kernel.actors import Actor, Role
from redress.oversight import queries
from redress.portals.casework.access import DeskRequest, frame, open_to, tabs_for

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
    return tabs_for(actor, "oversight", wanted, current)


def watch_frame(request: DeskRequest, current: str, **more: Any) -> dict[str, Any]:
    """What the head of every page of oversight needs. current -- its tab"""
    entry = {Role.ANALYST: "figures"}.get(request.actor.role, "board" if request.actor.role in ALL else "orders")
    return frame(request, f"oversight:{entry}", tabs=tabs(request.actor, current), **more)


looking_required = open_to(queries.ROLES)
