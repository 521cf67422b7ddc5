"""Every story of the archive has keys and a memory of its own."""

import pytest


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
