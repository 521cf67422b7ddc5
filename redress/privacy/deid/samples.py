"""Labelled texts for measuring: invented people in sentences such as complainants write, with every number valid."""

import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

from redress.privacy.deid import numbers
from redress.privacy.deid.kinds import Kind, Span
from redress.privacy.deid.tables import COMPOUND_SURNAMES, FIRST_NAMES


class Sample(NamedTuple):
    text: str
    spans: list[Span]


_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玲红梅飞鹏辉燕波浩宇欣怡佳雨晨轩梓涵子萱诗语嘉琪雪婷慧颖琳璐瑶倩蕾鹤岭予希知远观澜暮砚青禾一诺大成德胜满仓招娣守业长庚友谊新民援朝"
_ROADS = [
    "世纪大道",
    "丁香路",
    "江南大道",
    "中山北路",
    "解放路",
    "长江西路",
    "延安中路",
    "文三路",
    "体育东路",
    "建设大街",
    "人民南路",
    "学院街",
    "桂花巷",
    "柳荫胡同",
    "张杨路",
    "虹梅路",
    "天目山路",
    "滨盛路",
]
_ESTATES = [
    "滨盛花园",
    "万科城",
    "金色家园",
    "阳光新村",
    "锦绣苑",
    "碧水湾",
    "翠苑小区",
    "望江公寓",
    "梧桐里",
    "香樟名邸",
]
_PLACES = [
    "上海市浦东新区",
    "杭州市滨江区",
    "北京市海淀区",
    "广东省深圳市南山区",
    "江苏省苏州市姑苏区",
    "成都市武侯区",
    "湖北省武汉市洪山区",
    "浦东新区",
    "海宁市",
]
_LAST = [
    "Smith",
    "Johnson",
    "Brown",
    "Taylor",
    "Wilson",
    "Evans",
    "Walker",
    "Wright",
    "Robinson",
    "Thompson",
    "Hughes",
    "Edwards",
    "Green",
    "Hall",
    "Clarke",
    "Patel",
    "Murphy",
    "Kowalski",
    "Fischer",
    "Rossi",
]
_STREETS = [
    "High Street",
    "Maple Avenue",
    "Church Road",
    "Station Lane",
    "Park Drive",
    "Oak Boulevard",
    "Mill Court",
    "King Square",
]


def _name(dice: random.Random) -> str:
    family = dice.choice(sorted(COMPOUND_SURNAMES)) if dice.random() < 0.03 else dice.choice(_FAMILY)
    return family + "".join(dice.choice(_GIVEN) for _ in range(1 if dice.random() < 0.25 else 2))


def _digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def _mobile(dice: random.Random) -> str:
    number = "1" + dice.choice("3456789") + _digits(dice, 9)
    shape = dice.random()
    if shape < 0.2:
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if shape < 0.3:
        return f"{number[:3]}-{number[3:7]}-{number[7:]}"
    if shape < 0.4:
        return f"+86 {number}"
    return number.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if shape < 0.45 else number


def _landline(dice: random.Random) -> str:
    code = dice.choice(["010", "021", "0571", "0755", "028", "0512"])
    number = dice.choice("2345678") + _digits(dice, 7)
    return dice.choice(
        [f"{code}-{number}", f"{code}{number}", f"({code}){number}", f"{code}-{number}转{_digits(dice, 3)}"]
    )


def _id_number(dice: random.Random) -> str:
    area = dice.choice(["310115", "330108", "110105", "440305", "510107", "420111", "650102"])
    body = f"{area}{dice.randint(1945, 2012)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}{_digits(dice, 3)}"
    number = body + next(sign for sign in "0123456789X" if numbers.id_number_is_valid(body + sign))
    return number.lower() if dice.random() < 0.2 else number


def _card(dice: random.Random) -> str:
    body = dice.choice(["622202", "621700", "622848", "621661", "438088", "520083"]) + _digits(
        dice, dice.choice([9, 12])
    )
    number = body + next(sign for sign in "0123456789" if numbers.luhn_is_valid(body + sign))
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4)) if dice.random() < 0.4 else number


def _uscc(dice: random.Random) -> str:
    body = "91310115" + "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(9))
    return body + next(sign for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if numbers.uscc_is_valid(body + sign))


def _plate(dice: random.Random) -> str:
    tail = dice.choice("ABCDEFGH") + _digits(dice, 4) if dice.random() < 0.6 else dice.choice("DF") + _digits(dice, 5)
    return dice.choice("京沪浙苏粤川鄂鲁") + dice.choice("ABCDEF") + dice.choice(["", "·"]) + tail


def _email(dice: random.Random) -> str:
    return f"{dice.choice(['li.mei', 'zhang_wei', 'wx', 'chen'])}{_digits(dice, 3)}@{dice.choice(['163.com', 'qq.com', 'example.com.cn'])}"


def _handle(dice: random.Random) -> str:
    return dice.choice(
        [f"wxid_{_digits(dice, 6)}", f"meimei_{_digits(dice, 3)}", f"{dice.choice('123456789')}{_digits(dice, 8)}"]
    )


def _address(dice: random.Random) -> str:
    door = dice.choice(["{0}号", "{0}号{1}室", "{0}弄{1}号{2}室", "{0}号{1}幢{2}室"])
    estate = dice.choice(["{1}栋{2}单元{0}室", "{1}幢{0}室", "{1}号楼{0}"])
    signs = (dice.randint(101, 2999), dice.randint(1, 40), dice.randint(101, 909))
    if dice.random() < 0.5:
        return dice.choice(_PLACES) + dice.choice(_ROADS) + door.format(*signs)
    return dice.choice(_PLACES) + dice.choice(_ESTATES) + estate.format(*signs)


def _english_name(dice: random.Random) -> str:
    return f"{dice.choice(sorted(FIRST_NAMES))} {dice.choice(_LAST)}"


def _english_phone(dice: random.Random) -> str:
    return dice.choice(["({0}) {1}-{2}", "{0}-{1}-{2}", "+1 {0} {1} {2}"]).format(
        f"{dice.choice('2356')}{_digits(dice, 2)}", _digits(dice, 3), _digits(dice, 4)
    )


def _english_address(dice: random.Random) -> str:
    return f"{dice.randint(1, 999)} {dice.choice(_STREETS)}"


MAKERS: Mapping[str, tuple[Kind, Callable[[random.Random], str]]] = {
    "name": (Kind.NAME, _name),
    "mobile": (Kind.PHONE, _mobile),
    "landline": (Kind.PHONE, _landline),
    "id": (Kind.ID_NUMBER, _id_number),
    "card": (Kind.BANK_CARD, _card),
    "uscc": (Kind.USCC, _uscc),
    "plate": (Kind.PLATE, _plate),
    "email": (Kind.EMAIL, _email),
    "handle": (Kind.HANDLE, _handle),
    "address": (Kind.ADDRESS, _address),
    "Name": (Kind.NAME, _english_name),
    "Phone": (Kind.PHONE, _english_phone),
    "Address": (Kind.ADDRESS, _english_address),
}
CHINESE = (
    "本人{name}，9月13日在该店买了一台冰箱，花了2399元，现要求退货，联系电话{mobile}。",
    "我叫{name}，身份证号{id}，家住{address}，单位电话{landline}。",
    "店员{name}收了我的钱却不给开票，转账到他的银行卡{card}，订单号20260913004512。",
    "{name}在店里对我说可以退，过了三天又说不行，录音里有。可以打{mobile}找我核实。",
    "退款请打到卡号{card}，户名{name}。运单号SF1382093847561已签收。",
    "商家微信号{handle}，加了以后一直不回，QQ：{handle}也把我拉黑了。",
    "送货的车牌是{plate}，司机姓名{name}，把我家门框撞坏了。",
    "收货地址：{address}，收件人{name}，电话{mobile}，快递却显示送到了驿站。",
    "该公司统一社会信用代码{uscc}，客服电话400-820-8820，没人接。",
    "办卡时老师{name}和{name}都在场，合同编号HT20260901003，金额12800元。",
    "发票寄到{email}就行，我的号码是{landline}，第3组第12号柜台办的，2026年9月22日前回复。",
    "昨天{name}又打来电话说第15号以前一定解决，我不信。我住{address}。",
    "共买了3箱，每箱128元，条码6901234567892，生产批号20260401，保质期12个月，高先生说不退。",
    "平台让我提供身份证{id}和车牌{plate}，我认为超出必要范围。",
    "商家高度重视，任何时候都可以退，于是我就放心了，没想到万分失望。手机型号M2102J2SC。",
)
ENGLISH = (
    "My name is {Name} and I bought a fridge on 13 September. Please call me at {Phone}.",
    "I live at {Address} and the courier left it elsewhere. Order 20260913004512.",
    "{Name} at the counter promised a refund of 2399 yuan, then refused. Write to {email}.",
    "The store sent it to {Address}; Mr {Name} signed for it. My card {card} was charged twice.",
    "Dear Sir, the seller ignores me. Contact {Name}, phone {Phone}. Model M2102J2SC, serial 490154203237518.",
)
# What stands in the templates themselves and is personal: “高先生”.
_FIXED = {"高先生": Span(0, 1, Kind.NAME)}


def samples(templates: tuple[str, ...], count: int, *, seed: int) -> list[Sample]:
    """Return the same labelled texts for the same seed."""
    dice = random.Random(seed)  # noqa: S311 -- invented people, no secret
    return [_fill(templates[number % len(templates)], dice) for number in range(count)]


def _fill(template: str, dice: random.Random) -> Sample:
    text = ""
    spans: list[Span] = []
    for part in template.split("{"):
        field, closed, rest = part.partition("}")
        if not closed:
            text, rest = text + part, ""
        else:
            kind, make = MAKERS[field]
            value = make(dice)
            spans.append(Span(len(text), len(text) + len(value), kind))
            text += value + rest
    for words, span in _FIXED.items():
        place = text.find(words)
        if place >= 0:
            spans.append(Span(place + span.start, place + span.end, span.kind))
    return Sample(text, sorted(spans))
