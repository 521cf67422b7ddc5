"""The database is away, somebody else holds it, the disk is full: people are told so, nothing is done by halves."""

import json
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.caller import Caller
from tests.installation import Installation, eventually, family_of
from tests.postgres import Postgres, free_port
from tests.world import COMPLAINT

FILE = "/api/v1/complaints"
CASES = "SELECT COUNT(*) FROM cases_case"


@pytest.fixture
def served(opened: Installation) -> Iterator[tuple[Installation, Caller]]:
    """A web server of one process that waits one second for its database."""
    port = free_port()
    opened.environment |= {
        "REDRESS_DATABASE_WAIT": "1",
        "REDRESS_PROCESSES": "1",
        "REDRESS_PUBLIC_RATE": "100000",
        "REDRESS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    opened.web = opened.start("redress.config.web", "127.0.0.1", str(port))
    caller = Caller(f"http://127.0.0.1:{port}")
    eventually(lambda: ready(caller))
    return opened, caller


def ready(caller: Caller) -> bool:
    try:
        return caller.get("/readyz").status == 200
    except Exception:
        return False


def refused_for_now(answer, code: str) -> None:
    """503 with a sentence, a code, and when to come again."""
    assert answer.status == 503, answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.data["code"] == code
    assert int(answer.headers["Retry-After"]) > 0
    assert "again" in answer.data["title"]


def stored_as_one(place: Installation, caller: Caller, *, key: str, before: int) -> None:
    """The same request again is answered, and there is one case of it."""
    again = caller.post(FILE, COMPLAINT, once=key)
    assert again.status == 201
    assert caller.post(FILE, COMPLAINT, once=key).data == again.data
    assert place.rows(CASES) == [(before + 1,)]


@pytest.mark.only_on_sqlite
def test_a_file_that_another_program_holds_is_said_and_the_same_request_later_is_one_case(served):
    place, caller = served
    page = Caller(caller.url)
    page.send("/file/", {"kind": "complaint"})
    other = sqlite3.connect(place.folder / "redress.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused_for_now(caller.post(FILE, COMPLAINT, once="held"), "database.busy")
    told = page.send("/file/story/", {"problem_story": "扫地机器人坏了"})
    assert told.status == 503
    assert int(told.headers["Retry-After"]) > 0
    assert "We cannot take this just now" in told.text
    assert caller.get("/readyz").status == 200  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    assert place.rows(CASES) == [(0,)]
    stored_as_one(place, caller, key="held", before=0)
    assert page.send("/file/story/", {"problem_story": "扫地机器人坏了"}).status == 200


@contextmanager
def full_disk(place: Installation, *, room: int) -> Iterator[None]:
    """No file of the server may grow beyond `room` bytes, as on a disk that has that much left."""
    everything = family_of(place.web.pid)
    for pid in everything:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in everything:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


PAPER = b"%PDF-1.4\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 40_000 + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def test_a_file_that_finds_no_room_is_refused_whole_and_kept_when_there_is_room(served):
    place, caller = served
    filed = caller.post(FILE, COMPLAINT).data
    path, phrase = f"{FILE}/{filed['number']}/evidence", filed["pickup"]
    mine = Caller(caller.url)

    def sent():
        return mine.post(path, files={"file": ("proof.pdf", PAPER, "application/pdf")}, phrase=phrase)

    with full_disk(place, room=600_000):
        refused_for_now(sent(), "storage.full")
    assert place.rows("SELECT COUNT(*) FROM cases_exhibit") == [(0,)]
    assert leftovers(place.folder / "files") == []
    kept = sent()
    assert kept.status == 201
    assert place.rows("SELECT sha256 FROM cases_exhibit") == [(kept.data["sha256"],)]


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.only_on_sqlite  # where PostgreSQL keeps its files is not ours to fill
def test_a_database_without_room_takes_nothing_by_halves_and_goes_on_when_there_is_room(served):
    place, caller = served
    assert caller.post(FILE, COMPLAINT).status == 201
    size = max(path.stat().st_size for path in place.folder.glob("redress.sqlite3-wal"))
    with full_disk(place, room=size + 4096):
        answers = [caller.post(FILE, COMPLAINT, once=f"full-{number}") for number in range(6)]
        assert caller.get("/readyz").status == 200
    assert {answer.status for answer in answers} == {201, 503} or {answer.status for answer in answers} == {503}
    refused_for_now(answers[-1], "storage.full")
    made = sum(answer.status == 201 for answer in answers)
    assert place.rows(CASES) == [(1 + made,)]
    stored_as_one(place, caller, key="full-5", before=1 + made)
    assert place.redress("verify", "--log").returncode == 0


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Postgres]:
    if "postgres" not in os.environ.get("REDRESS_DATABASE_URL", ""):
        pytest.skip("only on postgresql; the other run has it")
    server = Postgres(own=True)
    with server:
        yield server


def test_postgresql_stopped_and_started_under_the_server(own_server: Postgres, tmp_path: Path):
    place = Installation(tmp_path / "data", own_server.url)
    place.folder.mkdir()
    port = free_port()
    place.environment |= {
        "EXAMPLE": "0",
        "REDRESS_DATABASE_WAIT": "2",
        "REDRESS_PROCESSES": "1",
        "REDRESS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    try:
        assert place.redress("prepare").returncode == 0
        place.start("redress.config.web", "127.0.0.1", str(port))
        worker = place.start("redress.config.cli", "worker")
        caller = Caller(f"http://127.0.0.1:{port}")
        eventually(lambda: ready(caller))
        filed = [caller.post(FILE, COMPLAINT, once=f"before-{number}") for number in range(8)]
        page = Caller(caller.url)
        page.send("/file/", {"kind": "complaint"})

        own_server.stop()
        refused_for_now(caller.post(FILE, COMPLAINT, once="away"), "database.away")
        assert page.get("/file/story/").status == 503
        assert caller.get("/healthz").status == 200
        assert caller.get("/readyz").status == 503
        own_server.start()

        # Every thread had a connection that is dead now; none of them fails a request for it.
        answers = [caller.post(FILE, COMPLAINT, once=f"before-{number}") for number in range(8)]
        assert [answer.data for answer in answers] == [answer.data for answer in filed]
        assert page.get("/file/story/").status == 200
        stored_as_one(place, caller, key="away", before=8)
        eventually(lambda: json.loads(caller.get("/readyz").text)["checks"]["queue"] == "ok")
        assert worker.poll() is None
    finally:
        place.close()
