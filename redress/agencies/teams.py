"""Teams of a body, and who of each is on duty: what comes to a team is taken by the roster, what has an owner is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.absences import away_on
from redress.agencies.models import Duty, Membership, Staff, Team
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.records.entries import Draft, append

EDITORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
READERS = CASE_ROLES | EDITORS
WORKING = (Role.CLERK.value, Role.OFFICER.value, Role.MEDIATOR.value, Role.SUPERVISOR.value)
LONGEST = 92  # days of a roster that are written at once


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes what comes to a team. how -- duty, substitute (of somebody away), nobody"""

    staff_id: int | None
    how: str


NOBODY = Taken(None, "nobody")


def visible_to(actor: Actor) -> QuerySet[Team]:
    """The teams of one's own body and those below."""
    if actor.role not in READERS:
        return Team.objects.none()
    return Team.objects.select_related("agency").filter(agency_id__in=actor.agency_ids)


def open_team(agency_id: int, code: str) -> Team | None:
    return Team.objects.filter(agency_id=agency_id, code=code, active=True).first()


def codes() -> set[tuple[str, str]]:
    """Body and code of every open team, as a routing table names them."""
    return set(Team.objects.filter(active=True).values_list("agency__code", "code"))


def ids_of(actor: Actor) -> frozenset[int]:
    """The teams a person belongs to."""
    if actor.staff_id is None:
        return frozenset()
    return frozenset(Membership.objects.filter(staff_id=actor.staff_id).values_list("team_id", flat=True))


def is_member(team_id: int, staff_id: int) -> bool:
    return Membership.objects.filter(team_id=team_id, staff_id=staff_id).exists()


def members(team: Team) -> list[Staff]:
    rows = Membership.objects.filter(team=team).select_related("staff").order_by("staff__username")
    return [row.staff for row in rows]


def could_join(team: Team) -> QuerySet[Staff]:
    """People of the body who work on cases and do not belong to the team yet."""
    known = Membership.objects.filter(team=team).values("staff_id")
    people = Staff.objects.filter(agency_id=team.agency_id, role__in=WORKING, is_active=True)
    return people.exclude(pk__in=known).order_by("username")


def on_duty(team: Team, day: date, *, kind: str) -> Taken:
    """Who takes a matter of a kind that comes to a team on a day.

    The person on duty; while they are away their substitute, if that is a member who is at work. Else nobody: it stays
    with the team. A mediator takes no report, which is confidential to those who handle it (S Art. 37).
    """
    row = Duty.objects.filter(team=team, day=day).select_related("staff").first()
    if row is None:
        return NOBODY
    absence = away_on([row.staff], day).get(row.staff_id)
    person, how = (absence.substitute, "substitute") if absence else (row.staff, "duty")
    if person is None or not _takes(person, team, kind) or (absence and away_on([person], day)):
        return NOBODY
    return Taken(person.pk, how)


def _takes(person: Staff, team: Team, kind: str) -> bool:
    if not person.is_active or person.role not in WORKING or not is_member(team.pk, person.pk):
        return False
    return kind != "report" or person.role != Role.MEDIATOR


def roster(team: Team, *, since: date) -> list[tuple[date, date, Staff]]:
    """Days of duty from a day on, days in a row of one person as one span."""
    spans: list[tuple[date, date, Staff]] = []
    for row in Duty.objects.filter(team=team, day__gte=since).select_related("staff").order_by("day")[:1000]:
        if spans and spans[-1][2].pk == row.staff_id and spans[-1][1] + timedelta(days=1) == row.day:
            spans[-1] = (spans[-1][0], row.day, row.staff)
        else:
            spans.append((row.day, row.day, row.staff))
    return spans


@transaction.atomic
def add_team(agency_code: str, *, code: str, name_zh: str, name_en: str, actor: Actor, now: datetime) -> Team:
    """Open a team in a body. Raises NotThere, Invalid."""
    body = queries.body_by_code(agency_code)
    if actor.role not in EDITORS or body is None or body.id not in actor.agency_ids:
        raise NotThere("body")
    problems = _names_wrong(name_zh, name_en)
    code = code.strip()
    if not code or len(code) > 40 or any(not (one.isalnum() or one in "-_.") for one in code):
        words = gettext(
            "Give a short code of letters, digits and -, such as T-1; the routing table names the team by it."
        )
        problems.append(Problem("team.code", words, "/code"))
    elif Team.objects.filter(agency_id=body.id, code=code).exists():
        problems.append(Problem("team.twice", gettext("This body has a team with this code already."), "/code"))
    if problems:
        raise Invalid(problems)
    team = Team.objects.create(agency_id=body.id, code=code, name_zh=name_zh.strip(), name_en=name_en.strip())
    _record("team.added", team, actor=actor, now=now, body=body.code)
    return team


@transaction.atomic
def name_team(team_id: int, *, name_zh: str, name_en: str, actor: Actor, now: datetime) -> Team:
    """Give a team other names; its code stays. Raises NotThere, Invalid."""
    team = _theirs(team_id, actor)
    problems = _names_wrong(name_zh, name_en)
    if problems:
        raise Invalid(problems)
    team.name_zh, team.name_en = name_zh.strip(), name_en.strip()
    team.save(update_fields=["name_zh", "name_en"])
    _record("team.named", team, actor=actor, now=now)
    return team


@transaction.atomic
def set_open(team_id: int, is_open: bool, *, actor: Actor, now: datetime) -> Team:
    """Close a team, or open it again. Nothing more comes to a closed one; what it has, it keeps. Raises NotThere."""
    team = _theirs(team_id, actor)
    if team.active != is_open:
        team.active = is_open
        team.save(update_fields=["active"])
        _record("team.opened" if is_open else "team.closed", team, actor=actor, now=now)
    return team


@transaction.atomic
def add_member(team_id: int, username: str, *, actor: Actor, now: datetime) -> None:
    """Take a person of the body into a team. Raises NotThere, Invalid."""
    team = _theirs(team_id, actor)
    person = Staff.objects.filter(username=username, agency_id=team.agency_id, role__in=WORKING, is_active=True).first()
    if person is None:
        words = gettext("Choose a person of this body whose work is cases.")
        raise Invalid([Problem("team.no_member", words, "/member")])
    Membership.objects.get_or_create(team=team, staff=person)
    _record("team.joined", team, actor=actor, now=now, staff=person.pk)


@transaction.atomic
def drop_member(team_id: int, staff_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a person out of a team; their cases stay theirs. Raises NotThere, NotAllowed while they are on its roster."""
    team = _theirs(team_id, actor)
    row = Membership.objects.filter(team=team, staff_id=staff_id).first()
    if row is None:
        raise NotThere("member")
    due = Duty.objects.filter(team=team, staff_id=staff_id, day__gte=day_of(now)).order_by("day").first()
    if due is not None:
        words = gettext("This person is on duty on %(day)s. Give the days to somebody else first.") % {"day": due.day}
        raise NotAllowed([Problem("team.on_duty", words)])
    row.delete()
    _record("team.left", team, actor=actor, now=now, staff=staff_id)


@transaction.atomic
def put_duty(
    team_id: int,
    username: str,
    *,
    first_on: date | None,
    last_on: date | None,
    replace: bool,
    actor: Actor,
    now: datetime,
) -> int:
    """Write who is on duty from one day to another; return how many days.

    replace -- also days on which somebody else is; without it they are refused by name.
    Raises NotThere, Invalid.
    """
    team = _theirs(team_id, actor)
    person = next((one for one in members(team) if one.username == username and one.is_active), None)
    problems = []
    if person is None:
        problems.append(Problem("duty.no_member", gettext("Choose somebody of this team."), "/on_duty"))
    days = _span(first_on, last_on, now)
    if not days:
        words = gettext("Give a first day that is not past and a last day, at most %(most)s days in all.")
        problems.append(Problem("duty.days", words % {"most": LONGEST}, "/first_on"))
    taken = Duty.objects.filter(team=team, day__in=days).exclude(staff=person).select_related("staff").order_by("day")
    if days and person and not replace and (held := list(taken)):
        said = ", ".join(f"{one.day} {one.staff.display_name}" for one in held[:5])
        words = gettext("Somebody else is on duty: %(days)s. Choose other days, or put the new person in their place.")
        problems.append(Problem("duty.held", words % {"days": said + ("…" if len(held) > 5 else "")}, "/replace"))
    if problems or person is None:
        raise Invalid(problems)
    Duty.objects.filter(team=team, day__in=days).delete()
    Duty.objects.bulk_create([Duty(team=team, day=day, staff=person) for day in days])
    told: dict[str, str | int] = {"staff": person.pk, "first_on": str(days[0]), "last_on": str(days[-1])}
    _record("team.duty_told", team, actor=actor, now=now, **told)
    return len(days)


@transaction.atomic
def clear_duty(team_id: int, *, first_on: date | None, last_on: date | None, actor: Actor, now: datetime) -> None:
    """Leave days without anybody on duty. Raises NotThere."""
    team = _theirs(team_id, actor)
    if first_on is None or last_on is None:
        raise NotThere("days")
    rows = Duty.objects.filter(team=team, day__gte=max(first_on, day_of(now)), day__lte=last_on)
    if rows.delete()[0]:
        _record("team.duty_cleared", team, actor=actor, now=now, first_on=str(first_on), last_on=str(last_on))


def _span(first_on: date | None, last_on: date | None, now: datetime) -> list[date]:
    if first_on is None or last_on is None or first_on < day_of(now) or not 0 <= (last_on - first_on).days < LONGEST:
        return []
    return [first_on + timedelta(days=place) for place in range((last_on - first_on).days + 1)]


def _theirs(team_id: int, actor: Actor) -> Team:
    """A team that this person may change, locked so that two changes do not meet."""
    team = visible_to(actor).select_for_update(of=("self",)).filter(pk=team_id).first()
    if team is None or actor.role not in EDITORS:
        raise NotThere("team")
    return team


def _names_wrong(*names: str) -> list[Problem]:
    words = gettext("Give the name in Chinese and in English, up to 60 characters each.")
    pointers = ("/name_zh", "/name_en")
    return [
        Problem("team.name", words, pointer)
        for name, pointer in zip(names, pointers, strict=True)
        if not 0 < len(name.strip()) <= 60
    ]


def _record(event: str, team: Team, *, actor: Actor, now: datetime, **more: str | int) -> None:
    append([Draft(0, event, now, actor.key, {"team": team.pk, "code": team.code, **more})])


def duty_of(teams: Iterable[Team], day: date) -> dict[int, Staff]:
    """Who is on duty for each of these teams on a day."""
    rows = Duty.objects.filter(team__in=teams, day=day).select_related("staff")
    return {row.team_id: row.staff for row in rows}
