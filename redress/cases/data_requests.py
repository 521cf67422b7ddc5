"""People's requests about their data, towards the cases they are about: who may see them, the copy, the correction.

A request about a case is seen by those who see the case; one without a case by the body that took it in.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from redress.cases import contact
from redress.cases.models import Case
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.privacy import access, requests, retention
from redress.privacy.models import Disposal, Erasure, LegalHold, PersonRequest

Also = Callable[[Case], Mapping[str, Any]]
MOST = 500  # cases shown as due at once; the next ones follow when these are decided
CASE_FILE = "case_file"  # the retention rule whose end is the end of the case's key


def visible_to(actor: Actor) -> QuerySet[PersonRequest]:
    """Return the requests a member of staff, or a complainant, may know of."""
    if actor.role == Role.COMPLAINANT:
        return PersonRequest.objects.filter(case_id=actor.case_id) if actor.case_id else PersonRequest.objects.none()
    if actor.role not in CASE_ROLES:
        return PersonRequest.objects.none()
    cases = Case.objects.visible_to(actor).values("pk")
    return PersonRequest.objects.filter(Q(case_id__in=cases) | Q(case_id=None, agency_id__in=list(actor.agency_ids)))


def get(request_id: int, *, actor: Actor) -> PersonRequest:
    """Raises NotThere for one that is not there, or not theirs to know."""
    row = visible_to(actor).filter(pk=request_id).first()
    if row is None:
        raise NotThere("request")
    return row


def case_of(request: PersonRequest) -> Case | None:
    return Case.objects.filter(pk=request.case_id).first() if request.case_id is not None else None


def copy(request_id: int, *, actor: Actor, now: datetime, also: Also | None = None) -> dict[str, Any]:
    """Return everything held about the person who asked, for reading and for taking along (PIPL Art. 45).

    Staff see it before they answer; the complainant gets it once the request was granted in full.
    also -- returns what the rooms above hold of the case, as JSON values
    Raises NotThere, or NotAllowed while nobody has established who asks.
    """
    row = get(request_id, actor=actor)
    if row.kind != "access" or row.case_id is None:
        raise NotThere("copy")
    if row.identified_at is None:
        message = gettext("First establish who asks, so that nobody gets another person's data.")
        raise NotAllowed([Problem("request.copy.not_identified", message, cites=requests.CITES["access"])])
    if actor.role == Role.COMPLAINANT and row.state != "granted":
        raise NotThere("copy")
    case = Case.objects.get(pk=row.case_id)
    return access.package([case.pk], facts={case.pk: {**_facts(case), **(also(case) if also else {})}}, now=now)


def _facts(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "received_at": case.received_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "trader": case.trader_name,
        "amount": str(case.amount) if case.amount is not None else None,
        **case.facts_value,
    }


@transaction.atomic
def correct(request_id: int, changes: Mapping[str, str], *, actor: Actor, now: datetime) -> list[str]:
    """Change name, telephone, address or e-mail as an identified person asked, and return which changed.

    Raises NotThere or NotAllowed; nothing is changed then.
    """
    row = get(request_id, actor=actor)
    case = case_of(row)
    if row.identified_at is None or row.kind != "correction" or case is None:
        # The room below says which of these it is, in its own words.
        return requests.correct(row.pk, "intake", {}, actor=actor, now=now)
    changed = contact.change_contact(case.number, changes, actor=actor, now=now)
    requests.corrected(row.pk, changed, actor=actor, now=now)
    return changed


def expired(*, actor: Actor, on: date) -> list[tuple[Case, date]]:
    """Return the ended cases of a person's bodies whose time of keeping is over, oldest first, with the day it ended.

    Held ones, those already proposed and those already erased are left out.
    """
    rule = retention.policy().rule(CASE_FILE)
    if rule.length is None:
        return []
    ended = _before(rule, on)
    rows = (
        Case.objects.visible_to(actor)
        .exclude(phase="open")
        .filter(closed_at__lt=ended)
        .exclude(pk__in=LegalHold.objects.filter(lifted_at=None).values("case_id"))
        .exclude(pk__in=Disposal.objects.filter(decided_at=None).values("case_id"))
        .exclude(pk__in=Erasure.objects.values("case_id"))
        .order_by("closed_at", "pk")[:MOST]
    )
    anchors = {case.pk: max(filter(None, (day_of(case.closed_at), case.perform_by))) for case in rows if case.closed_at}
    due = set(retention.due(CASE_FILE, anchors, on=on))
    return [(case, rule.expires_on(anchors[case.pk]) or on) for case in rows if case.pk in due]


def _before(rule: retention.Rule, on: date) -> datetime:
    """Return a moment after which no expired case was closed; the exact day is the rule's own."""
    days = {"days": 1, "months": 28, "years": 365}[rule.unit] * (rule.length or 0)
    return datetime.combine(on - timedelta(days=days), time.min, SHANGHAI)


def waiting_disposals(actor: Actor) -> QuerySet[Disposal]:
    """Return the proposals to erase that wait for a second person, of cases this person sees."""
    cases = Case.objects.visible_to(actor).values("pk")
    return Disposal.objects.filter(decided_at=None, case_id__in=cases).order_by("proposed_at", "pk")


def standing_holds(actor: Actor) -> QuerySet[LegalHold]:
    cases = Case.objects.visible_to(actor).values("pk")
    return LegalHold.objects.filter(lifted_at=None, case_id__in=cases).order_by("placed_at", "pk")


def hold(hold_id: int, *, actor: Actor) -> LegalHold:
    """Raises NotThere."""
    row = standing_holds(actor).filter(pk=hold_id).first()
    if row is None:
        raise NotThere("hold")
    return row


def cases_by_id(ids: Iterable[int], *, actor: Actor) -> dict[int, Case]:
    return Case.objects.visible_to(actor).in_bulk(list(ids))
