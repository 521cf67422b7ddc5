"""Counts that are kept: the same as counting everything, whatever happens on the way."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from redress.cases import actions, erasing
from redress.insight import rollups, trends
from redress.insight.models import Cursor, Daily, Fact, Margin
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=11)  # on PostgreSQL the last minutes are read again


def test_every_case_is_counted_on_its_day_by_everything(office, crowd):
    crowd([0, 0, 1])
    crowd([1], problem={"nature": "PRICE"}, respondent={"name": "别家商行"})

    assert sorted(Daily.objects.values_list("day", "nature", "trader", "n")) == [
        (date(2026, 9, 21), "PRICE", "别家商行", 1),
        (date(2026, 9, 21), "QUALITY", "小蓝电器商行", 1),
        (date(2026, 9, 22), "QUALITY", "小蓝电器商行", 2),
    ]
    assert Margin.objects.get(span="m", dim="all", day=date(2026, 9, 1)).n == 4
    assert rollups.differences() == []


def test_reading_the_archive_twice_counts_nothing_twice(office, crowd):
    crowd([0, 1, 2])
    Cursor.objects.update(entry_id=0)

    assert rollups.catch_up(now=LATER) == 0
    assert rollups.differences() == []


def test_dying_in_the_middle_loses_nothing_and_doubles_nothing(office, crowd):
    crowd([0, 1, 2], count=False)
    with transaction.atomic():
        rollups.step(now=LATER)
        transaction.set_rollback(True)

    assert Fact.objects.count() == 0
    rollups.catch_up(now=LATER)
    assert Fact.objects.count() == 3
    assert rollups.differences() == []


def test_a_case_that_moves_on_moves_in_the_counts(office, crowd):
    filed, _ = crowd([0, 0])
    body = {"agency": "310115-01", "text": "在该所辖区"}
    actions.act(filed.number, "distribute", body, actor=office.staff(), now=NOON)
    actions.act(filed.number, "accept", {}, actor=office.staff(code="310115-01"), now=NOON)
    rollups.catch_up(now=LATER)

    fact = Fact.objects.get(case_id=filed.id)
    assert fact.accepted
    assert sorted(Daily.objects.filter(n__gt=0).values_list("n", flat=True)) == [1, 1]
    assert rollups.differences() == []


def test_an_erased_case_keeps_its_place_and_loses_its_person(office, crowd):
    filed, _ = crowd([0, 0])
    assert Fact.objects.get(case_id=filed.id).person
    actions.act(
        filed.number,
        "refuse",
        {"reason_code": "NOT_CONSUMER_DISPUTE", "text": "用于经营。"},
        actor=office.staff(),
        now=NOON,
    )
    erasing.erase_case(filed.id, actors=(office.staff(), office.staff("supervisor")), basis="retention", now=NOON)
    rollups.catch_up(now=LATER)

    fact = Fact.objects.get(case_id=filed.id)
    assert (fact.person, fact.trader, fact.story_print) == ("", "", None)
    assert Margin.objects.get(span="m", dim="all").n == 2
    assert rollups.differences() == []


def test_looking_at_a_case_is_no_reason_to_count_it_anew(office, crowd, django_assert_num_queries):
    """The cost is that of what happened: with nothing new, nothing is read but the cursor and the end of the archive."""
    crowd([0] * 5)
    before = Fact.objects.count()
    assert rollups.step(now=LATER) == (0, False)
    assert Fact.objects.count() == before


def test_a_number_is_the_number_of_the_cases_behind_it(office, crowd):
    crowd([0, 1, 40])
    crowd([2], purchase={"category": "services"})
    analyst = office.staff("analyst")
    bodies = trends.bodies(analyst)
    since, until = date(2026, 9, 1), date(2026, 10, 1)

    cells = trends.top(bodies, "category", since, until)
    assert [(cell.value, cell.n) for cell in cells] == [("goods.home_appliance", 2), ("services", 1)]
    for cell in cells:
        behind = trends.behind({"category": cell.value, "since": str(since), "until": str(until)}, actor=analyst)
        assert behind.count() == cell.n
    assert [cell.n for cell in trends.by_month(bodies, trends.months_back(date(2026, 9, 22), 2))] == [1, 3]


def test_others_counts_are_not_there(office, crowd):
    crowd([0])
    assert trends.bodies(office.staff("officer")) == []
    assert not trends.behind({}, actor=office.staff("officer", "330108"))
