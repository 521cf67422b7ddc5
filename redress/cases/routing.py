"""Which body of this installation gets a case, and why: competence from the law, the body among those from the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings

from redress.agencies import queries
from redress.agencies.queries import Body
from redress.cases.intake import NewComplaint, Respondent
from redress.kernel.actors import Actor
from redress.law import packs
from redress.law.competence import load_competence
from redress.law.jurisdiction import competent_under
from redress.routing import queries as tables
from redress.routing.rows import Row
from redress.routing.table import Facts, Table

FACTS = ("division", "seller_kind", "published_division", "platform_division")


@dataclass(frozen=True, slots=True)
class Routed:
    """The body, and the reason in both languages with its articles; with a table its number, and row, words and team if a row took it."""

    body: Body
    why: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What the table may ask beside the respondent."""

    category: str = ""
    nature: str = ""
    channel: str = ""
    amount: Decimal | None = None


NOTHING_KNOWN = Known()


def known_of(new: NewComplaint) -> Known:
    return Known(new.purchase.category or "", new.problem.nature or "", new.channel, new.purchase.amount)


@lru_cache(maxsize=4096)
def _authorities(facts: tuple[str | None, ...], kind: str, rule_set: str) -> tuple[dict[str, Any], ...]:
    given = {name: value for name, value in zip(FACTS, facts, strict=True) if value}
    answer = competent_under(load_competence(rule_set), given, kind=kind)
    return tuple(answer["authorities"])


# What is said where a rule set names no words of its own for it.
NOWHERE_SAID = {
    "why": {"zh": "由接收单位登记办理", "en": "Registered with the office that received it."},
    "cites": [],
}


def route(
    respondent: Respondent,
    *,
    kind: str,
    on: date,
    known: Known = NOTHING_KNOWN,
    actor: Actor,
    now: datetime,
) -> Routed:
    """Return the body for a new case under the routing table of this moment; see `routed_by`."""
    given = {name: getattr(respondent, name) for name in FACTS}
    return routed_by(tables.live(now), given, kind=kind, on=on, known=known, office=lambda: intake_office(actor))


def routed_by(
    table: Table | None, given: Mapping[str, Any], *, kind: str, on: date, known: Known, office: Any
) -> Routed:
    """Return the first competent body that this installation has; else the office that received the case.

    A table may give it to another body of the competent areas, or to one delegated or entrusted. The intake office
    keeps what nobody here is competent for and distributes it (S Art. 41).
    """
    facts = tuple(given.get(name) for name in FACTS)
    pack = packs.in_force(settings.REDRESS_RULE_FAMILY, on)
    rules = pack.tables.get("competence", {})
    competent = [
        (authority, body)
        for authority in (_authorities(facts, kind, pack.id) if rules.get("rule") else ())
        if authority.get("division") and (body := queries.handling_body(authority["division"])) is not None
    ]
    if competent:
        authority, body = competent[0]
        division, areas = authority["division"], {one["division"] for one, _ in competent}
        why = {"zh": authority["why"]["zh"], "en": authority["why"]["en"], "cites": _plain(authority["cites"])}
    else:
        nobody, body = rules.get("nobody", NOWHERE_SAID), office()
        division, areas = str(given.get("division") or ""), set()
        why = {**nobody["why"], "cites": _plain(nobody["cites"])}
    if table is None:
        return Routed(body, why)
    asked = Facts(
        kind, division, body.level, known.category, known.nature, str(given.get("seller_kind") or ""), known.channel,
        known.amount,
    )  # fmt: skip
    return _by_table(table, asked, Routed(body, why), areas | {one.division for _, one in competent} | {body.division})


def _by_table(table: Table, asked: Facts, by_law: Routed, areas: set[str]) -> Routed:
    found = table.decide(asked, lambda row: _may_have(row, by_law.body, areas))
    if found is None:
        return Routed(by_law.body, {**by_law.why, "table": table.number})
    row, why = found.row, by_law.why
    words = {
        "zh": f"{why['zh'].rstrip('。')}；{row.why_zh}",
        "en": f"{why['en'].rstrip('.')}; {row.why_en}",
    }
    told: dict[str, Any] = {**words, "cites": why["cites"], "table": table.number, "row": row.row}
    told |= {name: value for name in ("team", "mandate", "basis") if (value := getattr(row, name))}
    if found.passed:
        told["passed"] = list(found.passed)
    body = queries.standing(row.body)
    assert body is not None, "a row whose body is gone is passed over"  # noqa: S101 -- see _may_have
    return Routed(body, told)


def _may_have(row: Row, by_law: Body, areas: set[str]) -> bool:
    """Whether the body of a row is one of the competent areas, or is delegated or entrusted."""
    body = queries.standing(row.body)  # of a closed one, whoever took over
    if body is None or row.mandate:
        return body is not None
    return body.id == by_law.id or (body.division[:6] in areas and body.kind in (by_law.kind, "branch_office"))


def _plain(cites: Any) -> list[dict[str, str]]:
    return [cite if isinstance(cite, dict) else cite.as_dict() for cite in cites]


def intake_office(actor: Actor) -> Body:
    """The office a case stays with at first: the clerk's own, else the installation's."""
    directory = queries.directory()
    if actor.agency_id in directory.by_id:
        return directory.by_id[actor.agency_id]
    configured = queries.standing(settings.REDRESS_INTAKE_AGENCY)
    if configured is not None:
        return configured
    if not directory.by_id:
        raise LookupError("There is no body yet to receive a case; add one with `redress add_agency`.")
    return directory.by_id[min(directory.by_id)]
