"""Filing, following and handling over the API. A view reads, calls one action, answers."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from ninja import Router

from redress.cases import actions, exporting, filing, intake, messages, numbers, reading
from redress.cases.evidence import add_exhibit
from redress.cases.intake import NewComplaint
from redress.cases.once import once
from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.portals.api import answers
from redress.portals.api.auth import Caller, actor_for_case
from redress.portals.api.lane import body_of
from redress.portals.api.law import wrong
from redress.portals.api.openapi import RESPONSES, request_body, verb_body
from redress.portals.api.problems import respond
from redress.portals.limits import address_of

router = Router(tags=["complaints"])
PUBLIC_CHANNELS = ("web", "api")


def caller(request: HttpRequest) -> Caller:
    found: Caller = request.caller  # type: ignore[attr-defined]
    return found


def actor_for(request: HttpRequest, number: str) -> Actor:
    address = address_of(request.META)
    return actor_for_case(caller(request), number, address=address, now=request.now)  # type: ignore[attr-defined]


@router.post(
    "/complaints", openapi_extra=request_body(NewComplaint), response=RESPONSES, summary="File a complaint or report"
)
def file(request: HttpRequest) -> HttpResponse:
    actor, now = caller(request).actor, request.now  # type: ignore[attr-defined]
    data = body_of(request)
    new = intake.read(data, now=now)
    require_right_door(new, actor)

    def run() -> tuple[list[str], Any]:
        made = filing.file(new, language=answers.lang(), actor=actor, now=now)
        return [one.number for one in made], answers.filed(made[0], linked=made[1:]) | {
            "receipt": answers.receipt(made[0])
        }

    key = request.headers.get("Idempotency-Key", "")
    if key:
        _, answer, fresh = once(f"file:{actor.key}", key, filing.digest_of(data), run, now=now)
    else:
        (_, answer), fresh = run(), True
    answer = {"number": answer["number"], "pickup": numbers.pickup(answer["number"]), **answer}
    headers = {"Location": f"/api/v1/complaints/{answer['number']}"}
    return respond(answer, 201, headers if fresh else headers | {"Idempotent-Replay": "true"})


def require_right_door(new: NewComplaint, actor: Actor) -> None:
    """Only a key may say when and through which channel something was received."""
    if actor.is_staff:
        return
    problems = []
    if new.channel not in PUBLIC_CHANNELS:
        message = gettext("Without a key the channel is web or api.")
        problems.append(Problem(code="channel.needs_key", message=message, pointer="/channel"))
    for name in ("received_at", "external_number", "source"):
        if getattr(new, name) is not None:
            message = gettext("Only a key may set this.")
            problems.append(Problem(code=f"{name}.needs_key", message=message, pointer=f"/{name}"))
    if problems:
        raise Invalid(problems)


@router.get("/complaints", response=RESPONSES, summary="List the cases you may see")
def listing(request: HttpRequest) -> HttpResponse:
    actor = caller(request).actor
    if not actor.is_staff:
        raise NotThere("complaints")
    asked = request.GET
    limit = _limit(asked.get("limit", "25"))
    wanted = _wanted(asked)
    page = reading.page(wanted, actor=actor, limit=limit, cursor=asked.get("cursor") or None)
    answer: dict[str, Any] = {"items": [answers.row(case) for case in page.rows], "next": page.next}
    if page.total is not None:
        answer["total"] = page.total
    return respond(answer)


def _wanted(asked: QueryDict) -> reading.Filter:
    names = ("state", "phase", "kind", "assignee", "agency", "nature", "category", "trader", "q")
    texts = {name: asked.get(name, "").strip() for name in names}
    # No code or word has signs that cannot be printed, and PostgreSQL refuses to look for some of them.
    if odd := [wrong("text.not_unicode", f"/{name}") for name, text in texts.items() if not text.isprintable()]:
        raise Invalid(odd)
    return reading.Filter(
        **texts,
        due_before=_day(asked.get("due_before", "")),
        order=_order(asked.get("order", "due")),
    )


@router.get("/complaints/export", response=RESPONSES, summary="The list as a file, streamed (CSV or JSON Lines)")
def export(request: HttpRequest) -> HttpResponseBase:
    """The same filters as the list; format=csv or jsonl; personal=1 with reason=… adds names, contact and stories."""
    actor = caller(request).actor
    if not actor.is_staff:
        raise NotThere("complaints/export")
    asked = request.GET
    form = asked.get("format", "csv")
    parts = exporting.export(
        _wanted(asked),
        form=form,
        reason=asked.get("reason", ""),
        personal=asked.get("personal") == "1",
        actor=actor,
        now=request.now,  # type: ignore[attr-defined]
    )
    name = f"attachment; filename=cases.{form}"
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts, content_type=exporting.FORMATS[form], headers=headers)


def _limit(text: str) -> int:
    limit = whole_number(text)
    if limit is None or not 1 <= limit <= reading.MOST:
        message = gettext("limit is a whole number from 1 to %(most)s.") % {"most": reading.MOST}
        raise Invalid([Problem(code="limit.out_of_range", message=message, pointer="/limit")])
    return limit


def _order(text: str) -> str:
    if text not in reading.ORDERS:
        code, message = messages.message_for("literal_error", "/order", {"expected": ", ".join(reading.ORDERS)})
        raise Invalid([Problem(code=code, message=message, pointer="/order")])
    return text


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        code, message = messages.message_for("day.unreadable", "/due_before", {})
        raise Invalid([Problem(code=code, message=message, pointer="/due_before")]) from None


@router.get("/complaints/{number}", response=RESPONSES, summary="One case, as far as you may see it")
def one(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    actor = actor_for(request, number)
    case = actions.get(number, actor=actor)
    return respond(answers.whole(case, actor=actor, now=request.now))  # type: ignore[attr-defined]


@router.get("/complaints/{number}/verbs", response=RESPONSES, summary="Every verb: open, or why not")
def verbs(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    actor = actor_for(request, number)
    case = actions.get(number, actor=actor)
    return respond({"items": answers.verbs(case, actor=actor, now=request.now)})  # type: ignore[attr-defined]


@router.post("/complaints/{number}/evidence", response=RESPONSES, summary="Add a piece of evidence (multipart)")
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    now = request.now  # type: ignore[attr-defined]
    actor = actor_for(request, number)
    case = actions.get(number, actor=actor)
    upload = request.FILES.get("file")
    if upload is None:
        message = gettext("Send the file as multipart form data in the part “file”.")
        raise Invalid([Problem(code="file.missing", message=message, pointer="/file")])
    audience = request.POST.get("audience", "both" if not actor.is_staff else "staff")
    exhibit = add_exhibit(
        case, name=upload.name or "file", stream=upload, audience=audience, actor=actor, now=now, note=""
    )
    return respond(answers.exhibit(exhibit), 201)


@router.post("/complaints/{number}/messages", response=RESPONSES, summary="Write into the case")
def message(request: HttpRequest, number: str) -> HttpResponse:
    number = numbers.canonical(number)
    now = request.now  # type: ignore[attr-defined]
    actor = actor_for(request, number)
    data = body_of(request)

    def run() -> tuple[list[str], Any]:
        return [number], actions.write(number, data, actor=actor, now=now)

    return _once(request, f"message:{number}:{actor.key}", data, run, status=201)


@router.post(
    "/complaints/{number}/rating",
    openapi_extra=verb_body("rate"),
    response=RESPONSES,
    summary="Rate result and service",
)
def rating(request: HttpRequest, number: str) -> HttpResponse:
    return step(request, number, "rate")


@router.post("/complaints/{number}/{verb}", openapi_extra=verb_body(""), response=RESPONSES, summary="Take a step")
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    number = numbers.canonical(number)
    now = request.now  # type: ignore[attr-defined]
    actor = actor_for(request, number)
    data = body_of(request)

    def run() -> tuple[list[str], Any]:
        case = actions.act(number, verb, data, actor=actor, now=now)
        return [number], after(case, actor, now)

    return _once(request, f"{verb}:{number}:{actor.key}", data, run, status=200)


def after(case: Any, actor: Actor, now: Any) -> dict[str, Any]:
    """The case after a step; only where it went if it is not the caller's to see any more."""
    if case.seen_by(actor):
        return answers.brief(case)
    return {"number": case.number, "state": case.state, "agency": answers.agency(case)}


def _once(request: HttpRequest, owner: str, data: Any, run: Any, *, status: int) -> HttpResponse:
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return respond(run()[1], status)
    body = filing.digest_of([owner, data])
    _, answer, _ = once(owner, key, body, run, now=request.now)  # type: ignore[attr-defined]
    return respond(answer, status)
