"""Who is told of a step: what the table says, by what the person gave, and a person who was not reached is work."""

from datetime import timedelta

import pytest

from redress.cases import actions, referral
from redress.cases.letters import issuing
from redress.cases.models import Task
from redress.kernel.actors import SYSTEM
from redress.kernel.moments import day_of
from redress.notices import ledger, people
from redress.notices.models import Notice
from redress.records import entries
from tests.conftest import NOON
from tests.world import Office

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def told(case):
    return sorted(Notice.objects.filter(case=case).values_list("template", "audience", "channel", "state"))


def test_nothing_that_happened_before_is_news(case, gateway, read_on):
    assert read_on(now=LATER) == 0
    assert told(case) == []


def test_receipt_acceptance_and_refusal_are_told_once_by_text_message(office: Office, gateway, read_on, work):
    case = office.case(office.file())
    actions.act(case.number, "accept", {}, actor=office.staff(), now=NOON)
    read_on(now=NOON)
    read_on(now=NOON)
    work(NOON)
    assert told(case) == [
        ("case.news", "complainant", "sms", "sent"), ("case.received", "complainant", "sms", "sent"),
    ]  # fmt: skip
    texts = [one["text"] for one in gateway.told]
    assert all(case.grouped_number in text for text in texts)
    assert not any(word in text for word in ("受理", "扫地", "小蓝", "林小雨") for text in texts)


def test_an_email_address_goes_before_the_telephone_where_mail_is_set_up(office, mail, gateway, read_on, work):
    case = office.case(office.file(complainant={"email": "lin@example.com"}))
    read_on(now=NOON)
    work(NOON)
    assert told(case) == [("case.received", "complainant", "email", "sent")]


def test_a_request_for_materials_names_the_day(office, gateway, read_on, work):
    case = office.case(office.file())
    body = {"reason_code": "COMPLAINANT_ADDRESS", "text": "请补充购买凭证", "due_on": "2026-10-09"}
    actions.act(case.number, "request_materials", body, actor=office.staff(), now=NOON)
    read_on(now=NOON)
    work(NOON)
    assert any("2026-10-09" in one["text"] and "凭证" not in one["text"] for one in gateway.told)


def test_a_report_without_any_contact_is_left_in_peace(office, gateway, read_on):
    case = office.case(office.file(kind="report", complainant={"name": None, "phone": None, "address": None}))
    read_on(now=NOON)
    assert told(case) == []


def test_who_was_not_reached_is_a_task_due_the_next_working_day(office, gateway, read_on, work):
    case = office.case(office.file(complainant={"address": None}))
    gateway.answers = [(400, {"why": "no such number"})]
    read_on(now=NOON)
    work(NOON)
    assert ("case.received", "complainant", "sms", "failed") in told(case)
    task = Task.objects.get(case=case)
    assert (task.kind, task.due_on.isoformat(), task.added_by) == ("call_party", "2026-09-23", "system:notices")
    gateway.answers = [(400, {})]
    actions.act(case.number, "accept", {}, actor=office.staff(), now=NOON)
    read_on(now=NOON)
    work(NOON)
    assert Task.objects.filter(case=case).count() == 1


def test_an_erased_case_tells_nobody_and_nothing_breaks(office, gateway, read_on):
    from redress.privacy.models import CaseKey

    case, another = office.case(office.file()), office.case(office.file())
    CaseKey.objects.filter(pk=case.pk).update(key_id=0, wrapped=b"", destroyed_at=NOON)
    read_on(now=NOON)
    assert told(case) == []
    assert told(another), "what comes after it is read all the same"


def test_a_letter_to_a_body_outside_goes_to_the_print_queue_and_its_arrival_is_the_proof(
    office, read_on, settings, tmp_path
):
    settings.REDRESS_DATA = tmp_path
    case = office.case(office.file())
    body = {"reason_code": "SECTOR_BODY", "text": "资费", "body": "示例通信管理局", "address": "示例市通信路8号"}
    actions.act(case.number, "transfer", body, actor=office.staff(), now=NOON)
    issuing.issue_for_entry(case.pk, "transfer_letter", entries.of(case.pk)[-1].id, actor=SYSTEM, now=NOON)
    read_on(now=NOON)
    paper = Notice.objects.get(case=case, audience="body")
    assert (paper.channel, paper.state, paper.letter.audience) == ("letter", "waiting", "agency")
    assert ledger.sealed(paper)["to"] == "示例市通信路8号"
    assert ("case.news", "complainant", "sms", "held") in told(case), "the complainant is told as well"

    people.note(paper.pk, "posted", on=day_of(NOON), actor=office.staff(), now=NOON)
    people.note(paper.pk, "arrived", on=day_of(LATER), actor=office.staff(), now=LATER)
    assert referral.of(office.case(case)).arrived == (day_of(LATER), "letter")


def test_a_letter_that_another_body_sends_back_is_work(office, read_on, settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    case = office.case(office.file())
    body = {"reason_code": "SECTOR_BODY", "text": "资费", "body": "示例通信管理局", "address": "错误的地址"}
    actions.act(case.number, "transfer", body, actor=office.staff(), now=NOON)
    issuing.issue_for_entry(case.pk, "transfer_letter", entries.of(case.pk)[-1].id, actor=SYSTEM, now=NOON)
    read_on(now=NOON)
    paper = Notice.objects.get(case=case, audience="body")
    people.note(paper.pk, "came_back", on=day_of(LATER), actor=office.staff(), now=LATER)
    assert Task.objects.filter(case=case, kind="contact_party", finished_at=None).count() == 1
