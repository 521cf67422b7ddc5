"""The queue: sorted by the date that is right, narrowed by parts that can be taken away, worked through in its order."""

from datetime import timedelta

import pytest

from redress.cases.models import Case, SavedSearch
from tests.conftest import NOON


def numbers(page):
    return [row["number"] for row in page.context["rows"]]


def test_the_next_legal_date_comes_first_and_the_one_that_is_over_on_top(desk, office):
    late = office.file(
        now=NOON - timedelta(days=60), purchase={"bought_on": "2026-06-01"}, problem={"discovered_on": "2026-06-02"}
    )
    new = office.file()
    assert numbers(desk().get("")) == [late.number, new.number]


def test_the_preview_stands_beside_the_list(desk, office):
    number = office.file().number
    text = desk().text("", bucket="open", show=number)
    assert "扫地机器人" in text
    assert 'class="preview"' in text


def test_the_preview_of_another_offices_case_is_not_there(desk, office):
    assert desk("officer", "330108").get("", show=office.file().number).status_code == 404


@pytest.mark.parametrize("order", ["due", "received", "last"])
def test_next_and_previous_follow_the_order_of_the_list(desk, office, order):
    for day in range(3):
        office.file(now=NOON - timedelta(days=day % 2))
    officer = desk()
    listed = numbers(officer.get("", bucket="open", order=order))
    pages = [officer.get(f"cases/{number}/", bucket="open", order=order).context for number in listed]
    assert [page["next"].split("/cases/")[-1].split("/")[0] for page in pages] == [*listed[1:], ""]
    assert [page["previous"].split("/cases/")[-1].split("/")[0] for page in pages] == ["", *listed[:-1]]


def test_assignee_and_office_narrow_the_list_and_each_can_be_taken_away(desk, office):
    mine, free = office.file(), office.file(now=NOON - timedelta(days=1))
    officer = desk()
    officer.post(f"cases/{mine.number}/step/assign/", to="me")
    page = officer.get("", assignee="me", agency="310115")
    assert numbers(page) == [mine.number]
    assert [chip["label"].split(":")[0] for chip in page.context["chips"]] == ["Handled by", "Office"]
    assert numbers(officer.get("", assignee="none")) == [free.number]


def test_an_unknown_assignee_is_a_sentence_not_a_crash(desk):
    assert desk().get("", assignee="nobody-known").status_code == 200


@pytest.mark.parametrize(
    "query", [{"q": "\x00"}, {"trader": "\x00\u202e"}, {"cursor": "%%%"}, {"state": "'; --"}, {"order": "sideways"}]
)
def test_hostile_filters_are_no_crash(desk, query):
    assert desk().get("", **query).status_code == 200


def test_new_cases_are_announced_once_one_has_been_away(desk, office, monkeypatch):
    officer = desk()
    officer.get("")
    later = NOON + timedelta(hours=1)
    office.file(now=NOON + timedelta(minutes=30))
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "1 new since you last looked" in officer.text("")


@pytest.mark.parametrize("bucket", ["overdue", "today", "mine", "unassigned", "open", "closed"])
def test_an_empty_bucket_says_why(desk, bucket):
    assert desk().get("", bucket=bucket).context["empty_reason"]


def test_a_search_is_kept_and_shared_with_the_office_alone(desk, office):
    desk().post("searches/", name="Quality", nature="QUALITY", shared="1")
    assert SavedSearch.objects.get().query == "nature=QUALITY"
    assert "Quality" in [row["label"] for row in desk("clerk").get("").context["saved"]]
    assert not desk("officer", "330108").get("").context["saved"]


def test_a_page_of_the_queue_asks_a_fixed_number_of_questions(desk, office, django_assert_max_num_queries):
    for _ in range(12):
        office.file()
    officer = desk()
    officer.get("")
    with django_assert_max_num_queries(16):
        officer.get("")
    assert Case.objects.count() == 12


def test_the_list_is_taken_out_as_it_is_filtered_without_personal_values(desk, office):
    office.file()
    number = office.file(problem={"nature": "CONTRACT"}).number
    lines = b"".join(desk().get("cases.csv", nature="CONTRACT").streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [number]
    assert "林小雨" not in "".join(lines)
    assert len(b"".join(desk("officer", "330108").get("cases.csv").streaming_content).splitlines()) == 1


def test_a_list_that_cannot_be_made_is_said(desk):
    assert desk().get("cases.csv", assignee="nobody-known").status_code == 302
