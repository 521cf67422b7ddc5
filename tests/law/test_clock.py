"""The clocks of a complaint: seven working days to accept, sixty days to mediate, testing left out."""

from datetime import UTC, datetime, timedelta

import pytest

from redress.law.clock import Event, clock, limit_from_table
from tests.law.stories import ACCEPT, CALENDAR, MEDIATE, day, due, history, on

TESTING = ("testing_started", "testing_ended")


class TestSevenWorkingDaysToDecideOnAcceptance:
    """Art. 15, counted as Art. 45 says."""

    @pytest.mark.parametrize(
        ("received", "last_day"),
        [
            pytest.param("2026-09-22", "2026-10-09", id="over Mid-Autumn and National Day"),
            pytest.param("2026-02-13", "2026-03-02", id="two make-up Saturdays count"),
            pytest.param("2026-09-18", "2026-09-29", id="a make-up Sunday counts"),
            pytest.param("2026-09-29", "2026-10-14", id="the make-up Saturday after National Day counts"),
            pytest.param("2026-11-23", "2026-12-02", id="an ordinary week"),
            pytest.param("2026-10-03", "2026-10-15", id="received on a holiday"),
            pytest.param("2024-02-09", "2024-02-26", id="Spring Festival of 2024"),
        ],
    )
    def test_ends_on_the_seventh_working_day_after_receipt(self, received, last_day):
        assert due(ACCEPT, ("received", received)) == day(last_day)

    def test_shows_every_day_between_counted_or_not_and_why(self):
        steps = clock(ACCEPT, [on("received", "2026-09-22")], CALENDAR).steps

        assert [step.day for step in steps] == [day("2026-09-23") + timedelta(days=n) for n in range(17)]
        counted = {step.day.isoformat()[5:]: step.number for step in steps if step.counted}
        assert counted == {"09-23": 1, "09-24": 2, "09-28": 3, "09-29": 4, "09-30": 5, "10-08": 6, "10-09": 7}
        skipped = {
            step.day.isoformat()[5:]: (step.reason_code, step.reason["zh"]) for step in steps if not step.counted
        }
        assert skipped == {
            "09-25": ("statutory_holiday", "中秋节，法定节假日"),
            "09-26": ("day_off", "中秋节放假"),
            "09-27": ("day_off", "中秋节放假"),
            "10-01": ("statutory_holiday", "国庆节，法定节假日"),
            "10-02": ("statutory_holiday", "国庆节，法定节假日"),
            "10-03": ("statutory_holiday", "国庆节，法定节假日"),
            "10-04": ("day_off", "国庆节放假"),
            "10-05": ("day_off", "国庆节放假"),
            "10-06": ("day_off", "国庆节放假"),
            "10-07": ("day_off", "国庆节放假"),
        }

    def test_names_weekends_and_make_up_days(self):
        steps = clock(ACCEPT, [on("received", "2026-09-29")], CALENDAR).steps
        reasons = {step.day.isoformat()[5:]: (step.counted, step.reason_code) for step in steps}
        assert reasons["10-10"] == (True, "make_up")
        assert reasons["10-11"] == (False, "weekend")

    def test_the_day_of_receipt_is_a_day_in_shanghai(self):
        late_in_london = Event("received", datetime(2026, 9, 21, 16, 30, tzinfo=UTC))
        result = clock(ACCEPT, [late_in_london], CALENDAR)
        assert result.started_on == day("2026-09-22")
        assert result.due_on == day("2026-10-09")

    def test_runs_anew_for_the_body_that_the_case_is_distributed_to(self):
        assert due(ACCEPT, ("received", "2026-11-02"), ("distributed", "2026-11-05")) == day("2026-11-16")

    def test_a_request_for_materials_does_not_stop_it(self):
        plain = due(ACCEPT, ("received", "2026-11-02"))
        assert due(ACCEPT, ("received", "2026-11-02"), ("materials_requested", "2026-11-03")) == plain

    def test_is_met_by_a_decision_either_way(self):
        for decision in ("accepted", "refused"):
            events = history(("received", "2026-09-22"), (decision, "2026-10-09"))
            result = clock(ACCEPT, events, CALENDAR, today=day("2026-12-01"))
            assert (result.state, result.met_on) == ("met", day("2026-10-09"))

    def test_is_missed_by_a_decision_one_day_late(self):
        events = history(("received", "2026-09-22"), ("accepted", "2026-10-10"))
        assert clock(ACCEPT, events, CALENDAR).state == "missed"

    @pytest.mark.parametrize(
        ("today", "state"), [(None, "running"), ("2026-10-09", "running"), ("2026-10-10", "missed")]
    )
    def test_without_a_decision_the_day_tells(self, today, state):
        result = clock(ACCEPT, [on("received", "2026-09-22")], CALENDAR, today=day(today) if today else None)
        assert result.state == state

    def test_the_first_of_two_receipts_counts(self):
        assert due(ACCEPT, ("received", "2026-11-10"), ("received", "2026-11-02")) == day("2026-11-11")

    def test_the_order_in_which_events_are_given_does_not_matter(self):
        events = history(("accepted", "2026-09-28"), ("received", "2026-09-22"))
        assert clock(ACCEPT, events, CALENDAR).state == "met"

    def test_a_decision_on_the_day_of_receipt_is_in_time_whatever_the_hour(self):
        events = [on("received", "2026-09-22", hour=10), on("accepted", "2026-09-22", hour=0)]
        assert clock(ACCEPT, events, CALENDAR).state == "met"

    def test_a_decision_before_receipt_is_left_aside_and_said_so(self):
        result = clock(ACCEPT, history(("accepted", "2026-09-20"), ("received", "2026-09-22")), CALENDAR)
        assert result.state == "running"
        assert "2026-09-20" in result.remarks[0]["zh"]

    def test_without_receipt_there_is_no_clock(self):
        result = clock(ACCEPT, [on("accepted", "2026-09-22")], CALENDAR, today=day("2026-12-01"))
        assert (result.state, result.due_on, result.started_on, result.steps) == ("not_started", None, None, ())


class TestSixtyCalendarDaysToMediate:
    """Art. 23(1)(5) and Art. 46 of the Implementing Regulation; testing is left out, Art. 22."""

    @pytest.mark.parametrize(
        ("accepted", "testing", "last_day"),
        [
            pytest.param("2026-09-29", (), "2026-11-28", id="ends on an ordinary Saturday, which moves nothing"),
            pytest.param("2026-09-29", [("2026-10-12", "2026-10-25")], "2026-12-12", id="14 days of testing"),
            pytest.param("2026-09-01", [("2026-09-10", "2026-09-29")], "2026-11-20", id="20 days of testing"),
            pytest.param("2026-08-05", (), "2026-10-04", id="ends on a swapped rest day: stays"),
            pytest.param("2026-08-03", (), "2026-10-04", id="ends on a festival day: first day after"),
            pytest.param("2026-09-01", [("2026-09-10", "2026-09-10")], "2026-11-01", id="testing on one day"),
            pytest.param("2026-09-01", [("2026-08-20", "2026-09-05")], "2026-11-04", id="begun before acceptance"),
            pytest.param(
                "2026-09-01", [("2026-08-20", "2026-09-01")], "2026-10-31", id="ended on the day of acceptance"
            ),
            pytest.param("2026-09-01", [("2026-10-31", "2026-11-04")], "2026-11-05", id="begun on the last day"),
            pytest.param("2026-09-01", [("2026-11-01", "2026-11-04")], "2026-10-31", id="begun a day too late"),
            pytest.param(
                "2026-09-01",
                [("2026-09-10", "2026-09-20"), ("2026-09-15", "2026-09-29")],
                "2026-11-20",
                id="overlapping",
            ),
            pytest.param(
                "2026-09-01",
                [("2026-09-10", "2026-09-20"), ("2026-09-20", "2026-09-29")],
                "2026-11-20",
                id="on one day",
            ),
            pytest.param(
                "2026-09-01", [("2026-09-10", "2026-09-12"), ("2026-10-12", "2026-10-14")], "2026-11-06", id="twice"
            ),
            pytest.param(
                "2026-09-01",
                [("2026-10-20", "2026-10-29"), ("2026-11-09", "2026-11-10")],
                "2026-11-12",
                id="the second test begins in the days that the first one added",
            ),
        ],
    )
    def test_ends_sixty_days_after_acceptance_and_every_day_of_testing(self, accepted, testing, last_day):
        tests = [pair for first, last in testing for pair in zip(TESTING, (first, last), strict=True)]
        assert due(MEDIATE, ("accepted", accepted), *tests) == day(last_day)

    def test_the_last_step_says_which_reading_was_used(self):
        stays = clock(MEDIATE, [on("accepted", "2026-08-05")], CALENDAR).steps[-1]
        assert stays.reason_code == "last_day"
        assert "严格解释不顺延" in stays.reason["zh"]
        moves = clock(MEDIATE, [on("accepted", "2026-08-03")], CALENDAR).steps
        assert [(step.day.day, step.counted, step.reason_code) for step in moves[-3:]] == [
            (2, True, "last_day"),
            (3, False, "roll"),
            (4, False, "due_after_roll"),
        ]
        assert "严格解释" in moves[-1].reason["zh"]

    def test_an_ordinary_last_day_says_what_would_have_moved_it(self):
        result = clock(MEDIATE, [on("accepted", "2026-09-17")], CALENDAR)
        assert result.due_on == day("2026-11-16")
        assert result.steps[-1].reason["zh"] == "最后一日（遇法定节假日当天才顺延）"
        assert not result.provisional

    @pytest.mark.parametrize(
        ("accepted", "last_day"),
        [("2026-08-05", "2026-10-08"), ("2026-08-03", "2026-10-08"), ("2026-09-29", "2026-11-30")],
    )
    def test_the_wider_reading_moves_the_end_off_every_rest_day(self, accepted, last_day):
        wider = limit_from_table("T_MEDIATE", {**as_table(MEDIATE), "roll": "any_rest_day"})
        result = clock(wider, [on("accepted", accepted)], CALENDAR)
        assert result.due_on == day(last_day)
        assert result.roll == "any_rest_day"
        assert "宽松解释" in result.steps[-1].reason["zh"]

    def test_a_limit_that_nothing_moves_stays_on_a_festival_day(self):
        fixed = limit_from_table("T_MEDIATE", {**as_table(MEDIATE), "roll": "none"})
        assert due(fixed, ("accepted", "2026-08-03")) == day("2026-10-02")
        assert not clock(fixed, [on("accepted", "2026-12-30")], CALENDAR).provisional

    def test_days_of_testing_are_steps_that_do_not_count(self):
        events = history(("accepted", "2026-09-29"), ("testing_started", "2026-10-12"), ("testing_ended", "2026-10-25"))
        steps = clock(MEDIATE, events, CALENDAR).steps
        left_out = [step.day for step in steps if step.reason_code == "testing"]
        assert left_out == [day("2026-10-12") + timedelta(days=n) for n in range(14)]
        assert sum(step.counted for step in steps) == 60
        assert steps[-1].number == 60

    def test_has_no_extension(self):
        assert due(MEDIATE, ("accepted", "2026-09-29"), ("extension_approved", "2026-10-10")) == day("2026-11-28")

    @pytest.mark.parametrize("way_out", ["settled", "termination_decided", "withdrawn"])
    def test_is_met_by_every_end_of_mediation(self, way_out):
        events = history(("accepted", "2026-09-29"), (way_out, "2026-11-28"))
        assert clock(MEDIATE, events, CALENDAR).state == "met"

    def test_testing_in_the_hands_of_midnight(self):
        """Ended at 00:10 in Shanghai is the next day there, though it is still the day before in London."""
        events = [
            on("accepted", "2026-09-29"),
            on("testing_started", "2026-10-12"),
            Event("testing_ended", datetime(2026, 10, 25, 16, 10, tzinfo=UTC)),
        ]
        assert clock(MEDIATE, events, CALENDAR).due_on == day("2026-12-13")


class TestWhileTestingLasts:
    OPEN = history(("accepted", "2026-09-29"), ("testing_started", "2026-10-12"))

    def test_there_is_no_due_day_but_an_earliest_one(self):
        result = clock(MEDIATE, self.OPEN, CALENDAR, today=day("2026-10-20"))
        assert (result.state, result.due_on) == ("paused", None)
        assert result.earliest_due_on == day("2026-12-07")
        assert result.steps[-1].day == day("2026-10-12")
        assert result.steps[-1].reason_code == "testing"

    def test_the_earliest_day_moves_with_the_days(self):
        later = clock(MEDIATE, self.OPEN, CALENDAR, today=day("2026-10-21"))
        unknown = clock(MEDIATE, self.OPEN, CALENDAR)
        assert later.earliest_due_on == day("2026-12-08")
        assert unknown.earliest_due_on == day("2026-11-29")

    def test_one_of_two_tests_still_under_way_keeps_it_paused(self):
        events = [*self.OPEN, on("testing_started", "2026-10-13"), on("testing_ended", "2026-10-15")]
        assert clock(MEDIATE, events, CALENDAR).state == "paused"

    def test_a_test_begun_after_the_end_pauses_nothing(self):
        events = history(("accepted", "2026-09-29"), ("testing_started", "2026-11-29"))
        result = clock(MEDIATE, events, CALENDAR, today=day("2026-12-01"))
        assert (result.state, result.due_on) == ("missed", day("2026-11-28"))

    def test_settling_in_the_meantime_meets_the_limit(self):
        result = clock(MEDIATE, [*self.OPEN, on("settled", "2026-12-24")], CALENDAR, today=day("2027-02-01"))
        assert result.state == "met"
        assert result.due_on is not None
        assert result.earliest_due_on is None

    def test_a_recorded_end_in_the_future_shows_paused_and_the_due_day(self):
        events = [*self.OPEN, on("testing_ended", "2026-10-25")]
        during, last_day = (clock(MEDIATE, events, CALENDAR, today=day(t)) for t in ("2026-10-12", "2026-10-25"))
        assert (during.state, during.due_on) == ("paused", day("2026-12-12"))
        assert last_day.state == "running"

    def test_an_earliest_day_beyond_the_published_years_is_provisional(self):
        result = clock(MEDIATE, history(("accepted", "2026-11-20"), ("testing_started", "2026-12-01")), CALENDAR)
        assert result.state == "paused"
        assert result.provisional


def as_table(limit):
    """The table that a limit was read from, without what the tests vary."""
    return {
        "title": limit.title,
        "family": limit.family,
        "unit": limit.unit,
        "length": limit.length,
        "starts_on": limit.starts_on,
        "cites": [cite.as_dict() for cite in limit.cites],
    }
