"""Finding one's matter again: number and words, or telephone and words. A wrong answer says the same whatever is wrong."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases import numbers
from redress.cases.models import Case
from redress.kernel.problems import Problem
from redress.portals.limits import address_of
from redress.portals.public import gate, knocks
from redress.portals.public.filing.answers import errors
from redress.portals.public.following import session
from redress.privacy import vault
from redress.privacy.blind import normalise_phone

MOST = 50  # cases of one telephone that are tried


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        given = {"number": request.GET.get("number", "")[:40]}
        return render(
            request, "public/look_up.html", {"v": given, "e": {}, "problems": [], "held": session.held(request)}
        )
    given = {name: request.POST.get(name, "").strip()[:200] for name in ("number", "phone", "words")}
    found = _empty(given)
    if not found:
        who = (address_of(request.META), numbers.canonical(given["number"]) or normalise_phone(given["phone"]))
        seconds = max(knocks.wait(knocks.LOOK_UP, who[0], now=now), knocks.wait(knocks.LOOK_UP_CASE, who[1], now=now))
        if held_up := gate.asked(request, knocks.LOOK_UP, seconds, now=now):
            return held_up
        case = find(given)
        if case is not None:
            return session.hold(redirect("public:case", number=case.number), case)
        knocks.count(knocks.LOOK_UP, who[0], now=now)
        knocks.count(knocks.LOOK_UP_CASE, who[1], now=now)
        found = [Problem("look_up.no_match", _no_match(), "/words")]
    context = {"v": given, "e": errors(found), "problems": found, "wrong": True, "held": None}
    return render(request, "public/look_up.html", context, status=422)


def _no_match() -> str:
    return gettext(
        "We find no matter with this number or telephone and these words. Check both; the order of the words matters."
    )


def _empty(given: dict[str, str]) -> list[Problem]:
    found = []
    if not given["number"] and not given["phone"]:
        message = gettext("Write the number, or the telephone you gave us. One of the two is enough.")
        found.append(Problem("look_up.number_or_phone", message, "/number"))
    if not given["words"]:
        message = gettext("Write the four words from your receipt, in characters or in letters.")
        found.append(Problem("look_up.words", message, "/words"))
    return found


def find(given: dict[str, str]) -> Case | None:
    """Return the case that the words open, among those of the number or the telephone.

    The words of a complaint open the report that was split from it too, and the other way round.
    """
    number = numbers.canonical(given["number"])
    if number:
        rows = list(Case.objects.filter(number=number).select_related("linked"))
    else:
        ids = vault.find("phone", given["phone"])[:MOST]
        rows = list(Case.objects.filter(pk__in=ids).select_related("linked").order_by("-pk"))
    for case in rows:
        if numbers.opens(given["words"], case.number):
            return case
    for case in rows:
        if case.linked is not None and numbers.opens(given["words"], case.linked.number):
            return case
    if not rows:
        numbers.opens(given["words"], "26" + "0" * 10)  # the same work whether there is such a case or not
    return None


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the matter in this browser."""
    return session.release(redirect("public:home"))


def not_here(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    """Not held, or not there: both lead to the look-up, with the number filled in."""
    given = {"number": number[:40]}
    context: dict[str, Any] = {
        "v": given,
        "e": {},
        "problems": [],
        "held": None,
        "closed": bool(request.COOKIES.get(session.COOKIE)),
    }
    return render(request, "public/look_up.html", context, status=404)
