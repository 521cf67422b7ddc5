"""A letter without what the law wants in it cannot be made."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from redress.cases.letters import forms, render
from redress.kernel.problems import NotAllowed
from tests.cases.letters.sample import sample_facts, words_of

REFUSAL = forms.form("cn-samr-2026", "refusal_decision")


def problems(form=REFUSAL, **changed):
    with pytest.raises(NotAllowed) as refused:
        render.render_pdf(form, sample_facts(form, **changed), lang="zh")
    return refused.value.problems


@pytest.mark.parametrize("fact", ["ground_title", "ground_plain", "fact", "cites", "routes"])
@pytest.mark.parametrize("nothing", [None, "", " \u200b\u202e", []], ids=["absent", "empty", "invisible", "no rows"])
def test_a_refusal_needs_ground_fact_article_and_other_routes(fact, nothing):
    found = problems(**{fact: nothing})

    assert [(problem.code, problem.pointer) for problem in found] == [("letter.render.missing_fact", f"/facts/{fact}")]
    assert {"law": "samr-complaint-2026", "article": "15(2)"} in found[0].cites


def test_everything_that_is_missing_is_said_at_once():
    found = problems(ground_title=None, fact=None, routes=None)

    assert [problem.pointer for problem in found] == ["/facts/ground_title", "/facts/fact", "/facts/routes"]


@pytest.mark.parametrize("form", list(forms.forms("cn-samr-2026").values()), ids=lambda form: form.id)
def test_each_required_fact_of_each_letter_is_required(form):
    assert {name for name in form.required if not problems(form, **{name: None})} == set()


def test_a_numbered_letter_needs_its_number():
    assert [problem.pointer for problem in problems(letter_number=None)] == ["/facts/letter_number"]


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        pytest.param("received_on", "2026-09-22", id="a day as text"),
        pytest.param("received_on", datetime(2026, 9, 22), id="a moment without zone"),  # noqa: DTZ001 -- the point
        pytest.param("cites", ["16(4)"], id="an article as text"),
        pytest.param("routes", [{"letter": "x"}], id="a route without title"),
        pytest.param("fact", 17, id="a number as text"),
        pytest.param("fact", {"zh": "只有中文"}, id="one language of two"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(fact, value):
    assert [problem.code for problem in problems(**{fact: value})] == ["letter.render.wrong_type"]


@pytest.mark.parametrize("amount", [Decimal("-1"), Decimal("NaN"), Decimal("Infinity"), Decimal(10) ** 17, 2399.0])
def test_an_amount_that_is_none_is_refused(amount):
    form = forms.form("cn-samr-2026", "mediation_document")

    assert [problem.pointer for problem in problems(form, agreement_amount=amount)] == ["/facts/agreement_amount"]


def test_a_text_of_ten_megabytes_is_refused_and_a_long_story_is_cut_with_a_note():
    assert [problem.code for problem in problems(fact="长" * 10_000_000)] == ["letter.render.too_long"]
    form = forms.form("cn-samr-2026", "complaint_registration")
    assert [problem.code for problem in problems(form, story="长" * 10_000_000)] == ["letter.render.too_long"]

    words = words_of(render.render_pdf(form, sample_facts(form, story="长" * 20_000), lang="zh"))

    assert "全文共20000字" in words
    assert words.count("长") == 6_000


def test_what_is_not_known_leaves_no_hole():
    form = forms.form("cn-samr-2026", "written_result")
    facts = sample_facts(form, perform_by=None, findings=None, note=None, cites=None, complainant_name=None)

    text = render.plain_text(form, facts, lang="zh")

    assert "我们查明的情况" not in text
    assert "商家应当在" not in text
    assert "您好：" in text
    assert not re.search(r"[{}]|None", text)


def test_a_day_before_the_letter_is_written_out_with_its_weekday():
    form = forms.form("cn-samr-2026", "receipt")
    facts = sample_facts(form, accept_due_on=date(2026, 10, 9))

    assert "最晚2026年10月9日（星期五），我们告诉您受理还是不受理。" in render.plain_text(form, facts, lang="zh")


def test_the_respondents_copy_names_the_routes_without_advice_to_the_complainant():
    form = forms.form("cn-samr-2026", "termination_decision")

    text = render.plain_text(form, sample_facts(form, audience="respondent"), lang="zh")

    assert "向人民法院提起诉讼" in text
    assert "您可以再和商家协商" not in text


def test_what_is_missing_is_said_in_the_language_of_the_person():
    with override("zh-hans"):
        assert [problem.message for problem in problems(fact=None)] == ["文书还不能生成：请补上“所依据的事实”。"]
    with override("en"):
        assert [problem.message for problem in problems(fact=None)] == [
            "The letter cannot be made yet: please add “the fact relied on”."
        ]
