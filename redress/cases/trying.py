"""A routing table tried on past cases: which would have gone elsewhere than under what is in force now."""

from collections import Counter
from datetime import datetime

from redress.cases.models import Case
from redress.cases.routing import Known, Routed, intake_office, routed_by
from redress.kernel.actors import SYSTEM, Actor
from redress.kernel.moments import day_of
from redress.routing import actions, queries
from redress.routing.models import RoutingTable
from redress.routing.table import Table

MOST_CASES = 5000
LISTED = 200


def simulate(number: int, *, actor: Actor, now: datetime) -> RoutingTable:
    """Try a checked version on the newest cases and keep what came of it. Raises NotThere, NotAllowed."""
    tried, live = queries.compiled(queries.held(number, actor=actor)), queries.live(now)
    looked = 0
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    teams: Counter[str] = Counter()
    cases: list[dict[str, str]] = []
    moved = 0
    for case in Case.objects.order_by("-pk").only(
        "number", "kind", "received_at", "facts", "category", "nature", "channel", "amount"
    )[:MOST_CASES]:
        looked += 1
        before, after = _where(live, case), _where(tried, case)
        if after.why.get("team"):
            teams[after.why["team"]] += 1
        if before.body.id == after.body.id:
            continue
        moved += 1
        went[before.body.code] += 1
        came[after.body.code] += 1
        if len(cases) < LISTED:
            cases.append(
                {
                    "number": case.number,
                    "from": before.body.code,
                    "to": after.body.code,
                    "row": after.why.get("row", ""),
                }
            )
    by_body = [{"body": code, "came": came[code], "went": went[code]} for code in sorted({*came, *went})]
    trial = {
        "looked": looked, "moved": moved, "against": live.number if live else 0, "bodies": by_body,
        "teams": dict(teams.most_common(50)), "cases": cases, "at": now.isoformat(),
    }  # fmt: skip
    return actions.record_trial(number, trial, actor=actor, now=now)


def _where(table: Table | None, case: Case) -> Routed:
    known = Known(case.category, case.nature, case.channel, case.amount)
    return routed_by(
        table, case.facts_value.get("respondent", {}), kind=case.kind, on=day_of(case.received_at), known=known,
        office=lambda: intake_office(SYSTEM),
    )  # fmt: skip
