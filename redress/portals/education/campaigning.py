"""Campaigns: the desk that begins them and reads what became of them, and the links that people open."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redress.education import campaigns
from redress.education.models import READERS, WRITERS, Campaign, Edition
from redress.kernel.problems import NotAllowed, NotThere
from redress.kernel.whole import whole_number
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.education import showing


@never_cache
@require_safe
def go(request: HttpRequest, slug: str, channel: str) -> HttpResponse:
    """A channel's own link: counted, then led on. No cookie is set and nothing about the reader is kept."""
    try:
        edition = campaigns.open_link(slug, channel, now=timezone.now())
    except NotThere:
        raise Http404(slug) from None
    return redirect(showing.address(edition))


@open_to(READERS)
@require_http_methods(["GET", "POST"])
def listing(request: DeskRequest) -> HttpResponse:
    problems: Any = ()
    post = request.POST
    if request.method == "POST":
        try:
            row = campaigns.make(
                post.get("slug", "").strip(), post.get("title", ""), whole_number(post.get("edition", "")) or 0,
                post.getlist("channels"), _day(post.get("starts_on", "")), _day(post.get("ends_on", "")),
                actor=request.actor, now=timezone.now(),
            )  # fmt: skip
        except NotAllowed as refused:
            problems = refused.problems
        else:
            return redirect("education_desk:campaign", row.pk)
    texts = Edition.objects.visible_to(request.actor).filter(state="published").exclude(kind="term")
    context = frame(
        request,
        "education_desk:texts",
        rows=[_row(row) for row in campaigns.seen_by(request.actor)],
        writes=request.actor.role in WRITERS,
        texts=[{"value": row.pk, "label": row.title_zh} for row in texts.order_by("-published_at")[:200]],
        channels=[{"value": code, "label": str(label), "checked": code in post.getlist("channels")} for code, label in campaigns.CHANNELS.items()],
        given=post,
        problems=problems,
        wrong=bool(problems),
    )  # fmt: skip
    return render(request, "education/campaigns.html", context, status=409 if problems else 200)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        return date.min


def _row(row: Campaign) -> dict[str, Any]:
    return {
        "id": row.pk, "title": row.title, "from": row.starts_on, "until": row.ends_on, "opened": sum(campaigns.opened(row).values()),
    }  # fmt: skip


@open_to(READERS)
@require_safe
def one(request: DeskRequest, campaign_id: int) -> HttpResponse:
    try:
        row = campaigns.one(campaign_id, actor=request.actor)
    except NotThere:
        raise Http404("campaign") from None
    base = settings.REDRESS_BASE_URL
    links = [
        {"channel": str(campaigns.CHANNELS[code]), "href": base + reverse("education:go", args=[row.slug, code]), "opened": n}
        for code, n in campaigns.opened(row).items()
    ]  # fmt: skip
    effect = campaigns.effect(row, now=timezone.now())
    context = frame(
        request, "education_desk:texts", row=row, text=row.edition.title_zh, links=links, effect=effect, verdict=_words(effect),
        ratio=[f"{n:.2f}" for n in (effect.ratio, effect.lower, effect.upper) if n is not None],
    )  # fmt: skip
    return render(request, "education/campaign.html", context)


def _words(effect: campaigns.Effect) -> str:
    return {
        "fewer": gettext("Fewer complaints than the others' change explains"),
        "more": gettext("More complaints than the others' change explains"),
        "early": gettext("Cannot tell: not a whole week has passed"),
        "few": gettext("Cannot tell: too few complaints of this kind"),
        "wide": gettext("Cannot tell: a change as large comes about by chance"),
    }[effect.why or effect.says]
