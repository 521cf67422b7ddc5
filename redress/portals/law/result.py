"""What the answers come to: sums with formula and articles, what is uncertain and what would settle it, what to do next."""

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redress.kernel.moments import day_of
from redress.law import remedies
from redress.law.facts import FactErrors
from redress.law.interview import MATTERS
from redress.portals.downloads import attachment, picture
from redress.portals.law import asking, calculator, carried, telling
from redress.portals.law.carried import Carried
from redress.portals.present import lang
from redress.portals.public import drafts, gate, knocks
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said
from redress.portals.public.filing import views as filing
from redress.remedies import estimates
from redress.remedies.asking import problems_of, touched

# Facts that a filing asks for in its own words.
CARRIED_OVER = {
    "price": "/purchase/amount", "bought_on": "/purchase/bought_on", "knew_on": "/problem/discovered_on",
    "seller_kind": "/respondent/seller_kind",
}  # fmt: skip


@never_cache
@require_safe
def page(request: HttpRequest, matter: str) -> HttpResponse:
    held = held_or_404(request, matter)
    on = law_day(request)

    def ask(name: str) -> str:
        return reverse("law:question", args=[matter, name])

    answer, found = answer_of(held, on)
    context: dict[str, Any] = {
        "matter": matter,
        "title": MATTERS[matter].title[asking.tongue()],
        "on": on,
        "asked_on": request.GET.get("on", ""),
        "rows": fact_rows(held),
        "signed": carried.signed(held),
        "lines": [{"text": problem.message, "href": ask(problem.pointer.rpartition("/")[2])} for problem in found],
        "left": [{"label": asking.label(name), "href": ask(name)} for name in calculator.open_questions(held)[:1]],
        "others": [
            {"href": reverse("law:begin", args=[code]) + "?new=1", "title": one.title[asking.tongue()]}
            for code, one in MATTERS.items()
            if code != matter
        ],
    }
    if answer is not None:
        context["told"] = telling.whole(answer, on=on, ask=ask, goals=MATTERS[matter].goals)
    return render(request, "law/result.html", context, status=422 if found else 200)


def held_or_404(request: HttpRequest, matter: str) -> Carried:
    if matter not in MATTERS:
        raise Http404(matter)
    return carried.read(request, matter)


def law_day(request: HttpRequest) -> date:
    """The day for which the law is asked: ?on=, else today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return day_of(timezone.now())


def answer_of(held: Carried, on: date) -> tuple[dict[str, Any] | None, list[Any]]:
    try:
        return touched(remedies.assess(held.facts, on=on), lang()), []
    except FactErrors as errors:
        return None, problems_of(errors)


def fact_rows(held: Carried) -> list[dict[str, Any]]:
    rows = [
        {
            "key": asking.label(name),
            "value": asking.said(name, value),
            "href": reverse("law:question", args=[held.matter, name]),
        }
        for name, value in held.facts.items()
    ]
    return rows + [
        {
            "key": asking.label(name),
            "value": gettext("not known"),
            "href": reverse("law:question", args=[held.matter, name]),
        }
        for name in held.unknown
    ]


@never_cache
@require_safe
def paper(request: HttpRequest, matter: str, form: Literal["pdf", "png"]) -> HttpResponse:
    """The result to take along: a PDF to print, or one picture to keep or to send (in-app browsers block downloads)."""
    held = held_or_404(request, matter)
    on = law_day(request)
    answer, found = answer_of(held, on)
    if answer is None or found:
        return redirect("law:result", matter)
    told = telling.whole(answer, on=on, ask=lambda name: "", goals=MATTERS[matter].goals)
    rows = [(row["key"], row["value"]) for row in fact_rows(held)]
    made = estimates.paper(
        MATTERS[matter].title[asking.tongue()],
        told,
        rows,
        language=asking.tongue(),
        on=day_of(timezone.now()),
        form=form,
    )
    if form == "png":
        return picture(made, media_type="image/png")
    return attachment(made, f"{gettext('estimate')}-{matter}.pdf", media_type="application/pdf")


@never_cache
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """Begin a complaint with what was said here; what a waiting draft already says is left as it is."""
    held = carried.opened(request.POST.get("facts", ""))
    if held is None:
        return redirect("public:start")
    now = timezone.now()
    draft = filing.draft_of(request, now=now)
    if draft is None or draft.sent:
        if held_up := gate.take(request, knocks.START, now=now):
            return held_up
        draft = drafts.start(now=now)
    draft = drafts.change(draft.token, lambda answers: carry_over(held, answers), now=now) or draft
    return filing.remember(redirect("public:start"), draft)


def carry_over(held: Carried, answers: Answers) -> None:
    for name, pointer in CARRIED_OVER.items():
        value = held.facts.get(name)
        if name == "seller_kind":
            value = filed_as(value)
        if value is not None and not said.said(answers, pointer):
            answers["said"][pointer] = str(value)


def filed_as(seller: object) -> object:
    """Return the kind of seller as a filing names it: who sells in a live room sells on its platform (decision 0119)."""
    named = "on_platform" if seller == "live_room" else seller
    return named if named in said.SELLERS else None
