"""Erasing a case: what the vault cannot reach because it lies beside the vault goes too; what proves the work stays.

What stays: the number, kind, state, dates, clocks, counts, the entries of the archive with their digests, the tombstone.
"""

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import evidence, search
from redress.cases.letters import files as letter_files
from redress.cases.models import Case, Draft, Exhibit, Idempotency, Letter
from redress.kernel.actors import Actor
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.rows import change
from redress.privacy import erasure
from redress.privacy.erasure import Erased
from redress.privacy.models import Disposal

# Facts that say nothing about a person; what the trader, the purchase and the wishes were goes with the case.
KEPT_OF_RESPONDENT = ("division", "seller_kind", "published_division", "platform_division")
KEPT_OF_PURCHASE = ("category", "currency", "purpose")


@transaction.atomic
def erase_case(case_id: int, *, actors: tuple[Actor, Actor], basis: str, now: datetime) -> Erased:
    """Erase a case on the decision of two people who are both present; see privacy.erasure.erase.

    Raises NotThere, or NotAllowed with every reason (a running case, a hold, the wrong people); nothing is changed then.
    """
    case = _ended(case_id, second=actors[1])
    done = erasure.erase(case.pk, actors=actors, basis=basis, now=now)
    _remains_gone(case, now=now)
    return done


@transaction.atomic
def decide(disposal_id: int, *, agreed: bool, actor: Actor, now: datetime) -> Erased | None:
    """Let the second person agree to a proposal, which erases the case, or turn it down."""
    row = Disposal.objects.filter(pk=disposal_id, decided_at=None).first()
    if row is None:
        raise NotThere("disposal")
    if not agreed:
        _seen(row.case_id, actor)
        return erasure.decide(disposal_id, agreed=False, actor=actor, now=now)
    case = _ended(row.case_id, second=actor)
    done = erasure.decide(disposal_id, agreed=True, actor=actor, now=now)
    if done:
        _remains_gone(case, now=now)
    return done


@transaction.atomic
def propose(case_id: int, *, basis: str, actor: Actor, now: datetime) -> Disposal:
    """Propose that an ended case be erased; somebody else decides."""
    case = _ended(case_id, second=actor)
    return erasure.propose(case.pk, basis=basis, actor=actor, now=now)


@transaction.atomic
def reapply(*, actor: Actor, now: datetime) -> list[int]:
    """Erase again, with all that lies beside the vault, what a restored copy brought back. Return the cases."""
    back = erasure.reapply(actor=actor, now=now)
    for case in Case.objects.filter(pk__in=back):
        _remains_gone(case, now=now)
    return back


def _seen(case_id: int, actor: Actor) -> Case:
    case = Case.objects.visible_to(actor).filter(pk=case_id).first()
    if case is None:
        raise NotThere("case")
    return case


def _ended(case_id: int, *, second: Actor) -> Case:
    """Return a case that is over. One that still runs needs its data: the duty to handle it comes first (PIPL Art. 47)."""
    case = _seen(case_id, second)
    if case.phase != "open":
        return case
    message = gettext("The case is still being handled; it can be erased once it has ended.")
    raise NotAllowed([Problem("disposal.case_open", message, cites=erasure.DELETION)])


def _remains_gone(case: Case, *, now: datetime) -> None:
    columns: dict[str, Any] = {
        "matter": "",
        "trader_name": "",
        "trader_uscc": "",
        "external_number": "",
        "story_print": None,
        "facts": json.dumps(_without_people(case.facts_value), ensure_ascii=False, separators=(",", ":")),
        "flags": "",
        "version": case.version + 1,
        "last_event_at": now,
    }
    change("cases_case", case.pk, columns)
    search.wipe(case.pk)
    letters = list(Letter.objects.filter(case=case).values_list("pk", flat=True))
    # A digest of a picture or a paper lets whoever has a copy show that it was here.
    for exhibit in Exhibit.objects.filter(case=case):
        gone = {"sha256": f"erased:{exhibit.pk}", "path": "", "preview_path": ""}
        Exhibit.objects.filter(pk=exhibit.pk).update(**gone)
    Letter.objects.filter(case=case).update(sha256="")
    # Answers kept for retries say what the case is about; a draft that was sent is a second copy of it.
    Idempotency.objects.filter(numbers__contains=case.number).delete()
    Draft.objects.filter(numbers__contains=case.number).delete()
    transaction.on_commit(lambda: _files_gone(case.pk, letters))


def _without_people(facts: dict[str, Any]) -> dict[str, Any]:
    respondent, purchase = facts.get("respondent", {}), facts.get("purchase", {})
    return {
        "respondent": {name: respondent[name] for name in KEPT_OF_RESPONDENT if name in respondent},
        "purchase": {name: purchase[name] for name in KEPT_OF_PURCHASE if name in purchase},
        "requests": [{"kind": request["kind"]} for request in facts.get("requests", ()) if "kind" in request],
        **{name: facts[name] for name in ("distributed_by", "competence") if name in facts},
    }


def _files_gone(case_id: int, letters: list[int]) -> None:
    evidence.destroy_files(case_id)
    for letter_id in letters:
        letter_files.destroy(letter_id)


def is_erased(case: Case) -> bool:
    return erasure.erased_on(case.pk) is not None


__all__ = ["decide", "erase_case", "is_erased", "propose", "reapply"]
