"""An office whose people know each other, and figures read up to the last word of the archive."""

from datetime import timedelta

import pytest

from redress.agencies import queries
from redress.cases import actions
from redress.oversight import rolling
from tests.conftest import NOON
from tests.world import Office, complainant


class Desk(Office):
    """An office with short ways to carry cases on."""

    def act(self, filed, verb, body=None, *, who="officer", code="310115", days=0):
        actor = complainant(filed) if who == "complainant" else self.staff(who, code)
        return actions.act(filed.number, verb, body or {}, actor=actor, now=NOON + timedelta(days=days))

    def settled(self, *, amount="2399.00", days=0, **changes):
        """A complaint that was filed, accepted and settled, `days` after NOON."""
        filed = self.file(now=NOON + timedelta(days=days), **changes)
        self.act(filed, "accept", days=days)
        self.act(
            filed,
            "settle",
            {"text": "退款", "perform_by": "2027-03-01", "amount": amount, "mode": "phone"},
            days=days,
        )
        return filed

    def closed(self, *, days=0, **changes):
        filed = self.settled(days=days, **changes)
        self.act(filed, "issue_result", {"text": "双方达成一致。"}, days=days)
        self.act(filed, "close", days=days)
        return filed


@pytest.fixture
def desk(db) -> Desk:
    queries.forget()
    return Desk(NOON)


@pytest.fixture
def read():
    """Read the archive up to its end, as the worker does every minute."""

    def reading(days=0):
        rolling.read_all(now=NOON + timedelta(days=days))

    return reading
