"""The measure of routing: every decision is held against a search that looks at every row, and nothing stays behind."""

from redress.agencies.models import Agency
from redress.config.bench import routing
from tests.conftest import NOON
from tests.world import Office


def test_decisions_agree_with_a_plain_search_and_the_bodies_are_gone_afterwards(db: None):
    Office(NOON)
    before = Agency.objects.count()
    (told,) = routing.figures(quick=True, now=NOON)
    assert (told["bodies"], told["rows"], told["errors"]) == (routing.BODIES, routing.ROWS, 0)
    assert 0 < told["by_row"] < told["decisions"]
    assert Agency.objects.count() == before
