"""Who may enter the desk, and the only door through which its pages reach a case."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import actions, numbers
from redress.cases.models import Case
from redress.cases.once import answered, once
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.problems import NotThere
from redress.portals.accounts import second_factor_missing

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request by a signed-in member of staff."""

    actor: Actor
    user: Staff


def staff_required(view: View) -> View:
    """Let staff in, after the second factor where the installation asks for one."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated or not isinstance(request.user, Staff):
            return redirect_to_login(request.get_full_path())
        if second_factor_missing(request):
            return redirect("mfa_index")
        request.actor = queries.actor_of(request.user)  # type: ignore[attr-defined]
        if not request.actor.is_staff:  # type: ignore[attr-defined]
            return redirect("business:queue")
        return view(request, *arguments, **named)

    return guarded


def case_staff_required(view: View) -> View:
    """Let in those whose work is cases; others are told what their role sees instead."""

    @wraps(view)
    def guarded(request: DeskRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if request.actor.role not in CASE_ROLES:
            return render(request, "casework/no_cases.html", frame(request, ""), status=403)
        return view(request, *arguments, **named)

    return staff_required(guarded)


def open_to(roles: Iterable[Role]) -> Callable[[View], View]:
    """Let in staff of these roles; to others the page, and whatever in it is not theirs, is not there."""
    allowed = frozenset(roles)

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.actor.role not in allowed:
                raise Http404
            try:
                return view(request, *arguments, **named)
            except NotThere:
                raise Http404 from None

        return staff_required(guarded)

    return decorated


def tabs_for(
    actor: Actor, space: str, wanted: Iterable[tuple[str, str, Iterable[Role]]], current: str
) -> list[dict[str, Any]]:
    """The pages of one part of the desk that are open to a role, beside each other.

    space -- namespace of their addresses; wanted -- name, label, roles
    """
    return [
        {"label": label, "href": reverse(f"{space}:{name}"), "current": name == current}
        for name, label, roles in wanted
        if actor.role in roles
    ]


def case_or_404(request: DeskRequest, number: str) -> Case:
    """Return a case this person may know to exist; any other looks like none."""
    try:
        return actions.get(numbers.canonical(number), actor=request.actor)
    except NotThere:
        raise Http404 from None


def done_before(request: DeskRequest, what: str) -> list[str]:
    """Numbers of the cases that this very form was sent for before: a double click, a resend, a second tab."""
    token = request.POST.get("once", "")[:64]
    return answered(_clicked(request, what), token) if token else []


def do_once(request: DeskRequest, what: str, number: str, run: Callable[[], Any], *, now: datetime) -> Any:
    """Do what a form asks for, once for each form however often it is sent; return what came of it, None if before.

    Raises what `run` raises; the form can then be sent again.
    """
    found: list[Any] = []

    def inside() -> tuple[list[str], None]:
        found.append(run())
        return [number], None

    token = request.POST.get("once", "")[:64] or secrets.token_hex(12)
    once(_clicked(request, what), token, token.encode()[:32], inside, now=now)
    return found[0] if found else None


def _clicked(request: DeskRequest, what: str) -> str:
    return f"desk:{request.actor.key}:{what}"


def frame(request: DeskRequest, current: str, **more: Any) -> dict[str, Any]:
    """What the head of every desk page needs, beside the page's own values."""
    from redress.portals.casework.navigation import entries  # noqa: PLC0415 -- navigation asks for the URL names

    standing = {"desk_search": "/desk/", "now": timezone.now(), "once": secrets.token_hex(12)}
    return {"desk_nav": entries(request.actor, current), **standing, **more}
