"""Whole installations, without the example world."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """A place for an installation: a folder, and on PostgreSQL a database, with nothing in them."""
    folder = tmp_path / "empty"
    folder.mkdir()
    made = Installation(folder, os.environ.get("REDRESS_DATABASE_URL", ""))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def first_opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation that the others are copied from; stories leave it alone."""
    made = Installation(tmp_path_factory.mktemp("first"), os.environ.get("REDRESS_DATABASE_URL", ""))
    made.environment |= {"EXAMPLE": "0", "REDRESS_LANGUAGE": "en"}
    try:
        answer = made.redress("prepare")
        assert answer.returncode == 0, answer.stderr
        yield made
    finally:
        made.close()


@pytest.fixture
def opened(tmp_path: Path, first_opened: Installation) -> Iterator[Installation]:
    """An installation with one body and its administrator."""
    made = Installation(tmp_path / "opened", os.environ.get("REDRESS_DATABASE_URL", ""), like=first_opened)
    try:
        yield made
    finally:
        made.close()
