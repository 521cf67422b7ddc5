"""Bodies are held in memory; what another process changes is known here before long."""

import pytest

from redress.agencies import queries
from redress.agencies.models import Agency
from tests.conftest import NOON
from tests.world import Office


@pytest.fixture
def behind_the_back(db):
    """A body that another process makes: nobody here is told."""
    Office(NOON)
    assert queries.directory().by_code.get("310199") is None
    row = Agency.objects.first()
    row.pk, row.code, row.path, row.name_zh = None, "310199", f"{row.path}310199/", "新设的分局（示例）"
    row.save()
    return row


def test_a_body_that_another_process_made_is_found_by_its_id_at_once(behind_the_back):
    assert queries.body(behind_the_back.pk).code == "310199"


def test_the_list_of_bodies_is_read_again_after_a_while(behind_the_back, monkeypatch):
    assert queries.body_by_code("310199") is None
    read = queries.time.monotonic()
    monkeypatch.setattr("redress.agencies.queries.time.monotonic", lambda: read + queries.FRESH + 1)
    assert queries.body_by_code("310199").name() == "新设的分局（示例）"


def test_a_body_that_nobody_made_is_no_body(db):
    with pytest.raises(KeyError):
        queries.body(999_999)
