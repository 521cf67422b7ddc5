"""Warnings for everybody: pages, feeds, the sheet for the wall, and a frame that other sites may show."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from redress.education import feeds, library, markup, poster
from redress.education.models import Edition
from redress.kernel.moments import day_of
from redress.portals.education import showing
from redress.portals.law.asking import tongue

# As on every page, but that other sites may frame this one: it has no form and knows nobody.
FRAMED = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"
IN_FRAME = 5


def organisation() -> str:
    return str(settings.REDRESS_ORGANISATION_EN if tongue() == "en" else settings.REDRESS_ORGANISATION_ZH)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = [showing.card(row) for row in _shown()]
    frame = f'<iframe src="{settings.REDRESS_BASE_URL}{reverse("education:frame")}?lang={tongue()}" title="{gettext("Warnings")}" width="320" height="400"></iframe>'
    return render(request, "education/warnings.html", {"rows": rows, "frame": frame})


def _shown() -> list[Edition]:
    return library.shown("warning", on=day_of(timezone.now()))


def _one(slug: str) -> Edition:
    row = library.one("warning", slug, on=day_of(timezone.now()))
    if row is None:
        raise Http404(slug)
    return row


@require_safe
def warning(request: HttpRequest, slug: str) -> HttpResponse:
    row = _one(slug)
    context = {
        **showing.card(row),
        "poster": reverse("education:poster", args=[row.slug]),
        "short": f"{row.title(tongue())} {settings.REDRESS_BASE_URL}{showing.address(row)}",
    }
    return render(request, "education/warning.html", context)


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    row, lang = _one(slug), tongue()
    if row.expires_on is None:
        raise Http404(slug)
    made = poster.draw(
        title=row.title(lang), text=markup.plain(row.text(lang)), until=row.expires_on,
        href=f"{settings.REDRESS_BASE_URL}{showing.address(row)}", sender=organisation(), tongue=lang,
    )  # fmt: skip
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="warning-{row.slug}.pdf"'},
    )


@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    base, lang = settings.REDRESS_BASE_URL, tongue()
    items = [
        feeds.Item(
            card["title"], base + card["href"], markup.plain(row.text(lang)), str(card["html"]), row.published_at
        )
        for row in _shown()[:50]
        if row.published_at and (card := showing.card(row))
    ]
    whole = feeds.Feed(
        title=f"{gettext('Warnings')} – {organisation()}",
        home=base + reverse("education:warnings"),
        self=base + reverse("education:feed", args=[form]),
        lang="en" if lang == "en" else "zh-Hans",
        author=organisation(),
        items=items,
    )
    if form == "atom":
        return HttpResponse(feeds.atom(whole, now=timezone.now()), content_type="application/atom+xml; charset=utf-8")
    if form == "rss":
        return HttpResponse(feeds.rss(whole), content_type="application/rss+xml; charset=utf-8")
    if form == "json":
        return HttpResponse(feeds.json_feed(whole), content_type="application/feed+json; charset=utf-8")
    raise Http404(form)


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest) -> HttpResponse:
    rows = [showing.card(row) for row in _shown()[:IN_FRAME]]
    response = render(request, "education/frame.html", {"rows": rows, "base": settings.REDRESS_BASE_URL})
    response.headers["Content-Security-Policy"] = FRAMED
    return response
