"""A case under a rule set that nobody here has heard of: filed, answered, closed, with no change to the program."""

from pathlib import Path

import pytest

from redress.cases import actions
from redress.deadlines.models import Clock
from redress.law import packs
from tests.conftest import NOON
from tests.law.test_packs import FILES
from tests.world import Office


@pytest.fixture
def _toy_town(tmp_path: Path, settings):
    folder = tmp_path / "toy-town"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    packs.register_folder(tmp_path)
    settings.REDRESS_RULE_FAMILY = "toy"
    settings.REDRESS_SERVICE_RULE_SET = ""
    yield
    packs._extra_folders.remove(tmp_path)
    packs.forget()


@pytest.mark.usefixtures("_toy_town")
def test_a_case_lives_under_a_foreign_rule_set(office: Office):
    filed = office.file()
    assert (filed.rule_set, filed.state) == ("toy-town", "heard")

    case = actions.act(filed.number, "answer", {"text": "好的"}, actor=office.staff(), now=NOON)

    assert (case.state, case.phase) == ("answered", "closed")
    assert Clock.objects.get(subject=filed.id).state == "met"
