"""The office every story of the desk is told in, and its people at their browsers."""

from typing import Any

import pytest
from django.test import Client

from redress.agencies import queries
from redress.agencies.models import Staff
from tests.conftest import NOON
from tests.world import Office


@pytest.fixture
def office(db: None) -> Office:
    queries.forget()
    return Office(NOON)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of these stories is opened on Tuesday 22 September 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


class Desk:
    """A member of staff at the desk, reading English."""

    def __init__(self, username: str) -> None:
        self.staff = Staff.objects.get(username=username)
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(self.staff)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/desk/{path}", query)

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(f"/desk/{path}", fields)

    def text(self, path: str, **query: Any) -> str:
        response = self.get(path, **query)
        assert response.status_code == 200, response.content.decode()[:2000]
        return response.content.decode()


@pytest.fixture
def desk(office: Office) -> Any:
    """Sit down at the desk: desk() is the officer's, desk("clerk"), desk("officer", "330108") are others'."""
    return lambda role="officer", code="310115": Desk(f"{role}-{code}")
