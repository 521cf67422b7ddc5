"""The ledger: of the whole office by state, and of one case with words and tries."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from redress.kernel.actors import Role
from redress.kernel.problems import NotAllowed
from redress.kernel.whole import whole_number
from redress.notices import ledger as notices
from redress.notices import people
from redress.notices.models import STATES, Notice
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, open_to
from redress.portals.notices.shown import HANDS, LOOKERS, page_frame, row, words_of
from redress.portals.notices.shown import STATES as STATE_WORDS

A_PAGE = 50
ORDER = ("failed", "held", "waiting", "sent", "delivered")


@open_to(LOOKERS)
@require_GET
def ledger(request: DeskRequest) -> HttpResponse:
    """Notices of the office by state, what failed first: one query a page, however many there are."""
    state = request.GET.get("state", "failed")
    if state not in STATES:
        raise Http404
    before = whole_number(request.GET.get("before", ""))
    found = Notice.objects.visible_to(request.actor).filter(state=state).select_related("case").order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: A_PAGE + 1])
    states = [{"label": words_of(STATE_WORDS, one), "href": f"?state={one}", "current": one == state} for one in ORDER]
    context: dict[str, Any] = {
        "rows": [row(notice) for notice in rows[:A_PAGE]],
        "states": states,
        "state": state,
        "next": f"?state={state}&before={rows[A_PAGE - 1].pk}" if len(rows) > A_PAGE else "",
        "first": f"?state={state}" if before else "",
        "sees_cases": request.actor.role in LOOKERS - {Role.ADMIN},
    }
    return render(request, "notices_desk/ledger.html", page_frame(request, "ledger", **context))


@case_staff_required
@require_GET
def case(request: DeskRequest, number: str) -> HttpResponse:
    """Who was told what in one case, by which way, and whether it arrived."""
    found = case_or_404(request, number)
    rows = [row(notice, told=True) for notice in notices.of_case(found, actor=request.actor)]
    hands = request.actor.role in HANDS
    return render(request, "notices_desk/case.html", page_frame(request, "", case=found, rows=rows, hands=hands))


@open_to(HANDS | {Role.ADMIN})
@require_POST
def again(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Try a failed notice once more."""
    try:
        notice = people.again(notice_id, actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
        return redirect("notices_desk:ledger")
    messages.success(request, gettext("It goes out again."))
    if notice.case is not None and request.actor.role in HANDS:
        return redirect("notices_desk:case", notice.case.number)
    return redirect("notices_desk:ledger")
