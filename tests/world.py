"""A small office to tell stories in: two counties, a city, their people, and ways to file a case."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from redress.agencies import actions as bodies
from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import filing, intake
from redress.cases.filing import Filed
from redress.cases.models import Case
from redress.kernel.actors import ANYONE, SYSTEM, Actor, Role
from redress.kernel.moments import day_of
from redress.privacy import assessments
from redress.privacy.models import Assessment

STORY = "我叫林小雨，8月28日买的扫地机器人，9月13日就不动了，商家拒绝退款，电话13800001234"
COMPLAINT: dict[str, Any] = {
    "kind": "complaint",
    "complainant": {"name": "林小雨", "phone": "138 0000 1234", "address": "上海市浦东新区世纪大道1号"},
    "respondent": {"name": "小蓝电器商行", "address": "示例路1号", "division": "310115", "seller_kind": "shop"},
    "purchase": {
        "what": "扫地机器人",
        "category": "goods.home_appliance",
        "bought_on": "2026-08-28",
        "amount": "2399.00",
    },
    "problem": {"nature": "QUALITY", "story": STORY, "discovered_on": "2026-09-13"},
    "requests": [{"kind": "REFUND", "amount": "2399.00"}],
    "consents": {"publication": False, "entrusted_mediation": True},
}
BODIES = (
    ("310000", "上海市局", "province", "310000", None),
    ("310115", "浦东区局", "county", "310115", "310000"),
    ("310115-01", "陆家嘴所", "town", "310115", "310115"),
    ("330100", "杭州市局", "city", "330100", None),
    ("330108", "滨江区局", "county", "330108", "330100"),
)


class Office:
    """The people of a story by role, and a way to file."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        for code, name, level, division, parent in BODIES:
            kind = "branch_office" if level == "town" else "market_supervision"
            bodies.add_agency(
                code=code, name_zh=name, name_en=name, kind=kind, level=level, division=division, parent_code=parent,
                actor=SYSTEM, now=now,
            )  # fmt: skip
        for role in (Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN, Role.ANALYST):
            bodies.add_staff(
                username=f"{role.value}-310115", name=role.value, role=role, agency_code="310115", password="correct horse battery",
                actor=SYSTEM, now=now,
            )  # fmt: skip
        for code in ("330108", "310115-01", "310000"):
            bodies.add_staff(
                username=f"officer-{code}", name="officer", role=Role.OFFICER, agency_code=code, password="correct horse battery",
                actor=SYSTEM, now=now,
            )  # fmt: skip

    def staff(self, role: str = "officer", code: str = "310115") -> Actor:
        return queries.actor_of(Staff.objects.get(username=f"{role}-{code}"))

    def key(self, role: str = "officer", code: str = "310115") -> str:
        return bodies.issue_key(
            Staff.objects.get(username=f"{role}-{code}"), unlimited=True, actor=SYSTEM, now=self.now
        )

    def weigh(self, *occasions: str, code: str = "310115", now: datetime | None = None) -> Assessment:
        """Have an impact assessment in force: an officer writes it, a supervisor approves."""
        at, author = now or self.now, self.staff("officer", code)
        row = assessments.begin("公开和移送", occasions, actor=author, now=at)
        words = dict.fromkeys(assessments.PARTS, "已评估。")
        review = day_of(at) + timedelta(days=300)
        assessments.write(row.pk, words, conclusion="yes", review_on=review, actor=author, now=at)
        return assessments.decide(row.pk, approve=True, actor=self.staff("supervisor", code), now=at)

    def file(self, *, now: datetime | None = None, actor: Actor = ANYONE, **changes: Any) -> Filed:
        """File the usual complaint, with parts replaced."""
        return self.file_both(now=now, actor=actor, **changes)[0]

    def file_both(self, *, now: datetime | None = None, actor: Actor = ANYONE, **changes: Any) -> list[Filed]:
        moment = now or self.now
        return filing.file(intake.read(merged(COMPLAINT, changes), now=moment), actor=actor, now=moment)

    def case(self, filed: Filed) -> Case:
        return Case.objects.get(pk=filed.id)


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filing with some parts replaced; a mapping replaces name by name."""
    found = dict(base)
    for name, value in changes.items():
        old = found.get(name)
        found[name] = {**old, **value} if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return found


def complainant(filed: Filed) -> Actor:
    return Actor(key="complainant", role=Role.COMPLAINANT, case_id=filed.id)
