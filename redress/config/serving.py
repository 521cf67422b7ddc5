"""`redress serve`: prepare the data, start web and worker, say when it answers, keep both alive until told to stop.

Uses the standard library alone, so that the process that watches the others stays small.
"""

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from redress.config import env
from redress.kernel.processes import Child, House, end_with_parent, how_it_ended

WORKER_MEGABYTES = "110"  # typesetting takes more and never gives it back; an idle worker of that size starts afresh
READY_WITHIN = 120.0  # seconds
PORT_FREE_WITHIN = 15.0  # seconds; a server that was killed may need a moment to let go


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=env.text("REDRESS_BIND", "127.0.0.1"), help="Address to listen on.")
    parser.add_argument("--port", type=int, default=env.number("PORT", 8000, least=1), help="Port to listen on.")
    parser.add_argument("--data", help="Folder of database, files and keys; default: REDRESS_DATA or ./var.")
    parser.add_argument("--no-prepare", action="store_true", help="Skip migrations and the first start.")
    parser.add_argument("--no-worker", action="store_true", help="Web only; the workers run elsewhere.")
    parser.add_argument("--stop-with-parent", action="store_true", help="Stop when the process that started this ends.")


def serve(options: argparse.Namespace) -> int:
    """Serve until told to stop. Return the exit code."""
    if options.stop_with_parent:
        end_with_parent()
    address = f"{options.host}:{options.port}"
    os.environ.setdefault("REDRESS_BASE_URL", f"http://{address}")
    if options.data:
        os.environ["REDRESS_DATA"] = str(Path(options.data).expanduser().resolve())
    if not _port_is_free(options.host, options.port):
        return _say(f"Port {options.port} is taken. Stop what uses it, or choose another: PORT=8001 make run", code=1)
    # Threads of one process share two pools of memory instead of having one each, which they would never give back.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    house = House(_children(options), os.environ, say=_say)
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, house.stop)
    if not options.no_prepare and (code := _prepare(house)):
        return 0 if house.stopping else code
    house.start()
    return _watch(house, options.host, options.port)


def _children(options: argparse.Namespace) -> list[Child]:
    own = [sys.executable, "-m"]
    web = Child("web", [*own, "redress.config.web", options.host, str(options.port)])
    worker = Child("worker", [*own, "redress.config.cli", "worker", "--stop-with-parent", "--most", WORKER_MEGABYTES])
    return [web] if options.no_worker else [web, worker]


def _prepare(house: House) -> int:
    """Migrate, and see to the first start, in one process that ends. Return its exit code."""
    command = [sys.executable, "-m", "redress.config.cli", "prepare"]
    process = subprocess.Popen(command, process_group=0)  # noqa: S603 -- our own
    while (code := process.poll()) is None:
        if house.stopping:
            process.terminate()
        time.sleep(0.05)
    if code and not house.stopping:
        _say(f"Could not get ready ({how_it_ended(code)}); the reason stands above.")
    return abs(code)


def _watch(house: House, host: str, port: int) -> int:
    ready, deadline = False, time.monotonic() + READY_WITHIN
    while not house.stopping:
        house.look_after()
        if not ready and (ready := _answers(host, port)):
            print(f"Ready: http://{host}:{port}/", flush=True)  # noqa: T201 -- the line that scripts wait for
        if not ready and time.monotonic() > deadline:
            house.take_down()
            return _say(f"Nothing answered within {READY_WITHIN:.0f} seconds; try `redress doctor`.", code=1)
        time.sleep(0.2 if ready else 0.1)
    house.take_down()
    return 0


def _answers(host: str, port: int) -> bool:
    """Ask /readyz. By hand: Python's client would double the size of a process that does little else."""
    question = f"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((_reachable(host), port), timeout=10) as line:
            line.sendall(question.encode())
            return line.recv(64).split()[1:2] == [b"200"]
    except OSError:
        return False


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 -- compared, not bound


def _port_is_free(host: str, port: int) -> bool:
    deadline = time.monotonic() + PORT_FREE_WITHIN
    while True:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    _say(f"Cannot listen on {host}:{port}: {error.strerror}.")
                    return False
                if time.monotonic() > deadline:
                    return False
            else:
                return True
        time.sleep(0.5)


def _say(sentence: str, *, code: int = 0) -> int:
    sys.stderr.write(f"redress: {sentence}\n")
    sys.stderr.flush()
    return code
