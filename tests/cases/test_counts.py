"""Counts of frequent words are remembered, and are right all the same when a case moves, changes or is erased."""

import pytest

from redress.cases import counts, filing, intake, search
from redress.kernel.rows import execute, fetch
from tests.conftest import NOON
from tests.world import Office

WORD = "退款"


@pytest.fixture
def remembered(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[filing.Filed]:
    """Three cases that hold the word, counted and remembered."""
    monkeypatch.setattr(counts, "WORTH", 2)
    actor = office.staff("clerk")
    new = [intake.read({"problem": {"story": f"商家不肯退款，已经等了很久{place}"}}, now=NOON) for place in range(3)]
    filed = [group[0] for group in filing.file_many(new, actor=actor, now=NOON)]
    assert search.count(WORD, scopes=[]) == 3
    return filed


def kept() -> int:
    return int(fetch("SELECT COUNT(*) FROM cases_search_count")[0][0])


@pytest.mark.django_db
def test_a_remembered_count_is_counted_on_from_there(remembered: list[filing.Filed], office: Office):
    assert kept() == 1

    new = intake.read({"problem": {"story": "客服说退款要等七天，后来再也没有回音"}}, now=NOON)
    filing.file(new, actor=office.staff("clerk"), now=NOON)

    assert search.count(WORD, scopes=[]) == 4


@pytest.mark.django_db
def test_a_count_goes_when_a_case_it_was_made_of_is_taken_out(remembered: list[filing.Filed]):
    search.remove(remembered[0].id)

    assert kept() == 0
    assert search.count(WORD, scopes=[]) == 2


@pytest.mark.django_db
def test_a_count_goes_when_an_older_case_comes_to_hold_the_word(remembered: list[filing.Filed]):
    search.replace(remembered[0].id, search.document("别的事情", remembered[0].body.path))
    assert search.count(WORD, scopes=[]) == 2
    assert kept() == 1

    search.replace(remembered[0].id, search.document("还是要退款", remembered[0].body.path))

    assert search.count(WORD, scopes=[]) == 3


@pytest.mark.django_db
def test_old_counts_are_let_go(remembered: list[filing.Filed]):
    execute("UPDATE cases_search_count SET at = '2026-01-01 00:00:00'")

    counts.renew(now=NOON)

    assert kept() == 0
