"""The personal data of one case: who looked, holds, restriction, erasing, and leave to see a minor's data."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.agencies.models import Staff
from redress.cases import erasing
from redress.cases.models import Case
from redress.kernel.actors import CASE_ROLES, Role
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.kernel.whole import whole_number
from redress.portals.casework.access import DeskRequest, case_or_404, open_to
from redress.portals.casework.fields import field, filled, options, who
from redress.portals.privacy.doorway import page_frame
from redress.privacy import erasure, requests, reveals
from redress.privacy.models import Approval, LegalHold, Reveal

READERS = CASE_ROLES
LONGEST = 30  # days a leave to see a minor's data may last
MOST = 200


@open_to(READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def case_data(request: DeskRequest, number: str) -> HttpResponse:
    """Show and change what keeps, limits or ends the personal data of a case."""
    case = case_or_404(request, number)
    now = timezone.now()
    problems: list[Problem] = []
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            messages.success(request, _do(request, case, given, now=now))
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("privacy_desk:case", case.number)
    context = page_frame(
        request,
        "",
        case=case,
        erased_on=tomb.at if (tomb := erasure.erased_on(case.pk)) else None,
        looks=[
            {
                "at": row.at,
                "who": who(row.actor),
                "field": row.field.rsplit("/", 1)[-1],
                "why": reveals.REASONS.get(row.reason_code, row.reason_code),
            }
            for row in Reveal.objects.filter(case_id=case.pk).order_by("-pk")[:MOST]
        ],
        holds=[
            {
                "reason": erasure.HOLD_REASONS.get(row.reason_code, row.reason_code),
                "reference": row.reference,
                "at": row.placed_at,
            }
            for row in LegalHold.objects.filter(case_id=case.pk, lifted_at=None).order_by("pk")
        ],
        restricted=requests.is_restricted(case.pk),
        minor="minor" in case.flags.split(),
        leaves=[
            {"who": who(row.actor), "by": who(row.approved_by), "until": row.until}
            for row in Approval.objects.filter(case_id=case.pk, until__gt=now).order_by("until")
        ],
        decides=request.actor.role in (Role.OFFICER, Role.SUPERVISOR),
        approves=request.actor.role == Role.SUPERVISOR,
        hold_fields=filled(_hold_fields(), given, problems),
        leave_fields=filled(_leave_fields(case), given, problems),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/case.html", context, status=409 if problems else 200)


def _hold_fields() -> list[dict[str, Any]]:
    return [
        field("reason_code", gettext("Why it must be kept"), "select", options=options(erasure.HOLD_REASONS)),
        field("reference", gettext("File number of the court or authority"), optional=True, width=20, hint=gettext("No names.")),
    ]  # fmt: skip


def _leave_fields(case: Case) -> list[dict[str, Any]]:
    people = Staff.objects.filter(
        agency_id=case.agency_id, is_active=True, role__in=[role.value for role in CASE_ROLES]
    )
    return [
        field(
            "person",
            gettext("Who may look"),
            "select",
            options=[{"value": one.pk, "label": one.display_name} for one in people.order_by("pk")],
        ),
        field("days", gettext("For how many days"), width=3, value="7", hint=gettext("30 at most")),
    ]


def _do(request: DeskRequest, case: Case, given: dict[str, str], *, now: datetime) -> str:
    """Take the step a button asks for and say what was done. Raises NotAllowed."""
    go, actor = given.get("go", ""), request.actor
    if go == "hold":
        reference = given.get("reference", "").strip()[:64]
        erasure.place_hold(case.pk, reason_code=given.get("reason_code", ""), reference=reference, actor=actor, now=now)
        return gettext("Held: nothing of this case is erased until the hold is lifted.")
    if go == "erase":
        erasing.propose(case.pk, basis="request", actor=actor, now=now)
        return gettext("Proposed. A supervisor, somebody else, decides.")
    if go == "unrestrict" and actor.role == Role.SUPERVISOR:
        requests.lift_restriction(case.pk, actor=actor, now=now)
        return gettext("The data may be used again.")
    if go == "approve":
        days, person = whole_number(given.get("days", "")), given.get("person", "")
        if days is None or not 1 <= days <= LONGEST:
            message = gettext("Write a number of days from 1 to 30.")
            raise Invalid([Problem("approval.give.days", message, "/days")])
        if not any(str(row["value"]) == person for row in _leave_fields(case)[0]["options"]):
            raise Invalid([Problem("approval.give.no_person", gettext("Choose who may look."), "/person")])
        until = now + timedelta(days=days)
        reveals.approve(case.pk, for_actor=f"staff:{person}", until=until, actor=actor, now=now)
        return gettext("Approved and recorded.")
    raise Http404(go)
