"""What a story seems to say: sums, days, platforms, and which classes its words point at. Choices for a person, no more.

Local rules over the words; nothing leaves the server, nothing is stored, nothing is decided.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.law import packs
from redress.law.packs import Text

MOST = 3  # suggestions of a kind
READ = 5_000  # characters of a story that are looked at


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money, and the words it was read from."""

    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, and the words it was read from."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Class:
    """A class of a taxonomy, and the words that point at it."""

    code: str
    title: Text
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Everything read out of one story; the likeliest first."""

    sums: tuple[Sum, ...] = ()
    days: tuple[Day, ...] = ()
    platforms: tuple[str, ...] = ()
    natures: tuple[Class, ...] = ()
    categories: tuple[Class, ...] = ()
    danger: tuple[str, ...] = ()
    fraud: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.sums or self.days or self.platforms or self.natures or self.categories)


# Names people use for a platform, and its own name. Facts of the market, not of any rule set.
PLATFORMS: Mapping[str, tuple[str, ...]] = {
    "淘宝": ("淘宝", "taobao"), "天猫": ("天猫", "tmall"), "京东": ("京东", "jd.com"), "拼多多": ("拼多多", "pinduoduo"),
    "抖音": ("抖音", "douyin"), "快手": ("快手", "kuaishou"), "小红书": ("小红书", "xiaohongshu", "rednote"),
    "美团": ("美团", "meituan"), "饿了么": ("饿了么", "ele.me"), "大众点评": ("大众点评", "dianping"),
    "携程": ("携程", "ctrip", "trip.com"), "飞猪": ("飞猪", "fliggy"), "去哪儿": ("去哪儿", "qunar"), "同程": ("同程",),
    "唯品会": ("唯品会", "vipshop"), "苏宁易购": ("苏宁",), "当当": ("当当网",), "得物": ("得物",), "闲鱼": ("闲鱼", "goofish"),
    "转转": ("转转",), "1688": ("1688",), "微信": ("微信小程序", "微信视频号", "视频号", "微店"), "滴滴": ("滴滴", "didi"),
    "哔哩哔哩": ("哔哩哔哩", "b站", "bilibili"), "支付宝": ("支付宝小程序",), "亚马逊": ("亚马逊", "amazon"),
    "盒马": ("盒马", "freshippo"), "叮咚买菜": ("叮咚买菜",), "山姆": ("山姆",),
}  # fmt: skip
# Somebody is hurt or may be: emergency help comes before any form.
DANGER = (
    "受伤", "烧伤", "烫伤", "中毒", "爆炸", "起火", "着火", "冒烟", "漏电", "触电", "漏气", "煤气", "昏迷", "住院", "抢救",
    "窒息", "休克", "injur", "poison", "explod", "caught fire", "electric shock", "gas leak", "hospital",
)  # fmt: skip
# Money may still be on its way to a swindler: the police come first.
FRAUD = (
    "诈骗", "骗子", "冒充", "安全账户", "刷单", "验证码给", "共享屏幕", "杀猪盘", "裸聊", "转账后拉黑", "转账后把我拉黑",
    "网贷", "scam", "swindle", "phishing", "impersonat",
)  # fmt: skip
_NOT_FRAUD = re.compile("价格欺诈|消费欺诈")

_SUM = re.compile(
    r"(?:￥|¥|RMB|CNY)\s*(\d[\d,]*(?:\.\d{1,2})?)(?!\d)|"
    r"(?<![\d.])(\d[\d,]*(?:\.\d{1,4})?\s*(?:万\s*\d*|千\s*\d*|百)?)\s*(?:元|块|圆|yuan|RMB|CNY)",
    re.IGNORECASE,
)
_SHORT_SUM = re.compile(
    r"(?<![\d.])(\d{1,3}(?:\.\d)?[万千]\d{0,3})(?!\d|瓦|米|克|卡|伏|公里|毫|次|人|家|个|年|天|步|字)"
)
_TENTHS = re.compile(r"(\d+)块(\d)(?!\d)")  # 58块5
_PAID = re.compile(
    r"(?:花|付|支付|买|(?<![标原差定])价|共|总计|充|交|收了?|paid|cost|spent|price)[^，。,.!?]{0,8}$", re.IGNORECASE
)
_DAY = re.compile(
    r"(?:(?P<y>(?:19|20)\d{2})\s*[年./-])?\s*(?P<m>1[0-2]|0?[1-9])\s*[月./-]\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*(?P<mark>[日号])?(?![\d%.])"
)
_EN_DAY = re.compile(
    r"\b(?P<d>3[01]|[12]?\d)\s+(?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:\s+(?P<y>20\d{2}))?\b",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RELATIVE = {"今天": 0, "昨天": 1, "昨晚": 1, "前天": 2, "大前天": 3, "today": 0, "yesterday": 1}
_BOUGHT = re.compile(r"买|购|订|下单|付款|充值|办卡|办了|bought|order|paid", re.IGNORECASE)


def read(story: str, *, pack_id: str, today: date) -> Found:
    """Look for what a page can offer to fill in. today -- for days written without their year"""
    text = _TENTHS.sub(r"\1.\2块", story[:READ])
    low = text.lower()
    return Found(
        sums=tuple(_sums(text))[:MOST],
        days=tuple(_days(text, today))[:MOST],
        platforms=tuple(name for name, words in PLATFORMS.items() if any(word in low for word in words))[:MOST],
        natures=_classes("nature", low, pack_id, today),
        categories=_classes("category", low, pack_id, today),
        danger=tuple(word for word in DANGER if word in low),
        fraud=tuple(word for word in FRAUD if word in _NOT_FRAUD.sub("", low)),
    )


def _sums(text: str) -> Iterable[Sum]:
    """Sums in the order in which they are likely the price: those after a word of paying first."""
    hits = [(match.start(), match[0], match[1] or match[2]) for match in _SUM.finditer(text)]
    taken = {start for start, words, _ in hits for start in range(start, start + len(words))}
    hits += [(match.start(), match[0], match[1]) for match in _SHORT_SUM.finditer(text) if match.start() not in taken]
    found: dict[Decimal, tuple[bool, int, Sum]] = {}
    for start, words, figures in sorted(hits):
        try:
            amount = values.money(figures)
        except PydanticCustomError:
            continue
        if not amount.is_finite() or not Decimal(0) < amount < 10**9 or amount != amount.quantize(values.CENT):
            continue
        paid = bool(_PAID.search(text[max(0, start - 12) : start]))
        found.setdefault(amount, (not paid, start, Sum(amount.quantize(values.CENT), words.strip())))
    return [row[2] for row in sorted(found.values(), key=lambda row: row[:2])]


def _days(text: str, today: date) -> Iterable[Day]:
    """Days up to today, those beside a word of buying first. Without a year: the latest such day that has passed."""
    found: dict[date, tuple[bool, int, Day]] = {}
    for start, words, on in _day_hits(text, today):
        if values.EARLIEST <= on <= today:
            bought = bool(_BOUGHT.search(text[max(0, start - 6) : start + len(words) + 10]))
            found.setdefault(on, (not bought, start, Day(on, words.strip())))
    return [row[2] for row in sorted(found.values(), key=lambda row: row[:2])]


def _day_hits(text: str, today: date) -> Iterable[tuple[int, str, date]]:
    for match in _DAY.finditer(text):
        written_out = "月" in match[0] or bool(match["y"])
        on = _day(match["y"], int(match["m"]), int(match["d"]), today) if written_out else None
        if on is not None:
            yield match.start(), match[0], on
    for match in _EN_DAY.finditer(text):
        on = _day(match["y"], _MONTHS.index(match["m"].lower()[:3]) + 1, int(match["d"]), today)
        if on is not None:
            yield match.start(), match[0], on
    low = text.lower()
    for word, back in _RELATIVE.items():
        at = low.find(word)
        if at >= 0 and not (word == "前天" and low[max(0, at - 1) : at] == "大"):
            yield at, word, today - timedelta(days=back)


def _day(year: str | None, month: int, day: int, today: date) -> date | None:
    years = (int(year),) if year else (today.year, today.year - 1)
    for candidate in years:
        try:
            on = date(candidate, month, day)
        except ValueError:
            continue
        if on <= today:
            return on
    return None


def _classes(table: str, low: str, pack_id: str, today: date) -> tuple[Class, ...]:
    """Classes whose words occur, by how much of the story they cover; a word within a longer hit counts once."""
    scored = []
    for code, row in _rows(pack_id, table).items():
        if not _valid(row, today):
            continue
        hits = tuple(word for word in (*row["keywords"]["zh"], *row["keywords"]["en"]) if word.lower() in low)
        score = sum(len(word) if len(word) > 1 else 0.5 for word in hits)
        if score:
            scored.append((-score, -code.count("."), Class(code, row["title"], hits)))
    return tuple(row[2] for row in sorted(scored, key=lambda row: row[:2])[:MOST])


@cache
def _rows(pack_id: str, table: str) -> Mapping[str, Any]:
    return {
        code: {"keywords": {"zh": [], "en": []}} | row
        for code, row in packs.load(pack_id).tables.get(table, {}).get(table, {}).items()
    }


def _valid(row: Mapping[str, Any], on: date) -> bool:
    return bool(row.get("valid_from", on) <= on <= row.get("valid_to", on))


def classes(table: str, *, pack_id: str, on: date) -> list[tuple[str, Mapping[str, Any]]]:
    """Every class of a taxonomy that may be chosen on a day: (code, row), in the order of its file."""
    return [(code, row) for code, row in _rows(pack_id, table).items() if _valid(row, on)]


def checklist(pack_id: str, *, category: str, nature: str) -> list[Text]:
    """What helps to show this kind of problem: the category's list (or that of the class above it), then the nature's."""
    tables = packs.load(pack_id).tables
    category_table, rows = tables.get("category", {}), _rows(pack_id, "category")
    name, code = "", category
    while code and not name:
        name = rows.get(code, {}).get("checklist", "")
        code = code.rpartition(".")[0]
    listed: list[Text] = list(category_table.get("checklist", {}).get(name or "goods", {}).get("items", ()))
    listed += _rows(pack_id, "nature").get(nature, {}).get("evidence", ())
    return [item for at, item in enumerate(listed) if item not in listed[:at]]
