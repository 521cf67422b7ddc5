"""May this step be taken now, by this person, on this case? The same answer for button, page, API and action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext

from redress.agencies import queries
from redress.agencies.models import AgencyKind
from redress.cases import competence, referral, reports, tasks
from redress.cases.models import Case, Task
from redress.cases.models.case import REPORT
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law.packs import Step, say
from redress.records import entries

Bar = Callable[[Case, Actor], Problem | None]
BARS: list[Bar] = []


def barred_by(bar: Bar) -> None:
    """Let a higher room keep somebody out of a case: it says why, or None. Asked once for every step that is looked at."""
    if bar not in BARS:
        BARS.append(bar)


@dataclass(frozen=True, slots=True)
class Offer:
    """One verb of the table as this person finds it on this case."""

    step: Step
    problems: tuple[Problem, ...]

    @property
    def allowed(self) -> bool:
        return not self.problems


def offers(case: Case, *, actor: Actor, now: datetime) -> list[Offer]:
    """Every verb of the case's rule set, open ones first, each closed one with its reasons."""
    pack = case.pack
    found = []
    for verb in pack.verbs:
        rows = [row for row in pack.steps_of(verb) if case.kind in row.kinds]
        if rows:
            step = next((row for row in rows if case.state in row.sources), rows[0])
            found.append(Offer(step, tuple(problems_with(case, step, actor=actor, now=now))))
    return sorted(found, key=lambda offer: not offer.allowed)


def find(case: Case, verb: str) -> Step | None:
    """The row of a verb that applies to this case, or the row that comes nearest; None if the verb is unknown."""
    rows = [row for row in case.pack.steps_of(verb) if case.kind in row.kinds] or list(case.pack.steps_of(verb))
    return next((row for row in rows if case.state in row.sources), rows[0] if rows else None)


def problems_with(
    case: Case, step: Step, *, actor: Actor, now: datetime, body: Mapping[str, Any] | None = None
) -> list[Problem]:
    """Every reason why the step is not open; empty if it is. body -- checked too if given"""
    language = get_language() or "zh-hans"
    cites = tuple(cite.as_dict() for cite in step.cites)
    found = []
    if case.kind not in step.kinds or case.state not in step.sources:
        title = say(case.pack.states[case.state].title, language)
        message = gettext("“%(step)s” is not open while the case is in “%(state)s”.") % {
            "step": say(step.title, language),
            "state": title,
        }
        found.append(Problem(code=f"case.{step.verb}.wrong_state", message=message, cites=cites))
    if actor.role.value not in step.roles:
        message = gettext("“%(step)s” is not a step for your role.") % {"step": say(step.title, language)}
        found.append(Problem(code=f"case.{step.verb}.wrong_role", message=message, cites=cites))
    if step.superior and not _is_above(actor, case):
        message = gettext("“%(step)s” is a step of a body above the one that has the case.") % {
            "step": say(step.title, language)
        }
        found.append(Problem(code=f"case.{step.verb}.not_superior", message=message, cites=cites))
    found += [problem for bar in BARS if (problem := bar(case, actor))]
    if not found:
        for guard in step.guards:
            sentence = GUARDS[guard](case, body, now)
            if sentence:
                found.append(Problem(code=f"case.{step.verb}.{guard}", message=sentence, cites=cites))
    return found


def _both_consent(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if body is None or (body.get("complainant_consents") and body.get("respondent_consents")):
        return ""
    return gettext("Both sides must agree; without that mediation cannot begin and may be terminated instead.")


def _no_linked_report(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    return gettext("A report is already linked to this complaint.") if case.linked_id else ""


def _not_passed_on(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    """A unit that was given a case and is not competent says so to who gave it (S Art. 41); to the police it may go."""
    if body is None or not _is_unit_of_distributor(case):
        return ""
    ground = case.pack.ground("transfer", str(body.get("reason_code", "")))
    if ground is None or ground.extra.get("to") == "police":
        return ""
    return gettext("This case was distributed to you. Return it to the office it came from; it passes it on.")


def _is_unit_of_distributor(case: Case) -> bool:
    """Whether the case lies, not yet taken up, with a unit of the level of the office that distributed it, or its branch."""
    giver = queries.body_by_code(case.facts_value.get("distributed_by", "")) if case.state == "distributed" else None
    if giver is None:
        return False
    holder = queries.body(case.agency_id)
    return holder.level == giver.level or (holder.kind == AgencyKind.BRANCH_OFFICE and holder.parent_id == giver.id)


def _is_above(actor: Actor, case: Case) -> bool:
    return actor.agency_id != case.agency_id and case.agency_id in queries.below(actor.agency_id)


def _no_dispute_open(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    return gettext("A dispute about competence is open already.") if competence.is_open(case) else ""


def _dispute_open(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    return "" if competence.is_open(case) else gettext("No dispute about competence is open.")


def _not_asked(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    asked = competence.stage(case) == competence.ASKED
    return gettext("The body above has been asked already; it answers.") if asked else ""


def _not_designated(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    """What a superior designated is not passed on again (P Art. 14)."""
    if competence.stage(case) != competence.DESIGNATED:
        return ""
    return gettext("A superior body said who handles this case; it is not disputed or passed on again.")


def _may_be_designated(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    """Of a complaint only a dispute is decided from above (S Art. 33); of a report the superior may always (P Art. 15(2))."""
    if case.kind == REPORT or competence.is_open(case):
        return ""
    return gettext("Nobody disputes who is competent for this complaint, so there is nothing to designate.")


def _has_superior(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    return "" if competence.superior(case) else gettext("No body above this one is known here.")


def _common_superior(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if competence.superior(case):
        return ""
    return gettext("No body above both is known here; write to it, and record its answer as what was agreed.")


def _is_shelved(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    return "" if case.shelved_until else gettext("The case is not shelved.")


def _result_issued(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    return "" if case.result_at else gettext("Issue the written result first; then the case can be closed.")


def _no_open_tasks(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    count = Task.objects.filter(case=case, finished_at=None).exclude(kind__in=tasks.REMINDERS).count()
    return gettext("%(count)s tasks are still open; finish them first.") % {"count": count} if count else ""


def _within_reopen_window(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    last = reopen_until(case)
    if last is None or day_of(now) <= last:
        return ""
    return gettext("The case could be reopened until %(day)s; you can file a new one that names this number.") % {
        "day": last.isoformat()
    }


def _not_extended(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    """Once for each count: a report that was merged into this one started the limit again."""
    history = entries.of(case.pk, ["report.verification_extended", "report.supplemented"])
    extended = bool(history) and history[-1].event == "report.verification_extended"
    return gettext("Verification has been extended once already.") if extended else ""


def _case_not_extended(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if not any(entries.of(case.pk, ["report.case_extended"])):
        return ""
    return gettext("The head has lengthened this once already; whether it goes on is for all heads together to decide.")


def _case_extended(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if any(entries.of(case.pk, ["report.case_extended"])):
        return ""
    return gettext(
        "First the head approves thirty days more; only where that is not enough do the heads decide together."
    )


def _may_leave_out(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if body is None:
        return "" if reports.may_leave_out(case) else gettext("All of this is under way already.")
    if body["reason_code"] in reports.may_leave_out(case):
        return ""
    return gettext("This time is left out already, or counts at this stage.")


def _is_left_out(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    left_out = reports.left_out(case)
    if left_out and (body is None or body["reason_code"] in left_out):
        return ""
    return gettext("No such time is being left out.")


def _in_time_to_extend(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    code = {"verifying": "T_VERIFY_CLUE", "filed": "T_PENALTY_CASE"}.get(case.state, "")
    if not reports.over(case, code, now=now):
        return ""
    return gettext("The limit has ended already; an approval now would not bring it back.")


def _merging_known(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if reports.merging_known(case):
        return ""
    return gettext("The rules under which this report was received do not know the merging of reports.")


def _awaits_execution(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if case.outcome != "PENALISED":
        return gettext("Only a penalty is carried out.")
    return gettext("This is on record already.") if reports.was_executed(case) else ""


def _execution_recorded(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if case.outcome != "PENALISED" or reports.was_executed(case):
        return ""
    return gettext("Record first that the penalty was carried out, or that a court ended the execution.")


def _answer_refused(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    found = referral.of(case)
    if found is not None and found.refused:
        return ""
    return gettext("Record first that the other body refused it.")


def _reporter_reachable(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    if reports.is_reachable(case):
        return ""
    return gettext("The reporter gave no way to be reached; they see how it stands with number and words.")


def reopen_until(case: Case) -> Any:
    """The last day on which a closed case can be opened again; None while it is not closed."""
    if case.closed_at is None:
        return None
    return day_of(case.closed_at) + timedelta(days=case.pack.reopen_days)


GUARDS: dict[str, Callable[[Case, Mapping[str, Any] | None, datetime], str]] = {
    "both_consent": _both_consent,
    "no_linked_report": _no_linked_report,
    "not_passed_on": _not_passed_on,
    "no_dispute_open": _no_dispute_open,
    "dispute_open": _dispute_open,
    "not_asked": _not_asked,
    "not_designated": _not_designated,
    "may_be_designated": _may_be_designated,
    "has_superior": _has_superior,
    "common_superior": _common_superior,
    "is_shelved": _is_shelved,
    "result_issued": _result_issued,
    "no_open_tasks": _no_open_tasks,
    "within_reopen_window": _within_reopen_window,
    "not_extended": _not_extended,
    "case_not_extended": _case_not_extended,
    "case_extended": _case_extended,
    "may_leave_out": _may_leave_out,
    "is_left_out": _is_left_out,
    "in_time_to_extend": _in_time_to_extend,
    "merging_known": _merging_known,
    "awaits_execution": _awaits_execution,
    "execution_recorded": _execution_recorded,
    "answer_refused": _answer_refused,
    "reporter_reachable": _reporter_reachable,
}
