"""HEAD, OPTIONS and methods that an address does not take."""

import pytest

from tests.portals.api.caller import Caller
from tests.world import Office


@pytest.mark.parametrize(
    "path", ["/rule-sets", "/working-days?from=2026-10-01&to=2026-10-08", "/complaints", "/openapi.json"]
)
def test_head_is_get_without_a_body(officer: Caller, office: Office, path: str):
    got, head = officer.get(path), officer.other("HEAD", path)

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(got.content))
    assert head["Content-Type"] == got["Content-Type"]


def test_head_of_what_is_not_there_is_404_without_a_body(officer: Caller, office: Office):
    head = officer.other("HEAD", "/complaints/26AAAAAAAAAA")
    assert (head.status_code, head.content) == (404, b"")
    assert head["Content-Type"].startswith("application/problem+json")


def test_head_of_an_export_takes_nothing_out(officer: Caller, office: Office):
    head = officer.other("HEAD", "/complaints/export")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/complaints", "GET, HEAD, OPTIONS, POST"),
        ("/clock", "OPTIONS, POST"),
        ("/complaints/26AAAAAAAAAA", "GET, HEAD, OPTIONS"),
        ("/complaints/26AAAAAAAAAA/accept", "OPTIONS, POST"),
        ("/trader/webhooks/1", "DELETE, OPTIONS"),
    ],
)
def test_what_an_address_takes_is_said_by_options_and_beside_the_refusal(stranger: Caller, db, path: str, allow: str):
    asked = stranger.other("OPTIONS", path)
    assert (asked.status_code, asked["Allow"], asked.content) == (204, allow, b"")

    for method in ("PUT", "PATCH", "TRACE", "BREW"):
        refused = stranger.other(method, path)
        assert (refused.status_code, refused["Allow"]) == (405, allow)
        assert refused["Content-Type"].startswith("application/problem+json")
        assert allow in refused.json()["detail"]
