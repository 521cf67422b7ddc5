"""What every story about the vault needs: a key ring of its own."""

import pytest


@pytest.fixture(autouse=True)
def own_key_ring(settings, tmp_path):
    """Give each test its own data folder, so that keys are made, rotated and lost without meeting other tests."""
    settings.REDRESS_DATA = tmp_path
    return tmp_path / "keys" / "vault.json"
