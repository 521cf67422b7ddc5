"""The shapes of answers as the OpenAPI document gives them. Views write plain objects; a test holds the two together.

Nothing is read or written through these models, so that describing an answer costs nothing when one is given.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Family = Literal["statute", "service"]
Text = str | None


class Cite(BaseModel):
    """A provision: the id of the law, and article(paragraph)(item)."""

    law: str
    article: str


class ErrorRow(BaseModel):
    """pointer: RFC 6901, empty if about the whole request; code: stable, see docs/reference/problems.md."""

    pointer: str
    code: str
    message: str
    cites: list[Cite] = []


class Reason(BaseModel):
    """Why a step is not open."""

    code: str
    message: str
    pointer: str = ""
    cites: list[Cite] = []


class Work(BaseModel):
    """A proof of work, in the form of ALTCHA; its solution goes into the header X-Proof-Of-Work."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


class ProblemDocument(BaseModel):
    """RFC 9457. Everything that is wrong is in `errors`, at once; nothing was changed."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    errors: list[ErrorRow] = []
    challenge: Work | None = None


class AgencyName(BaseModel):
    code: str
    name: str


class NextDue(BaseModel):
    code: str
    due_on: str


class Due(BaseModel):
    """One limit that runs for a case, or ran. Days are of Asia/Shanghai."""

    code: str
    title: str
    family: Family
    rule_set: str
    started_on: str
    due_on: Text
    state: Literal["running", "paused", "met", "missed", "ended"]
    provisional: bool
    cites: list[Cite]


class Wanted(BaseModel):
    """What the law asks for and was not given; no reason to turn anybody away."""

    pointer: str
    cites: list[Cite]


class Why(BaseModel):
    """Why this body: the provision, and the row of the routing table where one applied."""

    model_config = ConfigDict(extra="allow")
    text: str
    cites: list[Cite]


class Receipt(BaseModel):
    """proof: where the tlog-proof is; subject: what it proves."""

    proof: str
    subject: dict[str, Any]


class Filed(BaseModel):
    """The pickup words are in this answer and nowhere else."""

    number: str
    pickup: str
    state: str
    kind: Literal["complaint", "report"]
    linked: list[str]
    agency: AgencyName
    why_routed: Why
    rule_set: str
    dues: list[Due]
    missing: list[Wanted]
    receipt: Receipt


class Row(BaseModel):
    """One case in a list; amount is a decimal text."""

    number: str
    kind: Literal["complaint", "report"]
    state: str
    phase: str
    agency: AgencyName
    assignee: int | None = None
    received_at: str
    next_due: NextDue | None
    nature: Text
    category: Text
    matter: str
    trader: Text
    amount: Text
    currency: str
    rule_set: str
    channel: str
    last_event_at: str


class Rows(BaseModel):
    """total: only where it was counted, that is on the first page."""

    items: list[Row]
    next: Text
    total: int | None = None


class StateWords(BaseModel):
    title: str
    sentence: str
    turn: str
    if_nothing: str = ""


class Stepped(Row):
    """A case after a step."""

    state_words: StateWords
    dues: list[Due]
    outcome: Text


class GoneOn(BaseModel):
    """A case after a step that took it out of the caller's sight."""

    number: str
    state: str
    agency: AgencyName


class Moment(BaseModel):
    """receipt: the number of the entry, where the event carries a receipt; actor and data: to staff."""

    at: str
    event: str
    side: str
    text: Text
    receipt: int | None
    actor: str = ""
    data: dict[str, Any] = {}
    reason_code: Text = None


class TraderAnswered(BaseModel):
    kind: str
    remedy: Text
    amount: Text
    day: Text
    text: Text
    at: str
    receipt: int | str | None


class WrittenMessage(BaseModel):
    id: int
    at: str
    role: str
    audience: str
    direction: str
    text: str


class Message(BaseModel):
    id: int
    audience: str
    direction: Literal["in", "out", "note"]
    at: str


class Exhibit(BaseModel):
    id: int
    sha256: str
    size: int
    media_type: str
    audience: str
    scan: str
    added_at: str


class Document(BaseModel):
    id: int
    letter: str
    title: str
    number: Text
    audience: str
    language: str
    sha256: str
    size: int
    issued_at: str
    delivered_how: Text
    delivered_at: Text


class Wish(BaseModel):
    kind: str
    amount: Text = None
    currency: Text = None


class Problem(BaseModel):
    nature: Text
    story: Text
    discovered_on: Text


class Task(BaseModel):
    id: int
    kind: str
    owner: Text
    due_on: str
    finished_at: Text


class CaseFile(Row):
    """One case. To the complainant: story and requests; from complainant on: to staff, contact values masked."""

    state_words: StateWords
    whose_turn: str
    linked: list[str]
    why_routed: Why
    dues: list[Due]
    missing: list[Wanted]
    timeline: list[Moment]
    trader_answers: list[TraderAnswered]
    messages: list[WrittenMessage]
    evidence: list[Exhibit]
    documents: list[Document]
    outcome: Text
    verdict: Text
    grade: int | str | None
    perform_by: Text
    reopen_until: Text
    closed_at: Text
    requests: list[Wish]
    story: Text = None
    complainant: dict[str, Any] = {}
    respondent: dict[str, Any] = {}
    purchase: dict[str, Any] = {}
    problem: Problem | None = None
    consents: dict[str, bool | None] = {}
    flags: list[str] = []
    shelved_until: Text = None
    tasks: list[Task] = []
    version: int = 0
    external_number: Text = None


class Verb(BaseModel):
    """needs: names the body has to have; reasons: codes for reason_code."""

    verb: str
    title: str
    does: str
    allowed: bool
    problems: list[Reason]
    needs: list[str]
    reasons: list[str]
    letter: Text
    cites: list[Cite]


class Verbs(BaseModel):
    items: list[Verb]


class NoticeRow(BaseModel):
    id: int
    number: Text
    template: str
    audience: str
    channel: str
    state: str
    fault: Text
    attempts: int
    may_be_repeated: bool
    made_at: str
    sent_at: Text
    ended_at: Text


class Notices(BaseModel):
    items: list[NoticeRow]
    next: Text


class Taken(BaseModel):
    taken: int
