"""Installations for stories with several processes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation with the tables of the queue and nothing else."""
    made = Installation(tmp_path, os.environ.get("REDRESS_DATABASE_URL", ""))
    try:
        answer = made.redress("migrate", "kernel", "--verbosity=0", "--skip-checks")
        assert answer.returncode == 0, answer.stderr
        yield made
    finally:
        made.close()
