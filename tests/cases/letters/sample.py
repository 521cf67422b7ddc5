"""A complete set of facts for any letter: Lin, her robot vacuum and the office that handles her complaint."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from pypdf import PdfReader

from redress.cases.letters import forms
from redress.law import packs

OFFICE = {"zh": "浦东新区市场监督管理局（示例）", "en": "Pudong Market Supervision Bureau (example)"}
GROUNDS = {
    ("return_notice", "cn-samr-2026"): ("return", "NO_COMPETENCE"),
    ("return_notice", "cn-samr-2019"): ("return", "NO_COMPETENCE"),
    ("transfer_letter", "cn-samr-2026"): ("transfer", "SECTOR_BODY"),
    ("transfer_letter", "cn-samr-2019"): ("transfer", "SECTOR_BODY"),
    ("refusal_decision", "cn-samr-2026"): ("refusal", "ALREADY_HANDLED"),
    ("refusal_decision", "cn-samr-2019"): ("refusal", "ALREADY_HANDLED"),
    ("termination_decision", "cn-samr-2026"): ("termination", "NO_AGREEMENT"),
    ("termination_decision", "cn-samr-2019"): ("termination", "NO_AGREEMENT"),
}
TEXTS: dict[str, Any] = {
    "agency_name": OFFICE,
    "agency_phone": "021-12315",
    "agency_address": "浦东新区合欢路2号",
    "agency_hours": "工作日 9:00–17:00",
    "case_number": "26K7 M3QX 94TP",
    "handler": "赵明",
    "lookup_url": "http://127.0.0.1:8000/",
    "channel": {"zh": "网上", "en": "web page"},
    "kind_words": {"zh": "投诉", "en": "complaint"},
    "addressee": {"zh": "林晓", "en": "Lin Xiao"},
    "complainant_name": {"zh": "林晓", "en": "Lin Xiao"},
    "complainant_phone": "13800001234",
    "complainant_address": "上海市浦东新区世纪大道100号3幢502室",
    "complainant_id_type": {"zh": "居民身份证", "en": "resident identity card"},
    "complainant_id_number": "31011519920101123X",
    "agent_name": "林明",
    "respondent_name": {"zh": "洁净家电（上海）有限公司", "en": "Clean Appliances (Shanghai) Ltd"},
    "respondent_contact": "王经理",
    "respondent_address": "上海市浦东新区张江路88号",
    "respondent_phone": "021-50001234",
    "purchase_what": {"zh": "扫地机器人", "en": "Robot vacuum cleaner"},
    "story": "8月28日在平台店铺买了一台扫地机器人。\n9月13日突然不能启动，客服说是人为损坏。",
    "summary": {"zh": "扫地机器人两周后不能启动，商家称人为损坏。", "en": "A robot vacuum stopped after two weeks."},
    "target_agency": {"zh": "徐汇区市场监督管理局（示例）", "en": "Xuhui Market Supervision Bureau (example)"},
    "better_body": {"zh": "上海市消费者权益保护委员会", "en": "the Shanghai Consumer Council"},
    "reason": {"zh": "店铺在平台公示的地址在徐汇区。", "en": "The shop's published address is in Xuhui."},
    "why_routed": {"zh": "店铺在平台公示的地址在浦东新区", "en": "the shop's published address is in Pudong"},
    "fact": {
        "zh": "该会已于9月10日受理同一台机器的投诉。",
        "en": "The council accepted the same matter on 10 September.",
    },
    "findings": {"zh": "检测单显示电池进液。", "en": "The test sheet shows liquid in the battery."},
    "result": {"zh": "商家退还货款2,399.00元。", "en": "The trader refunds CNY 2,399.00."},
    "note": {"zh": "寄回机器的运费由商家承担。", "en": "The trader pays for sending the machine back."},
    "outcome_title": {"zh": "调解成功", "en": "Settled by mediation"},
    "outcome_plain": {"zh": "经调解，双方达成了协议。", "en": "The two sides reached an agreement in mediation."},
    "mediation_at": {"zh": "2026年10月13日14:00", "en": "13 October 2026, 14:00"},
    "mediation_place": "张江市场监管所二楼调解室",
    "mediation_mode": {"zh": "现场调解", "en": "in person"},
    "mediators": "周宁、陈洁",
    "participants": "林晓；王经理",
    "record": "双方陈述了购买和使用经过。\n商家同意退款。",
    "agreement": "一、商家在2026年10月20日前退还货款。\n二、投诉人在收到退款后3日内寄回机器。",
    "agreement_amount_words": "贰仟叁佰玖拾玖元整",
    "pickup": "苹果 大海 书包 茶壶",
    "receipt_hash": "9f2c1b7a55e083d4",
    "ground_title": {"zh": "经组织调解，无法达成协议", "en": "no agreement possible"},
    "ground_plain": {"zh": "有一方明确表示谈不成。", "en": "One side said that no agreement is possible."},
}
DAYS = {
    "issued_on": date(2026, 9, 29), "received_on": date(2026, 9, 22), "accepted_on": date(2026, 9, 29),
    "supplied_on": date(2026, 9, 25), "due_on": date(2026, 9, 30), "accept_due_on": date(2026, 10, 9),
    "verify_due_on": date(2026, 10, 21), "mediate_due_on": date(2026, 11, 28), "perform_by": date(2026, 10, 20),
    "answer_by": date(2026, 10, 30), "reopen_until": date(2026, 11, 3), "limitation_on": date(2029, 9, 13), "purchase_on": date(2026, 8, 28),
}  # fmt: skip
LISTS: dict[str, Any] = {
    "requests": [{"zh": "更换", "en": "Exchange"}, {"zh": "赔偿损失", "en": "Damages"}],
    "missing": [{"zh": "被投诉人地址", "en": "Respondent's address"}],
    "materials": [{"zh": "身份证明材料", "en": "Proof of identity"}, {"zh": "购买凭证", "en": "Proof of purchase"}],
    "attachments": [{"zh": "订单截图2张", "en": "Two pictures of the order"}],
    "purchase_amount": Decimal("2399"),
    "agreement_amount": Decimal("2399"),
    "consent_publication": False,
    "consent_entrusted": True,
}


def sample_facts(form: forms.Form, **changed: Any) -> dict[str, Any]:
    """Every fact a letter may use; `changed` replaces some, None takes one away."""
    pack = packs.load(form.rule_set)
    facts = {**TEXTS, **DAYS, **LISTS, "cites": list(form.own_law) or [{"law": "cpl-2013", "article": "39"}]}
    facts["letter_number"] = f"浦东新区市监{form.word}〔2026〕12号"
    facts["routes"] = list(pack.tables["routes"]["route"].values())
    ground = pack.ground(*GROUNDS.get((form.id, form.rule_set), ("", "")))
    if ground is not None:
        facts |= {"ground_title": ground.title, "ground_plain": ground.plain, "cites": list(ground.cites)}
    facts = {name: value for name, value in facts.items() if name in form.allowed} | changed
    return {name: value for name, value in facts.items() if value is not None}


def words_of(document: bytes) -> str:
    """Every printed character of a PDF, without the spaces and breaks of the layout."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages))


def squeezed(text: str) -> str:
    return "".join(text.split())
