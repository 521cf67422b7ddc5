"""What a story seems to say: each line is a story and what a page may offer, never more than that."""

from datetime import date

import pytest

from redress.cases import suggestions

TODAY = date(2026, 9, 22)


def read(story: str) -> suggestions.Found:
    return suggestions.read(story, pack_id="cn-samr-2026", today=TODAY)


@pytest.mark.parametrize(
    ("story", "sums"),
    [
        ("花2399元买了扫地机器人", ["2399.00"]),
        ("花了58块5", ["58.50"]),
        ("充值1.5万，还有2千4没用", ["15000.00", "2400.00"]),
        ("标价3.5元，结账付了5.5元", ["5.50", "3.50"]),
        ("￥1,299.00 的手机", ["1299.00"]),
        ("I paid 2,399 yuan for it", ["2399.00"]),
        ("走了1万步，用了500瓦", []),
        ("没有钱数", []),
        ("9999999999999元", []),
    ],
)
def test_sums_are_read_the_paid_one_first(story, sums):
    assert [str(found.amount) for found in read(story).sums] == sums


@pytest.mark.parametrize(
    ("story", "days"),
    [
        ("8月28日买的，9月13日坏了", [date(2026, 8, 28), date(2026, 9, 13)]),
        ("9月13日坏了，是8月28日下单的", [date(2026, 8, 28), date(2026, 9, 13)]),
        ("2025.12.3办的卡", [date(2025, 12, 3)]),
        ("12月3日办的卡", [date(2025, 12, 3)]),
        ("昨天买的", [date(2026, 9, 21)]),
        ("大前天买的", [date(2026, 9, 19)]),
        ("bought on 28 Aug", [date(2026, 8, 28)]),
        ("2月30日买的", []),
        ("2030年1月1日", []),
        ("3.5元和9.22折", []),
        ("1900年1月1日", []),
    ],
)
def test_days_are_read_the_day_of_buying_first_and_never_one_to_come(story, days):
    assert [found.on for found in read(story).days] == days


@pytest.mark.parametrize(
    ("story", "nature", "category"),
    [
        ("扫地机器人坏了", "QUALITY", "goods.home_appliance.small.cleaning_robot"),
        ("外卖吃出虫子，拉肚子", "FOOD_SAFETY", "services.life.catering"),
        ("健身房办卡后关门", "", "services.leisure.fitness"),
        ("the phone stopped working", "QUALITY", "goods.home_appliance.phone"),
        ("态度不好", "", ""),
    ],
)
def test_classes_are_suggested_by_their_words(story, nature, category):
    found = read(story)

    assert nature in {one.code for one in found.natures} | {""}
    assert (found.categories[0].code if found.categories else "") == category
    assert all(word in story for one in found.categories for word in one.words)


def test_a_class_that_is_no_longer_used_is_not_suggested():
    codes = {code for code, _ in suggestions.classes("nature", pack_id="cn-samr-2026", on=TODAY)}

    assert "DIGNITY" in codes
    assert "PERSONAL_DIGNITY_1993" not in codes


@pytest.mark.parametrize(
    ("story", "danger", "fraud"),
    [
        ("热水器漏电", True, False),
        ("冒充客服让我转账", False, True),
        ("价格欺诈", False, False),
        ("东西坏了", False, False),
    ],
)
def test_danger_and_fraud_are_noticed(story, danger, fraud):
    found = read(story)

    assert (bool(found.danger), bool(found.fraud)) == (danger, fraud)


def test_a_long_story_costs_no_more_than_its_beginning():
    found = read("坏了" * 100_000 + "花2399元")

    assert not found.sums
    assert found.natures


@pytest.mark.parametrize("story", ["", "\x00", "9" * 5000, "1." * 2500, "月日" * 2500, "￥" * 5000])
def test_odd_text_finds_nothing_and_breaks_nothing(story):
    found = read(story)

    assert found.sums == ()
    assert found.days == ()


def test_the_checklist_is_that_of_the_class_or_of_the_one_above():
    robot = suggestions.checklist(
        "cn-samr-2026", category="goods.home_appliance.small.cleaning_robot", nature="QUALITY"
    )
    nothing = suggestions.checklist("cn-samr-2026", category="", nature="")

    assert any("铭牌" in item["zh"] for item in robot)
    assert len({item["zh"] for item in robot}) == len(robot)
    assert nothing
