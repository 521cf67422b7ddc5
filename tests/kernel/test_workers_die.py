"""Workers are real processes here; they are killed, stopped in mid-work, and set upon the same queue."""

import signal

from tests.conftest import NOON
from tests.installation import eventually

WORKER = "tests.kernel.worker_process"
JOBS = "SELECT count(*) FROM kernel_job"
RESULTS = "SELECT name FROM kernel_workerseen WHERE name LIKE %s ORDER BY name"


def put(installation, kind, count=1):
    for case in range(count):
        installation.rows(
            "INSERT INTO kernel_job (kind, payload, next_at, created_at, attempts, worker, error)"
            " VALUES (%s, %s, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 0, '', '') RETURNING id",
            [kind, f'{{"case":{case}}}'],
        )


def test_the_job_of_a_killed_worker_is_done_by_the_next(installation):
    put(installation, "tests.long")
    first = installation.start(WORKER, "work", "1")
    eventually(installation.traces)
    first.kill()
    first.wait()
    second = installation.start(WORKER, "work", "1")
    eventually(lambda: f"began {second.pid}" in installation.traces())
    (installation.folder / "go").touch()
    eventually(lambda: installation.rows(JOBS) == [(0,)])
    assert installation.rows(RESULTS, ["by %"]) == [(f"by {second.pid}",)]


def test_a_worker_killed_in_mid_transaction_leaves_nothing_half_done(installation):
    put(installation, "tests.together")
    first = installation.start(WORKER, "work", "1")
    eventually(installation.traces)
    first.kill()
    first.wait()
    assert installation.rows(RESULTS, ["by %"]) == []
    (installation.folder / "go").touch()
    second = installation.start(WORKER, "work", "1")
    eventually(lambda: installation.rows(JOBS) == [(0,)])
    assert installation.rows(RESULTS, ["by %"]) == [(f"by {second.pid}",)]


def test_two_workers_on_one_queue_do_everything_once(installation):
    put(installation, "tests.once", 120)
    both = [installation.start(WORKER, "once", "60") for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert sorted(installation.traces()) == sorted(f"did {case}" for case in range(120))
    assert len(installation.rows(RESULTS, ["done %"])) == 120
    assert installation.rows(JOBS) == [(0,)]


def test_a_worker_that_slept_through_its_lease_wakes_up_to_find_the_fence(installation):
    put(installation, "tests.long")
    sleeper = installation.start(WORKER, "work", "1")
    eventually(installation.traces)
    sleeper.send_signal(signal.SIGSTOP)
    other = installation.start(WORKER, "work", "1")
    eventually(lambda: f"began {other.pid}" in installation.traces())
    (installation.folder / "go").touch()
    eventually(lambda: installation.rows(JOBS) == [(0,)])
    sleeper.send_signal(signal.SIGCONT)
    sleeper.terminate()
    assert sleeper.wait() == 0
    assert f"ended {sleeper.pid}" not in installation.traces()
    assert installation.rows(RESULTS, ["by %"]) == [(f"by {other.pid}",)]


def test_a_worker_told_to_stop_finishes_what_it_has_in_hand(installation):
    put(installation, "tests.long")
    worker = installation.start(WORKER, "work", "60")
    eventually(installation.traces)
    worker.terminate()
    (installation.folder / "go").touch()
    assert worker.wait() == 0
    assert f"ended {worker.pid}" in installation.traces()
    assert installation.rows(JOBS) == [(0,)]


def test_two_schedulers_fire_each_turn_once(installation):
    both = [installation.start(WORKER, "turns", NOON.isoformat()) for _ in range(2)]
    won = [int(each.communicate()[0]) for each in both]
    assert sum(won) == 19  # the first call of all only notes when the first turn will be
