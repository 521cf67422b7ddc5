"""Bodies as clumsy and hostile programs send them: each is refused in words, or read as it was meant; nothing is changed."""

import json

import pytest

from redress.cases.models import Case
from tests.portals.api.caller import Caller
from tests.world import COMPLAINT, Office, merged

FILING = json.dumps(COMPLAINT).encode()


def refused(response, status: int, code: str, pointer: str = ""):
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")
    assert (code, pointer) in {(row["code"], row["pointer"]) for row in response.json()["errors"]}
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "jsonish",
    ],
)
def test_content_of_another_kind_is_refused_with_the_kind_that_is_read(stranger: Caller, office: Office, kind: str):
    response = stranger.send("/complaints", FILING, kind)

    refused(response, 415, "body.wrong_kind")
    assert response["Accept"] == "application/json"
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize(
    "kind",
    ["application/json; charset=UTF-8", "application/vnd.bureau.v2+json", "Application/JSON", "text/json", "", None],
)
def test_json_by_any_of_its_names_and_content_that_says_nothing_are_read(stranger: Caller, office: Office, kind):
    assert stranger.send("/complaints", FILING, kind or "").status_code == 201


def test_an_empty_body_is_an_empty_object_whatever_it_is_called(officer: Caller, office: Office):
    number = office.file().number
    assert officer.send(f"/complaints/{number}/accept", b"", "application/x-www-form-urlencoded").status_code == 200


@pytest.mark.parametrize("kind", ["application/json; charset=gbk", "application/json; charset=utf-16"])
def test_letters_of_another_name_are_refused(stranger: Caller, office: Office, kind: str):
    refused(stranger.send("/complaints", FILING, kind), 415, "body.not_unicode")


def test_compressed_content_is_refused(stranger: Caller, office: Office):
    response = stranger.send("/complaints", FILING, "application/json", **{"Content-Encoding": "gzip"})
    refused(response, 415, "body.compressed")
    assert response["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("letters", ["gbk", "utf-16", "utf-16-le", "utf-32-be"])
def test_letters_that_are_not_utf8_are_named_as_such(stranger: Caller, office: Office, letters: str):
    raw = json.dumps({"problem": {"story": "坏了"}}, ensure_ascii=False).encode(letters)
    refused(stranger.send("/complaints", raw, "application/json"), 400, "body.not_unicode")


def test_a_mark_before_the_first_letter_is_passed_over(stranger: Caller, office: Office):
    assert stranger.send("/complaints", b"\xef\xbb\xbf" + FILING, "application/json").status_code == 201


@pytest.mark.parametrize(
    "text", ["NaN", "[Infinity]", '{"a": -Infinity}', "{'a': 1}", '{"a": 1,}', "01", "\x00", "{} {}"]
)
def test_what_is_no_json_is_refused_with_the_line_and_character(stranger: Caller, office: Office, text: str):
    response = stranger.send("/clock", text.encode(), "application/json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] in {"body.not_json", "body.not_unicode"}


def test_the_place_where_json_ends_is_said(stranger: Caller, office: Office):
    response = stranger.send("/clock", b'{"limit":\n  T_ACCEPT}', "application/json")
    assert "line 2, character 3" in response.json()["detail"]


def test_every_name_that_stands_twice_is_named_with_its_place(stranger: Caller, office: Office):
    raw = b'{"problem": {"story": "a", "story": "b"}, "requests": [{"kind": "REFUND", "kind": "REDO"}], "a/b": 1, "a/b": 2}'
    response = stranger.send("/complaints", raw, "application/json")

    refused(response, 422, "name.twice", "/problem/story")
    assert [row["pointer"] for row in response.json()["errors"]] == ["/a~1b", "/problem/story", "/requests/0/kind"]


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 200 + b"1" + b"}" * 200, b"[" * 70 + b"]" * 70])
def test_what_is_nested_deeper_than_anybody_needs_is_refused(stranger: Caller, office: Office, raw: bytes):
    refused(stranger.send("/receipts/verify", raw, "application/json"), 422, "body.too_deep")


@pytest.mark.parametrize(
    ("sum_", "code"),
    [
        ("1e9999999999999999999", "money.too_large"),
        ("-1e9999999999999999999", "money.too_large"),
        ("1" * 5000, "money.too_large"),
        ("1e-9999", "money.decimals"),
        ("2399.505", "money.decimals"),
        ("-0.01", "money.negative"),
        ("true", "money.not_a_number"),
        ('"1e400"', "money.too_large"),
        ('"NaN"', "money.not_a_number"),
        ("[]", "money.not_a_number"),
    ],
)
def test_sums_that_cannot_be_are_refused_wherever_money_comes_in(officer: Caller, office: Office, sum_: str, code: str):
    raw = f'{{"problem": {{"story": "a"}}, "purchase": {{"amount": {sum_}}}}}'.encode()
    refused(officer.send("/complaints", raw, "application/json"), 422, code, "/purchase/amount")


@pytest.mark.parametrize("sum_", ["2399.50", '"2399.50"', "2399.5", "23995e-1", '"￥2,399.50"'])
def test_a_sum_is_read_to_the_cent_as_number_and_as_text(officer: Caller, office: Office, sum_: str):
    raw = f'{{"problem": {{"story": "a"}}, "purchase": {{"amount": {sum_}}}}}'.encode()
    number = officer.send("/complaints", raw, "application/json").json()["number"]
    assert officer.get(f"/complaints/{number}").json()["amount"] == "2399.50"


def test_a_sum_of_a_step_is_read_to_the_cent_as_number_and_as_text(officer: Caller, office: Office):
    for given in (b"1200.10", b'"1200.10"'):
        number = office.file().number
        officer.post(f"/complaints/{number}/accept")
        officer.post(f"/complaints/{number}/begin_mediation")
        raw = b'{"text": "agreed", "perform_by": "2026-12-01", "amount": %s}' % given
        settled = officer.send(f"/complaints/{number}/settle", raw, "application/json")
        assert settled.status_code == 200
        told = officer.get(f"/complaints/{number}").json()["timeline"]
        assert "1200.10" in {moment["data"].get("amount") for moment in told}


def test_everything_that_is_wrong_is_named_at_once(stranger: Caller, office: Office):
    data = merged(
        COMPLAINT,
        {
            "kind": "wish",
            "channel": "phone",
            "complainant": {"id_number": "110101199003070000", "phone": "123"},
            "purchase": {"bought_on": "2026-09-20", "amount": "-1"},
            "problem": {"discovered_on": "2026-09-13"},
            "surprise": 1,
        },
    )
    response = stranger.post("/complaints", data)

    refused(response, 422, "channel.needs_key", "/channel")
    assert {row["pointer"]: row["code"] for row in response.json()["errors"]} == {
        "/kind": "code.unknown",
        "/channel": "channel.needs_key",
        "/complainant/id_number": "id_number.check",
        "/complainant/phone": "phone.length",
        "/purchase/amount": "money.negative",
        "/problem/discovered_on": "discovered_on.before_purchase",
        "/surprise": "name.unknown",
    }


@pytest.mark.parametrize("given", [1758507300, "1758507300", "2026-09-22", "now", {}])
def test_a_moment_that_is_no_moment_is_refused(officer: Caller, office: Office, given):
    refused(officer.post("/complaints", COMPLAINT | {"received_at": given}), 422, "time.unreadable", "/received_at")


@pytest.mark.parametrize("given", [1758507300, "2026-09-22T10:00:00+08:00"])
def test_a_stranger_does_not_say_when_it_came_in_however_it_is_written(stranger: Caller, office: Office, given):
    refused(
        stranger.post("/complaints", COMPLAINT | {"received_at": given}), 422, "received_at.needs_key", "/received_at"
    )


def test_evidence_that_is_no_form_is_refused_with_the_kind_that_is_read(officer: Caller, office: Office):
    number = office.file().number
    response = officer.send(f"/complaints/{number}/evidence", b'{"file": ""}', "application/json")
    assert (response.status_code, response["Accept"]) == (415, "multipart/form-data")
    assert officer.send(f"/complaints/{number}/evidence", b"", "").status_code == 422


def test_a_form_that_cannot_be_taken_apart_is_a_bad_request(officer: Caller, office: Office):
    number = office.file().number
    response = officer.send(f"/complaints/{number}/evidence", b"x", "multipart/form-data")
    assert (response.status_code, response.json()["code"]) == (400, "request.unreadable")
