"""What the body of a step may hold, and what is wrong with it, all at once."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.cases.messages import message_for
from redress.cases.referral import ANSWERS
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, Problem, escaped
from redress.law import telling
from redress.law.packs import Pack, Step
from redress.law.recorded import LONGEST_EXTENSION_DAYS as MOST_DAYS

TEXT_LIMIT = 20_000
TASK_KINDS = (
    "evidence_request", "sales_records", "sampling", "testing", "site_visit", "interview", "contact_party",
    "technician_visit", "other",
)  # fmt: skip
WAYS = ("letter", "counter", "phone", "sms", "email", "web", "message", "public_notice")
PERFORMED = ("full", "partly", "none")
DECISIONS = ("penalised", "no_penalty", "not_established", "transferred", "to_court")
PROPOSALS = ("extend", "file", "not_file", "decide")
# What a step may hold beyond what it needs.
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "accept": ("text",),
    "assign": ("text",),
    "supply_materials": ("text",),
    "begin_mediation": ("text", "on", "place", "mediator"),
    "entrust": ("text", "complainant_consents", "respondent_consents"),
    "record_session": ("mode", "present"),
    "start_testing": ("on", "cost_paid_by"),
    "end_testing": ("on",),
    "record_finding": ("responsible",),
    "add_task": ("text", "owner"),
    "settle": ("amount", "mode"),
    "record_performance": ("text", "on"),
    "record_delivery": ("text",),
    "unshelve": ("text",),
    "close": ("text",),
    "withdraw": ("text", "reason_code"),
    "rate": ("reasons", "text", "call_back"),
    "verify": ("text",),
    "transfer": ("address", "answer_by"),
    "record_answer": ("exhibit", "answer_by"),
    "leave_time_out": ("on",),
    "count_time_again": ("on",),
}


class Wrong(Exception):
    """A value that cannot be used: its code in the catalogue of messages, or a sentence of its own."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(code)


def read(step: Step, pack: Pack, body: Any, *, now: datetime) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a step's body and every problem with it."""
    if body is None:
        body = {}
    if not isinstance(body, Mapping):
        code, message = message_for("model_type", "", {})
        return {}, [Problem(code=code, message=message)]
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    allowed = tuple(
        dict.fromkeys((*step.needs, *OPTIONAL.get(step.verb, ()), *(("reason_code",) if step.reasons else ())))
    )
    for name in body:
        if name not in allowed:
            code, message = message_for("extra_forbidden", f"/{name}", {})
            problems.append(Problem(code=code, message=message, pointer=f"/{escaped(name)}"))
    for name in allowed:
        given = body.get(name)
        if given is None or given == "" or given == []:
            if name in step.needs and not (step.verb == "assign" and name == "to" and name in body):
                problems.append(_needed(step, name))
            continue
        try:
            found[name] = READERS[name](given, step, pack, now)
        except Wrong as wrong:
            problems.append(Problem(code=wrong.code, message=wrong.message, pointer=f"/{name}"))
        except PydanticCustomError as error:
            code, message = message_for(error.type, f"/{name}", error.context or {})
            problems.append(Problem(code=code, message=message, pointer=f"/{name}"))
    return found, problems


def _needed(step: Step, name: str) -> Problem:
    sentence = NEEDED.get(name, lambda: gettext("This is needed for the step."))()
    return Problem(
        code="value.missing", message=sentence, pointer=f"/{name}", cites=tuple(cite.as_dict() for cite in step.cites)
    )


NEEDED: Mapping[str, Callable[[], str]] = {
    "text": lambda: gettext("Write the facts and the reason in a few sentences."),
    "reason_code": lambda: gettext("Choose the ground this rests on."),
    "due_on": lambda: gettext("Give the day by which it is due."),
    "on": lambda: gettext("Give the day on which it happened."),
    "agency": lambda: gettext("Name the body that is to have the case."),
    "body": lambda: gettext("Name the body."),
    "to": lambda: gettext("Name the member of staff, or “me”."),
    "complainant_consents": lambda: gettext("Record whether the complainant agrees."),
    "respondent_consents": lambda: gettext("Record whether the respondent agrees."),
    "perform_by": lambda: gettext("Give the day by which the agreement is to be performed."),
    "review_on": lambda: gettext("Give the day on which the case is looked at again."),
    "about": lambda: gettext("Choose at least one law."),
    "into": lambda: gettext("Name the earlier report."),
    "how": lambda: gettext("Choose how it was done."),
    "granted": lambda: gettext("Say whether the challenge is granted."),
    "task": lambda: gettext("Choose what is to be done."),
    "task_id": lambda: gettext("Choose the task this is about."),
    "performed": lambda: gettext("Say whether it was performed fully, partly or not at all."),
    "letter_id": lambda: gettext("Choose the letter this is about."),
    "verdict": lambda: gettext("Say whether the matter was settled for you."),
    "grade": lambda: gettext("Choose one of the five grades."),
    "proposal": lambda: gettext("Say what is proposed."),
    "days": lambda: gettext("Say by how many days."),
    "present": lambda: gettext("Name who was there."),
    "decision": lambda: gettext("Choose how it was decided."),
    "answer": lambda: gettext("Choose what the other body answered."),
}


def _text(given: Any, *_: Any) -> str:
    if not isinstance(given, str):
        raise PydanticCustomError("string_type", "text")
    cleaned = values.clean(given)
    if len(cleaned) > TEXT_LIMIT:
        raise PydanticCustomError("string_too_long", "text", {"max_length": TEXT_LIMIT})
    if not cleaned:
        raise Wrong("value.missing", gettext("Write the facts and the reason in a few sentences."))
    return cleaned


def _short(given: Any, *_: Any) -> str:
    cleaned = _text(given)
    if len(cleaned) > 200:
        raise PydanticCustomError("string_too_long", "text", {"max_length": 200})
    return cleaned


def _flag(given: Any, *_: Any) -> bool:
    if not isinstance(given, bool):
        raise PydanticCustomError("bool_type", "flag")
    return given


def _reason(given: Any, step: Step, pack: Pack, now: datetime) -> str:
    group = step.reasons or step.verb
    if not isinstance(given, str) or pack.ground(group, given) is None:
        known = ", ".join(pack.grounds.get(group, {}))
        raise PydanticCustomError("literal_error", "code", {"expected": known})
    return given


def _day(given: Any) -> date:
    if not isinstance(given, str):
        raise PydanticCustomError("day.unreadable", "day")
    return values.day(given)


def _future(given: Any, step: Step, pack: Pack, now: datetime) -> date:
    day = _day(given)
    today = day_of(now)
    if day < today:
        raise Wrong("day.past", gettext("This day has passed; give today or a later day."))
    if day > today + timedelta(days=3660):
        raise Wrong("day.too_late", gettext("This day lies more than ten years ahead; please check the year."))
    return day


def _past(given: Any, step: Step, pack: Pack, now: datetime) -> date:
    day = _day(given)
    if day > day_of(now):
        raise PydanticCustomError("day.future", "day")
    if day < values.EARLIEST_RECEIPT:
        raise PydanticCustomError("day.too_early", "day", {"earliest": str(values.EARLIEST_RECEIPT)})
    return day


def _one_of(*known: str) -> Callable[..., str]:
    def check(given: Any, *_: Any) -> str:
        if given not in known:
            raise PydanticCustomError("literal_error", "code", {"expected": ", ".join(known)})
        return str(given)

    return check


def _codes(group: str) -> Callable[..., str]:
    def check(given: Any, step: Step, pack: Pack, now: datetime) -> str:
        if not isinstance(given, str) or pack.ground(group, given) is None:
            raise PydanticCustomError("literal_error", "code", {"expected": ", ".join(pack.grounds.get(group, {}))})
        return given

    return check


def _grade(given: Any, step: Step, pack: Pack, now: datetime) -> int:
    """A grade by its code or by its score from 1 to 5."""
    for ground in pack.grounds.get("rating", {}).values():
        if given in (ground.code, ground.extra.get("score")) and not isinstance(given, bool):
            return int(ground.extra["score"])
    raise PydanticCustomError("literal_error", "code", {"expected": ", ".join(pack.grounds.get("rating", {}))})


def _reasons(given: Any, step: Step, pack: Pack, now: datetime) -> list[str]:
    known = pack.grounds.get("rating_reason", {})
    if not isinstance(given, list) or any(code not in known for code in map(str, given)):
        raise PydanticCustomError("literal_error", "code", {"expected": ", ".join(known)})
    return list(dict.fromkeys(map(str, given)))


def _laws(given: Any, step: Step, pack: Pack, now: datetime) -> list[str]:
    """The laws a clue is about; one may be given by itself."""
    known, named = telling.laws(pack), [given] if isinstance(given, str) else given
    if not isinstance(named, list) or any(code not in known for code in map(str, named)):
        raise PydanticCustomError("literal_error", "code", {"expected": ", ".join(known)})
    return sorted(set(map(str, named)))


def _money(given: Any, *_: Any) -> str:
    """A sum as text or as a number; a number is read as it was written, so that no cent is lost."""
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise PydanticCustomError("money.not_a_number", "money")
    return str(values.sum_of(values.money(given) if isinstance(given, str) else Decimal(given)))


def _days(given: Any, *_: Any) -> int:
    if isinstance(given, bool) or not re.fullmatch(r"[0-9]{1,3}", str(given)) or not 1 <= int(given) <= MOST_DAYS:
        message = gettext("Write a number of days from 1 to %(most)s.") % {"most": MOST_DAYS}
        raise Wrong("days.out_of_range", message)
    return int(given)


def _id(given: Any, *_: Any) -> int:
    if isinstance(given, bool) or not str(given).isdecimal() or len(str(given)) > 18:
        raise Wrong("id.unreadable", gettext("This must be the number of an entry of this case."))
    return int(given)


READERS: Mapping[str, Callable[[Any, Step, Pack, datetime], Any]] = {
    "text": _text,
    "reason_code": _reason,
    "due_on": _future,
    "review_on": _future,
    "perform_by": _future,
    "on": _past,
    "to": _short,
    "owner": _short,
    "agency": _short,
    "body": _short,
    "address": _short,
    "answer": _one_of(*ANSWERS),
    "answer_by": _future,
    "exhibit": _id,
    "place": _short,
    "mediator": _short,
    "present": _short,
    "mode": _one_of("on_site", "phone", "internet", "video", "letter"),
    "responsible": _short,
    "cost_paid_by": _one_of("complainant", "respondent", "shared", "authority"),
    "complainant_consents": _flag,
    "respondent_consents": _flag,
    "granted": _flag,
    "call_back": _flag,
    "performed": _one_of(*PERFORMED),
    "decision": _one_of(*DECISIONS),
    "proposal": _one_of(*PROPOSALS),
    "about": _laws,
    "into": _short,
    "task": _one_of(*TASK_KINDS),
    "task_id": _id,
    "letter_id": _id,
    "how": _one_of(*WAYS),
    "verdict": _codes("verdict"),
    "grade": _grade,
    "reasons": _reasons,
    "amount": _money,
    "days": _days,
}


def message(data: Any, *, staff: bool) -> tuple[str, str]:
    """Return text and audience of a message. Raises Invalid with every problem."""
    if not isinstance(data, Mapping):
        code, sentence = message_for("model_type", "", {})
        raise Invalid([Problem(code=code, message=sentence)])
    problems = []
    text = ""
    for name in data:
        if name not in {"text", "audience"}:
            code, sentence = message_for("extra_forbidden", f"/{name}", {})
            problems.append(Problem(code=code, message=sentence, pointer=f"/{escaped(name)}"))
    try:
        text = _text(data.get("text") if data.get("text") is not None else "")
    except Wrong as wrong:
        problems.append(Problem(code=wrong.code, message=gettext("Write your message."), pointer="/text"))
    except PydanticCustomError as error:
        code, sentence = message_for(error.type, "/text", error.context or {})
        problems.append(Problem(code=code, message=sentence, pointer="/text"))
    audience = data.get("audience") or ("staff" if staff else "both")
    if audience not in ("staff", "both"):
        code, sentence = message_for("literal_error", "/audience", {"expected": "staff, both"})
        problems.append(Problem(code=code, message=sentence, pointer="/audience"))
    if problems:
        raise Invalid(problems)
    return text, audience if staff else "both"


def in_turn(data: Any, *, most: int) -> list[tuple[str, dict[str, Any]]]:
    """Return (verb, body) of each step of {"steps": […]}. Raises Invalid with every problem of the list itself."""
    if not isinstance(data, Mapping):
        raise Invalid([_problem("model_type", "")])
    others = [_problem("extra_forbidden", f"/{escaped(name)}") for name in data if name != "steps"]
    if others:
        raise Invalid(others)
    taken = data.get("steps")
    if not isinstance(taken, list) or not taken:
        kind = "missing" if taken is None or taken == [] else "list_type"
        raise Invalid([_problem(kind, "/steps")])
    if len(taken) > most:
        raise Invalid([_problem("too_long", "/steps", max_length=most)])
    problems = []
    for place, one in enumerate(taken):
        if not isinstance(one, Mapping):
            problems.append(_problem("model_type", f"/steps/{place}"))
        elif not isinstance(one.get("verb"), str):
            problems.append(_problem("missing" if one.get("verb") is None else "string_type", f"/steps/{place}/verb"))
    if problems:
        raise Invalid(problems)
    return [(one["verb"], {name: value for name, value in one.items() if name != "verb"}) for one in taken]


def _problem(kind: str, pointer: str, **context: Any) -> Problem:
    code, sentence = message_for(kind, pointer, context)
    return Problem(code, sentence, pointer)
