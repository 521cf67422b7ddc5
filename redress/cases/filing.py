"""Filing: the one way in. Page, counter, phone, post, e-mail, API, import and job all come through here."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from redress.agencies import teams
from redress.agencies.models import Team
from redress.agencies.queries import Body
from redress.agencies.teams import NOBODY, Taken
from redress.cases import missing, numbers, routing, search, similar, tallies
from redress.cases.intake import NewComplaint
from redress.cases.models import Case
from redress.deadlines import clocks
from redress.deadlines.clocks import Due
from redress.kernel.actors import SYSTEM, Actor
from redress.kernel.moments import day_of
from redress.kernel.rows import insert, next_ids
from redress.kernel.together import Together
from redress.law import packs
from redress.privacy import consents, vault
from redress.privacy.deid.text import scrub
from redress.privacy.notices import versions
from redress.records.entries import Draft, append, stamp

MATTER = 60  # characters of the short matter
COLUMNS = (
    "id", "number", "kind", "state", "prior_state", "phase", "rule_set", "rule_version", "service_rule_set", "channel",
    "language", "received_at", "entered_at", "agency_id", "assignee_id", "team_id", "entrusted_to_id", "linked_id", "nature",
    "category", "amount", "currency", "matter", "trader_name", "trader_uscc", "division", "facts", "missing",
    "why_routed", "flags", "next_due_on", "next_due_code", "outcome", "verdict", "external_number", "source",
    "story_print", "version", "last_event_at",
)  # fmt: skip


@dataclass(slots=True)
class Plan:
    """Everything about one new case that can be worked out before it has an id."""

    new: NewComplaint
    language: str
    actor: Actor
    now: datetime
    kind: str
    number: str
    pack: packs.Pack
    service: str
    body: Body
    why: dict[str, Any]
    received_at: datetime
    dues: list[Due]
    wanted: list[missing.Wanted]
    sealed: dict[str, Any]
    facts: dict[str, Any]
    matter: str
    words: str
    team: Team | None = None
    taken: Taken = NOBODY
    id: int = 0
    linked_id: int | None = None
    linked_number: str = ""
    entry_id: int = 0
    receipt: dict[str, Any] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filed:
    """A case that is stored and committed."""

    id: int
    number: str
    kind: str
    state: str
    body: Body
    why: Mapping[str, Any]
    rule_set: str
    dues: Sequence[Due]
    wanted: Sequence[missing.Wanted]
    linked: tuple[str, ...]
    entry_id: int
    receipt: Mapping[str, Any]

    @property
    def pickup(self) -> str:
        return numbers.pickup(self.number)


Mint = Callable[[datetime], str]


def file(
    new: NewComplaint, *, language: str = "zh-hans", actor: Actor, now: datetime, mint: Mint = numbers.new_number
) -> list[Filed]:
    """File one submission and return its case, or its two linked cases (S Art. 9).

    Committed when it returns, unless the caller has a transaction of its own.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return file_many([new], language=language, actor=actor, now=now, mint=mint)[0]
    group = _planned(new, language=language, actor=actor, now=now, mint=mint)
    _together.write(group)
    return [_filed(plan) for plan in group]


def file_many(
    submissions: Sequence[NewComplaint],
    *,
    language: str = "zh-hans",
    actor: Actor,
    now: datetime,
    mint: Mint = numbers.new_number,
) -> list[list[Filed]]:
    """File submissions in one transaction: all are there afterwards, or none.

    mint -- makes case numbers; only the example world brings its own
    """
    return write_many(plan_many(submissions, language=language, actor=actor, now=now, mint=mint))


def plan_many(
    submissions: Sequence[NewComplaint],
    *,
    language: str = "zh-hans",
    actor: Actor,
    now: datetime,
    mint: Mint = numbers.new_number,
) -> list[list[Plan]]:
    """Work out everything about submissions that needs no writing, and so no turn to write."""
    return [_planned(new, language=language, actor=actor, now=now, mint=mint) for new in submissions]


def write_many(groups: Sequence[list[Plan]]) -> list[list[Filed]]:
    """Store what was worked out, in one transaction: all is there afterwards, or nothing."""
    _write(groups)
    return [[_filed(plan) for plan in group] for group in groups]


@transaction.atomic
def _write(groups: Sequence[list[Plan]]) -> None:
    plans = [plan for group in groups for plan in group]
    _numbered(groups, plans)
    _store(plans)


_together = Together(_write)


def _numbered(groups: Sequence[list[Plan]], plans: Sequence[Plan]) -> None:
    """Give the cases their ids, and let the two halves of one submission know each other."""
    for plan, case_id in zip(plans, next_ids("cases_case", len(plans)), strict=True):
        plan.id = case_id
    for group in groups:
        if len(group) == 2:
            group[0].linked_id, group[1].linked_id = group[1].id, group[0].id
            group[0].linked_number, group[1].linked_number = group[1].number, group[0].number


def _planned(new: NewComplaint, *, language: str, actor: Actor, now: datetime, mint: Mint) -> list[Plan]:
    kinds = ("complaint", "report") if new.kind == "both" else (new.kind,)
    given = new.model_dump(mode="json", exclude_none=True)
    cleaned = _scrubbed(new)
    plans = [_plan(new, kind, given, cleaned, language=language, actor=actor, now=now) for kind in kinds]
    for plan in plans:
        plan.number = mint(now)
    return plans


def _scrubbed(new: NewComplaint) -> tuple[str, str]:
    """Story and purchase without personal values; what the person told us about themselves is known and taken out."""
    person = new.complainant
    known = [value for value in (person.name, person.phone, person.address, person.email, person.id_number) if value]
    story = scrub(new.problem.story, known=known).text
    what = scrub(new.purchase.what, known=known).text if new.purchase.what else ""
    return story, what


def _plan(
    new: NewComplaint,
    kind: str,
    given: dict[str, Any],
    cleaned: tuple[str, str],
    *,
    language: str,
    actor: Actor,
    now: datetime,
) -> Plan:
    received_at = new.received_at or now
    day = day_of(received_at)
    pack = packs.in_force(settings.REDRESS_RULE_FAMILY, day)
    service = settings.REDRESS_SERVICE_RULE_SET
    routed = routing.route(new.respondent, kind=kind, on=day, known=routing.known_of(new), actor=actor, now=now)
    events = pack.receipt_events.get(kind, ("received",))
    pack_ids = (pack.id, service) if service else (pack.id,)
    story, what = cleaned
    team = teams.open_team(routed.body.id, routed.why["team"]) if routed.why.get("team") else None
    return Plan(
        new=new,
        language=language,
        actor=actor,
        now=now,
        kind=kind,
        number="",
        pack=pack,
        service=service,
        body=routed.body,
        why={**routed.why, "team_zh": team.name_zh, "team_en": team.name_en} if team else routed.why,
        received_at=received_at,
        dues=clocks.at_receipt(pack_ids, kind, received_at=received_at, events=events),
        wanted=missing.missing(pack.id, kind, given),
        sealed=_sealed(new, given),
        facts=_facts(new, given, what),
        matter=_matter(what, story),
        words=f"{what} {story} {new.respondent.name or ''}",
        team=team,
        taken=teams.on_duty(team, day_of(now), kind=kind) if team else NOBODY,
        names=_lookups(new),
    )


def _sealed(new: NewComplaint, given: dict[str, Any]) -> dict[str, Any]:
    """Personal values and free words: these go into the vault and nowhere else."""
    return {
        "complainant": given["complainant"],
        "story": new.problem.story,
        "what": new.purchase.what,
        "order_number": new.purchase.order_number,
        "respondent_phone": new.respondent.phone,
        "request_notes": [request.note for request in new.requests],
    }


def _facts(new: NewComplaint, given: dict[str, Any], what: str) -> dict[str, Any]:
    """What lists, clocks and rules need, without personal values."""
    purchase = _without(given["purchase"], "what", "order_number")
    return {
        "respondent": _without(given["respondent"], "phone"),
        "purchase": {**purchase, **({"what": what} if what else {})},
        "requests": [_without(request, "note") for request in given["requests"]],
        "discovered_on": given["problem"].get("discovered_on"),
        "consents": {
            "publication": new.consents.publication,
            "entrusted_mediation": new.consents.entrusted_mediation,
        },
        "notice_version": new.notice_version,
    }


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _matter(what: str, story: str) -> str:
    words = " ".join(f"{what}：{story}".split()) if what else " ".join(story.split())
    return words if len(words) <= MATTER else words[: MATTER - 1] + "…"


def _lookups(new: NewComplaint) -> list[tuple[str, str]]:
    person = new.complainant
    pairs = (("phone", person.phone), ("id_number", person.id_number), ("email", person.email))
    return [(kind, value) for kind, value in pairs if value]


def _store(plans: Sequence[Plan]) -> None:
    insert("cases_case", COLUMNS, [_case_row(plan) for plan in plans])
    vault.insert([vault.prepare(plan.id, {"intake": plan.sealed}, plan.names) for plan in plans])
    consents.insert([row for plan in plans for row in _consent_rows(plan)])
    clocks.insert([(plan.id, plan.body.id, due) for plan in plans for due in plan.dues])
    for plan, entry_id in zip(plans, append([_entry(plan) for plan in plans]), strict=True):
        plan.entry_id = entry_id
    append([_given(plan, plan.team) for plan in plans if plan.team])
    search.add([(plan.id, search.document(f"{plan.words} {plan.number}", plan.body.path)) for plan in plans])
    counts: Counter[tuple[int, str]] = Counter()
    for plan in plans:
        nearest = clocks.nearest(plan.dues)
        due_on = nearest.due_on if nearest else None
        state = plan.pack.initial[plan.kind]
        for key in tallies.keys_of(
            kind=plan.kind, state=state, phase="open", assignee_id=plan.taken.staff_id,
            team_id=plan.team.pk if plan.team else None, due_on=due_on,
        ):  # fmt: skip
            counts[plan.body.id, key] += 1
    tallies.change(counts)


def _consent_rows(plan: Plan) -> list[consents.Row]:
    """Each answer to each question as a record of its own; a question without an answer leaves none."""
    new, kind = plan.new, settings.REDRESS_OPERATOR_KIND
    if new.kind == "both" and plan.kind == "report":
        return []  # asked once, about the complaint
    answers = {"publication": new.consents.publication, "entrusted_mediation": new.consents.entrusted_mediation}
    newest = versions.all_versions()[-1]
    given = {purpose: yes for purpose, yes in answers.items() if yes is not None and newest.purpose(purpose, kind)}
    if not given:
        return []
    return consents.rows(plan.id, given, at=plan.now, notice_version=new.notice_version or "", via=new.channel)


def _case_row(plan: Plan) -> tuple[Any, ...]:
    new, now, nearest = plan.new, plan.now, clocks.nearest(plan.dues)
    return (
        plan.id, plan.number, plan.kind, plan.pack.initial[plan.kind], "", "open", plan.pack.id, plan.pack.version,
        plan.service, new.channel, plan.language, plan.received_at, now, plan.body.id, plan.taken.staff_id,
        plan.team.pk if plan.team else None, None, plan.linked_id,
        new.problem.nature or "", new.purchase.category or "", new.purchase.amount, new.purchase.currency, plan.matter,
        new.respondent.name or "", new.respondent.uscc or "", new.respondent.division or "", _json(plan.facts),
        _json([{"pointer": want.pointer, "cites": list(want.cites)} for want in plan.wanted]), _json(plan.why), "",
        nearest.due_on if nearest else None, nearest.code if nearest else "", "", "",
        new.external_number or "", new.source or "", similar.fingerprint(plan.words), 1, now,
    )  # fmt: skip


# Kept, because json.dumps makes an encoder anew for every call with settings of one's own.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def _entry(plan: Plan) -> Draft:
    """The archive's entry of a receipt, and what its receipt says: no name, no word of the story."""
    events = plan.pack.receipt_events.get(plan.kind, ("received",))
    plan.receipt = {
        "number": plan.number,
        "event": "case.received",
        "kind": plan.kind,
        "received_at": stamp(plan.received_at),
        "registered_at": stamp(plan.now),
        "agency": plan.body.code,
        "rule_set": f"{plan.pack.id}@{plan.pack.version}",
        "dues": [{"code": due.code, "due_on": str(due.due_on)} for due in plan.dues],
    }
    return Draft(
        subject=plan.id,
        event="case.received",
        at=plan.now,
        actor=plan.actor.key,
        data={
            "clock": list(events),
            "clock_at": stamp(plan.received_at),
            "channel": plan.new.channel,
            "agency": plan.body.code,
            "rule_set": plan.pack.id,
            "linked": plan.linked_number,
        },
        receipted=True,
        receipt_subject=plan.receipt,
    )


def _given(plan: Plan, team: Team) -> Draft:
    """The entry that a case came to a team, and who on its roster took it."""
    taken = f"staff:{plan.taken.staff_id}" if plan.taken.staff_id else ""
    return Draft(plan.id, "team.given", plan.now, SYSTEM.key, {"team": team.code, "to": taken, "how": plan.taken.how})


def _filed(plan: Plan) -> Filed:
    return Filed(
        id=plan.id,
        number=plan.number,
        kind=plan.kind,
        state=plan.pack.initial[plan.kind],
        body=plan.body,
        why=plan.why,
        rule_set=plan.pack.id,
        dues=tuple(plan.dues),
        wanted=tuple(plan.wanted),
        linked=(plan.linked_number,) if plan.linked_number else (),
        entry_id=plan.entry_id,
        receipt=plan.receipt,
    )


def digest_of(data: Any) -> bytes:
    """Digest of a request body, the same for the same content whatever the order of its names."""
    return hashlib.sha256(
        json.dumps(data, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "replace")
    ).digest()


__all__ = ["Case", "Filed", "date", "digest_of", "file", "file_many"]
