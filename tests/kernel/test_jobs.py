"""Work for later: stored with what caused it, done once, tried again, set aside in the end."""

from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from redress.kernel import jobs, queue
from redress.kernel.jobs import TIMETABLES, Timetable, enqueue
from redress.kernel.models import Job, Schedule, WorkerSeen
from redress.kernel.worker import Worker, described, put_due_on_queue
from tests.conftest import NOON

LATER = NOON + timedelta(hours=3)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def done(monkeypatch):
    """The work that was done, in order, by a kind that notes its payload."""
    monkeypatch.setattr(jobs, "KINDS", kinds := dict(jobs.KINDS))
    monkeypatch.setattr("redress.kernel.worker.KINDS", kinds)
    noted = []
    jobs.job("tests.note")(lambda payload, *, now: noted.append(payload["case"]))
    return noted


def worker(name="one", at=NOON):
    return Worker(name, clock=lambda: at)


@pytest.mark.django_db
def test_work_is_done_in_the_order_in_which_it_became_due(done):
    enqueue("tests.note", {"case": 1}, now=NOON, run_at=NOON - MINUTE)
    enqueue("tests.note", {"case": 2}, now=NOON, run_at=NOON - 2 * MINUTE)
    enqueue("tests.note", {"case": 3}, now=NOON)
    enqueue("tests.note", {"case": 4}, now=NOON, run_at=LATER)
    assert worker().drain() == 3
    assert done == [2, 1, 3]
    assert [job.payload for job in Job.objects.all()] == ['{"case":4}']


@pytest.mark.django_db
def test_work_is_stored_with_what_caused_it_or_not_at_all(done):
    def fail_after_asking():
        with transaction.atomic():
            enqueue("tests.note", {"case": 1}, now=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_asking()
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_same_work_waits_only_once_and_keeps_the_earlier_time(done):
    enqueue("tests.note", {"case": 1}, now=NOON, run_at=LATER, unique="1")
    enqueue("tests.note", {"case": 1}, now=NOON, run_at=NOON, unique="1")
    enqueue("tests.note", {"case": 1}, now=NOON, run_at=LATER, unique="1")
    assert Job.objects.get().next_at == NOON


@pytest.mark.django_db
def test_work_asked_for_again_after_it_began_is_done_again(done):
    enqueue("tests.note", {"case": 1}, now=NOON, unique="1")
    taken = queue.take("one", now=NOON, lease=MINUTE)
    enqueue("tests.note", {"case": 1}, now=NOON, unique="1")
    queue.finish(taken)
    assert worker().drain() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["张三", "13 Main Street", "退款 2399 元", "a@b.cn and more", {"name": "x"}, 3.5, ["ok", "not ok"]]
)
def test_a_job_carries_ids_and_nothing_a_person_wrote(value):
    with pytest.raises(ValueError, match="ids only"):
        enqueue("tests.note", {"case": value}, now=NOON)


@pytest.mark.django_db
def test_failed_work_is_tried_again_later_each_time_then_set_aside(done):
    jobs.job("tests.fail", attempts=3)(lambda payload, *, now: 1 / 0)
    enqueue("tests.fail", now=NOON)
    waits, at = [], NOON
    for _ in range(2):
        worker(at=at).drain()
        job = Job.objects.get()
        waits.append((job.next_at - at).total_seconds())
        at = job.next_at
    worker(at=at).drain()
    job = Job.objects.get()
    assert waits == [5, 10]
    assert job.dead_at == at
    assert job.error.startswith("ZeroDivisionError at test_jobs.py:")
    assert queue.take("one", now=at + timedelta(days=1), lease=MINUTE) is None


@pytest.mark.django_db
def test_work_set_aside_can_be_put_back(done):
    enqueue("tests.note", {"case": 7}, now=NOON)
    Job.objects.update(dead_at=NOON, attempts=8)
    assert queue.revive(now=LATER) == 1
    assert worker(at=LATER).drain() == 1
    assert done == [7]


@pytest.mark.django_db
def test_work_this_release_does_not_know_waits_for_one_that_does(done):
    enqueue("tests.from_the_future", now=NOON)
    worker().drain()
    job = Job.objects.get()
    assert (job.dead_at, job.attempts) == (None, 1)
    assert job.error.startswith("LookupError")


@pytest.mark.django_db
def test_a_job_whose_every_worker_died_is_set_aside_instead_of_killing_more(done):
    jobs.job("tests.deadly", attempts=2)(lambda payload, *, now: done.append("alive"))
    enqueue("tests.deadly", now=NOON)
    for hour in (0, 1):
        assert queue.take(f"victim {hour}", now=NOON + timedelta(hours=hour), lease=MINUTE)
    worker(at=NOON + timedelta(hours=2)).drain()
    assert Job.objects.get().dead_at is not None
    assert done == []


@pytest.mark.django_db
def test_a_leased_job_is_left_alone_until_its_lease_ends(done):
    enqueue("tests.note", {"case": 1}, now=NOON)
    first = queue.take("one", now=NOON, lease=MINUTE)
    assert queue.take("two", now=NOON + timedelta(seconds=59), lease=MINUTE) is None
    assert queue.keep(first, now=NOON + timedelta(seconds=30), lease=MINUTE)
    assert queue.take("two", now=NOON + MINUTE, lease=MINUTE) is None
    second = queue.take("two", now=NOON + 2 * MINUTE, lease=MINUTE)
    assert (second.id, second.attempts) == (first.id, 2)
    assert not queue.keep(first, now=NOON + 2 * MINUTE, lease=MINUTE)


@pytest.mark.django_db
def test_a_worker_that_was_away_too_long_writes_nothing(done):
    def slow(payload, *, now):
        WorkerSeen.objects.create(name="written by the slow one", started_at=now, seen_at=now)
        queue.take("other", now=now + 2 * MINUTE, lease=MINUTE)  # meanwhile, elsewhere

    jobs.job("tests.slow")(slow)
    enqueue("tests.slow", now=NOON)
    worker().do_one()
    assert not WorkerSeen.objects.exists()
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_long_work_that_was_taken_over_meets_the_fence_before_it_writes(done):
    def long(payload, *, now):
        queue.take("other", now=now + 2 * MINUTE, lease=MINUTE)
        with queue.fenced():
            WorkerSeen.objects.create(name="written late", started_at=now, seen_at=now)

    jobs.job("tests.long", together=False)(long)
    enqueue("tests.long", now=NOON)
    worker().do_one()
    assert not WorkerSeen.objects.exists()
    assert Job.objects.get().worker == "other"


@pytest.mark.django_db
def test_outside_a_worker_the_fence_is_a_plain_transaction():
    with queue.fenced():
        WorkerSeen.objects.create(name="by hand", started_at=NOON, seen_at=NOON)
    assert WorkerSeen.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_outgrew_its_place_ends_when_nothing_is_due():
    passed = count()
    one = Worker("one", clock=lambda: NOON + timedelta(seconds=20 * next(passed)))
    one.run(pause=0, outgrown=lambda: True)
    assert one.stopping.is_set()


@pytest.mark.django_db(transaction=True)
def test_a_worker_with_something_small_to_do_all_the_time_is_asked_too(done, monkeypatch):
    """Something is due every fifteen seconds; a worker that waited for half a minute of silence would never be asked."""
    monkeypatch.setattr("redress.kernel.worker.TIMETABLES", {})
    passed = count()
    for n in range(200):
        enqueue("tests.note", {"case": n}, now=NOON, run_at=NOON + timedelta(seconds=15 * n))
    one = Worker("one", clock=lambda: NOON + timedelta(seconds=next(passed)))
    one.run(pause=0, outgrown=lambda: True)
    assert 0 < len(done) < 200


def test_a_kind_is_registered_once_and_by_a_proper_name(done):
    with pytest.raises(ValueError, match="twice"):
        jobs.job("tests.note")(lambda payload, *, now: None)
    with pytest.raises(ValueError, match="chapter"):
        jobs.job("note")


def test_what_is_said_of_an_error_quotes_nobody():
    with pytest.raises(ValueError, match="张三") as caught:
        int("张三，电话 13800000000")
    assert described(caught.value).startswith("ValueError at test_jobs.py:")


@pytest.mark.parametrize(
    ("timetable", "moment", "turn"),
    [
        (Timetable("a", "a.b", timedelta(minutes=5), None), "2026-09-22T04:03:10", "2026-09-22T04:05:00"),
        (Timetable("a", "a.b", timedelta(minutes=5), None), "2026-09-22T04:05:00", "2026-09-22T04:10:00"),
        # 02:30 in Shanghai is 18:30 UTC of the day before
        (Timetable("a", "a.b", timedelta(days=1), time(2, 30)), "2026-09-22T18:29:00", "2026-09-22T18:30:00"),
        (Timetable("a", "a.b", timedelta(days=1), time(2, 30)), "2026-09-22T18:30:00", "2026-09-23T18:30:00"),
    ],
)
def test_the_next_turn_of_a_timetable(timetable, moment, turn):
    assert timetable.after(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == datetime.fromisoformat(turn).replace(
        tzinfo=UTC
    )


@pytest.fixture
def every_hour(monkeypatch, done):
    monkeypatch.setattr("redress.kernel.worker.TIMETABLES", tables := {})
    tables["tests.note"] = Timetable("tests.note", "tests.note", timedelta(hours=1), None)
    return tables


@pytest.mark.django_db
def test_a_timetable_waits_for_its_first_turn_and_fires_once_per_turn(every_hour):
    assert put_due_on_queue(now=NOON) == []
    at = Schedule.objects.get().next_at
    assert put_due_on_queue(now=at) == ["tests.note"]
    assert put_due_on_queue(now=at) == []
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_turns_that_were_slept_through_are_made_up_for_once(every_hour):
    put_due_on_queue(now=NOON)
    put_due_on_queue(now=NOON + timedelta(days=3))
    put_due_on_queue(now=NOON + timedelta(days=3, minutes=1))
    assert Job.objects.count() == 1
    assert Schedule.objects.get().next_at > NOON + timedelta(days=3)


def test_the_timetable_of_this_product_names_registered_work():
    from django.utils.module_loading import autodiscover_modules

    autodiscover_modules("jobs")
    assert {table.kind for table in TIMETABLES.values()} <= set(jobs.KINDS)


def test_moments_are_aware():
    assert NOON.tzinfo == ZoneInfo("Asia/Shanghai")
