"""Who is away: everybody tells their own days, a supervisor those of the people below."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.agencies import absences
from redress.agencies.models import Staff
from redress.kernel.actors import CASE_ROLES, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.fields import field, filled


@open_to(CASE_ROLES)
@require_http_methods(["GET", "POST"])
def page(request: DeskRequest) -> HttpResponse:
    """Who is away now or soon, and the form that tells it."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            messages.success(request, _done(request))
            return redirect("absences:page")
        except NotAllowed as refusal:
            problems = refusal.problems
    rows = absences.visible_to(request.actor).filter(last_on__gte=day_of(timezone.now())).order_by("first_on", "pk")
    context = frame(
        request,
        "absences:page",
        rows=[
            {
                "row": row,
                "theirs": _theirs(request, row.staff_id),
                "hands_over": request.actor.role == Role.SUPERVISOR,
            }
            for row in rows[:200]
        ],
        fields=filled(_fields(request), request.POST.dict(), problems),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "bodies/absences.html", context, status=422 if problems else 200)


def _done(request: DeskRequest) -> str:
    # PostgreSQL refuses the character.
    given = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
    now = timezone.now()
    if (number := whole_number(given.get("take_back", ""))) is not None:
        absences.take_back_absence(number, actor=request.actor, now=now)
        return gettext("The absence is taken back.")
    absences.tell_absence(
        _person(request, given.get("staff", "")) or request.user,
        first_on=day_from(given.get("first_on", "")),
        last_on=day_from(given.get("last_on", "")),
        substitute=_person(request, given.get("substitute", "")),
        note=given.get("note", ""),
        actor=request.actor,
        now=now,
    )
    return gettext("The absence is known; it is shown where cases are assigned.")


def _person(request: DeskRequest, username: str) -> Staff | None:
    """The person of a name; None where none was chosen. Raises NotThere for somebody else's people."""
    if not username:
        return None
    found = absences.colleagues(request.actor).filter(username=username[:150]).first()
    if found is None:
        raise NotThere("staff")
    return found


def day_from(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _theirs(request: DeskRequest, staff_id: int) -> bool:
    return request.actor.role == Role.SUPERVISOR or staff_id == request.actor.staff_id


def _fields(request: DeskRequest) -> list[dict[str, Any]]:
    people = [{"value": one.username, "label": one.display_name} for one in absences.colleagues(request.actor)[:200]]
    who = field("staff", gettext("Who is away"), "select", options=people, value=request.user.username)
    hint = gettext("No complainant's name or number; case numbers are enough.")
    return [
        *([who] if request.actor.role == Role.SUPERVISOR else []),
        field("first_on", gettext("First day away"), "day"),
        field("last_on", gettext("Last day away"), "day"),
        field("substitute", gettext("Who stands in"), "select", options=people, optional=True),
        field("note", gettext("What the substitute has to know"), "area", optional=True, hint=hint),
    ]
