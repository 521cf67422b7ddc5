"""Made-up filings, the same ones for the same number: what the benchmark files, imports and searches for.

The words sought for are laid out by number, so that the right answer of every search is known without looking.
"""

from collections.abc import Callable
from typing import Any

GOODS = (
    "电饭锅",
    "运动鞋",
    "蓝牙耳机",
    "洗衣机",
    "羽绒服",
    "学习平板",
    "电动牙刷",
    "婴儿推车",
    "空气净化器",
    "健身年卡",
)
NATURES = ("QUALITY", "AFTER_SALES", "CONTRACT", "FALSE_PUBLICITY")
DIVISIONS = ("310115", "310101", "310104", None)
SURNAMES = "陈林黄周吴郑孙马朱胡"
GIVEN = ("雨晴", "志远", "丽华", "建国", "思琪", "海波", "文静", "子轩", "春梅", "国强")
STREETS = ("世纪大道", "人民路", "中山东路", "淮海路", "延安西路")
SHOPS = ("晨光电器商行", "好运来鞋店", "万家百货", "云上优选", "小满母婴", "新程健身", "百味餐厅", "立达数码")
TROUBLES = (
    "用了不到两周就不能正常工作，联系店家后一直没有结果",
    "收到的颜色和页面展示差得很远，质量也有问题",
    "安装师傅说零件是旧的，要求更换被拒绝",
    "宣传说可以随时停用，实际要扣一半费用",
    "包装已经拆开，里面少了两个配件",
)
ASKS = ("希望商家尽快处理", "请帮忙协调维修", "要求按合同赔偿", "请核实后给我书面答复")
# (word, every how many filings it occurs)
SOUGHT: dict[str, int] = {"退款": 5, "保修卡": 16, "refund": 55, "虎皮鹦鹉": 5_000}
_SENTENCES: dict[str, str] = {
    "退款": "我要求全额退款但对方不同意",
    "保修卡": "店里没有给保修卡",
    "refund": "客服只回了一句no refund就不再理我",
    "虎皮鹦鹉": "送货时还吓到了我养的虎皮鹦鹉",
}


def _turn(number: int, salt: int, size: int) -> int:
    """Return a fixed, evenly spread choice for a number."""
    mixed = (number * 2654435761 + salt * 40503 + 12345) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    mixed = (mixed * 2246822519) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 13)) % size


def holds(number: int, word: str) -> bool:
    """Return whether this filing's story holds the word."""
    return number % SOUGHT[word] == SOUGHT[word] - 1


def right_count(word: str, count: int) -> int:
    """Return how many of the first `count` filings hold the word."""
    return count // SOUGHT[word]


def story(number: int) -> str:
    day, month = _turn(number, 1, 27) + 1, _turn(number, 2, 8) + 1
    goods, shop = GOODS[_turn(number, 3, len(GOODS))], SHOPS[_turn(number, 4, len(SHOPS))]
    parts = [
        f"{month}月{day}日我在{shop}买了一台{goods}，付款{_turn(number, 5, 4000) + 60}元",
        TROUBLES[_turn(number, 6, len(TROUBLES))],
        *(sentence for word, sentence in _SENTENCES.items() if holds(number, word)),
        ASKS[_turn(number, 7, len(ASKS))],
    ]
    return "。".join(parts) + "。"


def filing(number: int) -> dict[str, Any]:
    """Return filing `number` as the API takes it."""
    phone = f"139{_turn(number, 8, 10**8):08d}"
    goods, shop = GOODS[_turn(number, 3, len(GOODS))], SHOPS[_turn(number, 4, len(SHOPS))]
    name = SURNAMES[_turn(number, 9, len(SURNAMES))] + GIVEN[_turn(number, 10, len(GIVEN))]
    amount = f"{_turn(number, 5, 4000) + 60}.00"
    street = STREETS[_turn(number, 11, len(STREETS))]
    return {
        "kind": "complaint",
        "complainant": {
            "name": name,
            "phone": phone,
            "address": f"上海市浦东新区{street}{_turn(number, 12, 900) + 1}号",
        },
        "respondent": {
            "name": f"上海{shop}{_turn(number, 13, 5_000)}分店",
            "address": f"{street}{_turn(number, 14, 900) + 1}号",
            "division": DIVISIONS[_turn(number, 15, len(DIVISIONS))],
            "seller_kind": "shop",
        },
        "purchase": {"what": goods, "bought_on": "2026-08-28", "amount": amount, "purpose": "daily_life"},
        "problem": {"nature": NATURES[_turn(number, 16, len(NATURES))], "story": story(number)},
        "requests": [{"kind": "REPAIR", "amount": amount}],
        "consents": {"publication": False, "entrusted_mediation": True},
    }


Make = Callable[[int], dict[str, Any]]
