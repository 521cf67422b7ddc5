"""The sections of the benchmark. Each yields figures as plain values; a wrong answer is an error, never a fast answer."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from redress.config.bench import limits, stories, world
from redress.config.bench.client import Caller, Wrong, memory_of, run
from redress.config.bench.notices import notices
from redress.config.bench.pages import pages, release
from redress.kernel.rows import fetch, stored
from redress.kernel.worker import QUIET, YOUNG

Figure = dict[str, Any]
NEW = 50_000_000  # numbers of filings that the world does not hold


@dataclass(slots=True)
class Bench:
    """Where and how long to measure."""

    size: int
    folder: Path
    port: int
    seconds: float
    clients: int
    keys: dict[str, str]
    now: datetime
    roots: list[int]

    def over_http(
        self,
        figure: str,
        operation: Callable[[Caller, int], None],
        *,
        role: str = "officer",
        clients: int = 1,
        first: int = 0,
    ) -> Figure:
        key = self.keys[role]
        run(
            operation,
            port=self.port,
            key=key,
            clients=clients,
            seconds=min(1.0, self.seconds),
            roots=self.roots,
            first=first,
        )
        found = run(
            operation,
            port=self.port,
            key=key,
            clients=clients,
            seconds=self.seconds,
            roots=self.roots,
            first=first + 1_000_000,
        )
        return {"figure": figure, "clients": clients, **found.figures()}


@contextmanager
def server(port: int, folder: Path) -> Iterator[list[int]]:
    """The web process on a loopback port, in front of this run's own data."""
    command = [sys.executable, "-m", "redress.config.web", "127.0.0.1", str(port)]
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"REDRESS_DATA": str(folder)})  # noqa: S603
    try:
        _wait(port, process)
        yield [process.pid]
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Caller(port).raw("GET", "/api/v1/working-days?year=2026")[0] < 500:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The server did not start; its words are in server.log beside the data (port {port}).")


def intake(bench: Bench) -> Iterator[Figure]:
    """Filing over the API, whole path, durable."""

    def file(caller: Caller, number: int) -> None:
        answer = caller.call("POST", "/api/v1/complaints", stories.filing(NEW + number))
        if answer["state"] != "received" or not answer["dues"] or not answer["pickup"]:
            raise Wrong(f"a filing came back as {answer['state']}")

    bare = limits.five_rows(bench.folder / "limit.sqlite3", min(1.0, bench.seconds))
    for clients in (1, bench.clients):
        found = bench.over_http("filing", file, role="clerk", clients=clients, first=clients * 5_000_000)
        share = found.get("per_second", 0) / bare["per_second"]
        yield found | {"share_of_bare_limit": round(share, 3), "bare_per_second": bare["per_second"]}


def steps(bench: Bench) -> Iterator[Figure]:
    """Assign, write, accept: as three requests, and as the one that takes several steps."""
    rows = fetch("SELECT number FROM cases_case WHERE state = 'received' ORDER BY id DESC LIMIT 20000")
    waiting = [row[0] for row in rows]

    def change(caller: Caller, number: int) -> None:
        case = f"/api/v1/complaints/{waiting.pop()}"
        caller.call("POST", f"{case}/assign", {"to": "me"})
        caller.call("POST", f"{case}/messages", {"text": "请补充购买凭证，谢谢。", "audience": "both"})
        if caller.call("POST", f"{case}/accept", {})["state"] != "accepted":
            raise Wrong("accepted, and the state is another")

    def at_once(caller: Caller, number: int) -> None:
        steps = [
            {"verb": "assign", "to": "me"},
            {"verb": "message", "text": "请补充购买凭证，谢谢。", "audience": "both"},
            {"verb": "accept"},
        ]
        answer = caller.call("POST", f"/api/v1/complaints/{waiting.pop()}/steps", {"steps": steps})
        if answer["state"] != "accepted":
            raise Wrong("accepted, and the state is another")

    for clients in (1, bench.clients):
        found = bench.over_http("assign_message_accept", change, clients=clients)
        yield found | {"requests_per_second": round(3 * found.get("per_second", 0), 1)}
    for clients in (1, bench.clients):
        yield bench.over_http("assign_message_accept_in_one", at_once, clients=clients)


def lists(bench: Bench) -> Iterator[Figure]:
    """The worklist by due day, one case, the counts of the queue."""
    numbers = [row[0] for row in fetch("SELECT number FROM cases_case ORDER BY id DESC LIMIT 500")]
    days = [
        row[0]
        for row in fetch(
            "SELECT next_due_on FROM cases_case WHERE phase = 'open' AND next_due_on IS NOT NULL ORDER BY next_due_on, id LIMIT 25"
        )
    ]
    total = int(fetch("SELECT COUNT(*) FROM cases_case WHERE phase = 'open'")[0][0])

    def worklist(caller: Caller, number: int) -> None:
        items = caller.call("GET", "/api/v1/complaints?phase=open&limit=25")["items"]
        if [item["next_due"]["due_on"] for item in items] != [str(day) for day in days]:
            raise Wrong("the worklist does not begin with the nearest days")

    def one(caller: Caller, number: int) -> None:
        wanted = numbers[number % len(numbers)]
        answer = caller.call("GET", f"/api/v1/complaints/{wanted}")
        if answer["number"] != wanted or not answer["timeline"] or not answer["problem"]["story"]:
            raise Wrong("not the whole case")

    yield bench.over_http("worklist", worklist)
    yield bench.over_http("case", one)
    yield _counts(bench, total)


def _counts(bench: Bench, total: int) -> Figure:
    from redress.agencies import queries  # noqa: PLC0415 -- tables are there only once settings are
    from redress.agencies.models import Staff  # noqa: PLC0415
    from redress.cases import buckets, tallies  # noqa: PLC0415

    tallies.fold()
    actor = queries.actor_of(Staff.objects.get(username="bench-officer"))
    times = []
    for _ in range(200):
        start = time.perf_counter()
        found = buckets.counts(actor=actor, now=bench.now)
        times.append(time.perf_counter() - start)
    times.sort()
    wrong = int(found["open"] != total)
    return {
        "figure": "queue_counts",
        "p50_ms": round(times[100] * 1000, 2),
        "p95_ms": round(times[190] * 1000, 2),
        "errors": wrong,
    }


def search(bench: Bench) -> Iterator[Figure]:
    """Words with their exact count, which the world knows beforehand."""
    from redress.cases.search import count  # noqa: PLC0415

    for word in stories.SOUGHT:
        right = _right(word)
        first = time.perf_counter()
        count(word, scopes=[1])
        first = time.perf_counter() - first

        def find(caller: Caller, number: int, word: str = word, right: int = right) -> None:
            answer = caller.call("GET", f"/api/v1/complaints?q={_quoted(word)}&limit=25")
            if answer["total"] != right:
                raise Wrong(f"{word}: {answer['total']} found, {right} there")

        yield bench.over_http(f"search {word}", find) | {"right": right, "first_time_ms": round(first * 1000, 2)}


def _right(word: str) -> int:
    """What the generator put in, counted from the numbers of the filings that were made."""
    last = int(fetch("SELECT COUNT(*) FROM cases_case")[0][0])
    return stories.right_count(word, last)


def _quoted(word: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415

    return quote(word)


def importing(bench: Bench) -> Iterator[Figure]:
    """A CSV of complaints through every rule, in a process of its own whose memory is watched."""
    rows = 10_000 if bench.seconds < 3 else 30_000
    path, plan = bench.folder / "import.jsonl", bench.folder / "import.toml"
    path.write_text(
        "".join(
            json.dumps(
                {"n": str(number), "story": stories.story(NEW * 2 + number), "phone": f"139{number:08d}"},
                ensure_ascii=False,
            )
            + "\n"
            for number in range(rows)
        ),
        "utf-8",
    )
    plan.write_text(
        'source = "bench"\nidentity = "n"\n\n[filing]\n"/external_number" = "n"\n'
        '"/problem/story" = "story"\n"/complainant/phone" = "phone"\n',
        "utf-8",
    )
    command = [sys.executable, "-m", "redress.config.cli", "import", str(path), "--mapping", str(plan), "--quiet"]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    took = time.perf_counter() - start
    made = int(fetch("SELECT COUNT(*) FROM cases_case WHERE source = 'bench'")[0][0])
    words = {"words": (done.stderr or done.stdout)[-300:]} if made != rows else {}
    yield {"figure": "import", "rows": made, "per_second": round(made / took, 1), "errors": int(made != rows)} | words


def export(bench: Bench) -> Iterator[Figure]:
    """The whole list as CSV, over the API."""
    total = int(fetch("SELECT COUNT(*) FROM cases_case")[0][0])
    start = time.perf_counter()
    status, raw = Caller(bench.port, bench.keys["officer"]).raw("GET", "/api/v1/complaints/export?format=csv")
    took, lines = time.perf_counter() - start, raw.count(b"\n") - 1
    yield {
        "figure": "export",
        "rows": lines,
        "per_second": round(lines / took, 1),
        "mib": round(len(raw) / 2**20, 1),
        "errors": int(status != 200 or lines != total),
    }


def sweep(bench: Bench) -> Iterator[Figure]:
    """Finding that nothing is due, then recording what was made due."""
    from redress.deadlines import clocks  # noqa: PLC0415
    from redress.kernel.actors import system  # noqa: PLC0415

    running = int(fetch("SELECT COUNT(*) FROM deadlines_clock WHERE state = 'running'")[0][0])
    actor = system("bench")
    start = time.perf_counter()
    missed = clocks.sweep(actor=actor, now=bench.now)
    took = time.perf_counter() - start
    yield {
        "figure": "sweep_records",
        "missed": missed,
        "seconds": round(took, 2),
        "per_second": round(missed / took, 1) if missed else 0,
    }
    start = time.perf_counter()
    again = clocks.sweep(actor=actor, now=bench.now + timedelta(seconds=1))
    yield {
        "figure": "sweep_finds_nothing",
        "running": running - missed,
        "ms": round((time.perf_counter() - start) * 1000, 2),
        "errors": again,
    }
    waiting = fetch(
        "SELECT COUNT(*) FROM deadlines_clock WHERE state = 'running' AND due_on < %s AND missed_at IS NULL AND superseded_at IS NULL",
        [stored(bench.now.date())],
    )
    yield {"figure": "sweep_left_over", "errors": int(waiting[0][0])}


def memory(bench: Bench) -> Iterator[Figure]:
    """The whole stack as `redress serve` keeps it, at rest, shared pages counted once.

    At rest means that the worker has nothing due and was asked for its size, after which one that typesetting made
    large starts afresh.
    """
    command = [sys.executable, "-m", "redress.config.cli", "serve", "--no-prepare", "--port", str(bench.port + 1)]
    environment = os.environ | {"REDRESS_DATA": str(bench.folder)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)  # noqa: S603
    try:
        _wait(bench.port + 1, process)
        busy = _until_quiet(patience=90)
        time.sleep((YOUNG + QUIET).total_seconds() + 15)
        figure = {"figure": "memory_idle", "mib": round(memory_of([process.pid]), 1)}
    finally:
        process.terminate()
        process.wait(timeout=60)
    yield figure | ({"note": f"{busy} jobs were still waiting"} if busy else {})


def _until_quiet(*, patience: float) -> int:
    """Wait until no job is due; return how many still are when patience ends."""
    deadline, due = time.monotonic() + patience, 1
    while due and time.monotonic() < deadline:
        time.sleep(1)
        due = int(fetch("SELECT COUNT(*) FROM kernel_job WHERE dead_at IS NULL AND next_at <= CURRENT_TIMESTAMP")[0][0])
    return due


def disk(bench: Bench) -> Iterator[Figure]:
    world.settle()
    cases = int(fetch("SELECT COUNT(*) FROM cases_case")[0][0])
    yield {"figure": "disk", "cases": cases, "bytes_per_case": round(world.disk() / cases)}


def mail(bench: Bench) -> Iterator[Figure]:
    """Mails read, and taken in whole."""
    from redress.portals.inbox import bench as inbox  # noqa: PLC0415 -- only when asked for

    yield from inbox.figures(bench.seconds, now=bench.now)


SECTIONS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "disk": disk,
    "search": search,
    "lists": lists,
    "export": export,
    "intake": intake,
    "steps": steps,
    "import": importing,
    "sweep": sweep,
    "mail": mail,
    "notices": notices,
    "pages": pages,
    "release": release,
    "memory": memory,
}
