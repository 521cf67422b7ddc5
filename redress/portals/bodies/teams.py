"""Teams on the desk: who belongs to which, and who is on duty on which days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.agencies import queries, teams
from redress.agencies.models import Team
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.portals import present
from redress.portals.bodies.absences import day_from
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.fields import field, filled

Deed = Callable[[DeskRequest, Team, dict[str, str]], str]


def _given(request: DeskRequest) -> dict[str, str]:
    # PostgreSQL refuses the character.
    return {name: str(value).replace("\x00", "")[:200] for name, value in request.POST.items()}


def _names() -> list[dict[str, Any]]:
    return [field("name_zh", gettext("Name in Chinese")), field("name_en", gettext("Name in English"))]


@open_to(teams.READERS)
@require_http_methods(["GET", "POST"])
def listing(request: DeskRequest) -> HttpResponse:
    """The teams of one's own body and those below, with who is on duty today; the form for a new one."""
    problems: list[Problem] = []
    given = _given(request)
    edits = request.actor.role in teams.EDITORS
    if request.method == "POST":
        try:
            made = teams.add_team(
                given.get("agency", ""), code=given.get("code", ""), name_zh=given.get("name_zh", ""),
                name_en=given.get("name_en", ""), actor=request.actor, now=timezone.now(),
            )  # fmt: skip
        except NotThere:
            raise Http404 from None
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("teams:team", made.pk)
    rows = list(teams.visible_to(request.actor).order_by("-active", "agency__path", "code")[:500])
    duty = teams.duty_of(rows, day_of(timezone.now()))
    context = frame(
        request,
        "teams:list",
        edits=edits,
        rows=[
            {
                "id": row.pk,
                "name": row.name(present.lang()),
                "code": row.code,
                "body": row.agency.name(present.lang()),
                "open": row.active,
                "members": "、".join(one.display_name for one in teams.members(row)),
                "duty": duty[row.pk].display_name if row.pk in duty else "",
            }
            for row in rows
        ],
        fields=filled(_new(request), given, problems),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "bodies/teams.html", context, status=422 if problems else 200)


def _new(request: DeskRequest) -> list[dict[str, Any]]:
    known = queries.directory().by_id
    mine = sorted((known[one] for one in request.actor.agency_ids if one in known), key=lambda body: body.path)
    bodies = [{"value": body.code, "label": body.name(present.lang())} for body in mine]
    own = known.get(request.actor.agency_id or 0)
    hint = gettext("Letters and digits, such as T-1; the routing table names the team by it. It stays.")
    return [
        field("agency", gettext("Body"), "select", options=bodies, value=own.code if own else ""),
        field("code", gettext("Code of the team"), hint=hint, width=10),
        *_names(),
    ]


@open_to(teams.READERS)
@require_http_methods(["GET", "POST"])
def team(request: DeskRequest, team_id: int) -> HttpResponse:
    """One team: its people and its roster; who may, changes both here."""
    found = teams.visible_to(request.actor).filter(pk=team_id).first()
    if found is None:
        raise Http404
    problems: list[Problem] = []
    given = _given(request)
    if request.method == "POST":
        deed = DEEDS.get(given.get("do", ""))
        if deed is None:
            raise Http404
        try:
            messages.success(request, deed(request, found, given))
        except NotThere:
            raise Http404 from None
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("teams:team", team_id)
    return render(request, "bodies/team.html", _page(request, found, given, problems), status=422 if problems else 200)


def _page(request: DeskRequest, found: Team, given: dict[str, str], problems: list[Problem]) -> dict[str, Any]:
    today = day_of(timezone.now())
    people = teams.members(found)
    known = [{"value": one.username, "label": one.display_name} for one in people]
    others = [{"value": one.username, "label": one.display_name} for one in teams.could_join(found)[:200]]
    again = [
        {
            "value": "1",
            "label": gettext("In the place of whoever is on duty there"),
            "checked": given.get("replace") == "1",
        }
    ]
    duty = [
        field("on_duty", gettext("Who is on duty"), "select", options=known),
        field("first_on", gettext("First day"), "day", value=today.isoformat()),
        field("last_on", gettext("Last day"), "day", value=(today + timedelta(days=6)).isoformat()),
        field("replace", gettext("Days that are taken"), "checks", options=again, optional=True),
    ]
    named = [{**one, "value": getattr(found, one["name"])} for one in _names()]
    return frame(
        request,
        "teams:list",
        team=found,
        name=found.name(present.lang()),
        body=found.agency.name(present.lang()),
        edits=request.actor.role in teams.EDITORS,
        people=people,
        spans=[{"first": first, "last": last, "who": who.display_name, "now": first <= today <= last} for first, last, who in teams.roster(found, since=today)],
        member=filled([field("member", gettext("Who joins the team"), "select", options=others)], given, problems) if others else [],
        duty=filled(duty, given, problems),
        names=filled(named, given, problems),
        problems=problems,
        wrong=bool(problems),
    )  # fmt: skip


def _join(request: DeskRequest, found: Team, given: dict[str, str]) -> str:
    teams.add_member(found.pk, given.get("member", ""), actor=request.actor, now=timezone.now())
    return gettext("The person belongs to the team now.")


def _leave(request: DeskRequest, found: Team, given: dict[str, str]) -> str:
    staff_id = whole_number(given.get("staff", "")) or 0
    teams.drop_member(found.pk, staff_id, actor=request.actor, now=timezone.now())
    return gettext("The person no longer belongs to the team; their cases stay theirs.")


def _duty(request: DeskRequest, found: Team, given: dict[str, str]) -> str:
    days = teams.put_duty(
        found.pk, given.get("on_duty", ""), first_on=day_from(given.get("first_on", "")),
        last_on=day_from(given.get("last_on", "")), replace=given.get("replace") == "1", actor=request.actor,
        now=timezone.now(),
    )  # fmt: skip
    return gettext("The roster is kept: %(days)s days.") % {"days": days}


def _clear(request: DeskRequest, found: Team, given: dict[str, str]) -> str:
    first_on, last_on = day_from(given.get("first_on", "")), day_from(given.get("last_on", ""))
    teams.clear_duty(found.pk, first_on=first_on, last_on=last_on, actor=request.actor, now=timezone.now())
    return gettext("On these days nobody is on duty; what comes stays with the team.")


def _rename(request: DeskRequest, found: Team, given: dict[str, str]) -> str:
    names = {"name_zh": given.get("name_zh", ""), "name_en": given.get("name_en", "")}
    teams.name_team(found.pk, **names, actor=request.actor, now=timezone.now())
    return gettext("The team has these names now.")


def _close(request: DeskRequest, found: Team, given: dict[str, str]) -> str:
    teams.set_open(found.pk, False, actor=request.actor, now=timezone.now())
    return gettext("The team is closed: nothing more comes to it; what it has, it keeps.")


def _open(request: DeskRequest, found: Team, given: dict[str, str]) -> str:
    teams.set_open(found.pk, True, actor=request.actor, now=timezone.now())
    return gettext("The team is open again.")


DEEDS: dict[str, Deed] = {
    "join": _join, "leave": _leave, "duty": _duty, "clear": _clear, "rename": _rename, "close": _close, "open": _open,
}  # fmt: skip
