"""Finding what is written in digits: telephones, identity numbers, bank cards, credit codes, plates, e-mails, handles.

Sources: GB 11643 (identity numbers, check by ISO 7064 MOD 11-2), GB 32100 (unified social credit codes), GA 36 (plates),
ISO/IEC 7812 (Luhn). Order, waybill and serial numbers are not personal and stay.
"""

import re
from collections.abc import Iterator

from redress.privacy.deid.kinds import Kind, Span

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE = {sign: place for place, sign in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")

# A run of digits with the gaps people put into them. Everything numeric is decided from these runs, in one pass.
_RUN = re.compile(r"(?<![0-9A-Za-z.])\+?\(?\d[\d \-—()]{4,}[\dXx](?![0-9A-Za-z])")
_GAPS = re.compile(r"[ \-—()+]")
_NOT_PERSONAL = re.compile(
    r"(?:订单|单号|运单|快递|流水|票号|批号|批次|型号|货号|条码|条形码|序列号|编号|工单|案号|文号|案件|产品号|车架号|"
    r"许可证|标准号|合同号|order|invoice|tracking|serial|waybill|ticket|reference|ref|case|model|batch|sku|imei|sn)"
    r"(?:号码|号|编号|number|no\.?|#|id)?(?:是|为|was|is)?[\s:：#（(「“\"]*$"
)
_CARD_CONTEXT = re.compile(
    r"(?:卡号|银行卡|储蓄卡|信用卡|借记卡|账号|帐号|账户|帐户|card|account|iban|acct)[^\d，。；,;]{0,14}$"
)
_ID_CONTEXT = re.compile(r"(?:身份证|证件|id card|identity|passport|护照|通行证)[^\d，。；,;]{0,10}$")
_PHONE_CONTEXT = re.compile(
    r"(?:电话|座机|手机|号码|致电|联系|拨打|回电|来电|短信|传真|热线|tel|phone|mobile|call|fax|cell|contact|dial|reach)"
    r"[^\d，。；,;]{0,12}$"
)
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:86|0086)?0?(?:10|2\d|[3-9]\d{2})\d{7,8}")
_LANDLINE_AT_HOME = re.compile(r"(?:010|02\d|0[3-9]\d{2})\d{7,8}")
_EXTENSION = re.compile(r"\s?(?:转|分机|ext\.?|x)\s?\d{1,6}(?!\d)", re.IGNORECASE)
_ABROAD = re.compile(
    r"(?<![0-9A-Za-z.])(?:\+(?!86)\d{1,3}[ .\-]?(?:\(?\d{1,4}\)?[ .\-]?){2,4}\d{2,4}|"
    r"(?!400|800)(?:\(\d{3}\) ?|\d{3}[.\-])\d{3}[.\- ]\d{4}(?: ?x\d{1,5})?)(?![0-9A-Za-z])"
)
_CARD_PREFIX = re.compile(r"62|4|5[1-5]|2[2-7]|3[0-9]|6(?:011|5|4[4-9])|9[0-9]|60|68|69|81")
_USCC = re.compile(r"(?<![0-9A-Za-z])[0-9AN-Ya-y][0-9A-Ha-h]\d{6}[0-9A-HJ-NP-RTUWXYa-z]{9}[0-9A-Za-z](?![0-9A-Za-z])")
_TRAVEL = re.compile(
    r"(?:护照|通行证|居住证|passport|居留|台胞证|回乡证)[^0-9A-Za-z，。；]{0,10}(?:(?:号码|号|no\.?|number)\W{0,3})?"
    r"([A-Z]{1,2}\d{7,10}|\d{8,9})(?!\d)",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:军官证|文职干部证|军士证|士官证|士兵证|义务兵证|军人证|军人保障卡|警官证)(?:件)?(?:号码|编号|号)?[\s:：是为（(“\"]{0,3}"
    r"((?:[一-鿿]{1,2}字?第? ?)?\d{6,12}(?!\d)号?)"
)
_OLD_ID = re.compile(r"\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使] ?[A-HJ-NP-Z][·•.\- ]?"
    r"(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|(?=[A-HJ-NP-Z]*\d)[A-HJ-NP-Z0-9]{5}|(?=[A-HJ-NP-Z]*\d)[A-HJ-NP-Z0-9]{4}[学警港澳挂领试超])"
    r"(?![A-Za-z0-9])"
)
_EMAIL = re.compile(
    r"(?:[A-Za-z0-9_%+\-]|\.(?!\.))+ ?(?:@|[\[(（](?:at|AT)[\])）]) ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+|[1-9]\d{4,10}@qq"
)
_HANDLE = re.compile(
    r"(?:微信|weixin|wechat|薇信|威信|vx|wx|v信|加v|qq|扣扣|企鹅|抖音|快手|小红书|支付宝|旺旺|闲鱼|微博|telegram|whatsapp|line|skype|instagram|twitter)"
    r"(?:账号|帐号|号码|号|id|群|昵称| number| account| handle)?(?:[ 　:：是为叫@]|is){0,4}"
    r"([A-Za-z][A-Za-z0-9_\-]{5,29}|(?=[a-z]+[_\d])[A-Za-z][A-Za-z0-9_\-]{3,29}|[1-9]\d{4,12}(?![\d元块万千百.]|\s?元))",
    re.IGNORECASE,
)
# One letter or character that stands for a messenger counts only with the words people put before it.
_SHORT_HANDLE = re.compile(
    r"(?:加我的?|加个?|我的?|联系我?)\s?(?:[qv]|(?<=我)wx|微|薇|(?<=我)卫星)号?(?:[ 　:：是为叫]){0,3}"
    r"((?=[A-Za-z_\-]*\d)[A-Za-z][A-Za-z0-9_\-]{4,29}|[A-Za-z]+_[A-Za-z0-9_\-]{2,24}|[1-9]\d{4,11}(?![\d元块万千百.]|\s?元))"
    r"|(?<![A-Za-z0-9])q[:：] ?([1-9]\d{4,11}(?![\d元块万千百.]|\s?元))"
    r"|微((?=[A-Za-z_\-]*\d)[A-Za-z][A-Za-z0-9_\-]{4,29})(?= ?同号)",
    re.IGNORECASE,
)
_HANDLE_CUES = [
    "微信",
    "薇信",
    "威信",
    "微博",
    "扣扣",
    "企鹅",
    "抖音",
    "快手",
    "小红书",
    "支付宝",
    "旺旺",
    "闲鱼",
    "vx",
    "wx",
    "v信",
    "加v",
    "qq",
    "weixin",
    "wechat",
    "telegram",
    "whatsapp",
    "line",
    "skype",
    "instagram",
    "twitter",
]
_SHORT_CUES = ("q", "v", "微", "薇", "卫星", "wx")
_NOT_A_HANDLE = frozenset({"account", "number", "payment", "wallet", "public", "message", "store", "group", "official"})
_LETTER_SIGN = re.compile(r"[A-Z]")


def id_number_is_valid(number: str) -> bool:
    """Tell whether 18 characters are an identity number: province, date of birth and check digit.

    >>> id_number_is_valid("11010519491231002X"), id_number_is_valid("110105194912310021")
    (True, False)
    """
    if len(number) != 18 or not _PROVINCES.match(number) or not number[:17].isdigit():
        return False
    if not ("1880" < number[6:10] < "2100" and "01" <= number[10:12] <= "12" and "01" <= number[12:14] <= "31"):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECK[total % 11] == number[17].upper()


def uscc_is_valid(code: str) -> bool:
    """Tell whether 18 characters are a unified social credit code by its check character.

    >>> uscc_is_valid("91350100M000100Y43"), uscc_is_valid("91350100M000100Y44")
    (True, False)
    """
    code = code.upper()
    if len(code) != 18 or any(sign not in _USCC_VALUE for sign in code):
        return False
    total = sum(_USCC_VALUE[sign] * weight for sign, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return (31 - total % 31) % 31 == _USCC_VALUE[code[17]]


def luhn_is_valid(digits: str) -> bool:
    """
    >>> luhn_is_valid("4111111111111111"), luhn_is_valid("4111111111111112")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def find_numbers(text: str) -> Iterator[Span]:
    """Yield what is written in digits. Full-width characters must have been made narrow before."""
    for run in _RUN.finditer(text):
        yield from _in_run(text, run.start(), run.end())
    if any(sign in text for sign in "+(-."):
        yield from (Span(found.start(), found.end(), Kind.PHONE) for found in _ABROAD.finditer(text))
    if _LETTER_SIGN.search(text):
        yield from (Span(found.start(), found.end(), Kind.PLATE) for found in _PLATE.finditer(text))
        for found in _USCC.finditer(text):
            if uscc_is_valid(found.group()):
                yield Span(found.start(), found.end(), Kind.USCC)
    if "证" in text or "护照" in text or _LETTER_SIGN.search(text):
        yield from (Span(found.start(1), found.end(1), Kind.ID_NUMBER) for found in _TRAVEL.finditer(text))
    if "证" in text or "军人" in text:
        yield from (Span(found.start(1), found.end(1), Kind.ID_NUMBER) for found in _SERVICE.finditer(text))


def find_names_on_the_net(text: str) -> Iterator[Span]:
    """Yield e-mail addresses and the names people have in messengers."""
    lower = text.lower()
    if "@" in text or any(sign in lower for sign in ("[at]", "(at)", "（at）")):
        yield from (Span(found.start(), found.end(), Kind.EMAIL) for found in _EMAIL.finditer(text))
    if any(cue in lower for cue in _HANDLE_CUES):
        for found in _HANDLE.finditer(text):
            if found.group(1).lower() not in _NOT_A_HANDLE:
                yield Span(found.start(1), found.end(1), Kind.HANDLE)
    if any(cue in lower for cue in _SHORT_CUES):
        for found in _SHORT_HANDLE.finditer(text):
            yield Span(*found.span(found.lastindex or 0), Kind.HANDLE)


def _in_run(text: str, start: int, end: int) -> Iterator[Span]:
    """Decide what a run of digits is; where gaps join two numbers, look at each part."""
    kind = _kind_of(text, start, _GAPS.sub("", text[start:end]))
    if kind is Kind.PHONE:
        extension = _EXTENSION.match(text, end)
        yield Span(start, extension.end() if extension else end, kind)
    elif kind is not None:
        yield Span(start, end, kind)
    else:
        yield from _in_parts(text, start, end)


def _in_parts(text: str, start: int, end: int) -> Iterator[Span]:
    parts = [(found.start(), found.end()) for found in re.finditer(r"[\dXx]+", text[start:end])]
    for first in range(len(parts)):
        for last in range(len(parts), first, -1):
            if (first, last) == (0, len(parts)):
                continue
            left, right = start + parts[first][0], start + parts[last - 1][1]
            kind = _kind_of(text, left, _GAPS.sub("", text[left:right]))
            if kind is not None:
                yield Span(left, right, kind)
                break


def _kind_of(text: str, start: int, signs: str) -> Kind | None:
    """Name the kind of a number by its length, its check digit and the words before it."""
    length = len(signs)
    if length < 7:
        return None
    before = text[max(0, start - 20) : start].lower()
    if length == 18 and id_number_is_valid(signs):
        return Kind.ID_NUMBER
    if length in (15, 18) and _ID_CONTEXT.search(before) and (length == 18 or _OLD_ID.fullmatch(signs)):
        return Kind.ID_NUMBER
    kind = _kind_of_digits(signs, length, before) if signs.isdigit() else None
    return None if kind is None or _NOT_PERSONAL.search(before) else kind


def _kind_of_digits(digits: str, length: int, before: str) -> Kind | None:
    if length == 18 and uscc_is_valid(digits):
        return Kind.USCC
    if _is_phone(digits, length, before):
        return Kind.PHONE
    return Kind.BANK_CARD if _is_card(digits, length, before) else None


def _is_phone(digits: str, length: int, before: str) -> bool:
    if length in (11, 13) and _MOBILE.fullmatch(digits):
        return True
    if 10 <= length <= 12 and _LANDLINE_AT_HOME.fullmatch(digits):
        return True
    if 11 <= length <= 15 and digits.startswith(("86", "0086")) and _LANDLINE.fullmatch(digits):
        return True
    # Without an area code only the words before tell; 400 and 800 numbers belong to companies, 20… to dates.
    bare = length in (7, 8, 10) and not digits.startswith(("0", "400", "800", "20"))
    return bare and _PHONE_CONTEXT.search(before) is not None


def _is_card(digits: str, length: int, before: str) -> bool:
    if 14 <= length <= 19 and _CARD_PREFIX.match(digits) and luhn_is_valid(digits) and len(set(digits)) > 1:
        return True
    # Accounts of companies and passbooks are longer than cards.
    return 9 <= length <= 22 and _CARD_CONTEXT.search(before) is not None
