"""Surges: what was found, how sure that is, the cases behind it, and what people made of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.education.models import READERS as TEXT_READERS
from redress.education.models import Edition
from redress.insight import alerts, detectors, trends
from redress.insight.models import Alert, Scan
from redress.insight.surges import LEAST
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.casework.access import DeskRequest
from redress.portals.education.showing import state_words
from redress.portals.insight import words
from redress.portals.insight.access import framed, reader_required
from redress.portals.insight.trends import case_rows
from redress.portals.look import plots

SHOWN = 100


@reader_required
def surges(request: DeskRequest) -> HttpResponse:
    found = Alert.objects.visible_to(request.actor).order_by("-on", "q", "-observed")
    scan = Scan.objects.order_by("-on").first()
    scans = list(Scan.objects.order_by("-on")[:52])
    weeks = sum(row.replayed for row in scans)
    context = framed(
        request,
        "insight:surges",
        rows=[_row(alert) for alert in found[:SHOWN]],
        scan=scan,
        replayed=weeks,
        false_alarms=sum(row.false_alarms for row in scans),
        rate=round(100 * sum(row.false_alarms for row in scans) / weeks, 1) if weeks else None,
        least=LEAST,
        fdr=round(100 * detectors.FDR),
    )
    return render(request, "insight/surges.html", context)


def _row(alert: Alert) -> dict[str, Any]:
    return {
        "href": reverse("insight:surge", args=[alert.pk]),
        "what": " · ".join(
            part
            for part in (
                alert.trader_name or words.value("category", alert.category),
                words.value("nature", alert.nature),
                words.value("division", alert.division),
            )
        ),
        "on": alert.on,
        "observed": alert.observed,
        "raw": alert.raw,
        "expected": round(alert.expected, 1),
        "interval": f"{alert.lower:.0f}–{alert.upper:.0f}",
        "q": _small(alert.q),
        "state": alert.state,
        "state_words": words.STATES[alert.state],
    }


def _small(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


@reader_required
@require_http_methods(["GET", "HEAD"])
def surge(request: DeskRequest, alert_id: int) -> HttpResponse:
    try:
        alert = alerts.get(alert_id, actor=request.actor)
    except NotThere:
        raise Http404("surge") from None
    weeks = [("", n) for n in alert.weeks] + [("", alert.observed)]
    context = framed(
        request,
        "insight:surges",
        alert=alert,
        row=_row(alert),
        category=words.value("category", alert.category),
        columns=plots.columns(weeks),
        upper=plots.level(alert.upper, weeks),
        expected_at=plots.level(alert.expected, weeks),
        p_short=_small(alert.p_short),
        p_long=_small(alert.p_long) if alert.p_long is not None else "",
        one_source=round(100 * alert.one_source),
        cases=case_rows(list(trends.of_ids(alert.case_ids, actor=request.actor)[:200]), request),
        decisions=[{"value": code, "label": str(label)} for code, label in alerts.DECISIONS.items()],
        reasons=[{"value": code, "label": str(label)} for code, label in alerts.REASONS.items()],
        reason_words=alerts.REASONS.get(alert.reason, ""),
        drafted=_drafted(alert.pk, request),
        may_decide=request.actor.role in alerts.DECIDERS,
    )
    return render(request, "insight/surge.html", context)


def _drafted(alert_id: int, request: DeskRequest) -> dict[str, Any] | None:
    """The warning that was begun from a surge; its page opens to who writes and reviews texts."""
    row = Edition.objects.filter(source=f"surge:{alert_id}").order_by("-number").first()
    if row is None:
        return None
    opens = request.actor.role in TEXT_READERS
    return {
        "title": row.title_zh,
        "state": state_words(row.state),
        "href": reverse("education_desk:text", args=[row.pk]) if opens else "",
    }


@reader_required
@require_POST
def draft_warning(request: DeskRequest, alert_id: int) -> HttpResponse:
    try:
        row = alerts.draft_warning(alert_id, actor=request.actor, now=timezone.now())
    except NotThere:
        raise Http404("surge") from None
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("insight:surge", alert_id)
    if request.actor.role in TEXT_READERS:
        return redirect("education_desk:text", row.pk)
    messages.success(request, gettext("The draft is with those who teach."))
    return redirect("insight:surge", alert_id)


@reader_required
@require_POST
def decide(request: DeskRequest, alert_id: int) -> HttpResponse:
    try:
        alerts.decide(
            alert_id,
            request.POST.get("decision", ""),
            reason=request.POST.get("reason", ""),
            actor=request.actor,
            now=timezone.now(),
        )
    except NotThere:
        raise Http404("surge") from None
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return redirect("insight:surge", alert_id)
