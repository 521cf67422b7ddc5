"""Three people with one dispute against one shop, and the office that has their cases."""

from collections.abc import Callable

import pytest
from django.test import Client

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import numbers
from redress.cases.filing import Filed
from tests.conftest import NOON
from tests.world import Office

PEOPLE = {"林小雨": "13800001234", "王建国": "13900005678", "陈思": "13700009999"}


@pytest.fixture
def office(db: None) -> Office:
    queries.forget()
    return Office(NOON)


@pytest.fixture
def three(office: Office) -> list[Filed]:
    return [office.file(complainant={"name": name, "phone": phone}) for name, phone in PEOPLE.items()]


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def own_page() -> Callable[[Filed], Client]:
    """Open the page of one's own case with number and words."""

    def opened(filed: Filed) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.post("/case/", {"number": filed.number, "words": numbers.pickup(filed.number)})
        assert client.get(f"/case/{filed.number}/").status_code == 200
        return client

    return opened


@pytest.fixture
def desk(office: Office) -> Callable[..., Client]:
    def sat_down(role: str = "officer", code: str = "310115") -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(Staff.objects.get(username=f"{role}-{code}"))
        return client

    return sat_down
