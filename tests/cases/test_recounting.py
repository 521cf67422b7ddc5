"""A republished calendar moves running dates, keeps the old results, and leaves ended limits alone."""

from datetime import date, timedelta

import pytest

from redress.cases import actions, recounting
from redress.deadlines import calendars
from redress.deadlines.models import Clock
from redress.kernel.actors import SYSTEM
from redress.law.calendars import CalendarError
from redress.records import entries
from tests.conftest import NOON
from tests.world import Office

YEAR_2027 = """
year = 2027
version = 1
notice = "https://www.gov.cn/example"
retrieved = 2026-12-01

[[festival]]
name = { zh = "元旦", en = "New Year's Day" }
off = { first = 2027-01-01, last = 2027-01-03 }
make_up = [2027-01-09]
statutory = [2027-01-01]
"""
CHRISTMAS = NOON.replace(month=12, day=24)


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    (tmp_path / "keys").mkdir()
    settings.REDRESS_DATA = tmp_path


def test_a_provisional_date_is_recounted_when_the_year_is_published(office: Office):
    filed = office.file(now=CHRISTMAS)
    provisional = Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT")
    assert (provisional.due_on, provisional.provisional) == (date(2027, 1, 4), True)

    calendars.publish(
        "cn-mainland", YEAR_2027.replace("2027-01-01, last = 2027-01-03", "2027-01-01, last = 2027-01-05")
    )
    looked, changed = recounting.recount(actor=SYSTEM, now=CHRISTMAS + timedelta(days=1))

    assert looked == 1
    assert changed >= 1
    now = Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT", superseded_at=None)
    assert (now.due_on, now.provisional) == (date(2027, 1, 7), False)
    assert Clock.objects.filter(subject=filed.id, limit_code="T_ACCEPT").count() == 2
    assert office.case(filed).next_due_on == date(2027, 1, 7)
    assert [entry.event for entry in entries.of(filed.id)][-1] == "deadline.recounted"


def test_an_ended_limit_keeps_the_result_of_its_time(office: Office):
    filed = office.file(now=CHRISTMAS)
    actions.act(filed.number, "withdraw", {}, actor=office.staff(), now=CHRISTMAS)

    calendars.publish("cn-mainland", YEAR_2027)

    assert recounting.recount(actor=SYSTEM, now=CHRISTMAS) == (0, 0)


def test_a_year_that_cannot_be_right_changes_nothing(office: Office):
    before = calendars.current("cn-mainland").version

    with pytest.raises(CalendarError):
        calendars.publish("cn-mainland", YEAR_2027.replace("make_up = [2027-01-09]", "make_up = [2027-01-07]"))

    assert calendars.current("cn-mainland").version == before
