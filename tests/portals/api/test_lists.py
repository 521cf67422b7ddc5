"""Lists that are asked for wrongly: a filter that cannot be applied is refused, for an empty or whole list would be a lie."""

import pytest

from tests.portals.api.caller import Caller
from tests.world import Office


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("state=done", "received"),
        ("phase=finished", "closed"),
        ("kind=both", "complaint, report"),
        ("nature=BAD", "QUALITY"),
        ("category=toys", "goods"),
        ("agency=999999", "310115"),
        ("order=newest", "due, received, last"),
        ("assignee=somebody", "me"),
    ],
)
@pytest.mark.parametrize("path", ["/complaints", "/complaints/export"])
def test_a_code_that_nobody_knows_is_refused_with_those_that_are(officer: Caller, office: Office, path, query, named):
    response = officer.get(f"{path}?{query}")

    assert response.status_code == 422
    row = response.json()["errors"][0]
    assert row["pointer"] == "/" + query.partition("=")[0]
    assert named in row["message"]


def test_all_of_them_are_named_at_once(officer: Caller, office: Office):
    response = officer.get("/complaints?state=x&kind=y&limit=0&cursor=z&due_before=soon&sort=up&q=%00&order=x&order=y")

    assert {row["pointer"]: row["code"] for row in response.json()["errors"]} == {
        "/sort": "parameter.unknown",
        "/order": "code.unknown",
        "/state": "code.unknown",
        "/kind": "code.unknown",
        "/due_before": "day.unreadable",
        "/q": "text.not_unicode",
        "/limit": "limit.out_of_range",
        "/cursor": "cursor.unreadable",
    } | {"/order": "code.unknown"}
    assert "parameter.twice" in {row["code"] for row in response.json()["errors"]}


@pytest.mark.parametrize(
    "query", ["category=goods", "category=goods.home_appliance", "agency=330108", "state=", "lang=en"]
)
def test_what_is_known_narrows_and_what_is_empty_does_not(officer: Caller, office: Office, query: str):
    office.file()
    response = officer.get(f"/complaints?{query}")
    assert response.status_code == 200
    assert len(response.json()["items"]) == (0 if query == "agency=330108" else 1)


def test_the_cursor_of_one_list_is_refused_by_another(officer: Caller, office: Office):
    for _ in range(3):
        office.file()
    lists = ("order=due", "order=received", "q=扫地")
    cursors = {which: officer.get(f"/complaints?{which}&limit=1").json()["next"] for which in lists}
    for which in lists:
        for other in lists:
            response = officer.get(f"/complaints?{which}&limit=1&cursor={cursors[other]}")
            assert response.status_code == (200 if which == other else 422), (which, other)


@pytest.mark.parametrize(
    ("path", "pointers"),
    [
        ("/notices?state=lost&limit=x&sort=a", ["/limit", "/sort", "/state"]),
        ("/working-days?from=x&calendar=moon", ["/calendar", "/from", "/to"]),
        ("/law/cpl-2013/articles/55?on=soon&at=x", ["/at", "/on"]),
    ],
)
def test_other_lists_say_so_too(officer: Caller, office: Office, path: str, pointers: list[str]):
    response = officer.get(path)
    assert response.status_code == 422
    assert sorted(row["pointer"] for row in response.json()["errors"]) == pointers


@pytest.mark.parametrize(
    ("path", "pointers"),
    [
        ("/indicators?period=week&set=none&sort=a", ["/period", "/set", "/sort"]),
        ("/indicators?from=2026-01-01", ["/to"]),
        ("/indicators/accept_in_time/cases?part=x&cursor=y", ["/cursor", "/part"]),
    ],
)
def test_figures_say_so_too(office: Office, path: str, pointers: list[str]):
    response = Caller(office.key("supervisor")).get(path)
    assert response.status_code == 422
    assert sorted(row["pointer"] for row in response.json()["errors"]) == pointers
