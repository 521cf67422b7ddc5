"""The matters of a business: what waits and until when, who looks after it, and the list as a file."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redress.cases import exporting, numbers
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.kernel.whole import whole_number
from redress.portals.business import words
from redress.portals.business.door import BusinessRequest, frame, member_required
from redress.traders import accounts, matters
from redress.traders.matters import Line

NAMES = ("status", "assignee", "number", "cursor")
COLUMNS = (
    "number", "asked_on", "received_on", "due_on", "status", "answered", "category", "nature", "amount", "currency", "assignee",
)  # fmt: skip


@never_cache
@member_required
@require_safe
def queue(request: BusinessRequest) -> HttpResponse:
    given = {name: request.GET[name].strip() for name in NAMES if request.GET.get(name, "").strip()}
    status = given.get("status", "todo")
    problems = []
    try:
        page = matters.page(
            request.actor, status=status, assignee=given.get("assignee", ""),
            number=numbers.canonical(given.get("number", "")), cursor=given.get("cursor", ""),
        )  # fmt: skip
    except NotAllowed as error:
        problems, page = error.problems, matters.Page((), None)
    counts = matters.counts(request.actor)
    counts["todo"] = counts["new"] + counts["us"]
    here = {name: value for name, value in given.items() if name != "cursor"}
    people = [one for one in accounts.members(request.actor) if one.ended_at is None]
    context = frame(
        request,
        "queue",
        rows=[_row(line, today=day_of(timezone.now())) for line in page.lines],
        tabs=[
            {
                "label": label,
                "href": _address(here | {"status": code}),
                "current": code == status,
                "count": counts.get(code),
            }
            for code, label in words.statuses().items()
        ],
        whose=[
            {"value": "me", "label": gettext("Mine")},
            {"value": "none", "label": gettext("Nobody's yet")},
            *_people(people),
        ],
        people=_people(people),
        status=status,
        assignee=given.get("assignee", ""),
        number=given.get("number", ""),
        next=_address(here | {"cursor": page.next}) if page.next else "",
        first=_address(here) if given.get("cursor") else "",
        works=request.member.role in ("owner", "agent"),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "business/queue.html", context, status=422 if problems else 200)


def _address(given: dict[str, str]) -> str:
    return reverse("business:queue") + "?" + urlencode(given)


def _people(rows: list[Any]) -> list[dict[str, str]]:
    return [{"value": str(row.pk), "label": row.user.display_name} for row in rows]


def _row(line: Line, *, today: Any) -> dict[str, Any]:
    return {
        "line": line,
        "href": reverse("trader:link", args=[line.ref]),
        "category": words.category(line.brief.category),
        "nature": words.nature(line.brief.nature),
        "status": words.statuses()[line.status],
        "answered": words.answered(line.answered),
        "assignee": line.assignee.user.display_name if line.assignee else "",
        "late": line.due_on is not None and line.due_on < today,
        "days": (line.due_on - today).days if line.due_on else None,
    }


@member_required
@require_POST
def assign(request: BusinessRequest) -> HttpResponse:
    """Give the ticked matters to somebody, or to nobody."""
    who = request.POST.get("to", "")
    try:
        count = matters.assign(
            request.POST.getlist("pick"), whole_number(who),
            actor=request.actor, now=timezone.now(),
        )  # fmt: skip
        messages.success(request, gettext("Given: %(count)d.") % {"count": count})
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
    return redirect("business:queue")


@never_cache
@member_required
@require_safe
def export(request: BusinessRequest) -> HttpResponseBase:
    """All of one's own as CSV, streamed; nothing in it that the list does not show."""
    response = StreamingHttpResponse(_lines(request), content_type=exporting.FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="matters-{day_of(timezone.now())}.csv"'
    return response


def _lines(request: BusinessRequest) -> Iterator[str]:
    yield "\ufeff" + _csv(COLUMNS)
    for line in matters.everything(request.actor):
        told = line.brief
        who = line.assignee.user.display_name if line.assignee else ""
        yield _csv((
            told.number, told.asked_on, told.received_on, line.due_on or "", line.status, line.answered, told.category,
            told.nature, told.amount if told.amount is not None else "", told.currency, who,
        ))  # fmt: skip


def _csv(values: tuple[Any, ...]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet).writerow([exporting.harmless(value) for value in values])
    return sheet.getvalue()
