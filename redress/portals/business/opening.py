"""Opening an account with the code of a letter, and joining one by a link."""

from typing import Any

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redress.kernel.actors import ANYONE
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.portals.casework.fields import field, filled
from redress.portals.limits import Limit, address_of
from redress.traders import accounts
from redress.traders.models import Member

TRIES = Limit("account_codes", most=20, seconds=600)
PERSON = ("username", "name", "password")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _person() -> list[dict[str, Any]]:
    return [
        field("name", gettext("Your name"), width=20, autocomplete="name"),
        field("username", gettext("Name to sign in with"), width=20, autocomplete="username"),
        field(
            "password", gettext("Password"), width=20, type="password", autocomplete="new-password",
            hint=gettext("12 characters or more"),
        ),
    ]  # fmt: skip


def _in(request: HttpRequest, made: Member) -> HttpResponse:
    login(request, made.user, backend=BACKEND)
    return redirect("business:queue")


def _page(request: HttpRequest, fields: list[dict[str, Any]], problems: list[Problem], **more: Any) -> HttpResponse:
    given = {name: text for name, text in request.POST.dict().items() if name != "password"}
    context = {"fields": filled(fields, given, problems), "problems": problems, "wrong": bool(problems), **more}
    return render(request, "business/open.html", context, status=422 if problems else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Open the account of a business with its credit code and the code of the letter."""
    now, problems = timezone.now(), list[Problem]()
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("uscc", "code", *PERSON)}
        who = address_of(request.META)
        try:
            if TRIES.wait(who, now=now):
                message = gettext("Too many wrong codes from here. Wait ten minutes, or call us.")
                raise NotAllowed([Problem(code="trader.code.wait", message=message, pointer="/code")])
            return _in(request, accounts.claim(given.pop("uscc"), given.pop("code"), **given, actor=ANYONE, now=now))
        except NotAllowed as refusal:
            TRIES.count(who, now=now)
            problems = refusal.problems
    fields = [
        field("uscc", gettext("Credit code of the business"), width=20),
        field("code", gettext("Code from our letter"), width=10, autocomplete="one-time-code"),
        *_person(),
    ]
    return _page(request, fields, problems)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Join the account of a business."""
    now, problems = timezone.now(), list[Problem]()
    try:
        row = accounts.joining(token, now=now)
        if request.method == "POST":
            given = {name: request.POST.get(name, "") for name in PERSON}
            return _in(request, accounts.join(token, **given, actor=ANYONE, now=now))
    except NotThere:
        raise Http404 from None
    except NotAllowed as refusal:
        problems = refusal.problems
    return _page(request, _person(), problems, business=row.account.trader.name)
