"""The shapes of answers about the law and about a business's own matters; see shapes.py."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from redress.portals.api.shapes import Cite, Family, Reason, Text, TraderAnswered

Status = Literal["available", "unavailable", "unknown"]


class Day(BaseModel):
    """reason: why the day counts, or not; number: which day of the limit it is."""

    day: str
    counted: bool
    number: int | None
    reason_code: str
    reason: str


class Counted(BaseModel):
    limit: str
    rule_set: str
    family: Family
    state: str
    due_on: Text
    started_on: Text
    met_on: Text
    earliest_due_on: Text
    provisional: bool
    steps: list[Day]
    cites: list[Cite]
    calendar_version: str
    roll: str
    remarks: list[str]


class Flags(BaseModel):
    day: str
    working: bool
    weekend: bool
    day_off: bool
    make_up: bool
    statutory_holiday: bool
    name: dict[str, str] | None
    provisional: bool


class WorkingDays(BaseModel):
    """items is days once more, for whoever reads lists."""

    from_: str = Field(alias="from")
    to: str
    working_days: int
    provisional: bool
    calendar_version: str
    days: list[Flags]
    items: list[Flags]


class Authority(BaseModel):
    """if: on a possible authority, the facts that would make it so."""

    model_config = ConfigDict(extra="allow")
    division: Text
    level: Text
    why: str
    cites: list[Cite]


class Order(BaseModel):
    why: str
    cites: list[Cite]


class Competent(BaseModel):
    rule_set: str
    authorities: list[Authority]
    possible: list[Authority]
    missing: list[str]
    unless: list[str]
    too_coarse: list[str]
    order: Order | None
    notes: list[str]


class Standing(BaseModel):
    state: Literal["kept", "erased", "unknown"]
    erased_on: Text
    basis: Text
    text: str


class Verified(BaseModel):
    """leaf_hash is in hex; standing: only of a receipt that holds."""

    valid: bool
    leaf_hash: Text
    index: int | None
    size: int | None
    origin: Text
    cosigned: list[dict[str, Any]]
    problems: list[Reason]
    standing: Standing | None = None


class Code(BaseModel):
    """title and code; what else there is depends on the taxonomy."""

    model_config = ConfigDict(extra="allow")
    code: str
    title: str


class Taxonomy(BaseModel):
    rule_set: str
    items: list[Code]


class RuleSet(BaseModel):
    id: str
    version: str
    kind: str
    title: str
    in_force_from: str
    in_force_to: Text
    limits: list[str]
    verbs: list[str]


class RuleSets(BaseModel):
    items: list[RuleSet]


class Finding(BaseModel):
    """A remedy. Sums are texts with two decimals; some remedies tell further sums by name (docs/reference/api.md)."""

    model_config = ConfigDict(extra="allow")
    id: str
    title: str
    status: Status
    amount: Text
    refund: Text
    at_least: Text
    refund_at_least: Text
    at_most: Text
    total: Text
    currency: str
    formula: Text
    options: list[str]
    not_with: list[str]
    part_of: Text
    cites: list[Cite]
    because: list[str]
    because_codes: list[str]
    missing: list[str]
    unless: list[str]


class Route(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str
    title: str
    status: Status
    needs: str
    leads_to: str
    blocks: list[str]
    cites: list[Cite]
    because: list[str]
    because_codes: list[str]
    missing: list[str]
    unless: list[str]


class Party(BaseModel):
    party: str
    joint: bool | None
    cites: list[Cite]
    missing: list[str]
    unless: list[str]


class Proof(BaseModel):
    model_config = ConfigDict(extra="allow")
    about: str
    burden: str
    title: str
    cites: list[Cite]
    because: list[str]
    unless: list[str]


class Limitation(BaseModel):
    status: Literal["open", "barred", "unknown"]
    ends_on: Text
    ends_on_latest: Text
    conflict: bool
    cites: list[Cite]
    because: list[str]
    because_codes: list[str]
    missing: list[str]
    unless: list[str]


class Parameter(BaseModel):
    """A number of the law with its day and source; verified: compared with the text by a person."""

    model_config = ConfigDict(extra="allow")
    name: str
    value: Any
    unit: Text
    since: str
    source: Any


class Unclear(BaseModel):
    """Where the text can be read in several ways: the readings, and the one chosen."""

    model_config = ConfigDict(extra="allow")
    code: str
    title: str
    readings: str
    chosen: str
    decision: str
    about: list[str]


class Assessed(BaseModel):
    """An estimate with its legal basis, no promise. facts_used: which of the facts given were read."""

    on: str
    findings: list[Finding]
    routes: list[Route]
    liable: list[Party]
    possibly_liable: list[Party]
    proof: list[Proof]
    limitation: Limitation
    facts_used: list[str]
    parameters: list[Parameter]
    unclear: list[Unclear]
    estimate: bool


class Statute(BaseModel):
    id: str
    title: str
    kind: str
    issuer: str
    in_force_from: str
    in_force_to: Text
    amended: list[Any]
    text_known: bool
    note: Text


class Article(BaseModel):
    """text and label: only where the operator has loaded the wording."""

    law: str
    article: str
    on: str
    statute: Statute | None
    summary: Text
    in_force: bool | None
    text: Text
    label: Text


class Matter(BaseModel):
    """One matter of a business, in its list."""

    ref: str
    number: str
    status: str
    trader: str
    received_on: str
    asked_on: str
    answer_by: str
    due_on: Text
    answered: Text
    category: Text
    nature: Text
    amount: Text
    currency: str
    assignee: int | None


class Matters(BaseModel):
    items: list[Matter]
    next: Text


class Told(BaseModel):
    """What the law lets the business see; person is a name it may know, never a contact."""

    person: str
    what: Text
    bought_on: Text
    amount: Text
    currency: str
    order_number: Text
    story: str
    erased: bool
    wishes: list[dict[str, Any]]
    evidence: list[dict[str, Any]]


class Answered(TraderAnswered):
    id: int


class OwnMessage(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: int
    at: str
    text: str


class WholeMatter(Matter):
    matter: Told | None
    answers: list[Answered]
    messages: list[OwnMessage]
    may_answer: bool
    problems: list[Reason]


class OwnFigures(BaseModel):
    """A number that is null is small, or would give a small one away."""

    first: str
    last: str
    asked: int | None
    answered: int | None
    in_time: dict[str, float | None]
    hours: dict[str, Any]
    months: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    natures: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    small: int


class Webhook(BaseModel):
    """last: the number of the newest event for it."""

    id: int
    url: str
    events: list[str]
    state: str
    last: int


class Webhooks(BaseModel):
    items: list[Webhook]


class NewWebhook(Webhook):
    """secret: in this answer and nowhere else."""

    secret: str


class Again(BaseModel):
    again: int


class Closed(BaseModel):
    id: int
    state: str
