"""Received: number, words, next date, and everything to take along. Shown again whenever the same draft comes back."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redress.agencies import queries
from redress.cases import numbers
from redress.cases.models import Case
from redress.law.packs import say
from redress.portals.look import wording
from redress.portals.public import dates, ics, receipts
from redress.portals.public.drafts import OpenDraft
from redress.portals.public.filing import check
from redress.portals.public.filing.views import COOKIE, PATH, draft_of, lost
from redress.portals.public.following import session

SMALL_PRINT = 8


def _sent(request: HttpRequest, *, now: datetime) -> tuple[OpenDraft, list[Case]] | None:
    """The visitor's draft and its cases, the complaint first; files that have not arrived yet are handed over now."""
    draft = draft_of(request, now=now)
    if draft is None or not draft.sent:
        return None
    check.hand_over(draft, now=now)
    cases = {case.number: case for case in Case.objects.filter(number__in=draft.numbers)}
    found = [cases[number] for number in draft.numbers if number in cases]
    return (draft, found) if found else None


@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    sent = _sent(request, now=now)
    if sent is None:
        draft = draft_of(request, now=now)
        return lost(request) if draft is None else redirect("public:go_on")
    _, cases = sent
    shown = [_case(case, now=now) for case in cases]
    context = {
        "cases": shown,
        "first": shown[0],
        "both": len(shown) > 1,
        "pickup": numbers.pickup_chinese(cases[0].number),
        "pickup_letters": numbers.pickup(cases[0].number),
        "qr_text": qr_text(cases[0]),
        "report": cases[0].kind == "report",
        "phone_known": _phone_known(cases[0]),
    }
    response = render(request, "public/received.html", context)
    return session.hold(response, cases[0])


def _phone_known(case: Case) -> bool:
    return all(row["pointer"] != "/complainant/phone" for row in case.missing_value) and case.kind == "complaint"


def _case(case: Case, *, now: datetime) -> dict[str, Any]:
    dues = dates.of_case(case, now=now, ics="/file/received/dates.ics")
    next_due, others = dates.hero(dues)
    why = session.why_routed(case)
    return {
        "case": case,
        "kind": case.kind,
        "next": next_due,
        "others": others,
        "body": queries.body(case.agency_id).name(wording_language()),
        "body_code": queries.body(case.agency_id).code,
        "why": why,
        "missing": missing_titles(case),
    }


def wording_language() -> str:
    return "en" if dates.tongue() == "en" else "zh-hans"


def missing_titles(case: Case) -> list[str]:
    """Return what the law asks for and the filing did not hold, in words."""
    from redress.cases.missing import wanted  # noqa: PLC0415

    titles = {want.pointer: say(want.title, dates.tongue()) for want in wanted(case.rule_set, case.kind)}
    return [titles[row["pointer"]] for row in case.missing_value if row["pointer"] in titles]


def qr_text(case: Case) -> str:
    """What the code holds: the address to look it up and the number; the words stay with the person."""
    return f"{settings.REDRESS_BASE_URL}/case/?number={case.number}"


@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    sent = _sent(request, now=now)
    if sent is None:
        raise Http404
    return calendar_of(sent[1], now=now)


def calendar_of(cases: list[Case], *, now: datetime) -> HttpResponse:
    """The running dates of these cases as one calendar file."""
    dues = [due for case in cases for due in dates.of_case(case, now=now) if due["state"] == "running"]
    content = ics.calendar(
        cases[0].number, dues, address=f"{settings.REDRESS_BASE_URL}/case/", organisation=organisation(), now=now
    )
    return ics.response(content, cases[0].number)


def organisation() -> str:
    return settings.REDRESS_ORGANISATION_EN if dates.tongue() == "en" else settings.REDRESS_ORGANISATION_ZH


@never_cache
@require_safe
def card(request: HttpRequest, form: str) -> HttpResponse:
    """The receipt as picture or PDF."""
    now = timezone.now()
    sent = _sent(request, now=now)
    if sent is None:
        raise Http404
    return card_of(sent[1], form=form, now=now)


def card_of(cases: list[Case], *, form: str, now: datetime) -> HttpResponse:
    content = receipts.drawn(card_words(cases, now=now), qr_text(cases[0]), form=form)
    media = {"png": "image/png", "pdf": "application/pdf"}[form]
    answer = HttpResponse(content, content_type=media)
    how = "inline" if form == "png" else "attachment"
    answer["Content-Disposition"] = f'{how}; filename="{cases[0].number}.{form}"'
    return answer


def card_words(cases: list[Case], *, now: datetime) -> dict[str, Any]:
    case = cases[0]
    next_due, _ = dates.hero(dates.of_case(case, now=now))
    labels = {"complaint": gettext("Number of the complaint"), "report": gettext("Number of the report")}
    rows = [{"label": labels[one.kind], "value": one.grouped_number, "large": True} for one in cases]
    rows.append({"label": gettext("Pickup words"), "value": numbers.pickup_chinese(case.number), "large": True})
    rows.append({"label": gettext("The same in letters"), "value": numbers.pickup(case.number), "large": False})
    badge = {"statute": gettext("By law"), "service": gettext("Our pledge")}
    due = next_due and {"family": badge[next_due["family"]], "text": next_due["text"], "cite": next_due["cite"]}
    return {
        "lang": dates.tongue(),
        "organisation": organisation(),
        "service": gettext("Consumer complaints and reports"),
        "title": gettext("We have received it"),
        "received": gettext("Received: %(moment)s") % {"moment": wording.moment(case.received_at)},
        "rows": rows,
        "qr_alt": gettext("QR code: address for looking it up, with the number"),
        "due": due,
        "notes": [
            gettext("Look it up: %(address)s") % {"address": f"{settings.REDRESS_BASE_URL}/case/"},
            gettext("Whoever has the number and the words can see this matter. We never ask you for the words."),
            gettext("Telephone: %(phone)s") % {"phone": settings.REDRESS_PHONE},
        ],
    }


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget this matter in this browser, for devices that others use too."""
    response = redirect("public:home")
    response.delete_cookie(COOKIE, path=PATH)
    return session.release(response)
