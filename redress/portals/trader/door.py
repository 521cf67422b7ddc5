"""Coming in: a link or a number, and a code. What does not open says why, and what to do."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.agencies import queries
from redress.cases import numbers
from redress.kernel.actors import Actor
from redress.kernel.problems import NotAllowed, Problem
from redress.portals.limits import Limit, address_of
from redress.portals.present import lang
from redress.portals.trader import member, session
from redress.traders import accounts, actions, inviting, matters
from redress.traders.models import Invitation

View = Callable[..., HttpResponse]
CODES = Limit("trader_codes", most=20, seconds=600)  # wrong codes by address; the invitation counts its own


def opened(view: View) -> View:
    """Give a view the invitation of its link if this browser opened it; anybody else is asked for the code."""

    @wraps(view)
    def guarded(request: HttpRequest, ref: str, *args: Any, **named: Any) -> HttpResponse:
        now = timezone.now()
        found, who = member.held(request, ref)
        if found is not None and who is not None:
            request.within = accounts.within(who, found)  # type: ignore[attr-defined]
            return view(request, found, *args, now=now, **named)
        found = session.held(request, ref)
        if found is None or inviting.why_closed(found, now=now):
            return redirect("trader:link", ref=ref)
        return view(request, found, *args, now=now, **named)

    return guarded


def actor(request: HttpRequest, invitation: Invitation) -> Actor:
    """The trader of an invitation: the holder of its link, or a member of the business's account."""
    within: Actor | None = getattr(request, "within", None)
    return within or inviting.actor_of(invitation)


def office(invitation: Invitation) -> dict[str, str]:
    """Who asks, and the number at which anybody can check that they do."""
    body = queries.body(invitation.case.agency_id)
    return {"name": body.name(lang()), "phone": body.phone or settings.REDRESS_PHONE, "address": body.address}


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Number and code by hand, for whoever does not follow links in messages."""
    now = timezone.now()
    given = {"number": request.POST.get("number", "").strip(), "code": request.POST.get("code", "").strip()}
    problems: list[Problem] = []
    if request.method == "POST":
        found = inviting.open_for(numbers.canonical(given["number"]), now=now)
        invitation, problems = _tried(request, [row.ref for row in found], given["code"], now=now)
        if invitation is not None:
            return session.hold(redirect("trader:link", ref=invitation.ref), invitation)
    return _page(request, "trader/enter.html", {"v": given}, problems)


def _tried(
    request: HttpRequest, refs: list[str], code: str, *, now: datetime
) -> tuple[Invitation | None, list[Problem]]:
    """Try a code on invitations; return the one that it opened, or what is wrong."""
    who = address_of(request.META)
    if CODES.wait(who, now=now):
        message = gettext("Too many wrong codes from here. Wait ten minutes, or call us.")
        return None, [Problem(code="trader.code.wait", message=message, pointer="/code")]
    problems = [inviting.wrong_code()]
    for ref in refs:
        try:
            return inviting.enter(ref, code, now=now), []
        except NotAllowed as refusal:
            if refusal.problems[0].code != "trader.code.wrong":
                problems = refusal.problems
    CODES.count(who, now=now)
    return None, problems


@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, ref: str) -> HttpResponse:
    """The link of an invitation: the matter for the browser that opened it, the question for the code for any other."""
    from redress.portals.trader.matter import page  # noqa: PLC0415 -- the matter's pages stand on this door

    now = timezone.now()
    own, who = member.held(request, ref)
    if own is not None and who is not None:
        request.within = accounts.within(who, own)  # type: ignore[attr-defined]
        matters.opened(own, actor=who, now=now)
        return page(request, own, now=now)
    held = session.held(request, ref)
    row = held or Invitation.objects.select_related("case").filter(ref=ref).first()
    closed = row is not None and inviting.why_closed(row, now=now)
    if row is not None and closed:
        return _closed(request, row, now=now)
    if held is not None:
        return page(request, held, now=now)
    problems: list[Problem] = []
    if request.method == "POST":
        invitation, problems = _tried(request, [ref], request.POST.get("code", ""), now=now)
        if invitation is not None:
            return session.hold(redirect("trader:link", ref=ref), invitation)
    context = {"ref": ref, "office": office(row) if row else None, "again": reverse("trader:code", args=[ref])}
    return _page(request, "trader/code.html", context, problems)


def _closed(request: HttpRequest, row: Invitation, *, now: datetime) -> HttpResponse:
    try:
        inviting.require_alive(row, now=now)
    except NotAllowed as refusal:
        context = {"problems": refusal.problems, "office": office(row)}
        return render(request, "trader/closed.html", context, status=410)
    raise Http404


def _page(request: HttpRequest, template: str, context: dict[str, Any], problems: list[Problem]) -> HttpResponse:
    said = {problem.pointer.strip("/"): problem.message for problem in problems}
    context |= {"problems": problems, "e": said, "wrong": bool(problems)}
    return render(request, template, context, status=422 if problems else 200)


@never_cache
@require_POST
def code(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a new code to the contact on record; the page says the same whatever the link was."""
    now = timezone.now()
    row = Invitation.objects.select_related("case").filter(ref=ref).first()
    problems: list[Problem] = []
    sent = ""
    if row is not None:
        try:
            _, sent = actions.send_new_code(row.pk, actor=inviting.actor_of(row), now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
    context = {"ref": ref, "office": office(row) if row else None, "again": reverse("trader:code", args=[ref])}
    return _page(request, "trader/code.html", context | {"sent": not problems, "by": sent}, problems)


@never_cache
@require_POST
@opened
def ask_account(request: HttpRequest, invitation: Invitation, *, now: datetime) -> HttpResponse:
    """Ask for an account of the business; the office sends its code to the registered address."""
    try:
        accounts.ask(invitation, actor=actor(request, invitation), now=now)
        messages.success(
            request, gettext("Asked for. The office checks it and sends a code to the registered address.")
        )
    except NotAllowed as refusal:
        messages.error(request, refusal.problems[0].message)
    return redirect("trader:link", ref=invitation.ref)


@never_cache
@require_POST
def leave(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the matter in this browser."""
    return session.release(redirect("trader:enter"))
