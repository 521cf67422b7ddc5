"""Telling the example world: each case is filed and carried on by the people of its body, at the time it happened."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from redress.agencies import actions as bodies
from redress.agencies import queries
from redress.agencies.models import Agency, Staff
from redress.cases import actions, filing, intake, numbers
from redress.config.example import education, exchange, insight, notices, oversight, people, rooms, stories, traders
from redress.deadlines import calendars, clocks
from redress.kernel.actors import ANYONE, SYSTEM, Actor, Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import NotAllowed
from redress.portals.api.auth import complainant

CASES = 400
SOURCE = "example"


@dataclass(frozen=True, slots=True)
class Account:
    role: str
    agency: str
    username: str
    password: str
    api_key: str


def build(*, now: datetime, secret: Callable[[], str], tell: Callable[[str], None] = lambda _: None) -> list[Account]:
    """Build the world up to `now` and return its accounts. secret -- makes a password"""
    with transaction.atomic():
        accounts = _people(now, secret)
        tell(f"{len(people.BODIES)} bodies, {len(accounts)} people")
        Teller(now).tell_all(tell)
        insight.tell(now=now)
        oversight.build(now=now)
        traders.build(now=now)
        notices.build(now=now)
        education.build(now=now)
    exchange.build(now=now)
    return accounts


def _people(now: datetime, secret: Callable[[], str]) -> list[Account]:
    for code, zh, en, kind, level, division, parent in people.BODIES:
        address, phone, opening = people.ADDRESS.get(code, ("", "", ""))
        bodies.add_agency(
            code=code, name_zh=zh, name_en=en, kind=kind, level=level, division=division, parent_code=parent,
            address=address, phone=phone, opening=opening, actor=SYSTEM, now=now,
        )  # fmt: skip
    accounts = []
    for username, name, role, agency in people.STAFF:
        password = secret()
        staff = bodies.add_staff(
            username=username, name=name, role=role, agency_code=agency, password=password, actor=SYSTEM, now=now
        )
        key = bodies.issue_key(staff, unlimited=True, actor=SYSTEM, now=now)
        accounts.append(Account(role.value, agency, username, password, key))
    return accounts


class Teller:
    """Tells the story of every case. The same day always gives the same world, but for its secrets."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.random = random.Random(20260415)  # noqa: S311 -- a story, not a secret
        self.staff = {row.username: queries.actor_of(row) for row in Staff.objects.all()}
        self.team: dict[int, dict[Role, list[Actor]]] = {}
        for actor in self.staff.values():
            self.team.setdefault(actor.agency_id or 0, {}).setdefault(actor.role, []).append(actor)

    def tell_all(self, tell: Callable[[str], None]) -> None:
        for place, received_at in enumerate(self._moments()):
            self._case(place, received_at)
            if place % 100 == 99:
                tell(f"{place + 1} cases")
        rooms.tell(now=self.now, mediator=self.staff["sun"])
        clocks.sweep(actor=SYSTEM, now=self.now)
        for agency in Agency.objects.all():
            tell(f"{agency.code} ready")

    def _moments(self) -> Iterator[datetime]:
        """Moments of receipt: two years of office days, more of them lately, a few of the last days."""
        first = self.now - timedelta(days=730)
        span = (self.now - first).total_seconds()
        offsets = sorted(span * self.random.random() ** 0.62 for _ in range(CASES - 14))
        recent = [span - hours * 3600 for hours in (200, 180, 160, 130, 120, 100, 90, 75, 60, 50, 40, 28, 20, 3)]
        for offset in sorted(offsets + recent):
            moment = (first + timedelta(seconds=offset)).astimezone(SHANGHAI)
            yield (
                moment.replace(hour=8 + moment.minute % 13, second=0, microsecond=0)
                if offset < span - 86_400
                else moment
            )

    # ---- one case ----------------------------------------------------------------------------------------------

    def _case(self, place: int, received_at: datetime) -> None:
        received_at = min(received_at, self.now)
        report = place % 11 == 5
        data = self._report(received_at) if report else self._complaint(place, received_at)
        if place % 23 == 7:
            data["kind"] = "both"
        channel = self._channel(place)
        data["channel"] = channel
        clerk = self.staff["chen"] if channel not in {"web", "api"} else None
        actor = clerk or ANYONE
        made = filing.file(
            intake.read(data, now=received_at),
            language="en" if data["problem"]["story"].isascii() else "zh-hans",
            actor=actor,
            now=received_at,
            mint=self._mint,
        )
        for filed in made:
            self._carry(filed, place, received_at)

    def _mint(self, now: datetime) -> str:
        letters = "".join(self.random.choice(numbers.ALPHABET) for _ in range(numbers.RANDOM_CHARACTERS))
        return f"{day_of(now).year % 100:02d}{letters}"

    def _channel(self, place: int) -> str:
        return ("web", "web", "web", "phone", "phone", "counter", "web", "post", "api", "phone")[place % 10]

    def _person(self) -> dict[str, Any]:
        pick = self.random
        return {
            "name": pick.choice(people.SURNAMES) + pick.choice(people.GIVEN),
            "phone": f"139{pick.randrange(10**8):08d}",
            "address": f"上海市浦东新区{pick.choice(people.ROADS)}{pick.randrange(1, 300)}号{pick.randrange(1, 30)}室",
        }

    def _respondent(self, index: int) -> dict[str, Any]:
        name, seller_kind, division, platform, _ = people.TRADERS[index]
        respondent: dict[str, Any] = {
            "name": name,
            "address": f"{people.ROADS[index % len(people.ROADS)]}{index + 10}号",
            "division": division,
            "seller_kind": seller_kind,
        }
        if platform:
            respondent |= {"platform": platform, "published_division": division, "platform_division": "310104"}
        return respondent

    def _complaint(self, place: int, received_at: datetime) -> dict[str, Any]:
        pick = self.random
        source = stories.ENGLISH if place % 29 == 11 else stories.STORIES
        what, category, nature, (low, high), story, requests, traders = pick.choice(source)
        price = pick.randrange(low, high + 1)
        bought = day_of(received_at) - timedelta(days=pick.randrange(3, 80))
        day = f"{bought.month}月{bought.day}日" if source is stories.STORIES else bought.isoformat()
        person = self._person()
        if place % 9 == 4:
            person.pop("address")
        return {
            "kind": "complaint",
            "complainant": person,
            "respondent": self._respondent(pick.choice(traders)),
            "purchase": {"what": what, "category": category, "bought_on": str(bought), "amount": f"{price}.00", "purpose": "daily_life"},
            "problem": {"nature": nature, "story": story.format(day=day, price=price), "discovered_on": str(bought + timedelta(days=2))},
            "requests": [{"kind": kind, "amount": f"{price}.00" if kind == "REFUND" else None} for kind in requests],
            "consents": {"publication": pick.random() < 0.5, "entrusted_mediation": pick.random() < 0.7},
        }  # fmt: skip

    def _report(self, received_at: datetime) -> dict[str, Any]:
        story, nature, traders = self.random.choice(stories.REPORTS)
        return {
            "kind": "report",
            "complainant": self._person() if self.random.random() < 0.5 else {},
            "respondent": self._respondent(self.random.choice(traders)),
            "problem": {"nature": nature, "story": story},
        }

    # ---- carrying it on ----------------------------------------------------------------------------------------

    def _people(self, agency_id: int, role: Role) -> list[Actor]:
        """Everybody of this role who sees the cases of the body: of the body itself, else of one above it."""
        body = queries.directory().by_id.get(agency_id)
        while body is not None:
            found = self.team.get(body.id, {}).get(role)
            if found:
                return list(found)
            body = queries.directory().by_id.get(body.parent_id or 0)
        return []

    def _one(self, agency_id: int, role: Role) -> Actor | None:
        found = self._people(agency_id, role)
        return self.random.choice(found) if found else None

    def _carry(self, filed: filing.Filed, place: int, received_at: datetime) -> None:
        officer = self._one(filed.body.id, Role.OFFICER)
        if officer is None:
            return
        path = self._path(filed, place, received_at)
        moment = received_at
        for days, who, verb, body in path:
            moment = self._workday_after(moment, days)
            if moment > self.now:
                return
            self._step(filed, who, verb, body, officer, moment)

    def _path(self, filed: filing.Filed, place: int, received_at: datetime) -> "Path":
        """Old cases have been brought to an end; those of the last weeks rest in every state a case can rest in."""
        age = (self.now - received_at).days
        if filed.kind == "report":
            paths = REPORT_ENDS if age > 45 else REPORT_PATHS
            return paths[place // 11 % len(paths)]
        if age > 75:
            ended = RESTING_ENDS if place % 9 == 3 else ENDS
            return ended[place // (9 if ended is RESTING_ENDS else 1) % len(ended)]
        paths = RESTING if place % 3 == 0 else PATHS
        path = paths[place // (3 if paths is RESTING else 1) % len(paths)]
        return LOOK_ONLY if path[0][2] == "distribute" and filed.body.code != "310115" else path

    def _workday_after(self, moment: datetime, days: int) -> datetime:
        calendar = calendars.current("cn-mainland")
        day: date = moment.astimezone(SHANGHAI).date()
        for _ in range(days):
            day = calendar.nth_working_day_after(day, 1)
        return datetime.combine(day, time(9 + self.random.randrange(8), self.random.randrange(60)), tzinfo=SHANGHAI)

    def _step(
        self, filed: filing.Filed, who: str, verb: str, body: dict[str, Any], officer: Actor, moment: datetime
    ) -> None:
        actors = {"officer": officer, "complainant": complainant(filed.id)}
        if who == "head":
            actors[who] = next(iter(self._people(filed.body.id, Role.SUPERVISOR)), officer)
        if who in {"supervisor", "mediator", "clerk"}:
            actors[who] = self._one(filed.body.id, Role(who)) or officer
        values = {
            name: (day_of(moment) + timedelta(days=value["days"])).isoformat() if isinstance(value, dict) else value
            for name, value in body.items()
        }
        try:
            actions.act(filed.number, verb, values, actor=actors[who], now=moment)
        except NotAllowed as refusal:
            raise RuntimeError(
                f"{verb} on {filed.number}: {[p.code + p.pointer for p in refusal.problems]}"
            ) from refusal


def _in(days: int) -> dict[str, int]:
    return {"days": days}


Act = tuple[int, str, str, dict[str, Any]]
ACCEPT: Act = (3, "officer", "accept", {})
LOOK = (1, "officer", "record_investigation", {"text": "电话联系双方，核对了购买凭证。"})
BOTH = {"complainant_consents": True, "respondent_consents": True}
MEDIATE = (3, "officer", "begin_mediation", {**BOTH})
SETTLE = (
    5,
    "officer",
    "settle",
    {"text": "商家同意退款，原路退回；消费者交回商品。", "perform_by": _in(10), "mode": "phone"},
)
RESULT = (1, "officer", "issue_result", {"text": "处理结果：双方达成一致，请在约定日期前履行。"})
CLOSE: Act = (1, "officer", "close", {})
GOOD = (2, "complainant", "rate", {"verdict": "SOLVED", "grade": "SATISFIED", "reasons": ["CLEAR"]})
BAD = (2, "complainant", "rate", {"verdict": "NOT_SOLVED", "grade": "DISSATISFIED", "reasons": ["SLOW"]})
ASSIGN = (1, "supervisor", "assign", {"to": "none"})
SILENT = (
    22,
    "officer",
    "terminate",
    {"reason_code": "NO_SHOW_OR_REFUSED", "text": "三次联系商家，均无正当理由不参加调解。"},
)
REFUSE = (
    4,
    "officer",
    "refuse",
    {"reason_code": "NOT_CONSUMER_DISPUTE", "text": "所购商品用于店铺经营，不属于生活消费。"},
)
PERFORMED = (8, "complainant", "record_performance", {"performed": "full"})
TASK = (1, "officer", "add_task", {"task": "sales_records", "due_on": _in(7), "text": "请商家提供销售记录和维修记录。"})

Path = tuple[Act, ...]
PATHS: tuple[Path, ...] = (
    (ACCEPT, LOOK, MEDIATE, SETTLE, PERFORMED, RESULT, CLOSE, GOOD),
    (ACCEPT, LOOK, SILENT, RESULT, CLOSE, BAD),
    (REFUSE, RESULT, CLOSE),
    (ACCEPT, LOOK, MEDIATE, (2, "officer", "start_testing", {"body": "示例检测中心", "text": "送检空调压缩机，费用由商家预付。", "cost_paid_by": "respondent"}), (12, "officer", "end_testing", {"text": "检测结论：属于产品质量问题。"}), SETTLE, RESULT, CLOSE, GOOD),
    (LOOK, ACCEPT, MEDIATE, (6, "mediator", "terminate", {"reason_code": "NO_AGREEMENT", "text": "双方对退款比例分歧较大，未能达成一致。"}), RESULT, CLOSE),
    (ACCEPT, TASK, MEDIATE),
    ((1, "officer", "request_materials", {"reason_code": "PURCHASE_PROOF", "text": "请补充购买凭证。", "due_on": _in(7)}), (3, "complainant", "supply_materials", {"text": "补充了付款截图。"}), ACCEPT, LOOK, MEDIATE, SETTLE, RESULT, CLOSE),
    (ACCEPT, LOOK, (2, "officer", "entrust", {**BOTH, "body": "310115-xb"}), (8, "officer", "settle", {"text": "消保委调解：商家维修并延长保修半年。", "perform_by": _in(15)}), RESULT),
    ((2, "complainant", "withdraw", {"text": "商家已经解决。"}), RESULT, CLOSE),
    (ACCEPT, LOOK, MEDIATE, SETTLE, RESULT, CLOSE, BAD, (3, "complainant", "reopen", {"reason_code": "NOT_PERFORMED", "text": "到期没有收到退款。"})),
    (ACCEPT, (2, "officer", "shelve", {"reason_code": "EVIDENCE_INSUFFICIENT", "text": "等待厂家出具批次说明。", "review_on": _in(14)})),
    ((5, "officer", "transfer", {"reason_code": "SECTOR_BODY", "text": "属于通信资费问题，移送通信管理部门。", "body": "通信管理局（示例）"}), RESULT, CLOSE),
    (ACCEPT, MEDIATE, (2, "complainant", "challenge_mediator", {"text": "调解人员与商家认识。"}), (2, "supervisor", "decide_challenge", {"granted": True, "text": "同意更换调解人员。"}), SETTLE, RESULT, CLOSE, GOOD),
    (LOOK,),
    ((9, "officer", "accept", {}), LOOK, MEDIATE, SETTLE, RESULT),
    (ACCEPT, LOOK, MEDIATE, (4, "officer", "record_session", {"text": "第一次调解，双方各自陈述。", "on": _in(0), "mode": "phone"}), SETTLE, PERFORMED, RESULT, CLOSE, GOOD),
)  # fmt: skip
RESTING: tuple[Path, ...] = (
    (ACCEPT, LOOK, SILENT),
    (REFUSE,),
    ((2, "complainant", "withdraw", {"text": "商家已经解决。"}),),
    ((4, "officer", "transfer", {"reason_code": "SECTOR_BODY", "text": "属于通信资费问题，移送通信管理部门。", "body": "通信管理局（示例）"}),),
    ((1, "officer", "request_materials", {"reason_code": "PURCHASE_PROOF", "text": "请补充购买凭证。", "due_on": _in(7)}),),
    (ACCEPT, MEDIATE, (2, "complainant", "challenge_mediator", {"text": "调解人员与商家认识。"})),
    ((1, "officer", "distribute", {"agency": "310115-01", "text": "经营者在该所辖区，分送办理。"}),),
    (ACCEPT, (2, "officer", "entrust", {**BOTH, "body": "310115-xb"})),
)  # fmt: skip
LOOK_ONLY: Path = (LOOK,)
FINAL = frozenset({"close", "rate"})
ENDS = tuple(path for path in PATHS if path[-1][2] in FINAL)
RESTING_ENDS = tuple(path for path in RESTING if path[-1][2] in {"terminate", "refuse", "withdraw", "transfer"})
VERIFY: Act = (2, "officer", "verify", {})
NOTHING_FOUND = {"reason_code": "NO_EVIDENCE", "text": "现场核查，未发现违法行为。"}
EXECUTED: Act = (5, "officer", "record_execution", {"text": "罚款已缴清。", "on": _in(0)})
REPORT_PATHS: tuple[Path, ...] = (
    (VERIFY, (6, "head", "not_file", NOTHING_FOUND), RESULT, CLOSE),
    (VERIFY, (9, "head", "file_case", {"text": "涉嫌价格违法，予以立案。"}), (30, "head", "decide", {"decision": "penalised", "text": "责令改正，罚款。"}), RESULT, EXECUTED, CLOSE),
    (VERIFY, (10, "supervisor", "extend_verification", {"text": "需要协查，批准延长。"})),
    (VERIFY, (8, "head", "file_case", {"text": "涉嫌虚假宣传，予以立案。"})),
    (),
    (VERIFY, (6, "head", "not_file", NOTHING_FOUND)),
    (VERIFY, (9, "head", "file_case", {"text": "涉嫌价格违法，予以立案。"}), (25, "head", "decide", {"decision": "no_penalty", "text": "情节轻微并及时改正，不予处罚。"})),
)  # fmt: skip
REPORT_ENDS = tuple(path for path in REPORT_PATHS if path and path[-1][2] in {"close", "not_file", "decide"})
