"""The matters of a business: what it was asked, where each stands, by which day, and who of it looks after it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case as Switch
from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext

from redress.cases import cursors
from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.records.entries import Draft, append
from redress.traders import accounts, answering, seeing
from redress.traders.models import Answer, Assigned, Invitation, Member, Watch
from redress.traders.seeing import Brief

STATUSES = ("new", "us", "them", "ended")
STATES: dict[str, Q] = {
    "new": Q(invitation__case__phase="open", ended_at=None, invitation__opened_at=None),
    "us": Q(invitation__case__phase="open", ended_at=None, invitation__opened_at__isnull=False),
    "them": Q(invitation__case__phase="open", ended_as="answered"),
    "ended": ~Q(invitation__case__phase="open") | Q(ended_as="case_ended"),
}
STATES["todo"] = STATES["new"] | STATES["us"]
BY_DAY = frozenset({"new", "us", "todo"})
DUE = Switch(When(more_time__gt=0, then=F("started_on")), default=F("invitation__answer_by"), output_field=DateField())
A_PAGE, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Line:
    """One matter in a list."""

    ref: str
    invitation_id: int
    brief: Brief
    status: str
    due_on: date | None
    answered: str
    assignee: Member | None


@dataclass(frozen=True, slots=True)
class Page:
    lines: Sequence[Line]
    next: str | None


def _all(actor: Actor) -> QuerySet[Watch]:
    latest = Answer.objects.filter(case_id=OuterRef("invitation__case_id"), trader_id=OuterRef("invitation__trader_id"))
    return (
        Watch.objects.filter(invitation__in=Invitation.objects.visible_to(actor))
        .select_related("invitation", "invitation__case", "invitation__trader", "invitation__assigned__member__user")
        .annotate(due=DUE, said=Subquery(latest.order_by("-pk").values("kind")[:1]))
    )


def page(
    actor: Actor, *, status: str = "todo", assignee: str = "", number: str = "", limit: int = A_PAGE, cursor: str = ""
) -> Page:
    """Matters of one status, open ones by their next day, others the newest first; by key, never by counting.

    assignee -- me, none, the id of a member, or empty for everybody's
    Raises Invalid (status, assignee, cursor).
    """
    if status not in STATES:
        message = gettext("Choose one of: %(known)s.") % {"known": ", ".join(STATES)}
        raise Invalid([Problem(code="matter.status.unknown", message=message, pointer="/status")])
    found = _of_person(_all(actor).filter(STATES[status]), assignee, actor)
    if number:
        found = found.filter(invitation__case__number=number)
    by_day = status in BY_DAY
    if cursor:
        key, pk = cursors.read(cursor, key_is=date if by_day else type(None))
        after = Q(due__gt=key) | Q(due=key, pk__gt=pk) if by_day else Q(pk__lt=pk)
        found = found.filter(after)
    rows = list(found.order_by(*(("due", "pk") if by_day else ("-pk",)))[: limit + 1])
    more = None
    if len(rows) > limit:
        last: Any = rows[limit - 1]
        more = cursors.encoded(str(last.due) if by_day else "", last.pk)
    return Page([_line(row, actor) for row in rows[:limit]], more)


def _of_person(found: QuerySet[Watch], assignee: str, actor: Actor) -> QuerySet[Watch]:
    if assignee == "me":
        return found.filter(invitation__assigned__member__user_id=actor.staff_id)
    if assignee == "none":
        return found.filter(invitation__assigned=None)
    if assignee:
        if not assignee.isdecimal() or len(assignee) > 17:
            message = gettext("Write me, none or the number of a member.")
            raise Invalid([Problem(code="matter.assignee.unreadable", message=message, pointer="/assignee")])
        return found.filter(invitation__assigned__member_id=int(assignee))
    return found


def status_of(watch: Watch) -> str:
    """Where a matter stands for the business; the same as STATES says to the database."""
    invitation = watch.invitation
    if invitation.case.phase != "open" or watch.ended_as == "case_ended":
        return "ended"
    if watch.ended_at is not None:
        return "them"
    return "new" if invitation.opened_at is None else "us"


def _line(row: Any, actor: Actor) -> Line:
    status, invitation = status_of(row), row.invitation
    held = getattr(invitation, "assigned", None)
    return Line(
        invitation.ref, invitation.pk, seeing.brief(invitation, actor=accounts.within(actor, invitation)), status,
        row.due if status in BY_DAY else None, row.said or "", held.member if held else None,
    )  # fmt: skip


def counts(actor: Actor) -> dict[str, int]:
    """How many matters wait, up to a thousand of each."""
    return {
        name: len(_all(actor).filter(STATES[name]).values_list("pk", flat=True)[:1000])
        for name in ("new", "us", "them")
    }


def find(ref: str, *, actor: Actor) -> Invitation:
    """Return one's own matter by its reference. Raises NotThere."""
    rows = Invitation.objects.visible_to(actor).select_related("case", "trader", "assigned__member__user")
    row = rows.filter(ref=ref).first()
    if row is None:
        raise NotThere(ref)
    return row


def line(invitation: Invitation, *, actor: Actor) -> Line:
    """Where one matter stands."""
    return _line(_all(actor).get(pk=invitation.pk), actor)


@transaction.atomic
def opened(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Note the first time that somebody of the business opened a matter, as the code of a link does."""
    if Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=now):
        invitation.opened_at = now
        data = {"invitation": invitation.pk, "trader": invitation.trader_id, "member": actor.staff_id}
        append([Draft(invitation.case_id, "trader.opened", now, f"trader:{invitation.trader_id}", data)])


def shown(invitation: Invitation, *, actor: Actor) -> seeing.Matter | None:
    """What the business may see of its matter; None once it is closed, erased or was said to be another's.

    Raises NotThere for a report and for anybody else's.
    """
    inside = accounts.within(actor, invitation)
    last = answering.of_case(invitation.case, trader=invitation.trader).last()
    found = seeing.matter(invitation.case, invitation, actor=inside)
    over = invitation.case.phase == "closed" or (last is not None and last.kind == "not_us")
    return None if over else found


def require_shown(invitation: Invitation, *, actor: Actor) -> Actor:
    """Return the actor within a matter that still shows itself. Raises NotThere, NotAllowed."""
    if shown(invitation, actor=actor) is None:
        message = gettext("This matter cannot be answered here any more. Please call the office.")
        raise NotAllowed([Problem(code="answer.closed", message=message)])
    return accounts.within(actor, invitation)


@transaction.atomic
def assign(refs: Iterable[str], member_id: int | None, *, actor: Actor, now: datetime) -> int:
    """Give matters to a person of the account, or to nobody; return how many. Raises NotThere, NotAllowed, Invalid."""
    mine = accounts.require_role(actor, "owner", "agent")
    member = None
    if member_id is not None:
        member = mine.account.members.filter(pk=member_id, ended_at=None).first()
        if member is None:
            message = gettext("Choose somebody of this account.")
            raise Invalid([Problem(code="matter.assign.nobody", message=message, pointer="/assignee")])
    found = list(Invitation.objects.visible_to(actor).filter(ref__in=list(refs)[:MOST]).select_for_update(of=("self",)))
    for row in found:
        if member is None:
            Assigned.objects.filter(pk=row.pk).delete()
        else:
            Assigned.objects.update_or_create(pk=row.pk, defaults={"member": member, "at": now, "by": actor.key})
    data = {"account": mine.account_id, "count": len(found), "member": member.user_id if member else None}
    append([Draft(0, "account.assigned", now, actor.key, data)])
    return len(found)


def everything(actor: Actor) -> Iterator[Line]:
    """All matters of the business, newest first, a piece at a time."""
    below: int | None = None
    while True:
        found = _all(actor).order_by("-pk")
        rows = list((found if below is None else found.filter(pk__lt=below))[:500])
        if not rows:
            return
        yield from (_line(row, actor) for row in rows)
        below = rows[-1].pk
