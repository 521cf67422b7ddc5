"""Keys for programs: seen once, held to their scope, ended by their owner or an administrator."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from redress.agencies import actions
from redress.agencies.models import ApiKey, Staff
from redress.portals.api import lane
from redress.portals.limits import Limit
from tests.conftest import NOON
from tests.world import COMPLAINT

MADE = re.compile(r'<code id="made">(ork_[\w-]+)</code>')


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path, monkeypatch):
    settings.REDRESS_DATA = tmp_path
    for name in ("ANONYMOUS_WRITES", "ANONYMOUS_READS"):
        monkeypatch.setattr(lane, name, Limit("keys", most=1000, seconds=60))


def test_a_key_is_shown_once_and_works_until_it_is_revoked(desk, office):
    officer = desk()
    page = officer.client.post("/accounts/keys/", {"label": "nightly export", "scope": "all", "days": "30"})
    key = MADE.search(page.content.decode())[1]
    assert key not in officer.client.get("/accounts/keys/").content.decode()
    program = Client(headers={"authorization": f"Bearer {key}"})
    assert program.get("/api/v1/complaints").status_code == 200
    row = ApiKey.objects.get()
    assert (row.last_used_on, row.expires_at) == (NOON.date(), NOON + timedelta(days=30))

    assert desk("clerk").client.post(f"/accounts/keys/{row.pk}/revoke/").status_code == 404
    assert officer.client.post(f"/accounts/keys/{row.pk}/revoke/").status_code == 302
    assert program.get("/api/v1/complaints").status_code == 401


def test_a_form_that_says_too_little_is_given_back(desk):
    page = desk().client.post("/accounts/keys/", {"label": "", "scope": "all", "days": "9999"})
    assert page.status_code == 422
    assert "from one day to a year" in page.content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    ("scope", "reads", "files", "handles"), [("all", 200, 201, 409), ("read", 200, 403, 403), ("file", 403, 201, 403)]
)
def test_a_key_is_held_to_its_scope(office, scope, reads, files, handles):
    number = office.file().number
    staff = Staff.objects.get(username="officer-310115")
    end = NOON + timedelta(days=1)
    key = actions.issue_key(staff, scope=scope, label="x", expires_at=end, actor=office.staff(), now=NOON)
    program = Client(headers={"authorization": f"Bearer {key}"})

    def sent(path, body):
        return program.post(path, body, content_type="application/json").status_code

    assert program.get(f"/api/v1/complaints/{number}").status_code == reads
    assert sent("/api/v1/complaints", COMPLAINT | {"channel": "api"}) == files
    assert sent(f"/api/v1/complaints/{number}/finish_task", {"task_id": "1"}) in {handles, 422}
    assert sent("/api/v1/working-days", {}) != 403, "the law without a case is open to every key"
