"""The data of the rule sets: complete in both languages, cited truly, and of one piece."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from redress.law import packs
from tests.shared import shared_dir

RULE_SETS = ("cn-samr-2026", "cn-samr-2019", "cn-standard")
NOT_OURS = {"pack", "states", "transitions", "overrides", "limits"}
FILES = [
    pytest.param(path, id=f"{rule_set}/{path.stem}")
    for rule_set in RULE_SETS
    for path in sorted(packs.available()[rule_set].glob("*.toml"))
    if path.stem not in NOT_OURS
]
HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that an office uses and a citizen has to look up, and words about people that stay out of the product.
OFFICIALESE = ("予以", "进行了", "之规定", "特此", "兹", "刁民", "恶意", "职业打假", "职业索赔")
REFUSALS = {
    "cn-samr-2026": [
        "OUT_OF_SCOPE", "ALREADY_HANDLED", "NOT_CONSUMER_DISPUTE", "TIME_BARRED_3Y", "MATERIALS_MISSING_OR_FALSE",
        "IMPERSONATION_OR_REFUSED_ID", "OTHER_LEGAL",
    ],
    "cn-samr-2019": [
        "OUT_OF_SCOPE", "ALREADY_HANDLED", "NOT_CONSUMER_DISPUTE", "TIME_BARRED_3Y", "MATERIALS_MISSING", "OTHER_LEGAL",
    ],
}  # fmt: skip
TERMINATIONS = [
    "WITHDRAWN_OR_SETTLED", "NO_SHOW_OR_REFUSED", "NO_AGREEMENT", "TEST_COST_DISAGREED", "EXPIRED_60D",
    "FOUND_INADMISSIBLE", "PARTY_GONE", "OTHER_LEGAL",
]  # fmt: skip


def read(path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def walk(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every table and list inside a value with the place where it stands."""
    yield place, value
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in rows:
        yield from walk(part, f"{place}/{name}")


def bilingual(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, part in walk(value):
        if isinstance(part, dict) and {"zh", "en"} & set(part):
            yield place, part


def cites(value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for place, part in walk(value):
        if isinstance(part, dict) and "article" in part:
            yield place, part


@pytest.mark.parametrize("path", FILES)
def test_every_text_is_there_in_both_languages(path):
    faulty = []
    for place, text in bilingual(read(path)):
        if set(text) != {"zh", "en"}:
            faulty.append((place, "one language is missing"))
        elif isinstance(text["zh"], str) and not (HAN.search(text["zh"]) or place.startswith("/phrase")):
            faulty.append((place, "no Chinese in the Chinese text"))
        elif isinstance(text["en"], str) and (HAN.search(text["en"]) or not text["en"].strip()):
            faulty.append((place, "the English text is not English"))
    assert faulty == []


@pytest.mark.parametrize("path", FILES)
def test_what_a_citizen_reads_is_plain(path):
    table = read(path)
    plain = [(place, text["zh"]) for place, text in bilingual(table) if place.endswith(("/plain", "/letter", "/gloss"))]

    assert [(place, word) for place, text in plain for word in OFFICIALESE if word in text] == []
    longest = [(place, part) for place, text in plain for part in re.split(r"[。；，、：（]", text) if len(part) > 30]
    assert longest == []


@pytest.mark.parametrize("path", FILES)
def test_every_cited_article_exists(path):
    laws: dict[str, int] = {}
    for line in (shared_dir("law") / "articles.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        laws[article["law"]] = max(laws.get(article["law"], 0), article["no"])

    wrong = [
        (place, cite)
        for place, cite in cites(read(path))
        if cite["law"] != "cn-standard" and not 1 <= int(cite["article"].split("(")[0]) <= laws.get(cite["law"], 0)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", FILES)
def test_every_cited_paragraph_and_item_exists(path):
    """A bracket is checked against the text: so many paragraphs, so many items."""
    texts = {}
    for line in (shared_dir("law") / "articles.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        texts[article["law"], article["no"]] = article["text"]
    single = {law: row.get("items_only", []) for law, row in packs.load("cn-samr-2026").tables["laws"]["law"].items()}

    wrong = [
        (place, cite)
        for place, cite in cites(read(path))
        if cite["law"] != "cn-standard" and not stands_in(texts, single, cite["law"], cite["article"])
    ]
    assert wrong == []


def stands_in(texts, single, law: str, article: str) -> bool:
    number, *brackets = (int(part) for part in article.replace(")", "").split("("))
    paragraphs: list[int] = []
    for line in texts[law, number].split("\n"):
        if re.match(r"（[一二三四五六七八九十]+）", line.strip()):
            paragraphs[-1] += 1
        elif line.strip():
            paragraphs.append(0)
    if not brackets:
        return True
    if number in single[law]:
        return len(brackets) == 1 and brackets[0] <= paragraphs[0]
    return brackets[0] <= len(paragraphs) and (len(brackets) == 1 or brackets[1] <= paragraphs[brackets[0] - 1])


@pytest.mark.parametrize("rule_set", REFUSALS)
def test_the_grounds_of_refusal_are_those_of_the_law_in_its_order(rule_set):
    grounds = packs.load(rule_set).grounds["refusal"]

    assert list(grounds) == REFUSALS[rule_set]
    assert [ground.extra["item"] for ground in grounds.values()] == list(range(1, len(grounds) + 1))
    assert all(ground.cites and ground.needs_text for ground in grounds.values())


def test_the_cases_of_termination_are_those_of_the_law_in_its_order():
    grounds = packs.load("cn-samr-2026").grounds["termination"]

    assert list(grounds) == TERMINATIONS
    assert [str(ground.cites[0].article) for ground in grounds.values()] == [f"23(1)({item})" for item in range(1, 9)]


def test_the_repealed_rules_cite_nothing_of_the_new_ones():
    groups = ("refusal", "termination", "transfer", "return", "materials", "reveal", "rating", "outcome", "withdraw")
    grounds = packs.load("cn-samr-2019").grounds

    laws = {cite.law for group in groups for ground in grounds[group].values() for cite in ground.cites}

    assert "samr-complaint-2026" not in laws
    assert not grounds["factor"]


def test_all_seven_requests_of_the_official_form_and_one_more():
    requests = packs.load("cn-samr-2026").tables["requests"]["request"]

    assert list(requests) == ["REPAIR", "REDO", "EXCHANGE", "RETURN", "MAKE_UP_QUANTITY", "REFUND", "DAMAGES", "OTHER"]


def test_the_five_routes_in_the_order_of_the_law():
    routes = packs.load("cn-samr-2026").tables["routes"]["route"]

    assert [row["cites"][0] for row in routes.values()] == [
        {"law": "cpl-2013", "article": f"39({item})"} for item in range(1, 6)
    ]


@pytest.mark.parametrize("rule_set", ["cn-samr-2026", "cn-samr-2019"])
def test_what_the_law_wants_in_a_complaint_can_be_asked_for(rule_set):
    pack = packs.load(rule_set)
    contents = pack.tables["contents"]

    always = [row["pointer"] for row in contents["complaint"] if row["required"] == "always"]

    assert always == [
        "/complainant/name", "/complainant/phone", "/complainant/address", "/respondent/name", "/respondent/address",
        "/requests", "/problem/story",
    ]  # fmt: skip
    for row in (*contents["complaint"], *contents["report"]):
        assert pack.grounds["materials"][row["material"]].extra["pointer"] == row["pointer"]


@pytest.mark.parametrize("table", ["nature", "category"])
def test_a_class_has_its_parent_its_dates_and_its_source(table):
    rows = packs.load("cn-samr-2026").tables[table][table]

    for code, row in rows.items():
        assert row.get("parent", code) in rows, code
        assert isinstance(row["valid_from"], date), code
        assert row["source"], code
        assert isinstance(row["verified"], bool), code
        assert ("valid_to" in row) == ("replaced_by" in row), code
        assert row.get("replaced_by", code) in rows, code
        assert set(row["keywords"]) == {"zh", "en"}, code


def test_a_category_stands_under_what_its_code_says_and_has_a_checklist_or_inherits_one():
    table = packs.load("cn-samr-2026").tables["category"]

    for code, row in table["category"].items():
        assert row.get("parent", "") == code.rpartition(".")[0]
        assert row.get("checklist", "goods") in table["checklist"]
    assert max(code.count(".") for code in table["category"]) >= 3


def test_the_codes_that_others_hold_on_to():
    tables = packs.load("cn-samr-2026").tables

    assert "goods.home_appliance" in tables["category"]["category"]
    assert {"AFTER_SALES", "CONTRACT", "QUALITY", "FALSE_PUBLICITY", "SAFETY", "OTHER", "PRICE", "COUNTERFEIT",
            "DIGNITY", "METROLOGY"} <= set(tables["nature"]["nature"])  # fmt: skip


def test_ratings_have_five_grades_and_reasons_that_lead_somewhere():
    grounds = packs.load("cn-samr-2026").grounds

    assert [ground.extra["score"] for ground in grounds["rating"].values()] == [5, 4, 3, 2, 1]
    for reason in grounds["rating_reason"].values():
        assert set(reason.extra["grades"]) <= set(grounds["rating"])
        assert reason.extra.get("reopen", "NEW_EVIDENCE") in grounds["reopen"]


def test_the_standard_process_names_the_statutory_ground_that_its_refusal_goes_with():
    statute = packs.load("cn-samr-2026").grounds
    standard = packs.load("cn-standard").grounds

    for ground in standard["refusal"].values():
        assert set(ground.extra["statute"]) <= set(statute["refusal"])
        assert ground.extra["family"] == "service"
    assert {code: row.plain for code, row in standard["shelve"].items()} == {
        code: row.plain for code, row in statute["shelve"].items()
    }


@pytest.mark.parametrize("rule_set", ["cn-samr-2026", "cn-samr-2019"])
def test_the_register_of_letters_is_of_one_piece(rule_set):
    tables = packs.load(rule_set).tables
    letters, facts = tables["letters"]["letter"], tables["letter_facts"]

    for code, row in letters.items():
        used = {*row["required"], *row["optional"], *tables["letters"]["common"], *([row["to"]] if "to" in row else [])}
        assert used <= set(facts["fact"]), code
        assert set(row["served"]) <= set(facts["served"]), code
        assert set(row["audience"]) <= {"complainant", "respondent", "agency", "file"}, code
        assert all(f"signature_{who}" in facts["phrase"] for who in row["signed"]), code
        assert not set(row["required"]) & set(row["optional"]), code
    assert {row.get("family") for row in letters.values() if "form" not in row} == {"service"}
