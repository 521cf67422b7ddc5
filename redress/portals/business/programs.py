"""Programs of a business: keys for the API, and where its own systems are told of its matters."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.notices.models import Notice
from redress.portals.business.door import BusinessRequest, frame, member_required
from redress.portals.casework.fields import field, filled, options
from redress.portals.notices.hooks import STATES
from redress.portals.notices.shown import row, words_of
from redress.traders import hooking
from redress.traders import programs as keys

DEFAULT_DAYS = 90
MOST = 20


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def programs(request: BusinessRequest) -> HttpResponse:
    """Keys and endpoints; a new key or secret stands on this answer and nowhere else."""
    problems, made, secret = list[Problem](), "", ""
    given = request.POST.dict() if request.method == "POST" else {}
    try:
        if given.get("go") == "key":
            made = _key(request, given)
        elif given.get("go") == "hook":
            _, secret = hooking.subscribe(
                given.get("url", ""), given.get("events", "").split(), actor=request.actor, now=timezone.now()
            )
    except NotAllowed as refusal:
        problems = refusal.problems
    scopes = {"all": gettext("Read and answer"), "read": gettext("Only read")}
    key_fields = [
        field("label", gettext("Which program uses it"), width=20),
        field("scope", gettext("What it may do"), "select", options=options(scopes)),
        field(
            "days", gettext("Valid for how many days"), width=3, value=str(DEFAULT_DAYS), hint=gettext("365 at most")
        ),
    ]
    hook_fields = [
        field("url", gettext("Address that is called"), hint=gettext("https, an address of the open net")),
        field("events", gettext("Only these events"), optional=True, hint=", ".join(hooking.KNOWN)),
    ]
    back = given if problems else {}
    context = frame(
        request, "programs", made=made, secret=secret, problems=problems, wrong=bool(problems),
        owner=request.member.role == "owner", now=timezone.now(),
        keys=[{"row": one, "scope": scopes.get(one.scope, one.scope)} for one in keys.of(request.actor)],
        hooks=[_hook(one) for one in hooking.endpoints(request.actor)],
        key_fields=filled(key_fields, back, problems), hook_fields=filled(hook_fields, back, problems),
    )  # fmt: skip
    return render(request, "business/programs.html", context, status=422 if problems else 200)


def _key(request: BusinessRequest, given: dict[str, Any]) -> str:
    days, now = str(given.get("days", "")), timezone.now()
    return keys.issue(
        scope=str(given.get("scope", "")), label=str(given.get("label", "")),
        expires_at=now + timedelta(days=int(days)) if days.isdecimal() and len(days) < 5 else None,
        actor=request.actor, now=now,
    )  # fmt: skip


def _hook(endpoint: Any) -> dict[str, Any]:
    return {"endpoint": endpoint, "state": words_of(STATES, endpoint.state), "tone": STATES[endpoint.state][2]}


@member_required
@require_POST
def revoke(request: BusinessRequest, key_id: int) -> HttpResponse:
    """End a key."""
    try:
        keys.revoke(key_id, actor=request.actor, now=timezone.now())
        messages.success(request, gettext("The key is revoked."))
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
    return redirect("business:programs")


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: BusinessRequest, endpoint_id: int) -> HttpResponse:
    """One endpoint: what could not be delivered, the last ones; sending again, ending it."""
    endpoint = hooking.find(endpoint_id, actor=request.actor)
    problems = list[Problem]()
    if request.method == "POST":
        try:
            _do(request, endpoint_id)
            return redirect("business:hook", endpoint_id)
        except NotAllowed as refusal:
            problems = refusal.problems
    found = Notice.objects.filter(endpoint=endpoint).select_related("case").order_by("-sequence")
    dead = found.filter(state="failed")
    context = frame(
        request, "programs", **_hook(endpoint), problems=problems, owner=request.member.role == "owner",
        dead=[row(one) for one in dead[:MOST]], last=[row(one) for one in found[:MOST]],
        held=found.filter(state__in=("held", "waiting")).count(),
        since=dead.order_by("sequence").values_list("sequence", flat=True).first() or 1, wrong=bool(problems),
    )  # fmt: skip
    return render(request, "business/hook.html", context, status=409 if problems else 200)


def _do(request: BusinessRequest, endpoint_id: int) -> None:
    now, since = timezone.now(), request.POST.get("since", "")
    if request.POST.get("go") == "close":
        hooking.close(endpoint_id, actor=request.actor, now=now)
        messages.success(request, gettext("The subscription ended."))
        return
    if not since.isdecimal() or len(since) > 12:
        message = gettext("Write the number to begin with, such as 1.")
        raise Invalid([Problem("webhook.replay.number", message, "/since")])
    count = hooking.replay(endpoint_id, since=int(since), actor=request.actor, now=now)
    messages.success(request, gettext("%(count)d messages are sent again.") % {"count": count})
