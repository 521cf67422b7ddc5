"""Rule sets as folders: a new one needs nothing outside its folder, and one that contradicts itself says so."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from redress.law import packs
from redress.law.calendars import load_calendar
from redress.law.clock import Event, clock
from redress.law.packs import PackError

FILES = {
    "pack.toml": """
id = "toy-town"
version = "1"
family = "toy"
kind = "statute"
title = { zh = "玩具镇规则", en = "Rules of Toy Town" }
law = "toy"
in_force_from = 2026-01-01
initial = { complaint = "heard", report = "heard" }
clocks = { complaint = ["T_ANSWER"], report = [] }
receipt_events = { complaint = ["received"], report = ["received"] }
""",
    "states.toml": """
[heard]
kinds = ["complaint", "report"]
phase = "open"
turn = "authority"
title = { zh = "听到了", en = "Heard" }
sentence = { zh = "听到了", en = "Heard" }
if_nothing = { zh = "镇长会来问", en = "The mayor asks" }
[answered]
kinds = ["complaint", "report"]
phase = "closed"
turn = "nobody"
title = { zh = "答复了", en = "Answered" }
sentence = { zh = "答复了", en = "Answered" }
if_nothing = { zh = "", en = "" }
""",
    "transitions.toml": """
[[step]]
verb = "answer"
from = ["heard"]
to = "answered"
by = ["officer"]
needs = ["text"]
event = "case.answered"
clock = ["answered"]
title = { zh = "答复", en = "Answer" }
does = { zh = "答复", en = "Answers" }
""",
    "limits.toml": """
[limit.T_ANSWER]
title = { zh = "答复期限", en = "Answer" }
family = "statute"
unit = "calendar_days"
length = 3
starts_on = ["received"]
met_by = ["answered"]
cites = [{ law = "toy", article = "1" }]
""",
}


@pytest.fixture
def toy(tmp_path: Path):
    folder = tmp_path / "toy-town"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    packs.register_folder(tmp_path)
    yield folder
    packs._extra_folders.remove(tmp_path)
    packs.forget()


def test_a_rule_set_in_a_folder_is_there_with_its_table_and_limits(toy: Path):
    pack = packs.load("toy-town")

    assert pack.verbs == ("answer",)
    assert pack.step("answer", state="heard", kind="complaint").target == "answered"
    received = datetime(2026, 9, 22, 4, tzinfo=UTC)
    result = clock(pack.limits["T_ANSWER"], [Event("received", received)], load_calendar(), today=date(2026, 9, 22))
    # The third day is the Mid-Autumn festival, so the limit ends on the first day after it.
    assert result.due_on == date(2026, 9, 26)


def test_a_rule_set_that_contradicts_itself_says_where(toy: Path):
    text = FILES["transitions.toml"].replace('to = "answered"', 'to = "nowhere"')
    (toy / "transitions.toml").write_text(text, "utf-8")
    packs.forget()

    with pytest.raises(PackError, match="answer: unknown target nowhere"):
        packs.load("toy-town")


def test_a_file_that_cannot_be_read_is_named(toy: Path):
    (toy / "limits.toml").write_text("[limit", "utf-8")
    packs.forget()

    with pytest.raises(PackError, match=r"limits\.toml of rule set toy-town"):
        packs.load("toy-town")


@pytest.mark.parametrize(
    ("on", "rule_set"),
    [("2012-01-01", "cn-samr-2019"), ("2020-01-01", "cn-samr-2019"), ("2026-04-14", "cn-samr-2019"), ("2026-04-15", "cn-samr-2026"), ("2030-01-01", "cn-samr-2026")],
)  # fmt: skip
def test_the_day_decides_which_rule_set_of_a_family_applies(on: str, rule_set: str):
    assert packs.in_force("cn-samr", date.fromisoformat(on)).id == rule_set


def test_the_repealed_set_cites_the_repealed_text():
    step = packs.load("cn-samr-2019").step("accept", state="received", kind="complaint")

    assert [cite.law for cite in step.cites] == ["samr-complaint-2019-repealed"]


def test_statutory_and_service_limits_never_share_a_set():
    for pack_id in ("cn-samr-2026", "cn-samr-2019", "cn-standard"):
        pack = packs.load(pack_id)
        assert {limit.family for limit in pack.limits.values()} == {pack.kind}
