"""Processors and their contracts; what was given to others and published in the last three years."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from redress.agencies import queries
from redress.exchange.models import HandOver
from redress.insight.models import Release
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, Problem
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.casework.fields import field, filled, who
from redress.portals.privacy.doorway import page_frame
from redress.privacy import contracts
from redress.privacy.models import Contract
from redress.privacy.models.assessments import READERS, WRITERS

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
YEARS = 3  # records of what was given and entrusted (Network Data Regulations, Art. 12)


@open_to(READERS)
@get_or_post
def register(request: DeskRequest) -> HttpResponse:
    """Contracts that run, those that ended, and the form for a new one."""
    now, problems = timezone.now(), list[Problem]()
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            row = contracts.add(
                given.get("processor", ""),
                {name: given.get(name, "") for name in contracts.TERMS},
                since=_day(given.get("since", "")),
                until=_day(given.get("until", "")),
                reference=given.get("reference", ""),
                bodies=queries.above(request.actor.agency_id),
                actor=request.actor,
                now=now,
            )
            messages.success(request, gettext("The contract is registered."))
            return redirect("privacy_desk:contract", row.pk)
        except NotAllowed as refusal:
            problems = refusal.problems
    rows = Contract.objects.visible_to(request.actor).select_related("assessment").order_by("ended_on", "until")[:200]
    context = page_frame(
        request,
        "contracts",
        rows=[_line(row, now) for row in rows],
        fields=filled(_fields(), given, problems),
        writes=request.actor.role in WRITERS,
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/contracts.html", context, status=422 if problems else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _line(row: Contract, now: datetime) -> dict[str, Any]:
    owed = contracts.owed(row, on=day_of(now))
    return {"row": row, "owed": owed, "href": reverse("privacy_desk:contract", args=[row.pk])}


def _fields() -> list[dict[str, Any]]:
    hint = gettext("Year-month-day")
    return [
        field("processor", gettext("Who handles data for us"), width=30),
        field("reference", gettext("File number of the contract"), width=20, optional=True),
        field("since", gettext("From"), width=10, hint=hint),
        field("until", gettext("To"), width=10, hint=hint),
        *[field(name, str(label), "area") for name, label in contracts.TERMS.items()],
    ]


@open_to(READERS)
@get_or_post
def contract(request: DeskRequest, contract_id: int) -> HttpResponse:
    """One contract with its terms; looked at, or ended with the word where the data went."""
    now, problems, status = timezone.now(), list[Problem](), 200
    row = contracts.get(contract_id, actor=request.actor)
    if request.method == "POST":
        try:
            if request.POST.get("go") == "checked":
                contracts.checked(row.pk, actor=request.actor, now=now)
            elif request.POST.get("go") == "end":
                contracts.end(row.pk, went=request.POST.get("went", ""), actor=request.actor, now=now)
            else:
                raise Http404
            return redirect("privacy_desk:contract", row.pk)
        except NotAllowed as refusal:
            problems, status = refusal.problems, refusal.status
    context = page_frame(
        request,
        "contracts",
        **_line(row, now),
        terms=[{"title": label, "text": row.words.get(name, "")} for name, label in contracts.TERMS.items()],
        went=contracts.WENT.get(row.data_went, ""),
        ways=[{"value": code, "label": label} for code, label in contracts.WENT.items()],
        made_by=who(row.made_by),
        writes=request.actor.role in WRITERS and row.ended_on is None,
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/contract.html", context, status=status)


@open_to(READERS)
@require_safe
def given(request: DeskRequest) -> HttpResponse:
    """What left the house in three years: cases to other bodies, releases to everybody, data to processors."""
    since = timezone.now() - timedelta(days=YEARS * 366)
    handed = HandOver.objects.visible_to(request.actor).filter(direction="out", at__gte=since)
    released = Release.objects.visible_to(request.actor).filter(
        agency_id__in=request.actor.agency_ids, state="published", decided_at__gte=since
    )
    context = page_frame(
        request,
        "given",
        handed=[
            {"row": row, "by": who(row.by)} for row in handed.select_related("partner", "case").order_by("-at")[:500]
        ],
        released=[{"row": row, "by": who(row.decided_by)} for row in released.order_by("-decided_at")[:500]],
        contracts=[
            _line(row, timezone.now()) for row in Contract.objects.visible_to(request.actor).order_by("-pk")[:500]
        ],
    )
    return render(request, "privacy_desk/given.html", context)
