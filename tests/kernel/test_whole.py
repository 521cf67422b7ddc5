"""A number that is sent is one that a database can look for, or none."""

import pytest

from redress.kernel.whole import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("１２", 12), ("9" * 17, 10**17 - 1)])
def test_digits_are_read(text: str, number: int):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " ", "-1", "1.0", "²", "①", "x", "1e3", "9" * 18, "9" * 5000])
def test_everything_else_is_none(text: str):
    assert whole_number(text) is None
