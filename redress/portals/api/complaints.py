"""Filing, following and handling over the API. A view reads, calls one action, answers."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from ninja import Router

from redress.agencies import queries
from redress.cases import actions, exporting, filing, intake, numbers, reading
from redress.cases.evidence import add_exhibit
from redress.cases.intake import NewComplaint
from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.law import packs
from redress.portals.api import answers, body, shapes
from redress.portals.api.again import answer_once, of_file, ran
from redress.portals.api.asked import Asked
from redress.portals.api.auth import Caller, actor_for_case
from redress.portals.api.openapi import (
    DAY,
    PROBLEMS,
    WORD,
    asks,
    file_body,
    gives,
    object_of,
    one_of,
    paged,
    request_body,
    step_body,
    steps_body,
)
from redress.portals.api.problems import respond
from redress.portals.limits import address_of

router = Router(tags=["complaints"])
KEPT_CHANNELS = ("phone", "counter", "post", "email", "import")
KINDS = ("complaint", "report")
FILTERS: dict[str, dict[str, Any]] = {
    "state": WORD, "phase": WORD, "kind": one_of(*KINDS), "assignee": WORD, "agency": WORD, "nature": WORD,
    "category": WORD, "trader": WORD, "due_before": DAY, "q": WORD, "order": one_of(*reading.ORDERS),
}  # fmt: skip


def caller(request: HttpRequest) -> Caller:
    found: Caller = request.caller  # type: ignore[attr-defined]
    return found


def actor_for(request: HttpRequest, number: str) -> Actor:
    address = address_of(request.META)
    return actor_for_case(caller(request), number, address=address, now=request.now)  # type: ignore[attr-defined]


@router.post(
    "/complaints",
    openapi_extra=request_body(NewComplaint),
    response=gives(shapes.Filed, status=201),
    summary="File a complaint or report",
)
def file(request: HttpRequest) -> HttpResponse:
    actor, now = caller(request).actor, request.now  # type: ignore[attr-defined]
    data = body.read(request)
    problems = at_the_wrong_door(data, actor)
    try:
        new = intake.read(data, now=now)
    except Invalid as error:
        raise Invalid(error.problems + problems) from None
    if problems:
        raise Invalid(problems)

    def run() -> tuple[list[str], Any]:
        made = filing.file(new, language=answers.lang(), actor=actor, now=now)
        return [one.number for one in made], answers.filed(made[0], linked=made[1:]) | {
            "receipt": answers.receipt(made[0])
        }

    answer, headers = ran(request, f"file:{actor.key}", data, run)
    answer = {"number": answer["number"], "pickup": numbers.pickup(answer["number"]), **answer}
    return respond(answer, 201, headers | {"Location": f"/api/v1/complaints/{answer['number']}"})


def at_the_wrong_door(data: Any, actor: Actor) -> list[Problem]:
    """Only a key may say when and through which channel something was received."""
    if actor.is_staff or not isinstance(data, dict):
        return []
    problems = []
    if data.get("channel") in KEPT_CHANNELS:
        message = gettext("Without a key the channel is web or api.")
        problems.append(Problem(code="channel.needs_key", message=message, pointer="/channel"))
    for name in ("received_at", "external_number", "source"):
        given = data.get(name)
        if given is not None and str(given).strip():
            message = gettext("Only a key may set this.")
            problems.append(Problem(code=f"{name}.needs_key", message=message, pointer=f"/{name}"))
    return problems


@router.get(
    "/complaints",
    openapi_extra=asks(**FILTERS, **paged(reading.MOST)),
    response=gives(shapes.Rows),
    summary="List the cases you may see",
)
def listing(request: HttpRequest) -> HttpResponse:
    actor = caller(request).actor
    if not actor.is_staff:
        raise NotThere("complaints")
    asked = Asked(request, *FILTERS, "limit", "cursor")
    wanted = _wanted(asked, actor)
    limit, cursor = asked.limit(default=25, most=reading.MOST), asked.cursor(mark="n")
    asked.require()
    page = reading.page(wanted, actor=actor, limit=limit, cursor=cursor or None)
    answer: dict[str, Any] = {"items": [answers.row(case) for case in page.rows], "next": page.next}
    if page.total is not None:
        answer["total"] = page.total
    return respond(answer)


def _wanted(asked: Asked, actor: Actor) -> reading.Filter:
    """The filter asked for. What no rule set knows is refused: an empty list would say that there is no such case."""
    return reading.Filter(
        state=asked.code("state", packs.states()),
        phase=asked.code("phase", sorted({packs.phase_of(state) for state in packs.states()})),
        kind=asked.code("kind", KINDS),
        assignee=asked.person("assignee", who=gettext("Write me, none, or the id of a member of staff.")),
        agency=_agency(asked, actor),
        nature=asked.code("nature", packs.codes("nature")),
        category=_category(asked),
        trader=asked.text("trader"),
        due_before=asked.day("due_before"),
        q=asked.text("q"),
        order=asked.code("order", tuple(reading.ORDERS), "due"),
    )


def _agency(asked: Asked, actor: Actor) -> str:
    """The code of a body; what is refused names the caller's own."""
    if asked.given.get("agency", "").strip() in queries.directory().by_code:
        return asked.text("agency")
    return asked.code("agency", sorted(queries.body(pk).code for pk in actor.agency_ids))


def _category(asked: Asked) -> str:
    """A category or everything below one; what is refused names the uppermost."""
    above = _with_above(packs.codes("category"))
    if asked.given.get("category", "").strip() in above:
        return asked.text("category")
    return asked.code("category", {code for code in above if "." not in code})


@lru_cache(maxsize=4)
def _with_above(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(".".join(code.split(".")[:depth]) for code in codes for depth in range(1, 9))


@router.get(
    "/complaints/export",
    openapi_extra=asks(**FILTERS, format=one_of(*exporting.FORMATS), personal=one_of("0", "1"), reason=WORD)
    | {"responses": {200: {"content": {kind: {"schema": WORD} for kind in exporting.FORMATS.values()}}}},
    response={PROBLEMS: shapes.ProblemDocument},
    summary="The list as a file, streamed (CSV or JSON Lines)",
)
def export(request: HttpRequest) -> HttpResponseBase:
    """The same filters as the list; format=csv or jsonl; personal=1 with reason=… adds names, contact and stories."""
    actor = caller(request).actor
    if not actor.is_staff:
        raise NotThere("complaints/export")
    asked = Asked(request, *FILTERS, "format", "personal", "reason")
    wanted, form = _wanted(asked, actor), asked.code("format", tuple(exporting.FORMATS), "csv")
    personal = asked.code("personal", ("0", "1")) == "1"
    asked.require()
    parts = exporting.export(
        wanted,
        form=form,
        reason=asked.text("reason"),
        personal=personal,
        actor=actor,
        now=request.now,  # type: ignore[attr-defined]
    )
    name = f"attachment; filename=cases.{form}"
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts, content_type=exporting.FORMATS[form], headers=headers)


@router.get("/complaints/{number}", response=gives(shapes.CaseFile), summary="One case, as far as you may see it")
def one(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    actor = actor_for(request, number)
    case = actions.get(number, actor=actor)
    return respond(answers.whole(case, actor=actor, now=request.now))  # type: ignore[attr-defined]


@router.get("/complaints/{number}/verbs", response=gives(shapes.Verbs), summary="Every verb: open, or why not")
def verbs(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    actor = actor_for(request, number)
    case = actions.get(number, actor=actor)
    return respond({"items": answers.verbs(case, actor=actor, now=request.now)})  # type: ignore[attr-defined]


@router.post(
    "/complaints/{number}/evidence",
    openapi_extra=file_body(),
    response=gives(shapes.Exhibit, status=201),
    summary="Add a piece of evidence (multipart)",
)
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    now = request.now  # type: ignore[attr-defined]
    actor = actor_for(request, number)
    case = actions.get(number, actor=actor)
    upload = body.upload(request)
    audience = request.POST.get("audience", "both" if not actor.is_staff else "staff")

    def run() -> tuple[list[str], Any]:
        found = add_exhibit(
            case, name=upload.name or "file", stream=upload, audience=audience, actor=actor, now=now, note=""
        )
        return [number], answers.exhibit(found)

    told = of_file(upload, audience=audience)
    return answer_once(request, f"evidence:{number}:{actor.key}", told, run, status=201)


@router.post(
    "/complaints/{number}/messages",
    openapi_extra=object_of("text", once=True, text=WORD, audience=one_of("both", "staff")),
    response=gives(shapes.Message, status=201),
    summary="Write into the case",
)
def message(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    now = request.now  # type: ignore[attr-defined]
    actor = actor_for(request, number)
    data = body.read(request)

    def run() -> tuple[list[str], Any]:
        return [number], actions.write(number, data, actor=actor, now=now)

    return answer_once(request, f"message:{number}:{actor.key}", data, run, status=201)


@router.post(
    "/complaints/{number}/rating",
    openapi_extra=step_body(),
    response=gives(shapes.Stepped),
    summary="Rate result and service",
)
def rating(request: HttpRequest, number: str) -> HttpResponse:
    return step(request, number, "rate")


@router.post(
    "/complaints/{number}/steps",
    openapi_extra=steps_body(),
    response=gives(shapes.Stepped | shapes.GoneOn),
    summary="Take several steps, all or none",
)
def in_turn(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    now = request.now  # type: ignore[attr-defined]
    actor = actor_for(request, number)
    data = body.read(request)

    def run() -> tuple[list[str], Any]:
        case = actions.act_in_turn(number, data, actor=actor, now=now)
        return [number], after(case, actor, now)

    return answer_once(request, f"steps:{number}:{actor.key}", data, run, status=200)


@router.post(
    "/complaints/{number}/{verb}",
    openapi_extra=step_body(),
    response=gives(shapes.Stepped | shapes.GoneOn),
    summary="Take a step",
)
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    number = numbers.canonical(number)
    now = request.now  # type: ignore[attr-defined]
    actor = actor_for(request, number)
    data = body.read(request)

    def run() -> tuple[list[str], Any]:
        case = actions.act(number, verb, data, actor=actor, now=now)
        return [number], after(case, actor, now)

    return answer_once(request, f"{verb}:{number}:{actor.key}", data, run, status=200)


def after(case: Any, actor: Actor, now: Any) -> dict[str, Any]:
    """The case after a step; only where it went if it is not the caller's to see any more."""
    if case.seen_by(actor):
        return answers.brief(case)
    return {"number": case.number, "state": case.state, "agency": answers.agency(case)}
