"""Webhooks: endpoints, what could not be delivered, and sending again from a number on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.kernel.problems import NotAllowed, Problem
from redress.notices import hooks as webhooks
from redress.notices.models import Endpoint, Notice
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.notices.shown import ADMINS, page_frame, row, words_of

MOST = 50
STATES = {
    "open": ("开启", "Open", "done"),
    "paused": ("已暂停", "Paused", "danger"),
    "closed": ("已结束", "Closed", "line"),
}


def _rows(request: DeskRequest) -> list[Endpoint]:
    return list(Endpoint.objects.filter(agency_id__in=request.actor.agency_ids, owner="").order_by("pk"))


@open_to(ADMINS)
@require_http_methods(["GET", "POST"])
def hooks(request: DeskRequest) -> HttpResponse:
    """Every endpoint of the body; add one. Its secret is shown once, on the page that answers."""
    secret, problems = "", []
    if request.method == "POST":
        events = request.POST.get("events", "").split()
        try:
            _made, secret = webhooks.subscribe(
                request.POST.get("url", ""), events, actor=request.actor, now=timezone.now()
            )
        except NotAllowed as refusal:
            problems = refusal.problems
    context: dict[str, Any] = {
        "rows": [{"endpoint": one, **_state(one)} for one in _rows(request)],
        "secret": secret,
        "problems": problems,
        "url": request.POST.get("url", "") if problems else "",
    }
    return render(
        request, "notices_desk/hooks.html", page_frame(request, "hooks", **context), status=422 if problems else 200
    )


def _state(endpoint: Endpoint) -> dict[str, str]:
    return {"state": words_of(STATES, endpoint.state), "tone": STATES[endpoint.state][2]}


@open_to(ADMINS)
@require_http_methods(["GET", "POST"])
def hook(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """One endpoint: what failed (the dead letters), what is held, the last that arrived; replay and close."""
    endpoint = Endpoint.objects.filter(pk=endpoint_id, agency_id__in=request.actor.agency_ids, owner="").first()
    if endpoint is None:
        raise Http404
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            _do(request, endpoint)
            return redirect("notices_desk:hook", endpoint.pk)
        except NotAllowed as refusal:
            problems = refusal.problems
    found = Notice.objects.filter(endpoint=endpoint).select_related("case").order_by("-sequence")
    dead = found.filter(state="failed")
    context: dict[str, Any] = {
        "endpoint": endpoint,
        **_state(endpoint),
        "dead": [row(one) for one in dead[:MOST]],
        "held": found.filter(state__in=("held", "waiting")).count(),
        "last": [row(one) for one in found[:10]],
        "since": dead.order_by("sequence").values_list("sequence", flat=True).first() or 1,
        "problems": problems,
    }
    return render(
        request, "notices_desk/hook.html", page_frame(request, "hooks", **context), status=409 if problems else 200
    )


def _do(request: DeskRequest, endpoint: Endpoint) -> None:
    now = timezone.now()
    if request.POST.get("go") == "close":
        webhooks.close(endpoint.pk, actor=request.actor, now=now)
        messages.success(request, gettext("The subscription ended."))
        return
    since = request.POST.get("since", "")
    if not since.isdecimal() or len(since) > 12:
        raise NotAllowed(
            [Problem("webhook.replay.number", gettext("Write the number to begin with, such as 1."), "/since")]
        )
    count = webhooks.replay(endpoint.pk, since=int(since), actor=request.actor, now=now)
    messages.success(request, gettext("%(count)d messages are sent again.") % {"count": count})
