"""The yearly audit of minors' data: figures opened down to their records, and what was reported (Minors' Regulations 37)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from redress.cases import minors_audit
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, Problem
from redress.kernel.whole import whole_number
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.casework.fields import field, filled, who
from redress.portals.privacy.doorway import page_frame

EARLIEST = 2024  # the Regulations are in force since 2024-01-01


def _year(request: DeskRequest) -> int:
    """The year asked for; without one last year, which is the one to report."""
    this = day_of(timezone.now()).year
    asked = whole_number(request.GET.get("year", ""))
    return asked if asked is not None and EARLIEST <= asked <= this else max(EARLIEST, this - 1)


@open_to(minors_audit.ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: DeskRequest) -> HttpResponse:
    now, problems, status = timezone.now(), list[Problem](), 200
    year = _year(request)
    posted = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            day = date.fromisoformat(posted.get("reported_on", ""))
        except ValueError:
            day = None
        try:
            minors_audit.report(year, posted.get("findings", ""), day, actor=request.actor, now=now)
            messages.success(request, gettext("The audit is kept as it was reported."))
            return redirect(f"{reverse('privacy_desk:minors')}?year={year}")
        except NotAllowed as refusal:
            problems, status = refusal.problems, refusal.status
    kept = minors_audit.reported(year, actor=request.actor)
    figures = minors_audit.Year(year, actor=request.actor, now=now).figures()
    context = page_frame(
        request,
        "minors",
        year=year,
        years=range(day_of(now).year, EARLIEST - 1, -1),
        figures=[_figure(name, count, year, kept.figures if kept else {}) for name, count in figures.items()],
        kept=kept,
        kept_by=who(kept.made_by) if kept else "",
        fields=filled(
            [
                field("findings", gettext("What was found, and what is changed"), "area", hint=gettext("No names.")),
                field("reported_on", gettext("Reported on"), width=10, hint=gettext("Year-month-day")),
            ],
            posted,
            problems,
        ),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/minors.html", context, status=status)


def _figure(name: str, count: int, year: int, kept: dict[str, int]) -> dict[str, Any]:
    label, article = minors_audit.FIGURES[name]
    return {
        "label": label,
        "count": count,
        "then": kept.get(name),
        "cites": [{"law": "minors-network-2023", "article": article}],
        "bad": count > 0 and name in ("looks_without_leave", "late"),
        "href": f"{reverse('privacy_desk:minors_behind', args=[name])}?year={year}",
    }


@open_to(minors_audit.ROLES)
@require_safe
def behind(request: DeskRequest, figure: str) -> HttpResponse:
    """The records behind one figure."""
    if figure not in minors_audit.FIGURES:
        raise Http404(figure)
    year = _year(request)
    rows = minors_audit.Year(year, actor=request.actor, now=timezone.now()).behind(figure)
    context = page_frame(
        request,
        "minors",
        year=year,
        label=minors_audit.FIGURES[figure][0],
        rows=[{"row": row, "who": who(row.who) if row.who else ""} for row in rows[:1000]],
        back=f"{reverse('privacy_desk:minors')}?year={year}",
    )
    return render(request, "privacy_desk/minors_behind.html", context)
