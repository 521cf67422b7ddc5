"""What people ask about their data, incidents, holds and erasing, as they are worked at the desk."""

import json
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from redress.cases import data_requests
from redress.cases.models import Case
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.public.following import session
from redress.privacy import requests, vault
from redress.privacy.models import Approval, Breach, Disposal, Erasure, LegalHold, PersonRequest
from redress.records import entries
from tests.conftest import NOON
from tests.world import complainant


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path


def asked(filed, kind="access"):
    return requests.ask(kind, case_id=filed.id, text="我想看看", actor=complainant(filed), now=NOON)


def owner(filed):
    client = Client(headers={"accept-language": "en"})
    client.cookies[session.COOKIE] = signing.TimestampSigner(salt=session.SALT).sign(str(filed.id))
    return client


def ended(office, filed):
    Case.objects.filter(pk=filed.id).update(state="closed", phase="closed", closed_at=NOON - timedelta(days=1200))


def test_a_person_asks_an_officer_grants_and_the_person_takes_the_copy_along(desk, office):
    filed = office.file()
    row = asked(filed)
    copy = f"/case/{filed.number}/my-data/{row.pk}.json"
    assert owner(filed).get(copy).status_code == 404, "not before it is granted"

    officer = desk()
    assert "See and copy my data" in officer.text("privacy/")
    assert officer.get(f"privacy/{row.pk}/copy.txt").status_code == 200
    refused = officer.post(f"privacy/{row.pk}/", go="grant", text="")
    assert refused.status_code == 422
    assert "Write what the person reads" in refused.content.decode()
    assert officer.post(f"privacy/{row.pk}/", go="grant", text="请下载。").status_code == 302

    page = owner(filed).get(f"/case/{filed.number}/my-data/").content.decode()
    assert "请下载。" in page
    assert copy in page
    held = json.loads(owner(filed).get(copy).content)
    assert held["cases"][0]["values"]["intake"]["complainant"]["name"] == "林小雨"


def test_nobody_gets_a_copy_before_it_is_known_who_asks(desk, office):
    filed = office.file()
    officer = desk()
    page = officer.post("privacy/new/", number=filed.number, kind="access", relation="self", text="打电话来问")
    row = PersonRequest.objects.get()
    assert page.status_code == 302
    assert officer.get(f"privacy/{row.pk}/copy.json").status_code == 409
    with pytest.raises(NotAllowed) as refusal:
        data_requests.copy(row.pk, actor=office.staff(), now=NOON)
    assert refusal.value.problems[0].code == "request.copy.not_identified"
    assert officer.post(f"privacy/{row.pk}/", go="identify", how="called_back").status_code == 302
    assert officer.get(f"privacy/{row.pk}/copy.json").status_code == 200


def test_a_refusal_needs_its_ground_and_reasons_and_the_person_reads_them(desk, office):
    filed = office.file()
    row = asked(filed, "deletion")
    officer = desk()
    assert officer.post(f"privacy/{row.pk}/", go="refuse", ground="duty", refusal="短").status_code == 422
    assert (
        officer.post(
            f"privacy/{row.pk}/", go="refuse", ground="duty", refusal="案件还在办理，法律要求保存材料。"
        ).status_code
        == 302
    )
    assert "案件还在办理" in owner(filed).get(f"/case/{filed.number}/my-data/").content.decode()


def test_a_correction_reaches_the_case_and_finds_the_person_from_now_on(desk, office):
    filed = office.file()
    row = asked(filed, "correction")
    assert desk().post(f"privacy/{row.pk}/", go="correct", phone="13900005678").status_code == 302
    assert vault.open(filed.id, "intake")["complainant"]["phone"].replace(" ", "") == "13900005678"
    assert [entry.event for entry in entries.of(filed.id)][-2:] == ["contact.changed", "data_request.corrected"]


def test_a_correction_of_what_was_asked_otherwise_is_refused(office):
    row = asked(office.file(), "access")
    with pytest.raises(NotAllowed):
        data_requests.correct(row.pk, {"phone": "13900005678"}, actor=office.staff(), now=NOON)


def test_another_office_does_not_know_of_the_request(desk, office):
    filed = office.file()
    row = asked(filed)
    assert "See and copy" not in desk("officer", "330108").text("privacy/")
    assert desk("officer", "330108").get(f"privacy/{row.pk}/").status_code == 404
    with pytest.raises(NotThere):
        data_requests.get(row.pk, actor=office.staff("officer", "330108"))


def test_somebody_without_a_case_is_taken_in_by_the_office_that_was_asked(desk):
    officer = desk()
    nowhere = officer.post("privacy/new/", kind="access", relation="self", text="有没有我的信息")
    assert nowhere.status_code == 422
    assert "how the person can be reached" in nowhere.content.decode()
    wrong = officer.post("privacy/new/", number="9999-9999", kind="access", relation="self")
    assert wrong.status_code == 422
    assert "No case of your office" in wrong.content.decode()
    assert officer.post("privacy/new/", kind="access", relation="self", contact="010-12345678").status_code == 302
    row = PersonRequest.objects.get()
    assert officer.get(f"privacy/{row.pk}/").status_code == 200
    assert desk("officer", "330108").get(f"privacy/{row.pk}/").status_code == 404


def test_an_incident_is_reported_assessed_told_and_closed(desk):
    officer = desk()
    moment = NOON.strftime("%Y-%m-%dT%H:%M")
    wrong = officer.post("privacy/incidents/", nature="leaked", found_at="yesterday", text="")
    assert wrong.status_code == 422
    assert "2026-09-22T10:15" in wrong.content.decode()
    assert (
        officer.post(
            "privacy/incidents/",
            nature="leaked",
            found_at=moment,
            text="一份清单发错了邮箱",
            data_kinds=["name", "contact"],
        ).status_code
        == 302
    )
    row = Breach.objects.get()
    place = f"privacy/incidents/{row.pk}/"
    assert officer.get(f"{place}notice.txt").status_code == 409, "not before its five parts are written"
    assert officer.post(place, go="close").status_code == 409
    assert "number of people in digits" in officer.post(place, go="facts", people="some").content.decode()
    facts = {
        "people": "12",
        "certain": "yes",
        "minors": "no",
        "crime": "no",
        "harm_averted": "no",
        "told_to_notify": "no",
        "level": "general",
    }
    assert officer.post(place, go="facts", **facts).status_code == 302
    parts = {
        "cause": "误发",
        "harm": "可能接到骚扰电话",
        "measures": "已要求对方删除",
        "self_help": "留意陌生来电",
        "contact": "021-00000000",
    }
    assert officer.post(place, go="parts", **parts).status_code == 302
    assert "误发" in officer.get(f"{place}notice.txt").content.decode()
    for task in officer.get(place).context["tasks"]:
        assert officer.post(place, go="done", code=task["code"], channel="letter").status_code == 302
    assert officer.post(place, go="close").status_code == 302
    row.refresh_from_db()
    assert row.closed_at == NOON


def test_what_outlived_its_time_is_proposed_by_one_and_erased_by_another(desk, office):
    filed = office.file()
    ended(office, filed)
    officer, supervisor = desk(), desk("supervisor")
    assert filed.number[:4] in officer.text("privacy/keeping/")
    assert officer.post("privacy/keeping/", case=[filed.id]).status_code == 302
    disposal = Disposal.objects.get()
    assert officer.post(f"privacy/keeping/{disposal.pk}/", go="agree").status_code == 409
    assert supervisor.post(f"privacy/keeping/{disposal.pk}/", go="agree").status_code == 302
    assert Erasure.objects.filter(pk=filed.id).exists()
    assert "the key is destroyed" in officer.text(f"privacy/cases/{filed.number}/")


def test_a_hold_keeps_a_case_from_the_list_and_only_a_supervisor_lifts_it(desk, office):
    filed = office.file()
    ended(office, filed)
    officer, supervisor = desk(), desk("supervisor")
    assert (
        officer.post(
            f"privacy/cases/{filed.number}/", go="hold", reason_code="lawsuit", reference="（2026）沪0115民初1号"
        ).status_code
        == 302
    )
    assert officer.get("privacy/keeping/").context["expired"] == []
    hold = LegalHold.objects.get()
    assert officer.post(f"privacy/keeping/holds/{hold.pk}/").status_code == 409
    assert supervisor.post(f"privacy/keeping/holds/{hold.pk}/").status_code == 302
    assert len(officer.get("privacy/keeping/").context["expired"]) == 1


def test_a_running_case_is_not_erased(desk, office):
    page = desk().post(f"privacy/cases/{office.file().number}/", go="erase")
    assert page.status_code == 409
    assert "once it has ended" in page.content.decode()


def test_a_supervisor_gives_leave_to_see_a_minors_data(desk, office):
    filed = office.file()
    Case.objects.filter(pk=filed.id).update(flags="minor")
    officer, supervisor = desk(), desk("supervisor")
    look = {"field": "phone", "reason_code": "contact", "text": "Call back about the device"}
    assert officer.post(f"cases/{filed.number}/reveal/", **look).status_code == 422
    place = f"privacy/cases/{filed.number}/"
    for days, person, said in (("99", officer.staff.pk, "from 1 to 30"), ("7", 0, "Choose who may look")):
        page = supervisor.post(place, go="approve", days=days, person=person)
        assert page.status_code == 409
        assert said in page.content.decode()
    assert supervisor.post(place, go="approve", days="7", person=officer.staff.pk).status_code == 302
    assert Approval.objects.get().until == NOON + timedelta(days=7)
    assert officer.post(f"cases/{filed.number}/reveal/", **look).status_code == 200
