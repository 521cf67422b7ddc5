"""Blacking out: a layer over a sealed text, with author and reason. The original stays as it was."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Problem, require_none
from redress.privacy import vault
from redress.privacy.deid.text import find
from redress.privacy.models import Redaction
from redress.records.entries import Draft, append

REASONS = {
    "third_person": gettext_lazy("Somebody else's personal data"),
    "reporter": gettext_lazy("It would show who reported"),
    "health": gettext_lazy("Health or other sensitive data"),
    "secret": gettext_lazy("A business secret"),
    "not_needed": gettext_lazy("Not needed for this purpose"),
}
ROLES = frozenset({Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})
BLACK = "█"


@transaction.atomic
def redact(
    case_id: int, field: str, spans: Sequence[tuple[int, int]], *, reason_code: str, actor: Actor, now: datetime
) -> Redaction:
    """Black out places of a sealed text for everybody outside the case room.

    field -- slot and place of a text: "intake/story", "message:3/text"
    spans -- characters from (inclusive) to (exclusive) in the sealed text
    Raises NotAllowed, and changes nothing, for a wrong role, an unknown reason or places outside the text.
    """
    text = vault.open_field(case_id, field)
    problems = []
    if actor.role not in ROLES:
        problems.append(Problem("redaction.add.wrong_role", gettext("Only those who handle the case black out text.")))
    if reason_code not in REASONS:
        problems.append(
            Problem("redaction.add.unknown_reason", gettext("Choose a reason from the list."), "/reason_code")
        )
    if not isinstance(text, str) or not spans or not all(0 <= start < end <= len(text) for start, end in spans):
        problems.append(Problem("redaction.add.not_in_text", gettext("Mark places inside the text."), "/spans"))
    require_none(problems)
    row = Redaction.objects.create(
        case_id=case_id,
        field=field,
        spans=[list(span) for span in sorted(spans)],
        digest=_digest(case_id, text),
        reason_code=reason_code,
        author=actor.key,
        at=now,
    )
    data = {"of": field, "places": len(spans), "reason": reason_code, "redaction": row.pk}
    append([Draft(case_id, "personal_data.redacted", now, actor.key, data)])
    return row


@transaction.atomic
def lift(redaction_id: int, *, actor: Actor, now: datetime) -> None:
    """Take one layer away again; that it was there stays on record."""
    row = Redaction.objects.select_for_update().get(pk=redaction_id)
    if actor.role not in ROLES:
        message = gettext("Only those who handle the case take a blackened place away.")
        require_none([Problem("redaction.lift.wrong_role", message)])
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = now, actor.key
        row.save(update_fields=["lifted_at", "lifted_by"])
        data = {"of": row.field, "redaction": row.pk}
        append([Draft(row.case_id, "personal_data.unredacted", now, actor.key, data)])


def shown(case_id: int, field: str) -> str:
    """Return a sealed text as it may leave the case room: with every standing layer over it.

    If the text was replaced after a layer was made, its places no longer fit: then all of it is black.
    """
    text: str = vault.open_field(case_id, field)
    digest = _digest(case_id, text)
    black = [False] * len(text)
    for row in Redaction.objects.filter(case_id=case_id, field=field, lifted_at=None):
        if bytes(row.digest) != digest:
            return BLACK * len(text)
        for start, end in row.spans:
            black[start:end] = [True] * (end - start)
    return "".join(BLACK if hidden else sign for sign, hidden in zip(text, black, strict=True))


def suggestions(case_id: int, field: str, known: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Return the places that careful reading finds personal, for a person to accept or leave."""
    return [(span.start, span.end) for span in find(vault.open_field(case_id, field), thorough=True, known=known)]


def _digest(case_id: int, text: str) -> bytes:
    return hmac.digest(vault.ring().blind[0], f"redaction:{case_id}:{text}".encode(), "sha256")[:16]
