"""The table of what is asked about personal data names a test for each row, and the test is there."""

import re

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "reference" / "personal-data.md"
ROW = re.compile(r"^\| (PR-\d\d) \| (.+?) \| (.+?) \| `([^`]+)` \|$", re.M)
ROWS = ROW.findall(PAGE.read_text("utf-8"))


def test_every_requirement_has_its_row():
    assert [row[0] for row in ROWS] == [f"PR-{number:02}" for number in range(1, 38)]


@pytest.mark.parametrize(("number", "test"), [(row[0], row[3]) for row in ROWS])
def test_the_test_of_a_row_is_there(number, test):
    file, _, name = test.partition("::")
    assert (ROOT / file).is_file(), number
    if name:
        assert f"def {name}(" in (ROOT / file).read_text("utf-8"), number
