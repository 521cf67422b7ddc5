"""Teams own cases, and the roster says who takes what comes: explained on the case, and nothing that has an owner moves."""

from datetime import timedelta

import pytest
from django.test import Client

from redress.agencies import absences, teams
from redress.agencies.models import Duty, Staff, Team
from redress.cases import actions, buckets, reading
from redress.cases.trying import simulate
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.records import entries
from redress.routing import actions as tables
from redress.routing import checking, queries, rows
from tests.conftest import NOON
from tests.world import Office

TODAY = day_of(NOON)
SOON = TODAY + timedelta(days=6)
ROW = {
    "row": "R1", "priority": "10", "division": "310115", "body": "310115", "team": "T-1",
    "why_zh": "由一组办理", "why_en": "Team one works on these",
}  # fmt: skip


def person(name: str) -> Staff:
    return Staff.objects.get(username=f"{name}-310115")


@pytest.fixture
def team(office: Office) -> Team:
    made = teams.add_team(
        "310115", code="T-1", name_zh="一组", name_en="Team one", actor=office.staff("supervisor"), now=NOON
    )
    for name in ("officer", "clerk", "mediator"):
        teams.add_member(made.pk, f"{name}-310115", actor=office.staff("admin"), now=NOON)
    return made


def on_roster(office: Office, team: Team, name: str = "officer", **more) -> int:
    days = {"first_on": TODAY, "last_on": SOON, "replace": False} | more
    return teams.put_duty(team.pk, f"{name}-310115", actor=office.staff("supervisor"), now=NOON, **days)


def routed_by_table(office: Office) -> None:
    admin = office.staff("admin")
    number = tables.draft("x", actor=admin, now=NOON).number
    tables.put_row(number, ROW, revision=1, actor=admin, now=NOON)
    tables.validate(number, actor=admin, now=NOON)
    simulate(number, actor=admin, now=NOON)
    tables.release(number, live_from=NOON, actor=admin, now=NOON)
    queries.forget()


def test_what_comes_to_a_team_is_taken_by_whoever_is_on_duty_and_says_so(office: Office, team: Team):
    on_roster(office, team)
    routed_by_table(office)
    filed = office.file()
    case = office.case(filed)
    (given,) = entries.of(filed.id, ["team.given"])

    assert (case.team_id, case.assignee_id) == (team.pk, person("officer").pk)
    assert given.data == {"team": "T-1", "to": f"staff:{case.assignee_id}", "how": "duty"}
    later = office.case(office.file(now=NOON + timedelta(days=7)))
    assert (later.team_id, later.assignee_id) == (team.pk, None)


def test_of_somebody_away_the_substitute_takes_if_of_the_team_and_a_mediator_takes_no_report(
    office: Office, team: Team
):
    on_roster(office, team)
    days = {"first_on": TODAY, "last_on": TODAY}
    officer = office.staff()
    absences.tell_absence(person("officer"), substitute=person("clerk"), actor=officer, now=NOON, **days)
    assert teams.on_duty(team, TODAY, kind="complaint") == teams.Taken(person("clerk").pk, "substitute")
    teams.drop_member(team.pk, person("clerk").pk, actor=office.staff("supervisor"), now=NOON)
    assert teams.on_duty(team, TODAY, kind="complaint") == teams.NOBODY
    on_roster(office, team, "mediator", replace=True)
    assert teams.on_duty(team, TODAY, kind="report") == teams.NOBODY
    assert teams.on_duty(team, TODAY, kind="complaint").staff_id == person("mediator").pk


def test_the_roster_moves_nothing_that_is_there(office: Office, team: Team):
    filed = office.file()
    actions.act(filed.number, "assign", {"to": "clerk-310115"}, actor=office.staff("supervisor"), now=NOON)
    on_roster(office, team)
    assert office.case(filed).assignee_id == person("clerk").pk


def test_a_case_given_to_a_team_is_in_its_list_until_somebody_else_has_it(office: Office, team: Team):
    filed, boss, clerk = office.file(), office.staff("supervisor"), office.staff("clerk")
    with pytest.raises(Invalid, match=r"team\.unknown"):
        actions.act(filed.number, "assign", {"to": "team:T-9"}, actor=boss, now=NOON)

    def mine() -> tuple[list[str], int]:
        page = reading.page(reading.Filter(team="mine", phase="open"), actor=clerk)
        return [case.number for case in page.rows], buckets.counts(actor=clerk, now=NOON)["team"]

    assert mine() == ([], 0)
    case = actions.act(filed.number, "assign", {"to": "team:T-1"}, actor=boss, now=NOON)
    assert (case.team_id, case.assignee_id) == (team.pk, None)
    assert mine() == ([filed.number], 1)
    actions.act(filed.number, "assign", {"to": "me"}, actor=clerk, now=NOON)
    assert mine() == ([filed.number], 1)
    actions.act(filed.number, "assign", {"to": "supervisor-310115"}, actor=boss, now=NOON)
    assert mine() == ([], 0)


def test_a_mediator_does_not_count_reports_of_the_team(office: Office, team: Team):
    filed = office.file(kind="report")
    actions.act(filed.number, "assign", {"to": "team:T-1"}, actor=office.staff("supervisor"), now=NOON)
    assert buckets.counts(actor=office.staff("officer"), now=NOON)["team"] == 1
    assert buckets.counts(actor=office.staff("mediator"), now=NOON)["team"] == 0


def test_a_case_that_goes_to_another_body_leaves_the_team(office: Office, team: Team):
    filed, boss = office.file(), office.staff("supervisor")
    actions.act(filed.number, "assign", {"to": "team:T-1"}, actor=boss, now=NOON)
    body = {"agency": "310115-01", "text": "由所办理"}
    case = actions.act(filed.number, "distribute", body, actor=boss, now=NOON)
    assert (case.team_id, case.assignee_id) == (None, None)


def test_a_table_that_names_no_open_team_is_not_released(office: Office, team: Team):
    def found() -> set[str]:
        row, _ = rows.read(ROW)
        return {one.kind for one in checking.findings([row]) if one.blocks}

    assert found() == set()
    teams.set_open(team.pk, False, actor=office.staff("admin"), now=NOON)
    assert found() == {"unknown_team"}


def test_a_closed_team_gets_nothing_more_and_the_body_has_the_case(office: Office, team: Team):
    routed_by_table(office)
    teams.set_open(team.pk, False, actor=office.staff("admin"), now=NOON)
    case = office.case(office.file())
    assert (case.agency.code, case.team_id) == ("310115", None)


def test_what_is_wrong_is_refused_in_words_and_nothing_is_kept(office: Office, team: Team):
    boss = office.staff("supervisor")
    with pytest.raises(Invalid) as refused:
        teams.add_team("310115", code="T 1", name_zh="", name_en="x", actor=boss, now=NOON)
    assert {one.code for one in refused.value.problems} == {"team.code", "team.name"}
    with pytest.raises(Invalid, match=r"team\.twice"):
        teams.add_team("310115", code="T-1", name_zh="二", name_en="x", actor=boss, now=NOON)
    with pytest.raises(Invalid, match=r"team\.no_member"):
        teams.add_member(team.pk, "officer-330108", actor=boss, now=NOON)
    with pytest.raises(Invalid) as refused:
        on_roster(office, team, "supervisor", first_on=TODAY - timedelta(days=1))
    assert {one.code for one in refused.value.problems} == {"duty.no_member", "duty.days"}
    assert on_roster(office, team) == 7
    with pytest.raises(Invalid, match=r"duty\.held"):
        on_roster(office, team, "clerk", first_on=SOON, last_on=SOON + timedelta(days=2))
    assert Duty.objects.count() == 7
    with pytest.raises(NotAllowed, match=r"team\.on_duty"):
        teams.drop_member(team.pk, person("officer").pk, actor=boss, now=NOON)
    on_roster(office, team, "clerk", first_on=SOON, last_on=SOON, replace=True)
    spans = [(first, last, who.username) for first, last, who in teams.roster(team, since=TODAY)]
    assert spans == [(TODAY, SOON - timedelta(days=1), "officer-310115"), (SOON, SOON, "clerk-310115")]


def test_others_read_the_teams_of_their_body_and_change_nothing(office: Office, team: Team):
    for actor in (office.staff("officer"), office.staff("officer", "330108")):
        with pytest.raises(NotThere):
            teams.set_open(team.pk, False, actor=actor, now=NOON)
        with pytest.raises(NotThere):
            teams.add_team("310115", code="T-2", name_zh="二", name_en="x", actor=actor, now=NOON)
    assert list(teams.visible_to(office.staff("clerk"))) == [team]
    assert not teams.visible_to(office.staff("officer", "330108")).exists()


def test_a_supervisor_keeps_a_team_on_its_pages_and_others_find_it_at_the_case(office: Office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    filed = office.file()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person("supervisor"))
    new = {"agency": "310115", "code": "T-1", "name_zh": "一组", "name_en": "Team one"}
    assert browser.post("/desk/teams/", new | {"name_en": ""}).status_code == 422
    place = browser.post("/desk/teams/", new).headers["Location"]
    browser.post(place, {"do": "join", "member": "officer-310115"})
    days = {"do": "duty", "on_duty": "officer-310115", "first_on": str(TODAY), "last_on": str(SOON)}
    assert browser.post(place, days | {"last_on": "soon"}).status_code == 422
    assert browser.post(place, days).status_code == 302
    assert browser.post(place, {"do": "no\x00thing"}).status_code == 404

    assert "On duty today" in browser.get("/desk/teams/").content.decode()
    step = f"/desk/cases/{filed.number}/step/assign/"
    assert "Team Team one, on duty today: officer" in browser.get(step).content.decode()
    assert browser.post(step, {"to": "team:T-1"}).status_code == 302
    case = office.case(filed)
    assert (case.team.code, case.assignee_id) == ("T-1", person("officer").pk)
    browser.force_login(person("officer"))
    assert filed.number in browser.get("/desk/?bucket=team").content.decode()
    assert filed.number in browser.get(f"/desk/?team={case.team_id}").content.decode()
    for do, name in (("clear", "first_on"), ("leave", "staff"), ("rename", "name_zh"), ("close", "x"), ("open", "x")):
        assert browser.post(place, {"do": do, name: "1"}).status_code == 404
