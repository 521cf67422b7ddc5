"""The three doors: the complainant's own matter, the invitation of the other side, and the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases import numbers
from redress.cases.models import Case
from redress.kernel.problems import NotAllowed, NotThere
from redress.mediation import keys
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.public.following import session as own
from redress.portals.public.following.page import of_mine
from redress.portals.room import session
from redress.portals.room.place import Place, place

View = Callable[..., HttpResponseBase]


def from_own_case(view: View) -> View:
    """The complainant, through the matter this browser holds."""

    @of_mine
    def inside(request: HttpRequest, case: Case, *, now: Any, **named: Any) -> Any:
        return view(request, _with_room(place(case, own.actor(case), "public", now=now)), **named)

    return inside


def from_desk(view: View) -> View:
    """Staff who see the case: the mediator works here, the others look on."""

    @case_staff_required
    def inside(request: DeskRequest, number: str, **named: Any) -> HttpResponseBase:
        case = case_or_404(request, number)
        found = place(
            case, request.actor, "casework", now=timezone.now(), frame=frame(request, "casework:queue")
        )  # fmt: skip
        return view(request, found, **named)

    return inside


def from_invitation(view: View) -> View:
    """A side without an account, through the invitation this browser came in with."""

    @wraps(view)
    def inside(request: HttpRequest, number: str, **named: Any) -> HttpResponseBase:
        now = timezone.now()
        key = session.held(request, now=now)
        if key is None or key.room.case.number != numbers.canonical(number):
            return render(request, "room/closed.html", {}, status=404)
        response = view(request, _with_room(place(key.room.case, session.actor(key), "room", now=now)), **named)
        return session.hold(response, key) if isinstance(response, HttpResponse) else response

    return inside


def _with_room(found: Place) -> Place:
    if found.room is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, link: str) -> HttpResponse:
    """Come in by link and code. A link that is over, closed or made up says the same."""
    now = timezone.now()
    row = keys.live(link, now=now)
    if row is None:
        return render(request, "room/closed.html", {}, status=404)
    problems = []
    if request.method == "POST":
        try:
            row = keys.try_code(link, request.POST.get("code", ""), now=now)
        except NotThere:
            return render(request, "room/closed.html", {}, status=404)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return session.hold(redirect("room:room", number=row.room.case.number), row)
    context = {"problems": problems, "wrong": bool(problems), "error": problems[0].message if problems else ""}
    return render(request, "room/enter.html", context, status=422 if problems else 200)


@never_cache
@require_POST
def go_out(request: HttpRequest) -> HttpResponse:
    """Close the room in this browser."""
    return session.release(redirect("public:home"))
