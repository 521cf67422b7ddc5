"""Who gets which page of the desk: the role decides, and another office's case is not there."""

import pytest

PAGES = ("", "new/", "tasks/", "look-alikes/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_case_staff_get_every_page(desk, office, role, path):
    office.file()
    assert desk(role).get(path).status_code == 200


@pytest.mark.parametrize("role", ["admin", "analyst"])
@pytest.mark.parametrize("path", ["", "tasks/", "cases/260000000000/"])
def test_those_whose_work_is_not_cases_are_told_so(desk, role, path):
    response = desk(role).get(path)
    assert response.status_code == 403
    assert "Cases are not part of your role" in response.content.decode()


def test_a_stranger_is_sent_to_sign_in(client, office):
    assert client.get("/desk/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["", "review/", "archive.zip", "step/accept/", "evidence/1/", "letters/1/"])
def test_a_case_of_another_office_is_not_there(desk, office, path):
    number = office.file().number
    assert desk("officer", "330108").get(f"cases/{number}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["step/accept/", "message/", "reveal/", "evidence/"])
def test_nothing_can_be_done_to_a_case_of_another_office(desk, office, path):
    filed = office.file()
    assert desk("officer", "330108").post(f"cases/{filed.number}/{path}", text="x").status_code == 404
    assert office.case(filed).version == 1


def test_a_mediator_does_not_register_and_an_officer_does_not_edit_letters(desk):
    assert desk("mediator").get("new/").status_code == 404
    assert desk("officer").get("letters/").status_code == 404
    assert desk("supervisor").get("letters/").status_code == 200


def test_steps_of_other_roles_are_not_offered(desk, office):
    number = office.file().number
    assert "step/accept/" in desk("officer").text(f"cases/{number}/")
    assert "step/accept/" not in desk("clerk").text(f"cases/{number}/")
