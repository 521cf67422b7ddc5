"""The rights library: one page a right, and a search over all of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from redress.kernel.moments import day_of
from redress.law.bilingual import say
from redress.law.interview import MATTERS
from redress.portals import present
from redress.portals.law import telling
from redress.portals.law.asking import tongue
from redress.remedies import library


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    found = library.search(words, tongue())
    context = {
        "q": words,
        "rows": [
            {
                "href": address(page.code),
                "title": say(page.title, present.lang()),
                "says": say(page.right.says, present.lang()),
                "hit": hit,
            }
            for page, hit in found
        ],
    }
    return render(request, "law/rights.html", context)


def address(code: str) -> str:
    return reverse("law:right", args=[library.slug(code)])


@require_safe
def right(request: HttpRequest, code: str) -> HttpResponse:
    page = library.by_slug(code)
    if page is None:
        raise Http404(code)
    on, tongue_, lang = day_of(timezone.now()), tongue(), present.lang()
    context: dict[str, Any] = {
        "title": say(page.title, lang),
        "says": say(page.right.says, lang),
        "plain": page.lines("plain", tongue_),
        "example": page.text("example", tongue_),
        "steps": page.lines("steps", tongue_),
        "limits": page.lines("limits", tongue_),
        "cites": telling.cites([cite.as_dict() for cite in page.right.cites], on=on),
        "duties": telling.cites([cite.as_dict() for cite in page.right.duties], on=on),
        "tests": [say(check.question, lang) for check in page.tests],
        "remedies": [telling.title_of(remedy) for remedy in page.right.remedies],
        "calculators": [
            {"href": reverse("law:begin", args=[matter]) + "?new=1", "title": say(MATTERS[matter].title, lang)}
            for matter in page.calculators
            if matter in MATTERS
        ],
        "others": [
            {"href": address(other.code), "title": say(other.title, lang)}
            for other in library.pages().values()
            if other.code != page.code
        ],
    }
    return render(request, "law/right.html", context)
