"""The law alone, and beside it the same five remedies in another rule engine that gets an environment of its own."""

import json
import subprocess
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from redress.law import bench

PEER = Path(__file__).with_name("openfisca_peer.py")
PEER_PACKAGE = "OpenFisca-Core"


def figures(*, quick: bool) -> Iterator[dict[str, Any]]:
    seconds = 1.0 if quick else 4.0
    ours = list(bench.bench(seconds))
    yield from ours
    flat = {row["name"]: row["microseconds"] for row in ours}
    yield {
        "name": "cost among ten times the rules, as a ratio",
        "ratio": round(flat["the same among ten times the rules"] / flat["an everyday matter"], 2),
    }
    five = next(row["per_second"] for row in ours if row["name"].startswith("five"))
    yield {"name": f"five remedies in {PEER_PACKAGE}", **peer(seconds, ours=five)}


def peer(seconds: float, *, ours: float) -> dict[str, Any]:
    """Install the peer into a scratch environment and run it; a note instead of figures where it cannot be had."""
    with tempfile.TemporaryDirectory(prefix="redress-peer-") as folder:
        python = Path(folder) / "bin" / "python"
        venv.create(folder, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", PEER_PACKAGE]
        got = subprocess.run(install, capture_output=True, text=True, check=False)  # noqa: S603 -- fixed words
        if got.returncode:
            return {"note": "could not be installed here: " + got.stderr.strip().splitlines()[-1][:200]}
        matters = json.dumps(list(bench.full_matters(16)))
        ran = subprocess.run(  # noqa: S603 -- our own script
            [str(python), str(PEER), str(seconds)], input=matters, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            return {"note": "did not run: " + ran.stderr.strip().splitlines()[-1][:200]}
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return {**found, "ours_by_theirs_one_at_a_time": round(ours / found["one_at_a_time"], 1)}
