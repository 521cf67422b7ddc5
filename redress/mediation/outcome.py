"""What a person reads of tests, of the agreement and of its performance."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from redress.kernel.actors import Actor
from redress.mediation import codes, door, sides, terms, words
from redress.mediation.models import Agreement, Clause, Consent, Promise, Room, Testing


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """One clause with its sentence, and what came of it."""

    id: int
    owed_by: str
    sentence: str
    due_on: date
    promise: Promise | None


@dataclass(frozen=True, slots=True)
class AgreementShown:
    """An agreement as a person may see it. signed -- when each side confirmed; names -- as each typed it"""

    id: int
    state: str
    put_at: datetime | None
    decided_at: datetime | None
    clauses: list[ClauseShown]
    signed: dict[str, datetime]
    names: dict[str, str]
    asked: bool


def agreements(room: Room, *, actor: Actor) -> list[AgreementShown]:
    """Every agreement of a room, newest first; a draft only for the mediator."""
    rows = list(Agreement.objects.visible_to(actor).filter(room=room).order_by("-pk"))
    return [_shown(room, row, actor) for row in rows]


def _shown(room: Room, row: Agreement, actor: Actor) -> AgreementShown:
    clauses = list(row.clauses.order_by("pk"))
    said = words.of(room, "clause", [clause.pk for clause in clauses])
    promises = {one.clause_id: one for one in Promise.objects.filter(clause__in=clauses).select_related("proof")}
    consents = list(Consent.objects.filter(agreement=row))
    signed = {one.side: one.signed_at for one in consents if one.signed_at is not None}
    typed = words.of(room, "signed", [f"{row.pk}-{side}" for side in signed])
    mine = door.side_in(room, actor)
    return AgreementShown(
        row.pk, row.state, row.put_at, row.decided_at,
        [_clause(clause, str(said.get(clause.pk, {}).get("text", "")), promises) for clause in clauses],
        signed,
        {side: str(typed.get(f"{row.pk}-{side}", {}).get("name", "")) for side in signed},
        any(one.side == mine and one.signed_at is None for one in consents),
    )  # fmt: skip


def _clause(clause: Clause, text: str, promises: dict[int, Promise]) -> ClauseShown:
    return ClauseShown(
        clause.pk, clause.owed_by, terms.sentence(clause, text), clause.due_on, promises.get(clause.pk)
    )  # fmt: skip


def codes_to_tell(room: Room, *, actor: Actor) -> dict[str, str]:
    """Codes the mediator has to tell by telephone, by side; nothing for anybody else."""
    if door.side_in(room, actor) != sides.MEDIATOR:
        return {}
    waiting = Consent.objects.filter(agreement__room=room, agreement__state="put", signed_at=None)
    return codes.to_tell(room, list(waiting))


def tests(room: Room, *, actor: Actor) -> list[dict[str, Any]]:
    """Tests that were proposed, newest first, with their words."""
    rows = list(Testing.objects.visible_to(actor).filter(room=room).order_by("-pk"))
    said = words.of(room, "testing", [row.pk for row in rows])
    return [
        {"it": row, **{name: said.get(row.pk, {}).get(name, "") for name in ("body", "text", "result")}} for row in rows
    ]
