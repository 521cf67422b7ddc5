"""What the pages about notices have in common: who enters, tabs, and words for codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from redress.kernel.actors import CASE_ROLES, Role
from redress.law.packs import say
from redress.notices import ledger, wording
from redress.notices.models import Notice
from redress.portals import present
from redress.portals.casework.access import DeskRequest, frame, tabs_for
from redress.privacy import vault
from redress.privacy.mask import mask

LOOKERS = frozenset(CASE_ROLES) | {Role.ADMIN}
HANDS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
EDITORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})

CHANNELS = {
    "email": ("电子邮件", "E-mail"),
    "sms": ("短信", "Text message"),
    "letter": ("信函", "Letter"),
    "webhook": ("系统推送", "Webhook"),
    "call": ("电话", "Call"),
}
AUDIENCES = {
    "complainant": ("投诉人", "Complainant"),
    "trader": ("商家", "Trader"),
    "staff": ("工作人员", "Staff"),
    "subscriber": ("订阅者", "Subscriber"),
    "body": ("其他单位", "Another body"),
}
STATES = {
    "waiting": ("待发", "Waiting", "line"),
    "sent": ("已发出", "Sent", "line"),
    "delivered": ("已送达", "Delivered", "done"),
    "failed": ("未送达", "Not delivered", "danger"),
    "held": ("暂存", "Held", "warn"),
}
FAULTS = {
    "mail.not_set_up": ("没有设置邮件服务器", "No mail server is set up"),
    "sms.not_set_up": ("没有设置短信网关", "No gateway for text messages is set up"),
    "mail.no_answer": ("邮件服务器没有应答", "The mail server does not answer"),
    "mail.sign_in_refused": ("邮件服务器不接受我们的账号", "The mail server refuses our account"),
    "mail.line_broke": ("发送途中断线，可能已送达", "The line broke while sending; it may have arrived"),
    "mail.returned": ("邮件被退回", "The e-mail came back"),
    "sms.no_answer": ("短信网关没有应答", "The gateway does not answer"),
    "sms.no_such_host": ("找不到短信网关", "The gateway cannot be found"),
    "sms.line_broke": ("发送途中断线，可能已送达", "The line broke while sending; it may have arrived"),
    "sms.not_delivered": ("运营商报告未送达", "The operator reports that it did not arrive"),
    "sender.died": ("发送程序中途停止，可能已送达", "The sender stopped in between; it may have arrived"),
    "endpoint.paused": ("接收方连续一天失败，已暂停", "The subscriber failed for a day and is paused"),
    "endpoint.closed": ("订阅已结束", "The subscription ended"),
    "address.forgotten": ("本人已退订，地址已删除", "The person has left; the address is destroyed"),
    "webhook.no_answer": ("接收方没有应答", "The subscriber does not answer"),
    "webhook.inside": ("地址不在公网上，不发送", "The address is not of the open net"),
    "webhook.line_broke": ("发送途中断线，可能已送达", "The line broke while sending; it may have arrived"),
    "example.not_sent": ("示例数据，不发送", "Example data: never sent"),
    "letter.came_back": ("信件被退回", "The letter came back"),
    "call.came_back": ("电话没有打通", "Nobody was reached by telephone"),
    "call.no_answer": ("没人接电话", "Nobody answered the call"),
    "call.wrong_number": ("电话号码不对", "Wrong number"),
    "call.refused": ("对方不愿通话", "Did not want to talk"),
    "call.other_way": ("要求换一种方式通知", "Asked for another way"),
}
FAMILIES = {"refused": ("对方拒收（{}）", "Refused ({})"), "later": ("对方请稍后再试（{}）", "Asked to try later ({})")}
MASKED = {"email": "email", "sms": "phone", "call": "phone", "letter": "address"}


def words_of(table: Mapping[str, tuple[str, ...]], code: str) -> str:
    found = table.get(code)
    return say({"zh": found[0], "en": found[1]}, present.lang()) if found else code


def fault_words(code: str) -> str:
    """A reason in words. Codes of servers such as mail.refused_550 keep their number."""
    if code in FAULTS or not code:
        return words_of(FAULTS, code)
    family, _, number = code.partition(".")[2].partition("_")
    return words_of(FAMILIES, family).format(number) if family in FAMILIES else code


def row(notice: Notice, *, told: bool = False) -> dict[str, Any]:
    """One line of a ledger. told -- with the address, masked, and the words: only for who may see the case"""
    found: dict[str, Any] = {
        "notice": notice,
        "channel": words_of(CHANNELS, notice.channel),
        "to": words_of(AUDIENCES, notice.audience),
        "about": title(notice),
        "state": words_of(STATES, notice.state),
        "tone": STATES[notice.state][2],
        "fault": fault_words(notice.fault),
        "number": notice.case.number if notice.case else "",
    }
    if told:
        found |= _sealed(notice)
        found["tries"] = [
            {"at": one.started_at, "outcome": fault_words(one.code) or gettext("taken"), "number": one.number}
            for one in notice.tries.order_by("number")
        ]
    return found


def title(notice: Notice) -> str:
    """What a notice is about, by the subject of its e-mail or letter where there is one."""
    tongue = "en" if present.lang() == "en" else "zh"
    for channel in ("email", "letter"):
        worded = wording.find(notice.template, notice.audience, channel, tongue)
        if worded is not None:
            return worded.subject.split("（")[0].split(" (")[0]
    return notice.template


def _sealed(notice: Notice) -> dict[str, Any]:
    try:
        words = ledger.sealed(notice)
    except (vault.Erased, vault.NothingSealed):
        return {"erased": True}
    return {
        "address": mask(MASKED.get(notice.channel, "address"), words["to"]),
        "subject": words["subject"],
        "text": words["text"],
    }


def page_frame(request: DeskRequest, tab: str, **more: Any) -> dict[str, Any]:
    """The frame of a desk page with the tabs of this part."""
    wanted = (
        ("ledger", gettext("Ledger"), LOOKERS),
        ("letters", gettext("Letters and calls"), HANDS),
        ("words", gettext("Words of notices"), EDITORS),
        ("hooks", gettext("Webhooks"), ADMINS),
    )
    tabs = tabs_for(request.actor, "notices_desk", wanted, tab)
    return frame(request, "notices_desk:ledger", tabs=tabs, **more)
