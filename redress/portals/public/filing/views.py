"""The pages of the journey over HTTP: read, ask the one rule, keep or show again with what was typed."""

import copy
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases.messages import message_for
from redress.kernel.problems import Problem
from redress.portals.limits import address_of
from redress.portals.public import drafts, gate, knocks, uploads
from redress.portals.public.drafts import Answers, OpenDraft
from redress.portals.public.filing import answers as said
from redress.portals.public.filing import journey, proof
from redress.portals.public.filing.page import Page

COOKIE = "draft"
PATH = "/file/"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def draft_of(request: HttpRequest, *, now: datetime) -> OpenDraft | None:
    token = request.COOKIES.get(COOKIE, "")
    return drafts.load(token, now=now) if token else None


def remember(response: HttpResponse, draft: OpenDraft) -> HttpResponse:
    kept = drafts.KEPT_AFTER_SENDING if draft.sent else drafts.KEPT
    response.set_cookie(
        COOKIE, draft.token, max_age=int(kept.total_seconds()), path=PATH, httponly=True, samesite="Lax",
        secure=settings.SECURE,
    )  # fmt: skip
    return response


@never_cache
@get_or_post
def start(request: HttpRequest) -> HttpResponse:
    """The first question. A draft begins with its answer; one that waits is offered before a new one begins."""
    now = timezone.now()
    page = journey.BY_NAME["kind"]
    draft = draft_of(request, now=now)
    waiting = draft if draft is not None and not draft.sent and said.said(draft.answers, said.STORY) else None
    if request.method != "POST":
        return _shown(request, page, draft if waiting else None, {}, now=now, extra={"waiting": waiting})
    trial: Answers = {}
    found = page.take(request.POST, trial, now=now)
    if found:
        return _shown(request, page, waiting, {}, now=now, problems=found, extra={"waiting": waiting})
    if trial["kind"] == "enquiry":
        return redirect("public:enquiry")
    if draft is None or draft.sent:
        if held_up := gate.take(request, knocks.START, now=now):
            return held_up
        draft = drafts.start(now=now)
    draft = _kept(draft, page, request.POST, now=now)
    return remember(redirect(journey.address(journey.after(page, draft.answers, now=now))), draft)


@never_cache
@get_or_post
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One question of the journey."""
    now = timezone.now()
    page = journey.BY_NAME.get(name)
    if page is None or name == "proof":
        raise Http404
    draft = draft_of(request, now=now)
    if draft is None:
        return lost(request)
    if draft.sent:
        return redirect("public:received")
    if not page.applies(draft.answers, now=now):
        return redirect(journey.address(journey.after(page, draft.answers, now=now)))
    if request.method == "POST":
        return _posted(request, page, draft, now=now)
    return _shown(request, page, draft, draft.answers["said"], now=now)


def _posted(request: HttpRequest, page: Page, draft: OpenDraft, *, now: datetime) -> HttpResponse:
    trial = copy.deepcopy(draft.answers)
    found = page.take(request.POST, trial, now=now)
    if page.stays(request.POST):
        return _shown(request, page, draft, page.given(request.POST), now=now, trial=trial)
    found += said.of_page(said.problems(trial, now=now), page.pointers)
    if page.name == "story":
        found = _story_problems(trial, found, now=now)
    if found:
        return _shown(request, page, draft, page.given(request.POST), now=now, problems=found, trial=trial)
    draft = _kept(draft, page, request.POST, now=now)
    if draft.answers.get("kind") == "enquiry":
        return redirect("public:enquiry")
    return remember(redirect(_next(request, page, draft, now=now)), draft)


def _story_problems(trial: Answers, found: list[Problem], *, now: datetime) -> list[Problem]:
    """An empty story is the one thing that cannot be left out; the rule's own sentence says so."""
    if said.said(trial, said.STORY):
        return found
    code, message = message_for("story.empty", said.STORY, {})
    return [Problem(code, message, said.STORY)]


def _kept(draft: OpenDraft, page: Page, post: Any, *, now: datetime) -> OpenDraft:
    changed = drafts.change(draft.token, partial(_pass, page, post, now), now=now)
    return changed or draft


def _pass(page: Page, post: Any, now: datetime, answers: Answers) -> None:
    page.take(post, answers, now=now)
    passed = answers.setdefault("passed", [])
    if page.name not in passed:
        passed.append(page.name)


def _next(request: HttpRequest, page: Page, draft: OpenDraft, *, now: datetime) -> str:
    """Return to the check page when the answer was changed from there, unless the change opened a question."""
    if request.POST.get("return") == "check":
        return journey.address(journey.where_to_go_on(draft.answers, now=now))
    return journey.address(journey.after(page, draft.answers, now=now))


@never_cache
@uploads.with_files
@get_or_post
def proof_step(request: HttpRequest) -> HttpResponse:
    """Files, one after another: add, remove, or go on without any."""
    now = timezone.now()
    draft = draft_of(request, now=now)
    if draft is None:
        return lost(request)
    if draft.sent:
        return redirect("public:received")
    if request.method != "POST":
        return _shown(request, proof.PAGE, draft, {}, now=now)
    found = _files_posted(request, draft, now=now)
    if found:
        fresh = drafts.load(draft.token, now=now) or draft
        return _shown(request, proof.PAGE, fresh, {}, now=now, problems=found)
    if "remove" in request.POST or ("add" in request.POST and request.FILES):
        target = journey.address("proof") + ("?return=check" if request.POST.get("return") == "check" else "")
        return remember(redirect(target), draft)
    draft = _kept(draft, proof.PAGE, request.POST, now=now)
    return remember(redirect(_next(request, proof.PAGE, draft, now=now)), draft)


def _files_posted(request: HttpRequest, draft: OpenDraft, *, now: datetime) -> list[Problem]:
    if "remove" in request.POST:
        proof.remove(draft, request.POST["remove"], now=now)
        return []
    files = [file for file in request.FILES.getlist("files") if file]
    if uploads.too_much(request):
        return [uploads.too_much_problem()]
    if not files:
        if "add" in request.POST:
            return [Problem("files.none_chosen", gettext("Choose a file first, then add it."), "/files")]
        return []
    kept, problems = uploads.checked(files)
    return proof.keep(draft, kept, audience=request.POST.get("audience", ""), now=now) + problems


def _shown(
    request: HttpRequest,
    page: Page,
    draft: OpenDraft | None,
    given: dict[str, str],
    *,
    now: datetime,
    problems: list[Problem] | None = None,
    trial: Answers | None = None,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Draw a page with what stands in its fields; after a mistake with what was typed."""
    post = request.POST if request.method == "POST" else None
    answers: Answers = trial or (draft.answers if draft else {"said": {}})
    shown = page.show(answers, now=now, post=post)
    page.tell(shown, said.errors(problems or ()))
    values: dict[str, Any] = said.values(given, page.pointers) | shown.get("prefill", {})
    for pointer in page.days:
        values[said.name_of(pointer)] = said.boxes(str(values[said.name_of(pointer)]))
    number, total = journey.count(page, answers, now=now)
    previous = journey.before(page, answers, now=now)
    context = {
        "page": page,
        "question": page.title,
        "v": values,
        "e": said.errors(problems or ()),
        "problems": problems or [],
        "wrong": bool(problems),
        "step": number,
        "steps": total,
        "report": said.is_report(answers),
        "kind": said.kind(answers),
        "draft": draft,
        "kept_days": drafts.KEPT.days,
        "back": journey.address(previous) if previous else "/",
        "returning": (post or request.GET).get("return", ""),
        **shown,
        **(extra or {}),
    }
    response = render(request, f"public/file/{page.name}.html", context, status=422 if problems else 200)
    return remember(response, draft) if draft is not None else response


@never_cache
@get_or_post
def resume(request: HttpRequest) -> HttpResponse:
    """Bring a draft back on another device with its six words."""
    now = timezone.now()
    phrase = (request.POST if request.method == "POST" else request.GET).get("words", "")[:200]
    problems: list[Problem] = []
    if request.method == "POST":
        who = address_of(request.META)
        if held_up := gate.asked(request, knocks.RESUME, knocks.wait(knocks.RESUME, who, now=now), now=now):
            return held_up
        draft = drafts.resume(phrase, now=now)
        if draft is not None:
            target = "received" if draft.sent else journey.where_to_go_on(draft.answers, now=now)
            return remember(redirect("public:received") if draft.sent else redirect(journey.address(target)), draft)
        knocks.count(knocks.RESUME, who, now=now)
        message = gettext("These words open no draft. Check their order; a draft is kept for %(days)s days.")
        problems = [Problem("draft.not_found", message % {"days": drafts.KEPT.days}, "/words")]
    context = {
        "problems": problems,
        "e": said.errors(problems),
        "words": phrase,
        "wrong": bool(problems),
        "days": drafts.KEPT.days,
    }
    return render(request, "public/resume.html", context, status=422 if problems else 200)


@never_cache
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Delete the draft of this browser for good."""
    now = timezone.now()
    draft = draft_of(request, now=now)
    if draft is not None and not draft.sent:
        drafts.discard(draft.token)
    messages.success(request, gettext("Everything you had written here is deleted."))
    response = redirect("public:start")
    response.delete_cookie(COOKIE, path=PATH)
    return response


def go_on(request: HttpRequest) -> HttpResponse:
    """Go to the first page that has not been passed yet."""
    now = timezone.now()
    draft = draft_of(request, now=now)
    if draft is None:
        return lost(request)
    if draft.sent:
        return redirect("public:received")
    return redirect(journey.address(journey.where_to_go_on(draft.answers, now=now)))


def lost(request: HttpRequest) -> HttpResponse:
    """The draft is not here: another browser, or it has expired. Say so, and offer the words."""
    context = {"problems": [], "e": {}, "words": "", "lost": True, "days": drafts.KEPT.days}
    return render(request, "public/resume.html", context)
