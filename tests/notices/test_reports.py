"""What the gateway says later, the ledger over the API, and what the doctor sees of it all."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from redress.cases.models import Task
from redress.config.doctor import DEGRADED, MUST_FIX, OK, outgoing
from redress.notices import hooks
from redress.notices.models import Endpoint, Notice
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
REPORTS = "/api/v1/notices/sms-reports"


@pytest.fixture
def report(settings, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    settings.REDRESS_SMS_REPORT_KEY = "k-1"

    def send(body, key="k-1"):
        return Client().post(REPORTS, json.dumps(body), content_type="application/json", headers={"X-Report-Key": key})

    return send


def test_a_report_of_delivery_closes_the_notice_once(tell, gateway, work, report):
    tell("sms")
    work(NOON)
    answer = report([{"id": "gw-1", "status": "DELIVRD"}, {"id": "gw-9", "status": "DELIVRD"}])
    assert (answer.status_code, answer.json()) == (200, {"taken": 1})
    assert Notice.objects.get().state == "delivered"
    report({"id": "gw-1", "status": "DELIVRD"})
    assert Notice.objects.get().state == "delivered"


def test_a_report_of_failure_is_work(case, tell, gateway, work, report):
    tell("sms")
    work(NOON)
    report({"id": "gw-1", "status": "UNDELIV"})
    assert (Notice.objects.get().state, Notice.objects.get().fault) == ("failed", "sms.not_delivered")
    assert Task.objects.filter(case=case).count() == 1


def test_without_the_key_there_is_no_such_door(tell, report, settings):
    assert report({"id": "gw-1", "status": "DELIVRD"}, key="guess").status_code == 404
    assert report([{"no": "report"}]).json()["errors"][0]["code"] == "notice.report.unreadable"
    settings.REDRESS_SMS_REPORT_KEY = ""
    assert report({"id": "gw-1", "status": "DELIVRD"}, key="").status_code == 404


def test_the_ledger_over_the_api_pages_and_tells_no_address(office, case, tell):
    for place in range(3):
        tell("sms", key=f"n{place}")
    key = {"authorization": f"Bearer {office.key('officer')}"}
    first = Client().get("/api/v1/notices?limit=2&state=held", headers=key)
    assert [one["number"] for one in first.json()["items"]] == [case.number] * 2
    assert "13800001234" not in first.content.decode()
    second = Client().get(f"/api/v1/notices?limit=2&cursor={first.json()['next']}", headers=key).json()
    assert (len(second["items"]), second["next"]) == (1, None)
    other = {"authorization": f"Bearer {office.key('officer', '330108')}"}
    assert Client().get("/api/v1/notices", headers=other).json()["items"] == []
    wrong = Client().get("/api/v1/notices?state=lost", headers=key)
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "code.unknown")


def level(check, now=NOON):
    return [finding.level for finding in check(now)]


def test_the_doctor_sees_what_cannot_go_out(tell, mail, gateway, settings):
    assert level(outgoing.mail) == level(outgoing.sms) == level(outgoing.notices) == [OK]
    tell()
    assert level(outgoing.notices, NOON + timedelta(hours=2)) == [DEGRADED]
    settings.REDRESS_MAIL_FROM = "notices@localhost"
    assert level(outgoing.mail) == [DEGRADED]
    settings.REDRESS_MAIL_URL, settings.REDRESS_SMS_URL = "smtp://127.0.0.1:9", "http://127.0.0.1:9/in"
    assert level(outgoing.mail) == level(outgoing.sms) == [MUST_FIX]
    settings.REDRESS_MAIL_URL = settings.REDRESS_SMS_URL = ""
    assert level(outgoing.mail) == level(outgoing.sms) == [DEGRADED]


def test_the_doctor_sees_failures_and_paused_endpoints(office, tell, gateway, work):
    gateway.answers = [(400, {})]
    tell("sms")
    work(NOON)
    assert level(outgoing.notices) == [DEGRADED]
    assert level(outgoing.webhooks) == [OK]
    hooks.subscribe("http://127.0.0.1:9/in", (), actor=office.staff("admin"), now=NOON)
    Endpoint.objects.update(state="paused")
    assert level(outgoing.webhooks) == [DEGRADED]
