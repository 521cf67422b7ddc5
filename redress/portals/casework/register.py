"""The clerk's page: phone, counter and post on one page by keyboard, through the same filing as every other door."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.cases import evidence, filing, intake, numbers, reading
from redress.cases.models import Case
from redress.cases.once import once
from redress.kernel.actors import Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.law import division_search, divisions, packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.casework.queue import options
from redress.privacy import vault

ROLES = (Role.CLERK, Role.OFFICER, Role.SUPERVISOR)
CHANNELS = ("phone", "counter", "post", "email")


@case_staff_required
@require_http_methods(["GET", "POST"])
def register(request: DeskRequest) -> HttpResponse:
    """Show the page; look up earlier cases and look-alikes; register."""
    if request.actor.role not in ROLES:
        raise Http404
    now = timezone.now()
    given = {name: value.strip() for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    problems: list[Problem] = []
    twins: list[Case] = []
    if request.method == "POST":
        try:
            new = intake.read(filing_from(given, request.POST.getlist("request")), now=now)
        except Invalid as error:
            problems = error.problems
        else:
            twins = look_alikes(new, request)
            if given.get("go") == "register" and (not twins or given.get("seen") == "1"):
                return _registered(request, new, given, now=now)
    if not given:
        given = first_values(request, now)
    context = frame(
        request,
        "casework:register",
        given=given,
        problems=problems,
        errors={problem.pointer: problem.message for problem in problems},
        wrong=bool(problems),
        twins=twins,
        earlier=earlier(given.get("phone", ""), request),
        traders=traders(given.get("trader", "")),
        areas=areas(given.get("area", "")),
        categories=options("category", given.get("category", "")),
        natures=options("nature", given.get("nature", "")),
        requests=request_options(request.POST.getlist("request")),
        channels=channel_options(given.get("channel", "phone")),
        script=script(),
    )
    return render(request, "casework/register.html", context, status=422 if problems else 200)


def first_values(request: DeskRequest, now: datetime) -> dict[str, str]:
    """A new form: received now, phone from the telephone system if it gave one, a key against doubles."""
    return {
        "channel": "phone",
        "kind": "complaint",
        "received": now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        "phone": request.GET.get("phone", "")[:40],
        "token": secrets.token_urlsafe(16),
    }


def filing_from(given: dict[str, str], wanted: list[str]) -> dict[str, Any]:
    """Make the filing of the form's fields; empty ones stay out."""
    received = given.get("received", "")
    amount = given.get("amount") or None
    data: dict[str, Any] = {
        "kind": given.get("kind", "complaint"),
        "channel": given.get("channel", "phone"),
        "received_at": f"{received}:00+08:00" if len(received) == 16 else received or None,
        "complainant": {name: given.get(name) or None for name in ("name", "phone", "address")},
        "respondent": {
            "name": given.get("trader") or None,
            "address": given.get("trader_address") or None,
            "division": given.get("division") or None,
            "seller_kind": given.get("seller_kind") or None,
            "uscc": given.get("uscc") or None,
        },
        "purchase": {
            "what": given.get("what") or None,
            "category": given.get("category") or None,
            "bought_on": given.get("bought_on") or None,
            "amount": amount,
            "order_number": given.get("order_number") or None,
        },
        "problem": {"nature": given.get("nature") or None, "story": given.get("story", "")},
        "requests": [{"kind": kind, "amount": amount if kind == "REFUND" else None} for kind in wanted],
        "consents": {name: _answer(given.get(name)) for name in ("publication", "entrusted_mediation")},
        "external_number": given.get("external_number") or None,
        "source": "hotline" if given.get("external_number") else None,
    }
    return data


def _answer(value: str | None) -> bool | None:
    return {"1": True, "0": False}.get(value or "")


def _registered(request: DeskRequest, new: intake.NewComplaint, given: dict[str, str], *, now: datetime) -> HttpResponse:
    """File once per page: a double click or a resend leads to the same receipt."""

    def run() -> tuple[list[str], Any]:
        made = filing.file(new, language=present.lang(), actor=request.actor, now=now)
        return [one.number for one in made], None

    token = given.get("token") or secrets.token_urlsafe(16)
    body = filing.digest_of(sorted((name, value) for name, value in given.items() if name not in {"go", "seen"}))
    try:
        made, _, _ = once(f"register:{request.actor.key}", token, body, run, now=now)
    except NotAllowed:
        return redirect("casework:register")
    upload = request.FILES.get("scan")
    if upload is not None:
        case = case_or_404(request, made[0])
        evidence.add_exhibit(case, name=upload.name or "scan", stream=upload, audience="staff", actor=request.actor, now=now)
    return redirect("casework:registered", made[0])


def look_alikes(new: intake.NewComplaint, request: DeskRequest) -> list[Case]:
    """Cases of the same telephone number against the same trader in the last half year."""
    phone = new.complainant.phone
    ids = vault.find("phone", phone)[:100] if phone else []
    since = timezone.now() - timedelta(days=183)
    found = Case.objects.visible_to(request.actor).filter(pk__in=ids, received_at__gte=since, kind=new.kind)
    return [case for case in found.order_by("-pk")[:20] if not new.respondent.name or case.trader_name == new.respondent.name]


def earlier(phone: str, request: DeskRequest) -> list[Case]:
    """The caller's earlier cases. The number is only a hint: one phone may serve several people (Art. 17)."""
    if not phone:
        return []
    ids = vault.find("phone", phone)[:50]
    return list(Case.objects.visible_to(request.actor).filter(pk__in=ids).order_by("-pk")[:8])


def traders(text: str) -> list[dict[str, str]]:
    """Traders of earlier cases whose name begins like this."""
    if len(text) < 2:
        return []
    rows = Case.objects.filter(trader_name__startswith=text).order_by("trader_name").values_list("trader_name", "trader_uscc", "division")
    return [{"name": name, "uscc": uscc, "division": division} for name, uscc, division in dict.fromkeys(rows[:200])][:8]


def areas(text: str) -> list[dict[str, str]]:
    """Divisions by name, pinyin initials or code."""
    found = division_search.search(text, limit=8) if text else ()
    return [{"code": place.code, "name": divisions.path_name(place.code)} for place in found]


def request_options(chosen: list[str]) -> list[dict[str, Any]]:
    rows = packs.load("cn-samr-2026").tables.get("requests", {}).get("request", {})
    return [
        {"value": code, "label": f"{number} {say(row['title'], present.lang())}", "checked": code in chosen}
        for number, (code, row) in enumerate(rows.items(), start=1)
    ]


def channel_options(chosen: str) -> list[dict[str, Any]]:
    names = {"phone": gettext("Phone"), "counter": gettext("Counter"), "post": gettext("Post"), "email": gettext("E-mail")}
    return [{"value": code, "label": names[code], "checked": code == chosen} for code in CHANNELS]


def script() -> list[dict[str, str]]:
    """What is read aloud about the two consents: the words of the page, to be answered yes or no."""
    return [
        {
            "name": "publication",
            "label": gettext("Publication"),
            "say": gettext("May we publish this complaint without your name and contact? You can say no; it changes nothing."),
        },
        {
            "name": "entrusted_mediation",
            "label": gettext("Entrusted mediation"),
            "say": gettext("May a consumer association mediate for us if the trader agrees too? You can say no; it changes nothing."),
        },
    ]


@case_staff_required
def registered(request: DeskRequest, number: str) -> HttpResponse:
    """What is read back to the caller, and the receipt to print."""
    case = case_or_404(request, number)
    dues = present.dues(case, now=timezone.now())
    context = frame(
        request,
        "casework:register",
        case=case,
        dues=dues,
        due=dues[0] if dues else None,
        pickup=numbers.pickup_chinese(case.number),
        pickup_letters=numbers.pickup(case.number),
        linked=case.linked,
        missing=[row["pointer"] for row in case.missing_value],
        received=day_of(case.received_at),
        qr_text=request.build_absolute_uri("/case/") + "?" + urlencode({"number": case.number}),
        office=present.agency_name(case.agency_id),
        why=say(reading.json_of(case.why_routed), present.lang()) if case.why_routed != "{}" else "",
        again=reverse("casework:register"),
    )
    return render(request, "casework/registered.html", context)


