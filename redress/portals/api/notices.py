"""Notices over the API: the ledger for staff, and the door at which the gateway for text messages reports."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from redress.cases import cursors
from redress.kernel.actors import CASE_ROLES, Actor
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.notices import reports
from redress.notices.models import STATES, Notice
from redress.portals.api import answers
from redress.portals.api.complaints import caller
from redress.portals.api.lane import body_of
from redress.portals.api.openapi import RESPONSES
from redress.portals.api.problems import respond

router = Router(tags=["notices"])
A_PAGE, MOST = 25, 200


@router.get("/notices", response=RESPONSES, summary="The ledger of notices, newest first", url_name="notices")
def listing(request: HttpRequest) -> HttpResponse:
    """?state=waiting|sent|delivered|failed|held &number= of a case &limit= &cursor=. No addresses, no words."""
    actor = caller(request).actor
    if not actor.is_staff:
        raise NotThere("notices")
    asked = request.GET
    found = Notice.objects.visible_to(actor).select_related("case").order_by("-pk")
    if asked.get("state"):
        if asked["state"] not in STATES:
            raise Invalid([Problem("notice.state.unknown", gettext("There is no such state of a notice."), "/state")])
        found = found.filter(state=asked["state"])
    if asked.get("number"):
        found = found.filter(case__number=asked["number"].replace(" ", "").upper())
    if asked.get("cursor"):
        found = found.filter(pk__lt=cursors.read(asked["cursor"])[1])
    given = asked.get("limit", "")
    limit = max(1, min(int(given), MOST)) if given.isdecimal() and len(given) < 5 else A_PAGE
    rows = list(found[: limit + 1])
    more = cursors.encoded("", rows[limit - 1].pk) if len(rows) > limit else None
    return respond({"items": [item(row, actor) for row in rows[:limit]], "next": more})


def item(notice: Notice, actor: Actor) -> dict[str, Any]:
    """One notice as the API tells it; the number of its case only to those whose work is cases."""
    return {
        "id": notice.pk,
        "number": notice.case.number if notice.case and actor.role in CASE_ROLES else None,
        "template": notice.template,
        "audience": notice.audience,
        "channel": notice.channel,
        "state": notice.state,
        "fault": notice.fault or None,
        "attempts": notice.attempts,
        "may_be_repeated": notice.doubtful,
        "made_at": answers.local(notice.made_at),
        "sent_at": answers.local(notice.sent_at) if notice.sent_at else None,
        "ended_at": answers.local(notice.ended_at) if notice.ended_at else None,
    }


@router.post("/notices/sms-reports", response=RESPONSES, summary="Delivery reports of the gateway for text messages")
def sms_reports(request: HttpRequest) -> HttpResponse:
    """The key that was set stands in X-Report-Key, or in ?key= where a gateway can send no header."""
    key = request.headers.get("X-Report-Key", "") or request.GET.get("key", "")
    return respond({"taken": reports.take(body_of(request), key=key, now=request.now)})  # type: ignore[attr-defined]
