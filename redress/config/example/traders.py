"""Some traders of the example world are asked: each answers in its own way, and most stay silent, as they do."""

from datetime import datetime, time, timedelta
from typing import Any

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases.models import Case
from redress.kernel.actors import Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.traders import actions, inviting, silence
from redress.traders.inviting import Contact
from redress.traders.models import Watch

ASKED = 16
WAYS = (Contact("letter", "示例路1号"), Contact("sms", "13900000000"))
# What the traders that answer say, in turn; the others stay silent.
ANSWERS: tuple[dict[str, Any], ...] = (
    {"kind": "offer", "remedy": "REFUND", "amount": "300.00", "days": 10, "text": "可以退一部分，商品请寄回。"},
    {"kind": "contest", "text": "经检查是使用不当造成，愿意提供检测照片。"},
    {"kind": "agree", "days": 7, "text": ""},
    {"kind": "time", "days": 9, "text": "正在等厂家的检测结果。"},
    {"kind": "not_us", "text": "我们没有卖过这件商品，可能是同名的另一家店。"},
    {"kind": "mediate_yes", "text": ""},
)


def build(*, now: datetime) -> None:
    """Ask traders of open complaints at the county office, and climb the ladder for those that do not answer."""
    staff = Staff.objects.filter(role=Role.OFFICER, agency__code="310115").order_by("pk").first()
    if staff is None:
        return
    officer = queries.actor_of(staff)
    rows = Case.objects.visible_to(officer).filter(kind="complaint", phase="open", agency_id=officer.agency_id or 0)
    cases = rows.filter(state__in=("received", "accepted", "mediating")).exclude(trader_name="").order_by("pk")
    for place, case in enumerate(cases[:ASKED]):
        asked_at = min(case.last_event_at + timedelta(hours=1), now)
        invited = actions.invite_trader(case.number, contacts=WAYS, actor=officer, now=asked_at)
        if place % 5 in (1, 3):
            said = dict(ANSWERS[(place // 5 * 2 + (place % 5) // 2) % len(ANSWERS)])
            at = min(asked_at + timedelta(hours=20), now)
            if "days" in said:
                said["day"] = str(day_of(at) + timedelta(days=said.pop("days")))
            trader = invited.invitation.trader
            actions.answer(case.number, said, trader=trader, actor=inviting.actor_of(invited.invitation), now=at)
    _climb(now)


def _climb(now: datetime) -> None:
    """Every morning up to now, one after another."""
    while True:
        watch = Watch.objects.filter(ended_at=None, next_on__lte=day_of(now)).order_by("next_on", "pk").first()
        if watch is None or watch.next_on is None:
            return
        moment = datetime.combine(watch.next_on, time(8, 30), SHANGHAI)
        if moment > now:
            return
        actions.climb(watch.pk, actor=silence.ACTOR, now=moment)
