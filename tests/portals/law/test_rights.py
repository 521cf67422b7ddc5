"""The rights library: nine pages in two languages, found by words."""

import pytest

from redress.law.interview import MATTERS
from redress.law.rights import rights
from redress.remedies import library

SLUGS = [library.slug(code) for code in rights()]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_right_has_its_page_in_both_languages(visitor, slug):
    page = library.by_slug(slug)
    for lang, tongue in (("zh", "zh"), ("en", "en")):
        shown = visitor.get(f"/rights/{slug}/", lang=lang).content.decode()
        assert page.title[tongue] in shown
        assert page.text("example", tongue)[:20] in shown


def test_every_right_says_how_to_use_it_and_where_it_ends():
    assert len(library.pages()) == 9
    for page in library.pages().values():
        assert all(page.lines(part, lang) for part in ("plain", "steps", "limits") for lang in ("zh", "en"))
        assert len(page.lines("steps", "zh")) == len(page.lines("steps", "en"))
        assert set(page.calculators) <= set(MATTERS)


@pytest.mark.parametrize(("words", "lang", "expected"), [
    ("发票", "zh", "INFORMATION"), ("七日无理由", "zh", "CHOICE"), ("个人信息", "zh", "DIGNITY_PRIVACY"),
    ("预付卡", "zh", "FAIR_TRADE"), ("recall", "en", "SAFETY"), ("association", "en", "ASSOCIATION"),
])  # fmt: skip
def test_words_lead_to_a_right(words, lang, expected):
    assert expected in [page.code for page, _ in library.search(words, lang)]


def test_words_that_stand_nowhere_lead_back_to_all_nine(visitor):
    shown = visitor.get("/rights/", q="量子力学").content.decode()
    assert "没有找到" in shown
    assert "全部九项权利" in shown


def test_an_unknown_right_is_not_found(visitor):
    assert visitor.get("/rights/nonsense/").status_code == 404
