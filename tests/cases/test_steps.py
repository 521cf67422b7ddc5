"""The transition table: every step from every state by every role, and the stories of whole lives."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from redress.agencies.models import Staff
from redress.cases import actions, reading, steps
from redress.cases.models import Case
from redress.deadlines.models import Clock
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.law import packs
from redress.records import entries
from tests.conftest import NOON
from tests.world import Office, complainant

PACK = packs.load("cn-samr-2026")
BOTH = {"complainant_consents": True, "respondent_consents": True}


@pytest.mark.parametrize("step", PACK.steps, ids=lambda step: f"{step.verb}-{min(step.sources)}")
def test_a_step_is_open_in_its_states_to_its_roles_and_nowhere_else(step):
    for state in PACK.states.values():
        for role in Role:
            for kind in ("complaint", "report"):
                case = Case(kind=kind, state=state.code, rule_set=PACK.id)
                found = steps.problems_with(
                    case, step, actor=Actor(key="t", role=role), now=NOON, body=None if step.guards else {}
                )
                codes = {problem.code.rsplit(".", 1)[1] for problem in found}
                assert ("wrong_state" in codes) == (state.code not in step.sources or kind not in step.kinds)
                assert ("wrong_role" in codes) == (role.value not in step.roles)
            if step.guards:
                break  # guards read the stored case; the stories below try them


def test_every_state_can_be_reached_and_every_open_state_has_a_way_out():
    reached = set(PACK.initial.values()) | {
        step.target for step in PACK.steps if not step.target.startswith(("@", "="))
    }
    assert reached == set(PACK.states)
    for state in PACK.states.values():
        if state.phase != "closed":
            assert any(state.code in step.sources and step.target != "=" for step in PACK.steps), state.code


def test_a_complaint_from_the_first_word_to_the_archive(office: Office):
    filed = office.file()
    officer = office.staff()

    def act(verb, body=None, *, actor=officer, days=0):
        return actions.act(filed.number, verb, body or {}, actor=actor, now=NOON + timedelta(days=days))

    assert act("accept", days=1).state == "accepted"
    assert act("record_investigation", {"text": "核对了购买凭证"}, days=2).state == "accepted"
    assert act("begin_mediation", BOTH, days=3).state == "mediating"
    assert act("settle", {"text": "退款2399元", "perform_by": "2026-10-20"}, days=10).outcome == "SETTLED_BY_MEDIATION"
    with pytest.raises(NotAllowed) as refusal:
        act("close", days=11)
    assert [problem.code for problem in refusal.value.problems] == ["case.close.result_issued"]
    act("issue_result", {"text": "双方达成一致"}, days=11)
    closed = act("close", days=12)
    assert (closed.state, closed.phase) == ("closed", "closed")
    rated = act("rate", {"verdict": "SOLVED", "grade": "SATISFIED"}, actor=complainant(filed), days=13)
    assert (rated.outcome, rated.verdict, rated.grade) == ("SETTLED_BY_MEDIATION", "SOLVED", 4)
    states = {clock.limit_code: clock.state for clock in Clock.objects.filter(subject=filed.id, superseded_at=None)}
    assert states == {"T_ACCEPT": "met", "T_MEDIATE": "met", "S_INITIAL": "met", "S_RESULT": "met"}
    assert [entry.event for entry in entries.of(filed.id)] == [
        "case.received", "complaint.accepted", "investigation.first_done", "mediation.begun", "agreement.reached",
        "result.issued", "case.closed", "case.rated",
    ]  # fmt: skip


def test_testing_stops_the_sixty_days_from_its_first_to_its_last_day(office: Office):
    filed = office.file(now=NOON)
    officer = office.staff()
    accepted = NOON + timedelta(days=7)  # 29 September
    actions.act(filed.number, "accept", {}, actor=officer, now=accepted)
    assert office.case(filed).next_due_on == date(2026, 11, 28)

    actions.act(
        filed.number,
        "start_testing",
        {"body": "检测所", "text": "送检", "on": "2026-10-12"},
        actor=officer,
        now=NOON + timedelta(days=20),
    )
    paused = office.case(filed)
    assert (paused.state, paused.next_due_on) == ("testing", None)

    actions.act(
        filed.number, "end_testing", {"text": "结论", "on": "2026-10-25"}, actor=officer, now=NOON + timedelta(days=33)
    )
    assert (office.case(filed).state, office.case(filed).next_due_on) == ("accepted", date(2026, 12, 12))
    kept = Clock.objects.filter(subject=filed.id, limit_code="T_MEDIATE").order_by("id")
    assert next(clock.due_on for clock in kept if clock.due_on) == date(2026, 11, 28)
    assert kept.filter(superseded_at=None).count() == 1


def test_a_refusal_needs_a_ground_and_facts_and_changes_nothing_without(office: Office):
    filed = office.file()

    with pytest.raises(Invalid) as refusal:
        actions.act(filed.number, "refuse", {}, actor=office.staff(), now=NOON)

    assert {problem.pointer for problem in refusal.value.problems} == {"/reason_code", "/text"}
    assert office.case(filed).state == "received"
    assert len(entries.of(filed.id)) == 1


@pytest.mark.parametrize("ground", sorted(PACK.grounds["refusal"]))
def test_a_refusal_on_every_ground_ends_the_acceptance_limit(office: Office, ground: str):
    filed = office.file()

    case = actions.act(filed.number, "refuse", {"reason_code": ground, "text": "事实"}, actor=office.staff(), now=NOON)

    assert (case.state, case.outcome) == ("not_accepted", "NOT_ACCEPTED")
    assert Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT").state == "met"


def test_a_unit_that_got_a_case_may_return_it_but_not_pass_it_on(office: Office):
    filed = office.file()
    actions.act(
        filed.number, "distribute", {"agency": "310115-01", "text": "在该所辖区"}, actor=office.staff(), now=NOON
    )
    branch = office.staff("officer", "310115-01")

    with pytest.raises(NotAllowed) as refusal:
        actions.act(filed.number, "distribute", {"agency": "330108", "text": "再转"}, actor=branch, now=NOON)
    assert [problem.code for problem in refusal.value.problems] == ["case.distribute.wrong_state"]

    elsewhere = {"reason_code": "SECTOR_BODY", "text": "属邮政管理", "body": "邮政管理局"}
    with pytest.raises(NotAllowed) as refusal:
        actions.act(filed.number, "transfer", elsewhere, actor=branch, now=NOON)
    assert [problem.code for problem in refusal.value.problems] == ["case.transfer.not_passed_on"]

    actions.act(filed.number, "return", {"reason_code": "WRONG_PLACE", "text": "不在辖区"}, actor=branch, now=NOON)
    assert (office.case(filed).state, office.case(filed).agency.code) == ("received", "310115")


def test_a_unit_that_got_a_case_may_take_deceit_to_the_police(office: Office):
    filed = office.file()
    given = {"agency": "310115-01", "text": "在该所辖区"}
    actions.act(filed.number, "distribute", given, actor=office.staff(), now=NOON)
    deceit = {"reason_code": "POLICE_DECEIT", "text": "自行放入异物", "body": "浦东公安分局"}

    case = actions.act(filed.number, "transfer", deceit, actor=office.staff("officer", "310115-01"), now=NOON)

    assert (case.state, case.outcome) == ("transferred", "TRANSFERRED_POLICE")


def test_the_receiving_body_has_its_own_seven_days(office: Office):
    filed = office.file()
    later = NOON + timedelta(days=2)

    actions.act(
        filed.number, "distribute", {"agency": "330108", "text": "经营者在滨江"}, actor=office.staff(), now=later
    )

    assert office.case(filed).next_due_on == date(2026, 10, 12)
    with pytest.raises(NotThere):
        actions.get(filed.number, actor=office.staff())
    assert actions.get(filed.number, actor=office.staff("officer", "330108")).number == filed.number


def test_mediation_needs_both_sides(office: Office):
    filed = office.file()
    actions.act(filed.number, "accept", {}, actor=office.staff(), now=NOON)

    with pytest.raises(NotAllowed) as refusal:
        actions.act(
            filed.number, "begin_mediation", {**BOTH, "respondent_consents": False}, actor=office.staff(), now=NOON
        )

    assert [problem.code for problem in refusal.value.problems] == ["case.begin_mediation.both_consent"]


def test_splitting_opens_a_linked_report_and_ending_one_leaves_the_other_running(office: Office):
    filed = office.file()
    officer = office.staff()

    case = actions.act(filed.number, "split", {"text": "涉嫌虚假宣传"}, actor=officer, now=NOON)
    report = Case.objects.get(pk=case.linked_id)
    actions.act(filed.number, "withdraw", {}, actor=complainant(filed), now=NOON)

    assert (report.kind, report.linked_id) == ("report", filed.id)
    assert Clock.objects.get(subject=report.pk, limit_code="T_VERIFY_CLUE").state == "running"
    assert Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT").state == "met"


def test_shelving_stops_no_statutory_clock(office: Office):
    filed = office.file()
    body = {"reason_code": "EVIDENCE_INSUFFICIENT", "text": "等待批次说明", "review_on": "2026-09-30"}

    case = actions.act(filed.number, "shelve", body, actor=office.staff(), now=NOON)

    assert case.shelved_until == date(2026, 9, 30)
    assert Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT").state == "running"


@pytest.mark.parametrize(("days", "opens"), [(14, True), (15, False)])
def test_a_closed_case_opens_again_within_fourteen_days(office: Office, days: int, opens: bool):
    filed = office.file()
    officer = office.staff()
    actions.act(filed.number, "accept", {}, actor=officer, now=NOON)
    actions.act(filed.number, "terminate", {"reason_code": "NO_AGREEMENT", "text": "分歧较大"}, actor=officer, now=NOON)
    actions.act(filed.number, "issue_result", {"text": "终止"}, actor=officer, now=NOON)
    actions.act(filed.number, "close", {}, actor=officer, now=NOON)
    body = {"reason_code": "NEW_EVIDENCE", "text": "有新证据"}

    if opens:
        case = actions.act(filed.number, "reopen", body, actor=complainant(filed), now=NOON + timedelta(days=days))
        assert (case.state, case.closed_at) == ("accepted", None)
    else:
        with pytest.raises(NotAllowed):
            actions.act(filed.number, "reopen", body, actor=complainant(filed), now=NOON + timedelta(days=days))


def test_verification_of_a_report_is_extended_once(office: Office):
    filed = office.file(kind="report")
    actions.act(filed.number, "verify", {}, actor=office.staff(), now=NOON)
    head = office.staff("supervisor")

    actions.act(filed.number, "extend_verification", {"text": "需要协查"}, actor=head, now=NOON)
    assert office.case(filed).next_due_on == date(2026, 11, 10)
    with pytest.raises(NotAllowed) as refusal:
        actions.act(filed.number, "extend_verification", {"text": "再延"}, actor=head, now=NOON)
    assert [problem.code for problem in refusal.value.problems] == ["case.extend_verification.not_extended"]


@pytest.mark.parametrize(
    ("verb", "body", "code", "pointer"),
    [
        ("request_materials", {"text": "x", "due_on": "2020-01-01"}, "day.past", "/due_on"),
        ("assign", {"to": "nobody-here"}, "staff.unknown", "/to"),
        ("distribute", {"agency": "nope", "text": "x"}, "agency.unknown", "/agency"),
        ("distribute", {"agency": "310115", "text": "x"}, "agency.same", "/agency"),
        ("refuse", {"reason_code": "BECAUSE", "text": "x"}, "code.unknown", "/reason_code"),
        ("refuse", {"reason_code": "OTHER_LEGAL", "text": 5}, "type.text", "/text"),
        ("accept", {"colour": "red"}, "name.unknown", "/colour"),
        ("accept", [1], "type.object", ""),
        ("add_task", {"task": "dance", "due_on": "2026-10-01"}, "code.unknown", "/task"),
        ("finish_task", {"task_id": "x", "text": "x"}, "id.unreadable", "/task_id"),
        ("finish_task", {"task_id": 99, "text": "x"}, "task.not_open", "/task_id"),
    ],
)
def test_a_body_that_cannot_be_used_changes_nothing(office: Office, verb: str, body, code: str, pointer: str):
    filed = office.file()

    with pytest.raises(Invalid) as refusal:
        actions.act(filed.number, verb, body, actor=office.staff(), now=NOON)

    assert (code, pointer) in [(problem.code, problem.pointer) for problem in refusal.value.problems]
    assert office.case(filed).version == 1
    assert len(entries.of(filed.id)) == 1


def test_an_unknown_verb_is_not_there(office: Office):
    with pytest.raises(actions.UnknownVerb):
        actions.act(office.file().number, "teleport", {}, actor=office.staff(), now=NOON)


@pytest.mark.parametrize(
    ("role", "code", "sees"),
    [
        ("officer", "310115", True), ("supervisor", "310115", True), ("auditor", "310115", True), ("mediator", "310115", True),
        ("officer", "310000", True), ("officer", "310115-01", False), ("officer", "330108", False), ("admin", "310115", False), ("analyst", "310115", False),
    ],
)  # fmt: skip
def test_a_case_is_seen_by_its_body_and_those_above_and_not_by_administrators(
    office: Office, role: str, code: str, sees: bool
):
    filed = office.file()

    assert Case.objects.visible_to(office.staff(role, code)).filter(pk=filed.id).exists() is sees


def test_a_complainant_reads_what_was_meant_for_them(office: Office):
    filed = office.file()
    officer = office.staff()
    actions.act(filed.number, "record_finding", {"text": "内部判断"}, actor=officer, now=NOON)
    actions.write(filed.number, {"text": "内部备注", "audience": "staff"}, actor=officer, now=NOON)
    actions.write(filed.number, {"text": "请补充凭证", "audience": "both"}, actor=officer, now=NOON)
    actions.act(filed.number, "refuse", {"reason_code": "OTHER_LEGAL", "text": "理由在此"}, actor=officer, now=NOON)
    case = office.case(filed)
    me = complainant(filed)

    told = " ".join(str(moment.words) for moment in reading.timeline(case, actor=me))
    assert "理由在此" in told
    assert "内部判断" not in told
    assert [message["text"] for message in reading.messages(case, actor=me)] == ["请补充凭证"]


def test_who_tests_is_kept_with_the_step_and_shown(office):
    filed = office.file()
    officer = office.staff()
    actions.act(filed.number, "accept", {}, actor=officer, now=NOON)
    testing = {"body": "市质检院（示例）", "text": "检测电池仓", "cost_paid_by": "respondent"}
    actions.act(filed.number, "start_testing", testing, actor=officer, now=NOON)
    moment = reading.timeline(office.case(filed), actor=officer)[-1]
    assert (moment.data["body"], moment.data["cost_paid_by"]) == ("市质检院（示例）", "respondent")
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(Staff.objects.get(pk=int(officer.key.partition(":")[2])))
    assert (
        "Name of the body: 市质检院（示例）" in desk.get(reverse("casework:case", args=[filed.number])).content.decode()
    )
