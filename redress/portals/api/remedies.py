"""What the law says about a matter that is no case yet, and what stands in an article."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.law import remedies as engine
from redress.law import statutes
from redress.law.facts import FactErrors
from redress.law.packs import say
from redress.portals.api import answers
from redress.portals.api.lane import body_of
from redress.portals.api.law import plain, read_day, unknown_names, wrong
from redress.portals.api.openapi import RESPONSES, verb_body
from redress.portals.api.problems import respond
from redress.remedies import texts

router = Router(tags=["law"])


@router.post(
    "/remedies", openapi_extra=verb_body(""), response=RESPONSES, summary="What the law may give, and what is unknown"
)
def remedies(request: HttpRequest) -> HttpResponse:
    data = body_of(request)
    if not isinstance(data, Mapping):
        raise Invalid([wrong("model_type", "")])
    problems = unknown_names(data, ("on", "facts"))
    on = read_day(data.get("on"), "/on", problems) or day_of(request.now)  # type: ignore[attr-defined]
    facts = data.get("facts", {})
    if not isinstance(facts, Mapping):
        problems.append(wrong("model_type", "/facts"))
        facts = {}
    try:
        answer = engine.assess(facts, on=on)
    except FactErrors as error:
        problems += [
            Problem(code=found.code, message=say(found.message, answers.lang()), pointer=found.pointer)
            for found in error.problems
        ]
    if problems:
        raise Invalid(problems)
    return respond(answer.as_dict(answers.lang()))


@router.get(
    "/law/{law}/articles/{article}", response=RESPONSES, summary="An article: identity, dates, wording if loaded"
)
def article(request: HttpRequest, law: str, article: str) -> HttpResponse:
    problems: list[Problem] = []
    on = read_day(request.GET.get("on"), "/on", problems) or day_of(request.now)  # type: ignore[attr-defined]
    if problems:
        raise Invalid(problems)
    wording = texts.wording(law, article)
    try:
        answer: dict[str, Any] = plain(statutes.provision(law, article, on=on).as_dict())
    except LookupError:
        if wording is None:
            raise NotThere(f"{law} {article}") from None
        answer = {"law": law, "article": article, "summary": None, "statute": statute_of(law), "in_force": None}
    answer |= {"on": str(on), "text": wording.text if wording else None, "label": wording.label if wording else None}
    return respond(answer)


def statute_of(law: str) -> Any:
    try:
        return plain(statutes.statute(law).as_dict())
    except LookupError:
        return None
