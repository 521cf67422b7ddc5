"""The queue: where the work lies, sorted by the date that is right; searches; steps on many cases."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from redress.agencies import queries
from redress.cases import reading
from redress.cases.models import Case, SavedSearch
from redress.cases.reading import Filter
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid
from redress.law import packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame

PER_PAGE = 25
NAMES = ("state", "phase", "kind", "assignee", "agency", "nature", "category", "trader", "q", "order", "bucket")


def wanted(request: HttpRequest, *, today: date) -> tuple[Filter, dict[str, str]]:
    """Read the filter from the address; unknown values filter nothing away silently: they are left out and shown so."""
    given = {name: request.GET.get(name, "").strip()[:200] for name in NAMES if request.GET.get(name, "").strip()}
    values = {name: value for name, value in given.items() if name not in {"bucket", "order"}}
    found = Filter(**values, order=given.get("order", "due") if given.get("order") in reading.ORDERS else "due")
    bucket = given.get("bucket", "" if values else "open")
    if bucket == "overdue":
        found = replace(found, phase="open", due_before=today)
    elif bucket == "today":
        found = replace(found, phase="open", due_before=today + timedelta(days=1))
    elif bucket == "mine":
        found = replace(found, phase="open", assignee="me")
    elif bucket == "unassigned":
        found = replace(found, phase="open", assignee="none")
    elif bucket in {"open", "ended", "closed"}:
        found = replace(found, phase=bucket, order=found.order if bucket == "open" else "last")
    return found, given | ({"bucket": bucket} if bucket else {})


@case_staff_required
def queue(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    today = day_of(now)
    filters, given = wanted(request, today=today)
    problems = []
    try:
        page = reading.page(filters, actor=request.actor, limit=PER_PAGE, cursor=request.GET.get("cursor") or None)
    except Invalid as error:
        problems, page = error.problems, reading.Page((), None)
    counts = reading.buckets(actor=request.actor, now=now)
    rows = [row(case, given, today=today) for case in page.rows]
    context = frame(
        request,
        "casework:queue",
        title=title(given, counts),
        rows=rows,
        problems=problems,
        buckets=buckets(counts, given),
        saved=saved(request.actor, given),
        given=given,
        query=given.get("q", ""),
        total=page.total,
        next=address(given | {"cursor": page.next}) if page.next else "",
        first=address({name: value for name, value in given.items() if name != "cursor"}) if request.GET.get("cursor") else "",
        heads={"due": address(given | {"order": "due"}), "received": address(given | {"order": "received"})},
        sorted=filters.order,
        natures=options("nature", given.get("nature", "")),
        states=state_options(given.get("state", "")),
        bulk=bulk_verbs(request.actor),
        preview=preview(request, given, now) if request.GET.get("show") else None,
        empty_reason=empty_reason(given, counts) if not rows else "",
        degraded=degraded(),
    )
    return render(request, "casework/queue.html", context)


def degraded() -> list[str]:
    from redress.cases import evidence  # noqa: PLC0415

    sentence = evidence.degraded()
    return [sentence] if sentence else []


def address(values: dict[str, Any]) -> str:
    return reverse("casework:queue") + "?" + urlencode({name: value for name, value in values.items() if value})


def row(case: Case, given: dict[str, str], *, today: date) -> dict[str, Any]:
    """One line of the queue."""
    due = present.quick_due(case, today=today)
    here = {name: value for name, value in given.items() if name != "cursor"}
    return {
        "number": case.number,
        "href": reverse("casework:case", args=[case.number]) + ("?" + urlencode(here) if here else ""),
        "due": due,
        "what_due": due["text"] if due else "",
        "matter": case.matter or gettext("(no words)"),
        "detail": say(case.pack.states[case.state].title, present.lang()),
        "trader": case.trader_name,
        "amount": case.amount,
        "last": case.last_event_at.strftime("%m-%d"),
        "flags": [gettext("Report")] * (case.kind == "report") + case.flags.split(),
    }


def title(given: dict[str, str], counts: dict[str, int]) -> str:
    if given.get("q"):
        return gettext("Search: %(words)s") % {"words": given["q"]}
    names = dict(bucket_names())
    return names.get(given.get("bucket", ""), gettext("Cases"))


def bucket_names() -> list[tuple[str, str]]:
    return [
        ("overdue", gettext("Overdue")),
        ("today", gettext("To be decided today")),
        ("mine", gettext("Mine")),
        ("unassigned", gettext("With nobody yet")),
        ("open", gettext("All open")),
        ("ended", gettext("Decided, to be finished")),
        ("closed", gettext("Closed")),
    ]


def buckets(counts: dict[str, int], given: dict[str, str]) -> list[dict[str, Any]]:
    numbers = dict(counts)
    numbers["today"] = counts.get("today", 0) + counts.get("overdue", 0)
    return [
        {
            "label": label,
            "href": address({"bucket": name}),
            "count": numbers.get(name, 0),
            "current": given.get("bucket") == name,
            "now": name in {"overdue", "today"},
        }
        for name, label in bucket_names()
    ]


def empty_reason(given: dict[str, str], counts: dict[str, int]) -> str:
    """Why a list is empty, and what to do about it."""
    if given.get("q"):
        return gettext("No case you may see holds these words. Try two characters of the trade name, or the number.")
    if not counts.get("open") and given.get("bucket") in {"open", "mine", "today", "overdue", "unassigned"}:
        return gettext("No case is open in your office. New ones appear here by themselves.")
    if given.get("bucket") == "mine":
        return gettext("No open case is assigned to you. Take one from “With nobody yet”.")
    if given.get("bucket") in {"today", "overdue"}:
        return gettext("Nothing is due: every limit of today is kept.")
    return gettext("No case fits this filter. Remove a part of it to see more.")


def options(table: str, chosen: str) -> list[dict[str, Any]]:
    rows = packs.load("cn-samr-2026").tables.get(table, {}).get(table, {})
    return [
        {"value": code, "label": say(entry["title"], present.lang()), "checked": code == chosen}
        for code, entry in rows.items()
    ]


def state_options(chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": state.code, "label": say(state.title, present.lang()), "checked": state.code == chosen}
        for state in packs.load("cn-samr-2026").states.values()
    ]


def saved(actor: Actor, given: dict[str, str]) -> list[dict[str, Any]]:
    """Searches of one's own and those shared in the office."""
    own = SavedSearch.objects.filter(owner_id=actor.staff_id) | SavedSearch.objects.filter(
        shared=True, agency_id=actor.agency_id
    )
    here = urlencode(sorted(given.items()))
    return [
        {"label": found.name, "href": reverse("casework:queue") + "?" + found.query, "count": "", "current": here == found.query}
        for found in own.order_by("name")[:30]
    ]


@case_staff_required
@require_POST
def save_search(request: DeskRequest) -> HttpResponse:
    """Keep the present filter under a name; shared with the office if ticked."""
    name = request.POST.get("name", "").strip()[:60]
    query = urlencode(sorted((key, value[:200]) for key, value in request.POST.items() if key in NAMES and value))[:500]
    if not name:
        messages.error(request, gettext("Give the search a name."))
        return redirect(reverse("casework:queue") + "?" + query)
    SavedSearch.objects.create(
        owner=request.user,
        agency_id=request.actor.agency_id,
        shared=request.POST.get("shared") == "1",
        name=name,
        query=query,
        made_at=timezone.now(),
    )
    return redirect(reverse("casework:queue") + "?" + query)


def bulk_verbs(actor: Actor) -> list[dict[str, str]]:
    """Steps that may be taken on many cases at once, for this role."""
    steps = {step.verb: step for step in packs.load("cn-samr-2026").steps if step.bulk and actor.role.value in step.roles}
    return [{"value": verb, "label": say(step.title, present.lang())} for verb, step in steps.items()]


def preview(request: DeskRequest, given: dict[str, str], now: datetime) -> dict[str, Any]:
    """The chosen case beside the list."""
    case = case_or_404(request, request.GET["show"])
    intake = reading.sealed(case).get("intake", {})
    lang = present.lang()
    rows = [
        {"key": gettext("Trader"), "value": case.trader_name or gettext("not known")},
        {"key": gettext("Amount"), "value": str(case.amount or "–")},
        {"key": gettext("Office"), "value": queries.body(case.agency_id).name(lang)},
    ]
    return {
        "number": case.number,
        "href": reverse("casework:case", args=[case.number]),
        "matter": case.matter,
        "state": say(case.pack.states[case.state].sentence, lang),
        "story": intake.get("story", ""),
        "rows": rows,
    }
