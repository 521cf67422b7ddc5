"""Who is away, until when, and who stands in."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Absence, Staff
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.records.entries import Draft, append


def visible_to(actor: Actor) -> QuerySet[Absence]:
    """The absences of the people in one's own body and those below."""
    return Absence.objects.select_related("staff", "substitute").filter(staff__agency_id__in=actor.agency_ids)


def colleagues(actor: Actor) -> QuerySet[Staff]:
    """Everybody whose work is cases in one's own body and those below."""
    roles = [role.value for role in CASE_ROLES]
    return Staff.objects.filter(agency_id__in=actor.agency_ids, role__in=roles, is_active=True).order_by("username")


def away_on(people: Iterable[Staff], day: date) -> dict[int, Absence]:
    """Return the absence of each of these people who is away on a day; of several, the one that lasts longest."""
    rows = Absence.objects.select_related("substitute").filter(staff__in=people, first_on__lte=day, last_on__gte=day)
    return {row.staff_id: row for row in rows.order_by("last_on")}


def head_of(agency_id: int, *, day: date) -> Staff | None:
    """Return a supervisor of the body or of the nearest body above it; one who is at work before one who is away."""
    body = queries.directory().by_id.get(agency_id)
    while body is not None:
        found = list(Staff.objects.filter(agency_id=body.id, role=Role.SUPERVISOR, is_active=True).order_by("pk"))
        away = away_on(found, day)
        if found:
            return min(found, key=lambda person: (person.pk in away, person.pk))
        body = queries.directory().by_id.get(body.parent_id or 0)
    return None


@transaction.atomic
def tell_absence(
    staff: Staff,
    *,
    first_on: date | None,
    last_on: date | None,
    substitute: Staff | None = None,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Absence:
    """Note the days somebody is away. Raises NotThere, NotAllowed, Invalid."""
    _require_theirs(staff, actor)
    problems = []
    if first_on is None or last_on is None or last_on < max(first_on, day_of(now)):
        problems.append(
            Problem("absence.days", gettext("The last day is not before the first, and not past."), "/last_on")
        )
    elif substitute and not _can_stand_in(substitute, staff, first_on, last_on):
        words = gettext("Choose a person of this office who is not away in these days.")
        problems.append(Problem("absence.substitute", words, "/substitute"))
    if problems or first_on is None or last_on is None:
        raise Invalid(problems)
    row = Absence.objects.create(
        staff=staff, first_on=first_on, last_on=last_on, substitute=substitute, note=note.strip()[:500]
    )
    days = {"staff": staff.pk, "first_on": str(first_on), "last_on": str(last_on)}
    append([Draft(0, "absence.told", now, actor.key, {"absence": row.pk, **days})])
    return row


@transaction.atomic
def take_back_absence(absence_id: int, *, actor: Actor, now: datetime) -> None:
    """Forget days that somebody is at work after all. Raises NotThere, NotAllowed."""
    row = visible_to(actor).filter(pk=absence_id).first()
    if row is None:
        raise NotThere("absence")
    _require_theirs(row.staff, actor)
    row.delete()
    append([Draft(0, "absence.taken_back", now, actor.key, {"absence": absence_id})])


def _require_theirs(staff: Staff, actor: Actor) -> None:
    if staff.agency_id not in actor.agency_ids:
        raise NotThere("staff")
    if staff.pk != actor.staff_id and actor.role != Role.SUPERVISOR:
        words = gettext("A supervisor tells absences of others; you can tell your own.")
        raise NotAllowed([Problem("absence.not_own", words)])


def _can_stand_in(substitute: Staff, staff: Staff, first_on: date, last_on: date) -> bool:
    away = Absence.objects.filter(staff=substitute, first_on__lte=last_on, last_on__gte=first_on)
    return substitute.pk != staff.pk and substitute.agency_id == staff.agency_id and not away.exists()
