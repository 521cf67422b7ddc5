"""What a trader sees of a complaint: what the law lets it see, and nothing that is not named here.

Written as a list of what is shown, not of what is hidden: a value that somebody adds to a case tomorrow stays inside.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from redress.cases import evidence, reading
from redress.cases.models import Case, Exhibit
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere
from redress.privacy.deid.text import scrub
from redress.privacy.mask import mask
from redress.traders.models import Invitation

SHOWN_IF_AGREED = ("name", "phone")


@dataclass(frozen=True, slots=True)
class Wish:
    kind: str
    amount: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Matter:
    """The complaint as its trader sees it. Words are de-identified; name masked unless the person agreed."""

    number: str
    received_on: date
    person: dict[str, str]
    what: str
    category: str
    bought_on: str
    amount: Decimal | None
    currency: str
    order_number: str
    story: str
    wishes: list[Wish]
    files: list[dict[str, Any]]
    erased: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """The complaint in a list of its trader: nothing sealed, none of the consumer's words."""

    number: str
    received_on: date
    asked_on: date
    answer_by: date
    trader: str
    category: str
    nature: str
    amount: Decimal | None
    currency: str


def brief(invitation: Invitation, *, actor: Actor) -> Brief:
    """Return what stands of a complaint in a list. Raises NotThere for a report and for anybody else's case."""
    case = invitation.case
    if case.kind != "complaint" or not case.seen_by(actor):
        raise NotThere(case.number)
    return Brief(
        case.number, day_of(case.received_at), day_of(invitation.made_at), invitation.answer_by, invitation.trader.name,
        case.category, case.nature, case.amount, case.currency,
    )  # fmt: skip


def matter(case: Case, invitation: Invitation, *, actor: Actor) -> Matter:
    """Return what this trader may see. Raises NotThere for a report and for anybody else's case."""
    if case.kind != "complaint" or not case.seen_by(actor) or invitation.case_id != case.pk:
        raise NotThere(case.number)
    slots = reading.sealed(case)
    intake = slots.get("intake", {})
    person = intake.get("complainant", {})
    facts = case.facts_value
    purchase = facts.get("purchase", {})
    known = _known(person)
    return Matter(
        number=case.number,
        received_on=day_of(case.received_at),
        person=_person(person, shows=invitation.shows_contact),
        what=scrub(intake.get("what") or "", known=known).text,
        category=case.category,
        bought_on=str(purchase.get("bought_on") or ""),
        amount=case.amount,
        currency=case.currency,
        order_number=str(intake.get("order_number") or ""),
        story=scrub(intake.get("story") or "", known=known, thorough=True).text,
        wishes=_wishes(facts.get("requests", ()), intake.get("request_notes") or [], known),
        files=files(case, actor=actor, slots=slots, known=known),
        erased=not slots,
    )


def _known(person: dict[str, Any]) -> list[str]:
    """The complainant's own values, and those of whoever acts for them: none may appear in the words."""
    flat = [value for value in person.values() if isinstance(value, str)]
    agent = person.get("agent")
    return flat + ([value for value in agent.values() if isinstance(value, str)] if isinstance(agent, dict) else [])


def _person(person: dict[str, Any], *, shows: bool) -> dict[str, str]:
    if shows:
        return {part: str(person[part]) for part in SHOWN_IF_AGREED if person.get(part)}
    return {"name": mask("name", person["name"])} if person.get("name") else {}


def _wishes(requests: Any, notes: Any, known: list[str]) -> list[Wish]:
    found = []
    for place, row in enumerate(requests):
        note = notes[place] if place < len(notes) else ""
        amount = row.get("amount")
        found.append(
            Wish(str(row.get("kind", "")), str(amount) if amount else None, scrub(note or "", known=known).text)
        )
    return found


def files(case: Case, *, actor: Actor, slots: dict[str, Any], known: list[str]) -> list[dict[str, Any]]:
    """Evidence that both sides see, and the trader's own."""
    named = dict(evidence.names(slots))
    return [
        {
            "id": row.pk,
            "name": scrub(named.get(row.pk, ""), known=known).text,
            "size": row.size,
            "mine": row.added_by == actor.key,
        }
        for row in own_and_shared(case, actor=actor)
        if row.scan != "infected"
    ]


def own_and_shared(case: Case, *, actor: Actor) -> list[Exhibit]:
    """Exhibits a trader may open: reading.exhibits, without what another trader of the same case sent in."""
    rows = reading.exhibits(case, actor=actor)
    return [row for row in rows if row.added_role != "respondent" or row.added_by == actor.key]
