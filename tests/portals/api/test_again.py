"""A retry after a lost answer: the same key and the same request give the same answer, whatever was created."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.cases.models import Case, Exhibit, Message
from tests.portals.api.caller import API, Caller
from tests.world import COMPLAINT, Office

KEY = {"Idempotency-Key": "k-1"}


def upload(caller: Caller, number: str, content: bytes, name: str = "发票.txt", **said: str):
    parts = {"file": SimpleUploadedFile(name, content), **said}
    return caller.client.post(f"{API}/complaints/{number}/evidence", parts, headers=caller.headers | KEY)


def test_a_file_sent_again_is_answered_again_and_another_file_is_refused(officer: Caller, office: Office):
    number = office.file().number
    first = upload(officer, number, "收据".encode())
    again = upload(officer, number, "收据".encode())

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.get("Idempotent-Replay"), again["Idempotent-Replay"]) == (None, "true")
    for other in (upload(officer, number, "别的".encode()), upload(officer, number, "收据".encode(), audience="both")):
        assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "idempotency.other_body")
    assert Exhibit.objects.count() == 1


def test_the_key_of_one_case_says_nothing_about_another(officer: Caller, office: Office):
    numbers = [office.file().number, office.file().number]
    assert [upload(officer, number, "收据".encode()).status_code for number in numbers] == [201, 201]
    assert Exhibit.objects.count() == 2


@pytest.mark.parametrize(
    ("place", "body", "other"),
    [
        ("messages", {"text": "还在吗"}, {"text": "在"}),
        ("accept", {"text": "符合规定"}, {}),
        ("withdraw", {"text": "不投诉了"}, {"text": "算了"}),
    ],
)
def test_steps_and_messages_sent_again_are_answered_again(
    stranger: Caller, officer: Caller, office, place, body, other
):
    filed = stranger.post("/complaints", COMPLAINT).json()
    caller = officer if place == "accept" else Caller(phrase=filed["pickup"])
    first = caller.post(f"/complaints/{filed['number']}/{place}", body, **KEY)
    again = caller.post(f"/complaints/{filed['number']}/{place}", body, **KEY)
    refused = caller.post(f"/complaints/{filed['number']}/{place}", other, **KEY)

    assert first.status_code in {200, 201}
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (first.status_code, first.json(), "true")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "idempotency.other_body")
    assert Message.objects.count() == (1 if place == "messages" else 0)


def test_what_was_refused_is_not_remembered_so_that_it_can_be_mended_under_its_key(stranger: Caller, office: Office):
    assert stranger.post("/complaints", {}, **KEY).status_code == 422
    assert stranger.post("/complaints", COMPLAINT, **KEY).status_code == 201
    assert Case.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_a_key_that_is_no_key_is_refused_instead_of_being_passed_over(stranger: Caller, office: Office, key: str):
    response = stranger.post("/complaints", COMPLAINT, **{"Idempotency-Key": key})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "idempotency.key_unreadable")
    assert not Case.objects.exists()
