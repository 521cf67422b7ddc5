"""The desk of those who teach: texts being written, read by a second person, published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.education import actions, drafting
from redress.education.models import KINDS, READERS, WRITERS, Edition
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.education import showing

SHOWN = 200
STEPS: dict[str, Callable[..., Edition]] = {
    "submit": actions.submit,
    "publish": actions.publish,
    "send_back": actions.send_back,
    "withdraw": actions.withdraw,
}


reader_required = open_to(READERS)


@reader_required
def texts(request: DeskRequest) -> HttpResponse:
    return _texts(request)


def _texts(request: DeskRequest, problems: Any = ()) -> HttpResponse:
    rows = Edition.objects.visible_to(request.actor).exclude(state="replaced").order_by("-written_at", "-pk")[:SHOWN]
    context = frame(
        request,
        "education_desk:texts",
        rows=[_row(row) for row in rows],
        writes=request.actor.role in WRITERS,
        kinds=[{"value": kind, "label": showing.kind_words(kind)} for kind in KINDS],
        categories=showing.categories(),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "education/texts.html", context, status=409 if problems else 200)


def _row(row: Edition) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title_zh,
        "kind": showing.kind_words(row.kind),
        "state": showing.state_words(row.state),
        "number": row.number,
        "translated": row.translated,
        "until": row.expires_on,
        "at": row.written_at,
    }


@reader_required
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    if request.actor.role not in WRITERS:
        raise Http404("education")
    problems: Any = ()
    if request.method == "POST":
        kind, slug = request.POST.get("kind", ""), request.POST.get("slug", "").strip()
        try:
            row = actions.write(kind, slug, actions.read(_said(request)), actor=request.actor, now=timezone.now())
        except NotAllowed as refused:
            problems = refused.problems
        else:
            return redirect("education_desk:text", row.pk)
    return _form(request, None, problems)


def _said(request: DeskRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


@reader_required
@require_http_methods(["GET", "POST"])
def text(request: DeskRequest, edition_id: int) -> HttpResponse:
    """One version: written on, looked at as it will be, and taken its next step."""
    row = Edition.objects.visible_to(request.actor).filter(pk=edition_id).first()
    if row is None:
        raise Http404(str(edition_id))
    problems: Any = ()
    if request.method == "POST":
        step, now = request.POST.get("step", ""), timezone.now()
        try:
            if step in STEPS:
                made = STEPS[step](row.pk, actor=request.actor, now=now)
            else:
                said = actions.read(_said(request))
                made = actions.write(row.kind, row.slug, said, actor=request.actor, now=now)
        except NotThere:
            raise Http404(str(edition_id)) from None
        except NotAllowed as refused:
            problems = refused.problems
            row.refresh_from_db()
        else:
            messages.success(request, showing.state_words(made.state))
            return redirect("education_desk:text", made.pk)
    return _form(request, row, problems)


def _form(request: DeskRequest, row: Edition | None, problems: Any) -> HttpResponse:
    writes = request.actor.role in WRITERS and (row is None or row.state != "review")
    names = ("title_zh", "text_zh", "title_en", "text_en", "expires_on", "slug", "division")
    kept = {name: getattr(row, name) or "" for name in names} if row else dict.fromkeys(names, "")
    given = {name: request.POST.get(name, kept[name]) for name in names}
    if not isinstance(given["expires_on"], str):
        given["expires_on"] = given["expires_on"].isoformat()
    category = request.POST.get("category", row.category if row else "")
    chosen = request.POST.get("kind", "guide")
    context = frame(
        request,
        "education_desk:texts",
        row=row,
        head=_row(row) if row else None,
        given=given,
        writes=writes,
        kinds=[{"value": kind, "label": showing.kind_words(kind), "checked": kind == chosen} for kind in KINDS],
        categories=showing.categories(category),
        preview=[(lang, title, showing.drawn(body, lang)) for lang, title, body in (
            ("zh", given["title_zh"], given["text_zh"]), ("en", given["title_en"], given["text_en"]),
        ) if body],
        live=_live(row),
        steps=steps(row, request),
        versions=[_row(one) for one in Edition.objects.filter(kind=row.kind, slug=row.slug).order_by("-number")] if row else [],
        problems=problems,
        wrong=bool(problems),
    )  # fmt: skip
    return render(request, "education/edit.html", context, status=409 if problems else 200)


def _live(row: Edition | None) -> dict[str, Any] | None:
    """What the figures say at this moment, beside a warning that is not published yet."""
    if row is None or row.kind != "warning" or not row.category or row.state not in ("draft", "review"):
        return None
    counted = drafting.count(row.category, row.division, now=timezone.now())
    return {"now": counted.now, "before": counted.before, "source": row.source.removeprefix("surge:")}


def steps(row: Edition | None, request: DeskRequest) -> list[tuple[str, str]]:
    """The buttons that are open: what would be refused is not shown."""
    if row is None:
        return []
    own = row.written_by == request.actor.key
    return {
        "draft": [("submit", gettext("Give to a second person"))],
        "review": [] if own else [("publish", gettext("Publish")), ("send_back", gettext("Send back"))],
        "published": [("withdraw", gettext("Withdraw from the pages"))],
    }.get(row.state, [])


@reader_required
@require_POST
def draft_warning(request: DeskRequest) -> HttpResponse:
    category, division = request.POST.get("category", ""), request.POST.get("division", "").strip()
    try:
        row = drafting.draft_warning(category, division, actor=request.actor, now=timezone.now())
    except NotAllowed as refused:
        return _texts(request, refused.problems)
    return redirect("education_desk:text", row.pk)
