"""Counts for the side of the queue: what lists would show, without counting cases."""

from datetime import datetime

from redress.agencies import teams
from redress.cases import tallies
from redress.cases.models import Case
from redress.cases.models.case import REPORT
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.law import packs


def counts(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Counts for the side of the queue, from the kept tallies: the cost does not grow with the cases."""
    today = day_of(now).isoformat()
    mine = teams.ids_of(actor)
    states = tallies.read(actor.agency_ids, "s:")
    people = tallies.read(actor.agency_ids, "a:")
    days = tallies.read(actor.agency_ids, "d:")
    phases = tallies.read(actor.agency_ids, "p:")
    dated = {key[2:]: n for key, n in days.items() if key != "d:-"}
    found = {
        "open": phases.get("p:open", 0),
        "ended": phases.get("p:ended", 0),
        "closed": phases.get("p:closed", 0),
        "mine": people.get(f"a:{actor.staff_id}", 0),
        "team": sum(tallies.read(actor.agency_ids, "t:").get(f"t:{team}", 0) for team in mine) if mine else 0,
        "unassigned": people.get("a:0", 0),
        "overdue": sum(n for day, n in dated.items() if day < today),
        "today": dated.get(today, 0),
        **{f"state:{key[2:]}": n for key, n in states.items()},
    }
    return _without_reports(found, actor, today, mine) if actor.role == Role.MEDIATOR else found


def _without_reports(found: dict[str, int], actor: Actor, today: str, mine: frozenset[int]) -> dict[str, int]:
    """What a mediator may see of the counts: reports are not for them, unless one is assigned to them (S Art. 37).

    Of open reports, which are few beside complaints, the days are read; the others are kept counts.
    """
    hidden = {name: found.pop(name) for name in list(found) if name.startswith(f"state:{REPORT}:")}
    for state, n in hidden.items():
        found[packs.phase_of(state.rpartition(":")[2])] -= n
    rows = Case.objects.filter(kind=REPORT, phase="open", agency_id__in=actor.agency_ids)
    told = rows.values_list("next_due_on", "assignee_id", "team_id")[:5000]
    days = [(day.isoformat() if day else "", who, team) for day, who, team in told]
    others = [(day, who) for day, who, _ in days if who != actor.staff_id]
    found["team"] -= sum(team in mine for _, who, team in days if who != actor.staff_id)
    found["open"] += len(days) - len(others)
    found["unassigned"] -= sum(who is None for _, who in others)
    found["overdue"] -= sum(bool(day) and day < today for day, _ in others)
    found["today"] -= sum(day == today for day, _ in others)
    return found
