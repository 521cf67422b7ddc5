"""The law's numbers: dated, sourced, added to and never edited."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from redress.law.in_force import NotYetLaw, in_force, parameters, reasons, rows, rule_data, unclear_points
from redress.law.small_claims import ceiling
from tests.law.tables import beside_the_cases

FIRST_RECORD = tomllib.loads(Path(__file__).with_name("numbers_on_record.toml").read_text("utf-8"))
ON_RECORD = FIRST_RECORD | beside_the_cases("on_record")
ROOT = Path(__file__).resolve().parents[3]


def as_recorded(row):
    return [row.since.isoformat(), str(row.value), f"{row.source.law} {row.source.article}"]


@pytest.mark.parametrize("name", ON_RECORD)
def test_a_number_once_recorded_stays(name):
    """An old case must find the number that applied to it: add a row here when you add one there."""
    now = [as_recorded(row) for row in rows(name)]

    assert now[: len(ON_RECORD[name])] == ON_RECORD[name]


def test_every_number_is_on_record():
    recorded = {name: len(known) for name, known in ON_RECORD.items()}

    assert recorded == {name: len(rows(name)) for name in parameters()}


@pytest.mark.parametrize("name", parameters())
def test_rows_follow_one_another(name):
    days = [row.since for row in rows(name)]

    assert days == sorted(set(days))


@pytest.mark.parametrize(
    ("name", "on", "value"),
    [
        ("fraud_multiple", date(2014, 3, 14), 1),
        ("fraud_multiple", date(2014, 3, 15), 3),
        ("fraud_floor", date(2014, 3, 14), 0),
        ("fraud_floor", date(2014, 3, 15), 500),
        ("food_multiple", date(2015, 9, 30), 10),
        ("food_floor", date(2015, 9, 30), 0),
        ("food_floor", date(2015, 10, 1), 1000),
        ("food_reasonable_need_only", date(2024, 8, 21), 0),
        ("food_reasonable_need_only", date(2024, 8, 22), 1),
    ],
)
def test_the_number_of_a_day(name, on, value):
    row = in_force(name, on=on)

    assert row.value == Decimal(value)
    assert row.as_dict()["source"]["law"] == row.source.law


def test_before_the_first_row_there_is_no_number():
    with pytest.raises(NotYetLaw, match="food_multiple"):
        in_force("food_multiple", on=date(2009, 5, 31))


def test_every_unclear_point_says_who_is_favoured_and_where_it_was_decided():
    for code, point in unclear_points().items():
        assert set(point) == {"title", "readings", "chosen", "decision"}, code
        page = ROOT / "docs" / "decisions" / f"{point['decision']}.md"
        assert page.exists(), f"{code} refers to {page.name}"


def test_every_sentence_stands_in_both_languages():
    for code, row in reasons().items():
        for word in ("yes", "no", "open"):
            assert set(row[word]) == {"zh", "en"}, code
    for code, row in rule_data().items():
        assert set(row["title"]) == {"zh", "en"}, code


def test_every_reason_and_every_unclear_point_is_used():
    code = "".join(path.read_text("utf-8") for path in (ROOT / "redress" / "law" / "cn").glob("*.py"))
    code += (ROOT / "redress" / "law" / "remedies.py").read_text("utf-8")

    assert [name for name in (*reasons(), *unclear_points()) if f'"{name}"' not in code] == []


def test_a_ceiling_of_small_claims_counts_for_its_year_alone():
    known = ceiling("330000", on=date(2022, 6, 1))

    assert known is not None
    assert known.as_dict()["mandatory"] == "54323"
    assert known.as_dict()["verified"] is False
    assert ceiling("330000", on=date(2022, 1, 10)) is None
    assert ceiling("330000", on=date(2023, 1, 1)) is None
    assert ceiling("310000", on=date(2022, 6, 1)) is None
