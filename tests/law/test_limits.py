"""The tables of limits: complete, cited, and refused with a sentence when they cannot be right."""

import json
import tomllib

import pytest

from redress.law.limits import LimitError, limit_from_table, limits_from_table
from redress.law.packs import load
from tests.shared import shared_dir

SETS = ("cn-samr-2026", "cn-samr-2019", "cn-standard")
ALL = [pytest.param(limit, id=f"{name} {limit.code}") for name in SETS for limit in load(name).limits.values()]
PROCEDURE = {
    *("T_ACCEPT", "T_MEDIATE", "T_NOTIFY_TERMINATION", "T_JURISDICTION_TALKS", "T_VERIFY_CLUE", "T_PENALTY_CASE"),
    *("T_CLOSE_PENALTY", "T_AD_COMPLAINT", "T_REPEAT_REPORT", "T_BAR", "T_JUDICIAL_CONFIRM"),
}
GOOD = """
title = { zh = "期限", en = "Limit" }
family = "statute"
unit = "working_days"
length = 7
starts_on = "received"
cites = [{ law = "samr-complaint-2026", article = "15" }]
"""


def test_every_limit_of_the_procedure_is_there():
    assert set(load("cn-samr-2026").limits) == PROCEDURE


@pytest.mark.parametrize("limit", ALL)
def test_a_statutory_limit_cites_articles_that_exist(limit):
    with (shared_dir("law") / "articles.jsonl").open(encoding="utf-8") as handle:
        known = {(row["law"], str(row["no"])) for row in map(json.loads, handle)}
    statute = [cite for cite in limit.cites if cite.law != "cn-standard"]
    assert [cite for cite in statute if (cite.law, cite.article.split("(")[0]) not in known] == []
    assert limit.cites


@pytest.mark.parametrize("limit", ALL)
def test_a_limit_can_end(limit):
    assert limit.met_by
    assert not set(limit.met_by) & set(limit.starts_on)
    assert {*limit.starts_on, *limit.met_by, *limit.restarts_on} <= limit.events


@pytest.mark.parametrize("limit", ALL)
def test_a_statute_is_never_quoted_for_a_service_standard(limit):
    assert (limit.family == "service") == limit.code.startswith("S_")
    assert (limit.family == "service") == all(cite.law == "cn-standard" for cite in limit.cites)


def test_one_event_may_be_written_without_brackets():
    assert limit_from_table("X", tomllib.loads(GOOD)).starts_on == ("received",)


def test_a_rule_set_may_choose_the_wider_reading_for_all_its_limits():
    text = f'roll_calendar_deadline_on = "any_rest_day"\n[limit.A]\n{GOOD}\n[limit.B]\n{GOOD}roll = "none"'
    limits = limits_from_table(tomllib.loads(text))
    assert (limits["A"].roll, limits["B"].roll) == ("any_rest_day", "none")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("length = 7", "", "length is absent"),
        ("length = 7", "length = 0", "whole number from 1"),
        ("length = 7", "length = true", "whole number from 1"),
        ('"statute"', '"law"', "family is 'law'; it must be one of statute, service"),
        ('"working_days"', '"weeks"', "unit is 'weeks'"),
        ("length = 7", 'length = 7\nroll = "sometimes"', "roll is 'sometimes'"),
        ("length = 7", "length = 7\nlenght = 7", "lenght means nothing here"),
        ('en = "Limit"', 'en = ""', "title must say something in zh and en"),
        ("length = 7", 'length = 7\nnotes = "x"', "notes must say something"),
        (', article = "15"', "", "a citation needs law and article"),
        ('starts_on = "received"', "starts_on = []", "starts_on must name at least one event"),
        ("length = 7", 'length = 7\nexcluded = ["nap"]', r"there is no \[exclusion.nap\]"),
        ("length = 7", 'length = 7\nexcluded = [{ code = "nap" }]', "an exclusion needs code, begins_on, ends_on"),
        ("length = 7", 'length = 7\nextension = { event = "x" }', "an extension needs its event and a length"),
        ("length = 7", 'length = 7\nfurther = "x"', "further lengthens what was extended before"),
        (
            "length = 7",
            'length = 7\nalone = { told = "asked" }',
            "told stands for asked, which neither starts nor lengthens",
        ),
        (
            'unit = "working_days"',
            'unit = "years"\nextension = { event = "x", length = 1 }',
            "in years knows neither excluded time nor extension",
        ),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_with_a_sentence(old, new, sentence):
    with pytest.raises(LimitError, match=sentence):
        limit_from_table("X", tomllib.loads(GOOD.replace(old, new)))


def test_every_fault_of_every_limit_is_said_at_once():
    text = f"[limit.A]\n{GOOD.replace('7', '0')}\n[limit.B]\n{GOOD.replace('statute', 'law')}"
    with pytest.raises(LimitError) as refusal:
        limits_from_table(tomllib.loads(text))
    assert [sentence.split(":")[0] for sentence in refusal.value.sentences] == ["A", "B"]


def test_an_exclusion_is_named_once_and_used_by_many():
    limits = load("cn-samr-2026").limits
    assert limits["T_MEDIATE"].excluded[0] == limits["T_VERIFY_CLUE"].excluded[0]
