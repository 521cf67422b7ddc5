"""The queue: where the work lies, sorted by the date that is right; searches; steps on many cases."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from redress.agencies import teams
from redress.cases import buckets as tallied
from redress.cases import evidence, exporting, reading
from redress.cases.models import Case, SavedSearch
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid
from redress.law import packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework import filters
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.casework.filters import NAMES, address
from redress.portals.look import wording

PER_PAGE = 25
MOST = 1000  # cases of one step on many
MANY = 99
PAUSE = timedelta(minutes=30)


@case_staff_required
def queue(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    today = day_of(now)
    chosen, given = filters.wanted(request, today=today)
    problems = []
    try:
        page = reading.page(chosen, actor=request.actor, limit=PER_PAGE, cursor=request.GET.get("cursor") or None)
    except Invalid as error:
        problems, page = error.problems, reading.Page((), None)
    counts = tallied.counts(actor=request.actor, now=now)
    lists = filters.lists(given, actor=request.actor)
    show = request.GET.get("show", "")
    listed = [row(case, given, today=today) | {"current": case.number == show} for case in page.rows]
    context = frame(
        request,
        "casework:queue",
        title=title(given, counts),
        rows=listed,
        problems=problems,
        buckets=buckets(counts, given, in_team=bool(teams.ids_of(request.actor))),
        saved=saved(request.actor, given),
        given=given,
        query=given.get("q", ""),
        total=page.total,
        next=address(given | {"cursor": page.next}) if page.next else "",
        first=address(given) if request.GET.get("cursor") else "",
        heads={"due": address(given | {"order": "due"}), "received": address(given | {"order": "received"})},
        sorted=chosen.order,
        order_words=next((one["label"] for one in filters.order_options(chosen.order) if one["checked"]), ""),
        orders=filters.order_options(chosen.order),
        lists=lists,
        chips=filters.chips(given, lists),
        fresh=fresh(request, now),
        export=reverse("casework:export") + "?" + urlencode(given),
        bulk=bulk_verbs(request.actor),
        most=MOST,
        preview=preview(request, given) if show else None,
        empty_reason=empty_reason(given, counts) if not listed else "",
        degraded=degraded(),
    )
    return render(request, "casework/queue.html", context)


@case_staff_required
def export(request: DeskRequest) -> HttpResponseBase:
    """The cases of a filter as CSV, streamed, without personal values; that it was taken out is in the archive."""
    now = timezone.now()
    chosen, given = filters.wanted(request, today=day_of(now))
    try:
        reading.page(chosen, actor=request.actor, limit=1)
        lines = exporting.export(chosen, form="csv", actor=request.actor, now=now)
    except Invalid as error:
        messages.error(request, error.problems[0].message)
        return redirect(address(given))
    response = StreamingHttpResponse(lines, content_type=exporting.FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="cases-{day_of(now)}.csv"'
    return response


def fresh(request: DeskRequest, now: datetime) -> dict[str, Any]:
    """How many cases came in since the last time this person looked, half an hour or more ago."""
    kept = request.session.get("queue_seen", {})
    seen = kept.get("now", "")
    if not seen or now - datetime.fromisoformat(seen) > PAUSE:
        kept = {"before": seen, "now": now.isoformat()}
        request.session["queue_seen"] = kept
    if not kept.get("before"):
        return {}
    since = datetime.fromisoformat(kept["before"])
    rows = Case.objects.visible_to(request.actor).filter(phase="open", received_at__gt=since)
    count = len(rows.values_list("pk", flat=True)[: MANY + 1])
    return (
        {"count": count if count <= MANY else f"{MANY}+", "href": address({"bucket": "open", "order": "received"})}
        if count
        else {}
    )


def degraded() -> list[str]:
    sentence = evidence.degraded()
    return [sentence] if sentence else []


def row(case: Case, given: dict[str, str], *, today: date) -> dict[str, Any]:
    """One line of the queue."""
    due = present.quick_due(case, today=today)
    here = {name: value for name, value in given.items() if name != "cursor"}
    return {
        "number": case.number,
        "href": reverse("casework:case", args=[case.number]) + ("?" + urlencode(here) if here else ""),
        "peek": address(here | {"show": case.number}),
        "due": due,
        "what_due": due["text"] if due else "",
        "matter": case.matter or gettext("(no words)"),
        "detail": say(case.pack.states[case.state].title, present.lang()),
        "trader": case.trader_name,
        "amount": case.amount,
        "last": f"{day_of(case.last_event_at):%m-%d}",
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
        ("team", gettext("My team")),
        ("unassigned", gettext("With nobody yet")),
        ("open", gettext("All open")),
        ("ended", gettext("Decided, to be finished")),
        ("closed", gettext("Closed")),
    ]


def buckets(counts: dict[str, int], given: dict[str, str], *, in_team: bool) -> list[dict[str, Any]]:
    """The lists at the side; that of the team for whoever belongs to one."""
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
        if name != "team" or in_team
    ]


def empty_reason(given: dict[str, str], counts: dict[str, int]) -> str:
    """Why a list is empty, and what to do about it."""
    if given.get("q"):
        return gettext("No case you may see holds these words. Try two characters of the trade name, or the number.")
    if not counts.get("open") and given.get("bucket") in {"open", "mine", "today", "overdue", "unassigned"}:
        return gettext("No case is open in your office. New ones appear here by themselves.")
    if given.get("bucket") == "team":
        return gettext("Your team has no open case, or you belong to no team; a supervisor keeps the teams.")
    if given.get("bucket") == "mine":
        return gettext("No open case is assigned to you. Take one from “With nobody yet”.")
    if given.get("bucket") in {"today", "overdue"}:
        return gettext("Nothing is due: every limit of today is kept.")
    return gettext("No case fits this filter. Remove a part of it to see more.")


def saved(actor: Actor, given: dict[str, str]) -> list[dict[str, Any]]:
    """Searches of one's own and those shared in the office."""
    own = SavedSearch.objects.filter(owner_id=actor.staff_id) | SavedSearch.objects.filter(
        shared=True, agency_id=actor.agency_id or 0
    )
    here = urlencode(sorted(given.items()))
    return [
        {
            "label": found.name,
            "href": reverse("casework:queue") + "?" + found.query,
            "count": "",
            "current": here == found.query,
        }
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
        agency_id=request.actor.agency_id or 0,
        shared=request.POST.get("shared") == "1",
        name=name,
        query=query,
        made_at=timezone.now(),
    )
    return redirect(reverse("casework:queue") + "?" + query)


def bulk_verbs(actor: Actor) -> list[dict[str, str]]:
    """Steps that may be taken on many cases at once, for this role."""
    steps = {
        step.verb: step for step in packs.load("cn-samr-2026").steps if step.bulk and actor.role.value in step.roles
    }
    return [{"value": verb, "label": say(step.title, present.lang())} for verb, step in steps.items()]


def preview(request: DeskRequest, given: dict[str, str]) -> dict[str, Any]:
    """The chosen case beside the list."""
    case = case_or_404(request, request.GET["show"])
    slots = reading.sealed(case)
    lang = present.lang()
    titles = case.pack.tables.get("requests", {}).get("request", {})
    asked = [say(titles.get(one["kind"], {}).get("title"), lang) for one in case.facts_value.get("requests", [])]
    rows = [
        {"key": gettext("Trader"), "value": case.trader_name or gettext("not known")},
        {"key": gettext("Amount"), "value": wording.money(case.amount)},
        {"key": gettext("Asks for"), "value": "；".join(asked)},
        {"key": gettext("Handled by"), "value": case.assignee.display_name if case.assignee else gettext("nobody yet")},
        *([{"key": gettext("Team"), "value": case.team.name(lang)}] if case.team else []),
        {"key": gettext("Office"), "value": present.agency_name(case.agency_id)},
    ]
    return {
        "number": case.number,
        "href": reverse("casework:case", args=[case.number]) + "?" + urlencode(given),
        "matter": case.matter,
        "state": say(case.pack.states[case.state].sentence, lang),
        "story": slots.get("intake", {}).get("story", ""),
        "rows": rows,
        "evidence": [{"name": name} for name in dict(evidence.names(slots)).values()],
    }
