"""The clocks of a report, the repealed rules, the service standards and every other limit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from redress.law.clock import ClockInputError, clock
from tests.law.stories import CALENDAR, RULES_2019, RULES_2026, STANDARD, VERIFY, day, due, history

TESTING = ("testing_started", "testing_ended")


class TestFifteenWorkingDaysToVerifyAClue:
    """Art. 27(1); penalty rules Art. 18."""

    def test_runs_from_the_day_the_clue_was_found_not_from_the_complaint(self):
        assert due(VERIFY, ("received", "2026-10-12"), ("clue_found", "2026-11-23")) == day("2026-12-14")

    def test_runs_from_receipt_where_the_report_is_the_clue(self):
        assert due(VERIFY, ("received", "2026-11-23")) == day("2026-12-14")

    def test_an_approved_extension_adds_fifteen_more(self):
        result = due(VERIFY, ("clue_found", "2026-09-01"), ("extension_approved", "2026-09-18"))
        assert result == day("2026-10-19")

    def test_testing_within_the_extension_is_left_out_too(self):
        events = [("clue_found", "2026-09-01"), ("extension_approved", "2026-09-18")]
        tested = due(VERIFY, *events, ("testing_started", "2026-10-13"), ("testing_ended", "2026-10-14"))
        assert tested == day("2026-10-21")

    def test_rest_days_in_a_test_cost_nothing_twice(self):
        weekend = due(VERIFY, ("clue_found", "2026-11-23"), *zip(TESTING, ("2026-11-28", "2026-11-29"), strict=True))
        assert weekend == due(VERIFY, ("clue_found", "2026-11-23"))

    def test_an_approval_on_the_last_day_is_in_time(self):
        assert due(VERIFY, ("clue_found", "2026-11-02"), ("extension_approved", "2026-11-23")) == day("2026-12-14")

    def test_an_approval_on_the_first_day_counts_and_needs_no_remark(self):
        result = clock(VERIFY, history(("clue_found", "2026-11-02"), ("extension_approved", "2026-11-02")), CALENDAR)
        assert (result.due_on, result.remarks) == (day("2026-12-14"), ())

    def test_an_approval_on_the_day_of_the_decision_still_counts(self):
        decided = [("clue_found", "2026-11-02"), ("extension_approved", "2026-11-20"), ("not_filed", "2026-11-20")]
        assert due(VERIFY, *decided) == day("2026-12-14")

    def test_an_approval_after_the_end_brings_nothing_back(self):
        events = history(("clue_found", "2026-11-02"), ("extension_approved", "2026-11-24"))
        result = clock(VERIFY, events, CALENDAR, today=day("2026-11-25"))
        assert (result.due_on, result.state) == (day("2026-11-23"), "missed")
        assert "after the limit had ended" in result.remarks[0]["en"]
        assert result.as_dict("en")["remarks"] == [result.remarks[0]["en"]]
        assert result.as_dict()["remarks"] == [dict(result.remarks[0])]

    def test_a_test_that_stretches_the_limit_leaves_time_to_extend_it(self):
        events = [("clue_found", "2026-11-02"), ("testing_started", "2026-11-10"), ("testing_ended", "2026-11-20")]
        assert due(VERIFY, *events, ("extension_approved", "2026-11-24")) == day("2026-12-25")

    def test_an_approval_after_the_decision_belongs_to_another_limit(self):
        events = [
            *[("clue_found", "2026-09-01"), ("extension_approved", "2026-09-18"), ("case_filed", "2026-10-12")],
            ("case_extension_approved", "2026-12-20"),
        ]
        assert clock(VERIFY, history(*events), CALENDAR).state == "met"
        penalty = RULES_2026["T_PENALTY_CASE"]
        assert due(penalty, *events) == day("2026-10-12") + timedelta(days=120)

    def test_a_merged_supplementary_report_starts_it_again(self):
        """Art. 35(2)."""
        events = [("received", "2026-11-02"), ("report_supplemented", "2026-11-23")]
        assert due(VERIFY, *events) == day("2026-12-14")
        assert due(RULES_2026["T_REPEAT_REPORT"], *events) == day("2026-12-14")

    def test_a_supplement_to_an_earlier_report_does_not_start_this_one(self):
        assert due(VERIFY, ("report_supplemented", "2026-10-20"), ("received", "2026-11-23")) == day("2026-12-14")

    def test_a_supplement_alone_starts_it(self):
        assert due(VERIFY, ("report_supplemented", "2026-11-23")) == day("2026-12-14")

    def test_what_was_decided_before_the_supplement_does_not_meet_it(self):
        events = history(("received", "2026-11-02"), ("not_filed", "2026-11-10"), ("report_supplemented", "2026-11-23"))
        assert clock(VERIFY, events, CALENDAR).state == "running"

    def test_the_last_of_several_reports_counts_where_reports_are_merged(self):
        repeat = RULES_2026["T_REPEAT_REPORT"]
        assert due(repeat, ("received", "2026-11-02"), ("received", "2026-11-23")) == day("2026-12-14")

    def test_a_test_begun_in_time_and_lasting_pauses_before_the_extension_is_known(self):
        events = history(
            ("clue_found", "2026-11-02"), ("testing_started", "2026-11-10"), ("extension_approved", "2026-12-20")
        )
        result = clock(VERIFY, events, CALENDAR)
        assert (result.state, result.due_on) == ("paused", None)


def test_three_years_are_shown_by_their_first_and_last_day():
    steps = clock(RULES_2026["T_BAR"], history(("harm_known", "2023-10-01")), CALENDAR).steps
    assert [(step.day.isoformat(), step.reason_code) for step in steps] == [
        ("2023-10-02", "first_day"),
        ("2026-10-01", "last_day"),
        ("2026-10-02", "roll"),
        ("2026-10-03", "roll"),
        ("2026-10-04", "due_after_roll"),
    ]


def test_a_hearing_that_ended_and_a_test_that_lasts_are_both_left_out_of_the_earliest_day():
    events = history(
        *[("case_filed", "2026-06-01"), ("hearing_started", "2026-06-10"), ("hearing_ended", "2026-06-12")],
        ("testing_started", "2026-07-01"),
    )
    result = clock(RULES_2026["T_PENALTY_CASE"], events, CALENDAR, today=day("2026-07-10"))
    assert (result.state, result.earliest_due_on) == ("paused", day("2026-09-12"))


@pytest.mark.parametrize(
    ("code", "events", "last_day"),
    [
        ("T_NOTIFY_TERMINATION", [("termination_decided", "2026-11-23")], "2026-12-02"),
        ("T_JURISDICTION_TALKS", [("dispute_arose", "2026-11-23")], "2026-12-02"),
        ("T_PENALTY_CASE", [("case_filed", "2026-09-01")], "2026-11-30"),
        ("T_PENALTY_CASE", [("case_filed", "2026-07-03")], "2026-10-04"),
        ("T_PENALTY_CASE", [("case_filed", "2026-06-01"), ("case_extension_approved", "2026-08-20")], "2026-09-29"),
        (
            "T_PENALTY_CASE",
            [("case_filed", "2026-06-01"), ("hearing_started", "2026-06-10"), ("hearing_ended", "2026-06-12")],
            "2026-09-02",
        ),
        ("T_CLOSE_PENALTY", [("closing_ground_arose", "2026-11-23")], "2026-12-14"),
        ("T_AD_COMPLAINT", [("advertising_received", "2026-11-23")], "2026-12-02"),
        ("T_BAR", [("harm_known", "2023-05-20")], "2026-05-20"),
        ("T_BAR", [("harm_known", "2023-10-01")], "2026-10-04"),
        ("T_BAR", [("harm_known", "2024-02-29")], "2027-02-28"),
        ("T_JUDICIAL_CONFIRM", [("agreement_effective", "2026-10-29")], "2026-11-30"),
    ],
)
def test_the_other_limits_of_2026(code, events, last_day):
    assert due(RULES_2026[code], *events) == day(last_day)


@pytest.mark.parametrize(
    ("code", "events", "last_day"),
    [
        pytest.param("T_ACCEPT", [("received", "2025-09-26")], "2025-10-13", id="seven working days"),
        pytest.param("T_MEDIATE", [("accepted", "2026-01-05")], "2026-03-13", id="45 working days, not 60 days"),
        pytest.param(
            "T_MEDIATE",
            [("accepted", "2026-01-05"), ("testing_started", "2026-01-12"), ("testing_ended", "2026-01-18")],
            "2026-03-20",
            id="a week of testing costs five working days",
        ),
        pytest.param("T_MEDIATE_R46", [("accepted", "2026-01-05")], "2026-03-06", id="the Regulation's sixty days"),
        pytest.param("T_NOTIFY_TERMINATION", [("termination_decided", "2025-12-24")], "2026-01-05", id="notice"),
        pytest.param("T_JURISDICTION_TALKS", [("dispute_arose", "2025-11-24")], "2025-12-03", id="talks"),
        pytest.param("T_VERIFY_CLUE", [("clue_found", "2025-11-24")], "2025-12-15", id="verification"),
        pytest.param(
            "T_TELL_REPORTER", [("named_report_decided", "2025-11-24")], "2025-12-01", id="five working days to tell"
        ),
        pytest.param("T_BAR", [("harm_known", "2022-12-01")], "2025-12-01", id="three years"),
    ],
)
def test_the_limits_of_the_repealed_rules(code, events, last_day):
    assert due(RULES_2019[code], *events) == day(last_day)


def test_the_repealed_rules_know_no_restart_and_the_new_ones_no_duty_to_tell_the_reporter():
    assert "T_REPEAT_REPORT" not in RULES_2019
    assert "T_TELL_REPORTER" not in RULES_2026


class TestServiceStandards:
    def test_count_working_days_from_receipt(self):
        assert due(STANDARD["S_INITIAL"], ("received", "2026-09-22")) == day("2026-10-09")
        assert due(STANDARD["S_RESULT"], ("received", "2026-11-23")) == day("2026-12-14")

    def test_are_another_family_than_statutory_limits(self):
        assert {limit.family for limit in STANDARD.values()} == {"service"}
        assert {limit.family for rules in (RULES_2026, RULES_2019) for limit in rules.values()} == {"statute"}

    def test_acceptance_does_not_meet_the_first_investigation(self):
        events = history(("received", "2026-11-23"), ("accepted", "2026-11-24"))
        assert clock(STANDARD["S_INITIAL"], events, CALENDAR).state == "running"


@pytest.mark.parametrize("days", [None, 0, 367])
def test_going_on_needs_the_days_that_were_decided_with_it(days):
    """P Art. 64(1): 同时确定延长的合理期限."""
    penalty = RULES_2026["T_PENALTY_CASE"]
    events = history(("case_filed", "2026-05-06"), ("case_extension_approved", "2026-07-20"))
    decided = replace(history(("case_further_extended", "2026-08-28"))[0], days=days)
    with pytest.raises(ClockInputError) as wrong:
        clock(penalty, [*events, decided], CALENDAR)
    (problem,) = wrong.value.problems
    assert (problem.code, problem.pointer) == ("clock.extension.days", "/events/2/days")


def test_going_on_before_the_heads_extension_says_why_it_is_not_counted():
    decided = replace(history(("case_further_extended", "2026-07-20"))[0], days=45)
    result = clock(RULES_2026["T_PENALTY_CASE"], [*history(("case_filed", "2026-05-06")), decided], CALENDAR)
    assert result.due_on == day("2026-08-04")
    assert "comes after the extension" in result.remarks[0]["en"]
