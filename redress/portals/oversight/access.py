"""Who may enter the pages of oversight. For everybody else of the staff they are not there."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from redress.kernel.actors import Role
from redress.kernel.problems import NotThere
from redress.oversight import queries
from redress.portals.casework.access import DeskRequest, View, staff_required


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


looking_required = roles_required(queries.ROLES)
