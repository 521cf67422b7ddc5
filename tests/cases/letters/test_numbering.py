"""Document numbers: one after another per office, letter and year, and none is ever lost."""

import threading
from datetime import datetime

import pytest
from django.db import connection, transaction

from redress.agencies.actions import add_agency
from redress.cases.letters import forms, numbering
from redress.kernel.actors import SYSTEM
from redress.kernel.moments import SHANGHAI
from tests.conftest import NOON

NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI)
NEW_YEAR = datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI)


def an_office(code: str = "310115") -> int:
    return add_agency(
        code=code, name_zh="浦东新区市场监督管理局（示例）", name_en="Pudong", kind="market_supervision", level="county",
        division="310115", actor=SYSTEM, now=NOON,
    ).pk  # fmt: skip


def reserve(office: int, letter: str = "refusal_decision", now: datetime = NOON) -> tuple[int, int]:
    with transaction.atomic():
        return numbering.reserve(agency_id=office, letter=letter, now=now)


@transaction.atomic
def fail_after_reserving(office: int) -> None:
    numbering.reserve(agency_id=office, letter="refusal_decision", now=NOON)
    raise ZeroDivisionError


@pytest.mark.django_db
def test_each_office_letter_and_year_counts_from_one():
    first, second = an_office(), an_office("310104")

    assert [reserve(first), reserve(first)] == [(2026, 1), (2026, 2)]
    assert reserve(first, "acceptance_decision") == (2026, 1)
    assert reserve(second) == (2026, 1)
    assert reserve(first, now=NEW_YEARS_EVE) == (2026, 3)
    assert reserve(first, now=NEW_YEAR) == (2027, 1)


@pytest.mark.django_db
def test_a_number_of_a_letter_that_failed_goes_to_the_next_one():
    office = an_office()
    reserve(office)

    with pytest.raises(ZeroDivisionError):
        fail_after_reserving(office)

    assert reserve(office) == (2026, 2)


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_given_away_outside_a_transaction():
    office = an_office()

    with pytest.raises(numbering.NotInTransaction):
        numbering.reserve(agency_id=office, letter="refusal_decision", now=NOON)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_get_different_numbers_without_a_gap():
    office = an_office()
    given: list[int] = []

    def sign() -> None:
        given.extend(reserve(office)[1] for _ in range(5))
        connection.close()

    writers = [threading.Thread(target=sign) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(given) == list(range(1, 21))


def test_a_number_on_paper():
    form = forms.form("cn-samr-2026", "refusal_decision")

    assert numbering.written(form, mark="浦东新区市监", year=2026, number=12) == "浦东新区市监诉不受〔2026〕12号"


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("浦东新区市场监督管理局（示例）", "浦东新区市监"),
        ("张江市场监督管理所", "张江市监所"),
        ("上海市消费者权益保护委员会", "上海市消保委"),
        ("某公司客服中心", "某公司客服中心"),
    ],
)
def test_an_office_is_called_by_its_short_name(name, mark):
    assert numbering.mark_of(name) == mark
