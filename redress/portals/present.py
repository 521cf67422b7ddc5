"""Turning cases into what templates show: dates with their count, timelines, rows. No decisions are made here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from redress.agencies import queries
from redress.agencies.models import Staff, Team
from redress.cases import actions, reading
from redress.cases.models import Case, Exhibit
from redress.deadlines import calendars, clocks
from redress.deadlines.models import Clock
from redress.kernel.moments import day_of
from redress.law import packs
from redress.law.clock import Event
from redress.law.limits import Limit
from redress.law.packs import Pack, say
from redress.law.recorded import ClockInputError
from redress.law.statutes import statute


def lang() -> str:
    return get_language() or "zh-hans"


def cite_words(cites: Iterable[Any]) -> str:
    """Write provisions briefly: 办法第15条 · Measures Art. 15."""
    found = []
    for cite in cites:
        law, article = (cite["law"], cite["article"]) if isinstance(cite, dict) else (cite.law, cite.article)
        found.append(f"{law_name(law)} {article_words(article, law)}".strip())
    return "；".join(found) if lang() != "en" else "; ".join(found)


def article_words(article: str, law: str = "") -> str:
    """Write an article as people say it: 第23条第1款第5项, 第16条第4项 (one paragraph only), Art. 23(1)(5)."""
    if not article:  # the whole text is meant
        return ""
    if lang() == "en":
        return f"Art. {article}"
    number, *brackets = article.replace(")", "").split("(")
    known = packs.load(REFERENCE).tables["laws"]["law"].get(law, {})
    items = len(brackets) == 1 and number.isdecimal() and int(number) in known.get("items_only", ())
    units = ("项",) if items else ("款", "项", "目")
    return f"第{number}条" + "".join(f"第{part}{unit}" for part, unit in zip(brackets, units, strict=False))


def law_name(law: str) -> str:
    """Return the short name of a text: as people call it, else its registered title, else its id."""
    if law in LAW_NAMES:
        return say(LAW_NAMES[law], lang())
    try:
        return say(statute(law).title, lang()).removeprefix("中华人民共和国")
    except LookupError:
        return law


REFERENCE = "cn-samr-2026"  # its table of texts says which articles have items only
LAW_NAMES = {
    "samr-complaint-2026": {"zh": "投诉举报处理办法", "en": "Complaint Measures"},
    "samr-complaint-2019-repealed": {
        "zh": "投诉举报处理暂行办法（已废止）",
        "en": "Interim Complaint Measures (repealed)",
    },
    "cpl-2013": {"zh": "消费者权益保护法", "en": "Consumer Law"},
    "cpl-reg-2024": {"zh": "消法实施条例", "en": "Consumer Law Regulation"},
    "penalty-procedure-2022": {"zh": "行政处罚程序规定", "en": "Penalty Procedure"},
    "cn-standard": {"zh": "标准流程", "en": "Standard process"},
    "pipl-2021": {"zh": "个人信息保护法", "en": "Personal Information Law"},
    "civil-code-1-general": {"zh": "民法典", "en": "Civil Code"},
    "cybersecurity-law": {"zh": "网络安全法", "en": "Cybersecurity Law"},
    "network-data-2024": {"zh": "网络数据安全管理条例", "en": "Network Data Regulation"},
    "minors-network-2023": {"zh": "未成年人网络保护条例", "en": "Minors' Network Protection Regulation"},
    "advertising-2021": {"zh": "广告法", "en": "Advertising Law"},
}


def due(row: Clock, *, events: Sequence[Event], today: date, ics: str = "") -> dict[str, Any]:
    """One limit as a date hero shows it, with every day counted or left out and why."""
    pack = packs.load(row.rule_set)
    limit = pack.limits[row.limit_code]
    steps, remarks = counted(limit, events, pack, today)
    return {
        "code": row.limit_code,
        "due_on": row.due_on,
        "family": row.family,
        "state": row.state,
        "text": say(limit.title, lang()),
        "left": days_left(limit, row.due_on, today, pack) if row.state == "running" else None,
        "unit": "working" if limit.unit == "working_days" else "calendar",
        "cite": cite_words(limit.cites),
        "provisional": row.provisional,
        "starts_on": row.started_on,
        "steps": steps,
        "remarks": remarks,
        "ics": ics,
    }


def counted(limit: Limit, events: Sequence[Event], pack: Pack, today: date) -> tuple[list[dict[str, Any]], list[str]]:
    try:
        result = clocks.compute(limit, events, pack_id=pack.id, today=today)
    except ClockInputError:
        return [], []
    steps = [{"day": step.day, "counted": step.counted, "reason": say(step.reason, lang())} for step in result.steps]
    return steps, [say(remark, lang()) for remark in result.remarks]


def days_left(limit: Limit, due_on: date | None, today: date, pack: Pack) -> int | None:
    """Days left in the limit's own unit; negative once it is over."""
    if due_on is None:
        return None
    if limit.unit != "working_days":
        return (due_on - today).days
    calendar = calendars.current(pack.calendar)
    count = calendar.working_days(min(due_on, today) + timedelta(days=1), max(due_on, today))
    return count if due_on >= today else -count


def dues(case: Case, *, now: datetime) -> list[dict[str, Any]]:
    """Every limit of a case that has a day, running ones first, the statutory before the promised."""
    events = actions.clock_events(case)
    today = day_of(now)
    rows = [row for row in clocks.of(case.pk) if row.due_on is not None]
    order = {"running": 0, "missed": 1, "paused": 2, "met": 3}
    rows.sort(key=lambda row: (order.get(row.state, 4), row.family != "statute", row.due_on))
    return [due(row, events=events, today=today) for row in rows]


def quick_due(case: Case, *, today: date) -> dict[str, Any] | None:
    """The next date of a case in a list, without its count."""
    if case.next_due_on is None:
        return None
    pack = packs.load(case.rule_set)
    limit = pack.limits.get(case.next_due_code)
    if limit is None:
        return None
    left = (
        days_left(limit, case.next_due_on, today, pack)
        if abs((case.next_due_on - today).days) < 400
        else (case.next_due_on - today).days
    )
    return {
        "due_on": case.next_due_on,
        "family": limit.family,
        "state": "running",
        "left": left,
        "unit": "working" if limit.unit == "working_days" else "calendar",
        "text": say(limit.title, lang()),
    }


def state_words(case: Case, *, due_on: Any = None, mine: bool = False) -> dict[str, Any]:
    state = case.pack.states[case.state]
    return {
        "now": say(state.sentence, lang()),
        "turn": turn_words(state.turn),
        "mine": mine,
        "by": due_on,
        "otherwise": say(state.if_nothing, lang()),
    }


def turn_words(turn: str) -> str:
    return {
        "authority": gettext("The office"),
        "complainant": gettext("The complainant"),
        "respondent": gettext("The trader"),
        "both": gettext("Both sides"),
        "mediation_body": gettext("The mediation body"),
        "testing_body": gettext("The testing body"),
        "other_body": gettext("The other body"),
        "nobody": gettext("Nobody"),
    }.get(turn, turn)


EVENT_WORDS = {
    "case.received": ("已收到并登记", "Received and registered"),
    "deadline.missed": ("期限已过", "A limit passed"),
    "message.received": ("投诉人留言", "Message from the complainant"),
    "message.sent": ("发给投诉人的消息", "Message to the complainant"),
    "note.added": ("内部备注", "Internal note"),
    "evidence.added": ("添加证据", "Evidence added"),
    "letter.issued": ("文书已制发", "Letter issued"),
    "notice.queued": ("通知已登记", "Notice queued"),
    "notice.sent": ("通知已发出", "Notice sent"),
    "notice.delivered": ("通知已送达", "Notice delivered"),
    "notice.failed": ("通知未送达", "Notice not delivered"),
    "task.added": ("添加事项", "Task added"),
    "task.finished": ("事项已完成", "Task finished"),
    "task.handed_over": ("事项已交接", "Task handed over"),
    "trader.invited": ("已请商家答复", "The trader was asked to answer"),
    "trader.nudged": ("再次提醒商家", "The trader was reminded"),
    "trader.code_renewed": ("已换发验证码", "New code for the trader"),
    "trader.opened": ("商家已打开投诉内容", "The trader opened the matter"),
    "trader.called": ("已给商家打电话", "The trader was called"),
    "trader.answered": ("商家答复", "The trader answered"),
    "trader.silent": ("商家逾期没有答复，交经办人决定", "The trader stayed silent; the officer decides"),
    "trader.silence_escalated": ("商家没有答复，已交负责人督办", "Silent trader: handed to the supervisor"),
    "trader.invitation_revoked": ("已撤回给商家的链接", "The trader's link was taken back"),
    "case.exported": ("导出全卷", "Whole file taken out"),
    "personal_data.revealed": ("查看个人信息", "Personal data revealed"),
    "case.erased": ("个人信息已删除", "Personal data erased"),
    "assessment.made": ("依法估算，已存档", "Assessed under the law"),
    "document.made": ("制作下一步要用的文书", "Paper for the next forum made"),
    "order.issued": ("督办", "Supervision order"),
    "order.answered": ("答复督办", "Order answered"),
    "order.closed": ("督办有了结论", "Order closed"),
    "escalation.raised": ("提请上级处理", "Escalated"),
    "escalation.answered": ("上级已答复", "Escalation answered"),
    "grievance.received": ("收到对办理的投诉", "Complaint about the handling"),
    "grievance.decided": ("对办理的投诉已有结论", "Complaint about the handling decided"),
    "callback.made": ("已回访", "Called back"),
    "callback.missed": ("回访未接通", "Call not answered"),
    "quality.second_reading": ("二次判断", "Read a second time"),
    "staff.recused": ("工作人员回避", "Somebody keeps out of the case"),
    "staff.recusal_lifted": ("回避解除", "Recusal ended"),
    "contact.changed": ("更改联系方式", "Contact details changed"),
    "evidence.text_read": ("已识别图片中的文字", "Text in a picture was read"),
    "case.value_confirmed": ("已核对采用图片中的数值", "A value read in a picture was confirmed"),
    "case.succeeded": ("机构合并，承接单位接办", "The office was closed; its successor has it"),
    "case.classified": ("性质或者类别已确认", "Nature or category confirmed"),
}


def event_words(case: Case, moment: reading.Moment) -> str:
    """What happened, in words of the rule set where it was a step."""
    verb = str(moment.data.get("verb", ""))
    steps = case.pack.steps_of(verb)
    if verb == "assign" and str(moment.data.get("step_to", "")).startswith("team:"):
        return team_words(case, moment)
    if steps:
        title = say(steps[0].title, lang())
        ground = (
            case.pack.ground(steps[0].reasons, str(moment.data.get("reason_code", ""))) if steps[0].reasons else None
        )
        return (
            f"{title}：{say(ground.title, lang())}"
            if ground and lang() != "en"
            else (f"{title}: {say(ground.title, lang())}" if ground else title)
        )
    if moment.event == "team.given":
        return team_words(case, moment)
    text = happened(moment.event)
    code = str(moment.data.get("limit", ""))
    limit = next((found for pack in packs_of(case) if (found := pack.limits.get(code))), None)
    return f"{text} · {say(limit.title, lang())}" if limit else text


def happened(event: str) -> str:
    """An event that is no step, in words; its name where nobody has put it into words."""
    words = EVENT_WORDS.get(event)
    return event if words is None else words[1] if lang() == "en" else words[0]


def team_words(case: Case, moment: reading.Moment) -> str:
    """To which team a case came, by the routing table or by somebody's word, and who took it by that day's roster."""
    data = moment.data
    code = str(data.get("team", "")) or str(data.get("step_to", "")).removeprefix("team:")
    to = str(data.get("taken", "") or data.get("to", ""))
    team = Team.objects.filter(agency_id=case.agency_id, code=code).first()
    told = reading.json_of(case.why_routed)  # a case that is with another body now keeps the name of then
    then = str(told.get("team_en" if lang() == "en" else "team_zh", "")) if told.get("team") == code else ""
    words = {"team": then or (team.name(lang()) if team else code), "name": staff_names([to]).get(to, "")}
    if moment.data.get("how") == "duty":
        return gettext("Came to team %(team)s; %(name)s was on duty and took it") % words
    if moment.data.get("how") == "substitute":
        return gettext("Came to team %(team)s; %(name)s took it for the person on duty, who was away") % words
    return gettext("Came to team %(team)s; nobody was on duty") % words


def packs_of(case: Case) -> list[Pack]:
    """The rule set of a case, and the one of its service standards if it has one."""
    return [packs.load(name) for name in (case.rule_set, case.service_rule_set) if name]


def who_words(actor: str, names: dict[str, str]) -> str:
    if actor in {"complainant", "anyone"}:
        return gettext("Complainant")
    if actor.startswith("system"):
        return gettext("System")
    if actor.startswith("trader:"):
        return gettext("Trader")
    return names.get(actor, gettext("Staff"))


def staff_names(actors: Iterable[str]) -> dict[str, str]:
    ids = {int(actor[6:]) for actor in actors if actor.startswith("staff:") and actor[6:].isdecimal()}
    return {f"staff:{row.pk}": row.display_name for row in Staff.objects.filter(pk__in=ids)} if ids else {}


def exhibit_rows(
    exhibits: Iterable[Exhibit], names: dict[int, str], *, address: str, previews: str, texts: str = ""
) -> list[dict[str, Any]]:
    """Evidence as its cards show it. address, previews, texts -- URL names that take case number and exhibit id"""
    scans = {"clean": "clean", "waiting": "waiting", "infected": "risky", "unscanned": "off"}
    return [
        {
            "name": names.get(found.pk) or gettext("File %(number)s") % {"number": found.pk},
            "href": reverse(address, args=[found.case.number, found.pk]) if found.scan != "infected" else "",
            "thumb": reverse(previews, args=[found.case.number, found.pk]) if found.preview_path else "",
            "text_href": reverse(texts, args=[found.case.number, found.pk]) if texts and found.preview_path else "",
            "size": found.size,
            "captured_at": found.captured_at,
            "received_at": found.added_at,
            "by": gettext("Complainant") if found.added_role in {"complainant", "anyone"} else gettext("Staff"),
            "sha256": found.sha256,
            "scan": scans.get(found.scan, "waiting"),
            "audience": found.audience,
        }
        for found in exhibits
    ]


def agency_name(agency_id: int) -> str:
    body = queries.directory().known.get(agency_id)
    return body.name(lang()) if body else ""
