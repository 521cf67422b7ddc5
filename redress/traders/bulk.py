"""One answer to many matters of a business: looked at before, and each done or refused by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from redress.cases.filing import digest_of
from redress.cases.once import once
from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.privacy.vault import Erased
from redress.traders import accounts, actions, answering, ladder, matters, phrases
from redress.traders.models import Invitation

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """What would be done with one matter, or was."""

    ref: str
    number: str
    text: str
    seen: int
    problems: Sequence[Problem]
    answer_id: int | None = None


def look(refs: Sequence[str], data: Mapping[str, Any], *, actor: Actor, now: datetime) -> list[Line]:
    """Say for each matter what would be answered, or what stands against it; nothing is changed. Raises NotThere, NotAllowed."""
    accounts.require_role(actor, "owner", "agent")
    return [_line(ref, data, actor=actor, now=now) for ref in _once_each(refs)]


def answer(
    refs: Sequence[str], data: Mapping[str, Any], *, seen: Mapping[str, int], key: str, actor: Actor, now: datetime
) -> list[Line]:
    """Answer each matter for itself, in a transaction of its own; one that is refused keeps no other from being done.

    seen -- newest answer of each as it was looked at; key -- of the form, so that it is done once
    Raises NotThere, NotAllowed; nothing is done then.
    """
    accounts.require_role(actor, "owner", "agent")
    found = []
    for ref in _once_each(refs):
        line = _line(ref, data, actor=actor, now=now)
        found.append(line if _foreign(line) else _done(line, data, seen, key, actor=actor, now=now))
    return found


def _once_each(refs: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(refs))
    if not chosen or len(chosen) > MOST:
        message = gettext("Choose 1 to %(most)d matters.") % {"most": MOST}
        raise Invalid([Problem(code="matter.bulk.number", message=message, pointer="/pick")])
    return chosen


def _foreign(line: Line) -> bool:
    return not line.number


def _line(ref: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Line:
    try:
        invitation = matters.find(ref, actor=actor)
    except NotThere:
        gone = gettext("There is no such matter, or it is not yours.")
        return Line(ref, "", "", 0, [Problem("matter.not_there", gone)])
    newest = answering.of_case(invitation.case, trader=invitation.trader).last()
    seen = newest.pk if newest else 0
    text, problems = "", list[Problem]()
    try:
        text = _checked(invitation, data, actor=actor, now=now)
    except NotAllowed as refusal:
        problems = refusal.problems
    except Erased:
        problems = [Problem("matter.erased", gettext("The personal data of this matter was erased."))]
    return Line(ref, invitation.case.number, text, seen, problems)


def _checked(invitation: Invitation, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> str:
    """Return the words that this matter would be answered with. Raises NotAllowed with what stands against it."""
    inside = matters.require_shown(invitation, actor=actor)
    watch = answering.watch_of(invitation)
    found = answering.problems_with(invitation.case, invitation.trader, watch, actor=inside)
    if found:
        raise NotAllowed(found)
    shown = matters.shown(invitation, actor=actor)
    text = phrases.filled(str(data.get("text") or ""), shown, invitation) if shown else ""
    answering.read({**data, "text": text}, rules=ladder.of(invitation.case.agency_id), now=now)
    return text


def _done(
    line: Line, data: Mapping[str, Any], seen: Mapping[str, int], key: str, *, actor: Actor, now: datetime
) -> Line:
    invitation = matters.find(line.ref, actor=actor)

    def run() -> tuple[list[str], int]:
        text = _checked(invitation, data, actor=actor, now=now)
        made = actions.answer(
            line.number, {**data, "text": text}, trader=invitation.trader, seen=seen.get(line.ref, line.seen),
            actor=accounts.within(actor, invitation), now=now,
        )  # fmt: skip
        return [line.number], made.pk

    try:
        _, answer_id, _ = once(f"trader:{invitation.pk}", key, digest_of([dict(data)]), run, now=now)
    except NotAllowed as refusal:
        return Line(line.ref, line.number, line.text, line.seen, refusal.problems)
    except NotThere:
        return Line(line.ref, line.number, line.text, line.seen, line.problems)
    return Line(line.ref, line.number, line.text, line.seen, [], int(answer_id))
