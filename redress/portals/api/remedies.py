"""What the law says about a matter that is no case yet, and what stands in an article."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.law import remedies as engine
from redress.law import statutes
from redress.law.facts import VOCABULARY, Fact, FactErrors, still_to_come
from redress.law.packs import say
from redress.portals.api import answers, body, shapes_of_law
from redress.portals.api.asked import Asked
from redress.portals.api.law import plain, read_day, unknown_names, wrong
from redress.portals.api.openapi import DAY, asks, gives, object_of
from redress.portals.api.problems import respond
from redress.remedies import texts

router = Router(tags=["law"])
SUM = {"type": ["string", "number", "null"], "description": 'A decimal, such as "3999.00".'}
TYPES: dict[str, dict[str, Any]] = {
    "yes_no": {"type": ["boolean", "null"]}, "money": SUM, "money_or_all": SUM, "number": SUM,
    "count": {"type": ["integer", "null"]}, "day": {"type": ["string", "null"], "format": "date"},
}  # fmt: skip


def _schema(fact: Fact) -> dict[str, Any]:
    """Absent and null are unknown."""
    kind = TYPES.get(fact.type) or {"enum": [*fact.values, None]}
    return kind | {"title": fact.label["en"]}


FACTS = {"type": "object", "properties": {name: _schema(fact) for name, fact in VOCABULARY.items()}}


@router.post(
    "/remedies",
    openapi_extra=object_of(on=DAY, facts=FACTS),
    response=gives(shapes_of_law.Assessed),
    summary="What the law may give, and what is unknown",
)
def remedies(request: HttpRequest) -> HttpResponse:
    data = body.read(request)
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
        if to_come := still_to_come(answer.facts, max(on, day_of(request.now))):  # type: ignore[attr-defined]
            raise FactErrors(to_come)
    except FactErrors as error:
        problems += [
            Problem(code=found.code, message=say(found.message, answers.lang()), pointer=found.pointer)
            for found in error.problems
        ]
    if problems:
        raise Invalid(problems)
    return respond(answer.as_dict(answers.lang()))


@router.get(
    "/law/{law}/articles/{article}",
    openapi_extra=asks(on=DAY),
    response=gives(shapes_of_law.Article),
    summary="An article: identity, dates, wording if loaded",
)
def article(request: HttpRequest, law: str, article: str) -> HttpResponse:
    asked = Asked(request, "on")
    on = asked.day("on") or day_of(request.now)  # type: ignore[attr-defined]
    asked.require()
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
