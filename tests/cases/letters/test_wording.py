"""Days, money, numerals and articles in words."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.cases.letters import wording
from redress.law import packs
from redress.law.cite import Cite

LAWS = packs.load("cn-samr-2026").tables["laws"]["law"]


@pytest.mark.parametrize(
    ("cites", "zh", "en"),
    [
        pytest.param(
            [Cite("samr-complaint-2026", "16(4)")],
            ["《市场监督管理投诉举报处理办法》第十六条第四项"],
            ["Measures for Handling Complaints and Reports in Market Supervision, Art. 16(4)"],
            id="an article of one paragraph: the bracket is an item",
        ),
        pytest.param(
            [Cite("samr-complaint-2026", "10(3)")],
            ["《市场监督管理投诉举报处理办法》第十条第三款"],
            ["Measures for Handling Complaints and Reports in Market Supervision, Art. 10(3)"],
            id="an article of several: the bracket is a paragraph",
        ),
        pytest.param(
            [Cite("samr-complaint-2026", "23(1)(5)"), Cite("samr-complaint-2026", "22"), Cite("cpl-2013", "39(2)")],
            ["《市场监督管理投诉举报处理办法》第二十三条第一款第五项、第二十二条", "《中华人民共和国消费者权益保护法》第三十九条第二项"],
            ["Measures for Handling Complaints and Reports in Market Supervision, Art. 23(1)(5), Art. 22",
             "Law on the Protection of Consumer Rights and Interests, Art. 39(2)"],
            id="one line a text",
        ),
        pytest.param(
            [Cite("cn-standard", "2.2")],
            ["《消费者权益保护标准流程》第2.2节"],
            ["Standard process for consumer-rights protection, section 2.2"],
            id="a text in sections",
        ),
        pytest.param([Cite("unheard-of", "7")], ["《unheard-of》第七条"], ["unheard-of, Art. 7"], id="an unknown text"),
    ],
)  # fmt: skip
def test_articles_in_words(cites, zh, en):
    assert wording.cite_words(cites, LAWS, "zh") == zh
    assert wording.cite_words(cites, LAWS, "en") == en


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角"), ("10", "壹拾元整"), ("105.08", "壹佰零伍元零捌分"),
        ("10005.50", "壹万零伍元伍角"), ("100010000", "壹亿零壹万元整"), ("20000005", "贰仟万零伍元整"),
        ("2399.005", "贰仟叁佰玖拾玖元零壹分"),
    ],
)  # fmt: skip
def test_capital_numerals(amount, capitals):
    assert wording.in_capitals(Decimal(amount)) == capitals


@given(st.decimals(min_value="1", max_value="99999999999.99", places=2))
def test_capital_numerals_agree_with_another_program(amount):
    assert wording.in_capitals(amount) == cn2an.an2cn(str(amount), "rmb")


@pytest.mark.parametrize("amount", ["-0.01", "10000000000000000"])
def test_there_are_no_capitals_for_debts_and_for_more_money_than_there_is(amount):
    with pytest.raises(ValueError, match="16 digits"):
        wording.in_capitals(Decimal(amount))
