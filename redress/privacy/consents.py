"""Consents: one purpose, one answer, one record; taken back as easily as given.

Law: PIPL Art. 14-16, 23, 25, 29, 31, 39; Regulations on Network Data, Art. 22.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.kernel import rows as raw
from redress.kernel.actors import Actor
from redress.kernel.problems import Problem, require_none
from redress.law.bilingual import Bilingual
from redress.privacy import vault
from redress.privacy.models import Consent
from redress.privacy.notices import versions
from redress.privacy.notices.versions import Notice
from redress.records.entries import Draft, append

COLUMNS = ("case_id", "purpose", "given", "at", "notice_version", "via", "by")
CHILD = 14  # years; PIPL Art. 31
BY = ("self", "guardian", "agent")
Row = tuple[int, str, bool, object, str, str, str]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What follows from a withdrawal.

    effect -- what the room above does: unpublish, take_back_mediation, stop_transfer, drop_sensitive, stop_handling
    words -- told to the person, before and after
    """

    purpose: str
    effect: str
    words: Bilingual


def rows(
    case_id: int, answers: Mapping[str, bool], *, at: datetime, notice_version: str, via: str, by: str = "self"
) -> list[Row]:
    """Build the rows of the answers given with a new case, without touching the database; for `insert`."""
    moment = raw.stored(at)
    return [(case_id, purpose, given, moment, notice_version, via, by) for purpose, given in answers.items()]


def insert(prepared: Sequence[Row]) -> None:
    """Store answers of many new cases in one statement, inside the caller's transaction."""
    raw.insert("privacy_consent", COLUMNS, prepared)


@transaction.atomic
def answer(
    case_id: int,
    purpose: str,
    *,
    given: bool,
    operator_kind: str,
    notice_version: str,
    via: str,
    actor: Actor,
    now: datetime,
    by: str = "self",
    child: bool = False,
    guardian: Mapping[str, str] | None = None,
) -> Consent:
    """Record one answer to one question; a yes and a no alike.

    by -- who answers: self, guardian or agent
    child -- the person is under 14: only a guardian may say yes, and is named
    guardian -- name, phone, relation; sealed with the case
    Raises NotAllowed, and records nothing, for a purpose that is not asked here, or a yes that is not the guardian's.
    """
    notice = versions.version(notice_version)
    require_none(_problems(purpose, notice, operator_kind, by=by, needs_guardian=child and given, guardian=guardian))
    if guardian is not None:
        vault.put(case_id, "guardian", dict(guardian))
    row = Consent.objects.create(
        case_id=case_id, purpose=purpose, given=given, at=now, notice_version=notice_version, via=via, by=by
    )
    event = "consent.given" if given else "consent.refused"
    data = {"purpose": purpose, "notice": notice_version, "via": via, "by": by}
    append([Draft(case_id, event, now, actor.key, data)])
    return row


def _problems(
    purpose: str,
    notice: Notice,
    operator_kind: str,
    *,
    by: str,
    needs_guardian: bool,
    guardian: Mapping[str, str] | None,
) -> list[Problem]:
    problems = []
    if notice.purpose(purpose, operator_kind) is None:
        problems.append(
            Problem("consent.give.not_asked", gettext("No consent is asked for this purpose here."), "/purpose")
        )
    if by not in BY:
        problems.append(Problem("consent.give.unknown_person", gettext("Say who answers."), "/by"))
    if needs_guardian and (by != "guardian" or not (guardian or {}).get("name", "").strip()):
        problems.append(
            Problem(
                "consent.give.guardian_needed",
                gettext("For a child under 14 a parent or other guardian agrees; enter their name."),
                "/guardian",
                ({"law": "pipl-2021", "article": "31"},),
            )
        )
    return problems


@transaction.atomic
def withdraw(case_id: int, purpose: str, *, operator_kind: str, actor: Actor, now: datetime) -> Withdrawn:
    """Take a consent back and say what follows. What was done until now stays lawful (PIPL Art. 15(2)).

    Raises NotAllowed if there is no standing consent for the purpose.
    """
    standing = list(Consent.objects.select_for_update().filter(case_id=case_id, purpose=purpose).order_by("-pk")[:1])
    if not standing or not standing[0].stands:
        raise_ = Problem("consent.withdraw.none", gettext("There is no consent for this purpose to take back."))
        require_none([raise_])
    row = standing[0]
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    append([Draft(case_id, "consent.withdrawn", now, actor.key, {"purpose": purpose, "notice": row.notice_version})])
    return consequence(purpose, operator_kind, row.notice_version)


def consequence(purpose: str, operator_kind: str, notice_version: str = "") -> Withdrawn:
    """Say what a withdrawal would bring, so that people read it before they decide.

    notice_version -- the version the consent was given under; a version of another installation, or none, is read as
        the newest
    """
    found = None
    with suppress(LookupError):
        found = versions.version(notice_version).purpose(purpose, operator_kind)
    found = found or versions.all_versions()[-1].purpose(purpose, operator_kind)
    if found is None:
        raise LookupError(f"No consent is asked for {purpose}.")
    return Withdrawn(purpose, found.effect, found.withdrawn)


def stands(case_id: int, purpose: str) -> bool:
    """Tell whether the last answer for a purpose is a yes that was not taken back. No answer is a no."""
    last = Consent.objects.filter(case_id=case_id, purpose=purpose).order_by("-pk").first()
    return last is not None and last.stands


def standing(case_ids: Sequence[int], purpose: str) -> set[int]:
    """Return those of many cases whose last answer for a purpose is a yes that was not taken back."""
    last: dict[int, bool] = {}
    for start in range(0, len(case_ids), raw.MOST_VALUES // 2):
        part = case_ids[start : start + raw.MOST_VALUES // 2]
        for row in Consent.objects.filter(case_id__in=part, purpose=purpose).order_by("pk"):
            last[row.case_id] = row.stands
    return {case_id for case_id, stands_ in last.items() if stands_}


def history(case_id: int) -> list[Consent]:
    """Return every answer of a case, oldest first."""
    return list(Consent.objects.filter(case_id=case_id).order_by("pk"))


def may_ask(case_id: int, purpose: str, *, notice_version: str) -> bool:
    """Tell whether a purpose may be asked (again): after a no, only when the notice has changed since.

    Law: Regulations on Network Data, Art. 22 -- no repeated asking after a refusal.
    """
    last = Consent.objects.filter(case_id=case_id, purpose=purpose).order_by("-pk").first()
    return last is None or (not last.stands and last.notice_version != notice_version)


def is_child(born_on: date, *, on: date) -> bool:
    """Tell whether a person is under 14 on a day.

    >>> is_child(date(2012, 9, 22), on=date(2026, 9, 21)), is_child(date(2012, 9, 22), on=date(2026, 9, 22))
    (True, False)
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)) < CHILD
