"""The clerk's page: phone, counter and post on one page by keyboard, through the same filing as every other door."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods

from redress.cases import evidence, filing, intake, missing, numbers, reading
from redress.cases.models import Case
from redress.cases.once import answered, once
from redress.kernel.actors import Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.law import division_search, divisions, packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework import supports
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.casework.filters import options
from redress.portals.casework.rows import missing_words
from redress.privacy import vault

ROLES = (Role.CLERK, Role.OFFICER, Role.SUPERVISOR)
SAME_CALL = timedelta(minutes=60)
CHANNELS = ("phone", "counter", "post", "email")


@case_staff_required
@require_http_methods(["GET", "POST"])
def register(request: DeskRequest) -> HttpResponse:
    """Show the page; look up earlier cases and look-alikes; register."""
    if request.actor.role not in ROLES:
        raise Http404
    now = timezone.now()
    given = {name: value.strip() for name, value in request.POST.dict().items() if name != "csrfmiddlewaretoken"}
    problems: list[Problem] = []
    twins: list[Case] = []
    if request.method == "POST":
        before = answered(owner(request), given.get("token", "-"))
        if before and given.get("go") == "register":
            return _with_scan(request, before[0], now=now)
        unclear = find_area(given)
        try:
            new = intake.read(filing_from(given, request.POST.getlist("request")), now=now)
        except Invalid as error:
            problems = error.problems
        else:
            twins = look_alikes(new, request)
            if given.get("go") == "register" and not unclear and (not twins or given.get("seen") == "1"):
                return _registered(request, new, given, now=now)
    elif request.GET.get("same") == "1":
        given = first_values(request, now) | last_caller(request)
    if not given:
        given = first_values(request, now)
    context = frame(
        request,
        "casework:register",
        given=given,
        problems=[in_the_form(problem) for problem in problems],
        errors={problem.pointer.strip("/").replace("/", "_"): problem.message for problem in problems},
        wrong=bool(problems),
        twins=twins,
        looked=request.method == "POST",
        lacking=lacking(given, request.POST.getlist("request")) if request.method == "POST" else [],
        supported=supports.panel(filing_from(given, []), now=now) if request.method == "POST" else [],
        earlier=earlier(given.get("phone", ""), request),
        traders=traders(given.get("trader", ""), request),
        areas=areas(given),
        categories=options("category", given.get("category", "")),
        natures=options("nature", given.get("nature", "")),
        requests=request_options(request.POST.getlist("request")),
        channels=channel_options(given.get("channel", "phone")),
        kinds=kind_options(given.get("kind", "complaint")),
        sellers=seller_options(given),
        script=script(given),
        same=bool(request.session.get("last_registered")),
    )
    return render(request, "casework/register.html", context, status=422 if problems else 200)


# Where the form has one field for what the filing keeps elsewhere.
FIELDS = {"/received_at": "/received", "/channel": "/channel", "/kind": "/kind"}


def in_the_form(problem: Problem) -> Problem:
    return replace(problem, pointer=FIELDS.get(problem.pointer, problem.pointer))


def find_area(given: dict[str, str]) -> bool:
    """Take the area that was typed if there is only one such; True if there are more, so that the page asks which."""
    if not given.get("area"):
        return False
    codes = [place.code for place in division_search.search(given["area"], limit=8)]
    if given.get("division") in codes:
        return False
    given["division"] = codes[0] if len(codes) == 1 else ""
    return len(codes) > 1


def lacking(given: dict[str, str], wanted: list[str]) -> list[dict[str, str]]:
    """What the law asks for and is not in the form yet: to be asked while the caller is still there."""
    kind = "report" if given.get("kind") == "report" else "complaint"
    pack = packs.in_force(settings.REDRESS_RULE_FAMILY, day_of(timezone.now()))
    return [
        {"title": say(row.title, present.lang()), "cites": present.cite_words(row.cites)}
        for row in missing.missing(pack.id, kind, filing_from(given, wanted))
    ]


def last_caller(request: DeskRequest) -> dict[str, str]:
    """The caller of the case this person registered last: one call is often about two matters."""
    number = request.session.get("last_registered", "")
    case = Case.objects.visible_to(request.actor).filter(number=number).first()
    if case is None or timezone.now() - case.entered_at > SAME_CALL:
        return {}
    person = reading.sealed(case).get("intake", {}).get("complainant", {})
    return {name: person[name] for name in ("name", "phone", "address") if person.get(name)}


def first_values(request: DeskRequest, now: datetime) -> dict[str, str]:
    """A new form: received now, phone from the telephone system if it gave one, a key against doubles."""
    return {
        "channel": "phone",
        "seller_kind": "shop",
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


def owner(request: DeskRequest) -> str:
    return f"register:{request.actor.key}"


def _registered(
    request: DeskRequest, new: intake.NewComplaint, given: dict[str, str], *, now: datetime
) -> HttpResponse:
    """File once per page: a double click or a resend leads to the same receipt."""

    def run() -> tuple[list[str], Any]:
        made = filing.file(new, language=present.lang(), actor=request.actor, now=now)
        return [one.number for one in made], None

    token = given.get("token") or secrets.token_urlsafe(16)
    body = filing.digest_of(sorted((name, value) for name, value in given.items() if name not in {"go", "seen"}))
    try:
        made, _, _ = once(owner(request), token, body, run, now=now)
    except NotAllowed:  # the same page, sent twice at once with different words: the first one counts
        made = answered(owner(request), token)
    request.session["last_registered"] = made[0]
    return _with_scan(request, made[0], now=now)


def _with_scan(request: DeskRequest, number: str, *, now: datetime) -> HttpResponse:
    """Keep the scan that came along, also when the form comes again because its answer was lost; then the receipt."""
    upload = request.FILES.get("scan")
    if upload is not None:
        case = case_or_404(request, number)
        try:
            evidence.add_exhibit(
                case, name=upload.name or "scan", stream=upload, audience="staff", actor=request.actor, now=now
            )
        except NotAllowed as refusal:
            messages.warning(
                request,
                gettext("Registered; but the scan was not kept: %(why)s") % {"why": refusal.problems[0].message},
            )
    return redirect("casework:registered", number)


def look_alikes(new: intake.NewComplaint, request: DeskRequest) -> list[Case]:
    """Cases of the same telephone number against the same trader in the last half year."""
    phone = new.complainant.phone
    ids = vault.find("phone", phone)[:100] if phone else []
    since = timezone.now() - timedelta(days=183)
    found = Case.objects.visible_to(request.actor).filter(pk__in=ids, received_at__gte=since, kind=new.kind)
    return [
        case
        for case in found.order_by("-pk")[:20]
        if not new.respondent.name or case.trader_name == new.respondent.name
    ]


def earlier(phone: str, request: DeskRequest) -> list[Case]:
    """The caller's earlier cases. The number is only a hint: one phone may serve several people (Art. 17)."""
    if not phone:
        return []
    ids = vault.find("phone", phone)[:50]
    return list(Case.objects.visible_to(request.actor).filter(pk__in=ids).order_by("-pk")[:8])


def traders(text: str, request: DeskRequest) -> list[dict[str, str]]:
    """Traders of cases this person may see: whose name begins like this, else those of the last weeks."""
    rows = Case.objects.visible_to(request.actor).exclude(trader_name="").order_by("-received_at")
    if text:
        rows = Case.objects.visible_to(request.actor).filter(trader_name__startswith=text)
    found = dict.fromkeys(rows.values_list("trader_name", "trader_uscc")[:200])
    return [{"name": name, "uscc": uscc} for name, uscc in found][:20]


def areas(given: dict[str, str]) -> list[dict[str, Any]]:
    """Divisions by name, pinyin initials or code, to be chosen from; the chosen one first."""
    found = division_search.search(given.get("area", ""), limit=8) if given.get("area") else []
    chosen = given.get("division", "")
    codes = [place.code for place in found] or ([chosen] if chosen and divisions.division(chosen) else [])
    return [
        {"value": code, "label": f"{divisions.path_name(code)} {code}", "checked": code == (chosen or codes[0])}
        for code in codes
    ]


def kind_options(chosen: str) -> list[dict[str, Any]]:
    names = {
        "complaint": gettext("A complaint"),
        "report": gettext("A report"),
        "both": gettext("Both: two linked cases"),
    }
    return [{"value": code, "label": label, "checked": code == chosen} for code, label in names.items()]


def seller_options(given: dict[str, str]) -> list[dict[str, Any]]:
    names = {
        "shop": gettext("A shop or office"),
        "on_platform": gettext("A shop on a platform"),
        "platform_operator": gettext("The platform itself"),
        "own_site": gettext("Its own site"),
        "": pgettext("seller", "Not known"),
    }
    chosen = given.get("seller_kind", "shop")
    return [{"value": code, "label": label, "checked": code == chosen} for code, label in names.items()]


def request_options(chosen: list[str]) -> list[dict[str, Any]]:
    rows = packs.load("cn-samr-2026").tables.get("requests", {}).get("request", {})
    return [
        {"value": code, "label": f"{number} {say(row['title'], present.lang())}", "checked": code in chosen}
        for number, (code, row) in enumerate(rows.items(), start=1)
    ]


def channel_options(chosen: str) -> list[dict[str, Any]]:
    names = {
        "phone": pgettext("channel", "Phone"),
        "counter": gettext("Counter"),
        "post": gettext("Post"),
        "email": gettext("E-mail"),
    }
    return [{"value": code, "label": names[code], "checked": code == chosen} for code in CHANNELS]


def script(given: dict[str, str]) -> list[dict[str, Any]]:
    """What is read aloud about the two consents, and the answer: yes, no, or not asked."""
    lines = {
        "publication": (
            gettext("Publication"),
            gettext("May we publish this complaint without your name and contact? You can say no; it changes nothing."),
        ),
        "entrusted_mediation": (
            gettext("Entrusted mediation"),
            gettext(
                "May a consumer association mediate for us if the trader agrees too? You can say no; it changes nothing."
            ),
        ),
    }
    answers = {"1": pgettext("answer", "Yes"), "0": pgettext("answer", "No"), "": gettext("Not asked")}
    return [
        {
            "name": name,
            "label": label,
            "say": f"“{words}”",
            "options": [
                {"value": value, "label": text, "checked": given.get(name, "") == value}
                for value, text in answers.items()
            ],
        }
        for name, (label, words) in lines.items()
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
        missing=missing_words(case),
        received=day_of(case.received_at),
        qr_text=request.build_absolute_uri("/case/") + "?" + urlencode({"number": case.number}),
        office=present.agency_name(case.agency_id),
        why=say(reading.json_of(case.why_routed), present.lang()) if case.why_routed != "{}" else "",
        again=reverse("casework:register"),
    )
    return render(request, "casework/registered.html", context)
