"""The law on a case as the desk shows it: look, try facts, keep; papers; what a rule set would do."""

import pytest
from django.test import Client

from redress.agencies.models import Staff
from redress.remedies.models import Assessment


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False


def desk(username: str = "officer-310115", language: str = "zh-CN") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Staff.objects.get(username=username))
    return client


def place(filed) -> str:
    return f"/desk/cases/{filed.number}/law/"


def text(response) -> str:
    return str(response.content.decode())


def test_the_page_is_filled_in_from_the_case_and_keeps_nothing_by_itself(office):
    shown = text(desk().get(place(office.file())))
    assert 'value="2399.00"' in shown
    assert "还没有存入" in shown
    assert "上海市浦东新区" in shown
    assert not Assessment.objects.exists()


def test_advice_on_refusal_names_missing_materials_by_their_names(office):
    filed = office.file(complainant={"name": None, "agent": {"name": "张小川"}})
    shown = text(desk().get(place(filed)))
    assert "没有提供：投诉人姓名" in shown
    assert "/complainant/" not in shown


def test_for_somebody_who_writes_english_papers_come_in_chinese_too(office):
    filed = office.file()
    case = office.case(filed)
    case.language = "en"
    case.save(update_fields=["language"])
    client = desk()
    assert "/documents/civil_complaint.docx?in=zh" in text(client.get(place(filed)))
    english = client.get(f"/desk/cases/{filed.number}/documents/civil_complaint.docx").headers["Content-Disposition"]
    chinese = client.get(f"/desk/cases/{filed.number}/documents/civil_complaint.docx?in=zh").headers[
        "Content-Disposition"
    ]
    assert "Civil" in english
    assert "Civil" not in chinese


def test_an_officer_tries_facts_then_keeps_them(office):
    filed, client = office.file(), desk()
    tried = client.post(place(filed), {"fraud": "yes", "price": "2399", "look": "1"})
    assert "7,197.00" in text(tried)
    assert not Assessment.objects.exists()
    kept = client.post(place(filed), {"fraud": "yes", "price": "2399", "tests": ["FALSE_PUBLICITY"], "keep": "1"})
    assert kept.status_code == 302
    assert Assessment.objects.get().inputs["tests"] == ["FALSE_PUBLICITY"]
    shown = text(client.get(place(filed)))
    assert "7,197.00" in shown
    assert "知悉真情权" in shown
    assert "属于欺诈行为" in shown


def test_an_earlier_assessment_is_shown_as_it_was_kept(office):
    filed, client = office.file(), desk()
    for fraud in ("yes", "no"):
        client.post(place(filed), {"fraud": fraud, "price": "2399", "keep": "1"})
    first = Assessment.objects.order_by("pk").first()
    assert "7,197.00" in text(client.get(place(filed), {"assessment": first.pk}))
    assert client.get(place(filed), {"assessment": first.pk + 999}).status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(office):
    filed = office.file()
    response = desk().post(place(filed), {"price": "a lot", "fraud": "yes", "keep": "1"})
    assert response.status_code == 422
    assert "#id_price" in text(response)
    assert 'value="a lot"' in text(response)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("username", ["officer-330108", "analyst-310115"])
def test_a_case_of_others_is_not_there(office, username):
    assert desk(username).get(place(office.file())).status_code in {403, 404}


def test_papers_come_as_downloads(office):
    filed = office.file()
    response = desk().get(f"/desk/cases/{filed.number}/documents/civil_complaint.docx")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert desk().get(f"/desk/cases/{filed.number}/documents/judicial_confirmation.pdf").status_code == 302
    assert desk().get(f"/desk/cases/{filed.number}/documents/nonsense.pdf").status_code == 404


def test_a_supervisor_sees_what_a_rule_set_would_do_and_an_officer_does_not(office):
    office.file()
    shown = text(desk("supervisor-310115").get("/desk/replay/", {"rule_set": "cn-samr-2019"}))
    assert "看过的在办案件" in shown
    assert (
        desk("supervisor-310115").get("/desk/replay/", {"rule_set": "cn-samr-2019", "since": "soon"}).status_code == 422
    )
    assert desk("supervisor-310115").get("/desk/replay/", {"rule_set": "nonsense"}).status_code == 422
    assert desk().get("/desk/replay/").status_code == 404


def test_the_desk_speaks_english_too(office):
    assert "The law on this case" in text(desk(language="en").get(place(office.file())))
