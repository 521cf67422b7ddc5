"""Who is away is known where work is given out; days are told by the person or their supervisor, and by nobody else."""

from datetime import timedelta

import pytest
from django.test import Client

from redress.agencies import absences
from redress.agencies.models import Absence, Staff
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from tests.conftest import NOON
from tests.world import Office

TODAY = day_of(NOON)
SOON = TODAY + timedelta(days=3)


def person(name: str) -> Staff:
    return Staff.objects.get(username=name)


def told(office: Office, staff: str = "officer-310115", by: str = "officer", **more) -> Absence:
    days = {"first_on": TODAY, "last_on": SOON} | more
    return absences.tell_absence(person(staff), actor=office.staff(by), now=NOON, **days)


def test_an_absence_holds_from_its_first_to_its_last_day(office: Office):
    told(office, substitute=person("clerk-310115"), note="看 0001 号")
    officer = person("officer-310115")

    assert absences.away_on([officer], SOON)[officer.pk].substitute.username == "clerk-310115"
    assert absences.away_on([officer], SOON + timedelta(days=1)) == {}
    assert absences.away_on([officer], TODAY - timedelta(days=1)) == {}


@pytest.mark.parametrize(
    "days", [{"last_on": TODAY - timedelta(days=1)}, {"first_on": None}, {"first_on": SOON + timedelta(days=1)}]
)
def test_days_out_of_order_or_past_are_refused(office: Office, days: dict):
    with pytest.raises(Invalid, match=r"absence\.days"):
        told(office, **days)
    assert not Absence.objects.exists()


def test_who_is_away_or_of_another_office_does_not_stand_in(office: Office):
    told(office, staff="clerk-310115", by="supervisor")
    for name in ("clerk-310115", "officer-310115", "officer-310115-01"):
        with pytest.raises(Invalid, match=r"absence\.substitute"):
            told(office, substitute=person(name))


def test_others_tell_and_take_back_nothing(office: Office):
    row = told(office)
    with pytest.raises(NotAllowed, match=r"absence\.not_own"):
        told(office, by="clerk")
    with pytest.raises(NotThere):
        told(office, staff="officer-330108", by="supervisor")
    stranger = office.staff("officer", "330108")
    with pytest.raises(NotThere):
        absences.take_back_absence(row.pk, actor=stranger, now=NOON)
    absences.take_back_absence(row.pk, actor=office.staff("supervisor"), now=NOON)
    assert not Absence.objects.exists()


def test_people_at_work_are_offered_first_and_others_with_until_when(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    filed = office.file()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person("supervisor-310115"))
    days = {"staff": "clerk-310115", "first_on": str(TODAY), "last_on": str(SOON), "substitute": "officer-310115"}

    assert browser.post("/desk/absences/", days).status_code == 302
    assert browser.post("/desk/absences/", days | {"staff": "no\x00body"}).status_code == 404
    assert browser.post("/desk/absences/", days | {"last_on": "soon"}).status_code == 422
    page = browser.get(f"/desk/cases/{filed.number}/step/assign/").content.decode()

    assert f"clerk – away until {SOON}, officer stands in" in page
    assert page.index(">officer<") < page.index("clerk – away")
