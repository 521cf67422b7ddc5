"""A closed-loop client: so many callers, each with one connection, each waiting for its answer. Standard library only."""

import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")


class Wrong(Exception):
    """An answer that is not right; it counts as an error, never as a fast answer."""


@dataclass(slots=True)
class Caller:
    """One connection to the server on this machine."""

    port: int
    key: str = ""
    cookie: str = ""
    connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request and return its JSON. Raises Wrong for any status but 200 and 201."""
        status, raw = self.raw(method, path, body)
        if status not in {200, 201}:
            raise Wrong(f"{method} {path.partition('?')[0]}: {status} {raw[:200].decode('utf-8', 'replace')}")
        return json.loads(raw)

    def raw(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers |= {"Cookie": self.cookie} if self.cookie else {}
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, body=data, headers=headers)
        response = self.connection.getresponse()
        return response.status, response.read()


@dataclass(slots=True)
class Measured:
    """What came of a run: how many, how long each, how much of the server's processor time."""

    seconds: float
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    server_cpu: float = 0.0

    def figures(self) -> dict[str, Any]:
        times = sorted(self.times)
        if not times:
            return {"done": 0, "errors": len(self.errors), "first_error": next(iter(self.errors), "")}
        return {
            "done": len(times),
            "per_second": round(len(times) / self.seconds, 1),
            "p50_ms": round(_at(times, 0.5) * 1000, 2),
            "p95_ms": round(_at(times, 0.95) * 1000, 2),
            "p99_ms": round(_at(times, 0.99) * 1000, 2),
            "server_cpu_ms": round(self.server_cpu / len(times) * 1000, 2),
            "errors": len(self.errors),
        } | ({"first_error": self.errors[0]} if self.errors else {})


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


Operation = Callable[[Caller, int], None]


def run(
    operation: Operation, *, port: int, key: str, clients: int, seconds: float, roots: list[int], first: int = 0
) -> Measured:
    """Let `clients` callers repeat an operation for a while. roots -- processes whose trees are the server"""
    numbers = count(first)
    before, start = cpu_of(roots), time.perf_counter()
    end = start + seconds
    parts = [Measured(0) for _ in range(clients)]
    threads = [
        threading.Thread(target=_repeat, args=(operation, Caller(port, key), numbers, end, part)) for part in parts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Measured(time.perf_counter() - start, server_cpu=cpu_of(roots) - before)
    for part in parts:
        whole.times += part.times
        whole.errors += part.errors
    return whole


def _repeat(operation: Operation, caller: Caller, numbers: Iterator[int], end: float, part: Measured) -> None:
    while time.perf_counter() < end:
        number, start = next(numbers), time.perf_counter()
        try:
            operation(caller, number)
        except (Wrong, OSError, http.client.HTTPException, ValueError) as error:
            part.errors.append(f"{type(error).__name__}: {error}"[:300])
            caller.connection = None
            if len(part.errors) > 50:
                return
        else:
            part.times.append(time.perf_counter() - start)


def tree(roots: list[int]) -> list[int]:
    """Return these processes and everything they started."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(rest[1]), []).append(int(path.parent.name))
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def cpu_of(roots: list[int]) -> float:
    """Seconds of processor time of these trees, reaped children included."""
    total = 0
    for pid in tree(roots):
        try:
            rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(rest[place]) for place in (11, 12, 13, 14))
    return total / TICK


def memory_of(roots: list[int]) -> float:
    """MiB of these trees, shared pages counted once (PSS)."""
    total = 0
    for pid in tree(roots):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
