"""The office every story about a case is told in."""

import pytest

from redress.agencies import queries
from tests.conftest import NOON
from tests.portals.api.caller import Caller
from tests.world import Office


@pytest.fixture
def office(db: None) -> Office:
    queries.forget()
    return Office(NOON)


@pytest.fixture
def officer(office: Office) -> Caller:
    return Caller(office.key())


@pytest.fixture
def stranger() -> Caller:
    return Caller()
