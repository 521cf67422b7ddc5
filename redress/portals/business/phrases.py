"""The words a business answers with, in versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.kernel.problems import NotAllowed, Problem
from redress.portals.business import words
from redress.portals.business.door import BusinessRequest, frame, member_required
from redress.portals.casework.fields import field, filled, options
from redress.traders import phrases as kept


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: BusinessRequest) -> HttpResponse:
    """List them with their versions; keep new ones, or a new version under a known name."""
    problems = list[Problem]()
    given = {name: request.POST.get(name, "") for name in ("name", "kind", "text")} if request.method == "POST" else {}
    if given:
        try:
            kept.save(**given, actor=request.actor, now=timezone.now())
            messages.success(request, gettext("Kept."))
            return redirect("business:phrases")
        except NotAllowed as refusal:
            problems = refusal.problems
    fields = [
        field("name", gettext("Name of these words"), width=20, hint=gettext("A known name makes the next version")),
        field("kind", gettext("For which answer"), "select", options=options(words.kinds())),
        field("text", pgettext("answer", "Words"), "area"),
    ]
    rows = [
        {"row": row, "kind": words.answered(row.kind), "versions": kept.versions(row)[1:]}
        for row in kept.in_use(request.actor)
    ]
    context = frame(
        request, "phrases", rows=rows, fields=filled(fields, given, problems), problems=problems, places=kept.PLACES,
        works=request.member.role in ("owner", "agent"), wrong=bool(problems),
    )  # fmt: skip
    return render(request, "business/phrases.html", context, status=422 if problems else 200)


@member_required
@require_POST
def drop(request: BusinessRequest, phrase_id: int) -> HttpResponse:
    """Put words out of use."""
    try:
        kept.drop(phrase_id, actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
    return redirect("business:phrases")
