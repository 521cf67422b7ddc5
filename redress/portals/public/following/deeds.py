"""What the person can do: one page a step, the same action as every other door, sent once however often it is clicked."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redress.cases import actions, evidence, steps
from redress.cases.filetypes import accepted_extensions
from redress.cases.models import Case
from redress.cases.once import once
from redress.kernel.actors import Role
from redress.kernel.problems import NotAllowed, Problem
from redress.law.packs import Step, say
from redress.portals.public import uploads
from redress.portals.public.dates import tongue
from redress.portals.public.filing.answers import errors
from redress.portals.public.filing.proof import audience_options
from redress.portals.public.following import session
from redress.portals.public.following.page import of_mine

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONFIRMED = frozenset({"withdraw"})  # steps with a page to think again
WITH_FILES = frozenset({"supply_materials"})
PERFORMED = ("full", "partly", "none")


@never_cache
@uploads.with_files
@get_or_post
@of_mine
def do(request: HttpRequest, case: Case, verb: str, *, now: datetime) -> HttpResponse:
    """One step of the table that is the complainant's to take."""
    step = steps.find(case, verb)
    if step is None or not any(Role.COMPLAINANT in row.roles for row in case.pack.steps_of(verb)):
        raise Http404
    actor = session.actor(case)
    closed = steps.problems_with(case, step, actor=actor, now=now)
    if closed:
        return render(
            request, "public/closed_step.html", {"case": case, "step": _titles(step), "problems": closed}, status=409
        )
    if request.method != "POST":
        return _shown(request, case, step)
    body = BODIES[verb](request) if verb in BODIES else {"text": request.POST.get("text", "").strip()}
    if verb in CONFIRMED and "confirmed" not in request.POST:
        return _confirm(request, case, step, body)
    try:
        _take(request, case, verb, body, now=now)
    except NotAllowed as refusal:
        return _shown(request, case, step, refusal.problems)
    messages.success(request, gettext("Done. It stands in the line below."))
    return redirect("public:case", number=case.number)


def _take(request: HttpRequest, case: Case, verb: str, body: dict[str, Any], *, now: datetime) -> None:
    actor = session.actor(case)
    if verb in WITH_FILES:
        sent = _add_files(request, case, now=now)
        if not sent and not body.get("text"):
            message = gettext("Write your answer, or add a file.")
            raise NotAllowed([Problem("materials.nothing", message, "/text")])

    def run() -> tuple[list[str], None]:
        actions.act(
            case.number,
            verb,
            {name: value for name, value in body.items() if value not in ("", [])},
            actor=actor,
            now=now,
        )
        return [case.number], None

    _once(request, f"{verb}:{case.number}", run, now=now)


def _once(request: HttpRequest, what: str, run: Callable[[], tuple[list[str], Any]], *, now: datetime) -> None:
    """A double click, a resend or a second tab with the same form does the thing once."""
    key = request.POST.get("once", "")[:64] or secrets.token_hex(8)
    once(f"page:{what}", key, key.encode()[:32], run, now=now)


def _confirm(request: HttpRequest, case: Case, step: Step, body: dict[str, Any]) -> HttpResponse:
    reason = case.pack.ground("withdraw", str(body.get("reason_code", "")))
    context = {
        "case": case,
        "step": _titles(step),
        "body": body,
        "reason": say(reason.title, tongue()) if reason else "",
        "once": request.POST.get("once", ""),
        "both": case.linked,
    }
    return render(request, "public/withdraw_check.html", context)


def _titles(step: Step) -> dict[str, Any]:
    return {
        "verb": step.verb,
        "title": say(step.title, tongue()),
        "does": say(step.does, tongue()),
        "danger": step.danger,
    }


def _shown(request: HttpRequest, case: Case, step: Step, problems: list[Problem] | None = None) -> HttpResponse:
    post: Any = request.POST if request.method == "POST" else None
    said = errors(problems or ())
    fields = [_drawn(field | {"error": said.get(str(field["name"]), "")}) for field in fields_of(case, step.verb, post)]
    context = {
        "case": case,
        "step": _titles(step),
        "lead": lead(step.verb),
        "fields": fields,
        "problems": problems or [],
        "wrong": bool(problems),
        "once": (post.get("once") if post else "") or secrets.token_hex(12),
        "with_files": step.verb in WITH_FILES,
        "confirm_next": step.verb in CONFIRMED,
        **_file_context(post),
    }
    return render(request, "public/do.html", context, status=422 if problems else 200)


def _file_context(post: Any) -> dict[str, Any]:
    return {
        "accept": accepted_extensions(),
        "most_mb": settings.REDRESS_MAX_UPLOAD_MB,
        "audiences": audience_options((post or {}).get("audience") or "both"),
    }


def _drawn(field: dict[str, Any]) -> SafeString:
    return render_to_string(f"_parts/field_{field.pop('part')}.html", field)


def lead(verb: str) -> str:
    """Say before the form what the step means for the person."""
    return {
        "supply_materials": gettext("Answer what we asked for. The limit for our decision keeps running either way."),
        "withdraw": gettext("The office stops handling it. Other ways, such as court or arbitration, stay open."),
        "challenge_mediator": gettext("If the mediator is a near relative of the trader or has an interest in the matter, you can ask for another one. Mediation pauses until it is decided; the 60 days keep running."),
        "record_performance": gettext("Did the trader do what was agreed?"),
        "rate": gettext("Two separate questions: whether the matter is solved, and how we served you. Your answer never counts against you."),
        "reopen": gettext("Choose why it should be taken up again. Within the window this needs nobody's permission."),
    }.get(verb, "")  # fmt: skip


def fields_of(case: Case, verb: str, post: Any) -> list[dict[str, Any]]:
    """Return the fields of a step's page, with what was typed."""
    given = post or {}
    text = {"part": "area", "name": "text", "value": given.get("text", ""), "rows": 5}
    match verb:
        case "supply_materials":
            return [
                text
                | {
                    "label": gettext("Your answer"),
                    "audience": "both" if case.kind == "complaint" else "staff",
                    "optional": True,
                }
            ]
        case "withdraw":
            return [
                _radios(case, "withdraw", "reason_code", gettext("Why do you withdraw it?"), given, optional=True),
                text | {"label": gettext("Anything else"), "optional": True, "audience": "staff", "rows": 3},
            ]
        case "challenge_mediator":
            return [text | {"label": gettext("Why should another person mediate?"), "audience": "staff"}]
        case "record_performance":
            labels = (gettext("Yes, all of it"), gettext("Only part of it"), pgettext("performed", "No"))
            options = [
                {"value": code, "label": label, "checked": given.get("performed") == code}
                for code, label in zip(PERFORMED, labels, strict=True)
            ]
            return [
                {"part": "choices", "name": "performed", "label": gettext("What has been done?"), "options": options},
                text | {"label": gettext("What is missing?"), "optional": True, "audience": "both", "rows": 3},
            ]
        case "rate":
            return _rating_fields(case, post)
        case "reopen":
            return [
                _radios(case, "reopen", "reason_code", gettext("Why should it be taken up again?"), given),
                text | {"label": pgettext("told by the person", "What happened"), "audience": "staff"},
            ]
    return [text | {"label": gettext("Your words")}]


def _radios(case: Case, group: str, name: str, label: str, given: Any, *, optional: bool = False) -> dict[str, Any]:
    options = [
        {"value": ground.code, "label": say(ground.title, tongue()), "hint": say(ground.plain, tongue()) if ground.plain != ground.title else "", "checked": given.get(name) == ground.code}
        for ground in case.pack.grounds.get(group, {}).values()
        if ground.extra.get("by") != "staff"
    ]  # fmt: skip
    return {"part": "choices", "name": name, "label": label, "options": options, "optional": optional}


def _rating_fields(case: Case, post: Any) -> list[dict[str, Any]]:
    given = post or {}
    chosen = post.getlist("reasons") if post is not None else []
    grounds = case.pack.grounds
    reasons = [
        {"value": ground.code, "label": say(ground.title, tongue()), "checked": ground.code in chosen}
        for ground in grounds.get("rating_reason", {}).values()
    ]
    grades = [
        {"value": ground.code, "label": say(ground.title, tongue()), "checked": given.get("grade") == ground.code}
        for ground in grounds.get("rating", {}).values()
    ]
    return [
        _radios(case, "verdict", "verdict", gettext("1. Is the problem solved?"), given),
        {"part": "choices", "name": "grade", "label": gettext("2. How did we serve you?"), "options": grades, "grades": True},
        {"part": "choices", "name": "reasons", "type": "checkbox", "label": gettext("Why?"), "options": reasons, "row": True, "optional": True},
        {"part": "area", "name": "text", "label": gettext("In your own words"), "value": given.get("text", ""), "rows": 3, "optional": True, "audience": "staff"},
        {"part": "check", "name": "call_back", "label": gettext("You may call me about this"), "checked": given.get("call_back") == "1"},
    ]  # fmt: skip


def _rating(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    return {
        "verdict": post.get("verdict", ""),
        "grade": post.get("grade", ""),
        "reasons": post.getlist("reasons"),
        "text": post.get("text", "").strip(),
        "call_back": post.get("call_back") == "1",
    }


def _with(*names: str) -> Callable[[HttpRequest], dict[str, Any]]:
    return lambda request: {name: request.POST.get(name, "").strip() for name in names}


BODIES: dict[str, Callable[[HttpRequest], dict[str, Any]]] = {
    "withdraw": _with("reason_code", "text"),
    "record_performance": _with("performed", "text"),
    "reopen": _with("reason_code", "text"),
    "rate": _rating,
}


def _add_files(request: HttpRequest, case: Case, *, now: datetime) -> int:
    """Add the files of a form to the evidence; raise NotAllowed with a line for each that cannot be kept."""
    if uploads.too_much(request):
        raise NotAllowed([uploads.too_much_problem()])
    kept, problems = uploads.checked(file for file in request.FILES.getlist("files") if file)
    if problems:
        raise NotAllowed(problems)
    chosen = request.POST.get("audience", "both")
    audience = "staff" if case.kind == "report" or chosen == "staff" else "both"
    for file in kept:
        evidence.keep(case, file, audience=audience, actor=session.actor(case), now=now)
    return len(kept)


@never_cache
@uploads.with_files
@get_or_post
@of_mine
def add_files(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    problems: list[Problem] = []
    if request.method == "POST" and case.phase != "closed":
        try:
            count = _add_files(request, case, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            if count:
                messages.success(request, gettext("The files are kept with your matter."))
                return redirect("public:case", number=case.number)
            problems = [Problem("files.none_chosen", gettext("Choose a file first, then add it."), "/files")]
    context = {
        "case": case,
        "problems": problems,
        "e": errors(problems),
        "wrong": bool(problems),
        "unscanned": evidence.degraded(),
        **_file_context(request.POST),
    }
    return render(request, "public/add_files.html", context, status=422 if problems else 200)


@never_cache
@get_or_post
@of_mine
def write(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    """A message to the office."""
    problems: list[Problem] = []
    text = request.POST.get("text", "").strip()
    if request.method == "POST":
        actor = session.actor(case)

        def run() -> tuple[list[str], None]:
            actions.write(case.number, {"text": text}, actor=actor, now=now)
            return [case.number], None

        try:
            _once(request, f"write:{case.number}", run, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            messages.success(request, gettext("Your message has arrived."))
            return redirect("public:case", number=case.number)
    context = {
        "case": case, "text": text, "problems": problems, "e": errors(problems), "wrong": bool(problems),
        "once": request.POST.get("once") or secrets.token_hex(12), "audience": "both" if case.kind == "complaint" else "staff",
    }  # fmt: skip
    return render(request, "public/write.html", context, status=422 if problems else 200)
