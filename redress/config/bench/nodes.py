"""A Spark cluster on this machine: a standalone master and its workers, for the benchmark and the tests."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from shutil import which

HERE = "127.0.0.1"
WITHIN = 90  # seconds in which the nodes must have found each other


def missing() -> str:
    """Say what a cluster lacks here, empty if nothing."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed: make test-extras, or requirements/install extras"
    return "" if which("java") else "no java: apt-get install default-jre-headless"


@contextmanager
def cluster(folder: Path, *, workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """Start a master and its workers and yield the master's address; all end with the block.

    folder -- for what they write; removed by the caller
    """
    folder.mkdir(parents=True, exist_ok=True)
    running: list[subprocess.Popen[bytes]] = []
    try:
        running.append(_node(folder, "master", "--port", "0"))
        master = _said(folder / "master", r"Starting Spark master at (spark://\S+)", running)
        running.extend(
            _node(folder, f"worker{number}", "--cores", "1", "--memory", memory, master) for number in range(workers)
        )
        for number in range(workers):
            _said(folder / f"worker{number}", r"Successfully registered with master (\S+)", running)
        yield master
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            process.kill()


def _node(folder: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    import pyspark  # noqa: PLC0415 -- an extra

    home = Path(pyspark.__file__).parent
    kind = "master.Master" if name == "master" else "worker.Worker"
    variables = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HERE,
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    ports = ("--webui-port", "0", "--host", HERE)
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *ports, *arguments]
    with (folder / name).open("wb") as log:
        return subprocess.Popen(command, env=variables, stdout=log, stderr=log, cwd=folder)  # noqa: S603 -- our own


def _said(log: Path, pattern: str, running: list[subprocess.Popen[bytes]]) -> str:
    """Wait for a line of a node and return its group."""
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text("utf-8", errors="replace"))
        if found:
            return found[1]
        if any(process.poll() is not None for process in running):
            break
        time.sleep(0.2)
    raise RuntimeError(f"{log.name} did not start:\n{log.read_text('utf-8', errors='replace')[-2000:]}")
