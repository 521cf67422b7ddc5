"""Where the reference data is, on machines that have it."""

import os
from pathlib import Path

import pytest


def shared_dir(*parts: str) -> Path:
    """Return a folder of the reference data; skip the test where it is absent.

    REDRESS_SHARED -- its place; default: a folder `shared` beside the checkout
    """
    root = Path(os.environ.get("REDRESS_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    place = root.joinpath(*parts)
    if not place.exists():
        pytest.skip(f"reference data not here: set REDRESS_SHARED to the folder that holds {'/'.join(parts)}")
    return place
