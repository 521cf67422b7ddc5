"""When a counter is open: by its week, the working days of the country, and days on which it alone is closed."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from redress.agencies import opening, queries, tree
from redress.agencies.models import Agency, Staff
from redress.cases.letters import from_case
from redress.deadlines import calendars
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import Invalid, NotThere
from redress.law.calendars import MAINLAND
from tests.conftest import NOON
from tests.portals.api.caller import Caller
from tests.world import Office

WEEK = "1-5 09:00-12:00 13:30-17:00; 6 09:00-12:00"
CODE = "310115"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("周一至周五 9:00-12:00、13:30-17:00\n周六 9:00-12:00", WEEK),
        ("Mon-Fri 09:00-12:00, 13:30-17:00; Sat 9:00-12:00", WEEK),
        ("Monday to Friday: 9:00–17:00", "1-5 09:00-17:00"),
        ("星期一到星期五：9：00—17：00；星期天 10:00-11:00", "1-5 09:00-17:00; 7 10:00-11:00"),
        (WEEK, WEEK),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, kept: str):
    week, problems = opening.read(typed)
    assert (week.text(), problems) == (kept, [])
    assert all(opening.read("\n".join(week.words(language)))[0].text() == kept for language in ("zh-hans", "en"))


@pytest.mark.parametrize(
    "typed",
    ["always", "Mon", "9:00-12:00", "Mon 9:00-8:00", "Mon 25:00-26:00", "Wed-Mon 9:00-10:00", "Mon 9:00-10:00; 1 11:00-12:00",
     "Mon 9:00-12:00 11:00-13:00", "Mon 9:00-10:00 and so on", "8 9:00-10:00", "Mo²n 9:00-10:00", "Mon ９:00-10:00 x"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_line(typed: str):
    week, problems = opening.read(typed)
    assert not week
    assert [(one.code, one.pointer) for one in problems] == [("opening.unreadable", "/opening")]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "until", "opens"),
    [
        ("2026-09-22T09:00", "2026-09-22T12:00", None),  # the first minute
        ("2026-09-22T12:00", None, "2026-09-22T13:30"),  # the last is over
        ("2026-09-22T20:00", None, "2026-09-23T09:00"),
        ("2026-09-19T10:00", "2026-09-19T12:00", None),  # an ordinary Saturday
        ("2026-09-24T18:00", None, "2026-09-28T09:00"),  # Mid-Autumn takes Friday to Sunday
        ("2026-09-30T18:00", None, "2026-10-08T09:00"),  # National Day
        ("2026-10-10T15:00", "2026-10-10T17:00", None),  # a Saturday that is worked has the hours of a Saturday, or of Monday
        ("2026-10-13T10:00", None, "2026-10-15T09:00"),  # closed by itself on the 13th and 14th
    ],
)  # fmt: skip
def test_open_now_or_when_next(moment: str, until: str | None, opens: str | None):
    alone = [opening.Closed(date(2026, 10, 13), date(2026, 10, 14), "培训", "training")]
    week = opening.week("1-5 09:00-12:00 13:30-17:00" if "10-10" in moment else WEEK)
    found = opening.standing(at(moment), week, calendars.current(MAINLAND), alone)
    assert found == opening.Standing(until is not None, at(until) if until else None, at(opens) if opens else None)


def test_a_counter_closed_for_long_says_that_it_does_not_know():
    alone = [opening.Closed(date(2026, 9, 1), date(2027, 9, 1), "装修", "building works")]
    found = opening.standing(NOON, opening.week(WEEK), calendars.current(MAINLAND), alone)
    assert found == opening.Standing(open=False, until=None, opens_at=None)


@pytest.fixture
def open_office(office: Office) -> Office:
    admin = office.staff("admin")
    values = tree.values_of(Agency.objects.get(code=CODE))
    tree.change_body(CODE, values | {"opening": "周一至周五 9:00-12:00 13:30-17:00"}, actor=admin, now=NOON)
    tree.close_days(
        CODE, first_on=date(2026, 9, 23), last_on=date(2026, 9, 23), why_zh="停电", why_en="no power", actor=admin, now=NOON
    )  # fmt: skip
    return office


def test_the_directory_and_the_api_tell_the_same(open_office: Office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON - timedelta(minutes=1))
    page = Client(headers={"accept-language": "en"}).get(f"/bodies/{CODE}/").content.decode()
    chinese = Client(headers={"accept-language": "zh-hans"}).get("/bodies/", {"q": CODE}).content.decode()
    told = Caller().get(f"/bodies/{CODE}").json()

    assert "Open now, until 12:00" in page
    assert "Mon–Fri 09:00–12:00, 13:30–17:00" in page
    assert "no power" in page
    assert "正在开放，到12:00" in chinese
    assert told["hours"] == [{"weekdays": [1, 2, 3, 4, 5], "spans": [{"opens": "09:00", "closes": "12:00"}, {"opens": "13:30", "closes": "17:00"}]}]  # fmt: skip
    assert told["now"]["closes_at"] == "2026-09-22T12:00:00+08:00"
    assert told["closed_days"] == [{"first_on": "2026-09-23", "last_on": "2026-09-23", "why": {"zh": "停电", "en": "no power"}}]  # fmt: skip


def test_after_hours_the_next_opening_is_told(open_office: Office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(hours=8))
    page = Client(headers={"accept-language": "en"}).get(f"/bodies/{CODE}/").content.decode()
    assert "Closed now; opens Thu 24 Sep" in page.replace("Sept", "Sep")
    assert Caller().get("/bodies?division=310115").json()["items"][0]["now"]["opens_at"] == "2026-09-24T09:00:00+08:00"


def test_letters_say_the_hours(open_office: Office):
    filed = open_office.file()
    body = from_case.signing_body(open_office.case(filed), None)
    assert body.hours_in("zh-hans") == ["周一至周五 09:00–12:00，13:30–17:00"]


def test_a_body_without_hours_says_nothing_of_now(office: Office):
    assert Caller().get(f"/bodies/{CODE}").json()["now"] is None
    assert Caller().get("/bodies/nowhere").status_code == 404
    assert Caller().get("/bodies?place=1").status_code == 422


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"first_on": None}, "/first_on"),
        ({"last_on": date(2026, 9, 1), "first_on": date(2026, 9, 1)}, "/first_on"),
        ({"first_on": date(2026, 10, 3)}, "/first_on"),
        ({"why_en": " "}, "/why_en"),
    ],
)
def test_closed_days_need_days_to_come_and_a_reason(office: Office, change: dict, pointer: str):
    right = {"first_on": date(2026, 10, 1), "last_on": date(2026, 10, 2), "why_zh": "停电", "why_en": "no power"}
    with pytest.raises(Invalid) as refusal:
        tree.close_days(CODE, **(right | change), actor=office.staff("admin"), now=NOON)
    assert [one.pointer for one in refusal.value.problems] == [pointer]


def test_the_page_keeps_hours_and_closes_and_opens_days(office: Office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(username="admin-310115"))
    values = tree.values_of(Agency.objects.get(code="310115-01"))
    place = "/desk/bodies/310115-01/"
    assert browser.post(place, values | {"do": "change", "opening": "sometimes"}).status_code == 422
    browser.post(place, values | {"do": "change", "opening": "Mon 9:00-12:00"})
    days = {"first_on": "2026-09-28", "last_on": "2026-09-28", "why_zh": "停电", "why_en": "no power"}
    browser.post(place, days | {"do": "close_days"})
    row = queries.body_by_code("310115-01")
    assert (row.opening, len(queries.closures(row.id))) == ("1 09:00-12:00", 1)
    page = browser.get(place)
    assert "Mon 09:00–12:00" in page.content.decode()
    closure = page.context["closures"][0]["row"].pk
    browser.post(place, {"do": "open_days", "closure": closure})
    assert not queries.closures(row.id)
    assert browser.post(place, {"do": "open_days", "closure": closure}).status_code == 404


def test_nobody_else_closes_a_counter(office: Office):
    with pytest.raises(NotThere):
        tree.close_days(
            "330108", first_on=date(2026, 10, 1), last_on=date(2026, 10, 2), why_zh="x", why_en="x", actor=office.staff("admin"), now=NOON
        )  # fmt: skip
