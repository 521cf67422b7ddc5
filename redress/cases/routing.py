"""Which body of this installation gets a case, and why: competence from the law, the body from the directory."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from redress.agencies import queries
from redress.agencies.queries import Body
from redress.cases.intake import Respondent
from redress.kernel.actors import Actor
from redress.law import packs
from redress.law.competence import load_competence
from redress.law.jurisdiction import competent_under

FACTS = ("division", "seller_kind", "published_division", "platform_division")


@dataclass(frozen=True, slots=True)
class Routed:
    """The body, and the reason in both languages with its articles."""

    body: Body
    why: dict[str, Any]


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


def route(respondent: Respondent, *, kind: str, on: date, actor: Actor) -> Routed:
    """Return the first competent body that this installation has; else the office that received the case.

    The intake office keeps what nobody here is competent for and distributes it (S Art. 41).
    """
    facts = tuple(getattr(respondent, name) for name in FACTS)
    pack = packs.in_force(settings.REDRESS_RULE_FAMILY, on)
    rules = pack.tables.get("competence", {})
    for authority in _authorities(facts, kind, pack.id) if rules.get("rule") else ():
        body = queries.handling_body(authority["division"]) if authority.get("division") else None
        if body is not None:
            why = {"zh": authority["why"]["zh"], "en": authority["why"]["en"], "cites": _plain(authority["cites"])}
            return Routed(body, why)
    nobody = rules.get("nobody", NOWHERE_SAID)
    return Routed(intake_office(actor), {**nobody["why"], "cites": _plain(nobody["cites"])})


def _plain(cites: Any) -> list[dict[str, str]]:
    return [cite if isinstance(cite, dict) else cite.as_dict() for cite in cites]


def intake_office(actor: Actor) -> Body:
    """The office a case stays with at first: the clerk's own, else the installation's."""
    directory = queries.directory()
    if actor.agency_id in directory.by_id:
        return directory.by_id[actor.agency_id]
    configured = directory.by_code.get(settings.REDRESS_INTAKE_AGENCY)
    if configured is not None:
        return configured
    if not directory.by_id:
        raise LookupError("There is no body yet to receive a case; add one with `redress add_agency`.")
    return directory.by_id[min(directory.by_id)]
