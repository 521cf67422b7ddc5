"""An installation of its own, on whichever database this run is about, for stories with several processes."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Installation:
    """Data folder and database of one story; everything started here is ended with it."""

    folder: Path
    server: str
    like: "Installation | None" = None  # the installation this one is a copy of
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = f"test_{uuid4().hex[:12]}"
        if self.server:
            template = f' TEMPLATE "{self.like.name}"' if self.like else ""
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{self.name}"{template}')
        if self.like:
            shutil.copytree(self.like.folder, self.folder, dirs_exist_ok=True)
        self.url = f"{self.server.rsplit('/', 1)[0]}/{self.name}" if self.server else ""
        self.environment = {
            **os.environ,
            "REDRESS_DATA": str(self.folder),
            "REDRESS_DATABASE_URL": self.url,
            "TRACES": str(self.folder),
            "PYTHONPATH": str(ROOT),
        } | (self.like.more if self.like else {})

    @property
    def more(self) -> dict[str, str]:
        """What was set for this one alone, and goes on to its copies."""
        return {name: self.environment[name] for name in ("EXAMPLE", "REDRESS_LANGUAGE") if name in self.environment}

    def close(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        if self.server:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def redress(self, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, and return what it said."""
        return subprocess.run(
            [sys.executable, "-m", "redress.config.cli", *arguments],
            env=self.environment, capture_output=True, text=True, timeout=400, check=False, **more,
        )  # fmt: skip

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        self.started.append(process)
        return process

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Ask the database, from outside."""
        if self.server:
            with psycopg.connect(self.url) as connection:
                return list(connection.execute(statement, values).fetchall())
        connection = sqlite3.connect(self.folder / "redress.sqlite3", timeout=30)
        try:
            found = list(connection.execute(statement.replace("%s", "?"), values).fetchall())
            connection.commit()
            return found
        finally:
            connection.close()

    def traces(self) -> list[str]:
        path = self.folder / "lines"
        return path.read_text().splitlines() if path.exists() else []


def eventually(true: Callable[[], object], *, within: float = 60) -> None:
    """Wait until something is true. The limit is no promise about speed, only an end to waiting."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.02)


def family_of(pid: int) -> list[int]:
    """A process and all it started, and what those started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [pid, *[each for child in listed.stdout.split() for each in family_of(int(child))]]


def content_of(path: Path | str) -> bytes:
    """Read by another process: one that opens and closes the file of its own database drops SQLite's locks on it."""
    return subprocess.run(["cat", path], capture_output=True, check=True).stdout
