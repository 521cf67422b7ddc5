"""What a complaint or report looks like when it comes in, and what is wrong with it, all at once.

One schema for every door: API, page, counter, e-mail, import. Shape only: what the law asks for and is missing is
listed elsewhere (missing.py) and never a reason to turn someone away.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.cases.messages import message_for
from redress.kernel.problems import Invalid, Problem, escaped

STORY_LIMIT = 20_000
TEXT_LIMIT = 400
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def _checked(check: Callable[[str], str]) -> AfterValidator:
    """Empty stays empty; anything else must pass the check."""

    def apply(value: str | None) -> str | None:
        return check(value) if value else None

    return AfterValidator(apply)


def _clean(value: Any) -> Any:
    return values.clean(value) if isinstance(value, str) else value


def _blank(value: Any) -> Any:
    """An empty choice is no choice."""
    return None if value == "" else value


def _nothing(value: Any) -> Any:
    """A part that is null is a part that was left out."""
    return {} if value is None else value


Clean = BeforeValidator(_clean)
Blank = BeforeValidator(_blank)
Left = BeforeValidator(_nothing)
Short = Annotated[Annotated[str, Field(max_length=TEXT_LIMIT)] | None, Clean]
Name = Annotated[Annotated[str, Field(max_length=50)] | None, Clean, _checked(values.person_name)]
Phone = Annotated[Annotated[str, Field(max_length=40)] | None, Clean, _checked(values.phone)]
Email = Annotated[Annotated[str, Field(max_length=254)] | None, Clean, _checked(values.email)]
Uscc = Annotated[Annotated[str, Field(max_length=40)] | None, Clean, _checked(values.uscc)]
Division = Annotated[Annotated[str, Field(max_length=12)] | None, Clean, _checked(values.division)]
Category = Annotated[Annotated[str, Field(max_length=64)] | None, Clean, _checked(values.category)]
Nature = Annotated[Annotated[str, Field(max_length=32)] | None, Clean, _checked(values.nature)]
Currency = Annotated[str, Clean, AfterValidator(values.currency)]


def _money(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, bool):
        raise PydanticCustomError("money.not_a_number", "money")
    if isinstance(value, str):
        return values.money(value)
    return values.sum_of(value) if isinstance(value, Decimal) else value


def _sum(value: Decimal | None) -> Decimal | None:
    return None if value is None else values.sum_of(value)


Money = Annotated[Decimal | None, BeforeValidator(_money), AfterValidator(_sum)]


def _day(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, str):
        return values.day(value)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise PydanticCustomError("day.unreadable", "day")


def _past(value: date | None, info: ValidationInfo) -> date | None:
    """A day that has been: not before anything that can still be claimed, not after the day of filing."""
    if value is not None and value < values.EARLIEST:
        raise PydanticCustomError("day.too_early", "day", {"earliest": values.EARLIEST.isoformat()})
    if value is not None and info.context and value > info.context["today"]:
        raise PydanticCustomError("day.future", "day")
    return value


def _moment(value: Any) -> Any:
    """A moment as text with its zone; a bare number could be seconds or thousandths of one, from any day."""
    if value is None or value == "" or isinstance(value, datetime):
        return value or None
    if not isinstance(value, str) or _MOMENT.match(value.strip()) is None:
        raise PydanticCustomError("datetime_unreadable", "time")
    return value.strip()


def _receipt(value: datetime | None, info: ValidationInfo) -> datetime | None:
    if value is None or not info.context:
        return value
    if value > info.context["now"] + values.CLOCK_SLACK:
        raise PydanticCustomError("received_at.future", "time")
    if value.astimezone(values.SHANGHAI).date() < values.EARLIEST_RECEIPT:
        raise PydanticCustomError("received_at.too_early", "time", {"earliest": str(values.EARLIEST_RECEIPT)})
    return value


Day = Annotated[date | None, BeforeValidator(_day), AfterValidator(_past)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Agent(Part):
    """Someone who files for the complainant, with a power of attorney (S Art. 11)."""

    name: Name = None
    phone: Phone = None
    address: Short = None
    id_type: Annotated[values.IdType | None, Blank] = None
    id_number: Short = None
    powers: Short = None


class Complainant(Part):
    name: Name = None
    phone: Phone = None
    address: Short = None
    email: Email = None
    id_type: Annotated[values.IdType | None, Blank] = None
    id_number: Short = None
    agent: Agent | None = None


class Respondent(Part):
    name: Annotated[Annotated[str, Field(max_length=120)] | None, Clean] = None
    uscc: Uscc = None
    address: Short = None
    division: Division = None
    phone: Phone = None
    seller_kind: Annotated[Literal["shop", "platform_operator", "own_site", "on_platform"] | None, Blank] = None
    platform: Annotated[Annotated[str, Field(max_length=120)] | None, Clean] = None
    published_division: Division = None
    platform_division: Division = None


class Purchase(Part):
    what: Annotated[Annotated[str, Field(max_length=200)] | None, Clean] = None
    category: Category = None
    bought_on: Day = None
    amount: Money = None
    currency: Currency = "CNY"
    order_number: Annotated[Annotated[str, Field(max_length=80)] | None, Clean] = None
    purpose: Annotated[Literal["daily_life", "farm_input", "other"] | None, Blank] = None


def _story(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("story.empty", "story")
    return value


class Dispute(Part):
    nature: Nature = None
    story: Annotated[str, Clean, Field(max_length=STORY_LIMIT), AfterValidator(_story)]
    discovered_on: Day = None


class Request(Part):
    kind: Literal["REPAIR", "REDO", "EXCHANGE", "RETURN", "MAKE_UP_QUANTITY", "REFUND", "DAMAGES", "OTHER"]
    amount: Money = None
    note: Short = None


class Consents(Part):
    """None means not asked; only a plain yes is a yes."""

    publication: bool | None = None
    entrusted_mediation: bool | None = None


class NewComplaint(Part):
    """A filing as it arrives. Only the story is needed to be heard."""

    kind: Literal["complaint", "report", "both"] = "complaint"
    channel: Literal["web", "phone", "counter", "post", "email", "api", "import"] = "api"
    received_at: Annotated[AwareDatetime | None, BeforeValidator(_moment), AfterValidator(_receipt)] = None
    complainant: Annotated[Complainant, Left] = Complainant()
    respondent: Annotated[Respondent, Left] = Respondent()
    purchase: Annotated[Purchase, Left] = Purchase()
    problem: Dispute
    requests: Annotated[tuple[Request, ...], BeforeValidator(lambda value: () if value is None else value)] = Field(
        default=(), max_length=10
    )
    consents: Annotated[Consents, Left] = Consents()
    notice_version: Annotated[Annotated[str, Field(max_length=32)] | None, Clean] = None
    external_number: Annotated[Annotated[str, Field(max_length=64)] | None, Clean] = None
    source: Annotated[Annotated[str, Field(max_length=64)] | None, Clean] = None


# What `_between` looks at; a dump of the whole filing takes several times as long.
_COMPARED: Any = {
    "complainant": {"id_number": True, "id_type": True, "agent": {"id_number", "id_type"}},
    "purchase": {"bought_on"},
    "problem": {"discovered_on"},
}


def read(data: Any, *, now: datetime) -> NewComplaint:
    """Read a filing. Raises Invalid with every problem at once; times are judged against `now`."""
    try:
        new = NewComplaint.model_validate(data, context={"now": now, "today": values.today(now)})
    except ValidationError as error:
        found = problems_of(error)
        raise Invalid([*found, *_between(data, {row.pointer for row in found})]) from None
    if later := _between(new.model_dump(include=_COMPARED), set()):
        raise Invalid(later)
    return new


def _between(data: Any, wrong: set[str]) -> list[Problem]:
    """What is wrong between values that are right by themselves.

    data -- the filing, read or as it was sent
    wrong -- places that are wrong already: nothing is said about them a second time, nor concluded from them
    """
    found: list[Problem] = []
    for at in ("/complainant", "/complainant/agent"):
        if not wrong & {at, f"{at}/id_number", f"{at}/id_type"}:
            number, kind = _at(data, f"{at}/id_number"), _at(data, f"{at}/id_type")
            found += values.identity_problems(number, kind, f"{at}/id_number")
    days = ("/purchase/bought_on", "/problem/discovered_on")
    if not wrong & {"/purchase", "/problem", *days}:
        bought, discovered = (_day(_at(data, place)) for place in days)
        if bought and discovered and discovered < bought:
            found.append(_problem("discovered_on.before_purchase", days[1]))
    return found


def _at(data: Any, pointer: str) -> Any:
    for name in pointer.split("/")[1:]:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def problems_of(error: ValidationError) -> list[Problem]:
    """Turn what the schema found into sentences with pointers; one per place."""
    found: dict[str, Problem] = {}
    for row in error.errors(include_input=False, include_url=False):
        pointer = "".join(f"/{escaped(part)}" for part in row["loc"])
        if pointer == "/problem" and row["type"] == "missing":
            pointer = "/problem/story"
        code, message = message_for(row["type"], pointer, row.get("ctx") or {})
        found.setdefault(pointer, Problem(code=code, message=message, pointer=pointer))
    return list(found.values())


def _problem(kind: str, pointer: str, context: dict[str, Any] | None = None) -> Problem:
    code, message = message_for(kind, pointer, context or {})
    return Problem(code=code, message=message, pointer=pointer)


__all__ = ["NewComplaint", "problems_of", "read", "values"]
