"""Preparing, measuring and approving what is published."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.insight import namings, releases, trends
from redress.insight.models import Naming, Release
from redress.insight.models.releases import PUBLISHERS
from redress.kernel.actors import Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.casework.access import DeskRequest
from redress.portals.insight import words
from redress.portals.insight.access import framed, reader_required
from redress.portals.insight.cards import card_rows


@reader_required
@require_http_methods(["GET", "HEAD", "POST"])
def publishing(request: DeskRequest) -> HttpResponse:
    """Releases, and a form to ask for one."""
    problems, status = [], 200
    if request.method == "POST":
        try:
            since, until = (date.fromisoformat(request.POST.get(name, "")) for name in ("since", "until"))
            made = releases.request(since, until, actor=request.actor, now=timezone.now())
            return redirect("insight:release", made.pk)
        except ValueError:
            messages.error(request, gettext("Write days as 2026-04-15."))
            status = 422
        except NotAllowed as refused:
            problems, status = refused.problems, 409
    today = day_of(timezone.now())
    shown = Release.objects.filter(agency_id__in=request.actor.agency_ids).order_by("-pk")[:50]
    context = framed(
        request,
        "insight:publishing",
        problems=problems,
        rows=[{"release": row, "state": words.RELEASES[row.state]} for row in shown],
        since=request.POST.get("since", f"{today.year - 1}-01-01"),
        until=request.POST.get("until", today.replace(day=1).isoformat()),
        may=request.actor.role in PUBLISHERS,
        namings=[{"naming": row, "state": words.NAMINGS[row.state], "reason": namings.REASONS.get(row.reason, "")} for row in _namings(request)],
        traders=_traders(request),
        names=request.actor.role == Role.SUPERVISOR,
    )  # fmt: skip
    return render(request, "insight/publishing.html", context, status=status)


def _namings(request: DeskRequest) -> list[Naming]:
    return list(Naming.objects.filter(agency_id__in=request.actor.agency_ids).order_by("-pk")[:50])


def _traders(request: DeskRequest) -> list[dict[str, Any]]:
    """Traders with enough cases in the last whole months to be named."""
    months = trends.months_back(day_of(timezone.now()), 13)
    cells = trends.top(trends.bodies(request.actor), "trader", months[0], months[-1], most=30)
    return [
        {"value": cell.value, "label": f"{cell.value} ({cell.n})"}
        for cell in cells
        if cell.value and cell.n >= namings.LEAST
    ]


@reader_required
def release(request: DeskRequest, release_id: int) -> HttpResponse:
    found = _release(request, release_id)
    context = framed(
        request,
        "insight:publishing",
        release=found,
        state=words.RELEASES[found.state],
        card=card_rows(found),
        risks=[*releases.risks(found), *releases.unweighed(found, now=timezone.now())]
        if found.state == "measured"
        else [],
        may_decide=found.state == "measured"
        and request.actor.role == Role.SUPERVISOR
        and request.actor.key != found.made_by,
        mine=request.actor.key == found.made_by,
    )
    return render(request, "insight/release.html", context)


def _release(request: DeskRequest, release_id: int) -> Release:
    try:
        return releases.get(release_id, actor=request.actor)
    except NotThere:
        raise Http404("release") from None


@reader_required
@require_POST
def decide_release(request: DeskRequest, release_id: int) -> HttpResponse:
    try:
        releases.decide(release_id, publish="publish" in request.POST, actor=request.actor, now=timezone.now())
    except NotThere:
        raise Http404("release") from None
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return redirect("insight:release", release_id)


@reader_required
@require_POST
def announce(request: DeskRequest) -> HttpResponse:
    try:
        made, code = namings.announce(request.POST.get("trader", ""), actor=request.actor, now=timezone.now())
        messages.success(
            request,
            gettext(
                "Code for the letter to the trader, shown this once: %(code)s. It can contest until %(day)s at /figures/contest/."
            )
            % {"code": code, "day": made.shown_from},
        )
    except (NotThere, NotAllowed) as refused:
        for problem in getattr(refused, "problems", ()):
            messages.error(request, problem.message)
    return redirect("insight:publishing")


@reader_required
@require_POST
def decide_naming(request: DeskRequest, naming_id: int) -> HttpResponse:
    try:
        namings.decide(naming_id, show="show" in request.POST, actor=request.actor, now=timezone.now())
    except NotThere:
        raise Http404("naming") from None
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return redirect("insight:publishing")
