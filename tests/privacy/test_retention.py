"""How long things are kept: one file, and nothing without a rule."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from redress.privacy import retention
from redress.privacy.retention import PolicyError, policy, read
from tests.conftest import ROOT
from tests.privacy.cast import file_case

RULE = """
version = "x"
[[rule]]
id = "case_file"
what = {{ zh = "材料", en = "files" }}
keep = "{keep}"
from = "{since}"
then = "{then}"
basis = [{basis}]
why = {{ zh = "因为", en = "because" }}
slots = ["intake"]
fields = ["cases.Case.*"]
"""
BASIS = '{ law = "pipl-2021", article = "19" }'


def rule(keep="3 years", since="closed", then="erase", basis=BASIS):
    return RULE.format(keep=keep, since=since, then=then, basis=basis)


def test_every_column_that_can_hold_text_has_a_rule_or_is_known_to_be_neutral():
    assert retention.uncovered_fields() == []


def test_no_pattern_of_the_policy_points_to_nothing():
    assert retention.dead_patterns() == []


def test_a_column_without_a_rule_is_named():
    found = retention.uncovered_fields(read(rule()))

    assert "agencies.Staff.email" in found
    assert "cases.Case.matter" not in found


@pytest.mark.django_db
def test_a_stored_value_without_a_rule_is_named():
    file_case(**{"message:17": "x", "horoscope:17:sun": "x", "horoscope:18:sun": "x"})

    assert retention.uncovered_slots() == ["horoscope:*:sun"]
    with pytest.raises(CommandError, match="horoscope"):
        call_command("retention", "--check", stdout=StringIO())


@pytest.mark.django_db
def test_the_command_says_so_when_all_is_covered():
    file_case()
    out = StringIO()

    call_command("retention", "--check", stdout=out)
    call_command("retention", stdout=out)

    assert "case_file" in out.getvalue()


@pytest.mark.parametrize(
    ("keep", "anchor", "gone_on"),
    [
        ("3 years", "2026-09-22", "2029-09-23"),
        ("3 years", "2024-02-29", "2027-03-01"),
        ("6 months", "2026-08-31", "2027-03-01"),
        ("14 days", "2026-09-22", "2026-10-07"),
        ("0 days", "2026-09-22", "2026-09-23"),
    ],
)
def test_a_period_ends_and_the_day_after_it_is_no_longer_kept(keep, anchor, gone_on):
    [found] = read(rule(keep=keep)).rules

    assert found.expires_on(date.fromisoformat(anchor)) == date.fromisoformat(gone_on)
    assert found.expires_on(None) is None


def test_what_is_kept_for_good_never_expires():
    [found] = read(rule(keep="permanent", then="archive")).rules

    assert found.expires_on(date(2000, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (rule(keep="soon"), "no period"),
        (rule(keep="-1 years"), "no period"),
        (rule(since="birth"), "“from”"),
        (rule(then="forget"), "“then”"),
        (rule(keep="permanent"), "archived"),
        (rule(then="archive"), "archived"),
        (rule(basis=""), "provision"),
        (rule() + rule().replace('version = "x"', ""), "same id"),
        ('version = "x"\n[[rule]]\nid = "a"', "lacks basis, from, keep"),
        ("version = ", "TOML"),
    ],
)
def test_a_policy_that_could_be_misread_is_refused(text, says):
    with pytest.raises(PolicyError, match=says):
        read(text)


def test_cases_whose_time_is_up_come_oldest_first_and_held_ones_stay():
    anchors = {1: date(2023, 9, 22), 2: date(2020, 1, 1), 3: None, 4: date(2026, 9, 1), 5: date(2019, 1, 1)}

    assert retention.due("case_file", anchors, on=date(2026, 9, 23), held=[5]) == [2, 1]
    assert retention.due("case_file", anchors, on=date(2026, 9, 22), held=[5]) == [2]


def test_a_body_may_have_a_policy_of_its_own(settings):
    (settings.REDRESS_DATA / "retention.toml").write_text(rule(keep="5 years"), "utf-8")

    assert policy().rule("case_file").length == 5


def test_the_policy_that_runs_is_the_one_in_the_documentation():
    assert read((ROOT / "docs/privacy/retention.toml").read_text("utf-8")) == policy()
    assert policy().rule_of_slot("message:17").id == "case_file"
    assert policy().rule_of_field("privacy.Reveal.actor").id == "access_log"
    with pytest.raises(LookupError):
        policy().rule("nothing")


@pytest.mark.django_db
def test_every_slot_the_notice_names_is_kept_by_a_rule():
    from redress.privacy.notices import versions

    slots = {slot.split("/")[0] for item in versions.all_versions()[-1].data for slot in item.slots}

    assert retention.uncovered_slots([slot if slot in ("intake", "guardian") else f"{slot}:1" for slot in slots]) == []
