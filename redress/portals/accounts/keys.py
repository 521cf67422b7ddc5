"""Keys for programs: made by the person they act for, shown once, with a scope and an end."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.agencies import actions, queries
from redress.agencies.models import KeyScope
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.portals.casework.access import DeskRequest, frame, staff_required
from redress.portals.casework.fields import field, filled, options

DEFAULT_DAYS = 90


@never_cache
@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: DeskRequest) -> HttpResponse:
    """List keys, and make one; the new key stands on the answer to the form and nowhere else."""
    now = timezone.now()
    made, problems = "", list[Problem]()
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        days = given.get("days", "")
        try:
            made = actions.issue_key(
                request.user,
                scope=given.get("scope", ""),
                label=given.get("label", ""),
                expires_at=now + timedelta(days=int(days)) if days.isdecimal() and len(days) < 5 else None,
                actor=request.actor,
                now=now,
            )
        except NotAllowed as refusal:
            problems = refusal.problems
    rows = [
        {
            "row": row,
            "scope": KeyScope(row.scope).label,
            "whose": row.staff.display_name,
            "mine": row.staff_id == request.actor.staff_id,
            "over": row.expires_at is not None and row.expires_at <= now,
        }
        for row in queries.keys_seen_by(request.actor)
    ]
    fields = [
        field("label", gettext("Which program uses it"), width=20),
        field("scope", gettext("What it may do"), "select", options=options(dict(KeyScope.choices))),
        field(
            "days", gettext("Valid for how many days"), width=3, value=str(DEFAULT_DAYS), hint=gettext("365 at most")
        ),
    ]
    context = frame(
        request,
        "account_keys",
        rows=rows,
        made=made,
        fields=filled(fields, {} if made else given, problems),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "account/keys.html", context, status=422 if problems else 200)


@staff_required
@require_POST
def revoke(request: DeskRequest, key_id: int) -> HttpResponse:
    """End a key; one that is not theirs to know is not there."""
    try:
        actions.revoke_key(key_id, actor=request.actor, now=timezone.now())
    except NotThere:
        raise Http404 from None
    messages.success(request, gettext("The key is revoked."))
    return redirect("account_keys")
