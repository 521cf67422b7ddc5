"""A body is closed and another takes over: people, open cases and what is routed go there; what is over keeps its name.

Cases follow in batches behind the change, so that a body with many never holds the others up. Until then the body that
took over sees them where they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext

from redress.agencies import queries, tree
from redress.agencies.models import Agency, Staff, Team
from redress.cases import reading, tallies
from redress.cases.history import clock_events, pack_ids
from redress.cases.models import Case, Dispute
from redress.deadlines import clocks
from redress.kernel import jobs
from redress.kernel.actors import Actor, system
from redress.kernel.jobs import Payload, job
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.kernel.rows import change
from redress.records.entries import Draft, append

AT_ONCE = 200  # cases that follow in one transaction
Rows = Iterable[tuple[int, Mapping[str, object] | None]]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What closing a body would move: shown before it is done."""

    open_cases: int
    other_cases: int
    people: int
    teams: int
    below: int
    entrusted: int
    disputes: int


def consequences(body: Agency) -> Consequences:
    cases = Case.objects.filter(agency=body)
    still_open = cases.exclude(phase="closed").count()
    return Consequences(
        open_cases=still_open,
        other_cases=cases.count() - still_open,
        people=Staff.objects.filter(agency=body, is_active=True).count(),
        teams=Team.objects.filter(agency=body, active=True).count(),
        below=Agency.objects.filter(parent=body, active=True).count(),
        entrusted=Case.objects.filter(entrusted_to=body).exclude(phase="closed").count(),
        disputes=Dispute.objects.filter(other=body, ended_at=None).count(),
    )


@transaction.atomic
def change_body(code: str, given: tree.Values, *, actor: Actor, now: datetime) -> None:
    """Change a body; where it moves in the tree, its cases are found from above there. Raises NotThere, Invalid."""
    _follow(tree.change_body(code, given, actor=actor, now=now), now=now)


@transaction.atomic
def take_in(rows: Rows, *, store: bool, actor: Actor, now: datetime) -> list[tree.Line]:
    """Take a table of bodies in, or only look at it; see `tree.take_in`."""
    lines, moved = tree.take_in(rows, store=store, actor=actor, now=now)
    _follow(moved, now=now)
    return lines


@transaction.atomic
def close_body(code: str, *, successor: str, actor: Actor, now: datetime) -> Agency:
    """Close a body; return the one that takes over. Codes and names of closed bodies are never used again.

    Its people, the bodies below it and its open cases go to the successor, its teams are closed. Raises NotThere,
    Invalid for a successor that cannot take over, NotAllowed for one's own body.
    """
    theirs = tree.visible_to(actor).select_for_update(of=("self",)).filter(active=True)
    body = theirs.filter(code=code).first()
    if body is None:
        raise NotThere("body")
    if body.pk == actor.agency_id:
        words = gettext("You work in this body. An administrator of the body above closes it.")
        raise NotAllowed([Problem("body.close.own", words)])
    heir = theirs.filter(code=successor).exclude(path__startswith=body.path).first()
    if heir is None:
        words = gettext("Name the body that takes over: one you administer that is not this one nor below it.")
        raise Invalid([Problem("body.close.successor", words, "/successor")])
    moved = [pk for child in Agency.objects.filter(parent=body) for pk in tree.hang(child, heir)]
    body.active, body.closed_on, body.successor = False, day_of(now), heir
    body.save(update_fields=["active", "closed_on", "successor"])
    people = Staff.objects.filter(agency=body).update(agency=heir)
    Team.objects.filter(agency=body, active=True).update(active=False)
    append([Draft(0, "body.closed", now, actor.key, {"body": body.code, "successor": heir.code, "people": people})])
    queries.forget()
    _follow([body.pk, *moved], now=now)
    return heir


def _follow(bodies: Iterable[int], *, now: datetime) -> None:
    for body in bodies:
        jobs.enqueue("cases.follow_body", {"body": body, "after": 0}, now=now)


@job("cases.follow_body")
def follow_body(payload: Payload, *, now: datetime) -> None:
    """Bring the next cases of a body to where they belong now, and let them be found from there.

    payload -- {"body": id, "after": the case that was looked at last}
    """
    body, after = cast(int, payload["body"]), cast(int, payload["after"])
    heir = queries.directory().heir(queries.body(body))
    rows = list(Case.objects.select_for_update().filter(agency_id=body, pk__gt=after).order_by("pk")[:AT_ONCE])
    for case in rows:
        if heir is not None and heir.id != body and case.phase != "closed":
            _succeed(case, heir, now=now)
        else:
            reading.reindex(case)
    if after == 0 and heir is not None and heir.id != body:
        _entrust_on(body, heir, now=now)
    if len(rows) == AT_ONCE:
        jobs.enqueue("cases.follow_body", {"body": body, "after": rows[-1].pk}, now=now)


def _succeed(case: Case, heir: queries.Body, *, now: datetime) -> None:
    """Let the successor have an open case: state, limits and whoever works on it stay."""
    actor, old, before = system("succession"), case.agency_id, _counted(case)
    data = {"step_from": queries.body(old).code, "step_to": heir.code}
    append([Draft(case.pk, "case.succeeded", now, actor.key, data)])
    dues = clocks.refresh(
        case.pk, heir.id, pack_ids=pack_ids(case), kind=case.kind, events=clock_events(case), why="case.succeeded",
        now=now, actor=actor,
    )  # fmt: skip
    nearest = clocks.nearest(dues) if case.phase == "open" else None
    columns: dict[str, object] = {
        "agency_id": heir.id, "team_id": None, "version": case.version + 1, "last_event_at": now,
        "next_due_on": nearest.due_on if nearest else None, "next_due_code": nearest.code if nearest else "",
    }  # fmt: skip
    change("cases_case", case.pk, columns)
    for name, value in columns.items():
        setattr(case, name, value)
    tallies.moved(old, before, heir.id, _counted(case))
    reading.reindex(case)


def _entrust_on(body: int, heir: queries.Body, *, now: datetime) -> None:
    """What the closed body mediates for another, and disputes it has a side in, go to the successor as well."""
    for case in Case.objects.filter(entrusted_to_id=body).exclude(phase="closed"):
        change("cases_case", case.pk, {"entrusted_to_id": heir.id, "version": case.version + 1})
        data = {"step_from": queries.body(body).code, "step_to": heir.code, "entrusted": True}
        append([Draft(case.pk, "case.succeeded", now, system("succession").key, data)])
    Dispute.objects.filter(other_id=body, ended_at=None).update(other_id=heir.id)


def _counted(case: Case) -> list[str]:
    return tallies.keys_of(
        kind=case.kind, state=case.state, phase=case.phase, assignee_id=case.assignee_id, team_id=case.team_id,
        due_on=case.next_due_on,
    )  # fmt: skip
