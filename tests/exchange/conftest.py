"""An office that exchanges cases: with itself as its own partner, for a short story, or with a second installation."""

import pytest

from redress.agencies import queries
from redress.exchange import actions, keys
from redress.exchange.models import Partner
from redress.kernel.actors import SYSTEM
from tests.conftest import NOON
from tests.world import Office


@pytest.fixture
def office(db: None) -> Office:
    queries.forget()
    made = Office(NOON)
    made.weigh("provide", "abroad")
    return made


@pytest.fixture
def partner(office: Office) -> Partner:
    return actions.add_partner(code="hangzhou", name="杭州市局", vkey=str(keys.own().verifier), actor=SYSTEM, now=NOON)
