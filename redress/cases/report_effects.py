"""What the steps of a report do beyond moving it: told who and when, as those of a complaint in effects.py."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from redress.agencies import absences
from redress.cases import door, numbers, reports, tasks
from redress.cases.effects import Change, Effect
from redress.cases.models import Case
from redress.cases.models.case import REPORT
from redress.deadlines import calendars
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.law import telling

OUTCOMES = {
    "penalised": "PENALISED",
    "no_penalty": "NO_PENALTY",
    "not_established": "NOT_ESTABLISHED",
    "transferred": "TRANSFERRED",
    "to_court": "TRANSFERRED_COURT",
}
ASKED = "decide_proposal"
RUNNING = {"verifying": "T_VERIFY_CLUE", "filed": "T_PENALTY_CASE"}
WITHIN = 3  # working days for the head, where no limit of the law runs


def _facts(change: Change, **more: Any) -> None:
    facts = change.case.facts_value | more
    change.columns["facts"] = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def name_law(change: Change) -> None:
    """Record which laws the clue is about; a law that sets days of its own starts them from the receipt."""
    before, after = set(reports.about(change.case)), set(change.body["about"])
    _facts(change, about=sorted(after))
    change.data["about"] = sorted(after)
    for code, row in telling.laws(change.case.pack).items():
        if "clock" not in row or (code in before) == (code in after):
            continue
        change.clock.append(row["clock"] if code in after else row["off"])
        if code in after:
            change.clock_at = reports.first_day(change.case)


def supplement(change: Change) -> None:
    """Keep which report the new facts came with, if they came with one."""
    number = change.body.get("report")
    if number:
        change.data["report"] = number
        _facts(change, merged=[*change.case.facts_value.get("merged", []), number])


def merge_report(change: Change) -> None:
    other = _earlier(change)
    row = other.pack.step("supplement", state=other.state, kind=other.kind)
    if row is None or not reports.merging_known(other):
        message = gettext(
            "The earlier report is not open any more, so nothing can join it; handle this one on its own."
        )
        raise _wrong("report.earlier.over", message)
    _joined(change, other, "MERGED")


def not_again(change: Change) -> None:
    _joined(change, _earlier(change), "REPEATED")


def _joined(change: Change, other: Case, outcome: str) -> None:
    change.columns["outcome"] = outcome
    change.data["into"] = other.number
    _facts(change, into=other.number)


def _earlier(change: Change) -> Case:
    """The earlier report this one repeats: the same reporter, the same operator (S Art. 35(2))."""
    case = change.case
    try:
        other = door.get(numbers.canonical(change.body["into"]), actor=change.actor, lock=True)
    except NotThere:
        raise _wrong("report.earlier.unknown", gettext("There is no such report.")) from None
    if other.kind != REPORT or other.pk == case.pk or other.received_at > case.received_at:
        raise _wrong("report.earlier.not_earlier", gettext("Name an earlier report."))
    if not reports.same_reporter(case, other):
        message = gettext("Nothing shows that both reports are by the same person; each is handled on its own.")
        raise _wrong("report.earlier.other_reporter", message)
    if not reports.same_operator(case, other):
        message = gettext("The two reports are not about the same operator; each is handled on its own.")
        raise _wrong("report.earlier.other_operator", message)
    return other


def _wrong(code: str, message: str) -> Invalid:
    cites = ({"law": "samr-complaint-2026", "article": "35(2)"},)
    return Invalid([Problem(code=code, message=message, pointer="/into", cites=cites)])


def ask_approval(change: Change) -> None:
    """Put a proposal before a head of the body as a task of theirs, due before the limit that runs."""
    case, today = change.case, day_of(change.now)
    soon = calendars.current(case.pack.calendar).nth_working_day_after(today, WITHIN)
    limit = reports.due_day(case, RUNNING[case.state])
    due_on = min(soon, limit) if limit is not None and limit >= today else soon
    tasks.done(case, (ASKED,), actor=change.actor, now=change.now)
    head = absences.head_of(case.agency_id, day=today)
    tasks.add(
        case, ASKED, due_on=due_on, actor=change.actor, now=change.now, text=change.body["text"],
        owner_id=head.pk if head else None,
    )  # fmt: skip
    change.data["proposal"] = change.body["proposal"]


def approved(change: Change) -> None:
    """The head has spoken: what was put before them is done."""
    tasks.done(change.case, (ASKED,), actor=change.actor, now=change.now)


def file_case(change: Change) -> None:
    change.columns["outcome"] = "CASE_FILED"
    _tell_named(change)


def not_file(change: Change) -> None:
    change.columns["outcome"] = "CASE_NOT_FILED"
    _tell_named(change)


def _tell_named(change: Change) -> None:
    """A named reporter has a day by which they are told where the rule set sets one; an anonymous one has none."""
    approved(change)
    if reports.is_named(change.case):
        change.clock.append("named_report_decided")


def decide(change: Change) -> None:
    """Every decision but a penalty is a ground for closing at once; a penalty has to be carried out first (P Art. 77)."""
    approved(change)
    decision = change.body["decision"]
    change.columns["outcome"] = OUTCOMES[decision]
    change.data["decision"] = decision
    if decision != "penalised":
        change.clock.append("closing_ground_arose")


def extend_further(change: Change) -> None:
    approved(change)
    change.data["days"] = change.body["days"]


def leave_time_out(change: Change) -> None:
    change.clock.append(_left_out(change)["begins"])


def count_time_again(change: Change) -> None:
    change.clock.append(_left_out(change)["ends"])


def _left_out(change: Change) -> Mapping[str, Any]:
    return change.case.pack.grounds["left_out"][change.body["reason_code"]].extra


def tell_reporter(change: Change) -> None:
    change.data["how"] = change.body["how"]


EFFECTS: Mapping[str, Effect] = {
    "name_law": name_law,
    "supplement": supplement,
    "merge_report": merge_report,
    "not_again": not_again,
    "ask_approval": ask_approval,
    "extend_verification": approved,
    "extend_case": approved,
    "extend_case_further": extend_further,
    "leave_time_out": leave_time_out,
    "count_time_again": count_time_again,
    "file_case": file_case,
    "not_file": not_file,
    "decide": decide,
    "tell_reporter": tell_reporter,
}
