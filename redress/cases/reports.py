"""What only reports have: who made one, which earlier one it repeats, and what its reporter has to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from redress.cases.models import Case
from redress.cases.models.case import REPORT, CaseQuerySet
from redress.deadlines import clocks
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.law import telling
from redress.law.telling import Duty
from redress.privacy import vault
from redress.records import entries

CONTACTS = ("phone", "email", "address")
SAME = ("phone", "id_number", "email")  # what shows that two reports are by one person, as they are looked up
TOLD = frozenset({"report.reporter_told", "result.issued"})
PASSED = (
    "case.distributed", "case.returned", "competence.agreed", "competence.designated", "case.taken_up", "case.handed_down",
)  # fmt: skip
DECIDED = {
    "filing": ("report.case_filed", "report.not_filed"),
    "result": ("report.not_filed", "report.decided", "report.merged", "report.not_handled_again"),
    "elsewhere": ("case.transferred",),
}


def person(case: Case) -> Mapping[str, Any]:
    """What the reporter said about themselves; nothing if that was nothing, or was erased."""
    try:
        found: Mapping[str, Any] = vault.open(case.pk, "intake").get("complainant") or {}
    except (vault.Erased, vault.NothingSealed):
        return {}
    return found


def is_reachable(case: Case) -> bool:
    said = person(case)
    return any(said.get(name) for name in CONTACTS)


def is_named(case: Case) -> bool:
    """Whether it is a report in a true name (实名举报): a name, and something by which the person can be found."""
    said = person(case)
    return bool(said.get("name")) and any(said.get(name) for name in (*CONTACTS, "id_number"))


def merging_known(case: Case) -> bool:
    """Whether the rule set lets a further report join an earlier one; the repealed one did not."""
    return any("report_supplemented" in limit.restarts_on for limit in case.pack.clocks_of(case.kind))


def same_reporter(case: Case, other: Case) -> bool:
    """Whether one telephone, identity number or e-mail stands in both; of nobody known, nothing can be said."""
    said = person(case)
    return any(other.pk in vault.find(name, str(said[name])) for name in SAME if said.get(name))


def same_operator(case: Case, other: Case) -> bool:
    if case.trader_uscc and other.trader_uscc:
        return case.trader_uscc == other.trader_uscc
    return bool(case.trader_name.strip()) and case.trader_name.strip() == other.trader_name.strip()


def earlier(case: Case, *, actor: Actor) -> list[Case]:
    """Earlier reports by the same person about the same operator, the newest first (S Art. 35(2))."""
    if case.kind != REPORT:
        return []
    said = person(case)
    ids = {pk for name in SAME if said.get(name) for pk in vault.find(name, str(said[name]))[:200]}
    rows: CaseQuerySet = Case.objects.visible_to(actor).filter(pk__in=ids - {case.pk}, kind=REPORT)
    found = rows.filter(received_at__lte=case.received_at).exclude(state__in=("merged", "repeated"))
    return [other for other in found.order_by("-received_at", "-pk")[:50] if same_operator(case, other)]


def about(case: Case) -> list[str]:
    """Codes of the laws the clue is about, as somebody named them."""
    found: list[str] = case.facts_value.get("about", [])
    return found


def was_executed(case: Case) -> bool:
    return any(entries.of(case.pk, ["report.penalty_executed"]))


# ---- time that does not count ----------------------------------------------------------------------------------------


def left_out(case: Case) -> frozenset[str]:
    """Codes of what is under way whose time does not count (P Arts. 18(2), 64(2))."""
    found: set[str] = set()
    for entry in entries.of(case.pk, ["report.time_left_out", "report.time_counted_again"]):
        found ^= {str(entry.data["reason_code"])}
    return frozenset(found)


def may_leave_out(case: Case) -> frozenset[str]:
    """Codes of what may begin now: what the text names for this stage and is not under way."""
    known = case.pack.grounds.get("left_out", {})
    return frozenset(code for code, row in known.items() if case.state in row.extra["states"]) - left_out(case)


# ---- who is to be told -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Telling:
    """One duty to tell as it stands for a report.

    state -- told, open (to be told now), later (nothing to tell yet), not_owed, unknown
    due_on -- last day; None if the text names no number of days, or they do not run yet
    """

    duty: Duty
    state: str
    due_on: date | None
    told_at: datetime | None


def tellings(case: Case) -> list[Telling]:
    """Every duty to tell the reporter of this report, with whether that was done."""
    if case.kind != REPORT:
        return []
    days = {clock.limit_code: clock.due_on for clock in clocks.of(case.pk)}
    history = entries.of(case.pk)
    found = telling.duties(case.pack, about=about(case), named=is_named(case))
    return [_telling(duty, history, days) for duty in found if duty.when != "elsewhere" or _moved(history)]


def _moved(history: list[entries.Recorded]) -> bool:
    return any(entry.event in DECIDED["elsewhere"] for entry in history)


def _telling(duty: Duty, history: list[entries.Recorded], days: Mapping[str, date | None]) -> Telling:
    due_on = days.get(duty.limit) if duty.limit else None
    if duty.answer != telling.OWED:
        return Telling(duty, duty.answer, None, None)
    happened = [entry.at for entry in history if entry.event in DECIDED[duty.when]]
    told = [entry.at for entry in history if is_telling(entry) and happened and entry.at >= happened[-1]]
    if told:
        return Telling(duty, "told", due_on, told[0])
    return Telling(duty, "open" if happened else "later", due_on, None)


def is_telling(entry: entries.Recorded) -> bool:
    """Whether an entry says that the reporter was told: by a step, by the written result, or by a letter that arrived."""
    return entry.event in TOLD or "reporter_informed" in entry.data.get("clock", ())


def first_day(case: Case) -> datetime:
    """When this office received it: the last time it was passed on, else its receipt."""
    passed = entries.of(case.pk, PASSED)
    return passed[-1].at if passed else case.received_at


def due_day(case: Case, code: str) -> date | None:
    return next((clock.due_on for clock in clocks.of(case.pk) if clock.limit_code == code), None)


def over(case: Case, code: str, *, now: datetime) -> bool:
    """Whether a limit of the case has ended."""
    due_on = due_day(case, code)
    return due_on is not None and due_on < day_of(now)
