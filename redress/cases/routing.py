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
from redress.law.jurisdiction import competent

FACTS = ("division", "seller_kind", "published_division", "platform_division")


@dataclass(frozen=True, slots=True)
class Routed:
    """The body, and the reason in both languages with its articles."""

    body: Body
    why: dict[str, Any]


@lru_cache(maxsize=4096)
def _authorities(facts: tuple[str | None, ...], kind: str, on: date) -> tuple[dict[str, Any], ...]:
    given = {name: value for name, value in zip(FACTS, facts, strict=True) if value}
    answer = competent(given, kind=kind, on=on)
    return tuple(answer["authorities"])


def route(respondent: Respondent, *, kind: str, on: date, actor: Actor) -> Routed:
    """Return the first competent body that this installation has; else the office that received the case.

    The intake office keeps what nobody here is competent for and distributes it (S Art. 41).
    """
    facts = tuple(getattr(respondent, name) for name in FACTS)
    for authority in _authorities(facts, kind, on):
        body = queries.handling_body(authority["division"]) if authority.get("division") else None
        if body is not None:
            why = {"zh": authority["why"]["zh"], "en": authority["why"]["en"], "cites": _plain(authority["cites"])}
            return Routed(body, why)
    law = "samr-complaint-2026" if on >= date(2026, 4, 15) else "samr-complaint-2019-repealed"
    why = {
        "zh": "还不能确定有处理权限的部门，先由接收部门登记并分送",
        "en": "The competent body cannot be told yet; the receiving office registers the case and passes it on.",
        "cites": [{"law": law, "article": "41" if law.endswith("2026") else "37"}],
    }
    return Routed(intake_office(actor), why)


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
