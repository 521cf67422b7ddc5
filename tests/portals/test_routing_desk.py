"""An administrator writes, checks, tries and releases the routing table in a browser without script."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redress.agencies import teams
from redress.agencies.models import Staff
from redress.routing import queries
from tests.conftest import NOON
from tests.routing.test_table import ROW
from tests.world import Office


def test_a_table_is_written_checked_tried_and_released_on_the_page(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    office = Office(NOON)
    teams.add_team(
        "310115-01", code="T-2", name_zh="二组", name_en="Team two", actor=office.staff("supervisor"), now=NOON
    )
    office.file()
    client = Client(headers={"accept-language": "en"})
    client.force_login(Staff.objects.get(username="admin-310115"))

    page = client.post("/desk/routing/", {"note": "Goods to the branch office"})["Location"]
    wrong = client.post(page, {**ROW, "do": "row", "revision": "1", "priority": "x"})
    assert (wrong.status_code, "from 1 to 9999" in wrong.text) == (422, True)
    assert client.post(page, {**ROW, "do": "row", "revision": "1"}).status_code == 302

    file = client.get(f"{page}rows.csv").content
    seen = client.post(page, {"do": "preview", "file": SimpleUploadedFile("rows.csv", file)})
    assert "What is in the file" in seen.text
    assert client.post(page, {"do": "file", "revision": "2", "text": seen.context["text"]}).status_code == 302
    refused = client.post(page, {"do": "release"})
    assert "Try the table on past cases first." in refused.text
    unread = client.post(page, {"do": "release", "live_from": "soon"})
    assert unread.context["problems"][0].code == "routing.release.unreadable"

    for step in ("check", "try", "release"):
        assert client.post(page, {"do": step}).status_code == 302
    assert "1 of 1 cases would go elsewhere." in client.get(page).text
    queries.forget()
    assert office.file().body.code == "310115-01"
