"""The register of laws: every provision that anything cites is known, was in force, and exists in the text."""

import json
import re
from datetime import date

import pytest

from redress.law.cite import Cite
from redress.law.register_check import absent_from, article_number, cites_out_of_force, cites_used, unknown_cites
from redress.law.statutes import KINDS, provision, register, statute
from tests.shared import shared_dir


def texts():
    with (shared_dir("law") / "articles.jsonl").open(encoding="utf-8") as handle:
        return {(row["law"], row["no"]): row["text"] for row in map(json.loads, handle)}


def test_every_cited_provision_is_registered():
    assert unknown_cites(cites_used()) == []


def test_a_provision_that_nobody_registered_is_found_out():
    assert unknown_cites(frozenset({Cite("cpl-2013", "999"), Cite("no-such-law", "1")})) == [
        Cite("cpl-2013", "999"),
        Cite("no-such-law", "1"),
    ]


def test_every_rule_rests_on_provisions_in_force_on_its_dates():
    assert cites_out_of_force() == []


def test_every_cited_article_stands_in_the_text():
    assert absent_from(texts(), cites_used()) == []


def test_an_article_beyond_the_last_is_found_out():
    assert absent_from(texts(), frozenset({Cite("cpl-2013", "64(1)")})) == [Cite("cpl-2013", "64(1)")]


def test_every_cited_paragraph_and_item_stands_in_its_article():
    known = texts()
    wrong = []
    for cite in cites_used():
        text = known.get((cite.law, article_number(cite)))
        parts = [int(number) for number in re.findall(r"\((\d+)\)", cite.article)]
        if text is not None and parts and not stands(parts, paragraphs(text)):
            wrong.append(cite)
    assert wrong == []


def paragraphs(text):
    """The paragraphs of an article, each with the number of its items."""
    found = []
    for line in text.split("\n"):
        if re.match(r"^（[一二三四五六七八九十]+）", line) and found:
            found[-1] += 1
        else:
            found.append(0)
    return found


def stands(parts, items):
    """Two numbers are paragraph and item; one is a paragraph, or an item where there is one list."""
    if len(parts) == 2:
        return parts[0] <= len(items) and parts[1] <= items[parts[0] - 1]
    return parts[0] <= len(items) or parts[0] <= max(items)


@pytest.mark.parametrize("law", register())
def test_a_text_has_what_a_page_shows(law):
    text = statute(law)

    assert text.kind in KINDS
    assert all(words.strip() for words in (*text.title.values(), *text.issuer.values()))
    assert text.until is None or text.since <= text.until
    assert list(text.amended) == sorted(text.amended)
    for article, summary in text.articles.items():
        assert re.fullmatch(r"\d+(\(\d+\)){0,2}", article)
        assert set(summary) == {"zh", "en"}
        assert all(summary.values())


def test_summaries_are_our_own_words():
    """No summary of ten characters or more repeats the article's sentence."""
    known = texts()
    copied = [
        (law, article)
        for law, text in register().items()
        for article, summary in text.articles.items()
        if len(summary["zh"]) >= 16 and summary["zh"] in known.get((law, article_number(Cite(law, article))), "")
    ]
    assert copied == []


def test_an_article_on_a_day():
    now = provision("cpl-2013", "55(1)", on=date(2026, 11, 23))
    then = provision("cpl-2013", "55(1)", on=date(2014, 3, 14))

    assert now.in_force
    assert not then.in_force
    assert now.as_dict()["statute"]["in_force_from"] == "2014-03-15"
    assert now.as_dict()["article"] == "55(1)"


def test_an_article_without_its_own_line_takes_that_of_a_paragraph():
    assert provision("cpl-2013", "55", on=date(2026, 1, 1)).summary == statute("cpl-2013").articles["55(1)"]
    assert provision("cpl-2013", "12(3)", on=date(2026, 1, 1)).summary == statute("cpl-2013").articles["12"]


@pytest.mark.parametrize(("law", "article"), [("cpl-2013", "60"), ("no-such-law", "1")])
def test_what_the_register_does_not_know_is_an_error(law, article):
    with pytest.raises(LookupError, match="does not know"):
        provision(law, article, on=date(2026, 1, 1))


def test_interpretations_explain_the_law_to_cases_pending_today():
    text = statute("spc-food-drug-punitive-2024")

    assert text.applies(date(2020, 1, 1), date(2024, 8, 22))
    assert not text.applies(date(2020, 1, 1), date(2024, 8, 21))


def test_statutes_govern_what_happens_while_they_are_in_force():
    old, new = statute("cpl-1993"), statute("cpl-2013")

    assert old.applies(date(2014, 3, 14), date(2026, 1, 1))
    assert not new.applies(date(2014, 3, 14), date(2026, 1, 1))
    assert new.applies(date(2014, 3, 15), date(2026, 1, 1))
