"""My own data: how to reach me, what I agreed to, who looked, and what I may ask for (PIPL Art. 15, 44-50)."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from redress.cases import data_requests, reading
from redress.cases.contact import change_contact
from redress.cases.models import Case
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.law.bilingual import say
from redress.mediation import reading as rooms
from redress.portals.downloads import attachment
from redress.portals.public.filing.answers import errors
from redress.portals.public.following import session
from redress.portals.public.following.page import of_mine
from redress.privacy import access, consents, requests, reveals
from redress.privacy.mask import mask

PARTS = ("phone", "address", "email", "name")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@get_or_post
@of_mine
def contact(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    """Change telephone, address, e-mail or name. What is kept is shown masked; an empty box leaves it as it is."""
    problems: list[Problem] = []
    given = {name: request.POST.get(name, "").strip() for name in PARTS}
    if request.method == "POST":
        try:
            changed = change_contact(
                case.number, {name: text for name, text in given.items() if text}, actor=session.actor(case), now=now
            )
        except Invalid as refusal:
            problems = refusal.problems
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            told = gettext("Changed; we use it from now on.") if changed else gettext("Nothing was changed.")
            messages.success(request, told)
            return redirect("public:case", number=case.number)
    person = reading.sealed(case).get("intake", {}).get("complainant", {})
    context = {
        "case": case,
        "v": given,
        "e": {name.removeprefix("complainant_"): text for name, text in errors(problems).items()},
        "lines": [{"text": one.message, "href": f"#id_{one.pointer.rsplit('/', 1)[-1]}"} for one in problems],
        "wrong": bool(problems),
        "kept": {name: mask(name, person.get(name)) for name in PARTS},
    }
    return render(request, "public/contact.html", context, status=422 if problems else 200)


@never_cache
@get_or_post
@of_mine
def own_data(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    """What is held, who looked at it, consents with their withdrawal, and requests about one's data."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            _posted(request, case, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("public:own_data", number=case.number)
    context = {
        "case": case,
        "problems": problems,
        "e": errors(problems),
        "wrong": bool(problems),
        "seen_by": reveals.summary(case.pk),
        "consents": _consents(case),
        "kinds": [{"value": code, "label": label} for code, label in requests.KINDS.items()],
        "asked": _asked(case),
        "text": request.POST.get("text", ""),
        "kind": request.POST.get("kind", ""),
        "days": requests.WORKING_DAYS,
    }
    return render(request, "public/own_data.html", context, status=422 if problems else 200)


def _posted(request: HttpRequest, case: Case, *, now: datetime) -> None:
    actor = session.actor(case)
    purpose = request.POST.get("withdraw", "")
    if purpose:
        consents.withdraw(case.pk, purpose, operator_kind=settings.REDRESS_OPERATOR_KIND, actor=actor, now=now)
        messages.success(request, gettext("Your consent is taken back."))
        return
    requests.ask(
        request.POST.get("kind", ""),
        case_id=case.pk,
        text=request.POST.get("text", "").strip()[:5000],
        actor=actor,
        now=now,
    )
    messages.success(request, gettext("Your request has arrived."))


def _consents(case: Case) -> list[dict[str, Any]]:
    """The last answer to each question, and what taking it back would bring."""
    names = {"publication": gettext("Publication"), "entrusted_mediation": gettext("Mediation by another body")}
    last = {row.purpose: row for row in consents.history(case.pk)}
    found = []
    for purpose, row in last.items():
        brings = (
            consents.consequence(purpose, settings.REDRESS_OPERATOR_KIND, row.notice_version) if row.stands else None
        )
        found.append({
            "purpose": purpose,
            "name": names.get(purpose, purpose),
            "given": row.given,
            "stands": row.stands,
            "at": row.at,
            "brings": say(brings.words, get_language() or "zh") if brings else "",
        })  # fmt: skip
    return found


def _asked(case: Case) -> list[dict[str, Any]]:
    """Each request with its answer; a refusal with ground and reasons, a granted copy with its two files."""
    found = []
    for row in data_requests.visible_to(session.actor(case)).order_by("-pk"):
        answer = requests.words(row).get("answer", {})
        found.append({
            "id": row.pk,
            "kind": requests.KINDS[row.kind],
            "at": row.received_at,
            "due_on": row.due_on,
            "open": row.state in requests.OPEN,
            "refused": row.state == "refused",
            "partly": row.state == "partly",
            "answer": answer.get("text", ""),
            "ground": requests.REFUSALS.get(row.refusal_code, ""),
            "refusal": answer.get("refusal", ""),
            "copy": row.kind == "access" and row.state == "granted",
        })  # fmt: skip
    return found


def _of_room(case: Case) -> dict[str, Any]:
    """What the room of mediation holds about me, what I said alone to the mediator included; never what the other did."""
    said = rooms.of_person(case, actor=session.actor(case))
    plain: dict[str, Any] = json.loads(
        json.dumps(said, default=lambda value: value.isoformat() if isinstance(value, datetime) else str(value))
    )
    return {"mediation": plain} if plain else {}


@never_cache
@require_GET
@of_mine
def own_copy(request: HttpRequest, case: Case, *, request_id: int, kind: str, now: datetime) -> HttpResponse:
    """Everything held about me, once my request for it was granted: to read (txt) or to take along (json)."""
    if kind not in ("json", "txt"):
        raise Http404(kind)
    try:
        content = data_requests.copy(request_id, actor=session.actor(case), now=now, also=_of_room)
    except NotThere:
        raise Http404(kind) from None
    text = access.as_json(content) if kind == "json" else access.as_text(content)
    media = "application/json" if kind == "json" else "text/plain; charset=utf-8"
    return attachment(text.encode(), f"my-data.{kind}", media_type=media)
