"""The other side over the API: a business works its own matters. The same actions and words as its pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router
from pydantic import BaseModel

from redress.cases import actions as cases
from redress.cases import evidence, numbers, reading
from redress.cases.models import Message
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.notices.models import Endpoint
from redress.portals.api import answers, body, shapes, shapes_of_law
from redress.portals.api.again import answer_once, of_file, ran
from redress.portals.api.asked import Asked
from redress.portals.api.complaints import caller
from redress.portals.api.law import unknown_names, wrong
from redress.portals.api.openapi import WORD, asks, file_body, gives, object_of, one_of, paged, request_body
from redress.portals.api.problems import respond
from redress.portals.business.figures import DAYS, period, told
from redress.portals.downloads import attachment
from redress.records import issue
from redress.traders import accounts, actions, answering, hooking, matters, own_figures, seeing
from redress.traders.matters import Line
from redress.traders.models import Invitation

router = Router(tags=["trader"])


class TraderAnswer(BaseModel):
    """One of the six answers; docs/how-to/answer-as-a-large-trader.md says which needs what."""

    kind: str
    text: str = ""
    remedy: str = ""
    amount: str = ""
    day: str = ""
    seen: int | None = None


class TraderWebhook(BaseModel):
    """url -- https, an address of the open net; events -- empty: all"""

    url: str
    events: list[str] = []


def _actor(request: HttpRequest) -> Actor:
    """Whoever acts for a business; to anybody else nothing is here."""
    actor = caller(request).actor
    if actor.role != Role.RESPONDENT:
        raise NotThere("trader")
    return accounts.acting(actor)


def _matter(request: HttpRequest, ref: str) -> tuple[Actor, Invitation]:
    actor = _actor(request)
    return actor, matters.find(ref, actor=actor)


def _data(request: HttpRequest, *names: str) -> dict[str, Any]:
    """The object that was sent. Raises Invalid for names that are none of these."""
    data = body.read(request)
    if not isinstance(data, dict):
        raise Invalid([Problem("body.no_object", gettext("Send a JSON object."))])
    if problems := unknown_names(data, names):
        raise Invalid(problems)
    return data


@router.get(
    "/trader/matters",
    openapi_extra=asks(status=one_of(*matters.STATES), assignee=WORD, number=WORD, **paged(matters.MOST)),
    response=gives(shapes_of_law.Matters),
    summary="Your matters, by their next day",
    url_name="trader_matters",
)
def listing(request: HttpRequest) -> HttpResponse:
    """?status=todo|new|us|them|ended &assignee=me|none|<id> &number= &limit= &cursor="""
    actor, asked = _actor(request), Asked(request, "status", "assignee", "number", "limit", "cursor")
    status = asked.code("status", tuple(matters.STATES), "todo")
    assignee = asked.person("assignee", who=gettext("Write me, none or the number of a member."))
    number = numbers.canonical(asked.text("number"))
    limit, cursor = asked.limit(default=matters.A_PAGE, most=matters.MOST), asked.cursor()
    asked.require()
    page = matters.page(actor, status=status, assignee=assignee, number=number, limit=limit, cursor=cursor)
    return respond({"items": [_row(line) for line in page.lines], "next": page.next})


def _row(line: Line) -> dict[str, Any]:
    told = line.brief
    return {
        "ref": line.ref, "number": told.number, "status": line.status, "trader": told.trader,
        "received_on": str(told.received_on), "asked_on": str(told.asked_on), "answer_by": str(told.answer_by),
        "due_on": str(line.due_on) if line.due_on else None, "answered": line.answered or None,
        "category": told.category or None, "nature": told.nature or None,
        "amount": str(told.amount) if told.amount is not None else None, "currency": told.currency,
        "assignee": line.assignee.pk if line.assignee else None,
    }  # fmt: skip


@router.get(
    "/trader/matters/{ref}",
    response=gives(shapes_of_law.WholeMatter),
    summary="One matter as you may see it",
    url_name="trader_matter",
)
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """matter is null once the case is closed or you said that it is not you; answers and their receipts stay."""
    actor, invitation = _matter(request, ref)
    matters.opened(invitation, actor=actor, now=request.now)  # type: ignore[attr-defined]
    inside = accounts.within(actor, invitation)
    slots = reading.sealed(invitation.case)
    shown = matters.shown(invitation, actor=actor)
    watch = answering.watch_of(invitation)
    problems = answering.problems_with(invitation.case, invitation.trader, watch, actor=inside)
    return respond(
        _row(matters.line(invitation, actor=actor))
        | {
            "matter": _told(shown) if shown else None,
            "answers": [
                _answer(row, invitation) for row in answering.shown(invitation.case, actor=inside, slots=slots)
            ],
            "messages": _written(invitation, inside, slots) if shown else [],
            "may_answer": not problems,
            "problems": [row.as_dict() for row in problems],
        }
    )


def _told(shown: seeing.Matter) -> dict[str, Any]:
    return {
        "person": shown.person, "what": shown.what or None, "bought_on": shown.bought_on or None,
        "amount": str(shown.amount) if shown.amount is not None else None, "currency": shown.currency,
        "order_number": shown.order_number or None, "story": shown.story, "erased": shown.erased,
        "wishes": [{"kind": row.kind, "amount": row.amount, "note": row.note or None} for row in shown.wishes],
        "evidence": shown.files,
    }  # fmt: skip


def _answer(row: dict[str, Any], invitation: Invitation) -> dict[str, Any]:
    place = f"/api/v1/trader/matters/{invitation.ref}/receipts/{row['entry_id']}"
    return answers.trader_answer(row) | {"id": row["id"], "receipt": place}


def _written(invitation: Invitation, inside: Actor, slots: dict[str, Any]) -> list[dict[str, Any]]:
    """Messages the business itself wrote: what the consumer and the office write to each other is not among them."""
    rows = Message.objects.filter(case=invitation.case, author=inside.key).order_by("pk")
    return [
        {"id": row.pk, "at": answers.local(row.at), "text": slots.get(f"message:{row.pk}", {}).get("text", "")}
        for row in rows
    ]


@router.post(
    "/trader/matters/{ref}/answers", openapi_extra=request_body(TraderAnswer),
    response=gives(shapes_of_law.Answered, status=201), summary="Answer a matter", url_name="trader_answer",
)  # fmt: skip
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """agree, offer, contest, time, not_us, mediate_yes or mediate_no. Takes an Idempotency-Key."""
    actor, invitation = _matter(request, ref)
    accounts.require_role(actor, "owner", "agent")
    data = _data(request, *TraderAnswer.model_fields)
    seen = data.get("seen")
    if seen is not None and (not isinstance(seen, int) or isinstance(seen, bool)):
        message = gettext("seen is the id of the newest answer you know, or 0.")
        raise Invalid([Problem("answer.seen.unreadable", message, "/seen"), *answering.faults(data)])
    inside = accounts.within(actor, invitation)

    def run() -> tuple[list[str], Any]:
        made = actions.answer(
            invitation.case.number, data, trader=invitation.trader, seen=seen, actor=inside,
            now=request.now,  # type: ignore[attr-defined]
        )  # fmt: skip
        slots = reading.sealed(invitation.case)
        rows = answering.shown(invitation.case, actor=inside, slots=slots)
        return [invitation.case.number], next(_answer(row, invitation) for row in rows if row["id"] == made.pk)

    return answer_once(request, f"trader-api:{invitation.pk}", data, run, status=201)


@router.post(
    "/trader/matters/{ref}/evidence",
    openapi_extra=file_body(),
    response=gives(shapes.Exhibit, status=201),
    summary="Add a file (multipart)",
    url_name="trader_evidence",
)
def add_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Part “file”; audience=both or staff (business secrets: the office alone)."""
    actor, invitation = _matter(request, ref)
    accounts.require_role(actor, "owner", "agent")
    inside = matters.require_shown(invitation, actor=actor)
    upload = body.upload(request)
    audience = request.POST.get("audience", "both")

    def run() -> tuple[list[str], Any]:
        made = evidence.add_exhibit(
            invitation.case, name=upload.name or "file", stream=upload, audience=audience, actor=inside,
            now=request.now, note="",  # type: ignore[attr-defined]
        )  # fmt: skip
        return [invitation.case.number], answers.exhibit(made)

    told = of_file(upload, audience=audience)
    return answer_once(request, f"trader-evidence:{invitation.pk}", told, run, status=201)


@router.get(
    "/trader/matters/{ref}/evidence/{int:exhibit_id}",
    summary="A file that both sides see, or your own",
    url_name="trader_file",
)
def file(request: HttpRequest, ref: str, exhibit_id: int) -> HttpResponse:
    actor, invitation = _matter(request, ref)
    inside = matters.require_shown(invitation, actor=actor)
    rows = seeing.own_and_shared(invitation.case, actor=inside)
    row = next((found for found in rows if found.pk == exhibit_id), None)
    if row is None:
        raise NotThere(str(exhibit_id))
    try:
        found = evidence.open_exhibit(row, actor=inside, now=request.now)  # type: ignore[attr-defined]
    except FileNotFoundError:
        raise NotThere(str(exhibit_id)) from None
    return attachment(found.content, found.name)


@router.post(
    "/trader/matters/{ref}/messages", openapi_extra=object_of("text", once=True, text=WORD),
    response=gives(shapes.Message, status=201), summary="Write to the office",
    url_name="trader_message",
)  # fmt: skip
def message(request: HttpRequest, ref: str) -> HttpResponse:
    """{"text": …}; office and consumer can read it."""
    actor, invitation = _matter(request, ref)
    accounts.require_role(actor, "owner", "agent")
    inside, data = matters.require_shown(invitation, actor=actor), _data(request, "text")

    def run() -> tuple[list[str], Any]:
        number = invitation.case.number
        return [number], cases.write(number, {"text": data.get("text")}, actor=inside, now=request.now)  # type: ignore[attr-defined]

    return answer_once(request, f"trader-message:{invitation.pk}", data, run, status=201)


@router.get(
    "/trader/matters/{ref}/receipts/{int:entry_id}", summary="The receipt of your answer", url_name="trader_receipt"
)
def receipt(request: HttpRequest, ref: str, entry_id: int) -> HttpResponse:
    _, invitation = _matter(request, ref)
    if not answering.of_case(invitation.case, trader=invitation.trader).filter(entry_id=entry_id).exists():
        raise NotThere(str(entry_id))
    try:
        made = issue.receipt(entry_id, now=request.now)  # type: ignore[attr-defined]
    except (LookupError, NotAllowed):
        raise NotThere(str(entry_id)) from None
    name = f"{invitation.case.number}-{entry_id}.receipt.json"
    return attachment(made.file, name, media_type="application/json")


@router.get(
    "/trader/figures",
    openapi_extra=asks(days=one_of(*(str(one) for one in DAYS))),
    response=gives(shapes_of_law.OwnFigures),
    summary="Your own figures",
    url_name="trader_figures",
)
def figures(request: HttpRequest) -> HttpResponse:
    """?days=30|90|365. A number that is null is small, or would give a small one away."""
    actor, asked = _actor(request), Asked(request, "days")
    days = asked.code("days", tuple(str(one) for one in DAYS))
    asked.require()
    today = day_of(request.now)  # type: ignore[attr-defined]
    _, first = period(days, today)
    shown = told(own_figures.of(actor, first=first, last=today))
    return respond({"first": str(first), "last": str(today)} | shown)


# ---- webhooks ------------------------------------------------------------------------------------------------------


@router.get(
    "/trader/webhooks",
    response=gives(shapes_of_law.Webhooks),
    summary="Where you are told of your matters",
    url_name="trader_hooks",
)
def hooks(request: HttpRequest) -> HttpResponse:
    return respond({"items": [_endpoint(row) for row in hooking.endpoints(_actor(request))]})


@router.post(
    "/trader/webhooks", openapi_extra=request_body(TraderWebhook),
    response=gives(shapes_of_law.NewWebhook, status=201), summary="Add an address to be told at",
    url_name="trader_hooks_add",
)  # fmt: skip
def add_hook(request: HttpRequest) -> HttpResponse:
    """The secret is in this answer and nowhere else; the same Idempotency-Key gives the same answer."""
    actor = _actor(request)
    accounts.require_role(actor, "owner")
    data = _data(request, "url", "events")
    url, events = data.get("url"), data.get("events")
    problems = [] if isinstance(url, str) else [wrong("string_type" if url is not None else "missing", "/url")]
    if events is not None and not isinstance(events, list):
        problems.append(wrong("list_type", "/events"))
    for place, event in enumerate(events if isinstance(events, list) else ()):
        if event not in hooking.KNOWN:
            problems.append(wrong("literal_error", f"/events/{place}", {"expected": ", ".join(hooking.KNOWN)}))
    if problems:
        raise Invalid(problems)

    def run() -> tuple[list[str], Any]:
        made, _ = hooking.subscribe(str(url), events or [], actor=actor, now=request.now)  # type: ignore[attr-defined]
        return [], _endpoint(made)

    answer, headers = ran(request, f"trader-hook:{actor.key}", data, run)
    return respond(answer | {"secret": hooking.secret(answer["id"], actor=actor)}, 201, headers)


@router.post(
    "/trader/webhooks/{int:endpoint_id}/replay",
    openapi_extra=object_of("since", once=True, since={"type": "integer", "minimum": 0}), response=gives(shapes_of_law.Again),
    summary="Send again from a number on", url_name="trader_hook_replay",
)  # fmt: skip
def replay(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """{"since": 1}: in order and under the same ids."""
    actor, data = _actor(request), _data(request, "since")
    since = data.get("since")
    if not isinstance(since, int) or isinstance(since, bool) or not 0 <= since < 10**12:
        words = gettext("Write the number to begin with, such as 1.")
        raise Invalid([Problem("webhook.replay.number", words, "/since")])

    def run() -> tuple[list[str], Any]:
        return [], {"again": hooking.replay(endpoint_id, since=since, actor=actor, now=request.now)}  # type: ignore[attr-defined]

    return answer_once(request, f"trader-replay:{endpoint_id}:{actor.key}", data, run, status=200)


@router.delete(
    "/trader/webhooks/{int:endpoint_id}",
    response=gives(shapes_of_law.Closed),
    summary="End it",
    url_name="trader_hook",
)
def end_hook(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    hooking.close(endpoint_id, actor=_actor(request), now=request.now)  # type: ignore[attr-defined]
    return respond({"id": endpoint_id, "state": "closed"})


def _endpoint(row: Endpoint) -> dict[str, Any]:
    return {"id": row.pk, "url": row.url, "events": row.events.split(), "state": row.state, "last": row.last}
