"""Which marks a case has: a pure function of the case, its entries in the archive and its clocks.

Codes: `c.` complaint, `r.` report; what comes after a colon is a value that is counted apart. `due.X` lies on the day
on which limit X ended, `kept.X` too; everything else on the day it happened, in Asia/Shanghai.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from redress.cases.models import Case
from redress.deadlines.models import Clock
from redress.kernel.moments import day_of
from redress.law import packs
from redress.records.entries import Recorded

ZERO = Decimal(0)
# What counts as having been in touch: the office looked into it, asked, answered or decided.
CONTACT = frozenset({
    "investigation.first_done", "materials.requested", "message.sent", "complaint.accepted", "complaint.refused",
    "case.transferred", "report.verification_begun", "report.case_filed", "report.not_filed", "mediation.begun",
    "callback.made",
})  # fmt: skip
# Events that are counted as they are, on the day they happened; more often than once a day is once.
PLAIN = {
    "complaint.accepted": "accepted",
    "complaint.refused": "refused",
    "case.transferred": "transferred",
    "case.withdrawn": "withdrawn",
    "mediation.begun": "mediation_begun",
    "agreement.reached": "settled",
    "mediation.terminated": "terminated",
    "result.issued": "result",
    "case.closed": "closed",
    "case.reopened": "reopened",
    "report.case_filed": "case_filed",
    "report.not_filed": "not_filed",
    "report.decided": "decided",
    "callback.made": "called_back",
}
BY_REASON = {"refused": "refused", "terminated": "terminated", "reopened": "reopened"}
REPEAT_DAYS, RETURN_DAYS = 90, 365
FACE = 2  # figures of a sum that are kept where sums are counted apart


class Marked(NamedTuple):
    code: str
    day: date
    value: Decimal = ZERO


class Earlier(NamedTuple):
    """An earlier case of the same person, as far as coming back is counted."""

    received_on: date
    same_matter: bool  # same trader, same nature


def of_case(
    case: Case, entries: Sequence[Recorded], clocks: Iterable[Clock], earlier: Iterable[Earlier] = ()
) -> set[Marked]:
    """Return every mark of a case."""
    side = "c" if case.kind == "complaint" else "r"
    received = day_of(case.received_at)
    found = {Marked(f"{side}.received", received)}
    found |= {Marked(f"{side}.received.channel:{case.channel}", received)}
    if case.nature:
        found.add(Marked(f"{side}.received.nature:{case.nature}", received))
    found |= _happened(side, case, entries, received)
    found |= _limits(side, entries, clocks)
    if side == "c":
        found |= _coming_back(received, earlier) | _offered(entries)
    if case.phase == "open":
        found.add(Marked(f"{side}.open", received))
    return found


def _happened(side: str, case: Case, entries: Sequence[Recorded], received: date) -> set[Marked]:
    found: set[Marked] = set()
    touched: date | None = None
    rated: Recorded | None = None
    for entry in entries:
        day = day_of(entry.at)
        name = PLAIN.get(entry.event)
        if name:
            found.add(Marked(f"{side}.{name}", day))
            reason = entry.data.get("reason_code")
            if reason and name in BY_REASON:
                found.add(Marked(f"{side}.{name}:{reason}", day))
        if touched is None and entry.event in CONTACT and not entry.actor.startswith(("complainant", "anyone")):
            touched = day
        if entry.event == "case.rated":
            rated = entry
        found |= _ended(side, case, entry, day, received)
    if touched is not None:
        found.add(Marked(f"{side}.first_contact:{max(0, (touched - received).days)}", touched))
    if rated is not None:
        found |= _rating(side, rated)
    return found


def _ended(side: str, case: Case, entry: Recorded, day: date, received: date) -> set[Marked]:
    """Marks of steps that bring a case, or its mediation, to an end."""
    found: set[Marked] = set()
    if entry.event == "agreement.reached":
        amount = _sum(entry.data.get("amount"))
        if amount > 0:
            found |= {Marked(f"{side}.recovered", day, amount), Marked(f"{side}.recovered:{about(amount)}", day)}
    elif entry.event == "case.withdrawn" and entry.data.get("reason_code") == "SETTLED_DIRECTLY":
        found.add(Marked(f"{side}.self_settled", day))
    elif entry.event == "report.case_filed" and case.linked_id:
        found.add(Marked("r.converted", day))
    elif entry.event == "report.decided" and entry.data.get("decision") == "penalised":
        found.add(Marked("r.penalised", day))
    elif entry.event == "case.closed":
        found.add(Marked(f"{side}.days_to_close:{max(0, (day - received).days)}", day))
    return found


def _offered(entries: Sequence[Recorded]) -> set[Marked]:
    """A trader that was asked to answer before anybody mediated, and whether the two then settled it; both on the day of asking."""
    begun = next((entry.id for entry in entries if entry.event == "mediation.begun"), None)
    before = [entry for entry in entries if begun is None or entry.id < begun]
    asked = next((entry for entry in before if entry.event == "trader.invited"), None)
    if asked is None:
        return set()
    direct = any(
        entry.id > asked.id
        and (entry.event == "agreement.reached" or entry.data.get("reason_code") == "SETTLED_DIRECTLY")
        for entry in before
    )
    day = day_of(asked.at)
    return {Marked("c.offered", day)} | ({Marked("c.offered_solved", day)} if direct else set())


def _rating(side: str, entry: Recorded) -> set[Marked]:
    """The last rating of a case is the one that counts."""
    day, grade = day_of(entry.at), entry.data.get("grade")
    found = {Marked(f"{side}.verdict:{entry.data.get('verdict')}", day)}
    if isinstance(grade, int):
        found |= {Marked(f"{side}.rated", day, Decimal(grade)), Marked(f"{side}.grade:{grade}", day)}
        if grade <= 2:
            found.add(Marked(f"{side}.rated_low", day))
    return found


def _limits(side: str, entries: Sequence[Recorded], clocks: Iterable[Clock]) -> set[Marked]:
    """A limit counts on its last day: as kept, or as due and not kept. What ended it by withdrawal does not count."""
    told = [
        (str(name), day_of(datetime.fromisoformat(str(entry.data.get("clock_at") or entry.at.isoformat()))))
        for entry in entries
        for name in entry.data.get("clock", ())
    ]
    found: set[Marked] = set()
    for row in clocks:
        if row.due_on is None or row.state == "paused":
            continue
        ends = packs.load(row.rule_set).limits[row.limit_code].met_by
        met = min(((day, name) for name, day in told if name in ends and day >= row.started_on), default=None)
        if met is not None and met[1] == "withdrawn" and met[0] <= row.due_on:
            continue
        code = f"{row.limit_code}"
        found.add(Marked(f"{side}.due.{code}", row.due_on))
        if met is not None and met[0] <= row.due_on:
            found.add(Marked(f"{side}.kept.{code}", row.due_on))
    return found


def _coming_back(received: date, earlier: Iterable[Earlier]) -> set[Marked]:
    found: set[Marked] = set()
    for other in earlier:
        age = (received - other.received_on).days
        if 0 <= age <= RETURN_DAYS:
            found.add(Marked("c.returning", received))
            if other.same_matter and age <= REPEAT_DAYS:
                found.add(Marked("c.repeat", received))
    return found


def about(amount: Decimal) -> str:
    """Write a sum with its first two figures, so that the middle one can be found from counts.

    >>> about(Decimal("2399.00")), about(Decimal("0.40"))
    ('2400', '0')
    """
    whole = int(amount.to_integral_value())
    places = max(0, len(str(whole)) - FACE)
    return str(round(whole, -places))


def _sum(value: object) -> Decimal:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return ZERO
