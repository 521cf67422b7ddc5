"""Every figure on a public page, from its definition, by a query of its own over the example world."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from tests.installation import Installation

NOW = "2026-11-23T10:00:00+08:00"
SINCE, UNTIL = "2025-11-01", "2026-11-01"  # the last twelve whole months on that day
SMALL = 5
# The pages as everybody gets them, on the day of the story.
PROGRAM = """
import json, sys, datetime, django
django.setup()
from django.utils import timezone
now = datetime.datetime.fromisoformat(sys.argv[1])
timezone.now = lambda: now
from django.test import Client
browser = Client(headers={"host": "localhost", "accept-language": "en"})
print(json.dumps({path: browser.get(path).content.decode() for path in sys.argv[2:]}))
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("world"), os.environ.get("REDRESS_DATABASE_URL", ""))
    made.environment["REDRESS_LANGUAGE"] = "en"
    try:
        assert made.redress("migrate").returncode == 0
        loaded = made.redress("load_example", "--now", NOW)
        assert loaded.returncode == 0, loaded.stderr
        yield made
    finally:
        made.close()


def pages(world: Installation, *paths: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, NOW, *paths], capture_output=True, text=True, check=False,
        env={**world.environment, "DJANGO_SETTINGS_MODULE": "redress.config.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def day(world: Installation) -> str:
    """The day of receipt in Shanghai, as this engine says it."""
    if world.server:
        return "to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"
    return "date(received_at, '+8 hours')"


def counted(world: Installation, by: str) -> dict[str, int]:
    """Cases of everybody, straight from the cases."""
    where = f"{day(world)} >= '{SINCE}' AND {day(world)} < '{UNTIL}'"
    return dict(world.rows(f"SELECT {by} AS value, COUNT(*) FROM cases_case WHERE {where} GROUP BY {by}"))


def hidden(cells: dict[str, int]) -> set[str]:
    """What must not be seen: the small ones, and the next smallest until neither one cell nor a small sum is missing."""
    gone = {value for value, n in cells.items() if 0 < n < SMALL}
    while gone and (len(gone) == 1 or sum(cells[value] for value in gone) < SMALL):
        rest = {value: n for value, n in cells.items() if value not in gone and n}
        if not rest:
            break
        least = min(rest.values())
        gone.add(next(value for value, n in rest.items() if n == least))
    return gone


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("dim", ["month", "nature", "category", "channel"])
def test_each_table_is_what_the_cases_say(world, dim):
    found = pages(world, "/figures/", "/figures/figures.csv")
    by = f"substr({day(world)}, 1, 7)" if dim == "month" else dim
    expected = counted(world, by)
    assert sum(expected.values()) > 100
    shown = {row["code"]: row["complaints"] for row in rows_of(found["/figures/figures.csv"]) if row["table"] == dim}
    if dim == "month":
        expected = dict.fromkeys(shown, 0) | expected  # a month without a case is a nought
    assert shown.keys() == expected.keys()
    numbers = {value: int(n) for value, n in shown.items() if n.isdecimal()}
    assert numbers == {value: expected[value] for value in numbers}
    assert len(shown) - len(numbers) == len(hidden(expected))
    small = {value for value, n in expected.items() if 0 < n < SMALL}
    assert small.isdisjoint(numbers)
    if dim == "month":
        assert f"{sum(expected.values()):,} in all" in found["/figures/"].replace("&nbsp;", " ")
        assert {row["since"] for row in rows_of(found["/figures/figures.csv"])} == {SINCE}
        assert {row["until"] for row in rows_of(found["/figures/figures.csv"])} == {UNTIL}


def test_the_page_shows_the_numbers_of_its_table_and_no_others(world):
    found = pages(world, "/figures/", "/figures/figures.csv")
    page = re.sub(r"<[^>]+>", " ", found["/figures/"]).replace(",", "")
    for row in rows_of(found["/figures/figures.csv"]):
        if row["complaints"].isdecimal() and row["complaints"] != "0":
            assert re.search(rf"\b{row['complaints']}\b", page), row


def test_the_numbers_of_a_release_are_those_of_its_rows_and_of_the_cases(world):
    [(release, agency, since, until, card)] = world.rows(
        "SELECT id, agency_id, since, until, card FROM insight_release WHERE state = 'published'"
    )
    page, table, listed, schema = (
        f"/open-data/{release}/{name}" for name in ("", "complaints.csv", "complaints.json?limit=1000", "schema.json")
    )
    found = pages(world, page, table, listed, schema)
    card = json.loads(card) if isinstance(card, str) else card
    rows = rows_of(found[table])
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("period", "area", "category", "channel", "amount"))
        groups.setdefault(key, []).append(row["nature"])
    assert card["rows"] - card["withdrawn"] == len(rows) == len(json.loads(found[listed])["items"])
    assert min(map(len, groups.values())) >= card["k"] >= SMALL
    assert min(len(set(natures)) for natures in groups.values()) >= card["l"] >= 2
    below = (
        f"WITH RECURSIVE below(id) AS (SELECT CAST({agency} AS BIGINT) UNION SELECT a.id FROM agencies_agency a JOIN below b ON a.parent_id = b.id) "
        "SELECT id FROM below"
    )
    bodies = ", ".join(str(row[0]) for row in world.rows(below))
    where = f"agency_id IN ({bodies}) AND kind = 'complaint' AND {day(world)} >= '{since}' AND {day(world)} < '{until}'"
    [(population,)] = world.rows(f"SELECT COUNT(*) FROM cases_case WHERE {where}")
    [(agreed,)] = world.rows(
        f"SELECT COUNT(*) FROM cases_case c JOIN privacy_consent p ON p.case_id = c.id AND p.purpose = 'publication' AND p.given "
        f"AND p.withdrawn_at IS NULL WHERE {where} AND p.id = (SELECT MAX(id) FROM privacy_consent WHERE case_id = c.id AND purpose = 'publication')"
    )
    assert card["population"] == population
    assert card["population"] - card["excluded"]["no_consent"] == agreed
    assert card["agreed"] == agreed - sum(n for why, n in card["excluded"].items() if why != "no_consent")
    assert card["agreed"] - card["suppressed"] == card["rows"]
    shown = re.sub(r"<[^>]+>", " ", found[page]).replace(",", "")
    for number in (population, card["agreed"], len(rows), card["k"], card["l"]):
        assert re.search(rf"\b{number}\b", shown), number
    outcomes = Counter(row["outcome"] for row in rows)
    ended = dict(
        world.rows(f"SELECT outcome, COUNT(*) FROM cases_case WHERE {where} AND phase <> 'open' GROUP BY outcome")
    )
    assert all(n <= ended[outcome] for outcome, n in outcomes.items())


def test_a_trader_is_named_with_what_its_cases_say(world):
    [(trader, name, n, ended, settled, since, until)] = world.rows(
        "SELECT trader, trader_name, n, ended, settled, since, until FROM insight_naming"
    )
    mark = "%s" if world.server else "?"
    where = f"{day(world)} >= '{since}' AND {day(world)} < '{until}' AND COALESCE(NULLIF(trader_uscc, ''), trader_name) = {mark}"
    [(right,)] = world.rows(f"SELECT COUNT(*) FROM cases_case WHERE {where}", [trader])
    [(over,)] = world.rows(f"SELECT COUNT(*) FROM cases_case WHERE {where} AND phase <> 'open'", [trader])
    [(agreed,)] = world.rows(
        f"SELECT COUNT(*) FROM cases_case WHERE {where} AND outcome IN ('SETTLED_BY_MEDIATION', 'SETTLED', 'SELF_SETTLED')",
        [trader],
    )
    assert (n, ended, settled) == (right, over, agreed)
    page = pages(world, "/figures/")["/figures/"]
    row = page[page.index(f"{name}</th>") :].partition("</tr>")[0]
    assert re.findall(r'class="num">(\d+)<', row) == [str(n), str(ended), str(settled)]
