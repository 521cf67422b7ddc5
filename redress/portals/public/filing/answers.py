"""What somebody has answered so far, and the filing it amounts to. The same schema as every other door judges it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from redress.cases import intake
from redress.kernel.problems import Invalid, Problem
from redress.law import packs
from redress.law.packs import Pack
from redress.portals.public.drafts import Answers

STORY = "/problem/story"
# What a report says of the person who makes it, and what only a complaint asks for.
PERSON = "/complainant/"
REQUESTS = ("REPAIR", "REDO", "EXCHANGE", "RETURN", "MAKE_UP_QUANTITY", "REFUND", "DAMAGES", "OTHER")
UNDECIDED = "UNDECIDED"  # a choice of the page: asks for nothing yet
CONSENTS = tuple(intake.Consents.model_fields)
SELLERS = ("shop", "on_platform", "platform_operator", "own_site")
PURPOSES = {"business": "other", "farm": "farm_input"}


def name_of(pointer: str) -> str:
    """Return the name of the field a pointer means: /purchase/amount is purchase_amount."""
    return pointer.strip("/").replace("/", "_")


def kind(answers: Answers) -> str:
    return str(answers.get("kind", "complaint"))


def is_report(answers: Answers) -> bool:
    return kind(answers) == "report"


def is_anonymous(answers: Answers) -> bool:
    return is_report(answers) and answers.get("anonymous") == "yes"


def said(answers: Answers, pointer: str) -> str:
    return str(answers.get("said", {}).get(pointer, ""))


def situation(answers: Answers) -> list[str]:
    return list(answers.get("situation", ()))


def pack(now: datetime, family: str) -> Pack:
    """Return the rule set a filing of this moment falls under."""
    return packs.in_force(family, intake.values.today(now))


def document(answers: Answers) -> dict[str, Any]:
    """Return the answers as a filing in the shape of the API."""
    filing: dict[str, Any] = {"kind": kind(answers), "channel": "web", "problem": {"story": ""}}
    for pointer, text in answers.get("said", {}).items():
        if text and _belongs(pointer, answers):
            _put(filing, pointer, text)
    published = filing.get("respondent", {}).get("published_division")
    if published:
        filing["respondent"].setdefault("division", published)
    if not is_report(answers):
        filing["requests"] = requests(answers)
        filing["consents"] = {
            name: answers["consents"][name] == "yes" for name in CONSENTS if answers.get("consents", {}).get(name)
        }
        purpose = next((value for code, value in PURPOSES.items() if code in situation(answers)), "daily_life")
        if "situation" in answers:
            filing.setdefault("purchase", {})["purpose"] = purpose
    if answers.get("notice"):
        filing["notice_version"] = answers["notice"]
    return filing


def _belongs(pointer: str, answers: Answers) -> bool:
    if pointer.startswith("/complainant/agent/") and "agent" not in situation(answers):
        return False
    if pointer.startswith(("/requests/", "/extra/")):
        return False
    return not (is_anonymous(answers) and pointer.startswith(PERSON))


def _put(filing: dict[str, Any], pointer: str, value: Any) -> None:
    *path, last = pointer.strip("/").split("/")
    for part in path:
        filing = filing.setdefault(part, {})
    filing[last] = value


def requests(answers: Answers) -> list[dict[str, str]]:
    """Return what is asked for, in the order of the official form."""
    chosen = answers.get("requests", ())
    found = []
    for code in REQUESTS:
        if code in chosen:
            parts = {part: said(answers, f"/requests/{code}/{part}") for part in ("amount", "note")}
            found.append({"kind": code, **{part: text for part, text in parts.items() if text}})
    return found


def problems(answers: Answers, *, now: datetime) -> list[Problem]:
    """Return everything that is wrong with the values given so far; missing contents are no problem here."""
    filing = document(answers)
    asked = [request["kind"] for request in filing.get("requests", ())]
    empty = not filing["problem"].get("story")
    if empty:
        filing["problem"]["story"] = "-"
    try:
        intake.read(filing, now=now)
    except Invalid as error:
        return [_at_field(problem, asked) for problem in error.problems]
    return []


def _at_field(problem: Problem, asked: list[str]) -> Problem:
    """Point at the field of the page: the API counts requests, the page names them."""
    parts = problem.pointer.split("/")
    if len(parts) > 3 and parts[1] == "requests" and parts[2].isdecimal():
        parts[2] = asked[int(parts[2])]
        return Problem(problem.code, problem.message, "/".join(parts), problem.cites)
    return problem


def of_page(found: Iterable[Problem], pointers: Iterable[str]) -> list[Problem]:
    """Keep the problems that a page can mend, in the order of its fields."""
    order = {pointer: at for at, pointer in enumerate(pointers)}
    return sorted(
        (problem for problem in found if problem.pointer in order), key=lambda problem: order[problem.pointer]
    )


def errors(found: Iterable[Problem]) -> dict[str, str]:
    """Return the message of each field, by its name on the page."""
    return {name_of(problem.pointer): problem.message for problem in found}


def values(given: Mapping[str, str], pointers: Iterable[str]) -> dict[str, str]:
    """Return what stands in each field of a page, by its name; a day as its three boxes."""
    return {name_of(pointer): given.get(pointer, "") for pointer in pointers}


def boxes(day: str) -> list[str]:
    """Split a day as typed into year, month and day; whatever was typed comes back."""
    return [*day.split("-"), "", "", ""][:3]


def typed_day(year: str, month: str, day: str) -> str:
    """Join three boxes as they were typed; empty if all are."""
    parts = [part.strip().replace("-", "") for part in (year, month, day)]
    return "-".join(parts) if any(parts) else ""
