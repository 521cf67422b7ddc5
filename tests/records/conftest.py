"""Every story of the archive has keys and a memory of its own."""

import hypothesis
import pytest

# Nothing timed is asserted: on a busy machine an example may take as long as it likes.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
