"""The menu of the desk stays short: five entries and the page one is on; the rest is a fold away, none is lost."""

import pytest

from redress.kernel.actors import Actor, Role
from redress.portals.casework.navigation import AT_ONCE, entries


@pytest.mark.parametrize("current", ["casework:queue", "oversight:board", "nowhere"])
def test_a_long_menu_is_folded_but_never_the_page_one_is_on(current: str):
    shown = entries(Actor(key="staff:1", role=Role.SUPERVISOR), current)
    bare = [entry for entry in shown if not entry["rest"]]
    assert len(bare) == AT_ONCE + (current == "oversight:board")
    assert all(entry in bare for entry in shown if entry["current"])
    assert shown[: len(bare)] == bare


def test_a_short_menu_stands_whole():
    assert not any(entry["rest"] for entry in entries(Actor(key="staff:1", role=Role.EDUCATOR), ""))
