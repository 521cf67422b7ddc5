"""Improvements: what was found, why, what is changed by whom until when, what it did, and whether it is kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from redress.agencies.models import Staff
from redress.kernel.actors import CASE_ROLES, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.law.packs import say
from redress.oversight import definitions, triggers
from redress.oversight import improvement as actions
from redress.oversight.models import Improvement
from redress.portals import present
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.oversight.access import watch_frame

VIEWERS = CASE_ROLES - {Role.INTEGRATOR}


@open_to(VIEWERS)
def improvements(request: DeskRequest) -> HttpResponse:
    """What is being improved, what was; and a new finding."""
    problems: list[Any] = []
    if request.method == "POST":
        data = {name: request.POST.get(name, "") for name in ("finding", "indicator", "days")}
        try:
            row = actions.find(data, actor=request.actor, now=timezone.now())
        except NotAllowed as refused:
            problems = refused.problems
        else:
            return redirect("oversight:improvement", row.pk)
    lang = present.lang()
    context = watch_frame(
        request,
        "improvements",
        problems=problems,
        wrong=bool(problems),
        given=request.POST,
        keeps=request.actor.role in actions.KEEPERS,
        lists=[
            {"title": gettext("Under way"), "rows": [row_of(one) for one in actions.listed(request.actor, open_=True)]},
            {"title": gettext("Ended"), "rows": [row_of(one) for one in actions.listed(request.actor, open_=False)]},
        ],
        indicators=[
            {"value": one.code, "label": say(one.title, lang)}
            for one in definitions.in_force(day_of(timezone.now()))
            if one.kind == "rate"
        ],
        lengths=[{"value": days, "label": gettext("%(days)d days") % {"days": days}} for days in actions.LENGTHS],
        rules=[
            {"text": say(one.finding, lang), "cites": [dict(cite) for cite in one.cites]} for one in triggers.triggers()
        ],
    )
    return render(request, "oversight/improvements.html", context, status=422 if problems else 200)


@open_to(VIEWERS)
def improvement(request: DeskRequest, improvement_id: int) -> HttpResponse:
    """One improvement with the step that is next."""
    row = actions.held(improvement_id, actor=request.actor)
    problems: list[Any] = []
    if request.method == "POST":
        try:
            _do(request, row)
        except NotAllowed as refused:
            problems = refused.problems
        else:
            messages.success(request, gettext("On record."))
            return redirect("oversight:improvement", row.pk)
    keeps = request.actor.role in actions.KEEPERS
    owners = Staff.objects.filter(agency_id__in=request.actor.agency_ids, is_active=True).order_by("username")[:300]
    context = watch_frame(
        request,
        "improvements",
        problems=problems,
        wrong=bool(problems),
        given=request.POST,
        row=row_of(row),
        keeps=keeps,
        lines=lines_of(row),
        owners=[{"value": one.username, "label": one.display_name} for one in owners] if keeps else [],
    )
    return render(request, "oversight/improvement.html", context, status=422 if problems else 200)


def _do(request: DeskRequest, row: Improvement) -> None:
    what, actor, now = request.POST.get("do", ""), request.actor, timezone.now()
    if what == "plan":
        data = {name: request.POST.get(name, "") for name in ("cause", "change", "owner", "due_on")}
        actions.plan(row.pk, data, actor=actor, now=now)
    elif what == "done":
        actions.done(row.pk, actor=actor, now=now)
    elif what == "measure":
        actions.measure(row.pk, actor=actor, now=now)
    else:
        actions.decide(row.pk, what, actor=actor, now=now)


def row_of(row: Improvement) -> dict[str, Any]:
    one = definitions.find(row.indicator, day_of(row.found_at))
    trigger = triggers.of_code(row.trigger)
    verdict, interval = actions.effect(row)
    return {
        "href": reverse("oversight:improvement", args=[row.pk]),
        "finding": say(trigger.finding, present.lang()) if trigger else row.finding,
        "about": about_words(row),
        "cites": [dict(cite) for cite in trigger.cites] if trigger else [],
        "indicator": say(one.title, present.lang()) if one else row.indicator,
        "state": row.state,
        "state_words": state_words(row.state),
        "due_on": row.due_on,
        "effect": effect_words(verdict, interval) if row.after else "",
        "before": measured_words(row.before),
        "after": measured_words(row.after),
    }


def about_words(row: Improvement) -> str:
    one = definitions.find("REFUSAL_BY_GROUND", day_of(row.found_at)) if row.trigger == "GROUND_OFTEN" else None
    return definitions.part_title(one, row.about, present.lang()) if one else row.about


def lines_of(row: Improvement) -> list[dict[str, str]]:
    names = present.staff_names([f"staff:{row.owner_id}", row.found_by])
    shown = row_of(row)
    lines = [
        (gettext("Finding"), shown["finding"]),
        (gettext("About"), shown["about"]),
        (gettext("Found by"), present.who_words(row.found_by, names)),
        (gettext("Figure it should move"), shown["indicator"]),
        (gettext("Cause"), row.cause),
        (pgettext("what is done about it", "Change"), row.change),
        (gettext("Done by"), names.get(f"staff:{row.owner_id}", "") if row.owner_id else ""),
        (pgettext("a day", "Until"), row.due_on.isoformat() if row.due_on else ""),
        (gettext("Changed on"), row.done_on.isoformat() if row.done_on else ""),
        (gettext("Before"), shown["before"]),
        (gettext("After"), shown["after"]),
        (gettext("Effect"), shown["effect"]),
    ]
    return [{"key": key, "value": value} for key, value in lines if value]


def measured_words(found: dict[str, Any] | None) -> str:
    if not found:
        return ""
    if found["value"] is None:
        return gettext("%(start)s to %(end)s: nothing to count") % found
    whole = found["d"] if found["d"] is not None else "–"
    return gettext("%(start)s to %(end)s: %(value)s (%(n)s of %(d)s)") % {**found, "d": whole}


def effect_words(verdict: str, interval: Any) -> str:
    said = {
        "better": gettext("better, and more than chance explains"),
        "worse": gettext("worse, and more than chance explains"),
        "unknown": gettext("cannot tell: the difference may be chance"),
    }[verdict]
    if interval is None:
        return said
    words = {"said": said, "low": interval.low, "high": interval.high}
    return gettext("%(said)s (difference %(low)s to %(high)s points, 95%%)") % words


def state_words(state: str) -> str:
    return {
        "found": gettext("found"),
        "planned": gettext("planned"),
        "done": gettext("changed, not measured yet"),
        "measured": gettext("measured, to be decided"),
        "kept": gettext("kept"),
        "reverted": gettext("taken back"),
        "dropped": gettext("dropped"),
    }[state]
