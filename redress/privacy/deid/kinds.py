"""What is taken out of a text, and what stands there instead."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Kinds of personal values; the order is the order of precedence where two finds overlap."""

    EMAIL = "email"
    ID_NUMBER = "id_number"
    USCC = "uscc"
    BANK_CARD = "bank_card"
    PHONE = "phone"
    PLATE = "plate"
    HANDLE = "handle"
    ADDRESS = "address"
    NAME = "name"


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int
    kind: Kind


PRECEDENCE = {kind: place for place, kind in enumerate(Kind)}
PLACEHOLDERS_ZH = {
    Kind.EMAIL: "［邮箱］",
    Kind.ID_NUMBER: "［证件号］",
    Kind.USCC: "［信用代码］",
    Kind.BANK_CARD: "［银行卡］",
    Kind.PHONE: "［电话］",
    Kind.PLATE: "［车牌］",
    Kind.HANDLE: "［账号］",
    Kind.ADDRESS: "［地址］",
    Kind.NAME: "［姓名］",
}
PLACEHOLDERS_EN = {
    Kind.EMAIL: "［e-mail］",
    Kind.ID_NUMBER: "［ID number］",
    Kind.USCC: "［credit code］",
    Kind.BANK_CARD: "［bank card］",
    Kind.PHONE: "［phone］",
    Kind.PLATE: "［plate］",
    Kind.HANDLE: "［account］",
    Kind.ADDRESS: "［address］",
    Kind.NAME: "［name］",
}
PLACEHOLDERS = frozenset(PLACEHOLDERS_ZH.values()) | frozenset(PLACEHOLDERS_EN.values())
