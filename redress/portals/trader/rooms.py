"""From the trader's own page into the mediation room and back: open to whoever agreed to mediation, a sentence to others."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from redress.kernel.actors import Actor
from redress.mediation import reading
from redress.portals.room.place import place
from redress.portals.trader import door
from redress.traders import accounts, consenting
from redress.traders.models import Invitation

View = Callable[..., HttpResponseBase]


def speaks(actor: Actor) -> bool:
    """Whether somebody speaks for the trader: the holder of its link, an owner or agent of its account."""
    return actor.staff_id is None or accounts.member_of(actor).role in ("owner", "agent")


def way(invitation: Invitation, actor: Actor) -> dict[str, str]:
    """The way into the room: its address, or the sentence that says why there is none; both empty for a report."""
    case = invitation.case
    if case.kind != "complaint":
        return {}
    answer = consenting.to_mediation(case, invitation.trader)
    room = reading.of_case(case, actor=actor)
    if answer is True and not speaks(actor):
        return {
            "why": gettext("Owners and agents of the account speak in the mediation room; you can read the matter.")
        }
    if answer is True and room is not None:
        return {"href": reverse("trader:room", args=[invitation.ref])}
    if case.phase != "open":
        return {}
    return {"why": _why(answer)}


def _why(answer: bool | None) -> str:
    if answer is True:
        return gettext(
            "You agreed to mediation. Once the consumer agrees too and the office has begun it, the way into the room "
            "stands here."
        )
    if answer is False:
        return gettext(
            "You refused mediation, so the room is not open to you. If you think again, answer that you agree."
        )
    return gettext("The mediation room is open to those who agreed to mediation. You have not said yes or no yet.")


def from_link(view: View) -> View:
    """The trader, through the invitation that this browser opened, or an account; who has not agreed is told why not."""

    @wraps(view)
    @door.opened
    def inside(request: HttpRequest, invitation: Invitation, *, now: datetime, **named: Any) -> Any:
        actor = door.actor(request, invitation)
        found = way(invitation, actor)
        if not found:
            raise Http404
        if "href" not in found:
            return render(request, "trader/no_room.html", {"ref": invitation.ref, "why": found["why"]}, status=403)
        where = place(invitation.case, actor, "trader", now=now, key=invitation.ref)
        return view(request, where, **named)

    return inside
