"""The routing table: the law says who is competent, the table who of them gets the case, and the case says why."""

from datetime import timedelta

import pytest

from redress.agencies import queries as bodies
from redress.agencies import teams
from redress.agencies.models import Agency
from redress.cases.reading import json_of
from redress.cases.trying import simulate
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.routing import actions, checking, queries, rows
from tests.conftest import NOON
from tests.world import Office

ROW = {
    "row": "R1", "priority": "10", "division": "310115", "category": "goods", "body": "310115-01", "team": "T-2",
    "why_zh": "商品投诉由陆家嘴所办理", "why_en": "Complaints about goods go to Lujiazui",
}  # fmt: skip


@pytest.fixture
def office(db: None) -> Office:
    office = Office(NOON)
    admin = office.staff("supervisor")
    teams.add_team("310115-01", code="T-2", name_zh="二组", name_en="Team two", actor=admin, now=NOON)
    return office


def live(office: Office, *given: dict[str, str]) -> int:
    admin = office.staff("admin")
    number = actions.draft("按所分送", actor=admin, now=NOON).number
    for place, one in enumerate(given, start=1):
        actions.put_row(number, {**ROW, **one}, revision=place, actor=admin, now=NOON)
    assert not [one for one in actions.validate(number, actor=admin, now=NOON) if one.blocks]
    simulate(number, actor=admin, now=NOON)
    actions.release(number, live_from=NOON, actor=admin, now=NOON)
    queries.forget()
    return number


def codes(refused: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_a_case_says_which_row_of_which_version_brought_it_here(office):
    before = office.file()
    number = live(office, {})
    after = office.file()
    why = json_of(office.case(after).why_routed)

    assert (before.body.code, after.body.code) == ("310115", "310115-01")
    assert "table" not in json_of(office.case(before).why_routed)
    assert (why["table"], why["row"], why["team"]) == (number, "R1", "T-2")
    assert why["zh"].endswith("；商品投诉由陆家嘴所办理")
    trial = queries.held(number, actor=office.staff("admin")).trial
    assert (trial["looked"], trial["moved"], trial["cases"][0]["number"]) == (1, 1, before.number)


def test_no_row_makes_a_body_competent_unless_it_is_entrusted(office):
    away = {"division": "", "body": "330108", "team": ""}
    live(office, away)
    assert office.file().body.code == "310115"

    live(office, {**away, "mandate": "entrusted", "basis": "委托书〔2026〕1号"})
    assert office.file().body.code == "330108"


def test_stopping_a_table_brings_back_the_law_alone(office, django_capture_on_commit_callbacks):
    number = live(office, {})
    with django_capture_on_commit_callbacks(execute=True):
        actions.stop(number, actor=office.staff("admin"), now=NOON)
    assert office.file().body.code == "310115"
    with pytest.raises(NotAllowed) as refused:
        actions.stop(number, actor=office.staff("admin"), now=NOON)
    assert codes(refused) == {"routing.table.not_live"}


def test_findings_name_rows_and_what_to_do(office):
    Agency.objects.filter(code="330108").update(active=False)
    bodies.forget()
    wrong = [
        {"row": "A"},
        {"row": "B", "category": "goods.daily"},
        {"row": "C", "priority": "20", "category": "goods.daily"},
        {"row": "D", "priority": "30", "body": "nobody"},
        {"row": "E", "priority": "31", "body": "330108", "division": ""},
        {"row": "F", "priority": "32", "category": "no.such"},
        {"row": "G", "priority": "33", "body": "330100", "division": "310115"},
    ]
    found = checking.findings([row for row, _ in (rows.read({**ROW, **one}) for one in wrong) if row])
    kinds = {(one.kind, one.rows) for one in found}

    assert {
        ("overlap", ("A", "B")), ("unreachable", ("C", "A")), ("unknown_body", ("D",)), ("inactive_body", ("E",)),
        ("unknown_code", ("F",)), ("outside", ("G",)),
    } <= kinds  # fmt: skip
    assert "gap" in {one.kind for one in found}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"priority": "0"}, "routing.row.unreadable"),
        ({"amount_from": "5", "amount_to": "5"}, "routing.row.unreadable"),
        ({"mandate": "entrusted"}, "routing.row.no_basis"),
        ({}, "routing.row.twice"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(office, change, code):
    admin = office.staff("admin")
    table = actions.put_row(actions.draft("x", actor=admin, now=NOON).number, ROW, revision=1, actor=admin, now=NOON)
    with pytest.raises(Invalid) as refused:
        actions.put_row(table.number, {**ROW, **change}, revision=2, actor=admin, now=NOON)
    assert codes(refused) == {code}


def test_a_version_goes_its_way_step_by_step(office):
    admin = office.staff("admin")
    with pytest.raises(NotThere):
        actions.draft("x", actor=office.staff("officer"), now=NOON)
    with pytest.raises(Invalid) as refused:
        actions.draft(" ", actor=admin, now=NOON)
    assert codes(refused) == {"routing.table.no_note"}
    number = actions.draft("x", actor=admin, now=NOON).number
    with pytest.raises(NotAllowed) as refused:
        simulate(number, actor=admin, now=NOON)
    assert codes(refused) == {"routing.table.not_checked"}
    actions.put_row(number, {**ROW, "body": "nobody"}, revision=1, actor=admin, now=NOON)
    with pytest.raises(NotAllowed) as refused:
        actions.put_row(number, ROW, revision=1, actor=admin, now=NOON)
    assert codes(refused) == {"routing.table.changed_meanwhile"}
    with pytest.raises(NotAllowed) as refused:
        actions.release(number, live_from=NOON - timedelta(hours=1), actor=admin, now=NOON)
    assert codes(refused) == {"routing.table.not_tried", "routing.release.past", "routing.table.faulty"}
    released = live(office, {})
    with pytest.raises(NotAllowed) as refused:
        actions.drop_row(released, "R1", revision=2, actor=admin, now=NOON)
    assert codes(refused) == {"routing.table.released"}


def test_a_file_goes_out_and_comes_back_the_same(office):
    admin = office.staff("admin")
    number = actions.draft("x", actor=admin, now=NOON).number
    table = actions.put_row(number, {**ROW, "amount_from": "100"}, revision=1, actor=admin, now=NOON)
    kept = queries.rows_of(table)
    again = actions.put_file(number, rows.as_csv(kept).encode(), revision=2, actor=admin, now=NOON)
    assert queries.rows_of(again) == kept
    with pytest.raises(Invalid) as refused:
        actions.put_file(number, b"row,body\n", revision=3, actor=admin, now=NOON)
    assert codes(refused) == {"routing.file.rows"}
