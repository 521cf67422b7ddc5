"""Where a page is asked for too often: the computer works for a moment, or its person waits a minute. No dead end."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from redress.kernel.problems import Problem
from redress.portals import work
from redress.portals.limits import address_of
from redress.portals.public import knocks
from redress.portals.public.knocks import Quota

WAITED = Quota("waited", 10, 3600)  # who cannot count may wait this often, by address
WAITED_ALL = Quota("waited_all", 600, 3600)  # and all together
OWN = frozenset({"csrfmiddlewaretoken", "work", "ticket"})


def everybody() -> Quota:
    """How many may begin or send within ten minutes, all together, before each is asked for work."""
    return Quota("everybody", settings.REDRESS_PRESSURE, 600)


def take(request: HttpRequest, quota: Quota, *, now: datetime) -> HttpResponse | None:
    """Count one; return the page that asks for work where that was one too many, from here or from all; None to go on."""
    seconds = knocks.take(quota, address_of(request.META), now=now)
    seconds = max(seconds, knocks.take(everybody(), "all", now=now))
    return asked(request, quota, seconds, now=now)


def asked(request: HttpRequest, quota: Quota, seconds: int, *, now: datetime) -> HttpResponse | None:
    """Return the page that asks for work, with everything that was sent, unless it came with work done; None to go on.

    seconds -- how long the limit still lasts; 0 asks for nothing
    """
    if not seconds:
        return None
    who, problems = address_of(request.META), list[Problem]()
    solution, ticket = request.POST.get("work", ""), request.POST.get("ticket", "")
    left: int | None = None
    if solution:
        found = work.problem_with(solution, quota.name, who, now=now)
        if found is None:
            return None
        problems = [found]
    elif ticket:
        left = work.seconds_left(ticket, quota.name, who, now=now)
        if left == 0:
            if over := max(knocks.take(WAITED, who, now=now), knocks.take(WAITED_ALL, "all", now=now)):
                return too_many(request, over)
            if work.take_ticket(ticket, now=now):
                return None
            left = None
    if left is None:
        ticket, left = work.ticket(quota.name, who, now=now), work.WAIT_SECONDS
    context = {
        "problems": problems,
        "challenge": work.challenge(quota.name, who, now=now),
        "ticket": ticket,
        "early": bool(request.POST.get("ticket")),
        "left": left,
        "kept": [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values],
    }
    response = render(request, "public/work.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "public/wait.html", {"minutes": max(1, -(-seconds // 60))}, status=429)
    response["Retry-After"] = str(seconds)
    return response
