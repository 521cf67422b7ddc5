"""Keys of a business for the API: made by an owner, within a member's part, seen and ended by every owner."""

from datetime import datetime

from redress.agencies import actions as agencies
from redress.agencies import queries
from redress.agencies.models import ApiKey
from redress.kernel.actors import Actor
from redress.kernel.problems import NotThere
from redress.traders import accounts

SCOPES = ("all", "read")


def of(actor: Actor) -> list[ApiKey]:
    """Keys of one's own account, newest first."""
    people = accounts.member_of(actor).account.members.values_list("user_id", flat=True)
    return list(ApiKey.objects.select_related("staff").filter(staff_id__in=list(people)).order_by("-pk"))


def issue(*, scope: str, label: str, expires_at: datetime | None, actor: Actor, now: datetime) -> str:
    """Make a key that acts for this owner and return it, the one time it can be read. Raises NotThere, NotAllowed, Invalid."""
    mine = accounts.require_role(actor, "owner")
    return agencies.issue_key(
        mine.user, scope=scope if scope in SCOPES else "", label=label, expires_at=expires_at, actor=actor, now=now
    )


def revoke(key_id: int, *, actor: Actor, now: datetime) -> None:
    """End a key of one's account. Raises NotThere, NotAllowed."""
    accounts.require_role(actor, "owner")
    row = next((one for one in of(actor) if one.pk == key_id), None)
    if row is None:
        raise NotThere(str(key_id))
    agencies.revoke_key(key_id, actor=queries.actor_of(row.staff), now=now)
