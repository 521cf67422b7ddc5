"""Who acts. An actor is a value: doors turn sessions, keys and pickup phrases into one."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may do at all; where they may do it is decided by their agency."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    CLERK = "clerk"
    OFFICER = "officer"
    MEDIATOR = "mediator"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    EDUCATOR = "educator"
    ADMIN = "admin"
    INTEGRATOR = "integrator"
    SYSTEM = "system"
    ANYONE = "anyone"


STAFF_ROLES = (
    Role.CLERK,
    Role.OFFICER,
    Role.MEDIATOR,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.ANALYST,
    Role.EDUCATOR,
    Role.ADMIN,
    Role.INTEGRATOR,
)
# Roles whose work is cases; the others see none by their role alone (an administrator runs the house, not the files).
CASE_ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR, Role.AUDITOR, Role.INTEGRATOR})


# Who may have an account: staff, and people who act for a business that is complained about.
ACCOUNT_ROLES = (*STAFF_ROLES, Role.RESPONDENT)


@dataclass(frozen=True, slots=True)
class Actor:
    """One person, key or program, as far as a rule needs to know it.

    key -- stable name for the archive: "staff:12", "complainant", "system:sweep"
    agency_id -- the body the person works for; None outside the staff
    agency_ids -- that body and every body below it
    staff_id -- the account of the person; also that of somebody who acts for a business
    case_id -- the one case a complainant or respondent holds the key to
    trader_ids -- entries of the register whose business the person acts for
    """

    key: str
    role: Role
    agency_id: int | None = None
    agency_ids: frozenset[int] = field(default=frozenset())
    staff_id: int | None = None
    case_id: int | None = None
    name: str = ""
    trader_ids: frozenset[int] = field(default=frozenset())

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES


SYSTEM = Actor(key="system", role=Role.SYSTEM)
ANYONE = Actor(key="anyone", role=Role.ANYONE)


def system(name: str) -> Actor:
    """Return the actor of a scheduled job or command."""
    return Actor(key=f"system:{name}", role=Role.SYSTEM)
