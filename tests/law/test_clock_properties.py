"""Properties of the clock, against a walker written on its own that reads an independent list of working days."""

from datetime import date, datetime, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from redress.law.clock import Event, clock
from redress.law.limits import limit_from_table
from redress.law.recorded import SHANGHAI
from tests.law.stories import CALENDAR, RULES_2019, RULES_2026, VERIFY

ONE = timedelta(days=1)
FESTIVALS = {  # the festival days themselves, by hand
    *{date(2024, m, d) for m, d in ((1, 1), (2, 10), (2, 11), (2, 12), (4, 4), (5, 1), (6, 10), (9, 17))},
    *{
        date(2025, m, d)
        for m, d in ((1, 1), (1, 28), (1, 29), (1, 30), (1, 31), (4, 4), (5, 1), (5, 2), (5, 31), (10, 6))
    },
    *{
        date(2026, m, d)
        for m, d in ((1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (4, 5), (5, 1), (5, 2), (6, 19), (9, 25))
    },
    *{date(year, 10, d) for year in (2024, 2025, 2026) for d in (1, 2, 3)},
}
starts = st.dates(date(2024, 1, 1), date(2025, 12, 31))
intervals = st.lists(st.tuples(st.integers(-20, 120), st.integers(0, 25)), max_size=4)
lengths = st.integers(1, 90)


def limit_of(length, unit, roll="statutory_holiday"):
    return limit_from_table(
        "X",
        {
            "title": {"zh": "期限", "en": "limit"},
            "family": "statute",
            "unit": unit,
            "length": length,
            "starts_on": "began",
            "met_by": ["done"],
            "roll": roll,
            "excluded": [
                {"code": "t", "begins_on": "test", "ends_on": "tested", "name": {"zh": "检测", "en": "testing"}}
            ],
            "cites": [{"law": "x", "article": "1"}],
        },
    )


def noon(event, day):
    return Event(event, datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI))


def history(start, tests):
    events = [noon("began", start)]
    for offset, length in tests:
        first = start + offset * ONE
        events += [noon("test", first), noon("tested", first + length * ONE)]
    return events


def out_of_count(start, tests):
    return {start + (offset + n) * ONE for offset, length in tests for n in range(length + 1)}


def naive_due(start, length, tests, *, working, moves):
    """Walk day by day; no shared code, no shared data."""
    tested, day, left = out_of_count(start, tests), start, length
    while left:
        day += ONE
        left -= day not in tested and (not working or chinese_calendar.is_workday(day))
    while not working and moves(day):
        day += ONE
    return day


@given(starts, lengths, intervals)
def test_working_days_end_where_a_walker_ends(start, length, tests):
    result = clock(limit_of(length, "working_days"), history(start, tests), CALENDAR)
    assert result.due_on == naive_due(start, length, tests, working=True, moves=None)


@given(starts, lengths, intervals)
def test_calendar_days_end_where_a_walker_ends_in_the_strict_reading(start, length, tests):
    result = clock(limit_of(length, "calendar_days"), history(start, tests), CALENDAR)
    assert result.due_on == naive_due(start, length, tests, working=False, moves=FESTIVALS.__contains__)


@given(starts, lengths, intervals)
def test_calendar_days_end_where_a_walker_ends_in_the_wider_reading(start, length, tests):
    result = clock(limit_of(length, "calendar_days", "any_rest_day"), history(start, tests), CALENDAR)
    moves = lambda day: not chinese_calendar.is_workday(day)  # noqa: E731 -- one line of the oracle
    assert result.due_on == naive_due(start, length, tests, working=False, moves=moves)


@given(starts, lengths, intervals)
def test_a_calendar_limit_is_its_length_plus_every_day_left_out_inside_it(start, length, tests):
    """The same rule in closed form, before any holiday moves the end."""
    due_on = clock(limit_of(length, "calendar_days", "none"), history(start, tests), CALENDAR).due_on
    inside = {day for day in out_of_count(start, tests) if start < day <= due_on}
    assert due_on == start + (length + len(inside)) * ONE


@given(starts, lengths, intervals, st.sampled_from(["working_days", "calendar_days"]))
def test_the_steps_are_every_day_of_the_window_and_count_up_to_the_length(start, length, tests, unit):
    result = clock(limit_of(length, unit), history(start, tests), CALENDAR)
    assert [step.day for step in result.steps] == [start + n * ONE for n in range(1, (result.due_on - start).days + 1)]
    assert [step.number for step in result.steps if step.counted] == list(range(1, length + 1))


@given(starts, lengths, intervals, st.sampled_from(["working_days", "calendar_days"]))
def test_more_testing_never_shortens_and_a_later_start_never_ends_earlier(start, length, tests, unit):
    limit = limit_of(length, unit)
    plain = clock(limit, history(start, []), CALENDAR).due_on
    assert clock(limit, history(start, tests), CALENDAR).due_on >= plain
    assert clock(limit, history(start + ONE, []), CALENDAR).due_on >= plain


@given(starts, intervals, st.randoms(use_true_random=False))
def test_the_order_of_the_list_says_nothing(start, tests, random):
    limit, events = limit_of(60, "calendar_days"), history(start, tests)
    shuffled = random.sample(events, len(events))
    assert clock(limit, shuffled, CALENDAR) == clock(limit, events, CALENDAR)


@given(starts, st.integers(0, 200), st.integers(0, 200))
def test_met_and_missed_split_at_the_due_day(start, done_after, today_after):
    limit, done, today = limit_of(7, "working_days"), start + done_after * ONE, start + today_after * ONE
    open_clock = clock(limit, history(start, []), CALENDAR, today=today)
    assert open_clock.state == ("missed" if today > open_clock.due_on else "running")
    finished = clock(limit, [*history(start, []), noon("done", done)], CALENDAR, today=today)
    assert finished.state == ("met" if done <= finished.due_on else "missed")


@given(starts, st.integers(0, 40), st.integers(1, 40))
def test_while_a_test_lasts_the_earliest_due_day_is_the_due_day_if_it_ended_today(start, begun_after, lasts):
    limit, begun = limit_of(60, "calendar_days"), start + begun_after * ONE
    today = begun + lasts * ONE
    paused = clock(limit, [noon("began", start), noon("test", begun)], CALENDAR, today=today)
    ended = clock(limit, [noon("began", start), noon("test", begun), noon("tested", today)], CALENDAR, today=today)
    assert (paused.state, paused.due_on) == ("paused", None)
    assert paused.earliest_due_on == ended.due_on


@given(starts, st.integers(0, 15))
def test_an_extension_approved_in_time_is_as_if_the_limit_had_been_thirty_days(start, approved_after):
    events = [noon("clue_found", start), noon("extension_approved", start + approved_after * ONE)]
    expected = naive_due(start, 30, [], working=True, moves=None)
    assert clock(VERIFY, events, CALENDAR).due_on == expected


@given(starts)
def test_the_old_and_the_new_rules_are_counted_in_their_own_units(start):
    events = [noon("accepted", start)]
    new, old = (clock(rules["T_MEDIATE"], events, CALENDAR) for rules in (RULES_2026, RULES_2019))
    assert new.due_on == naive_due(start, 60, [], working=False, moves=FESTIVALS.__contains__)
    assert old.due_on == naive_due(start, 45, [], working=True, moves=None)
