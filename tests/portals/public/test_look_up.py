"""Finding one's matter again: two ways in, one answer for whatever is wrong, and a door that closes by itself."""

import re

import pytest

from redress.cases import numbers
from redress.cases.models import Case
from tests.portals.public.visitors import Visitor, tell, walk


def text(response) -> str:
    return response.content.decode()


def plain(response, number: str) -> str:
    """The page without its number and the token of its form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response)).replace(number, "N")


@pytest.fixture
def case(visitor) -> Case:
    walk(visitor)
    visitor.post("/file/check/")
    return Case.objects.get()


@pytest.fixture
def stranger() -> Visitor:
    return Visitor()


@pytest.mark.parametrize(
    "write", [numbers.pickup, numbers.pickup_chinese, lambda number: numbers.pickup(number).upper().replace("-", " ")]
)
def test_number_and_words_open_it(case, stranger, write):
    number = case.grouped_number.lower()

    response = stranger.post("/case/", {"number": number, "words": write(case.number)})

    assert response.url == f"/case/{case.number}/"
    assert "已收到，正在看您的材料" in text(stranger.get(response.url))


@pytest.mark.parametrize("phone", ["13800001234", "+86 138-0000-1234", "138 0000 1234"])
def test_telephone_and_words_open_it(case, stranger, phone):
    response = stranger.post("/case/", {"phone": phone, "words": numbers.pickup_chinese(case.number)})

    assert response.url == f"/case/{case.number}/"


def test_wrong_is_wrong_whether_it_exists_or_not(case, stranger):
    words = numbers.pickup("26" + "1" * 10)
    tries = (
        {"number": case.number, "words": words},
        {"number": "26ZZZZZZZZZZ", "words": words},
        {"phone": "13800001234", "words": words},
        {"phone": "13911112222", "words": words},
        {"number": case.number, "words": "什么 都 不 对"},
    )

    answers = {
        text(stranger.post("/case/", fields)).split('class="problems"')[1].split("</div>")[0] for fields in tries
    }

    assert len(answers) == 1


def test_a_page_that_is_not_yours_looks_like_one_that_is_not_there(case, stranger):
    theirs, nobodys = stranger.get(f"/case/{case.number}/"), stranger.get("/case/26ZZZZZZZZZZ/")

    assert theirs.status_code == nobodys.status_code == 404
    assert plain(theirs, case.number) == plain(nobodys, "26ZZZZZZZZZZ")
    for path in (
        "write/",
        "files/",
        "contact/",
        "my-data/",
        "do/withdraw/",
        "file/1/",
        "proof/1.receipt.json",
        "dates.ics",
        "receipt.png",
    ):
        assert stranger.get(f"/case/{case.number}/{path}").status_code == 404


def test_guessing_ends_with_the_human_way(case, stranger):
    answers = [
        stranger.post("/case/", {"number": case.number, "words": f"苹果 大海 书包 {word}"}) for word in ["茶壶"] * 21
    ]

    assert [answer.status_code for answer in answers[:20]] == [422] * 20
    assert answers[20].status_code == 429
    assert answers[20]["Retry-After"]
    assert "12315" in text(answers[20])


def test_guessing_from_many_places_at_one_case_ends_too(case):
    statuses = []
    for place in range(31):
        elsewhere = Visitor()
        response = elsewhere.client.post(
            "/case/", {"number": case.number, "words": "苹果 大海 书包 茶壶"}, REMOTE_ADDR=f"10.0.0.{place}"
        )
        statuses.append(response.status_code)

    assert statuses == [422] * 30 + [429]


def test_an_empty_form_says_what_is_needed(stranger):
    response = stranger.post("/case/", {})

    assert response.status_code == 422
    assert "写一个就行" in text(response)
    assert "四个取件词" in text(response)


def test_it_closes_after_two_hours_and_at_once_when_asked(case, visitor, monkeypatch):
    assert visitor.get(f"/case/{case.number}/").status_code == 404  # sent, but the receipt not opened yet
    visitor.get("/file/received/")
    assert visitor.get(f"/case/{case.number}/").status_code == 200

    with monkeypatch.context() as later:
        later.setattr("time.time", lambda: 4_000_000_000.0)
        assert visitor.get(f"/case/{case.number}/").status_code == 404
    visitor.get("/file/received/")
    visitor.post("/case/leave/")
    assert visitor.get(f"/case/{case.number}/").status_code == 404


def test_leaving_the_receipt_closes_everything_on_a_shared_device(case, visitor):
    visitor.get("/file/received/")

    visitor.post("/file/received/leave/")

    assert visitor.get(f"/case/{case.number}/").status_code == 404
    assert "六个词" in text(visitor.get("/file/received/"))


@pytest.mark.parametrize("cookie", ["", "1", "1:abc", "1:2:3", "9" * 40])
def test_a_forged_cookie_opens_nothing(case, stranger, cookie):
    stranger.client.cookies["case"] = cookie

    assert stranger.get(f"/case/{case.number}/").status_code == 404


def test_the_words_of_a_complaint_open_its_report_too(stranger):
    both = Visitor()
    tell(both, kind="both")
    both.post("/file/check/")
    complaint, report = Case.objects.get(kind="complaint"), Case.objects.get(kind="report")

    response = stranger.post("/case/", {"number": report.number, "words": numbers.pickup(complaint.number)})

    assert response.url == f"/case/{report.number}/"
    assert stranger.get(f"/case/{complaint.number}/").status_code == 200
