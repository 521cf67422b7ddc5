"""Finding people: who introduces themselves, who is addressed with a title, and who is simply named.

The tagger of rjieba gives hints where it is installed; without it the word lists and the context alone decide.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from redress.privacy.deid.kinds import Kind, Span
from redress.privacy.deid.tables import (
    COMMON_SURNAMES,
    COMPOUND_SURNAMES,
    GIVEN,
    NOT_NAMES,
    SURNAMES,
    TRANSLITERATION,
    TRANSLITERATION_RARE,
)

Tagger = Callable[[str], list[tuple[str, str]]]

# Characters that begin the next word; none of them is usual inside a given name.
_NEXT = (
    "的了说在是不我你他她它们就都还要有没及或被把让给对从到去来又很太最再只能会想问答复其此这那哪什怎为以因所但且则却着过得地吗呢吧啊"
    "呀哦等与和跟同于向往将已曾正至由自买购付退卖送收打发拿做叫姓称告处找带用看拒承态联回签办开电表未"
)
_TITLES = (
    "先生|女士|小姐|老师|医生|大夫|师傅|经理|店长|主任|教练|律师|阿姨|叔叔|大爷|大妈|大姐|大哥|同志|老板娘|老板|总监|主管|会计|顾问|助理|护士|司机|"
    "队长|科长|所长|校长|院长|处长|局长|书记|教授|博士|警官|法官|经纪人|房东|某某"
)
_CUES = (
    "我叫|本人叫|名叫|名字叫|名字是|姓名|本人姓名|投诉人|申诉人|举报人|反映人|消费者|联系人|收件人|收货人|申请人|委托人|代理人|患者|病人|家长|"
    "户主|持卡人|业主|车主|机主|会员|学员|乘客|旅客|当事人|负责人|法人代表|法定代表人|法人|经办人|经手人|店长|经理|客服|店员|销售员|销售|导购|"
    "老板娘|老板|教练|医生|主治医师|师傅|主任|老师|工作人员|业务员|业务经理|司机|顾问|店主|管家|护士|律师|房东|中介|专员|接待员|收银员|快递员|本人|"
    "我是|我爱人|我丈夫|我妻子|我老公|我老婆|我儿子|我女儿|我父亲|我母亲|我妈妈|我爸爸|我妈|我爸|孩子|儿子|女儿|妻子|丈夫|母亲|父亲|签名|落款|此致|户名|收款人|签收人"
)
_PLACE_ENDS = frozenset("省市区县镇乡村路街州湖岛国队会部局院馆店楼站城港湾桥园厂所处科组堡塘冲岭坡苑斯特尔")
_PLACE_AFTER = re.compile(
    "[省市区县镇乡村路街州湖岛站桥塘冲岭坡苑]|大道|小区|中学|小学|学校|公司|集团|酒店|广场|超市|医院|大厦|花园|社区|公寓|国际|汽车|银行|法院"
)
_SINGLE = "[" + "".join(sorted(SURNAMES)) + "]"
_DOUBLE = "(?:" + "|".join(sorted(COMPOUND_SURNAMES)) + ")"
_GIVEN = f"[^\\W\\da-zA-Z{_NEXT}]"
_NAME = f"(?:{_DOUBLE}|{_SINGLE}){_GIVEN}{{1,2}}"
_TITLE = re.compile(_TITLES)
_TITLED_WORD = re.compile(f"(?:{_TITLES})$")
_AFTER_CUE = f'(?:{_CUES})(?:的?名字|姓名)?(?:[\\s:：是为叫名（(“"]{{0,3}})'
_CUE = re.compile(f"{_AFTER_CUE}(?={_SINGLE})")
_AT_CUE = re.compile(f"{_NAME}(?=[^\\w]|[{_NEXT}]|\\d|[A-Za-z]|$|{_TITLES})")
_HAN = "[㐀-䶿一-鿿𠀀-𯿿]"
# Each pattern begins with the family name, so that the search can skip from one such character to the next.
_ALONE = f"{_GIVEN}{{1,2}}(?!{_HAN})"
_ACTS = f"{_GIVEN}{{1,2}}(?=[在又对说把被给打收来去到不没跟和与都也让叫要称告都均等的，。、；]|$)"
_COMMON = "[" + "".join(sorted(COMMON_SURNAMES)) + "]"
_UNLED = (
    # Somebody who stands alone: ，李强， ; who does something: 昨天王敏又打来 ; who is named beside another: 和刘洋都在场
    re.compile(f"{_SINGLE}(?<!{_HAN}.){_ALONE}"),
    re.compile(f"{_DOUBLE}(?<!{_HAN}..){_ALONE}"),
    re.compile(f"{_COMMON}(?:(?<!{_HAN}.)|(?<=[和与及跟天时次后].)){_ACTS}"),
    re.compile(f"{_DOUBLE}(?:(?<!{_HAN}..)|(?<=[和与及跟天时次后]..)){_ACTS}"),
)
_INTERPUNCT = re.compile(r"[·•・‧]")
# Names of other languages, part by part: 阿不都拉·买买提. A part may hold characters that are words by themselves; it
# ends where such a character no longer stands between others, or, after a cue, where the writing ends.
_USUAL = "[" + "".join(sorted(TRANSLITERATION)) + "]"
_RARE = "[" + "".join(sorted(TRANSLITERATION_RARE)) + "]"
_EITHER = "[" + "".join(sorted(TRANSLITERATION | TRANSLITERATION_RARE)) + "]"
_PART = f"{_USUAL}(?:{_USUAL}|{_RARE}{{1,2}}(?={_USUAL}))+"
_FOREIGN = re.compile(f"{_PART}(?:[·•・‧]{_PART})+")
_FOREIGN_AT_CUE = re.compile(
    f"{_AFTER_CUE}({_EITHER}{{2,8}}(?:[·•・‧.]{_EITHER}{{2,8}}(?=[·•・‧.]{_HAN}))*"
    f"[·•・‧.](?:{_EITHER}{{2,8}}(?!{_HAN})|(?:{_RARE}{{0,2}}{_USUAL}){{2,}}|{_RARE}{{1,2}}{_USUAL}|{_EITHER}{{2}}))"
)


@lru_cache(maxsize=1)
def tagger() -> Tagger | None:
    """Return rjieba's tagger, or None where the package is missing."""
    try:
        from rjieba import tag  # noqa: PLC0415 -- its dictionary takes 0.3 s to load: only where it is used
    except ImportError:
        return None
    return tag


def looks_like_a_name(word: str) -> bool:
    """Tell whether two to four Chinese characters are built like a name of a Han person."""
    if not 2 <= len(word) <= 4 or word[:2] in NOT_NAMES or word[:3] in NOT_NAMES:
        return False
    if word[:2] in COMPOUND_SURNAMES:
        return len(word) > 2
    return word[0] in SURNAMES and len(word) < 4


def find_names(text: str, tag: Tagger | None) -> Iterator[Span]:
    """Yield Chinese names: after a cue, before a title, standing alone, with an interpunct, or tagged as names."""
    for cue in _CUE.finditer(text):
        found = _AT_CUE.match(text, cue.end())
        if found and looks_like_a_name(found.group()):
            yield Span(found.start(), found.end(), Kind.NAME)
    for title in _TITLE.finditer(text):
        start = _start_before_title(text, title.start())
        if start is not None:
            yield Span(start, title.start(), Kind.NAME)
    for pattern in _UNLED:
        for found in pattern.finditer(text):
            word = found.group()
            family = 2 if word[:2] in COMPOUND_SURNAMES else 1
            if looks_like_a_name(word) and _is_given(word[family:]):
                yield Span(found.start(), found.end(), Kind.NAME)
    if _INTERPUNCT.search(text) or "." in text:
        yield from _transliterated(text)
    if tag is not None:
        yield from _tagged(text, tag)


def _start_before_title(text: str, end: int) -> int | None:
    """Return where the name before a title begins: the longest of a full name and a family name alone."""
    for length in (4, 3, 2, 1):
        word = text[max(0, end - length) : end]
        if len(word) < length:
            continue
        family = 2 if word[:2] in COMPOUND_SURNAMES else 1
        if length - family > 2 or (family == 1 and word[0] not in SURNAMES) or family > length:
            continue
        given = word[family:]
        if word[:2] in NOT_NAMES or any(sign in _NEXT or (sign in SURNAMES and sign not in GIVEN) for sign in given):
            continue
        if all("一" <= sign <= "鿿" for sign in given):
            return end - length
    return None


def _transliterated(text: str) -> Iterator[Span]:
    """Yield names such as 阿依古丽·买买提, as far as the characters on both sides are used for such names."""
    for found in _FOREIGN.finditer(text):
        yield Span(found.start(), found.end(), Kind.NAME)
    for found in _FOREIGN_AT_CUE.finditer(text):
        yield Span(found.start(1), found.end(1), Kind.NAME)


def _tagged(text: str, tag: Tagger) -> Iterator[Span]:
    """Yield what the tagger takes for a name, or cuts into a family name and a given name, and the lists confirm."""
    place = 0
    family = -1  # where a family name stands alone, waiting for its given name
    for word, kind in tag(text):
        end = place + len(word)
        if family >= 0 and len(word) < 3 and _is_given(word) and _is_person(text, family, end):
            yield Span(family, end, Kind.NAME)
        family = place if len(word) == 1 and word in COMMON_SURNAMES else -1
        if kind[:2] == "nr" and len(word) > 1:
            title = _TITLED_WORD.search(word)
            last = place + title.start() if title else end
            if _is_person(text, place, last) and _is_believable(text[place:last]):
                yield Span(place, last + _is_cut_short(text[place:last], text[last : last + 1]), Kind.NAME)
        place = end


def _is_person(text: str, start: int, end: int) -> bool:
    """Rule out words of the language, and the first half of a road, a village or a company."""
    return looks_like_a_name(text[start:end]) and not _PLACE_AFTER.match(text, end)


def _is_cut_short(name: str, following: str) -> bool:
    family = 2 if name[:2] in COMPOUND_SURNAMES else 1
    return len(name) == family + 1 and following in GIVEN and (family == 2 or name[0] in COMMON_SURNAMES)


def _is_given(word: str) -> bool:
    return all(sign in GIVEN for sign in word)


def _is_believable(name: str) -> bool:
    """Tell a person from a place, a club or a mood that the tagger also calls a name."""
    if name[:2] in COMPOUND_SURNAMES:
        return True
    given = sum(sign in GIVEN for sign in name[1:])
    if name[0] in COMMON_SURNAMES:
        return given > 0 if len(name) == 2 else name[-1] not in _PLACE_ENDS
    return given == 2 and name[-1] not in _PLACE_ENDS
