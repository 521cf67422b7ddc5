"""Mail that waits for a person, and what became of the rest."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from redress.kernel.problems import NotAllowed, Problem
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.fields import field, filled, options
from redress.portals.downloads import attachment
from redress.portals.inbox import held, originals
from redress.portals.inbox.models import Incoming
from redress.portals.privacy.doorway import ANSWERERS

MOST = 100
SHOWN = 4000  # characters of a mail's words on the page; all of it is in the original


def state_words(row: Incoming) -> str:
    return {
        "filed": gettext("New case"),
        "added": gettext("Added to a case"),
        "held": gettext("Waits for a person"),
        "ignored": gettext("No person wrote it"),
        "returned": gettext("A notice that came back"),
        "discarded": gettext("Put away"),
    }[row.state]


def why(row: Incoming) -> str:
    found = held.WHY.get(row.reason) or held.DISCARDS.get(row.reason)
    return str(found) if found else ""


@open_to(ANSWERERS)
@require_GET
def mails(request: DeskRequest) -> HttpResponse:
    """Held mail first; the rest of the last mails on a second page."""
    everything = request.GET.get("show") == "all"
    found = Incoming.objects.visible_to(request.actor).select_related("case").order_by("-pk")
    rows = [
        {
            "row": row,
            "state": state_words(row),
            "why": why(row),
            "href": reverse("inbox:mail", args=[row.pk]),
            "case": row.case,
        }
        for row in (found if everything else found.filter(state="held"))[:MOST]
    ]
    tabs = [
        {"label": gettext("Waits for a person"), "href": "?", "current": not everything},
        {"label": gettext("Everything"), "href": "?show=all", "current": everything},
    ]
    return render(request, "inbox/mails.html", frame(request, "inbox:mails", rows=rows, tabs=tabs))


@open_to(ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: DeskRequest, mail_id: int) -> HttpResponse:
    """One mail: who wrote, what, with which files; and the three things that can be done with a held one."""
    row = held.get(mail_id, actor=request.actor)
    problems: list[Problem] = []
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            row = _decide(request, row, given)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("casework:case", row.case.number) if row.case else redirect("inbox:mails")
    letter = held.letter_of(row) if row.path else None
    context = frame(
        request,
        "inbox:mails",
        row=row,
        state=state_words(row),
        why=why(row),
        letter=letter,
        words=(letter.words or letter.whole)[:SHOWN] if letter else "",
        files=[{"name": file.name, "size": len(file.content)} for file in letter.files] if letter else [],
        attach_fields=filled(
            [
                field(
                    "number",
                    gettext("Number of the case"),
                    width=20,
                    value=next(iter(letter.numbers), "") if letter else "",
                )
            ],
            given,
            problems,
        ),
        discard_fields=filled(
            [field("reason", gettext("Why it is put away"), "select", options=options(held.DISCARDS))], given, problems
        ),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "inbox/mail.html", context, status=422 if problems else 200)


def _decide(request: DeskRequest, row: Incoming, given: dict[str, Any]) -> Incoming:
    now, go = timezone.now(), given.get("go", "")
    if go == "file":
        done = held.file(row.pk, actor=request.actor, now=now)
        messages.success(request, gettext("Registered as a new case; the sender is told number and phrase."))
    elif go == "attach":
        done = held.attach(row.pk, given.get("number", ""), actor=request.actor, now=now)
        messages.success(request, gettext("Added to the case."))
    elif go == "discard":
        done = held.discard(row.pk, reason=given.get("reason", ""), actor=request.actor, now=now)
        messages.success(request, gettext("Put away; the original stays for 30 days."))
    else:
        raise Http404(go)
    return done


@open_to(ANSWERERS)
@require_GET
def original(request: DeskRequest, mail_id: int) -> HttpResponse:
    """The mail as it came, as a download."""
    row = held.get(mail_id, actor=request.actor)
    try:
        return attachment(originals.take(row), f"mail-{row.pk}.eml")
    except FileNotFoundError:
        raise Http404 from None
