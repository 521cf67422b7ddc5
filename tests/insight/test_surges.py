"""Surges: found when they are there, not found when they are not, and never taken for a verdict."""

import csv
import gzip
import random
from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from redress.agencies.models import Staff
from redress.education import actions as education
from redress.education import drafting
from redress.insight import alerts, counting, detectors, surges
from redress.insight.counting import Seen
from redress.insight.models import Alert, Scan
from redress.kernel.actors import SYSTEM
from redress.kernel.problems import NotAllowed, NotThere
from tests.conftest import NOON
from tests.shared import shared_dir

YESTERDAY = date(2026, 9, 21)


def chance_weeks(mean: float, weeks: int, seed: int) -> list[int]:
    """Poisson counts."""
    chance = random.Random(seed)
    return [sum(chance.random() < mean / 50 for _ in range(50)) for _ in range(weeks)]


@pytest.mark.parametrize("mean", [0.1, 0.5, 2.0, 8.0])
def test_without_a_surge_a_test_at_one_in_a_hundred_cries_about_so_often(mean):
    cries = 0
    for seed in range(300):
        *history, now = chance_weeks(mean, 105, seed)
        cries += detectors.judge(history, now).p < 0.01
    assert cries / 300 <= 0.02


@pytest.mark.parametrize(("mean", "people"), [(0.1, 4), (0.5, 8), (2.0, 12), (8.0, 26)])
def test_a_surge_of_known_size_is_found(mean, people):
    found = sum(detectors.judge(chance_weeks(mean, 104, seed), people).p < 0.001 for seed in range(100))
    assert found >= 85


def test_what_comes_every_year_is_no_surge_to_the_long_test():
    year = [2] * 40 + [14] * 6 + [2] * 6
    history = [*year, *year, *year[:42]]
    assert detectors.long(history, 14).p > 0.05
    assert detectors.long(history, 60).p < 0.001


def test_a_past_surge_does_not_hide_the_next_one():
    history = [2, 3, 1, 2] * 20
    history[-20] = 60
    assert detectors.long(history, 14).p < 0.01


def test_a_short_past_says_little_and_says_so():
    verdict = detectors.judge([1, 0, 2], 3)
    assert verdict.long is None
    assert verdict.p > 0.05


def test_asking_a_thousand_times_makes_one_in_a_thousand_nothing():
    assert detectors.benjamini_hochberg([0.001], tests=1000) == [1.0]
    assert detectors.benjamini_hochberg([1e-6, 0.5], tests=1000)[0] == pytest.approx(0.001)


def test_one_person_is_one_voice_and_so_is_one_text():
    day = date(2026, 9, 1)
    cases = [Seen(number, day, person="a") for number in range(9)]
    cases += [Seen(20 + number, day, person=f"p{number}", story_print=0b1111 << number % 2) for number in range(9)]
    cases += [Seen(40, day, person="z", story_print=-1)]
    assert counting.voices(cases) == 3
    assert counting.count(cases).raw == 19


def read_series(path, *columns, day):
    """(key -> days) of a table of real complaints."""
    found = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = row[day][:10]
            if len(text) == 10 and text[4] == "-":
                found[tuple(row[column] for column in columns)].append(date.fromisoformat(text))
    return found


def facts_of(series, last):
    """Rows as the scan reads them; every row of these tables is a person of its own."""
    number = 0
    for key, days in series.items():
        for day in days:
            number += 1
            if day <= last:
                yield {
                    "case_id": number, "agency_id": 1, "day": day, "nature": key[0], "category": "", "division": "", "channel": "web",
                    "trader": key[-1], "person": "", "story_print": None, "source": "",
                }  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "name", "columns", "day"),
    [
        ("cfpb", "cfpb_complaints.csv.gz", ("Product", "Company"), "Date received"),
        ("other-complaints", "nyc_311.csv.gz", ("complaint_type", "borough"), "created_date"),
    ],
)
def test_injected_surges_are_found_in_real_rows(folder, name, columns, day):
    """Ten series of real complaints get a surge of eight or more people above what is usual; at least eight are found."""
    series = read_series(shared_dir("data", folder) / name, *columns, day=day)
    days = sorted(one for listed in series.values() for one in listed)
    last = days[int(len(days) * 0.9)]
    alive = [key for key, listed in series.items() if sum(last - 10 * surges.WEEK < one <= last for one in listed) >= 1]
    chance = random.Random(311)
    chosen = chance.sample(sorted(alive), min(10, len(alive)))
    assert len(chosen) >= 5
    before = {one.series.key for one in surges.look(surges.series_on(facts_of(series, last), last=last))}
    for key in chosen:
        usual = sum(last - 9 * surges.WEEK < one <= last - surges.WEEK for one in series[key]) / 8
        series[key] += [last - timedelta(days=one % 7) for one in range(8 + int(5 * usual))]
    looked_at = surges.series_on(facts_of(series, last), last=last)
    found = {one.series.key for one in surges.look(looked_at)}
    expected = {(1, key[-1], key[0], "", "") for key in chosen}
    assert len(expected & found) >= 0.8 * len(expected)
    assert len(found - expected - before) <= 2
    assert surges.replay(looked_at, times=5) <= 5 * max(1, 0.1 * len(looked_at))


@pytest.mark.django_db
def test_a_battery_that_fails_is_found_with_its_cases(office, crowd):
    crowd(range(30, 400, 25))
    filed = crowd([1, 2, 2, 3, 4, 5, 6])
    scan = surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON)

    alert = Alert.objects.get(trader="小蓝电器商行")
    assert (scan.found, alert.observed, alert.state) == (2, 7, "new")  # the trader's series, and that of its goods
    assert alert.case_ids == sorted(one.id for one in filed)
    assert alert.lower <= alert.expected <= alert.upper < alert.observed
    assert alert.first_day == date(2026, 9, 16)


@pytest.mark.django_db
def test_the_same_surge_is_not_raised_every_morning(office, crowd):
    crowd(range(30, 400, 25))
    crowd([1, 2, 2, 3, 4, 5, 6])
    surges.scan(last=YESTERDAY - timedelta(days=1), actor=SYSTEM, now=NOON)
    first = Alert.objects.count()
    assert first == 2
    assert surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON).found == 0
    assert surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON).pk == Scan.objects.get(on=YESTERDAY).pk
    assert Alert.objects.count() == first


@pytest.mark.django_db
def test_one_who_writes_thirty_times_is_no_surge(office, crowd):
    crowd(range(30, 400, 25))
    crowd([1, 2, 3, 4, 5, 6] * 5, complainant={"phone": "13900000000"})
    assert surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON).found == 0


@pytest.mark.django_db
def test_a_copied_text_is_one_voice(office, crowd):
    crowd(range(30, 400, 25))
    crowd(
        [1, 2, 3, 4, 5, 6] * 5,
        problem={"story": "大家一起投诉这家店，转发这段话，商家虚假宣传，要求退一赔三，不赔就曝光。"},
    )
    assert surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON).found == 0


@pytest.mark.django_db
def test_an_import_that_floods_one_trader_is_doubted(office, crowd):
    """Thirty invented people in thirty invented stories: the count rises, and the page says where it came from."""
    crowd(range(30, 400, 25))
    crowd([2] * 30, channel="import", source="poisoned", external_number=None)
    surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON)

    alert = Alert.objects.get(trader="小蓝电器商行")
    assert alert.state == "doubtful"
    assert alert.one_source == 1.0


@pytest.mark.django_db
def test_a_week_without_data_raises_nothing_and_says_so(office, crowd):
    crowd(range(30, 60, 3))
    scan = surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON)
    assert (scan.silent, scan.found, Alert.objects.count()) == (True, 0, 0)


@pytest.mark.django_db
def test_a_person_decides_and_says_why(office, crowd):
    crowd([1, 2, 2, 3, 4, 5, 6])
    crowd(range(30, 400, 25))
    surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON)
    alert = Alert.objects.first()
    with pytest.raises(NotAllowed) as refused:
        alerts.decide(alert.pk, "dismissed", actor=office.staff("analyst"), now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["surge.decide.no_reason"]
    with pytest.raises(NotAllowed) as refused:
        alerts.decide(alert.pk, "shout", actor=office.staff("auditor"), now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["surge.decide.wrong_role", "surge.decide.unknown"]
    with pytest.raises(NotThere):
        alerts.decide(alert.pk, "watched", actor=office.staff("officer", "330108"), now=NOON)

    assert (
        alerts.decide(alert.pk, "dismissed", reason="season", actor=office.staff("analyst"), now=NOON).reason
        == "season"
    )


@pytest.mark.django_db
def test_a_warning_is_drafted_from_a_surge_and_published_by_a_second_person(office, crowd):
    crowd([1, 2, 2, 3, 4, 5, 6])
    crowd(range(30, 400, 25))
    surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON)
    alert = Alert.objects.exclude(category="").first()
    analyst, supervisor = office.staff("analyst"), office.staff("supervisor")
    row = alerts.draft_warning(alert.pk, actor=analyst, now=NOON)
    assert alerts.draft_warning(alert.pk, actor=supervisor, now=NOON) == row, "two who press have one draft"
    assert (row.state, row.source, row.written_by) == ("draft", f"surge:{alert.pk}", analyst.key)
    assert f"{alert.observed}人" in row.text_zh
    assert "小蓝电器商行" not in row.text_zh + row.text_en + row.title_zh, "no trader is named"
    education.submit(row.pk, actor=supervisor, now=NOON)
    assert education.publish(row.pk, actor=supervisor, now=NOON).reviewed_by == supervisor.key
    alert.refresh_from_db()
    assert alert.state == "suggested"


@pytest.mark.django_db
def test_too_few_people_or_no_goods_are_not_spoken_of(office, crowd):
    with pytest.raises(NotAllowed) as refused:
        drafting.from_surge(
            drafting.Surge(1, "", "QUALITY", "", YESTERDAY, 4, "0.1", "0–1"), actor=office.staff("analyst"), now=NOON
        )
    assert [problem.code for problem in refused.value.problems] == [
        "education.surge.no_category",
        "education.surge.too_few",
    ]


@pytest.mark.django_db
def test_the_page_of_a_surge_has_the_button_and_then_the_draft(office, crowd, monkeypatch):
    crowd([1, 2, 2, 3, 4, 5, 6])
    crowd(range(30, 400, 25))
    surges.scan(last=YESTERDAY, actor=SYSTEM, now=NOON)
    alert = Alert.objects.exclude(category="").first()
    office.staff("supervisor")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(username="supervisor-310115"))
    page = browser.get(reverse("insight:surge", args=[alert.pk])).content.decode()
    assert "Draft a warning from these figures" in page
    draft = browser.post(reverse("insight:draft_warning", args=[alert.pk]), follow=True).content.decode()
    assert "At this moment" in draft
    assert f"surge {alert.pk}" in draft
    assert "Warning begun from this surge" in browser.get(reverse("insight:surge", args=[alert.pk])).content.decode()
