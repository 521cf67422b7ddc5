"""Clocks and competence in rows, for lawyers to read and to add to: rows/clocks.toml, rows/competence.toml."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from redress.law.clock import clock, without_a_case
from redress.law.jurisdiction import competent
from redress.law.packs import load
from tests.law.stories import CALENDAR, on

ROWS = Path(__file__).with_name("rows")
TODAY = date(2026, 11, 23)


def rows_of(name):
    table = tomllib.loads((ROWS / f"{name}.toml").read_text("utf-8"))
    return [pytest.param(row, id=row["name"]) for row in table["case"]]


@pytest.mark.parametrize("row", rows_of("clocks"))
def test_a_limit_ends(row):
    limit = load(row.get("rule_set", "cn-samr-2026")).limits[row["limit"]]
    happened = [
        replace(on(event, given["on"].isoformat()), days=given["days"])
        if isinstance(given, dict)
        else on(event, given.isoformat())
        for event, days in row["happened"].items()
        for given in (days if isinstance(days, list) else [days])
    ]

    counted = clock(limit, without_a_case(limit, happened), CALENDAR)

    assert (counted.due_on, counted.provisional) == (row["due_on"], row.get("provisional", False))


@pytest.mark.parametrize("row", rows_of("competence"))
def test_an_authority_is_competent(row):
    told = competent(row["given"], kind=row["kind"], on=row.get("on", TODAY))

    named = [[one["division"], one["cites"][0]["article"], one["only_if_first"]] for one in told["authorities"]]
    assert (named, told["missing"]) == (row["authorities"], row.get("missing", []))


def test_what_is_stated_exactly_stays_beside_what_is_stated_plainly():
    limit = load("cn-samr-2026").limits["T_AD_COMPLAINT"]
    happened = [on("received", "2026-09-01"), on("advertising_received", "2026-09-22")]

    assert clock(limit, without_a_case(limit, happened), CALENDAR).due_on == date(2026, 10, 9)


def test_on_a_case_a_plain_receipt_starts_no_clock_for_advertising():
    limit = load("cn-samr-2026").limits["T_AD_COMPLAINT"]

    assert clock(limit, [on("received", "2026-09-22")], CALENDAR).state == "not_started"
