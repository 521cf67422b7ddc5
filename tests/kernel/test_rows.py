"""Values as the database keeps them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from redress.kernel.rows import _sqlite_value


def test_a_moment_is_kept_in_utc_whatever_zone_it_is_told_in():
    told = [
        datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
        datetime(2026, 5, 1, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
        datetime(2026, 5, 1, 7, 0, tzinfo=timezone(timedelta(hours=-5))),
    ]
    assert {_sqlite_value(each) for each in told} == {"2026-05-01 12:00:00"}
    assert _sqlite_value(told[0].replace(microsecond=5)) == "2026-05-01 12:00:00.000005"


def test_the_two_hours_of_a_night_when_clocks_went_back_stay_apart():
    """They compare equal in Python, so whoever remembers the text of one must not hand it out for the other."""
    first = datetime(1990, 9, 16, 1, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    again = first.replace(fold=1)
    assert _sqlite_value(first) == "1990-09-15 16:30:00"
    assert _sqlite_value(again) == "1990-09-15 17:30:00"
