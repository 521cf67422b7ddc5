"""Questions of analysts: a closed grammar, equal to a fresh count, and no way to a cell of one."""

import pytest
from django.test import Client
from django.urls import reverse

from redress.agencies.models import Staff
from redress.insight import extract, query, rollups, trends
from redress.insight.models import Fact
from redress.kernel.problems import Invalid
from tests.insight.test_rollups import LATER


@pytest.mark.parametrize(
    "text",
    [
        "cases",
        "people by nature, channel",
        "settled by category where kind = complaint and month >= 2026-01 and month < 2026-07",
    ],
)
def test_a_question_is_text_that_comes_back_the_same(text):
    assert query.parse(text).text == text
    assert query.parse(query.parse(text).text) == query.parse(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["query.unreadable"]),
        ("salary by nature", ["query.measure"]),
        ("cases by person", ["query.dimension"]),
        ("cases by year, month, nature", ["query.too_many"]),
        ("cases where person = x", ["query.condition"]),
        ("cases where nature < QUALITY", ["query.condition"]),
        ("cases where month >= 2026-01-05", ["query.condition"]),
        ("cases where nature = 'x' OR 1=1 --", ["query.condition"]),
        ("cases where nature = QUALITY; DROP TABLE x", ["query.condition"]),
    ],
)
def test_nothing_but_the_grammar_is_understood(text, codes):
    with pytest.raises(Invalid) as refused:
        query.parse(text)
    assert [problem.code for problem in refused.value.problems] == codes


@pytest.fixture
def asked(office, crowd, settings, tmp_path):
    """Twenty cases of one nature by phone and web, one alone, and the extract of them all."""
    settings.REDRESS_DATA = tmp_path
    crowd([20] * 12, count=False, channel="web")
    crowd([20] * 7, count=False, problem={"nature": "PRICE"})
    crowd([20], count=False, problem={"nature": "SAFETY"})
    crowd([60] * 6, count=False, problem={"nature": "PRICE"})
    crowd([60], count=False)
    rollups.catch_up(now=LATER)
    assert extract.write() == Fact.objects.count() == 27
    bodies = trends.bodies(office.staff("analyst"))

    def ask(text: str) -> dict[tuple[str, ...], int | None]:
        answer = extract.ask(query.parse(text), bodies)
        return {cell.by: cell.n for cell in answer.cells}

    return ask


@pytest.mark.django_db
def test_an_answer_is_what_a_fresh_count_gives(asked):
    assert asked("cases") == {(): Fact.objects.count()}
    assert asked("cases by month") == {("2026-07",): 7, ("2026-09",): 20}
    assert asked("people by kind") == {("complaint",): 27}


@pytest.mark.django_db
def test_a_cell_of_one_is_hidden_and_so_is_what_would_give_it_away(asked):
    cells = asked("cases by nature")
    assert cells[("SAFETY",)] is None
    assert list(cells.values()).count(None) == 2  # the next smallest too: the sum is known
    assert asked("cases where nature = SAFETY") == {(): None}


@pytest.mark.django_db
def test_two_questions_do_not_differ_by_one_person(asked):
    """All cases of July, and those of July of one nature: the difference is one person's, so the second is not answered."""
    assert asked("cases where month = 2026-07") == {(): 7}
    assert asked("cases where month = 2026-07 and nature = PRICE") == {(): None}


@pytest.mark.django_db
def test_periods_do_not_differ_by_one_small_month(asked):
    """Quality: twelve in September, one in July. A period that begins with July would tell the one by taking away."""
    assert asked("cases where nature = QUALITY and month >= 2026-07 and month < 2026-10") == {(): None}


@pytest.mark.django_db
def test_only_ones_own_bodies_are_asked(asked, office):
    assert extract.ask(query.parse("cases"), trends.bodies(office.staff("officer", "330108"))) is None


def test_neither_line_nor_column_of_a_table_gives_a_hidden_cell_away():
    rows = [
        ("a", "x", 9, 9, False),
        ("a", "y", 8, 8, False),
        ("a", "z", 2, 2, False),
        ("b", "x", 7, 7, False),
        ("b", "y", 6, 6, False),
        ("b", "z", 9, 9, False),
    ]
    hidden = [cell.by for cell in query.hide(rows, 2) if cell.n is None]
    for side in (0, 1):
        for value in {by[side] for by in hidden}:
            assert sum(by[side] == value for by in hidden) >= 2


@pytest.mark.django_db
def test_cases_without_a_value_are_counted_too(asked):
    """None of them has ended: their outcome is empty, and they are still there."""
    assert asked("cases by outcome") == {("",): Fact.objects.count()}


@pytest.mark.django_db
def test_the_page_of_questions_says_who_answered(asked, settings):
    settings.REDRESS_SPARK_MASTER = "spark://127.0.0.1:1"
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(username="analyst-310115"))
    page = browser.get(reverse("insight:ask"), {"q": "cases by month"}).content.decode()
    assert "DuckDB" in page
    assert "The cluster did not answer" in page
    settings.REDRESS_SPARK_MASTER = ""
    page = browser.get(reverse("insight:ask"), {"q": "cases by month"}).content.decode()
    assert "The cluster did not answer" not in page
