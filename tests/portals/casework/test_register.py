"""The clerk's page: nobody is turned away, nothing is stored twice, duplicates are seen before and not after."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.cases.models import Case, Exhibit
from redress.portals.casework import register
from tests.cases.test_evidence import picture

CALL = {
    "phone": "139 1234 5678", "name": "周敏", "address": "上海市浦东新区示例路8号", "trader": "安心家电专营店", "trader_address": "示例路2号",
    "area": "pdxq", "seller_kind": "shop", "what": "电饭煲", "nature": "QUALITY", "bought_on": "2026-09-01", "amount": "399",
    "story": "买了电饭煲，用了一周就不加热了，店里不肯退。", "request": "REFUND", "kind": "complaint", "channel": "phone",
    "received": "2026-09-22T10:15", "publication": "0", "entrusted_mediation": "1",
}  # fmt: skip


def call(clerk, **changes):
    """Open the page, fill it in, press a button."""
    token = re.search(r'name="token" value="([^"]+)"', clerk.text("new/"))[1]
    return clerk.post("new/", **(CALL | {"token": token, "go": "register"} | changes))


def test_one_call_becomes_one_case_with_everything_that_was_said(desk):
    response = call(desk("clerk"))
    case = Case.objects.get()
    assert response.url == f"/desk/new/{case.number}/"
    assert (case.division, case.channel, case.trader_name, str(case.amount)) == (
        "310115",
        "phone",
        "安心家电专营店",
        "399.00",
    )
    assert case.facts_value["consents"] == {"publication": False, "entrusted_mediation": True}
    assert case.received_at.isoformat() == "2026-09-22T02:15:00+00:00"
    assert case.missing_value == []


def test_a_double_click_leads_to_the_same_receipt(desk):
    clerk = desk("clerk")
    token = "one-page"
    first, second = (clerk.post("new/", **(CALL | {"token": token, "go": "register"})) for _ in range(2))
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_a_scan_that_was_lost_with_the_answer_is_kept_when_the_form_comes_again(desk, monkeypatch):
    clerk = desk("clerk")
    form = CALL | {"token": "one-page", "go": "register", "channel": "post"}
    with monkeypatch.context() as power:
        power.setattr(register.evidence, "add_exhibit", stop)
        with pytest.raises(OSError, match="the power is gone"):
            clerk.post("new/", **form, scan=scan())
    for _ in range(2):
        assert clerk.post("new/", **form, scan=scan()).status_code == 302
    assert Exhibit.objects.get().case == Case.objects.get()


def stop(*_, **__):
    raise OSError("the power is gone")


def scan():
    return SimpleUploadedFile("letter.png", picture("PNG"))


def test_going_back_and_sending_other_words_makes_no_second_case(desk):
    clerk = desk("clerk")
    first, second = (
        clerk.post("new/", **(CALL | {"token": "t", "go": "register", "story": story})) for story in ("坏了", "真坏了")
    )
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_a_duplicate_is_shown_before_it_is_registered(desk):
    clerk = desk("clerk")
    call(clerk)
    page = call(clerk)
    assert Case.objects.count() == 1
    assert [twin.number for twin in page.context["twins"]] == [Case.objects.get().number]
    assert call(clerk, seen="1").status_code == 302
    assert Case.objects.count() == 2


def test_pressing_enter_looks_up_and_stores_nothing(desk):
    page = call(desk("clerk"), go="look", name="", address="")
    assert not Case.objects.exists()
    assert page.context["given"]["division"] == "310115"
    assert ["name" in row["title"].lower() for row in page.context["lacking"]].count(True) == 1


def test_looking_up_shows_what_the_law_may_support_and_what_is_worth_asking(desk):
    supported = call(desk("clerk"), go="look").context["supported"]
    assert [(row["id"], row["status"]) for row in supported] == [
        ("RETURN_7D", "unknown"),
        ("WARRANTY", "unknown"),
        ("FRAUD_X3", "unknown"),
    ]
    assert "On which day was the trader told of the problem or of the return?" in supported[0]["questions"]


@pytest.mark.parametrize("changes", [{"kind": "report"}, {"nature": ""}])
def test_a_report_or_a_problem_not_named_shows_no_remedies(desk, changes):
    assert call(desk("clerk"), go="look", **changes).context["supported"] == []


@pytest.mark.parametrize("changes", [{"amount": "many"}, {"bought_on": "2999-99-99"}, {"category": "no.such.class"}])
def test_what_cannot_be_read_takes_no_part_in_what_the_law_may_support(desk, changes):
    assert call(desk("clerk"), go="look", **changes).context["supported"]


def test_an_area_that_could_be_several_is_asked_about_once(desk):
    clerk = desk("clerk")
    page = call(clerk, area="朝阳")
    assert not Case.objects.exists()
    codes = [row["value"] for row in page.context["areas"]]
    assert len(codes) > 1
    assert call(clerk, area="朝阳", division=codes[1]).status_code == 302
    assert Case.objects.get().division == codes[1]


def test_an_area_that_does_not_exist_stops_nobody(desk):
    assert call(desk("clerk"), area="亚特兰蒂斯").status_code == 302


def test_nothing_but_a_story_is_enough_and_what_is_missing_is_listed(desk):
    clerk = desk("clerk")
    token = re.search(r'name="token" value="([^"]+)"', clerk.text("new/"))[1]
    response = clerk.post(
        "new/", story="店里卖过期酸奶", token=token, go="register", received="2026-09-22T10:15", channel="counter"
    )
    receipt = clerk.client.get(response.url)
    assert receipt.status_code == 200
    assert len(receipt.context["missing"]) >= 4


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [("amount", "-5", "purchase_amount"), ("bought_on", "2999-01-01", "purchase_bought_on"), ("phone", "12", "complainant_phone"), ("received", "2999-01-01T10:00", "received_at")],
)  # fmt: skip
def test_a_malformed_value_is_said_at_its_field_and_nothing_is_lost(desk, field, value, place):
    page = call(desk("clerk"), **{field: value})
    assert page.status_code == 422
    assert place in page.context["errors"]
    assert page.context["given"]["story"] == CALL["story"]
    assert not Case.objects.exists()


def test_both_becomes_two_linked_cases(desk):
    call(desk("clerk"), kind="both")
    assert sorted(Case.objects.values_list("kind", flat=True)) == ["complaint", "report"]


def test_the_next_matter_of_the_same_caller_starts_with_the_caller(desk):
    clerk = desk("clerk")
    call(clerk)
    assert clerk.get("new/", same="1").context["given"]["name"] == "周敏"
    assert "name" not in desk("supervisor").get("new/", same="1").context["given"]


def test_earlier_cases_of_the_number_are_shown(desk):
    clerk = desk("clerk")
    call(clerk)
    page = call(clerk, go="look", trader="另一家店")
    assert len(page.context["earlier"]) == 1
    assert page.context["twins"] == []


def test_traders_of_other_offices_are_not_suggested(desk, office):
    office.file()
    assert desk("officer", "330108").get("new/").context["traders"] == []
    assert [row["name"] for row in desk("clerk").get("new/").context["traders"]] == ["小蓝电器商行"]
