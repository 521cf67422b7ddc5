"""The main menu of the desk, by role."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from redress.kernel.actors import Actor, Role

AT_ONCE = 5  # entries that stand in the bar; the others are a fold away, so that a telephone shows work, not menu
# The first page about people's data that a role may open, where it is not that of requests.
PERSONAL_DATA = {
    Role.ADMIN: "privacy_desk:incidents",
    Role.AUDITOR: "privacy_desk:assessments",
    Role.ANALYST: "privacy_desk:assessments",
}
EVERY_CASE_ROLE = (Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR, Role.AUDITOR)


def entries(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Menu entries open to a role, those behind “More” last. current -- URL name of the page that is shown"""
    wanted = (
        ("casework:queue", gettext("Cases"), EVERY_CASE_ROLE),
        ("casework:register", gettext("Register"), (Role.CLERK, Role.OFFICER, Role.SUPERVISOR)),
        ("casework:tasks", gettext("Tasks"), (Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR)),
        ("absences:page", gettext("Absences"), EVERY_CASE_ROLE),
        ("casework:groups", gettext("Look-alikes"), (Role.OFFICER, Role.SUPERVISOR)),
        ("casework:disputes", gettext("Competence disputes"), (Role.OFFICER, Role.SUPERVISOR)),
        ("joint_desk:list", gettext("Joint complaints"), (Role.OFFICER, Role.SUPERVISOR)),
        ("exchange_desk:list", gettext("Hand-overs"), (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR)),
        ("notices_desk:ledger", gettext("Notices"), (*EVERY_CASE_ROLE, Role.ADMIN)),
        ("inbox:mails", gettext("E-mail"), (Role.CLERK, Role.OFFICER, Role.SUPERVISOR)),
        ("routing_desk:versions", gettext("Routing"), (Role.ADMIN,)),
        ("tree:list", gettext("Bodies"), (Role.ADMIN,)),
        ("teams:list", gettext("Teams and duty"), (*EVERY_CASE_ROLE, Role.ADMIN)),
        ("handover:page", gettext("Hand-over"), (Role.SUPERVISOR,)),
        ("casework:traders", gettext("Traders"), EVERY_CASE_ROLE),
        ("casework:templates", gettext("Letters"), (Role.SUPERVISOR, Role.ADMIN)),
        (
            PERSONAL_DATA.get(actor.role, "privacy_desk:requests"),
            gettext("Personal data"),
            (Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR, Role.ANALYST),
        ),
        ("education_desk:texts", gettext("Education"), (Role.EDUCATOR, Role.SUPERVISOR)),
        ("insight:trends", gettext("Trends"), (Role.ANALYST, Role.SUPERVISOR, Role.AUDITOR)),
        ("casework:impact", gettext("If a rule set went live"), (Role.SUPERVISOR, Role.ADMIN)),
        ("oversight:board", gettext("Board"), (Role.SUPERVISOR, Role.AUDITOR)),
        ("oversight:orders", gettext("Orders"), (Role.CLERK, Role.OFFICER, Role.MEDIATOR)),
        ("oversight:figures", gettext("Figures"), (Role.ANALYST,)),
    )
    shown = [
        {
            "label": label,
            "href": address,
            "current": name == current or (current == "privacy_desk:requests" and name in PERSONAL_DATA.values()),
        }
        for name, label, roles in wanted
        if actor.role in roles and (address := _address(name))
    ]
    folded = len(shown) > AT_ONCE + 1
    for place, entry in enumerate(shown):
        entry["rest"] = folded and place >= AT_ONCE and not entry["current"]
    return sorted(shown, key=lambda entry: bool(entry["rest"]))


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
