"""Who is told of a step: what the table says, by what the person gave, and a person who was not reached is work."""

from datetime import timedelta

import pytest

from redress.cases import actions
from redress.cases.models import Task
from redress.notices.models import Notice
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
    case = office.case(office.file())
    gateway.answers = [(400, {"why": "no such number"})]
    read_on(now=NOON)
    work(NOON)
    assert told(case) == [("case.received", "complainant", "sms", "failed")]
    task = Task.objects.get(case=case)
    assert (task.kind, task.due_on.isoformat(), task.added_by) == ("contact_party", "2026-09-23", "system")
    gateway.answers = [(400, {})]
    actions.act(case.number, "accept", {}, actor=office.staff(), now=NOON)
    read_on(now=NOON)
    work(NOON)
    assert Task.objects.filter(case=case).count() == 1


def test_an_erased_case_tells_nobody_and_nothing_breaks(office, gateway, read_on):
    from redress.privacy.models import CaseKey

    case = office.case(office.file())
    CaseKey.objects.filter(pk=case.pk).update(key_id=0, wrapped=b"", destroyed_at=NOON)
    assert read_on(now=NOON) > 0
    assert told(case) == []
