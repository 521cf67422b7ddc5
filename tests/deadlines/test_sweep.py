"""The sweep records what was missed: once, whoever runs it and however often."""

from datetime import timedelta

from redress.cases import actions
from redress.deadlines import clocks
from redress.deadlines.models import Clock
from redress.kernel.actors import SYSTEM
from redress.records import entries
from tests.conftest import NOON
from tests.world import Office

ON_THE_DAY = NOON.replace(month=10, day=9)


def test_the_last_day_is_still_in_time(office: Office):
    office.file()

    assert clocks.sweep(actor=SYSTEM, now=ON_THE_DAY) == 0


def test_the_day_after_it_is_missed_and_recorded_once(office: Office):
    filed = office.file()
    after = ON_THE_DAY + timedelta(days=1)

    assert clocks.sweep(actor=SYSTEM, now=after) == 2  # acceptance and first investigation
    assert clocks.sweep(actor=SYSTEM, now=after) == 0
    missed = [entry.data["limit"] for entry in entries.of(filed.id) if entry.event == "deadline.missed"]
    assert sorted(missed) == ["S_INITIAL", "T_ACCEPT"]
    assert set(Clock.objects.filter(subject=filed.id, state="missed").values_list("missed_at", flat=True)) == {after}


def test_a_met_limit_is_never_missed(office: Office):
    filed = office.file()
    actions.act(filed.number, "accept", {}, actor=office.staff(), now=NOON)

    clocks.sweep(actor=SYSTEM, now=ON_THE_DAY + timedelta(days=1))

    assert Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT").state == "met"


def test_a_sweep_in_small_batches_finds_all(office: Office):
    for _ in range(7):
        office.file()

    assert clocks.sweep(actor=SYSTEM, now=ON_THE_DAY + timedelta(days=1), batch=3) == 14


def test_a_late_acceptance_keeps_the_record_that_it_was_late(office: Office):
    filed = office.file()
    after = ON_THE_DAY + timedelta(days=3)
    clocks.sweep(actor=SYSTEM, now=after)

    actions.act(filed.number, "accept", {}, actor=office.staff(), now=after)

    row = Clock.objects.get(subject=filed.id, limit_code="T_ACCEPT")
    assert row.state == "missed"
    assert row.missed_at is not None
