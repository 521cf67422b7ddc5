"""Notices over the API: the ledger for staff, and the door at which the gateway for text messages reports."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from redress.cases import cursors, numbers
from redress.kernel.actors import CASE_ROLES, Actor
from redress.kernel.problems import NotThere
from redress.notices import reports
from redress.notices.models import STATES, Notice
from redress.portals.api import answers, body, shapes
from redress.portals.api.asked import Asked
from redress.portals.api.complaints import caller
from redress.portals.api.openapi import WORD, asks, gives, one_of, paged
from redress.portals.api.problems import respond

router = Router(tags=["notices"])
A_PAGE, MOST = 25, 200


@router.get(
    "/notices",
    openapi_extra=asks(state=one_of(*STATES), number=WORD, **paged(MOST)),
    response=gives(shapes.Notices),
    summary="The ledger of notices, newest first",
    url_name="notices",
)
def listing(request: HttpRequest) -> HttpResponse:
    """?state=waiting|sent|delivered|failed|held &number= of a case &limit= &cursor=. No addresses, no words."""
    actor = caller(request).actor
    if not actor.is_staff:
        raise NotThere("notices")
    asked = Asked(request, "state", "number", "limit", "cursor")
    state, number = asked.code("state", STATES), numbers.canonical(asked.text("number"))
    limit, cursor = asked.limit(default=A_PAGE, most=MOST), asked.cursor()
    asked.require()
    found = Notice.objects.visible_to(actor).select_related("case").order_by("-pk")
    found = found.filter(state=state) if state else found
    found = found.filter(case__number=number) if number else found
    if cursor:
        found = found.filter(pk__lt=cursors.read(cursor, key_is=type(None))[1])
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


@router.post(
    "/notices/sms-reports",
    openapi_extra=asks(key=WORD) | {"requestBody": {"content": {"application/json": {"schema": {}}}}},
    response=gives(shapes.Taken),
    summary="Delivery reports of the gateway for text messages",
)
def sms_reports(request: HttpRequest) -> HttpResponse:
    """The key that was set stands in X-Report-Key, or in ?key= where a gateway can send no header."""
    key = request.headers.get("X-Report-Key", "") or request.GET.get("key", "")
    return respond({"taken": reports.take(body.read(request, any_kind=True), key=key, now=request.now)})  # type: ignore[attr-defined]
