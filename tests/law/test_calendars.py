"""Working days, festival days and make-up days of mainland China."""

import csv
import tomllib
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.law import calendars
from redress.law.calendars import CalendarError, LocalDay, calendar_from_tables, load_calendar, republished
from tests.shared import shared_dir

MAINLAND = load_calendar()
COVERED = [date(2020, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2020, 1, 1)).days + 1)]


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_every_covered_day_equals_an_independent_data_set():
    assert [d for d in COVERED if MAINLAND.is_working_day(d) != chinese_calendar.is_workday(d)] == []


def test_every_covered_day_equals_the_reference_rows():
    path = shared_dir("data", "holidays", "holiday_cn_2007_2027.csv")
    with path.open(encoding="utf-8-sig") as handle:
        rows = {row[0]: row[2] for row in csv.reader(handle)}
    rows["2020-02-03"] = ""  # the notice names this Monday as worked, which a Monday is anyway
    expected = {d: rows.get(d.isoformat(), "") for d in COVERED}
    found = {d: "休" if MAINLAND.is_day_off(d) else "班" if MAINLAND.describe(d).make_up else "" for d in COVERED}
    assert found == expected


@pytest.mark.parametrize(
    ("year", "working", "statutory"),
    [
        (2020, 249, 10),
        (2021, 250, 11),
        (2022, 249, 11),
        (2023, 249, 11),
        (2024, 251, 11),
        (2025, 248, 13),
        (2026, 248, 13),
    ],
)
def test_the_year_has_so_many_working_days_and_festival_days(year, working, statutory):
    days = list(MAINLAND.days(date(year, 1, 1), date(year, 12, 31)))
    assert sum(d.working for d in days) == working
    assert sum(d.statutory_holiday for d in days) == statutory


@pytest.mark.parametrize(
    ("text", "works"),
    [("2026-02-14", True), ("2026-02-23", False), ("2026-09-20", True), ("2026-10-10", True), ("2026-01-04", True)],
)
def test_days_that_a_weekday_counter_gets_wrong(text, works):
    assert MAINLAND.is_working_day(day(text)) is works
    assert (day(text).weekday() < 5) is not works


@pytest.mark.parametrize(
    ("text", "off", "statutory", "zh", "en"),
    [
        pytest.param("2026-10-02", True, True, "国庆节", "National Day", id="festival day itself"),
        pytest.param("2026-10-04", True, False, "国庆节", "National Day", id="swapped rest day of the same block"),
        pytest.param("2026-04-05", True, True, "清明节", "Tomb-Sweeping Day", id="festival on a Sunday"),
        pytest.param("2026-04-06", True, False, "清明节", "Tomb-Sweeping Day", id="the Monday given for that Sunday"),
        pytest.param("2025-10-06", True, True, "中秋节", "Mid-Autumn Festival", id="festival inside another's block"),
        pytest.param("2025-10-07", True, False, "国庆节、中秋节", "National Day and Mid-Autumn Festival", id="shared"),
        pytest.param("2026-02-14", False, False, "春节", "Spring Festival", id="make-up day"),
    ],
)
def test_festival_days_and_days_off_are_different_flags(text, off, statutory, zh, en):
    flags = MAINLAND.describe(day(text))
    assert (flags.day_off, flags.statutory_holiday) == (off, statutory)
    assert flags.name == {"zh": zh, "en": en}
    assert MAINLAND.is_statutory_holiday(day(text)) is statutory
    assert MAINLAND.is_day_off(day(text)) is off


def test_an_ordinary_weekend_is_not_a_listed_day_off():
    flags = MAINLAND.describe(day("2026-11-28"))
    assert flags.weekend
    assert not flags.working
    assert not flags.day_off
    assert flags.name is None


def test_a_year_without_notice_is_monday_to_friday_and_says_so():
    new_year = MAINLAND.describe(day("2027-01-01"))
    assert new_year.working
    assert new_year.provisional
    assert not MAINLAND.covers(day("2027-01-01"))
    assert not MAINLAND.covers(day("2019-12-31"))
    assert not MAINLAND.describe(day("2027-01-02")).working


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-09-22", 7, "2026-10-09"),
        ("2026-09-29", 7, "2026-10-14"),
        ("2026-11-23", 7, "2026-12-02"),
        ("2026-11-23", 15, "2026-12-14"),
    ],
)
def test_the_nth_working_day_after(start, n, end):
    assert MAINLAND.nth_working_day_after(day(start), n) == day(end)


@given(st.dates(date(2019, 6, 1), date(2028, 1, 1)), st.integers(1, 60))
def test_the_nth_working_day_is_the_nth_row_of_the_list(start, n):
    later = (start + timedelta(days=k) for k in range(1, 400))
    assert MAINLAND.nth_working_day_after(start, n) == [d for d in later if MAINLAND.is_working_day(d)][n - 1]


def test_an_answer_once_counted_is_remembered_and_room_is_made_when_there_are_too_many(monkeypatch):
    fresh = calendar_from_tables("test", [tomllib.loads(YEAR)])
    monkeypatch.setattr(calendars, "_REMEMBERED", 2)
    answers = [fresh.nth_working_day_after(day("2030-09-27"), n) for n in (1, 2, 3, 1, 3, 3)]
    assert [answer.isoformat()[5:] for answer in answers] == ["09-29", "09-30", "10-08", "09-29", "10-08", "10-08"]


@given(st.dates(date(2019, 6, 1), date(2027, 6, 1)), st.integers(-20, 500))
def test_working_days_are_counted_as_the_list_has_them(first, more):
    last = first + timedelta(days=more)
    kept_otherwise = MAINLAND.with_overrides(
        [
            LocalDay(date(2026, 3, 16), False, {"zh": "节", "en": "festival"}),
            LocalDay(date(2026, 10, 10), False, {"zh": "节", "en": "festival"}),
            LocalDay(date(2026, 5, 3), True, {"zh": "班", "en": "worked"}),
        ]
    )
    for calendar in (MAINLAND, kept_otherwise):
        listed = sum(flags.working for flags in calendar.days(first, last))
        assert calendar.working_days(first, last) == listed


def test_a_calendar_shows_its_version():
    assert MAINLAND.version in repr(MAINLAND)


def test_the_day_itself_is_no_working_day_after_it():
    with pytest.raises(ValueError, match="count from 1"):
        MAINLAND.nth_working_day_after(day("2026-09-22"), 0)


class TestALocalDay:
    SANYUESAN = {"zh": "三月三", "en": "Sanyuesan"}

    def test_rests_here_and_nowhere_else(self):
        local = MAINLAND.with_overrides([LocalDay(day("2026-04-20"), working=False, name=self.SANYUESAN)])
        assert not local.is_working_day(day("2026-04-20"))
        assert local.describe(day("2026-04-20")).name == self.SANYUESAN
        assert not local.is_statutory_holiday(day("2026-04-20"))
        assert MAINLAND.is_working_day(day("2026-04-20"))

    def test_is_worked_here_on_a_weekend(self):
        local = MAINLAND.with_overrides([LocalDay(day("2026-04-25"), working=True, name=self.SANYUESAN)])
        assert local.is_working_day(day("2026-04-25"))
        assert local.describe(day("2026-04-25")).make_up

    def test_takes_a_make_up_day_back(self):
        local = MAINLAND.with_overrides([LocalDay(day("2026-10-10"), working=False, name=self.SANYUESAN)])
        assert not local.is_working_day(day("2026-10-10"))
        assert not local.describe(day("2026-10-10")).make_up

    def test_is_worked_on_a_listed_day_off(self):
        local = MAINLAND.with_overrides([LocalDay(day("2026-10-05"), working=True, name=self.SANYUESAN)])
        assert local.is_working_day(day("2026-10-05"))
        assert not local.is_day_off(day("2026-10-05"))

    def test_gives_the_calendar_another_version(self):
        local = MAINLAND.with_overrides([LocalDay(day("2026-04-20"), working=False, name=self.SANYUESAN)])
        assert local.version != MAINLAND.version
        assert MAINLAND.with_overrides([]) is MAINLAND


YEAR = """
year = 2030
version = 1
notice = "https://example.org/notice"
retrieved = 2029-11-20
[[festival]]
name = { zh = "国庆节", en = "National Day" }
off = { first = 2030-10-01, last = 2030-10-07 }
make_up = [2030-09-29]
statutory = [2030-10-01, 2030-10-02, 2030-10-03]
"""


def test_a_republished_year_is_another_version_of_the_same_calendar():
    first = calendar_from_tables("test", [tomllib.loads(YEAR)])
    again = calendar_from_tables("test", [tomllib.loads(YEAR)])
    republished = calendar_from_tables("test", [tomllib.loads(YEAR.replace("2030-10-07 }", "2030-10-08 }"))])

    assert first.version == again.version != republished.version
    assert first.is_working_day(day("2030-10-08"))
    assert not republished.is_working_day(day("2030-10-08"))
    assert first.notices[2030].notice == "https://example.org/notice"


def test_a_new_year_is_added_to_the_calendar_that_ships():
    longer = republished("cn-mainland", [tomllib.loads(YEAR)])
    assert longer.covers(day("2030-10-01"))
    assert longer.covers(day("2026-10-01"))
    assert longer.nth_working_day_after(day("2026-09-22"), 7) == day("2026-10-09")
    assert longer.version != MAINLAND.version
    assert not MAINLAND.covers(day("2030-10-01"))


def test_a_year_that_ships_can_be_exchanged():
    text = YEAR.replace("2030-09-29", "2026-09-26").replace("2030", "2026")
    again = republished("cn-mainland", [tomllib.loads(text)])
    assert again.is_working_day(day("2026-09-26"))
    assert again.notices[2026].notice == "https://example.org/notice"
    assert republished("cn-mainland", []).version == MAINLAND.version


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("retrieved = 2029-11-20", "", "'retrieved' is absent"),
        ('en = "National Day"', 'en = ""', "needs its name in zh and en"),
        ("last = 2030-10-07", "last = 2030-09-30", "ends .* before it begins"),
        ("[2030-09-29]", "[2030-09-30]", "no Saturday or Sunday"),
        ("[2030-09-29]", "[2030-10-05]", "off and as a make-up"),
    ],
)
def test_data_that_cannot_be_right_is_refused_with_a_sentence(old, new, sentence):
    with pytest.raises(CalendarError, match=sentence):
        calendar_from_tables("test", [tomllib.loads(YEAR.replace(old, new))])


def test_the_same_year_twice_is_refused():
    with pytest.raises(CalendarError, match="2030 is there twice"):
        calendar_from_tables("test", [tomllib.loads(YEAR)] * 2)


def test_an_unknown_calendar_is_named():
    with pytest.raises(LookupError, match="atlantis"):
        load_calendar("atlantis")


def test_a_day_reads_as_json():
    assert MAINLAND.describe(day("2026-09-25")).as_dict() == {
        "day": "2026-09-25",
        "working": False,
        "weekend": False,
        "day_off": True,
        "make_up": False,
        "statutory_holiday": True,
        "name": {"zh": "中秋节", "en": "Mid-Autumn Festival"},
        "provisional": False,
    }
