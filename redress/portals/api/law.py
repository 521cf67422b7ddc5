"""The law without a case: clocks, working days, competence, remedies, articles, receipts. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router
from pydantic_core import PydanticCustomError

from redress.cases import messages, proofs, values
from redress.cases.intake import Respondent
from redress.deadlines import calendars
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotThere, Problem, escaped
from redress.law import jurisdiction as competence
from redress.law import packs
from redress.law.calendars import MAINLAND, calendar_folders
from redress.law.clock import ClockInputError, Event, clock, without_a_case
from redress.law.faults import InputError
from redress.law.packs import say
from redress.law.recorded import EARLIEST, LATEST
from redress.portals.api import answers, body, shapes_of_law
from redress.portals.api.asked import Asked
from redress.portals.api.openapi import DAY, PROBLEMS, WORD, asks, gives, object_of, one_of
from redress.portals.api.problems import respond
from redress.portals.api.shapes import ProblemDocument
from redress.records import issue

router = Router(tags=["law"])
LONGEST_SPAN = timedelta(days=3 * 366)
MOST_EVENTS = 500
EVENT = {"type": "object", "required": ["event", "at"], "properties": {"event": WORD, "at": WORD}}


def _language() -> str:
    return "en" if answers.lang().startswith("en") else "zh"


def _object(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise Invalid([wrong("model_type", "")])
    return data


def wrong(kind: str, pointer: str, context: Mapping[str, Any] | None = None) -> Problem:
    code, message = messages.message_for(kind, pointer, context or {})
    return Problem(code=code, message=message, pointer=pointer)


def unknown_names(data: Mapping[str, Any], known: tuple[str, ...], at: str = "") -> list[Problem]:
    return [wrong("extra_forbidden", f"{at}/{escaped(name)}") for name in data if name not in known]


@router.post(
    "/clock",
    openapi_extra=object_of(
        "limit", "events",
        rule_set=WORD, limit=WORD, roll=one_of("statutory_holiday", "any_rest_day", "none"), today=DAY,
        events={"type": "array", "maxItems": MOST_EVENTS, "items": EVENT},
    ),
    response=gives(shapes_of_law.Counted),
    summary="Count a limit from events",
)  # fmt: skip
def count(request: HttpRequest) -> HttpResponse:
    data = _object(body.read(request))
    problems = unknown_names(data, ("rule_set", "limit", "events", "roll", "today"))
    limit, pack = _limit(data, problems)
    happened = _events(data.get("events"), problems)
    roll = data.get("roll")
    if roll is not None and roll not in ("statutory_holiday", "any_rest_day", "none"):
        problems.append(wrong("literal_error", "/roll", {"expected": "statutory_holiday, any_rest_day, none"}))
    today = _today(data.get("today"), problems, request)
    if problems or limit is None or pack is None:
        raise Invalid(problems)
    if roll:
        limit = replace(limit, roll=roll)
    try:
        result = clock(limit, without_a_case(limit, happened), calendars.current(pack.calendar), today=today)
    except ClockInputError as error:
        raise Invalid(
            Problem(code=found.code, message=say(found.message, answers.lang()), pointer=found.pointer)
            for found in error.problems
        ) from None
    return respond(result.as_dict(_language()) | {"rule_set": pack.id, "limit": limit.code})


def _limit(data: Mapping[str, Any], problems: list[Problem]) -> tuple[Any, packs.Pack | None]:
    name, code = data.get("rule_set", "cn-samr-2026"), data.get("limit")
    pack = packs.load(name) if isinstance(name, str) and name in packs.available() else None
    if pack is None:
        problems.append(wrong("literal_error", "/rule_set", {"expected": ", ".join(sorted(packs.available()))}))
        return None, None
    limit = pack.limits.get(code) if isinstance(code, str) else None
    if limit is None:
        problems.append(wrong("literal_error", "/limit", {"expected": ", ".join(pack.limits)}))
    return limit, pack


def _events(rows: Any, problems: list[Problem]) -> list[Event]:
    if not isinstance(rows, list):
        problems.append(wrong("list_type" if rows is not None else "missing", "/events"))
        return []
    if len(rows) > MOST_EVENTS:
        problems.append(wrong("too_long", "/events", {"max_length": MOST_EVENTS}))
        return []
    found = []
    for place, row in enumerate(rows):
        at = f"/events/{place}"
        if not isinstance(row, Mapping):
            problems.append(wrong("model_type", at))
            continue
        problems += unknown_names(row, ("event", "at", "days"), at)
        days = row.get("days")
        if days is not None and (isinstance(days, bool) or not isinstance(days, int)):
            problems.append(Problem("type.whole_number", gettext("This must be a whole number."), f"{at}/days"))
            continue
        name, moment = row.get("event"), _moment(row.get("at"), f"{at}/at", problems)
        if not isinstance(name, str) or name not in known_events():
            problems.append(wrong("literal_error", f"{at}/event", {"expected": ", ".join(sorted(known_events()))}))
        elif moment is not None:
            found.append(Event(name, moment, days))
    return found


def known_events() -> frozenset[str]:
    """Every event that moves some limit of some rule set."""
    return frozenset(
        name for pack_id in packs.available() for limit in packs.load(pack_id).limits.values() for name in limit.events
    )


def _moment(text: Any, pointer: str, problems: list[Problem]) -> datetime | None:
    """Read a moment; a plain day means that day in Asia/Shanghai."""
    if not isinstance(text, str):
        problems.append(wrong("missing" if text is None else "datetime_type", pointer))
        return None
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
        moment = datetime.fromisoformat(text)
    except ValueError:
        problems.append(wrong("datetime_parsing", pointer))
        return None
    if moment.tzinfo is None:
        problems.append(wrong("timezone_aware", pointer))
        return None
    return moment


def _today(text: Any, problems: list[Problem], request: HttpRequest) -> date:
    if text is None:
        return day_of(request.now)  # type: ignore[attr-defined]
    moment = _moment(text, "/today", problems)
    if moment is not None and EARLIEST.year < moment.year < LATEST.year:
        return day_of(moment)
    if moment is not None:
        problems.append(wrong("datetime_parsing", "/today"))
    return day_of(request.now)  # type: ignore[attr-defined]


@router.get(
    "/working-days",
    openapi_extra=asks("from", "to", from_=DAY, to=DAY, calendar=WORD),
    response=gives(shapes_of_law.WorkingDays),
    summary="Days with their flags",
)
def working_days(request: HttpRequest) -> HttpResponse:
    asked = Asked(request, "from", "to", "calendar")
    first, last = asked.day("from"), asked.day("to")
    name = asked.code("calendar", sorted(calendar_folders()), MAINLAND)
    problems = asked.problems
    for place, day in (("/from", first), ("/to", last)):
        if (day is None and place not in {problem.pointer for problem in problems}) or (
            day is not None and not EARLIEST <= day <= LATEST
        ):
            problems.append(wrong("day.unreadable", place))
    if first and last and last < first:
        message = gettext("“to” lies before “from”; please swap them.")
        problems.append(Problem(code="days.order", message=message, pointer="/to"))
    elif first and last and last - first > LONGEST_SPAN:
        message = gettext("At most three years at a time.")
        problems.append(Problem(code="days.too_many", message=message, pointer="/to"))
    asked.require()
    if first is None or last is None:
        raise Invalid(problems)
    calendar = calendars.current(name)
    days = [flags.as_dict() for flags in calendar.days(first, last)]
    return respond({
        "from": str(first),
        "to": str(last),
        "working_days": sum(1 for day in days if day["working"]),
        "provisional": any(day.get("provisional") for day in days),
        "calendar_version": calendar.version,
        "days": days,
        "items": days,
    })  # fmt: skip


@router.post(
    "/jurisdiction",
    openapi_extra=object_of(kind=one_of("complaint", "report"), on=DAY, **Respondent.model_json_schema()["properties"]),
    response=gives(shapes_of_law.Competent),
    summary="Which authority is competent",
)
def jurisdiction(request: HttpRequest) -> HttpResponse:
    data = dict(_object(body.read(request)))
    respondent = data.pop("respondent", None)
    if isinstance(respondent, Mapping):
        data = {**respondent, **data}
    problems: list[Problem] = []
    kind = data.pop("kind", "complaint")
    if kind not in ("complaint", "report"):
        problems.append(wrong("literal_error", "/kind", {"expected": "complaint, report"}))
    on = read_day(data.pop("on", None), "/on", problems) or day_of(request.now)  # type: ignore[attr-defined]
    facts = data.pop("facts", None)
    if isinstance(facts, Mapping):
        data |= facts
    problems += unknown_names(data, (*Respondent.model_fields, *competence.facts_asked_for()))
    if problems:
        raise Invalid(problems)
    try:
        answer = competence.competent(data, kind=kind, on=on)
    except InputError as error:
        raise Invalid(
            Problem(code=found.code, message=say(found.message, answers.lang()), pointer=found.pointer)
            for found in error.problems
        ) from None
    return respond(plain(answer))


def read_day(text: Any, pointer: str, problems: list[Problem]) -> date | None:
    """Read a day that may be absent; what is wrong with it goes on the list."""
    if text is None or text == "":
        return None
    try:
        day = values.day(text) if isinstance(text, str) else None
    except PydanticCustomError:
        day = None
    if day is None or not date(1949, 10, 1) <= day <= date(2199, 12, 31):
        problems.append(wrong("day.unreadable", pointer))
        return None
    return day


def plain(value: Any) -> Any:
    """Return a pure-law answer in the language asked for: bilingual texts become one, citations become objects."""
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"}:
            return say(value, answers.lang())
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value.as_dict() if hasattr(value, "as_dict") else value


@router.post(
    "/receipts/verify",
    openapi_extra=object_of("proof", "subject", proof=WORD, subject={"type": "object"}),
    response=gives(shapes_of_law.Verified),
    summary="Check a receipt",
)
def verify(request: HttpRequest) -> HttpResponse:
    data = _object(body.read(request))
    problems = [wrong("missing", f"/{name}") for name in ("proof", "subject") if name not in data]
    if "proof" in data and not isinstance(data["proof"], str):
        problems.append(wrong("string_type", "/proof"))
    if problems:
        raise Invalid(problems)
    return respond(issue.check(data["proof"], data["subject"]))


@router.get(
    "/receipts/{number}/{name}",
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": WORD}}}}},
    response={PROBLEMS: ProblemDocument},
    summary="The proof of one recorded event (tlog-proof)",
)
def proof(request: HttpRequest, number: str, name: str) -> HttpResponse:
    text = proofs.proof_text(number, name, now=request.now)  # type: ignore[attr-defined]
    if text is None:
        raise NotThere(name)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@router.get(
    "/taxonomies/{name}",
    response=gives(shapes_of_law.Taxonomy),
    summary="Codes of categories, natures, requests, grounds",
)
def taxonomy(request: HttpRequest, name: str) -> HttpResponse:
    pack = packs.in_force("cn-samr", day_of(request.now))  # type: ignore[attr-defined]
    table = pack.tables.get(name, {}).get(name) or pack.tables.get(name + "s", {}).get(name)
    if table is not None:
        rows = [
            {"code": code, **{key: value for key, value in row.items() if key != "keywords"}}
            for code, row in table.items()
        ]
    elif name in pack.grounds:
        rows = [{"code": row.code, "title": row.title, "cites": row.cites} for row in pack.grounds[name].values()]
    else:
        raise NotThere(name)
    return respond({"rule_set": pack.id, "items": plain(rows)})


@router.get("/rule-sets", response=gives(shapes_of_law.RuleSets), summary="Rule sets of this installation")
def rule_sets(request: HttpRequest) -> HttpResponse:
    rows = [packs.load(name) for name in sorted(packs.available())]
    return respond({
        "items": [
            {
                "id": pack.id,
                "version": pack.version,
                "kind": pack.kind,
                "title": say(pack.title, answers.lang()),
                "in_force_from": str(pack.in_force_from),
                "in_force_to": str(pack.in_force_to) if pack.in_force_to else None,
                "limits": sorted(pack.limits),
                "verbs": list(pack.verbs),
            }
            for pack in rows
        ]
    })  # fmt: skip
