"""Mediation rooms of the example world: one in talk, two with an agreement before both sides."""

from datetime import datetime, timedelta
from decimal import Decimal

from redress.cases.models import Case
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.mediation.actions import agreement, offers, rooms, talk

ROOMS = 3


def tell(*, now: datetime, mediator: Actor) -> int:
    """Open rooms on the newest cases in mediation of the mediator's body; returns how many."""
    found = Case.objects.filter(state="mediating", agency_id__in=mediator.agency_ids).order_by("-pk")[:ROOMS]
    cases = sorted(found, key=lambda case: case.pk)
    for place, case in enumerate(cases):
        Talk(case, mediator, now, further=place).tell()
    return len(cases)


class Talk:
    """One room, told a little further for each."""

    def __init__(self, case: Case, mediator: Actor, now: datetime, further: int) -> None:
        self.case, self.number, self.further, self.now = case, case.number, further, now
        self.at = max(case.last_event_at, now - timedelta(days=2))
        self.mediator = mediator
        self.consumer = Actor(key="complainant", role=Role.COMPLAINANT, case_id=case.pk)
        self.trader = Actor(key="respondent", role=Role.RESPONDENT, case_id=case.pk)

    def tell(self) -> None:
        rooms.open_room(self.number, actor=self.mediator, now=self._later())
        rooms.answer_conflict(self.number, conflict=False, actor=self.mediator, now=self._later())
        for side in (self.consumer, self.trader):
            rooms.confirm_rules(self.number, actor=side, now=self._later())
        self._talk()
        self._offers()
        if self.further:
            self._agreement()

    def _later(self) -> datetime:
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return self.at

    def _say(self, who: Actor, channel: str, text: str, **more: str) -> int:
        said = talk.write(self.number, {"channel": channel, "text": text, **more}, actor=who, now=self._later())
        return said.pk

    def _talk(self) -> None:
        self._say(self.mediator, "joint", "两位好，我是本案调解人员。请先说说各自的想法，方便时再回复即可。")
        self._say(self.consumer, "joint", "东西买来两周就坏了，希望退款。发票和聊天记录都在。")
        self._say(self.trader, "joint", "我们愿意先检修。如果确实是质量问题，可以商量退款。")
        self._say(self.trader, "respondent", "总部给我们的权限是退八成，您看怎么跟顾客说比较好？")
        self._say(self.consumer, "complainant", "其实我最在意的是尽快解决，少退一点也行。")
        line = self._say(self.mediator, "joint", "我在外面，电话里说：同意把机器寄回检查。", by_phone="complainant")
        talk.read_back(self.number, line, actor=self.mediator, now=self._later())
        points = (
            ("agreed", "购买日期、价格和故障现象"), ("disputed", "是不是质量问题，退全款还是部分"), ("evidence", "维修点的检查单"),
        )  # fmt: skip
        for column, text in points:
            talk.add_issue(self.number, {"column": column, "text": text}, actor=self.mediator, now=self._later())

    def _offers(self) -> None:
        price = self.case.amount or 1000
        until = (day_of(self.now) + timedelta(days=7)).isoformat()
        wanted = {
            "kind": "REFUND",
            "amount": str(price),
            "valid_until": until,
            "channel": "joint",
            "condition": "原路退回",
        }
        first = offers.make(self.number, wanted, actor=self.consumer, now=self._later())
        less = wanted | {
            "amount": str((Decimal(price) * 4 / 5).quantize(Decimal("0.01"))),
            "answers": first.pk,
            "condition": "商品寄回，运费我们出",
        }
        second = offers.make(self.number, less, actor=self.trader, now=self._later())
        if self.further:
            offers.accept(self.number, second.pk, actor=self.consumer, now=self._later())

    def _agreement(self) -> None:
        agreement.draft(self.number, actor=self.mediator, now=self._later())
        back = {"owed_by": "complainant", "kind": "RETURN", "text": "用原包装寄回，商家承担运费。"}
        back["due_on"] = (day_of(self.now) + timedelta(days=5)).isoformat()
        agreement.add_clause(self.number, back, actor=self.mediator, now=self._later())
        agreement.put(self.number, actor=self.mediator, now=self._later())
