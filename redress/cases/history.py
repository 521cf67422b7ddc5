"""What the archive says about a case, as far as clocks are concerned."""

from datetime import datetime

from redress.cases.models import Case
from redress.law.clock import Event
from redress.records import entries


def clock_events(case: Case) -> list[Event]:
    """What the archive says that matters to clocks, in its order."""
    return [
        Event(name, datetime.fromisoformat(entry.data.get("clock_at") or entry.at.isoformat()), entry.data.get("days"))
        for entry in entries.of(case.pk)
        for name in entry.data.get("clock", ())
    ]


def pack_ids(case: Case) -> tuple[str, ...]:
    """Rule sets whose limits run on the case: the statute's, and the service standard's if there is one."""
    return (case.rule_set, case.service_rule_set) if case.service_rule_set else (case.rule_set,)
