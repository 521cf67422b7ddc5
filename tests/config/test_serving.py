"""`redress serve` as an operator meets it: it says when it answers, keeps its children alive, and stops cleanly."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.installation import eventually
from tests.postgres import free_port


def children_of(pid):
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [(int(line.split()[0]), line) for line in listed.stdout.splitlines()]


def child(server, word):
    return next((pid for pid, line in children_of(server.pid) if word in line), None)


def gone(pid):
    return not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.status, answer.read()


def start(installation, port, *more):
    arguments = ["serve", "--port", str(port), *more]
    server = installation.start("redress.config.cli", *arguments)
    line = server.stdout.readline()
    assert line == f"Ready: http://127.0.0.1:{port}/\n"
    return server


@pytest.fixture
def served(opened):
    port = free_port()
    server = start(opened, port)
    yield opened, server, port
    server.terminate()
    server.wait(timeout=60)


def test_it_answers_when_it_says_so_and_mends_itself_and_stops_cleanly(served):
    _, server, port = served
    assert get(port, "/healthz") == (200, b"ok\n")
    status, body = get(port, "/readyz")
    assert (status, set(json.loads(body)["checks"])) == (200, {"database", "queue", "keys"})

    web, worker = child(server, "config.web"), child(server, "worker")
    for pid in (worker, web):
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: child(server, "worker") not in (None, worker))
    eventually(lambda: child(server, "config.web") not in (None, web))
    eventually(lambda: answers(port))

    own = [pid for pid, _ in children_of(server.pid)]
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=60) == 0
    assert all(gone(pid) for pid in own)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def test_a_story_far_too_large_is_answered_and_not_cut_off(served):
    _, _, port = served
    body = json.dumps({"problem": {"story": "x" * 30_000_000}}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/complaints", data=body, method="POST")
    request.add_header("Content-Type", "application/json")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert refused.value.code == 413
    assert json.loads(refused.value.read())["code"] == "body.too_large"


def answers(port):
    try:
        return get(port, "/readyz")[0] == 200
    except OSError:
        return False


def test_killed_at_once_it_leaves_nothing_behind_and_starts_again(opened):
    port = free_port()
    server = start(opened, port)
    everything = [pid for pid, _ in children_of(server.pid)]
    everything += [pid for parent in everything for pid, _ in children_of(parent)]
    server.kill()
    server.wait()
    eventually(lambda: all(gone(pid) for pid in everything))
    again = start(opened, port)
    assert get(port, "/readyz")[0] == 200
    again.terminate()
    assert again.wait(timeout=60) == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(opened, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code = "import sys; from redress.config import serving; serving.PORT_FREE_WITHIN = 0; from redress.config.cli import main; main()"
        answer = subprocess.run(
            [sys.executable, "-c", code, "serve", "--port", str(taken.getsockname()[1])],
            env=opened.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert answer.returncode == 1
    assert "is taken" in answer.stderr


def test_the_first_start_leaves_a_note_for_its_owner_alone(opened, first_opened):
    path = first_opened.folder / "first-run.json"
    note = json.loads(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    assert set(note) == {"url", "accounts"}
    assert set(note["accounts"][0]) == {"role", "agency", "username", "password", "api_key"}
    assert opened.redress("prepare").returncode == 0
    assert opened.rows("SELECT count(*) FROM agencies_staff") == [(1,)]


@pytest.mark.only_on_sqlite  # on PostgreSQL there is one web process for each processor, and each takes its share
def test_idle_the_whole_stack_is_small(served):
    _, server, port = served
    get(port, "/readyz")
    time.sleep(1)
    everything = [server.pid, *[pid for pid, _ in children_of(server.pid)]]
    everything += [pid for parent in everything[1:] for pid, _ in children_of(parent)]
    assert sum(own_memory(pid) for pid in everything) < 200 * 1024


def own_memory(pid):
    """Kilobytes of memory that a process takes, shared pages divided among those who share them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
