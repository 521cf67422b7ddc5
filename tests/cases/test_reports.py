"""A report (举报) from its receipt to its end: who decides, by when, who is told, and who never learns of it."""

from datetime import date, datetime, timedelta

import pytest

from redress.agencies.models import Staff
from redress.cases import actions, buckets, reading, reports
from redress.cases import tasks as case_tasks
from redress.cases.letters import from_case, issuing
from redress.cases.models import Case, Letter, Task
from redress.deadlines.models import Clock
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.law import packs, telling
from redress.law.cite import Cite
from redress.records import entries
from redress.traders import inviting
from redress.traders.inviting import Contact
from tests.conftest import NOON
from tests.world import Office, complainant

UNDER_2019 = datetime(2026, 4, 8, 10, tzinfo=SHANGHAI)
OLD = {"purchase": {"bought_on": "2026-03-28"}, "problem": {"discovered_on": "2026-04-02"}}


def act(office: Office, filed, verb: str, body=None, *, by: str = "officer", now=NOON) -> Case:
    return actions.act(filed.number, verb, body or {}, actor=office.staff(by), now=now)


def clock(filed, code: str) -> Clock | None:
    return Clock.objects.filter(subject=filed.id, limit_code=code, superseded_at=None).first()


class Refused:
    """The action is refused with this code among its problems."""

    def __init__(self, code: str, kind: type[NotAllowed]) -> None:
        self.code, self.raised = code, pytest.raises(kind)

    def __enter__(self) -> None:
        self.info = self.raised.__enter__()

    def __exit__(self, *found) -> bool:
        swallowed = self.raised.__exit__(*found)
        assert self.code in [problem.code for problem in self.info.value.problems]
        return swallowed


# ---- one submission, two matters ---------------------------------------------------------------------------------------


def test_from_one_submission_to_a_decided_and_told_report_while_the_complaint_goes_its_own_way(office: Office):
    """S Arts. 9, 35(1), 36; P Arts. 18, 60, 77."""
    complaint, report = office.file_both(kind="both")
    act(office, complaint, "accept")
    act(office, report, "verify")
    act(office, report, "ask_approval", {"proposal": "file", "text": "有证据初步证明虚假宣传"})
    act(office, report, "file_case", {"text": "同意立案"}, by="supervisor")
    act(office, complaint, "withdraw")
    decided = act(office, report, "decide", {"decision": "penalised", "text": "罚款"}, by="supervisor")

    assert (decided.state, decided.outcome) == ("decided", "PENALISED")
    assert office.case(complaint).state == "terminated"
    assert [clock(report, code).state for code in ("T_VERIFY_CLUE", "T_PENALTY_CASE")] == ["met", "met"]
    assert clock(report, "T_CLOSE_PENALTY") is None, "a penalty has to be carried out first"
    act(office, report, "issue_result", {"text": "已处罚"})
    with Refused("case.close.execution_recorded", NotAllowed):
        act(office, report, "close")
    act(office, report, "record_execution", {"text": "罚款缴清", "on": "2026-09-22"})
    assert clock(report, "T_CLOSE_PENALTY").due_on == date(2026, 10, 20)
    assert act(office, report, "close").state == "closed"
    with Refused("case.record_execution.wrong_state", NotAllowed):
        act(office, report, "record_execution", {"text": "再记一次", "on": "2026-09-22"})


def test_ending_the_report_leaves_the_complaint_running(office: Office):
    complaint, report = office.file_both(kind="both")
    act(office, report, "not_file", {"reason_code": "NO_EVIDENCE", "text": "无证据"}, by="supervisor")

    assert clock(complaint, "T_ACCEPT").state == "running"
    assert (office.case(complaint).state, office.case(report).state) == ("received", "not_filed")


def test_a_report_whose_clues_are_being_verified_is_not_withdrawn(office: Office):
    """P Art. 18: the clue itself has to be verified, whoever brought it."""
    report = office.file(kind="report")
    act(office, report, "verify")
    with Refused("case.withdraw.wrong_state", NotAllowed):
        actions.act(report.number, "withdraw", {}, actor=complainant(report), now=NOON)


# ---- who decides -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["file_case", "not_file", "decide", "extend_verification", "extend_case"])
def test_the_head_decides_and_nobody_else(verb: str):
    """P Arts. 18(1), 60(1), 64(1): 由市场监督管理部门负责人决定, 经…负责人批准."""
    for rule_set in ("cn-samr-2026", "cn-samr-2019"):
        assert [step.roles for step in packs.load(rule_set).steps_of(verb)] == [{"supervisor"}]


def test_a_proposal_is_a_task_of_the_head_and_is_done_when_the_head_decides(office: Office):
    report = office.file(kind="report")
    act(office, report, "verify")
    act(office, report, "ask_approval", {"proposal": "not_file", "text": "未发现违法行为"})
    act(office, report, "ask_approval", {"proposal": "extend", "text": "需要协查"})

    task = Task.objects.get(case_id=report.id, finished_at=None)
    assert (task.kind, task.owner.role, task.due_on) == ("decide_proposal", "supervisor", date(2026, 9, 28))
    act(office, report, "extend_verification", {"text": "同意"}, by="supervisor")
    assert not case_tasks.is_open(office.case(report), ("decide_proposal",))


def test_a_proposal_of_a_small_office_goes_to_the_head_above(office: Office):
    report = office.file(kind="report")
    actions.act(
        report.number, "distribute", {"agency": "310115-01", "text": "在该所辖区"}, actor=office.staff(), now=NOON
    )
    branch = office.staff("officer", "310115-01")
    actions.act(report.number, "verify", {}, actor=branch, now=NOON)
    actions.act(report.number, "ask_approval", {"proposal": "file", "text": "建议立案"}, actor=branch, now=NOON)

    assert Task.objects.get(case_id=report.id).owner.username == "supervisor-310115"
    Staff.objects.filter(role="supervisor").update(is_active=False)
    actions.act(report.number, "ask_approval", {"proposal": "file", "text": "建议立案"}, actor=branch, now=NOON)
    assert Task.objects.get(case_id=report.id, finished_at=None).owner is None


def test_an_approval_after_the_limit_is_not_given(office: Office):
    report = office.file(kind="report")
    act(office, report, "verify")
    with Refused("case.extend_verification.in_time_to_extend", NotAllowed):
        act(office, report, "extend_verification", {"text": "补批"}, by="supervisor", now=NOON + timedelta(days=60))


def test_ninety_days_are_lengthened_once_by_thirty(office: Office):
    """P Art. 64(1)."""
    report = office.file(kind="report")
    act(office, report, "file_case", {"text": "立案"}, by="supervisor")
    assert clock(report, "T_PENALTY_CASE").due_on == date(2026, 12, 21)
    act(office, report, "extend_case", {"text": "案情复杂"}, by="supervisor")
    assert clock(report, "T_PENALTY_CASE").due_on == date(2027, 1, 20)
    with Refused("case.extend_case.case_not_extended", NotAllowed):
        act(office, report, "extend_case", {"text": "再延"}, by="supervisor")


@pytest.mark.parametrize(
    ("decision", "outcome", "closing"),
    [
        ("penalised", "PENALISED", False),
        ("no_penalty", "NO_PENALTY", True),
        ("not_established", "NOT_ESTABLISHED", True),
        ("transferred", "TRANSFERRED", True),
        ("to_court", "TRANSFERRED_COURT", True),
    ],
)
def test_the_five_decisions_and_when_the_case_is_to_be_closed(
    office: Office, decision: str, outcome: str, closing: bool
):
    """P Arts. 60(1), 77."""
    report = office.file(kind="report")
    act(office, report, "file_case", {"text": "立案"}, by="supervisor")
    assert act(office, report, "decide", {"decision": decision, "text": "理由"}, by="supervisor").outcome == outcome
    assert (clock(report, "T_CLOSE_PENALTY") is not None) is closing
    if closing:
        with Refused("case.record_execution.awaits_execution", NotAllowed):
            act(office, report, "record_execution", {"text": "x", "on": "2026-09-22"})


def at_ninety(office: Office):
    report = office.file(kind="report")
    act(office, report, "file_case", {"text": "立案"}, by="supervisor")
    return report


TOGETHER = {"days": 45, "present": "局长、副局长、法制科", "text": "案情特别复杂，需要境外协查"}


def test_after_thirty_days_more_the_heads_decide_together_and_set_the_days(office: Office):
    """P Art. 64(1): 集体讨论决定是否继续延期，…同时确定延长的合理期限."""
    report = at_ninety(office)
    with Refused("case.extend_case_further.case_extended", NotAllowed):
        act(office, report, "extend_case_further", TOGETHER, by="supervisor")
    act(office, report, "extend_case", {"text": "案情复杂"}, by="supervisor")
    act(office, report, "extend_case_further", TOGETHER, by="supervisor")
    assert clock(report, "T_PENALTY_CASE").due_on == date(2027, 3, 6)

    act(office, report, "extend_case_further", {**TOGETHER, "days": 10}, by="supervisor")
    assert clock(report, "T_PENALTY_CASE").due_on == date(2027, 3, 16)
    with Refused("case.extend_case_further.in_time_to_extend", NotAllowed):
        act(office, report, "extend_case_further", TOGETHER, by="supervisor", now=NOON + timedelta(days=400))


def test_who_decided_together_is_kept_and_only_the_head_records_it(office: Office):
    report = at_ninety(office)
    act(office, report, "extend_case", {"text": "案情复杂"}, by="supervisor")
    with Refused("case.extend_case_further.wrong_role", NotAllowed):
        act(office, report, "extend_case_further", TOGETHER)
    case = act(office, report, "extend_case_further", TOGETHER, by="supervisor")

    last = reading.timeline(case, actor=office.staff())[-1]
    assert (last.words["present"], last.data["days"]) == (TOGETHER["present"], 45)
    assert "present" not in reading.timeline(case, actor=complainant(report))[-1].words


@pytest.mark.parametrize("days", [0, 367, -1, "二十", True, 4.5, "9" * 30])
def test_days_that_nobody_would_decide_are_refused(office: Office, days):
    report = at_ninety(office)
    act(office, report, "extend_case", {"text": "案情复杂"}, by="supervisor")
    with Refused("days.out_of_range", Invalid):
        act(office, report, "extend_case_further", {**TOGETHER, "days": days}, by="supervisor")


@pytest.mark.parametrize(
    ("stage", "code", "limit"),
    [
        ("verifying", "IDENTIFICATION", "T_VERIFY_CLUE"),
        ("filed", "IDENTIFICATION", "T_PENALTY_CASE"),
        ("filed", "HEARING", "T_PENALTY_CASE"),
        ("filed", "ANNOUNCEMENT", "T_PENALTY_CASE"),
        ("filed", "SUSPENSION", "T_PENALTY_CASE"),
        ("filed", "REFUND_ORDER", "T_PENALTY_CASE"),
    ],
)
def test_time_that_the_law_leaves_out_stops_the_limit_and_its_end_starts_it_again(
    office: Office, stage: str, code: str, limit: str
):
    """P Arts. 18(2), 64(2)."""
    report = office.file(kind="report")
    act(office, report, *(("verify",) if stage == "verifying" else ("file_case", {"text": "立案"})), by="supervisor")
    due_on, body = clock(report, limit).due_on, {"reason_code": code, "text": "商标权利人北京代理处"}
    case = act(office, report, "leave_time_out", body, now=NOON + timedelta(days=1))
    assert (clock(report, limit).state, reports.left_out(case)) == ("paused", {code})
    with Refused("case.leave_time_out.may_leave_out", NotAllowed):
        act(office, report, "leave_time_out", body, now=NOON + timedelta(days=2))

    act(office, report, "count_time_again", {**body, "on": "2026-10-15"}, now=NOON + timedelta(days=30))
    again = clock(report, limit)
    assert again.state == "running"
    assert again.due_on > due_on
    with Refused("case.count_time_again.is_left_out", NotAllowed):
        act(office, report, "count_time_again", body, now=NOON + timedelta(days=31))


def test_a_hearing_stops_no_verification(office: Office):
    report = office.file(kind="report")
    act(office, report, "verify")
    with Refused("case.leave_time_out.may_leave_out", NotAllowed):
        act(office, report, "leave_time_out", {"reason_code": "HEARING", "text": "听证"})


def test_an_end_before_its_beginning_is_said_with_its_place_and_changes_nothing(office: Office):
    report = office.file(kind="report")
    act(office, report, "verify")
    body = {"reason_code": "IDENTIFICATION", "text": "权利人"}
    act(office, report, "leave_time_out", body, now=NOON + timedelta(days=3))
    with Refused("clock.exclusion.end_without_beginning", Invalid):
        act(office, report, "count_time_again", {**body, "on": "2026-09-22"}, now=NOON + timedelta(days=4))
    assert reports.left_out(office.case(report)) == {"IDENTIFICATION"}


# ---- a complaint about an advertisement ----------------------------------------------------------------------------------


def test_a_complaint_about_an_advertisement_is_handled_and_told_within_seven_working_days(office: Office):
    """Advertising Law Art. 53(1) speaks of complaints and reports alike; the law is named by a person, never guessed."""
    complaint = office.file(problem={"nature": "FALSE_PUBLICITY"})
    assert clock(complaint, "T_AD_COMPLAINT") is None
    act(office, complaint, "name_law", {"about": "ADVERTISING"}, by="clerk", now=NOON + timedelta(days=2))
    assert clock(complaint, "T_AD_COMPLAINT").due_on == date(2026, 10, 9)
    act(office, complaint, "accept", now=NOON + timedelta(days=3))
    assert clock(complaint, "T_AD_COMPLAINT").state == "met"


def test_a_complaint_passed_on_counts_from_its_receipt_there(office: Office):
    complaint = office.file()
    later = NOON + timedelta(days=8)
    act(office, complaint, "distribute", {"agency": "330108", "text": "经营地在滨江"}, now=later)
    there = office.staff("officer", "330108")
    actions.act(complaint.number, "name_law", {"about": "ADVERTISING"}, actor=there, now=later + timedelta(days=1))
    assert clock(complaint, "T_AD_COMPLAINT").due_on == date(2026, 10, 15)


# ---- who is told -----------------------------------------------------------------------------------------------------


def test_while_no_law_is_named_it_cannot_be_told_what_is_owed(office: Office):
    report = office.file(kind="report")
    assert {row.state for row in reports.tellings(office.case(report))} == {"unknown"}
    act(office, report, "name_law", {"about": "OTHER"})
    assert reports.tellings(office.case(report)) == [], "S Art. 36: only where a law says so"


def test_a_report_of_an_advertisement_has_seven_working_days_from_receipt(office: Office):
    """Advertising Law Art. 53(1): 自收到投诉之日起七个工作日内，予以处理并告知."""
    report = office.file(kind="report")
    act(office, report, "name_law", {"about": ["ADVERTISING"]}, now=NOON + timedelta(days=2))
    assert clock(report, "T_AD_COMPLAINT").due_on == date(2026, 10, 9)

    (row,) = reports.tellings(office.case(report))
    assert (row.state, row.due_on) == ("later", date(2026, 10, 9))
    act(office, report, "not_file", {"reason_code": "NO_EVIDENCE", "text": "无证据"}, by="supervisor")
    assert reports.tellings(office.case(report))[0].state == "open"
    act(office, report, "tell_reporter", {"how": "phone", "on": "2026-09-22", "text": "不予立案及理由"})
    assert reports.tellings(office.case(report))[0].state == "told"
    assert clock(report, "T_AD_COMPLAINT").state == "met"


def test_a_law_named_by_mistake_sets_no_day(office: Office):
    report = office.file(kind="report")
    act(office, report, "name_law", {"about": ["ADVERTISING"]})
    act(office, report, "name_law", {"about": ["FOOD_SAFETY"]})

    assert clock(report, "T_AD_COMPLAINT").state == "met"
    assert [row.duty.code for row in reports.tellings(office.case(report))] == ["FOOD_SAFETY"]
    with Refused("code.unknown", Invalid):
        act(office, report, "name_law", {"about": ["TAXES"]})


def test_unfair_competition_is_told_to_a_named_reporter_alone(office: Office):
    """Anti-Unfair Competition Law Art. 20(2): 对实名举报并提供相关事实和证据的…及时告知."""
    named = office.file(kind="report")
    nameless = office.file(kind="report", complainant={"name": None, "phone": None, "address": None})
    for report in (named, nameless):
        act(office, report, "name_law", {"about": ["UNFAIR_COMPETITION"]})

    states = [reports.tellings(office.case(report))[0] for report in (named, nameless)]
    assert [row.state for row in states] == ["later", "not_owed"]
    assert states[0].duty.judged
    assert states[0].due_on is None
    act(office, nameless, "not_file", {"reason_code": "FIRST_MINOR", "text": "轻微"}, by="supervisor")
    with Refused("case.tell_reporter.reporter_reachable", NotAllowed):
        act(office, nameless, "tell_reporter", {"how": "phone", "on": "2026-09-22", "text": "x"})


def test_whoever_is_not_competent_says_so(office: Office):
    """S Art. 34; Food Safety Law Art. 115(1) in writing."""
    report = office.file(kind="report")
    act(office, report, "name_law", {"about": ["FOOD_SAFETY"]})
    act(office, report, "transfer", {"reason_code": "REPORT_ELSEWHERE", "text": "不归本机关", "body": "外区局"})

    rows = {row.duty.code: row.state for row in reports.tellings(office.case(report))}
    assert (rows["ELSEWHERE"], rows["FOOD_ELSEWHERE"]) == ("open", "open")
    act(office, report, "issue_result", {"text": "请向外区局提出"})
    assert {row.state for row in reports.tellings(office.case(report)) if row.duty.when == "elsewhere"} == {"told"}


@pytest.mark.parametrize(("person", "due_on"), [({}, date(2026, 4, 20)), ({"name": None}, None)])
def test_under_the_repealed_rules_a_named_reporter_is_told_within_five_working_days(office: Office, person, due_on):
    """Order 20 Art. 31(2): the duty that the new Measures dropped lives on for what was received before."""
    report = office.file(kind="report", now=UNDER_2019, complainant=person, **OLD)
    decided = UNDER_2019 + timedelta(days=5)
    body = {"reason_code": "NO_FAULT", "text": "无主观过错"}
    act(office, report, "not_file", body, by="supervisor", now=decided)

    found = clock(report, "T_TELL_REPORTER")
    assert (found.due_on if found else None) == due_on
    assert office.case(report).rule_set == "cn-samr-2019"


def test_a_letter_that_arrived_tells_the_reporter_and_names_the_law_that_wants_it(office: Office):
    report = office.file(kind="report")
    act(office, report, "name_law", {"about": ["ADVERTISING"]})
    act(office, report, "not_file", {"reason_code": "NO_EVIDENCE", "text": "无证据"}, by="supervisor")
    case = office.case(report)
    entry = entries.of(case.pk, ["report.not_filed"])[0]
    said = from_case.facts(case, issuing.form_of(case, "report_result", entry), entry=entry)
    assert Cite("advertising-2021", "53(1)") in said["cites"]
    issuing.issue_for_entry(case.pk, "report_result", entry.id, actor=office.staff(), now=NOON)
    letter = Letter.objects.get(case=case, letter="report_result", audience="complainant")
    act(office, report, "record_delivery", {"letter_id": letter.pk, "how": "email", "on": "2026-09-22"})
    assert reports.tellings(office.case(report))[0].state == "told"


def test_every_duty_names_a_law_a_limit_and_a_moment_that_exist():
    for rule_set in ("cn-samr-2026", "cn-samr-2019"):
        pack = packs.load(rule_set)
        for duty in telling.duties(pack, about=(), named=True):
            assert duty.when in telling.WHEN
            assert not duty.limit or duty.limit in pack.clocks["report"]
        rows = pack.tables["telling"]
        assert {row["about"] for row in (*rows["duty"].values(), *rows["reward"].values()) if "about" in row} <= set(
            telling.laws(pack)
        )
    assert telling.duties(packs.load("cn-standard"), about=(), named=True) == []


# ---- once more -------------------------------------------------------------------------------------------------------


def test_new_facts_join_the_earlier_report_and_start_its_limit_again(office: Office):
    """S Art. 35(2): 可以合并处理，并自收到最后一次举报之日起重新计算处理期限."""
    first = office.file(kind="report")
    act(office, first, "verify")
    act(office, first, "extend_verification", {"text": "需要协查"}, by="supervisor")
    later = NOON + timedelta(days=20)
    second = office.file(kind="report", now=later, complainant={"name": "林小雨", "phone": "+86 13800001234"})

    assert reports.earlier(office.case(second), actor=office.staff()) == [office.case(first)]
    merged = act(office, second, "merge_report", {"into": first.number, "text": "又发现同批产品"}, now=later)

    assert (merged.state, merged.phase, merged.outcome) == ("merged", "ended", "MERGED")
    assert clock(second, "T_VERIFY_CLUE").state == "met"
    assert clock(first, "T_VERIFY_CLUE").started_on == later.date()
    assert office.case(first).next_due_on == date(2026, 11, 2)
    assert office.case(first).facts_value["merged"] == [second.number]
    act(office, first, "extend_verification", {"text": "重新计算后再延长"}, by="supervisor", now=later)
    assert reports.earlier(office.case(second), actor=office.staff("officer", "330108")) == []


def test_the_same_facts_are_not_handled_again_and_change_no_day(office: Office):
    first = office.file(kind="report")
    due_on = office.case(first).next_due_on
    second = office.file(kind="report", now=NOON + timedelta(days=3))
    found = act(office, second, "not_again", {"into": first.number, "text": "事实相同"}, now=NOON + timedelta(days=3))

    assert (found.state, found.outcome) == ("repeated", "REPEATED")
    assert office.case(first).next_due_on == due_on


def test_the_reporter_adds_facts_by_telephone(office: Office):
    report = office.file(kind="report")
    later = NOON + timedelta(days=6)
    act(office, report, "supplement", {"text": "来电补充", "on": "2026-09-28"}, by="clerk", now=later)
    assert clock(report, "T_VERIFY_CLUE").started_on == date(2026, 9, 28)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"complainant": {"phone": "13900009999"}}, "report.earlier.other_reporter"),
        ({"complainant": {"name": None, "phone": None, "address": None}}, "report.earlier.other_reporter"),
        ({"respondent": {"name": "另一家店"}}, "report.earlier.other_operator"),
    ],
)
def test_what_is_not_by_the_same_person_about_the_same_operator_is_handled_on_its_own(office: Office, changes, code):
    first = office.file(kind="report")
    second = office.file(kind="report", now=NOON + timedelta(days=1), **changes)
    with Refused(code, Invalid):
        act(office, second, "merge_report", {"into": first.number, "text": "x"}, now=NOON + timedelta(days=1))
    assert office.case(second).state == "received"


def test_what_a_report_cannot_be_merged_into(office: Office):
    later = NOON + timedelta(days=1)
    complaint, first = office.file_both(kind="both")
    second = office.file(kind="report", now=later)
    for into, code in (
        (complaint.number, "report.earlier.not_earlier"),
        (second.number, "report.earlier.not_earlier"),
        ("260000000000", "report.earlier.unknown"),
    ):
        with Refused(code, Invalid):
            act(office, second, "merge_report", {"into": into, "text": "x"}, now=later)
    act(office, first, "not_file", {"reason_code": "NO_EVIDENCE", "text": "x"}, by="supervisor")
    with Refused("report.earlier.over", Invalid):
        act(office, second, "merge_report", {"into": first.number, "text": "新事实"}, now=later)
    old = office.file(kind="report", now=UNDER_2019, **OLD)
    with Refused("case.merge_report.merging_known", NotAllowed):
        act(office, old, "merge_report", {"into": first.number, "text": "x"}, now=later)


# ---- who never learns of it ------------------------------------------------------------------------------------------


def test_the_operator_learns_nothing_of_the_report_that_came_with_the_complaint(office: Office):
    """S Art. 37."""
    complaint, report = office.file_both(kind="both")
    act(office, complaint, "accept")
    invited = inviting.invite(
        complaint.number, contacts=[Contact("sms", "13900005555")], actor=office.staff(), now=NOON
    )
    trader = inviting.actor_of(invited.invitation)

    assert not Case.objects.visible_to(trader).filter(pk=report.id).exists()
    with pytest.raises(NotThere):
        actions.get(report.number, actor=trader)
    told = " ".join(str(moment) for moment in reading.timeline(office.case(complaint), actor=trader))
    assert "case.received" in told
    assert report.number not in told
    with Refused("trader.invite.report", NotAllowed):
        inviting.invite(report.number, contacts=[Contact("sms", "13900005555")], actor=office.staff(), now=NOON)


def test_a_mediator_has_nothing_to_do_with_reports_but_with_those_assigned_to_them(office: Office):
    """S Art. 37: 与处理举报工作无关的人员."""
    complaint, report = office.file_both(kind="both")
    mediator = office.staff("mediator")
    assert set(Case.objects.visible_to(mediator)) == {office.case(complaint)}
    assert not office.case(report).seen_by(mediator)
    counted = buckets.counts(actor=mediator, now=NOON)
    assert (counted["open"], counted["unassigned"]) == (1, 1)
    assert "state:report:received" not in counted

    act(office, report, "assign", {"to": "mediator-310115"})
    assert office.case(report).seen_by(mediator)
    assert Case.objects.visible_to(mediator).count() == 2
    counted = buckets.counts(actor=mediator, now=NOON)
    assert (counted["open"], counted["unassigned"], counted["mine"]) == (2, 1, 1)
