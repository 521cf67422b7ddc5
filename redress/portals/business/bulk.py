"""One answer to the ticked matters: what would happen to each, then what did."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redress.kernel.problems import NotAllowed, Problem
from redress.kernel.whole import whole_number
from redress.portals.business import words
from redress.portals.business.door import BusinessRequest, frame, member_required
from redress.portals.casework.fields import field, filled, options
from redress.portals.trader.words import remedies
from redress.traders import bulk as many
from redress.traders import phrases

FIELDS = ("kind", "text", "remedy", "amount", "day")


@never_cache
@member_required
@require_POST
def bulk(request: BusinessRequest) -> HttpResponse:
    """Choose the answer, look at what each matter would get, do it."""
    post, now = request.POST, timezone.now()
    chosen, go = post.getlist("pick"), post.get("go", "")
    if not chosen:
        return redirect("business:queue")
    data = {name: post.get(name, "").strip() for name in FIELDS}
    if go == "words":
        data |= _words(request)
    lines, problems = list[many.Line](), list[Problem]()
    try:
        if go == "do":
            seen = {ref: seen for ref in chosen if (seen := whole_number(post.get(f"seen-{ref}", ""))) is not None}
            key = post.get("once", "")[:40] or secrets.token_hex(12)
            lines = many.answer(chosen, data, seen=seen, key=key, actor=request.actor, now=now)
        elif go == "look":
            lines = many.look(chosen, data, actor=request.actor, now=now)
    except NotAllowed as refusal:
        problems = refusal.problems
    done = go == "do" and not problems
    context = frame(
        request, "queue", chosen=chosen, data=data, done=done, looked=go == "look" and not problems, problems=problems,
        lines=[_line(line) for line in lines], once=secrets.token_hex(12), wrong=bool(problems),
        going=sum(not line.problems for line in lines), refused=sum(bool(line.problems) for line in lines),
        kind=words.kinds().get(data["kind"], ""), fields=filled(_fields(), data, problems),
        phrases=[{"value": str(row.pk), "label": f"{row.name} v{row.version}"} for row in phrases.in_use(request.actor)],
        places=phrases.PLACES,
    )  # fmt: skip
    return render(request, "business/bulk.html", context, status=422 if problems else 200)


def _words(request: BusinessRequest) -> dict[str, str]:
    wanted = request.POST.get("phrase", "")
    if not wanted.isdecimal() or len(wanted) > 17:
        return {}
    row = phrases.find(int(wanted), actor=request.actor)
    return {"kind": row.kind, "text": row.text}


def _fields() -> list[dict[str, Any]]:
    return [
        field("kind", gettext("Which answer"), "select", options=options(words.kinds())),
        field(
            "text",
            pgettext("answer", "Words"),
            "area",
            hint=gettext("{places} are filled for each matter"),
            optional=True,
        ),
        field("remedy", gettext("What is offered"), "select", options=options(remedies()), optional=True),
        field("amount", gettext("How much, in yuan"), width=10, optional=True),
        field("day", gettext("By which day, or until which"), "day", optional=True),
    ]


def _line(line: many.Line) -> dict[str, Any]:
    return {"line": line, "href": reverse("trader:link", args=[line.ref]) if line.number else ""}
