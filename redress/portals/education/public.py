"""What everybody may read: guides, lessons, terms and the quiz."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from redress.education import library, quiz
from redress.kernel.moments import day_of
from redress.law.bilingual import say
from redress.portals import present
from redress.portals.education import showing
from redress.portals.law import telling
from redress.portals.law.asking import tongue


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    on, words = day_of(timezone.now()), request.GET.get("q", "").strip()[:60]
    context: dict[str, Any] = {"q": words}
    if words:
        context["found"] = [showing.card(row) for row in library.search(words, on=on)]
    else:
        context |= {f"{kind}s": [showing.card(row) for row in library.shown(kind, on=on)] for kind in KINDS}
    return render(request, "education/learn.html", context)


KINDS = ("warning", "guide", "lesson")


@require_safe
def text(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    row = library.one(kind, slug, on=day_of(timezone.now()))
    if row is None:
        raise Http404(slug)
    return render(request, "education/text.html", showing.card(row))


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    rows = library.shown("term", on=day_of(timezone.now()))
    return render(request, "education/words.html", {"rows": [showing.card(row) for row in rows]})


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    rows = [
        {"href": reverse("education:question", args=[one.code]), "ask": say(one.ask, present.lang())}
        for one in quiz.questions().values()
    ]
    return render(request, "education/quiz.html", {"rows": rows})


@require_safe
def question(request: HttpRequest, code: str) -> HttpResponse:
    """Ask; once answered, say what the law engine says of the same facts, and why."""
    one = quiz.questions().get(code)
    if one is None:
        raise Http404(code)
    codes = list(quiz.questions())
    following = codes[codes.index(code) + 1 :]
    context: dict[str, Any] = {"ask": say(one.ask, present.lang())}
    given = request.GET.get("answer", "")
    if given in ("yes", "no"):
        on = day_of(timezone.now())
        told = quiz.answer(one, on=on, lang=tongue())
        holds = told["status"] == "available"
        context |= {
            "answered": True,
            "right": (given == "yes") == holds,
            "holds": holds,
            "title": told["title"],
            "because": told["because"],
            "cites": telling.cites(told["cites"], on=on),
            "next": reverse("education:question", args=[following[0]]) if following else "",
        }
    return render(request, "education/question.html", context)
