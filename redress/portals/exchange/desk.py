"""Cases that went to, or came from, other installations; a case is sealed for one, and a file of one is taken in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from redress.exchange import actions
from redress.exchange.leaving import BASES, ROLES, ROUTES, Ground
from redress.exchange.models import HandOver, Partner
from redress.kernel.actors import Role
from redress.kernel.problems import NotAllowed, Problem
from redress.portals.casework.access import DeskRequest, case_or_404, frame, open_to
from redress.portals.downloads import attachment

READERS = (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR)
MOST, LONGEST = 100, 128_000_000
STATES = {
    "made": gettext_lazy("Sealed, to be brought"),
    "told": gettext_lazy("With the partner"),
    "waiting": gettext_lazy("Waits for a person"),
    "taken": gettext_lazy("Taken over"),
    "refused": gettext_lazy("Refused"),
}


@open_to(READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_overs(request: DeskRequest) -> HttpResponse:
    """Show what went out and came in; POST takes a sealed file in."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            row = _taken(request)
            messages.success(request, gettext("The file is whole and signed; the case is here now."))
            return redirect("casework:case", row.case.number if row.case else "")
        except NotAllowed as refused:
            problems = refused.problems
    shown = HandOver.objects.visible_to(request.actor).select_related("partner", "case").order_by("-pk")[:MOST]
    context = frame(
        request,
        "exchange_desk:list",
        rows=[_row(one) for one in shown],
        problems=problems,
        may=request.actor.role in actions.TAKERS,
        partners=Partner.objects.filter(active=True).count(),
    )
    return render(request, "exchange/hand_overs.html", context, status=422 if problems else 200)


def _taken(request: DeskRequest) -> HandOver:
    upload = request.FILES.get("file")
    if upload is None or not upload.size or upload.size > LONGEST:
        raise NotAllowed([Problem("sealed_file.take.no_file", gettext("Choose the sealed file first."), "/file")])
    return actions.take_in(upload.read(), actor=request.actor, now=timezone.now())


def _row(one: HandOver) -> dict[str, Any]:
    return {
        "out": one.direction == "out",
        "partner": one.partner.name,
        "country": one.partner.country,
        "at": one.at,
        "state": STATES[one.state],
        "basis": BASES.get(one.basis, one.basis),
        "number": one.case.number if one.case else "",
        "href": reverse("casework:case", args=[one.case.number]) if one.case else "",
        "their_number": one.their_number,
        "their_state": one.their_state,
        "digest": bytes(one.digest).hex(),
    }


@open_to(ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: DeskRequest, number: str) -> HttpResponse:
    """Seal a case for a partner: sent by a job where the partner has an address, else handed out as a file."""
    case, problems = case_or_404(request, number), []
    given = request.POST
    if request.method == "POST":
        partner = Partner.objects.filter(code=given.get("partner", "")).first()
        ground = Ground(
            given.get("basis", ""), told="told" in given, route=given.get("route", ""),
            reference=given.get("reference", "")[:80].strip(), impact_assessment=given.get("impact_assessment", "")[:40].strip(),
        )  # fmt: skip
        try:
            if partner is None:
                message = gettext("Choose who receives the case.")
                raise NotAllowed([Problem("case.hand_over.no_partner", message, "/partner")])
            if partner.url:
                actions.send_case(case.number, partner, ground, actor=request.actor, now=timezone.now())
                messages.success(request, gettext("Sealed; it is on its way to the partner."))
                return redirect("exchange_desk:list")
            _made, content = actions.seal_case(case.number, partner, ground, actor=request.actor, now=timezone.now())
            return attachment(content, f"{case.number}-{partner.code}.zip", media_type="application/zip")
        except NotAllowed as refused:
            problems = refused.problems
    partners = Partner.objects.filter(active=True).order_by("name")
    context = frame(
        request,
        "exchange_desk:list",
        case=case,
        problems=problems,
        partners=[
            {
                "value": one.code,
                "label": one.name,
                "hint": gettext("abroad: %(country)s") % {"country": one.country} if one.abroad else one.contact,
                "checked": one.code == given.get("partner"),
            }
            for one in partners
        ],
        bases=_options(BASES, given.get("basis", "")),
        routes=_options(ROUTES, given.get("route", "")),
        told=[{"value": "yes", "label": gettext("The person was told who receives what, for which purpose, and how to reach them"), "hint": "", "checked": "told" in given}],
        abroad=any(one.abroad for one in partners),
        reference=given.get("reference", ""),
        impact_assessment=given.get("impact_assessment", ""),
    )  # fmt: skip
    return render(request, "exchange/hand_over.html", context, status=409 if problems else 200)


def _options(table: Any, chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": code, "label": str(label), "hint": "", "checked": code == chosen} for code, label in table.items()
    ]
