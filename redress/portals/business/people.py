"""People of an account: who they are, what they may do, letting one in and letting one go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.kernel.problems import NotAllowed, Problem
from redress.portals.business import words
from redress.portals.business.door import BusinessRequest, frame, member_required
from redress.portals.casework.fields import field, filled, options
from redress.traders import accounts


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: BusinessRequest) -> HttpResponse:
    """Everybody of the account; make a link for one more, which stands on this answer and nowhere else."""
    now, made, problems = timezone.now(), "", list[Problem]()
    if request.method == "POST":
        try:
            made = accounts.invite_member(request.POST.get("role", ""), actor=request.actor, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
    roles = words.roles()
    fields = [field("role", gettext("What they may do"), "select", options=options(roles))]
    owner = request.member.role == "owner"
    context = frame(
        request, "people", made=made, problems=problems, fields=filled(fields, {}, problems), owner=owner,
        rows=[{"row": row, "role": roles[row.role]} for row in accounts.members(request.actor)],
        links=[{"row": row, "role": roles[row.role]} for row in accounts.links(request.actor, now=now)] if owner else [],
        wrong=bool(problems),
    )  # fmt: skip
    return render(request, "business/people.html", context, status=422 if problems else 200)


@member_required
@require_POST
def end(request: BusinessRequest, member_id: int) -> HttpResponse:
    """Let a person go."""
    try:
        accounts.end_member(member_id, actor=request.actor, now=timezone.now())
        messages.success(request, gettext("Their sign-in, sessions and keys have ended."))
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
    return redirect("business:people")


@member_required
@require_POST
def revoke(request: BusinessRequest, joining_id: int) -> HttpResponse:
    """Take a link back."""
    try:
        accounts.revoke_link(joining_id, actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
    return redirect("business:people")
