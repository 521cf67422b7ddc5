"""The law in rows: what is given, what must come out. The rows are in tables/*.toml, for lawyers to read and to add to.

In a row `on` is the day asked for (2026-11-23 where it is absent), `given` the facts. Everything that a row states must
come out exactly; `missing`, `unless` and `cites` state what must at least be named, `missing_exactly` all of it.
"""

from datetime import date

import pytest

from redress.law.facts import FactErrors
from redress.law.remedies import assess
from tests.law.tables import READ, TABLES

ASKED_ON = date(2026, 11, 23)


ROWS = [pytest.param(row, id=f"{table}: {row['name']}") for table, read in READ.items() for row in read["case"]]


def test_every_table_is_read():
    assert len(TABLES) >= 8
    assert len(ROWS) >= 150


def test_no_two_rows_of_a_table_have_the_same_name():
    names = [row.id for row in ROWS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", ROWS)
def test_the_law_says(row):
    on = row.get("on", ASKED_ON)
    if "problems" in row:
        with pytest.raises(FactErrors) as refusal:
            assess(row["given"], on=on)
        assert sorted([p.code, p.pointer] for p in refusal.value.problems) == sorted(row["problems"])
        return
    answer = assess(row["given"], on=on).as_dict("en")
    for code, stated in row.get("says", {}).items():
        finding = next(one for one in answer["findings"] if one["id"] == code)
        assert_states(finding, stated)
    for party, stated in row.get("parties", {}).items():
        assert_states(
            next(one for one in answer["liable"] + answer["possibly_liable"] if one["party"] == party), stated
        )
    for place in ("liable", "possibly_liable"):
        if place in row:
            assert [[one["party"], one["joint"]] for one in answer[place]] == row[place]
    if "proof" in row:
        assert [one["about"] for one in answer["proof"]] == row["proof"]
    if "limitation" in row:
        assert_states(answer["limitation"], row["limitation"])
    for code, stated in row.get("routes", {}).items():
        assert_states(next(one for one in answer["routes"] if one["id"] == code), stated)
    if "unclear" in row:
        assert [point["code"] for point in answer["unclear"]] == sorted(row["unclear"])


AT_LEAST = ("missing", "unless", "options")


def assert_states(told, stated):
    for key, value in stated.items():
        if key == "cites":
            cited = {f"{cite['law']} {cite['article']}" for cite in told["cites"]}
            assert set(value) <= cited, f"{told.get('id')} cites {cited}"
        elif key == "missing_exactly":
            assert told["missing"] == value
        elif key == "because":
            assert set(value) <= set(told["because_codes"]), told["because_codes"]
        elif key in AT_LEAST:
            assert set(value) <= set(told[key]), f"{told.get('id')}: {key} is {told[key]}"
        elif value == "null":
            assert told[key] is None, f"{told.get('id')}: {key} is {told[key]}"
        else:
            assert told[key] == value, f"{told.get('id')}: {key} is {told[key]}"
