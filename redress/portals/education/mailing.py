"""Warnings by e-mail: asking for them, confirming from the mailbox, leaving with one click."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from redress.education import subscribing
from redress.kernel.actors import ANYONE
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.law import divisions
from redress.notices import ways
from redress.portals.education.showing import categories
from redress.portals.law.asking import tongue
from redress.portals.limits import Limit, address_of

ASKED = Limit("subscriptions", most=10, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    now, done, status = timezone.now(), False, 200
    problems: list[Problem] = []
    given = {name: request.POST.get(name, "").strip()[:200] for name in ("email", "category", "division")}
    if request.method == "POST" and ASKED.take(address_of(request.META), now=now):
        message = gettext("Too many requests; please wait a moment.")
        problems, status = [Problem("education.subscribe.too_often", message)], 429
    elif request.method == "POST":
        try:
            subscribing.ask(
                given["email"], given["category"], given["division"], language=tongue(), actor=ANYONE, now=now
            )
        except NotAllowed as refused:
            problems, status = list(refused.problems), 422
        else:
            done = True
    context: dict[str, Any] = {
        "done": done,
        "given": given,
        "problems": problems,
        "wrong": bool(problems),
        "categories": categories(given["category"]),
        "areas": [
            {"value": code, "label": name} for code, (name, _) in divisions.current().items() if code.endswith("0000")
        ],
        "off": bool(ways.missing("email")),
    }
    return render(request, "education/mail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: programs that open every link of a mail confirm nothing."""
    return _one_button(request, token, "confirm")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; a mail program presses it by itself (RFC 8058), without a cookie and without a form."""
    return _one_button(request, token, "leave")


def _one_button(request: HttpRequest, token: str, what: str) -> HttpResponse:
    now = timezone.now()
    try:
        row = subscribing.find(token, what)
        if request.method == "POST" and what == "confirm":
            row = subscribing.confirm(token, actor=ANYONE, now=now)
        elif request.method == "POST":
            subscribing.leave(token, actor=ANYONE, now=now)
            row = None
    except NotThere:
        raise Http404("subscription") from None
    if row is None and what == "confirm":
        raise Http404("subscription")
    done = row is None if what == "leave" else row is not None and row.confirmed_at is not None
    return render(request, "education/mail_button.html", {"what": what, "done": done})
