"""Years without a published calendar, events that cannot be, and how an answer reads."""

import tomllib
from datetime import UTC, datetime

import pytest

from redress.law.calendars import LocalDay, calendar_from_tables
from redress.law.clock import ClockInputError, Event, clock
from tests.law.stories import ACCEPT, CALENDAR, MEDIATE, RULES_2026, VERIFY, day, history, on


class TestBeyondThePublishedYears:
    @pytest.mark.parametrize(
        ("limit", "events", "last_day"),
        [
            (ACCEPT, [("received", "2026-12-24")], "2027-01-04"),
            (MEDIATE, [("accepted", "2026-11-03")], "2027-01-02"),
            (RULES_2026["T_BAR"], [("harm_known", "2026-05-20")], "2029-05-20"),
        ],
    )
    def test_the_answer_is_provisional(self, limit, events, last_day):
        result = clock(limit, history(*events), CALENDAR)
        assert (result.due_on, result.provisional) == (day(last_day), True)
        assert "not published yet" in result.remarks[0]["en"]

    def test_the_last_published_day_is_certain(self):
        result = clock(ACCEPT, [on("received", "2026-12-22")], CALENDAR)
        assert (result.due_on, result.provisional) == (day("2026-12-31"), False)

    def test_once_published_the_same_events_give_the_certain_day(self):
        """A made-up year, in the shape in which the real notice will come."""
        tables = [
            {"year": 2026, "version": 1, "notice": "n", "retrieved": day("2026-11-23")},
            tomllib.loads("""
                year = 2027
                version = 1
                notice = "made up for this test"
                retrieved = 2026-12-01
                [[festival]]
                name = { zh = "元旦", en = "New Year's Day" }
                off = { first = 2027-01-01, last = 2027-01-03 }
                make_up = [2027-01-09]
                statutory = [2027-01-01]
            """),
        ]
        published = calendar_from_tables("cn-mainland", tables)
        before = clock(ACCEPT, [on("received", "2026-12-24")], CALENDAR)
        after = clock(ACCEPT, [on("received", "2026-12-24")], published)
        assert (before.due_on, before.provisional) == (day("2027-01-04"), True)
        assert (after.due_on, after.provisional, after.remarks) == (day("2027-01-05"), False, ())
        assert before.calendar_version != after.calendar_version

    def test_a_local_day_off_moves_only_the_local_clock(self):
        name = {"zh": "三月三", "en": "Sanyuesan"}
        local = CALENDAR.with_overrides([LocalDay(day("2026-04-20"), working=False, name=name)])
        events = [on("received", "2026-04-16")]
        steps = clock(ACCEPT, events, local).steps
        assert clock(ACCEPT, events, CALENDAR).due_on == day("2026-04-27")
        assert steps[-1].day == day("2026-04-28")
        assert ("day_off", "三月三放假") in [(step.reason_code, step.reason["zh"]) for step in steps]


class TestEventsThatCannotHaveHappenedSo:
    def problems(self, limit, *events):
        with pytest.raises(ClockInputError) as refusal:
            clock(limit, events, CALENDAR)
        return [(problem.code, problem.pointer) for problem in refusal.value.problems]

    def test_a_moment_without_zone(self):
        found = self.problems(ACCEPT, Event("received", datetime(2026, 9, 22, 9)))  # noqa: DTZ001 -- that is the fault
        assert found == [("clock.event.no_zone", "/events/0/at")]

    def test_a_year_that_is_a_slip_of_the_pen(self):
        found = self.problems(ACCEPT, Event("received", datetime(9999, 12, 31, tzinfo=UTC)))
        assert found == [("clock.event.out_of_range", "/events/0/at")]

    def test_testing_that_ended_before_it_began(self):
        events = history(("accepted", "2026-09-01"), ("testing_started", "2026-09-20"), ("testing_ended", "2026-09-10"))
        assert self.problems(MEDIATE, *events) == [("clock.exclusion.end_without_beginning", "/events/2")]

    def test_testing_that_ended_twice(self):
        events = history(("accepted", "2026-09-01"), ("testing_started", "2026-09-10"), ("testing_ended", "2026-09-12"))
        found = self.problems(MEDIATE, *events, on("testing_ended", "2026-09-14"))
        assert found == [("clock.exclusion.end_without_beginning", "/events/3")]

    def test_more_time_left_out_than_anyone_tests(self):
        events = history(("accepted", "2026-09-01"), ("testing_started", "2026-09-10"), ("testing_ended", "2126-09-12"))
        assert self.problems(MEDIATE, *events) == [("clock.exclusion.too_long", "/events")]

    def test_a_second_extension(self):
        events = history(
            ("clue_found", "2026-09-01"), ("extension_approved", "2026-09-10"), ("extension_approved", "2026-09-11")
        )
        assert self.problems(VERIFY, *events) == [("clock.extension.twice", "/events/2")]

    def test_everything_wrong_is_said_at_once(self):
        events = [
            Event("accepted", datetime(2026, 9, 1)),  # noqa: DTZ001 -- that is the fault
            on("testing_ended", "2026-09-10"),
        ]
        assert self.problems(MEDIATE, *events) == [
            ("clock.event.no_zone", "/events/0/at"),
            ("clock.exclusion.end_without_beginning", "/events/1"),
        ]

    def test_the_sentences_are_there_in_both_languages(self):
        with pytest.raises(ClockInputError) as refusal:
            clock(MEDIATE, history(("testing_ended", "2026-09-10")), CALENDAR)
        message = refusal.value.problems[0].message
        assert "2026-09-10" in message["zh"]
        assert message["en"] in str(refusal.value)


def test_a_result_reads_as_json_in_one_language_or_in_both():
    result = clock(ACCEPT, [on("received", "2026-11-23")], CALENDAR)
    english, both = result.as_dict("en"), result.as_dict()
    assert english["due_on"] == "2026-12-02"
    assert english["limit"] == "T_ACCEPT"
    assert english["steps"][0] == {
        "day": "2026-11-24",
        "counted": True,
        "number": 1,
        "reason_code": "counted",
        "reason": "working day, counted",
    }
    assert both["steps"][0]["reason"] == {"zh": "工作日，计入", "en": "working day, counted"}
    assert {"law": "samr-complaint-2026", "article": "15"} in english["cites"]
    assert english["calendar_version"] == CALENDAR.version
