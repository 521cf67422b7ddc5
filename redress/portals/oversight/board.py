"""The supervisor's board, and the supervision of one case: orders, escalations, complaints about handling, recusal."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from redress.agencies.models import Staff
from redress.cases import reading
from redress.cases.models import Case
from redress.kernel.actors import Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.law import packs
from redress.law.packs import say
from redress.oversight import board as queries
from redress.oversight import concerns, recusal
from redress.oversight.models import Concern
from redress.portals import present
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, open_to
from redress.portals.oversight.access import watch_frame

HOLDERS = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})


@open_to(queries.VIEWERS)
def board(request: DeskRequest) -> HttpResponse:
    """What breaks, where the load is, what waits."""
    actor, now = request.actor, timezone.now()
    today = day_of(now)
    late, soon = queries.what_breaks(actor, now=now)
    shown = "promises" in request.GET
    promises = queries.breaking(actor, family="service", now=now) if shown else []
    context = watch_frame(
        request,
        "board",
        today=today,
        lists=[
            {
                "title": gettext("Passed"),
                "rows": [limit_row(one, today) for one in late],
                "late": True,
                "rest": in_queue(bucket="overdue"),
            },
            {
                "title": gettext("Today and the next three working days"),
                "rows": [limit_row(one, today) for one in soon],
                "late": False,
                "rest": in_queue(bucket="open"),
            },
        ],
        promised=[limit_row(one, today) for one in promises],
        promises=len(promises) if shown else queries.promised(actor, now=now),
        most=queries.MOST,
        strip=[square(one) for one in queries.strip(actor, now=now)],
        loads=[
            {
                "name": one.staff.display_name,
                "body": present.agency_name(one.staff.agency_id or 0),
                "href": in_queue(assignee=str(one.staff.pk), bucket="open"),
                "open": one.open,
                "soon": one.soon,
                "orders": one.orders,
            }
            for one in queries.load(actor, now=now)
        ],
        teams=[
            {"name": present.agency_name(agency_id), "open": open_, "nobody": nobody}
            for agency_id, open_, nobody in queries.teams(actor)
        ],
        inbox=inbox(request, today),
    )
    return render(request, "oversight/board.html", context)


def in_queue(**filters: str) -> str:
    return f"{reverse('casework:queue')}?{urlencode(filters)}"


def limit_row(one: queries.Breaking, today: date) -> dict[str, Any]:
    pack = packs.load(one.rule_set)
    limit, case = pack.limits[one.code], one.case
    return {
        "href": reverse("casework:case", args=[case.number]),
        "watch": reverse("oversight:case", args=[case.number]),
        "matter": case.matter or case.number,
        "number": case.number,
        "limit": say(limit.title, present.lang()),
        "owner": case.assignee.display_name if case.assignee else gettext("nobody yet"),
        "office": present.agency_name(case.agency_id),
        "obstacle": obstacle_words(one.obstacle),
        "due": {
            "due_on": one.due_on,
            "family": one.family,
            "state": "running",
            "left": present.days_left(limit, one.due_on, today, pack),
            "unit": "working" if limit.unit == "working_days" else "calendar",
            "text": "",
        },
    }


def obstacle_words(code: str) -> str:
    if code.startswith("turn:"):
        return gettext("Waits for: %(who)s") % {"who": present.turn_words(code.removeprefix("turn:"))}
    return {
        "nobody": gettext("Nobody is in charge of it"),
        "order": gettext("An order is not answered yet"),
    }.get(code, gettext("Lies with the office itself"))


def square(one: queries.Square) -> dict[str, Any]:
    level = 0 if not one.n else 1 if one.n < 3 else 2 if one.n < 8 else 3
    return {"day": one.day, "working": one.working, "make_up": one.make_up, "n": one.n, "level": level}


def inbox(request: DeskRequest, today: date) -> list[dict[str, Any]]:
    """What waits for a decision of this person, the earliest day first."""
    actor = request.actor
    waiting = concerns.waiting(actor, "escalation", "grievance", "order")
    cases = Case.objects.visible_to(actor).in_bulk([row.case_id for row in waiting])
    rows = [
        concern_row(row, cases[row.case_id], today)
        for row in waiting
        if row.case_id in cases and (row.kind != "order" or row.state == "answered" or row.due_on < today)
    ]
    rows += [
        {
            "what": gettext("A mediator was challenged"),
            "matter": case.matter or case.number,
            "href": reverse("casework:step", args=[case.number, "decide_challenge"]),
            "due_on": case.next_due_on,
            "late": False,
            "state": "",
        }
        for case in queries.challenges(actor)
    ]
    count = queries.disposals(actor)
    if count:
        rows.append({
            "what": gettext("Erasing needs a second person"),
            "matter": str(count),
            "href": reverse("privacy_desk:keeping"),
            "due_on": None,
            "late": False,
            "state": "",
        })  # fmt: skip
    return sorted(rows, key=lambda row: row["due_on"] or date.max)


def concern_row(row: Concern, case: Case, today: date) -> dict[str, Any]:
    return {
        "what": kind_words(row.kind),
        "ground": str(concerns.GROUNDS[row.kind].get(row.ground, row.ground)),
        "matter": case.matter or case.number,
        "href": reverse("oversight:case", args=[case.number]),
        "due_on": row.due_on,
        "late": row.due_on < today and row.state == "open",
        "state": state_words(row.state),
    }


def kind_words(kind: str) -> str:
    return {
        "order": gettext("Supervision order"),
        "escalation": gettext("Escalation"),
        "grievance": gettext("Complaint about the handling"),
    }[kind]


def state_words(state: str) -> str:
    return {
        "open": gettext("to be answered"),
        "answered": gettext("answered, to be accepted"),
        "done": gettext("finished"),
    }[state]


def outcome_words(outcome: str) -> str:
    return {
        "accepted": gettext("Answer accepted"),
        "returned": gettext("Sent back"),
        "advised": gettext("Answered"),
        "upheld": gettext("Upheld"),
        "partly": gettext("Upheld in part"),
        "not_upheld": gettext("Not upheld"),
    }.get(outcome, "")


@open_to(HOLDERS | queries.VIEWERS)
def orders(request: DeskRequest) -> HttpResponse:
    """Orders, escalations and complaints about handling that are not finished: one's own, or all of a supervisor."""
    today = day_of(timezone.now())
    waiting = concerns.waiting(request.actor, "order", "escalation", "grievance")
    cases = Case.objects.visible_to(request.actor).in_bulk([row.case_id for row in waiting])
    rows = [concern_row(row, cases[row.case_id], today) for row in waiting if row.case_id in cases]
    return render(request, "oversight/orders.html", watch_frame(request, "orders", rows=rows))


@case_staff_required
def case(request: DeskRequest, number: str) -> HttpResponse:
    """The supervision of one case: what was asked, answered and decided, who keeps out of it, and the next step of that."""
    found = case_or_404(request, number)
    problems: list[Any] = []
    if request.method == "POST":
        try:
            done = _do(request, found)
        except NotAllowed as refused:
            problems = refused.problems
        else:
            messages.success(request, done)
            return redirect("oversight:case", found.number)
    return render(
        request, "oversight/case.html", _case_context(request, found, problems), status=422 if problems else 200
    )


def _do(request: DeskRequest, found: Case) -> str:
    """Take the step a form asks for; return what to say about it."""
    post, actor, now = request.POST, request.actor, timezone.now()
    what, which = post.get("do", ""), post.get("id", "")
    if what in concerns.GROUNDS:
        data = {name: post.get(name, "") for name in ("ground", "text", "due_on", "to")}
        concerns.open_(found.number, what, data, actor=actor, now=now)
        return gettext("It is on record, and whoever is to answer sees it.")
    if what == "recuse":
        recusal.recuse(found.number, post.get("ground", ""), username=post.get("who", ""), actor=actor, now=now)
        return gettext("Nothing of this case is open to that person from now on.")
    if not which.isdecimal() or len(which) > 15:
        raise Http404(which)
    if what == "lift":
        recusal.lift(int(which), actor=actor, now=now)
        return gettext("Ended.")
    if what == "answer":
        data = {"text": post.get("text", ""), "outcome": post.get("outcome", "")}
        concerns.answer(int(which), data, actor=actor, now=now)
        return gettext("Answered.")
    concerns.close(int(which), what, actor=actor, now=now)
    return outcome_words(what)


def _case_context(request: DeskRequest, found: Case, problems: list[Any]) -> dict[str, Any]:
    actor, today = request.actor, day_of(timezone.now())
    slots = reading.sealed(found)
    rows = concerns.of_case(found, actor=actor)
    people = {row.opened_by for row in rows} | {row.answered_by for row in rows} | {row.closed_by for row in rows}
    out = recusal.of_case(found, actor=actor)
    people |= {f"staff:{one.staff_id}" for one in out}
    names = present.staff_names(people | {f"staff:{row.to_staff_id}" for row in rows if row.to_staff_id})
    return watch_frame(
        request,
        "orders",
        case=found,
        problems=problems,
        wrong=bool(problems),
        given=request.POST,
        rows=[_told(row, found, request, slots, names, today) for row in rows],
        recusals=[
            {
                "id": one.pk,
                "who": names.get(f"staff:{one.staff_id}", gettext("Staff")),
                "ground": str(recusal.GROUNDS.get(one.ground, one.ground)),
                "at": one.at,
                "lifted_at": one.lifted_at,
                "may_lift": one.lifted_at is None and actor.role == Role.SUPERVISOR and one.staff_id != actor.staff_id,
            }
            for one in out
        ],
        openings=[
            {
                "kind": kind,
                "title": kind_words(kind),
                "grounds": [{"value": code, "label": str(text)} for code, text in grounds.items()],
                "order": kind == "order",
            }
            for kind, grounds in concerns.GROUNDS.items()
            if actor.role in concerns.OPENERS[kind]
            and not any(row.kind == kind and row.state != "done" for row in rows)
        ],
        grounds=[{"value": code, "label": str(text)} for code, text in recusal.GROUNDS.items()],
        staff=_staff(request) if actor.role == Role.SUPERVISOR else [],
        may_recuse=actor.role in HOLDERS,
    )


def _told(
    row: Concern, found: Case, request: DeskRequest, slots: Any, names: dict[str, str], today: date
) -> dict[str, Any]:
    closing = row.kind == "order" and row.state == "answered" and request.actor.role == Role.SUPERVISOR
    return concern_row(row, found, today) | {
        "id": row.pk,
        "kind": row.kind,
        "by": present.who_words(row.opened_by, names),
        "to": names.get(f"staff:{row.to_staff_id}", gettext("the supervisors")),
        "at": row.opened_at,
        "words": concerns.words(row, slots),
        "outcome": outcome_words(row.outcome),
        "may_answer": not concerns.may_answer(row, found, actor=request.actor),
        "may_close": closing and row.answered_by != request.actor.key,
        "outcomes": [{"value": code, "label": outcome_words(code)} for code in concerns.OUTCOMES["grievance"]]
        if row.kind == "grievance"
        else [],
    }


def _staff(request: DeskRequest) -> list[dict[str, str]]:
    rows = Staff.objects.filter(
        agency_id__in=request.actor.agency_ids, is_active=True, role__in=[r.value for r in HOLDERS]
    )
    return [{"value": row.username, "label": row.display_name} for row in rows.order_by("username")[:300]]
