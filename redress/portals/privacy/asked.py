"""What people ask about their own data: the list by due day, and the page on which one is answered (PIPL Art. 44-50)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from redress.cases import actions, data_requests, numbers
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.casework.fields import field, filled, options, who
from redress.portals.downloads import attachment
from redress.portals.privacy.doorway import ANSWERERS, page_frame
from redress.privacy import access
from redress.privacy import requests as asking
from redress.privacy.models import PersonRequest

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
MOST = 200
CORRECTABLE = ("name", "phone", "address", "email")


@open_to(ANSWERERS)
@require_GET
def requests(request: DeskRequest) -> HttpResponse:
    """Open requests, the nearest day first; answered ones on a second page."""
    done = request.GET.get("show") == "answered"
    found = data_requests.visible_to(request.actor)
    rows = (
        found.exclude(state__in=asking.OPEN).order_by("-answered_at")
        if done
        else found.filter(state__in=asking.OPEN).order_by("due_on", "pk")
    )
    listed = list(rows[:MOST])
    cases = data_requests.cases_by_id([row.case_id for row in listed if row.case_id], actor=request.actor)
    today = day_of(timezone.now())
    return render(
        request,
        "privacy_desk/requests.html",
        page_frame(
            request,
            "requests",
            done=done,
            rows=[
                {
                    "kind": asking.KINDS[row.kind],
                    "state": state_words(row),
                    "due_on": row.due_on,
                    "answered_at": row.answered_at,
                    "late": not done and row.due_on < today,
                    "case": cases.get(row.case_id or 0),
                    "href": reverse("privacy_desk:request", args=[row.pk]),
                }
                for row in listed
            ],
        ),
    )


def state_words(row: PersonRequest) -> str:
    return {
        "received": gettext("Identity not yet established"),
        "identified": gettext("To be answered"),
        "granted": gettext("Granted"),
        "partly": gettext("Granted in part"),
        "refused": gettext("Refused"),
    }[row.state]


@open_to(ANSWERERS)
@get_or_post
def register(request: DeskRequest) -> HttpResponse:
    """Take in a request that came by telephone, at the counter or by post."""
    problems: list[Problem] = []
    given = request.POST.dict() if request.method == "POST" else {"number": request.GET.get("number", "")}
    if request.method == "POST":
        try:
            row = _registered(request, given, now=timezone.now())
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            messages.success(request, gettext("The request is taken in; its days run from today."))
            return redirect("privacy_desk:request", row.pk)
    fields = [
        field("kind", gettext("What the person asks for"), "choices", options=_checked(options(asking.KINDS), given.get("kind"))),
        field("number", gettext("Number of the case"), width=20, optional=True, hint=gettext("Leave empty if the person has no case here.")),
        field("relation", gettext("Who asks"), "select", options=options(asking.RELATIONS)),
        field("text", gettext("In the person's words"), "area", optional=True),
        field("contact", gettext("How to reach the person"), optional=True, hint=gettext("Needed where there is no case.")),
    ]  # fmt: skip
    context = page_frame(
        request, "requests", fields=filled(fields, given, problems), problems=problems, wrong=bool(problems)
    )
    return render(request, "privacy_desk/register.html", context, status=422 if problems else 200)


def _checked(rows: list[dict[str, str]], chosen: str | None) -> list[dict[str, Any]]:
    return [{**row, "checked": row["value"] == chosen} for row in rows]


def _registered(request: DeskRequest, given: dict[str, str], *, now: datetime) -> PersonRequest:
    case_id = None
    number = given.get("number", "").strip()
    if number:
        try:
            case_id = actions.get(numbers.canonical(number), actor=request.actor).pk
        except NotThere:
            message = gettext("No case of your office has this number.")
            raise Invalid([Problem("request.register.no_such_case", message, "/number")]) from None
    elif not given.get("contact", "").strip():
        message = gettext("Without a case, write down how the person can be reached.")
        raise Invalid([Problem("request.register.no_contact", message, "/contact")])
    return asking.ask(
        given.get("kind", ""),
        case_id=case_id,
        text=given.get("text", "").strip()[:5000],
        contact=given.get("contact", "").strip()[:200],
        relation=given.get("relation", "self"),
        actor=request.actor,
        now=now,
    )


@open_to(ANSWERERS)
@get_or_post
def request_page(request: DeskRequest, request_id: int) -> HttpResponse:
    """One request: who asks, what, by when, and the answer."""
    row = data_requests.get(request_id, actor=request.actor)
    now = timezone.now()
    problems: list[Problem] = []
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            messages.success(request, _do(request, row, given, now=now))
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("privacy_desk:request", row.pk)
    case = data_requests.case_of(row)
    context = page_frame(
        request,
        "requests",
        row=row,
        kind=asking.KINDS[row.kind],
        relation=asking.RELATIONS[row.relation],
        state=state_words(row),
        open=row.state in asking.OPEN,
        case=case,
        words=asking.words(row),
        identified_how=asking.IDENTIFIED_HOW.get(row.identified_how, ""),
        identified_by=who(row.identified_by) if row.identified_by else "",
        answered_by=who(row.answered_by) if row.answered_by else "",
        refusal_ground=asking.REFUSALS.get(row.refusal_code, ""),
        cites=asking.CITES[row.kind],
        problems=problems,
        wrong=bool(problems),
        identify_fields=filled(_identify_fields(), given, problems),
        answer_fields=filled(_answer_fields(), given, problems),
        correct_fields=filled(_correct_fields(), given, problems) if row.kind == "correction" and case else [],
        late=day_of(now) > row.due_on,
    )
    return render(request, "privacy_desk/request.html", context, status=422 if problems else 200)


def _identify_fields() -> list[dict[str, Any]]:
    return [field("how", gettext("How was it established who asks?"), "select", options=options(asking.IDENTIFIED_HOW))]


def _answer_fields() -> list[dict[str, Any]]:
    return [
        field("text", gettext("The answer, as the person reads it"), "area"),
        field("ground", gettext("Ground, if it is refused or granted in part"), "select", options=options(asking.REFUSALS), optional=True),
        field("refusal", gettext("Reasons of the refusal"), "area", optional=True, hint=gettext("At least a sentence. The person may go to court with it.")),
    ]  # fmt: skip


def _correct_fields() -> list[dict[str, Any]]:
    labels = {
        "name": gettext("Name"),
        "phone": gettext("Telephone"),
        "address": gettext("Address"),
        "email": gettext("E-mail"),
    }
    return [field(name, label, optional=True) for name, label in labels.items()]


def _do(request: DeskRequest, row: PersonRequest, given: dict[str, str], *, now: datetime) -> str:
    """Take the step a button asks for and say what was done. Raises NotAllowed."""
    go = given.get("go", "")
    actor = request.actor
    text, ground, refusal = (given.get(name, "").strip() for name in ("text", "ground", "refusal"))
    if go == "identify":
        asking.identify(row.pk, how=given.get("how", ""), actor=actor, now=now)
        return gettext("It is recorded how the person was identified.")
    if go == "correct":
        changes = {name: given[name].strip() for name in CORRECTABLE if given.get(name, "").strip()}
        changed = data_requests.correct(row.pk, changes, actor=actor, now=now)
        return gettext("Changed.") if changed else gettext("Nothing was different; nothing was changed.")
    if go in ("grant", "partly"):
        if not text:
            raise Invalid(
                [Problem("request.answer.no_text", gettext("Write what the person reads as the answer."), "/text")]
            )
        partly = {"refusal_code": ground or "?", "refusal": refusal} if go == "partly" else {}
        asking.grant(row.pk, text=text, actor=actor, now=now, **partly)
        return gettext("Answered; the person reads it on the page of their case.")
    if go == "refuse":
        asking.refuse(row.pk, ground=ground, text=refusal, actor=actor, now=now)
        return gettext("Refused, with the reasons.")
    raise Http404(go)


@open_to(ANSWERERS)
@require_GET
def copy(request: DeskRequest, request_id: int, kind: str) -> HttpResponse:
    """Everything held about the person, for people (txt) or programs (json)."""
    if kind not in ("json", "txt"):
        raise Http404(kind)
    try:
        content = data_requests.copy(request_id, actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        context = page_frame(request, "requests", problems=refusal.problems)
        return render(request, "casework/problems.html", context, status=409)
    text = access.as_json(content) if kind == "json" else access.as_text(content)
    media = "application/json" if kind == "json" else "text/plain; charset=utf-8"
    return attachment(text.encode(), f"my-data.{kind}", media_type=media)
