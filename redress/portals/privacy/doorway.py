"""What the pages about people's data have in common: who enters, tabs, form fields and their problems."""

from typing import Any

from django.utils.translation import gettext

from redress.cases import minors_audit
from redress.kernel.actors import Role
from redress.portals.casework.access import DeskRequest, frame, tabs_for
from redress.privacy.models.assessments import READERS

ANSWERERS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
HANDLERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
DECIDERS = frozenset({Role.OFFICER, Role.SUPERVISOR})


def page_frame(request: DeskRequest, tab: str, **more: Any) -> dict[str, Any]:
    """The frame of a desk page with the tabs of this part."""
    wanted = (
        ("requests", gettext("Data requests"), ANSWERERS),
        ("incidents", gettext("Incidents"), HANDLERS),
        ("keeping", gettext("Keeping and erasing"), DECIDERS),
        ("assessments", gettext("Impact assessments"), READERS),
        ("contracts", gettext("Processors"), READERS),
        ("given", gettext("Given to others"), READERS),
        ("minors", gettext("Minors' data"), minors_audit.ROLES),
    )
    tabs = tabs_for(request.actor, "privacy_desk", wanted, tab)
    return frame(request, "privacy_desk:requests", tabs=tabs, **more)
