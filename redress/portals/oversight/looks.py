"""Who saw or took out what, for auditors and supervisors; and what of it is worth a question."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from redress.kernel.problems import Invalid
from redress.oversight import looks as queries
from redress.oversight.models import Look
from redress.portals import present
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.oversight.access import watch_frame
from redress.privacy.reveals import REASONS

NAMES = ("staff", "case", "event", "outside", "start", "end")


@open_to(queries.SEARCHERS)
def looks(request: DeskRequest) -> HttpResponse:
    """Search the looks of one's bodies."""
    given = {name: request.GET[name].strip()[:40] for name in NAMES if request.GET.get(name, "").strip()}
    problems: list[Any] = []
    try:
        found = queries.search(request.actor, given, cursor=request.GET.get("cursor", ""))
    except Invalid as refused:
        problems, found = refused.problems, queries.Found([], {}, None)
    signals = queries.signals(request.actor, now=timezone.now())
    people = {one.staff_id for one in found.rows} | {one.staff_id for one in signals}
    names = present.staff_names({f"staff:{one}" for one in people})
    usernames = queries.usernames({one.staff_id for one in signals})
    context = watch_frame(
        request,
        "looks",
        given=given,
        problems=problems,
        wrong=bool(problems),
        rows=[row(one, found, names) for one in found.rows],
        next="?" + urlencode({**given, "cursor": found.next}) if found.next else "",
        signals=[
            {
                "who": names.get(f"staff:{one.staff_id}", gettext("Staff")),
                "what": signal_words(one),
                "href": "?"
                + urlencode(
                    {"staff": usernames.get(one.staff_id, "")} | ({"outside": "1"} if one.code == "outside" else {})
                ),
            }
            for one in signals
        ],
        rules=rules(),
        events=[
            {"value": code, "label": event_words(code), "checked": given.get("event") == code}
            for code in sorted(queries.EVENTS)
        ],
    )
    return render(request, "oversight/looks.html", context, status=422 if problems else 200)


def row(one: Look, found: queries.Found, names: dict[str, str]) -> dict[str, Any]:
    case = found.cases.get(one.case_id)
    return {
        "at": one.at,
        "who": names.get(f"staff:{one.staff_id}", gettext("Staff")),
        "what": event_words(one.event),
        "field": one.field.rsplit("/", 1)[-1] if one.event == "personal_data.revealed" else "",
        "reason": str(REASONS.get(one.reason, one.reason)),
        "own": one.own,
        "number": case.number if case else "",
        "href": reverse("casework:case", args=[case.number]) if case else "",
    }


def event_words(event: str) -> str:
    return {
        "personal_data.revealed": gettext("Hidden value shown"),
        "evidence.opened": gettext("Evidence opened"),
        "case.exported": gettext("Whole file taken out"),
        "cases.exported": gettext("List of cases taken out"),
    }.get(event, event)


def signal_words(one: queries.Signal) -> str:
    numbers = {"n": one.n, "whole": one.whole}
    return {
        "outside": gettext("%(n)d of %(whole)d looks were at cases of others") % numbers,
        "hours": gettext("%(n)d of %(whole)d looks were at night or on days off") % numbers,
        "many": gettext("looked into %(n)d cases on one day") % numbers,
        "lists": gettext("took out %(n)d lists of cases") % numbers,
    }[one.code]


def rules() -> list[str]:
    """When a signal is raised; the numbers are those of the code."""
    return [
        gettext("at least %(n)d looks at cases of others, and half of all looks or more")
        % {"n": queries.OUTSIDE_LEAST},
        gettext("at least %(n)d looks between 21:00 and 7:00 or on a day off") % {"n": queries.ODD_HOURS_LEAST},
        gettext("%(n)d cases or more on one day") % {"n": queries.CASES_A_DAY},
        gettext("%(n)d lists or more") % {"n": queries.LISTS_LEAST},
    ]
