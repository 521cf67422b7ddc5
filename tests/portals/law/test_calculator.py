"""Somebody asks what they are entitled to: no account, no script, and “I do not know” is always an answer."""

import io
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from PIL import Image

from redress.kernel.moments import day_of
from redress.law.interview import MATTERS
from redress.portals.law import carried, result
from tests.portals.public.conftest import Visitor

START = "/calculators/remedies/"


def answer(visitor: Visitor, matter: str, name: str, **fields: str) -> str:
    """Answer one question and return where it leads."""
    response = visitor.post(f"{START}{matter}/{name}/", fields)
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


def text(response) -> str:
    return str(response.content.decode())


def test_fraud_is_worked_out_in_three_questions(visitor):
    begun = visitor.get(f"{START}fraud/", new=1)
    assert begun.url == f"{START}fraud/fraud/"
    assert answer(visitor, "fraud", "fraud", fraud="yes") == f"{START}fraud/price/"
    answer(visitor, "fraud", "price", price="￥3,999")
    shown = text(visitor.get(f"{START}fraud/result/"))
    assert "11,997.00" in shown
    assert "15,996.00" in shown
    assert "《消费者权益保护法》第55条第1款" in shown
    assert "不是决定" in shown


def test_what_is_not_known_is_not_asked_again(visitor):
    visitor.get(f"{START}fraud/", new=1)
    after = answer(visitor, "fraud", "fraud", fraud="unknown")
    assert "/fraud/fraud/" not in after
    shown = text(visitor.get(f"{START}fraud/result/"))
    assert "还不能判断" in shown
    assert f'href="{START}fraud/fraud/"' in shown


@pytest.mark.parametrize("matter", MATTERS)
def test_every_matter_comes_to_an_end_when_nothing_is_known(visitor, matter):
    place = visitor.get(f"{START}{matter}/", new=1).url
    for _ in range(60):
        if place.endswith("/result/"):
            break
        page = visitor.get(place)
        assert page.status_code == 200
        place = visitor.post(place, {"skip": "1"}).url
    assert visitor.get(place).status_code == 200
    assert place.endswith("/result/")


def test_nothing_chosen_is_answered_with_what_to_do(visitor):
    visitor.get(f"{START}fraud/", new=1)
    response = visitor.post(f"{START}fraud/fraud/", {})
    assert response.status_code == 422
    assert "请选一项或者填写" in text(response)
    assert "#id_fraud" in text(response)


@pytest.mark.parametrize("typed", ["abc", "-5", "1e999", "9" * 40])
def test_a_sum_that_is_none_is_never_an_error_of_the_server(visitor, typed):
    visitor.get(f"{START}fraud/", new=1)
    answer(visitor, "fraud", "fraud", fraud="yes")
    response = visitor.post(f"{START}fraud/price/", {"price": typed})
    assert response.status_code == 422
    assert typed in text(response)


def test_days_out_of_order_are_named_and_kept_as_typed(visitor):
    visitor.get(f"{START}fraud/", new=1)
    answer(visitor, "fraud", "bought_on", bought_on_year="2026", bought_on_month="9", bought_on_day="1")
    response = visitor.post(
        f"{START}fraud/delivered_on/", {"delivered_on_year": "2026", "delivered_on_month": "8", "delivered_on_day": "1"}
    )
    assert response.status_code == 422
    assert 'value="8"' in text(response)


def test_a_purchase_that_is_still_to_come_is_a_slip_of_the_pen(visitor):
    visitor.get(f"{START}fraud/", new=1)

    shown = visitor.post(
        f"{START}fraud/bought_on/", {"bought_on_year": "2062", "bought_on_month": "1", "bought_on_day": "2"}
    )

    assert shown.status_code == 422
    assert "还没有到，请核对" in text(shown)


def test_who_has_not_written_yet_reads_until_when(visitor):
    visitor.get(f"{START}return/", new=1)
    day = day_of(timezone.now()) - timedelta(days=2)
    given = {"delivered_on_year": str(day.year), "delivered_on_month": str(day.month), "delivered_on_day": str(day.day)}
    answer(visitor, "return", "channel", channel="online")
    answer(visitor, "return", "intact", intact="yes")
    answer(visitor, "return", "delivered_on", **given)

    shown = text(visitor.get(f"{START}return/result/"))

    last = day + timedelta(days=7)
    assert f"请最迟在{last.year}年{last.month}月{last.day}日" in shown


def test_an_earlier_day_is_judged_by_the_law_of_that_day(visitor):
    visitor.get(f"{START}fraud/", new=1)
    answer(visitor, "fraud", "fraud", fraud="yes")
    answer(visitor, "fraud", "price", price="100")
    assert "500.00" in text(visitor.get(f"{START}fraud/result/"))
    before = text(visitor.get(f"{START}fraud/result/", on="2014-03-14"))
    assert "200.00" in before
    assert "500.00" not in before


def test_the_result_can_be_kept_as_pdf(visitor):
    visitor.get(f"{START}fraud/", new=1)
    answer(visitor, "fraud", "fraud", fraud="yes")
    response = visitor.get(f"{START}fraud/result.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_result_can_be_kept_as_one_picture_however_long(visitor, language):
    visitor.client.cookies["django_language"] = language
    visitor.get(f"{START}fraud/", new=1)
    answer(visitor, "fraud", "fraud", fraud="yes")
    response = visitor.get(f"{START}fraud/result.png")
    assert response["Content-Type"] == "image/png"
    assert "Content-Disposition" not in response
    with Image.open(io.BytesIO(response.content)) as drawn:
        width, height = drawn.size
    assert width == 1063
    assert height > width


def test_nothing_is_kept_on_the_server(visitor, django_assert_num_queries):
    visitor.get(f"{START}fraud/", new=1)
    with django_assert_num_queries(0):
        answer(visitor, "fraud", "fraud", fraud="yes")
    cookie = visitor.client.cookies[carried.COOKIE]
    assert cookie["path"] == "/calculators/"
    assert cookie["httponly"]


def test_a_cookie_that_was_changed_counts_for_nothing(visitor):
    visitor.client.cookies[carried.COOKIE] = signing.dumps(
        {"m": "fraud", "f": {"fraud": True}, "u": []}, salt="another"
    )
    assert "15,996" not in text(visitor.get(f"{START}fraud/result/"))


def test_a_complaint_begins_with_these_facts_and_keeps_what_a_draft_already_says(visitor):
    visitor.get(f"{START}fraud/", new=1)
    answer(visitor, "fraud", "fraud", fraud="yes")
    answer(visitor, "fraud", "price", price="3999")
    held = carried.signed(carried.Carried("fraud", {"price": "3999", "bought_on": "2026-08-28"}))
    response = visitor.post("/file/with/facts/", {"facts": held})
    assert response.status_code == 302
    assert response.url == "/file/"
    assert visitor.answer("", kind="complaint").startswith("/file/")
    visitor.answer("story", problem_story="买的东西有问题，店家不退钱，请帮忙处理。")
    assert visitor.answer("facts", problem_nature="CONTRACT").startswith("/file/")
    shown = text(visitor.get("/file/purchase/"))
    assert 'value="3999"' in shown
    assert 'value="2026"' in shown


def test_facts_that_were_not_signed_here_begin_an_empty_complaint(visitor):
    assert visitor.post("/file/with/facts/", {"facts": "forged"}).url == "/file/"


@pytest.mark.parametrize(
    "path", ["nonsense/", "fraud/nonsense/", "nonsense/result/", "nonsense/result.pdf", "nonsense/result.png"]
)
def test_what_is_not_there_is_not_found(visitor, path):
    assert visitor.get(START + path).status_code == 404


@pytest.mark.parametrize(("bought_from", "filed"), [("live_room", "on_platform"), ("shop", "shop")])
def test_who_bought_in_a_live_room_files_against_a_seller_on_a_platform(bought_from, filed):
    answers = {"said": {}}
    result.carry_over(carried.Carried("platform", {"seller_kind": bought_from}), answers)
    assert answers["said"] == {"/respondent/seller_kind": filed}
