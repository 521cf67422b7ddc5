"""Who is who in a room, and which of its channels they may read. Everything else asks here.

Law: samr-complaint-2026 Art. 18 (both sides), 21 (the mediator). A caucus (单独谈) belongs to one side and the mediator
of the room alone: no other role reads it, not the officer, supervisor or auditor of the case, not a program.
"""

from django.db.models import Q

from redress.kernel.actors import CASE_ROLES, Actor, Role

COMPLAINANT, RESPONDENT, MEDIATOR = "complainant", "respondent", "mediator"
PARTIES = (COMPLAINANT, RESPONDENT)
SIDES = (*PARTIES, MEDIATOR)
JOINT = "joint"
CHANNELS = (JOINT, *PARTIES)  # the caucus of a side bears its name
_PARTY = {Role.COMPLAINANT: COMPLAINANT, Role.RESPONDENT: RESPONDENT}


def party_of(actor: Actor) -> str:
    """The side a person is on; empty for everybody who is none."""
    return _PARTY.get(actor.role, "") if actor.case_id is not None else ""


def other(side: str) -> str:
    return RESPONDENT if side == COMPLAINANT else COMPLAINANT


def rooms_of(actor: Actor, path: str = "") -> Q | None:
    """The rooms a person may know to exist; None: none at all. path -- how the room is reached, "room__" """
    if party_of(actor):
        return Q(**{f"{path}case_id": actor.case_id})
    if actor.role in CASE_ROLES and actor.agency_ids:
        mine = Q(**{f"{path}case__agency_id__in": actor.agency_ids})
        if actor.role == Role.MEDIATOR:
            mine |= Q(**{f"{path}case__entrusted_to_id__in": actor.agency_ids})
        return mine
    return None


def shared_with(actor: Actor, *, by: str, path: str = "room__") -> Q | None:
    """The rows of a table with a channel that a person may read; None: none at all.

    by -- name of the column that says whose they are: a side, or joint
    """
    rooms = rooms_of(actor, path)
    if rooms is None:
        return None
    side = party_of(actor)
    if side:
        return rooms & Q(**{f"{by}__in": (JOINT, side)})
    seen = Q(**{by: JOINT})
    if actor.staff_id is not None:
        seen |= Q(**{f"{path}mediator_id": actor.staff_id})
    return rooms & seen
