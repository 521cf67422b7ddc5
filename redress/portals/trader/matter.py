"""The matter on one page as its trader sees it, the six answers, and what the trader takes along."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redress.cases import evidence, reading
from redress.cases.filetypes import accepted_extensions
from redress.cases.filing import digest_of
from redress.cases.once import once
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.portals.downloads import attachment
from redress.portals.present import cite_words, lang
from redress.portals.public import uploads
from redress.portals.trader import door, rooms, session, words
from redress.privacy.vault import Erased
from redress.records import entries, issue
from redress.traders import accounts, actions, answering, ladder, seeing, silence
from redress.traders.models import Invitation

# Over 15 days of refusing or putting off a lawful request may count as deliberate delay: told, never applied here.
DELAY = ({"law": "infringement-penalty-2020", "article": "8"},)
FIELDS = ("text", "remedy", "amount", "day")
WITH_FILES = frozenset({"contest", "offer", "not_us"})


def page(request: HttpRequest, invitation: Invitation, *, now: datetime) -> HttpResponse:
    """What the consumer says and wants, by when an answer is asked for, what if none comes, and the ways to answer."""
    case = invitation.case
    actor = door.actor(request, invitation)
    try:
        shown = seeing.matter(case, invitation, actor=actor)
    except NotThere:
        raise Http404 from None
    role = accounts.member_of(actor).role if actor.staff_id is not None else ""
    given = words.shown(answering.shown(case, actor=actor, slots=reading.sealed(case)))
    away = (bool(given) and given[0]["kind"] == "not_us") or case.phase == "closed"
    problems = answering.problems_with(case, invitation.trader, answering.watch_of(invitation), actor=actor)
    context = {
        "ref": invitation.ref,
        "invitation": invitation,
        "office": door.office(invitation),
        "matter": None if away else shown,
        "wishes": [{"title": wish_words(wish.kind), "amount": wish.amount, "note": wish.note} for wish in shown.wishes],
        "given": given,
        "kinds": [] if problems or role == "reader" else kinds(invitation),
        "role": role,
        "over": case.phase == "closed",
        "may_ask": not role and bool(invitation.trader.uscc) and accounts.open_account(invitation.trader) is None,
        "closed": problems,
        "silent": consequence(invitation),
        "files": shown.files,
        "proves": proves(),
        "room": {} if away else rooms.way(invitation, actor),
        "late": not given and invitation.answer_by < now.astimezone().date(),
    }
    response = render(request, "trader/matter.html", context)
    return response if role else session.hold(response, invitation)


def kinds(invitation: Invitation) -> list[dict[str, str]]:
    return [
        {"code": code, **text, "href": reverse("trader:answer", args=[invitation.ref, code])}
        for code, text in words.answers().items()
    ]


def wish_words(kind: str) -> str:
    return {
        "REPAIR": gettext("Repair"), "REDO": gettext("Do it again"), "EXCHANGE": gettext("Exchange"),
        "RETURN": gettext("Give it back"), "MAKE_UP_QUANTITY": gettext("Deliver what was short"),
        "REFUND": gettext("Money back"), "DAMAGES": gettext("Compensation"),
    }.get(kind, gettext("Something else"))  # fmt: skip


def consequence(invitation: Invitation) -> dict[str, str]:
    """What may follow if nobody answers, with its article: from the case's rule set."""
    ground = silence.ground(invitation.case)
    if ground is None:
        return {}
    return {"text": say(ground.title, lang()), "cite": cite_words(ground.cites), "delay": cite_words(DELAY)}


def proves() -> list[str]:
    """Papers that usually settle such a matter."""
    return [
        gettext("Record of the sale, invoice, order"),
        gettext("Warranty card and repair notes"),
        gettext("Test or inspection reports"),
        gettext("What was promised: page, contract, chat"),
    ]


@never_cache
@uploads.with_files
@require_http_methods(["GET", "POST"])
@door.opened
def answer(request: HttpRequest, invitation: Invitation, kind: str, *, now: datetime) -> HttpResponse:
    """The form of one answer."""
    if kind not in words.answers():
        raise Http404
    actor, case = door.actor(request, invitation), invitation.case
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            row_id = _sent(request, invitation, kind, given, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("trader:sent", ref=invitation.ref, answer_id=row_id)
    else:
        problems = answering.problems_with(case, invitation.trader, answering.watch_of(invitation), actor=actor)
        if problems:
            return redirect("trader:link", ref=invitation.ref)
    said = {problem.pointer.strip("/"): problem.message for problem in problems}
    newest = answering.of_case(case, trader=invitation.trader).last()
    rules = ladder.of(case.agency_id)
    context = {
        "ref": invitation.ref, "kind": kind, **words.answers()[kind], "v": given, "e": said, "problems": problems,
        "wrong": bool(problems), "once": request.POST.get("once") or secrets.token_hex(12),
        "seen": request.POST.get("seen") or (newest.pk if newest else 0), "with_files": kind in WITH_FILES,
        "remedies": [{"value": code, "label": label, "checked": code == given["remedy"]} for code, label in words.remedies().items()],
        "accept": accepted_extensions(), "most_mb": settings.REDRESS_MAX_UPLOAD_MB, "most_days": rules.most_time_days,
        "audiences": audiences(request.POST.get("audience", "both")), "silent": consequence(invitation), "proves": proves(),
        "optional": kind not in ("contest", "time"),
    }  # fmt: skip
    return render(request, "trader/answer.html", context, status=422 if problems else 200)


def audiences(chosen: str) -> list[dict[str, Any]]:
    rows = (
        ("both", gettext("Both sides"), gettext("The consumer can see it too.")),
        ("staff", gettext("The office only"), gettext("For what must stay a business secret.")),
    )
    return [{"value": code, "label": label, "hint": hint, "checked": code == chosen} for code, label, hint in rows]


def _sent(request: HttpRequest, invitation: Invitation, kind: str, given: dict[str, str], *, now: datetime) -> int:
    """Take the answer down, once for one form; return its id."""
    if uploads.too_much(request):
        raise NotAllowed([uploads.too_much_problem()])
    kept, problems = uploads.checked(file for file in request.FILES.getlist("files") if file)
    if problems:
        raise NotAllowed(problems)
    seen = request.POST.get("seen", "")
    actor, number = door.actor(request, invitation), invitation.case.number
    if actor.staff_id is not None:
        accounts.require_role(actor, "owner", "agent")

    def run() -> tuple[list[str], int]:
        row = actions.answer(
            number, {"kind": kind, **given}, trader=invitation.trader, files=kept,
            files_for=request.POST.get("audience", "both"), seen=whole_number(seen),
            actor=actor, now=now,
        )  # fmt: skip
        return [number], row.pk

    key = request.POST.get("once", "")[:40] or secrets.token_hex(12)
    _, row_id, _ = once(f"trader:{invitation.pk}", key, digest_of([kind, given]), run, now=now)
    return int(row_id)


@never_cache
@require_safe
@door.opened
def sent(request: HttpRequest, invitation: Invitation, answer_id: int, *, now: datetime) -> HttpResponse:
    """What was sent, dated, with its receipt."""
    actor, case = door.actor(request, invitation), invitation.case
    rows = words.shown(answering.shown(case, actor=actor, slots=reading.sealed(case)))
    row = next((one for one in rows if one["id"] == answer_id), None)
    if row is None:
        raise Http404
    context = {
        "ref": invitation.ref, "row": row, "office": door.office(invitation), "number": case.number,
        "room": rooms.way(invitation, actor) if row["kind"] in ("mediate_yes", "mediate_no") else {},
    }  # fmt: skip
    return render(request, "trader/sent.html", context)


@never_cache
@require_safe
@door.opened
def receipt(request: HttpRequest, invitation: Invitation, entry_id: int, *, now: datetime) -> HttpResponse:
    """The receipt of one's own answer: checked by anybody, without this server."""
    rows = answering.of_case(invitation.case, trader=invitation.trader)
    if not rows.filter(entry_id=entry_id).exists():
        raise Http404
    try:
        entries.get(entry_id)
        made = issue.receipt(entry_id, now=now)
    except (LookupError, NotAllowed):
        raise Http404 from None
    name = f"{invitation.case.number}-{entry_id}.receipt.json"
    return attachment(made.file, name, media_type="application/json")


@never_cache
@require_safe
@door.opened
def file(request: HttpRequest, invitation: Invitation, exhibit_id: int, *, now: datetime) -> HttpResponse:
    """A file that both sides see, or one's own."""
    actor, case = door.actor(request, invitation), invitation.case
    row = next((one for one in seeing.own_and_shared(case, actor=actor) if one.pk == exhibit_id), None)
    if row is None:
        raise Http404
    try:
        found = evidence.open_exhibit(row, actor=actor, now=now)
    except (NotAllowed, Erased, FileNotFoundError):
        raise Http404 from None
    return attachment(found.content, found.name)
