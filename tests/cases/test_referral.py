"""A case that another body gets: the letter and its copies, proof that it came, an answer that is waited for, and back."""

from datetime import date, timedelta

import pytest

from redress.cases import actions, evidence, reading, referral
from redress.cases.letters import files, issuing
from redress.cases.letters.queries import of_case
from redress.cases.models import Case, Letter, Task
from redress.deadlines.models import Clock
from redress.kernel.actors import SYSTEM
from redress.kernel.problems import Invalid, NotAllowed
from redress.records import entries
from tests.cases.letters.sample import words_of
from tests.cases.test_reports import UNDER_2019
from tests.conftest import NOON
from tests.world import Office, complainant

SECTOR = {
    "reason_code": "SECTOR_BODY", "text": "属于通信资费问题", "body": "示例通信管理局", "address": "示例市通信路8号",
    "answer_by": "2026-10-15",
}  # fmt: skip
POLICE = {"reason_code": "POLICE_DECEIT", "text": "照片里的虫是夹带的", "body": "示例公安分局"}
SAID = {"on": "2026-09-25", "text": "来函收悉"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path


def act(office: Office, filed, verb: str, body=None, *, by: str = "officer", at: str = "310115", days: int = 0) -> Case:
    now = NOON + timedelta(days=days)
    return actions.act(filed.number, verb, body or {}, actor=office.staff(by, at), now=now)


def issued(filed, event: str) -> list[Letter]:
    entry = entries.of(filed.id, [event])[-1]
    name = {"case.transferred": "transfer_letter", "case.returned": "return_notice"}[event]
    return issuing.issue_for_entry(filed.id, name, entry.id, actor=SYSTEM, now=NOON)


def clock(filed, code: str) -> Clock:
    return Clock.objects.get(subject=filed.id, limit_code=code, superseded_at=None)


def awaited(filed) -> list[Task]:
    return list(Task.objects.filter(case_id=filed.id, kind=referral.AWAITED, finished_at=None))


# ---- the letter ------------------------------------------------------------------------------------------------------


def test_the_body_and_the_complainant_get_one_letter_that_says_why_and_by_when_to_answer(office: Office):
    filed = office.file()
    case = act(office, filed, "transfer", SECTOR)
    copies = issued(filed, "case.transferred")

    assert sorted(copy.audience for copy in copies) == ["agency", "complainant"]
    assert len({copy.number for copy in copies}) == 1
    assert [copy.audience for copy in of_case(case, actor=complainant(filed))] == ["complainant"]
    words = words_of(files.opened(next(copy for copy in copies if copy.audience == "agency")))
    for part in ("示例通信管理局", "属于通信资费问题", "2026年10月15日", "林小雨", "第二十六条"):
        assert part in words
    assert "13800001234" not in words, "how to reach the person is asked for, not broadcast"
    assert issuing.editable(copies[0])[:2] == b"PK", "there is a copy to edit"


def test_whoever_is_suspected_gets_no_copy_of_what_the_police_reads(office: Office):
    filed = office.file()
    act(office, filed, "transfer", POLICE)
    assert [copy.audience for copy in issued(filed, "case.transferred")] == ["agency"]


def test_who_made_a_report_is_in_no_letter_to_another_body(office: Office):
    """S Art. 37."""
    filed = office.file(kind="report")
    act(office, filed, "transfer", {**SECTOR, "reason_code": "REPORT_ELSEWHERE"})
    words = words_of(files.opened(issued(filed, "case.transferred")[0]))
    assert "林小雨" not in words
    assert "示例通信管理局" in words


def test_a_return_is_a_letter_of_the_body_that_returns_it(office: Office):
    """S Art. 41(2): 应当及时反馈."""
    filed = office.file()
    act(office, filed, "distribute", {"agency": "330108", "text": "经营地在滨江"})
    act(office, filed, "return", {"reason_code": "NO_COMPETENCE", "text": "店铺已迁往浦东"}, at="330108")
    [letter] = issued(filed, "case.returned")
    words = words_of(files.opened(letter))
    assert (letter.agency.code, letter.audience) == ("330108", "agency")
    for part in ("浦东区局", "滨江区局", "店铺已迁往浦东", "没有处理权限"):
        assert part in words
    before = reading.timeline(office.case(filed), actor=office.staff())
    told = [moment.words.get("text") for moment in before if moment.event == "case.returned"]
    assert told == ["店铺已迁往浦东"], "the office that has it again reads why"


@pytest.mark.parametrize("rule_set", ["cn-samr-2026", "cn-samr-2019"])
def test_both_rule_sets_have_the_letters(office: Office, rule_set: str):
    old = {"now": UNDER_2019, "purchase": {"bought_on": "2026-03-28"}, "problem": {"discovered_on": "2026-04-02"}}
    filed = office.file(**(old if rule_set == "cn-samr-2019" else {}))
    assert office.case(filed).rule_set == rule_set
    act(office, filed, "transfer", SECTOR)
    assert len(issued(filed, "case.transferred")) == 2


# ---- what the clocks make of it ------------------------------------------------------------------------------------------


def test_a_transfer_ends_the_limits_as_the_table_says(office: Office):
    filed = office.file()
    act(office, filed, "transfer", SECTOR)
    assert clock(filed, "T_ACCEPT").state == "met"
    assert not Clock.objects.filter(subject=filed.id, limit_code="T_NOTIFY_TERMINATION"), "no mediation had begun"
    other = office.file(complainant={"phone": "13900000000"})
    act(office, other, "accept")
    act(office, other, "transfer", SECTOR, days=1)
    assert [clock(other, code).state for code in ("T_MEDIATE", "T_NOTIFY_TERMINATION")] == ["met", "running"]


# ---- the answer ------------------------------------------------------------------------------------------------------


def test_an_answer_is_waited_for_recorded_with_its_paper_and_seen_by_the_complainant(office: Office):
    filed = office.file()
    act(office, filed, "assign", {"to": "me"})
    case = act(office, filed, "transfer", SECTOR)
    [task] = awaited(filed)
    assert (task.due_on, task.owner.username) == (date(2026, 10, 15), "officer-310115")
    paper = evidence.add_exhibit(
        case, name="复函.txt", stream="我局已收到并办理。".encode(), audience="staff", actor=office.staff(), now=NOON
    )
    body = {**SAID, "answer": "accepted", "exhibit": paper.pk, "answer_by": "2026-11-02"}
    case = act(office, filed, "record_answer", body, days=4)

    assert [task.due_on for task in awaited(filed)] == [date(2026, 11, 2)]
    found = referral.of(case)
    assert (found.body, found.answer_by) == ("示例通信管理局", date(2026, 11, 2))
    assert [(one.answer, one.on, one.exhibit_id) for one in found.answers] == [
        ("accepted", date(2026, 9, 25), paper.pk)
    ]
    last = reading.timeline(case, actor=complainant(filed))[-1]
    assert (last.event, last.words) == ("referral.answered", {"text": "来函收悉"})

    act(office, filed, "record_answer", {**SAID, "answer": "result"}, days=5)
    assert awaited(filed) == []
    act(office, filed, "issue_result", {"text": "通信管理局已答复"}, days=5)
    assert act(office, filed, "close", days=5).state == "closed"


def test_without_an_answer_the_case_is_not_closed_by_oversight_but_the_wait_can_be_ended(office: Office):
    filed = office.file()
    act(office, filed, "transfer", SECTOR)
    act(office, filed, "issue_result", {"text": "已移送"})
    with pytest.raises(NotAllowed) as refused:
        act(office, filed, "close")
    assert [one.code for one in refused.value.problems] == ["case.close.no_open_tasks"]
    act(office, filed, "finish_task", {"task_id": awaited(filed)[0].pk, "text": "电话确认：不再函复"}, days=40)
    assert act(office, filed, "close", days=40).state == "closed"


def test_no_day_no_task(office: Office):
    filed = office.file()
    act(office, filed, "transfer", POLICE)
    assert awaited(filed) == []
    assert referral.of(office.case(filed)).answer_by is None


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"answer": "perhaps"}, "/answer", "code.unknown"),
        ({"on": "2026-12-01"}, "/on", "day.future"),
        ({"exhibit": 10**9}, "/exhibit", "exhibit.unknown"),
        ({"answer_by": "2026-01-01"}, "/answer_by", "day.past"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_with_its_place(office: Office, wrong, pointer: str, code: str):
    filed = office.file()
    act(office, filed, "transfer", SECTOR)
    with pytest.raises(Invalid) as refused:
        act(office, filed, "record_answer", {**SAID, "answer": "accepted", **wrong}, days=4)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [(pointer, code)]
    assert len(awaited(filed)) == 1, "nothing was changed"


def test_the_paper_of_another_case_is_no_paper_of_this_one(office: Office):
    filed, other = office.file(), office.file(complainant={"phone": "13900000000"})
    paper = evidence.add_exhibit(
        office.case(other), name="a.txt", stream=b"x", audience="staff", actor=office.staff(), now=NOON
    )
    act(office, filed, "transfer", SECTOR)
    with pytest.raises(Invalid):
        act(office, filed, "record_answer", {**SAID, "answer": "accepted", "exhibit": paper.pk}, days=4)


# ---- refused: back again -------------------------------------------------------------------------------------------------


def test_a_complaint_that_was_refused_there_counts_as_received_anew(office: Office):
    filed = office.file()
    act(office, filed, "transfer", SECTOR)
    with pytest.raises(NotAllowed) as refused:
        act(office, filed, "take_back", {"text": "先收回"}, days=2)
    assert [one.code for one in refused.value.problems] == ["case.take_back.answer_refused"]
    act(office, filed, "record_answer", {**SAID, "answer": "refused"}, days=4)
    case = act(office, filed, "take_back", {"text": "由我局继续审查"}, days=8)

    assert (case.state, case.phase, case.outcome, referral.of(case)) == ("received", "open", "", None)
    assert clock(filed, "T_ACCEPT").due_on == date(2026, 10, 15), "seven working days from 30 September"
    assert case.next_due_on == date(2026, 10, 15)


def test_an_accepted_complaint_comes_back_as_accepted(office: Office):
    filed = office.file()
    act(office, filed, "accept")
    act(office, filed, "transfer", SECTOR, days=1)
    act(office, filed, "record_answer", {**SAID, "answer": "refused"}, days=4)
    assert act(office, filed, "take_back", {"text": "继续"}, days=5).state == "accepted"
    assert clock(filed, "T_ACCEPT").state == "met"


def test_a_report_that_comes_back_is_verified_within_fifteen_days_of_the_returned_file(office: Office):
    """P Art. 18(1): 自发现线索或者收到材料之日起."""
    filed = office.file(kind="report")
    act(office, filed, "transfer", {**SECTOR, "reason_code": "REPORT_ELSEWHERE"})
    act(office, filed, "record_answer", {**SAID, "answer": "refused"}, days=4)
    case = act(office, filed, "take_back", {"text": "继续核查"}, days=8)
    assert (case.state, clock(filed, "T_VERIFY_CLUE").state) == ("received", "running")
    assert clock(filed, "T_VERIFY_CLUE").due_on == date(2026, 10, 27)


@pytest.mark.parametrize("role", ["mediator"])
def test_who_may_record_and_take_back(office: Office, role: str):
    filed = office.file()
    act(office, filed, "transfer", SECTOR)
    for verb, body in (("record_answer", {**SAID, "answer": "refused"}), ("take_back", {"text": "x"})):
        with pytest.raises(NotAllowed) as refused:
            act(office, filed, verb, body, by=role, days=4)
        assert f"case.{verb}.wrong_role" in [one.code for one in refused.value.problems]


def test_delivery_of_the_letter_is_proof_of_where_it_is(office: Office):
    filed = office.file()
    act(office, filed, "transfer", SECTOR)
    letter = next(copy for copy in issued(filed, "case.transferred") if copy.audience == "agency")
    assert referral.of(office.case(filed)).arrived is None
    act(office, filed, "record_delivery", {"letter_id": letter.pk, "how": "letter", "on": "2026-09-24"}, days=4)
    assert referral.of(office.case(filed)).arrived == (date(2026, 9, 24), "letter")
