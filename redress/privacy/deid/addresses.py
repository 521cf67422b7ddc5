"""Finding where people live: from the house number backwards to the name of the road or estate."""

import re
from collections.abc import Iterator

from redress.privacy.deid.kinds import Kind, Span

_NUMBER = r"(?:[0-9]+(?:[-—－/][0-9]+)*[A-Za-z甲乙丙]?|[一二三四五六七八九十百〇零]+|[A-Za-z][0-9]{0,4})"
_UNIT = r"(?:号院|号楼|号店|号铺|号房|弄|支弄|栋|幢|座|单元|层|楼|室|组|房|号)"
_DOOR = re.compile(
    rf"{_NUMBER}\s?{_UNIT}(?:\s?[,，、\-—#]?\s?{_NUMBER}\s?{_UNIT})*(?:\s?[\-—]?[0-9]{{1,4}}[A-Za-z]?(?![0-9元块年月日:：.]))?"
)
_UNITS = re.compile(rf"{_NUMBER}\s?{_UNIT}")
_SIGNS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-/一二三四五六七八九十百〇零甲乙丙")
_FIRST_UNIT = re.compile(r"(?<=[0-9A-Za-z一二三四五六七八九十百〇零甲乙丙 ])[号弄栋幢座单室组房楼层支]")
_BEFORE = re.compile(r"[㐀-䶿一-鿿0-9A-Za-z·（）()]+$")
_STRONG = re.compile(
    r"(?:路|街|大道|大街|道|巷|胡同|弄|里|坊|村|屯|庄|寨|镇|乡|社区|小区|花园|花苑|花城|新村|新城|公寓|大厦|广场|家园|家苑|名苑|嘉苑|苑|园|"
    r"公馆|华府|府|庭|居|湾|墅|城|院|宿舍|家属院|中心|大楼|商厦|区|县|期)(?:[东南西北中][侧段区]?|[一二三四五六七八九]段)?\s*$"
)
_CUT = re.compile(
    r".*(?:住在|家住|住址|地址|位于|坐落|现住|送到|寄到|寄往|送至|寄至|发往|搬到|居住|租住|住|在|于|到|至|址|往|为|是|去|从|的|了|给|我|和)",
    re.DOTALL,
)
_STATED = re.compile(
    r"(?:家庭住址|家庭地址|收货地址|收件地址|通讯地址|联系地址|居住地址|邮寄地址|户籍地址|户籍地|现住址|住址|住所|地址|家住|住在|居住在|租住在)"
    r"(?:就?是|为|在)?[:：\s]{0,3}([㐀-䶿一-鿿0-9A-Za-z·\-—#（）() ]{3,40})"
)
_STATED_CUE = re.compile(r"[址住籍]")
_PLACE = re.compile(r"[路街巷区县镇乡村庄苑栋幢弄屯]|[0-9一二三四五六七八九十][号室组]|大道|花园|公寓")
_STATED_END = re.compile(r"(?:，|。|我|电话|联系|手机|购买|买了|订购|投诉|今年|于\d|在\d| 电| 邮)")
_ENGLISH = re.compile(
    r"(?:\b(?:Flat|Apt|Apartment|Unit|Suite|Room|Floor)\.?\s*#?\w+,?\s+)?\b\d{1,6}[A-Za-z]?(?:-\d+)?,?\s+(?:[NSEW]\.?\s+)?(?:[A-Z][A-Za-z.'’\-]+\s+){1,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Square|Sq|Terrace|Crescent|Close|Parkway|Pkwy|"
    r"Highway|Hwy|Circle|Cir|Trail|Row|Mews|Gardens|Grove)\b\.?(?:[,\s]+(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|#)\.?\s*#?\w+)?"
    r"(?:[,\s]+[A-Z][A-Za-z.]+(?:\s[A-Z][A-Za-z.]+)?)?(?:[,\s]+[A-Z]{2})?(?:[,\s]+(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}))?"
    r"|\bP\.?\s?O\.?\s?Box\s+\d+"
)


def find_addresses(text: str) -> Iterator[Span]:
    """Yield addresses that lead to a door, and places that are said to be somebody's address."""
    done = 0
    for unit in _FIRST_UNIT.finditer(text):
        number = _start_of_number(text, unit.start())
        door = _DOOR.match(text, number) if number >= done else None
        if door is not None:
            done = door.end()
            start = _start_of(text, door.start(), door.group())
            if start is not None:
                yield Span(start, door.end(), Kind.ADDRESS)
    if _STATED_CUE.search(text):
        for found in _STATED.finditer(text):
            stated = _STATED_END.split(found.group(1), maxsplit=1)[0].rstrip(" （(")
            if len(stated) > 3 and _PLACE.search(stated):
                yield Span(found.start(1), found.start(1) + len(stated), Kind.ADDRESS)


def _start_of_number(text: str, end: int) -> int:
    place = end - 1 if text[end - 1] == " " else end
    while place > 0 and text[place - 1] in _SIGNS:
        place -= 1
    return place


def _start_of(text: str, door: int, numbers: str) -> int | None:
    """Return where the address before a house number begins, or None if it is no address (a date, a size, a place in a queue)."""
    before = _BEFORE.search(text, max(0, door - 30), door)
    units = len(_UNITS.findall(numbers))
    if before is None:
        return door if units > 1 and ("室" in numbers or "单元" in numbers) else None
    run = before.group()
    cut = _CUT.match(run)
    name = run[cut.end() :] if cut else run
    if name and _STRONG.search(name) and len(name) > 1:
        return door - len(name)
    if units > 1 and ("室" in numbers or "单元" in numbers or "幢" in numbers or "栋" in numbers):
        return door - min(len(name), 20)
    return None


def find_english_addresses(text: str) -> Iterator[Span]:
    """Yield street addresses and post-office boxes in Latin letters."""
    yield from (Span(found.start(), found.end(), Kind.ADDRESS) for found in _ENGLISH.finditer(text))
