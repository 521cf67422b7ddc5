"""Who looks for an office finds it by place, letters, code or matter, and is told what it does not handle."""

import pytest
from django.test import Client

from tests.world import Office

ENGLISH = {"accept-language": "en"}


@pytest.mark.parametrize("typed", ["浦东", "pdxq", "pd", "310115"])
def test_a_place_is_found_by_name_letters_or_code(office: Office, typed: str):
    page = Client().get("/bodies/", {"q": typed}).content.decode()

    assert "/bodies/310115/" in page
    assert page.index("/bodies/310115/") < page.index("/bodies/310000/"), "the nearest stands first"


def test_a_former_division_leads_to_the_place_of_today(office: Office):
    page = Client(headers=ENGLISH).get("/bodies/", {"q": "330103"}).content.decode()

    assert "330103" in page
    assert "/bodies/330100/" in page


def test_a_matter_of_a_sector_leads_to_its_department_with_the_article(office: Office):
    page = Client(headers=ENGLISH).get("/bodies/", {"q": "my parcel"}).content.decode()

    assert "Postal administration" in page
    assert "Postal Law" in page
    assert "Telecommunications administration" not in page


def test_an_office_says_what_it_does_and_who_stands_above(office: Office):
    page = Client(headers=ENGLISH).get("/bodies/310115-01/").content.decode()

    assert "/bodies/310115/" in page
    assert "mediation needs both sides" in page


def test_an_office_that_is_not_there_and_a_name_that_nobody_has(office: Office):
    assert Client().get("/bodies/nowhere/").status_code == 404
    assert "No office of this installation" in Client(headers=ENGLISH).get("/bodies/", {"q": "zzzzzz"}).content.decode()
