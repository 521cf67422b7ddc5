"""Sending in a filing that was prepared as a draft: one case however often it is sent, and a word to staff beside it."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from redress.cases import filing
from redress.cases.intake import NewComplaint
from redress.cases.models import Message
from redress.cases.once import once
from redress.kernel.actors import Actor
from redress.privacy import consents, vault
from redress.records.entries import Draft, append


def submit(
    new: NewComplaint,
    *,
    key: str,
    note: str = "",
    language: str,
    actor: Actor,
    now: datetime,
    then: Callable[[list[str]], None] | None = None,
) -> list[str]:
    """File a submission once and return the numbers of its cases, the complaint's first.

    key -- names the submission: sending again under it, however changed, gives the same numbers
    note -- what only staff are to read; sealed as a message
    then -- called with the numbers inside the transaction that makes the cases
    """

    def run() -> tuple[list[str], None]:
        made = filing.file(new, language=language, actor=actor, now=now)
        for one in made:
            if note:
                _note(one.id, note, actor=actor, now=now)
            if one.kind == "complaint":
                _keep_consents(one.id, new, now=now)
        found = [one.number for one in made]
        if then is not None:
            then(found)
        return found, None

    numbers, _, _ = once("draft", key, hashlib.sha256(key.encode()).digest(), run, now=now)
    return numbers


def _keep_consents(case_id: int, new: NewComplaint, *, now: datetime) -> None:
    """Keep each answer to each question as a record of its own; a question without an answer leaves none."""
    given = {purpose: yes for purpose, yes in new.consents.model_dump().items() if yes is not None}
    if given and new.notice_version and not consents.history(case_id):
        consents.insert(consents.rows(case_id, given, at=now, notice_version=new.notice_version, via=new.channel))


def _note(case_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    row = Message.objects.create(
        case_id=case_id, at=now, author=actor.key, author_role=actor.role.value, audience="staff", direction="in"
    )
    vault.put(case_id, f"message:{row.pk}", {"text": text})
    append([Draft(subject=case_id, event="message.received", at=now, actor=actor.key, data={"message": row.pk})])
