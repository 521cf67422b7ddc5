"""What the other body of a dispute about competence sees of the case: what settles competence, and nobody's data."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from redress.agencies import queries
from redress.agencies.queries import Body
from redress.cases import numbers, reading
from redress.cases.models import Case
from redress.cases.models.dispute import Dispute
from redress.deadlines import clocks
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere
from redress.records import entries

TALKS = "T_JURISDICTION_TALKS"
ABOUT_TRADER = ("address", "division", "seller_kind", "platform", "published_division", "platform_division")


@dataclass(frozen=True, slots=True)
class Disputed:
    """A disputed case for the other body. Whatever is not a field here it does not see."""

    number: str
    kind: str
    state: str
    pack_id: str
    matter: str  # the first words of the story, de-identified
    received_on: date
    raised_on: date
    holder: Body
    other: Body
    talks_due_on: date | None
    why: str
    routed: dict[str, Any]
    trader: str
    about_trader: dict[str, str]
    category: str
    nature: str
    amount: Decimal | None


def listed(*, actor: Actor) -> list[Disputed]:
    """Every case that is disputed with a body of this person's, the oldest dispute first."""
    found = Dispute.objects.visible_to(actor).select_related("case").order_by("raised_at", "pk")
    return [_shown(row) for row in found[:200]]


def get(number: str, *, actor: Actor) -> Disputed:
    """Raises NotThere unless the case is in dispute with a body of this person's."""
    found = Dispute.objects.visible_to(actor).select_related("case")
    row = found.filter(case__number=numbers.canonical(number)).first()
    if row is None:
        raise NotThere(number)
    return _shown(row)


def begin(case: Case, other: Body, *, now: datetime) -> None:
    Dispute.objects.create(case=case, other_id=other.id, raised_at=now)


def end(case: Case, *, now: datetime) -> None:
    Dispute.objects.filter(case=case, ended_at=None).update(ended_at=now)


def _shown(row: Dispute) -> Disputed:
    case = row.case
    said = case.facts_value.get("respondent", {})
    due = next((clock.due_on for clock in clocks.of(case.pk) if clock.limit_code == TALKS), None)
    return Disputed(
        number=case.number,
        kind=case.kind,
        state=case.state,
        pack_id=case.rule_set,
        matter=case.matter,
        received_on=day_of(case.received_at),
        raised_on=day_of(row.raised_at),
        holder=queries.body(case.agency_id),
        other=queries.body(row.other_id),
        talks_due_on=due,
        why=_why(case),
        routed=reading.json_of(case.why_routed),
        trader=case.trader_name,
        about_trader={name: str(said[name]) for name in ABOUT_TRADER if said.get(name)},
        category=case.category,
        nature=case.nature,
        amount=case.amount,
    )


def _why(case: Case) -> str:
    """What the body that has the case wrote for the other one."""
    raised = entries.of(case.pk, ["competence.disputed"])
    return str(reading.sealed(case).get(raised[-1].data.get("slot", ""), {}).get("text", "")) if raised else ""
