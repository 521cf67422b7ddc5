"""The guided calculator: one idea a page, every question can be answered “I do not know”, and nothing is asked in vain."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law.facts import FactErrors, parse, still_to_come
from redress.law.in_force import rule_data
from redress.law.interview import MATTERS, next_questions
from redress.law.vocabulary import VOCABULARY, Fact
from redress.portals.law import asking, carried
from redress.portals.law.carried import Carried
from redress.remedies.asking import problems_of

FIRST = ("fraud", "food", "prepaid", "return", "fault", "car", "deposit", "injury")
EXTRA = ("limitation",)  # asked for last: every result tells whether one is still in time
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What happened? The kinds of trouble that can be worked out."""
    doors = [
        {
            "href": reverse("law:begin", args=[code]) + "?new=1",
            "title": MATTERS[code].title[asking.tongue()],
            "about": " · ".join(goal_titles(code)[:2]),
        }
        for code in (*FIRST, *(code for code in MATTERS if code not in FIRST))
        if code in MATTERS
    ]
    return render(request, "law/remedies.html", {"first": doors[: len(FIRST)], "others": doors[len(FIRST) :]})


def goal_titles(matter: str) -> list[str]:
    data = rule_data()
    return [str(data[goal]["title"][asking.tongue()]) for goal in MATTERS[matter].goals if goal in data]


@never_cache
@require_safe
def begin(request: HttpRequest, matter: str) -> HttpResponse:
    """Go to the question that comes next, or to the result."""
    if matter not in MATTERS:
        raise Http404(matter)
    new = "new" in request.GET
    held = carried.fresh(matter) if new else carried.read(request, matter)
    response = redirect(next_address(held))
    return carried.write(response, held) if new else response


def open_questions(held: Carried) -> list[str]:
    """Return the names of the facts still worth asking for, without those that the visitor does not know."""
    on = day_of(timezone.now())
    for goals in (MATTERS[held.matter].goals, EXTRA):
        names = [question.fact.name for question in next_questions(held.facts, on, goals=goals)]
        left = [name for name in names if name not in held.unknown]
        if left:
            return left
    return []


def next_address(held: Carried) -> str:
    left = open_questions(held)
    if not left:
        return reverse("law:result", args=[held.matter])
    return reverse("law:question", args=[held.matter, left[0]])


@never_cache
@get_or_post
def question(request: HttpRequest, matter: str, name: str) -> HttpResponse:
    """One question, or a few that belong together."""
    if matter not in MATTERS or name not in VOCABULARY:
        raise Http404(name)
    held = carried.read(request, matter)
    facts = asked_here(held, name)
    if request.method == "POST":
        return _answered(request, held, name, facts)
    return _shown(request, held, name, facts, [])


def asked_here(held: Carried, name: str) -> list[Fact]:
    """Return the fact of a page and those that share it: answered here before, or still worth asking."""
    left = open_questions(held)
    near = [one for one in asking.together(name) if one == name or one in left or one in held.facts]
    return [VOCABULARY[one] for one in near]


def _answered(request: HttpRequest, held: Carried, name: str, facts: list[Fact]) -> HttpResponse:
    if "skip" in request.POST:
        for fact in facts:
            held.say(fact.name, None)
        return carried.write(redirect(next_address(held)), held)
    found: list[Problem] = []
    answers: dict[str, Any] = {}
    for fact in facts:
        answers[fact.name], problem = asking.read(fact, request.POST)
        found += [problem] if problem else []
    if not found and all(answer is None for answer in answers.values()):
        message = gettext("Choose or write an answer; if you do not know, say so.")
        found = [Problem("fact.not_answered", message, f"/{facts[0].name}")]
    found = found or _clashes(held, answers)
    if found:
        return _shown(request, held, name, facts, found)
    for one, answer in answers.items():
        held.say(one, None if answer in (None, asking.UNKNOWN) else answer)
    return carried.write(redirect(next_address(held)), held)


def _clashes(held: Carried, answers: dict[str, Any]) -> list[Problem]:
    given = {one: answer for one, answer in answers.items() if answer not in (None, asking.UNKNOWN)}
    try:
        facts = parse({**held.facts, **given}, pointer="")
        if to_come := still_to_come(facts, day_of(timezone.now()), pointer=""):
            raise FactErrors(to_come)
    except FactErrors as errors:
        return problems_of(errors)
    return []


def _shown(request: HttpRequest, held: Carried, name: str, facts: list[Fact], found: list[Problem]) -> HttpResponse:
    typed = request.POST if found else None
    wrong = {problem.pointer.removeprefix("/"): problem.message for problem in found}
    fields = [
        asking.field(
            fact,
            asking.UNKNOWN if fact.name in held.unknown else held.facts.get(fact.name),
            error=wrong.get(fact.name, ""),
            typed=typed,
        )
        for fact in facts
    ]
    here = {fact.name for fact in facts}
    elsewhere = {problem.pointer for problem in found if problem.pointer.removeprefix("/") not in here}
    lines = [
        {"text": problem.message, "href": _place(held, problem, outside=problem.pointer in elsewhere)}
        for problem in found
    ]
    context = {
        "matter": held.matter,
        "title": MATTERS[held.matter].title[asking.tongue()],
        "question": fields[0]["label"] if len(fields) == 1 else gettext("A few numbers and days that belong together"),
        "fields": fields,
        "single": len(fields) == 1,
        "skippable": any(fact.type not in {"yes_no", "word"} for fact in facts),
        "lines": lines,
        "wrong": bool(found),
        "why": settles(held, name),
        "known": len(held.facts) > len(MATTERS[held.matter].given),
        "back": reverse("law:remedies"),
    }
    return render(request, "law/question.html", context, status=422 if found else 200)


def _place(held: Carried, problem: Problem, *, outside: bool) -> str:
    name = problem.pointer.removeprefix("/")
    return reverse("law:question", args=[held.matter, name]) if outside and name in VOCABULARY else f"#id_{name}"


def settles(held: Carried, name: str) -> list[str]:
    """Return the titles of the answers that a fact can still change: why it is asked."""
    data = rule_data()
    goals = (*MATTERS[held.matter].goals, *EXTRA)
    for one in next_questions(held.facts, day_of(timezone.now()), goals=goals):
        if one.fact.name == name:
            return [str(data[rule]["title"][asking.tongue()]) for rule in one.settles if rule in data]
    return []
