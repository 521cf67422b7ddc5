"""What the pages about people's data have in common: who enters, tabs, form fields and their problems."""

from typing import Any

from django.utils.translation import gettext

from redress.kernel.actors import Role
from redress.portals.casework.access import DeskRequest, frame, tabs_for

ANSWERERS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
HANDLERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
DECIDERS = frozenset({Role.OFFICER, Role.SUPERVISOR})


def page_frame(request: DeskRequest, tab: str, **more: Any) -> dict[str, Any]:
    """The frame of a desk page with the tabs of this part."""
    wanted = (
        ("requests", gettext("Data requests"), ANSWERERS),
        ("incidents", gettext("Incidents"), HANDLERS),
        ("keeping", gettext("Keeping and erasing"), DECIDERS),
    )
    tabs = tabs_for(request.actor, "privacy_desk", wanted, tab)
    return frame(request, "privacy_desk:requests", tabs=tabs, **more)
