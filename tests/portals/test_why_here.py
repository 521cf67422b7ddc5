"""Why a case is where it is: in the words of the table that decided, whatever the table says since."""

import pytest
from django.core import signing
from django.test import Client

from redress.agencies import queries, teams
from redress.agencies.models import Staff
from redress.cases import actions
from redress.cases.reading import json_of
from redress.portals.public.following import session
from tests.conftest import NOON
from tests.routing.test_table import ROW, live
from tests.world import Office


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch, settings) -> Office:
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    office = Office(NOON)
    teams.add_team(
        "310115-01", code="T-2", name_zh="二组", name_en="Team two", actor=office.staff("supervisor"), now=NOON
    )
    return office


def pages(filed, language: str = "en") -> list[str]:
    """What staff and the complainant read."""
    desk, own = (Client(headers={"accept-language": language}) for _ in range(2))
    desk.force_login(Staff.objects.get(username="supervisor-310115"))
    own.cookies[session.COOKIE] = signing.TimestampSigner(salt=session.SALT).sign(str(filed.id))
    return [desk.get(f"/desk/cases/{filed.number}/").text, own.get(f"/case/{filed.number}/").text]


def test_both_sides_read_row_version_and_team_and_a_later_table_changes_nothing(office: Office):
    number = live(office, {})
    filed = office.file()
    said = [f"Decided by row R1 of version {number} of the routing table.", "Team: Team two (T-2)", ROW["why_en"]]
    assert all(one in page for page in pages(filed) for one in said)
    assert all("二组" in page and f"分送表第 {number} 版" in page for page in pages(filed, "zh-hans"))

    live(office, {"row": "R9", "why_en": "Something else"})
    team = teams.open_team(id_of("310115-01"), "T-2")
    teams.name_team(team.pk, name_zh="别组", name_en="Other", actor=office.staff("supervisor"), now=NOON)
    for page in pages(filed):
        assert all(one in page for one in said)
        assert "R9" not in page


def id_of(code: str) -> int:
    return queries.body_by_code(code).id


def test_each_move_since_is_told_with_its_day_and_the_first_body(office: Office):
    filed = office.file()
    body = {"agency": "310115-01", "text": "由所办理"}
    actions.act(filed.number, "distribute", body, actor=office.staff("supervisor"), now=NOON)
    for page in pages(filed):
        assert "It came to 浦东区局 first:" in page
        assert "from 浦东区局 to 陆家嘴所" in page


def test_a_table_without_a_row_for_it_and_a_body_that_is_entrusted_are_said(office: Office):
    number = live(office, {"category": "goods.food"})
    desk, own = pages(office.file())
    assert f"Version {number} of the routing table has no row for it" in desk
    assert f"Version {number} of the routing table has no row for it" in own

    away = {
        "row": "R2",
        "priority": "20",
        "category": "goods.food",
        "body": "330108",
        "team": "",
        "mandate": "entrusted",
    }
    live(office, {"row": "R1", "category": "goods.daily"}, away | {"basis": "委托书〔2026〕1号"})
    filed = office.file(purchase={"category": "goods.food.general"})
    assert "The body is entrusted: 委托书〔2026〕1号" in pages_of(filed, "330108")


def pages_of(filed, code: str) -> str:
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(Staff.objects.get(username=f"officer-{code}"))
    return desk.get(f"/desk/cases/{filed.number}/").text


def test_a_row_whose_team_is_gone_says_so(office: Office):
    live(office, {})
    team = teams.open_team(id_of("310115-01"), "T-2")
    teams.set_open(team.pk, False, actor=office.staff("supervisor"), now=NOON)
    filed = office.file()
    assert "team_zh" not in json_of(office.case(filed).why_routed)
    assert all("names team T-2, which was not there" in page for page in pages(filed))
