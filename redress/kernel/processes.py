"""Keep a few child processes alive, and take them all down together. Knows nothing of what they do."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PATIENCE = 20.0  # seconds a child has to finish what it is doing
STEADY = 30.0  # seconds after which a child counts as having started well


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to end this process when the one that started it is gone, however it went. Linux only."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, by)


@dataclass
class Child:
    """One process to be kept alive, in a process group of its own so that nothing of it is left behind."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_again_at: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(self.command, env=dict(environment), process_group=0)  # noqa: S603 -- our own
        self.started = time.monotonic()

    def clear(self) -> None:
        """End whatever the process left running: a dead server's own child would still hold the port."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None


@dataclass
class House:
    """The children, and whether it is time to stop."""

    children: list[Child]
    environment: Mapping[str, str]
    say: Callable[[str], object]
    stopping: bool = field(default=False)

    def stop(self, *_: object) -> None:
        self.stopping = True

    def start(self) -> None:
        for child in self.children:
            child.start(self.environment)

    def look_after(self) -> None:
        """Start again what has died; the second time at once in a row, a little later each time."""
        now = time.monotonic()
        for child in self.children:
            if child.died():
                self._note_death(child, now)
            if child.process is None and now >= child.start_again_at:
                child.start(self.environment)

    def _note_death(self, child: Child, now: float) -> None:
        assert child.process is not None  # noqa: S101 -- died() has looked
        child.failures = 0 if now - child.started > STEADY else child.failures + 1
        wait = min(2.0 ** max(child.failures - 1, 0) - 1, 30.0)
        child.clear()
        if child.process.returncode:
            self.say(f"{child.name} ended ({how_it_ended(child.process.returncode)}); starting it again")
        child.process, child.start_again_at = None, now + wait

    def take_down(self) -> None:
        """Ask every child to finish, wait, then end what is left."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            if not child.died():
                child.process.terminate()  # type: ignore[union-attr]
        deadline = time.monotonic() + PATIENCE
        for child in running:
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))  # type: ignore[union-attr]
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} did not stop in time")
            child.clear()


def how_it_ended(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
