"""Invented content for the catalogue, in both languages. Nothing here is a rule, a record or a person."""

from datetime import date, datetime, timedelta
from typing import Any

from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import Problem

RECEIVED = date(2026, 9, 22)
OFF = {
    **dict.fromkeys((date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27)), ("中秋节放假", "Mid-Autumn Festival")),
    **dict.fromkeys((date(2026, 10, day) for day in range(1, 8)), ("国庆节放假", "National Day")),
}


def moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def samples(*, chinese: bool) -> dict[str, Any]:
    """Return everything the catalogue shows, in one language."""

    def say(zh: str, en: str) -> str:
        return zh if chinese else en

    steps = [
        {"day": on, "counted": on not in OFF and on.weekday() < 5, "reason": say(*OFF.get(on, ("周末", "weekend")))}
        for on in (RECEIVED + timedelta(days=after) for after in range(1, 18))
    ]
    statute = {
        "due_on": date(2026, 10, 9),
        "family": "statute",
        "state": "running",
        "left": 6,
        "unit": "working",
        "text": say("最晚这一天，告诉您受理还是不受理", "By this day at the latest you hear whether your complaint is accepted"),
        "cite": say("《市场监督管理投诉举报处理办法》第十五条", "Measures for Handling Complaints and Reports, Art. 15"),
        "starts_on": RECEIVED,
        "steps": steps,
        "ics": "#ics",
    }
    service = {
        "due_on": date(2026, 10, 20),
        "family": "service",
        "state": "running",
        "left": 12,
        "unit": "working",
        "text": say("这一天前，给您一次进展答复", "Before this day we tell you how far we are"),
        "cite": say("这是我们的承诺，不是法律期限", "A promise of ours, not a limit set by law"),
    }
    return {
        "statute": statute,
        "service": service,
        "late": statute | {"state": "missed", "left": -2, "steps": None},
        "near": statute | {"left": 1, "steps": None},
        "paused": statute | {"state": "paused", "steps": None, "text": say("正在检测，这段时间不计入60天", "Being tested: this time is not part of the 60 days")},
        "met": statute | {"state": "met", "steps": None, "text": say("10月8日已受理", "Accepted on 8 October")},
        "provisional": statute | {"due_on": date(2027, 1, 5), "provisional": True, "left": 30, "steps": None},
        "degraded_sentence": say("短信暂时发不出去。进展请在本页查看，或拨打 12315。", "Text messages cannot be sent at the moment. Please look here, or ring 12315."),
        **_public(say),
        **_desk(say, statute, service),
    }


def _public(say: Any) -> dict[str, Any]:
    kinds = [
        ("complaint", "解决我和商家的纠纷（投诉）", "Settle my dispute with the trader (a complaint)", "要告诉商家是谁提出的", "The trader is told who complains"),
        ("report", "反映商家违法（举报）", "Tell you that the trader breaks the law (a report)", "不为我自己要赔偿；您的信息保密", "Not for money of my own; who you are stays secret"),
        ("both", "两个都要", "Both", "我们会分成两件，分别办", "We make two matters of it and handle each"),
        ("ask", "只想问问", "I only have a question", "", ""),
    ]
    story = say(
        "8月28日在网店买的扫地机器人，2399元。9月13日起不能充电。商家说是我摔坏的，不肯修也不肯退。",
        "On 28 August I bought a robot vacuum online for 2,399 yuan. Since 13 September it does not charge. The shop says I dropped it.",
    )
    return {
        "crumbs": [{"label": say("首页", "Home"), "href": "/"}, {"label": say("算一算", "Work it out"), "href": "#"}, {"label": say("还有几天", "How many days are left")}],
        "kinds": [{"value": code, "label": say(zh, en), "hint": say(hint_zh, hint_en)} for code, zh, en, hint_zh, hint_en in kinds],
        "requests": [{"value": str(at), "label": label, "checked": at == 3} for at, label in enumerate(say("修理 更换 退货 退款 赔偿损失", "Repair Exchange Return Refund Damages").split())],
        "grades": [{"value": str(at), "label": label} for at, label in enumerate(say("非常满意 满意 基本满意 不满意 非常不满意", "Excellent Good Fair Poor Bad").split())],
        "yes_no": [{"value": "yes", "label": say("同意", "I agree")}, {"value": "no", "label": say("不同意", "I do not agree")}],
        "districts": [{"value": "310115", "label": say("浦东新区", "Pudong")}, {"value": "310104", "label": say("徐汇区", "Xuhui")}],
        "story": story,
        "answers": [
            {"key": say("发生了什么", "What happened"), "value": story, "href": "#", "audience": "both"},
            {"key": say("商家", "Trader"), "value": say("海风电器（示例）有限公司", "Seabreeze Appliances (example) Ltd"), "href": "#"},
            {"key": say("购买日期", "Bought on"), "value": say("2026年8月28日（周五）", "Fri 28 Aug 2026"), "href": "#"},
            {"key": say("金额", "Amount"), "value": say("2,399.00 元", "CNY 2,399.00"), "href": "#"},
            {"key": say("通讯地址", "Address"), "missing": say("还缺：不填也能提交", "Missing: you can send it without"), "href": "#"},
        ],
        "tasks": [
            {"label": say("共同投诉人名单", "List of joint complainants"), "href": "#", "state": "done", "state_text": say("已完成", "Done")},
            {"label": say("推选代表人", "Choose representatives"), "href": "#", "hint": say("最多2人", "Two at most"), "state": "todo", "state_text": say("未完成", "To do")},
            {"label": say("检查并提交", "Check and send"), "state": "wait", "state_text": say("前面完成后开放", "Opens after the others")},
        ],
        "seen": [say("您的姓氏：林", "Your family name: Lin"), say("买了什么、哪里有问题、您的诉求", "What you bought, what is wrong, what you ask for")],
        "unseen": [say("手机号、证件号", "Telephone and identity numbers"), say("住址", "Home address")],
        "wrong_lines": [
            {"text": say("请写几句话，说说买了什么、哪里有问题", "Write a few words: what you bought and what is wrong"), "href": "#id_story_bad"},
            {"text": say("手机号应是11位，您填了10位，请检查", "A mobile number has 11 digits; yours has 10. Please check"), "href": "#id_phone_bad"},
        ],
        "state": {
            "now": say("已收到，正在看您的材料", "Received; we are reading what you sent"),
            "turn": say("浦东新区市场监督管理局（示例）", "Pudong Market Supervision Bureau (example)"),
            "by": say("10月9日（周五）", "Fri 9 Oct"),
            "next": say("告诉您受理还是不受理。受理后联系商家。", "You hear whether it is accepted. Then we turn to the trader."),
            "otherwise": say("超过这一天没有答复，您可以投诉这次办理，主管会看到。", "If the day passes, you can complain about our handling and a supervisor sees it."),
        },
        "state_mine": {
            "now": say("需要您补充一张照片", "We need one more photograph from you"), "turn": say("您", "You"), "mine": True,
            "by": say("9月30日（周三）", "Wed 30 Sept"), "otherwise": say("不补充也会继续办，只是证据会少一些。", "We go on without it, with less evidence."),
        },
        "events": [
            {"at": moment(9, 22, 22, 52), "kind": "in", "title": say("您的投诉", "Your complaint"), "body": story, "docs": [{"label": say("订单截图.png", "order.png"), "href": "#"}]},
            {"at": moment(9, 22, 22, 52), "kind": "event", "title": say("已登记，编号已生成", "Registered, number given")},
            {"at": moment(9, 23, 9, 40), "kind": "internal", "title": say("初步审核记录", "Note of the review"), "who": say("赵", "Zhao"), "body": say("同一商家本月第三件。", "Third matter with this trader this month.")},
            {"at": moment(9, 29, 15, 5), "kind": "decision", "title": say("决定受理", "Accepted"), "who": say("赵", "Zhao")},
            {"at": moment(9, 29, 15, 6), "kind": "out", "title": say("受理告知书", "Notice of acceptance"), "body": say("我们受理了您的投诉。下一步联系商家。", "We accepted your complaint. Next we turn to the trader."), "docs": [{"label": say("告知书.pdf", "notice.pdf"), "href": "#"}]},
        ],
        "figures": [
            {"name": say("商家答复的中位天数", "Median days to an answer"), "number": "4", "unit": say("天", "days"), "what": say("近12个月，312件，从通知商家到它第一次答复", "Last 12 months, 312 cases, from the notice to the trader's first answer"), "href": "#"},
            {"name": say("消费者说解决了", "Solved, consumers say"), "number": "71%", "what": say("95% 区间 66–76%；答复回访的 198 人", "95 % interval 66–76 %; 198 people who answered"), "href": "#"},
            {"name": say("今天到期", "Due today"), "number": "3", "unit": say("件", "cases"), "what": say("上海时间的今天，只算法定期限", "Today in Shanghai; limits set by law only"), "href": "#"},
        ],
        "bars": [(say("质量", "Quality"), 128), (say("售后服务", "After-sales service"), 96), (say("虚假宣传", "False advertising"), 41), (say("价格", "Price"), 22), (say("本市平均", "City average"), 60)],
        "reference": [say("本市平均", "City average")],
        "letter_paragraphs": [
            say("我们受理了您2026年9月22日提出的投诉。", "We have accepted the complaint you made on 22 September 2026."),
            say("下一步，我们会征求您和商家是否同意调解。最晚在2026年11月28日前告诉您结果。", "Next we ask you and the trader whether you agree to mediation. You hear the result by 28 November 2026."),
            say("您不清楚的地方，可以拨打12315，报编号即可。", "If anything is unclear, ring 12315 and give the number."),
        ],
    }


def _desk(say: Any, statute: dict[str, Any], service: dict[str, Any]) -> dict[str, Any]:
    plain = {"steps": None}
    people = (("扫地机器人不充电，要退款", "Robot vacuum does not charge, refund asked", "林**", "L** "), ("预付卡停业，余额1,260元", "Prepaid card, shop closed, 1,260 left", "陈*", "C***"), ("冰箱三次维修仍异响", "Fridge still noisy after three repairs", "欧阳**", "O*****"), ("外卖吃出异物", "Foreign object in a delivered meal", "周*", "Z***"), ("装修定金不退", "Deposit for decoration kept", "吴**", "W**"))
    dues = (
        statute | plain | {"state": "missed", "left": -2, "due_on": date(2026, 9, 22)},
        statute | plain | {"left": 0, "due_on": date(2026, 9, 24)},
        statute | plain | {"left": 2, "due_on": date(2026, 9, 29)},
        service | plain,
        statute | plain | {"state": "paused", "due_on": date(2026, 12, 12)},
    )
    rows = [
        {
            "number": f"SH2609{at}4K7QX2M{at}", "href": "#", "due": dues[at], "what_due": say("受理决定", "Acceptance decision") if at % 2 == 0 else say("进展答复", "Progress answer"),
            "matter": say(zh, en), "detail": say("质量", "Quality"), "trader": say("海风电器（示例）", "Seabreeze (example)"), "amount": None if at == 3 else 2399 - 311 * at,
            "consumer": say(name_zh, name_en), "last": say("昨天 16:20 消费者补充", "Yesterday 16:20, consumer added"), "flags": [say("老年人", "older person")] if at == 1 else [], "current": at == 2,
        }
        for at, (zh, en, name_zh, name_en) in enumerate(people)
    ]
    wrong_role = Problem("complaint.close.too_early", say("还没有书面结果，不能办结。请先出具书面结果。", "There is no written result yet. Issue it first."), cites=({"law": "samr-complaint-2026", "article": "25"},))
    case = {
        "number": "SH26094K7QX2M3", "href": "#", "title": say("扫地机器人不充电，要求退款 2,399 元", "Robot vacuum does not charge, refund of 2,399 asked"), "matter": say("扫地机器人不充电，要退款", "Robot vacuum, refund asked"),
        "state": say("已受理，正在征求双方是否同意调解", "Accepted; both sides are asked whether they agree to mediation"), "mode": say("投诉", "Complaint"), "owner": say("赵（示例）", "Zhao (example)"),
        "flags": [say("老年人", "Older person"), say("媒体关注", "In the press")], "linked": [{"label": say("关联举报", "Linked report"), "href": "#"}],
        "story": say("8月28日网店购买，9月13日起不能充电，商家称人为损坏。", "Bought online on 28 August, no charging since 13 September, the shop says it was dropped."),
        "suggestion": say("建议：受理", "Suggestion: accept"), "reason": say("七项不予受理情形都没有发现；店铺公示地址在浦东。", "None of the seven grounds of refusal was found; the shop's published address is in Pudong."),
        "rows": [{"key": say("商家", "Trader"), "value": say("海风电器（示例）", "Seabreeze (example)")}, {"key": say("金额", "Amount"), "value": say("2,399.00 元", "CNY 2,399.00")}, {"key": say("诉求", "Asks for"), "value": say("退款", "Refund")}, {"key": say("电话", "Phone"), "value": "138****1234", "href": "#"}],
        "evidence": [{"name": "order.png"}, {"name": "video.mp4"}],
    }
    return {
        "desk_nav": [{"label": say("队列", "Queue"), "href": "#", "current": True, "count": 60}, {"label": say("登记", "Register"), "href": "#"}, {"label": say("看板", "Board"), "href": "#"}],
        "desk_search": "#",
        "buckets": [{"label": label, "href": "#", "count": count, "current": at == 1, "now": at == 0} for at, (label, count) in enumerate(zip(say("今天必须决定,等我,等消费者,等商家,等检测,新来,可合并,有新消息", "Decide today,My turn,Consumer's turn,Trader's turn,Testing,New,Look alike,New messages").split(","), (3, 14, 9, 21, 2, 14, 9, 4), strict=True))],
        "saved": [{"label": say("预付卡·大额", "Prepaid, large"), "href": "#", "count": 6}, {"label": say("组内共享：家电", "Shared: appliances"), "href": "#", "count": 18}],
        "chips": [{"label": say("我的", "Mine"), "href": "#", "current": True, "count": 60}, {"label": say("未分派", "Unassigned"), "href": "#", "count": 14}, {"label": say("质量", "Quality"), "href": "#"}],
        "rows": rows,
        "case": case,
        "case_dues": [statute, service | plain],
        "tabs": [{"label": say("经过", "History"), "href": "#", "current": True}, {"label": say("证据", "Evidence"), "href": "#", "count": 3}, {"label": say("文书", "Letters"), "href": "#", "count": 2}],
        "verbs": [
            {"label": say("受理", "Accept"), "href": "#", "key": "A", "first": True, "does": say("发出受理告知书；开始60天期限", "Sends the notice of acceptance; starts the 60 days")},
            {"label": say("不予受理", "Refuse"), "href": "#", "key": "R", "does": say("需要理由、事实和条款", "Needs ground, fact and article")},
            {"label": say("要求补充材料", "Ask for materials"), "href": "#", "key": "Q", "does": say("不停止受理期限", "Does not stop the limit")},
            {"label": say("办结", "Close"), "problems": [wrong_role]},
        ],
        "wrong_role": [wrong_role],
        "recipients": [{"value": "consumer", "label": say("消费者 林**", "Consumer L**"), "checked": True}, {"value": "trader", "label": say("商家 海风电器", "Trader Seabreeze")}],
        "templates": [{"value": "1", "label": say("请补充订单截图", "Please add the order")}],
        "evidence": [
            {"name": say("订单截图.png", "order.png"), "href": "#", "size": 312_400, "captured_at": moment(9, 22, 22, 41), "by": say("消费者", "Consumer"), "sha256": "9f2c4a1be07d53c8a6b0117e5d92f3480c6ea1d7b94f20853e7c61fa0d8b2c95", "scan": "clean", "audience": "both"},
            {"name": say("故障视频.mp4", "fault.mp4"), "size": 48_211_000, "captured_at": moment(9, 22, 22, 44), "by": say("消费者", "Consumer"), "scan": "waiting", "audience": "staff"},
            {"name": "invoice.pdf.exe", "size": 88_000, "by": say("商家", "Trader"), "scan": "risky", "audience": "staff"},
            {"name": say("检测报告.pdf", "test-report.pdf"), "size": 1_288_000, "by": say("检测机构", "Testing body"), "scan": "off", "audience": "public"},
        ],
        "compare_lines": [
            {"label": say("商家", "Trader"), "left": say("海风电器（示例）", "Seabreeze (example)"), "right": say("海风电器（示例）", "Seabreeze (example)")},
            {"label": say("诉求", "Asks for"), "left": say("退款 2,399 元", "Refund of 2,399"), "right": say("退款 2,088 元", "Refund of 2,088"), "differs": True},
            {"label": say("说法", "Words"), "left": say("不能充电", "does not charge"), "right": say("充不进电", "will not charge"), "differs": True},
        ],
        "bulk": [
            {"number": rows[0]["number"], "href": "#", "matter": rows[0]["matter"], "ok": True, "effect": say("受理，期限至11月28日", "Accepted, until 28 November")},
            {"number": rows[1]["number"], "href": "#", "matter": rows[1]["matter"], "ok": False, "problems": [wrong_role]},
        ],
        "today": RECEIVED,
    }
