"""The tree of bodies on the desk: what there is, one body with its values, closing it in favour of another."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.agencies import opening, tree
from redress.agencies.models import Agency, AgencyKind, Level
from redress.cases import succession
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, Problem
from redress.kernel.whole import whole_number
from redress.law import divisions
from redress.portals import present
from redress.portals.bodies.absences import day_from
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.fields import field, filled, options

SHOWN = 3000


@open_to(tree.EDITORS)
@require_http_methods(["GET", "POST"])
def listing(request: DeskRequest) -> HttpResponse:
    """Every body one answers for, as a tree; the form for a new one."""
    problems: list[Problem] = []
    given = _given(request)
    if request.method == "POST":
        try:
            made = tree.add_body(given, actor=request.actor, now=timezone.now())
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            messages.success(request, gettext("The body is there; cases can come to it now."))
            return redirect("tree:body", made.code)
    rows = list(tree.visible_to(request.actor)[:SHOWN])
    least = min((row.path.count("/") for row in rows if row.active), default=0)
    context = frame(
        request,
        "tree:list",
        rows=[_line(row, row.path.count("/") - least) for row in rows],
        fields=filled([field("code", gettext("Code of the body"), width=20), *fields_for(rows, None)], given, problems),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "bodies/tree.html", context, status=422 if problems else 200)


@open_to(tree.EDITORS)
@require_http_methods(["GET", "POST"])
def page(request: DeskRequest, code: str) -> HttpResponse:
    """One body: its values, and what closing it would move."""
    found = tree.visible_to(request.actor).filter(code=code).first()
    if found is None:
        raise Http404
    problems: list[Problem] = []
    given = _given(request)
    if request.method == "POST":
        try:
            messages.success(request, _done(request, found, given))
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("tree:body", code)
    rows = list(tree.visible_to(request.actor).filter(active=True)[:SHOWN])
    kept = tree.values_of(found)
    kept["opening"] = "\n".join(opening.week(found.opening).words(present.lang()))
    values = kept | (given if given.get("do") == "change" else {})
    heirs = [row for row in rows if not row.path.startswith(found.path)]
    context = frame(
        request,
        "tree:list",
        body=found,
        name=found.name(present.lang()),
        successor=found.successor.name(present.lang()) if found.successor else "",
        fields=filled(fields_for(rows, found), values, problems),
        days=filled(_day_fields(), given if given.get("do") == "close_days" else {}, problems),
        closures=[
            {"row": row, "why": row.why_en if present.lang() == "en" else row.why_zh}
            for row in tree.closures_of(found, since=day_of(timezone.now()))
        ],
        own=found.pk == request.actor.agency_id,
        heirs=filled([_heir_field(heirs)], given, problems),
        moves=succession.consequences(found) if found.active else None,
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "bodies/tree_body.html", context, status=422 if problems else 200)


def _done(request: DeskRequest, found: Agency, given: Mapping[str, str]) -> str:
    now = timezone.now()
    if given.get("do") == "close":
        heir = succession.close_body(found.code, successor=given.get("successor", ""), actor=request.actor, now=now)
        words = gettext("The body is closed. Its open cases and what is routed to it go to %(name)s.")
        return words % {"name": heir.name(present.lang())}
    if given.get("do") == "close_days":
        tree.close_days(
            found.code,
            first_on=day_from(given.get("first_on", "")),
            last_on=day_from(given.get("last_on", "")),
            why_zh=given.get("why_zh", ""),
            why_en=given.get("why_en", ""),
            actor=request.actor,
            now=now,
        )
        return gettext("The counter is closed on these days; the directory says so.")
    if given.get("do") == "open_days":
        tree.open_days(found.code, whole_number(given.get("closure", "")) or 0, actor=request.actor, now=now)
        return gettext("The counter is open on these days again.")
    succession.change_body(found.code, given, actor=request.actor, now=now)
    return gettext("The body is kept as it is here.")


def _given(request: DeskRequest) -> dict[str, str]:
    # PostgreSQL refuses the character.
    return {name: str(value).replace("\x00", "")[:500] for name, value in request.POST.items()}


def _line(row: Agency, depth: int) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name(present.lang()),
        "indent": range(max(depth - 1, 0) if row.active else 0),
        "mark": "└ " if depth > 0 and row.active else "",
        "kind": AgencyKind(row.kind).label,
        "level": Level(row.level).label,
        "area": divisions.path_name(row.division),
        "phone": row.phone,
        "active": row.active,
        "successor": row.successor.name(present.lang()) if row.successor else "",
    }


def fields_for(rows: list[Agency], found: Agency | None) -> list[dict[str, Any]]:
    """The fields of a body. rows -- what may stand above; found -- the body that is changed, None for a new one"""
    above = [row for row in rows if row.active and (found is None or not row.path.startswith(found.path))]
    parents = [{"value": row.code, "label": row.name(present.lang())} for row in above]
    if found is not None and found.parent is not None and found.parent not in above:
        parents.insert(0, {"value": found.parent.code, "label": found.parent.name(present.lang())})
    place = gettext("Code of the division, such as 310115; cases of this place come to it.")
    weekly = gettext(
        "A line for each run of days: Mon-Fri 09:00-12:00 13:30-17:00. Official holidays are closed by themselves."
    )
    return [
        field("name_zh", gettext("Name in Chinese")),
        field("name_en", gettext("Name in English")),
        field("kind", gettext("Kind of body"), "select", options=options(dict(AgencyKind.choices))),
        field("level", gettext("Level"), "select", options=options(dict(Level.choices))),
        field("division", gettext("Its area"), hint=place, width=10),
        field(
            "parent",
            gettext("Body above"),
            "select",
            options=parents,
            optional=found is not None and found.parent is None,
        ),
        field("address", gettext("Address of the counter"), optional=True),
        field("phone", gettext("Telephone"), optional=True, width=20),
        field("opening", gettext("Opening hours"), "area", optional=True, hint=weekly),
        field("hours", gettext("A remark on the hours"), optional=True),
    ]


def _day_fields() -> list[dict[str, Any]]:
    return [
        field("first_on", gettext("First day closed"), "day"),
        field("last_on", gettext("Last day closed"), "day"),
        field("why_zh", gettext("Why, in Chinese")),
        field("why_en", gettext("Why, in English")),
    ]


def _heir_field(heirs: list[Agency]) -> dict[str, Any]:
    known = [{"value": row.code, "label": f"{row.name(present.lang())} · {row.code}"} for row in heirs]
    return field("successor", gettext("Who takes over"), "select", options=known)
