"""Letters and calls: what people still have to post or to say, and what became of it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.notices import envelope, people
from redress.notices.models import Notice
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.downloads import attachment
from redress.portals.notices.shown import HANDS, page_frame, row

MOST = 100


@open_to(HANDS)
@require_GET
def letters(request: DeskRequest) -> HttpResponse:
    """What waits to be posted or telephoned, oldest first, and what is under way."""
    found = Notice.objects.visible_to(request.actor).filter(channel__in=people.BY_HAND).select_related("case")
    context: dict[str, Any] = {
        "waiting": [row(one) for one in found.filter(state="waiting").order_by("pk")[:MOST]],
        "under_way": [row(one) for one in found.filter(state="sent").order_by("pk")[:MOST]],
        "today": day_of(timezone.now()),
    }
    return render(request, "notices_desk/letters.html", page_frame(request, "letters", **context))


@open_to(HANDS)
@require_GET
def letter(request: DeskRequest, notice_id: int) -> HttpResponse:
    """The sheet that goes on top: address where the window of an envelope is, and the words."""
    notice = Notice.objects.visible_to(request.actor).filter(pk=notice_id, channel="letter").first()
    if notice is None:
        raise Http404
    content = envelope.sheet(notice, now=timezone.now())
    return attachment(content, f"notice-{notice.pk}.pdf", media_type="application/pdf")


@open_to(HANDS)
@require_POST
def note(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Write down that a letter was posted, arrived or came back."""
    on = _day(request.POST.get("on", ""))
    try:
        people.note(
            notice_id, request.POST.get("what", ""), on=on or day_of(timezone.now()), actor=request.actor,
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, gettext("Noted."))
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
    return redirect("notices_desk:letters")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
