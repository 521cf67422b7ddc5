"""Days, money, articles and numerals in the words of a letter."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from redress.kernel.moments import day_of
from redress.law.cite import Cite
from redress.law.packs import say

DIGITS = "零一二三四五六七八九"
CAPITALS = "零壹贰叁肆伍陆柒捌玖"
PLACES, CAPITAL_PLACES = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LARGEST = Decimal("9999999999999999.99")


def day_words(day: date, language: str, *, weekday: bool = True) -> str:
    """A day as a letter writes it.

    >>> day_words(date(2026, 10, 9), "zh")
    '2026年10月9日（星期五）'
    >>> day_words(date(2026, 10, 9), "en")
    'Friday 9 October 2026'
    """
    if isinstance(day, datetime):
        day = day_of(day)
    if language == "zh":
        words = f"{day.year}年{day.month}月{day.day}日"
        return f"{words}（星期{WEEKDAYS_ZH[day.weekday()]}）" if weekday else words
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def money_words(amount: Decimal, language: str) -> str:
    """An amount in yuan with two decimals.

    >>> money_words(Decimal("2399"), "zh")
    '2,399.00元'
    """
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:,.2f}元" if language == "zh" else f"CNY {rounded:,.2f}"


def in_capitals(amount: Decimal) -> str:
    """An amount of yuan in capital numerals, as agreements repeat it (rounded half up to fen).

    Raises ValueError if it is negative or beyond 16 digits.

    >>> in_capitals(Decimal("2399"))
    '贰仟叁佰玖拾玖元整'
    >>> in_capitals(Decimal("10005.50"))
    '壹万零伍元伍角'
    """
    if not 0 <= amount <= LARGEST:
        raise ValueError("Capital numerals go from 0 to 16 digits before the point.")
    cents = int(amount.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = f"{_number(yuan, CAPITALS, CAPITAL_PLACES)}元" if yuan or not (jiao or fen) else ""
    if not jiao and not fen:
        return words + "整"
    if jiao:
        words += f"{CAPITALS[jiao]}角"
    elif words:
        words += CAPITALS[0]
    return words + (f"{CAPITALS[fen]}分" if fen else "")


def numeral(number: int) -> str:
    """A Chinese numeral as articles are counted.

    >>> [numeral(n) for n in (9, 10, 16, 20, 105, 1258)]
    ['九', '十', '十六', '二十', '一百零五', '一千二百五十八']
    """
    words = _number(number, DIGITS, PLACES)
    return words.removeprefix("一") if 10 <= number < 20 else words


def _number(number: int, digits: str, places: tuple[str, ...]) -> str:
    """Split at 亿, then at 万; one zero stands for any run of empty places between two parts."""
    for size, name in ((100_000_000, "亿"), (10_000, "万")):
        if number >= size:
            high, low = divmod(number, size)
            zero = digits[0] if 0 < low < size // 10 else ""
            rest = _number(low, digits, places) if low else ""
            return _number(high, digits, places) + name + zero + rest
    return _four(number, digits, places) or digits[0]


def _four(number: int, digits: str, places: tuple[str, ...]) -> str:
    words, pending = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += (digits[0] if pending and words else "") + digits[digit] + places[place]
        pending = digit == 0
    return words


def cite_words(cites: Iterable[Cite], laws: Mapping[str, Any], language: str) -> list[str]:
    """Provisions by text, in the order given: one line a text.

    laws -- table [law.…] of a rule set: titles, and the articles whose single bracket means an item
    """
    by_law: dict[str, list[str]] = {}
    for cite in cites:
        row = laws.get(cite.law, {})
        by_law.setdefault(cite.law, []).append(_article_words(cite.article, row, language))
    lines = []
    for law, articles in by_law.items():
        title = say(laws.get(law, {}).get("title"), language) or law
        unique = list(dict.fromkeys(articles))
        lines.append(f"《{title}》{'、'.join(unique)}" if language == "zh" else f"{title}, {', '.join(unique)}")
    return lines


def _article_words(article: str, law: Mapping[str, Any], language: str) -> str:
    """Words of "13", "13(2)", "16(4)", "23(1)(5)"; a text in sections says so in its row."""
    if law.get("sections"):
        return f"第{article}节" if language == "zh" else f"section {article}"
    number, *brackets = article.replace(")", "").split("(")
    if language != "zh" or not number.isdecimal() or not all(part.isdecimal() for part in brackets):
        return f"Art. {article}" if language != "zh" else f"第{article}条"
    words = f"第{numeral(int(number))}条"
    units = ("项",) if len(brackets) == 1 and int(number) in law.get("items_only", ()) else ("款", "项", "目")
    return words + "".join(f"第{numeral(int(part))}{unit}" for part, unit in zip(brackets, units, strict=False))
