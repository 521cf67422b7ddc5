"""Staff on the other side of the desk, for stories in which something has to happen there."""

from datetime import datetime, timedelta
from typing import Any

from redress.agencies import queries
from redress.agencies.actions import add_staff
from redress.cases import actions
from redress.cases.models import Case
from redress.kernel.actors import SYSTEM, Actor, Role
from tests.conftest import NOON


def officer(role: Role = Role.OFFICER) -> Actor:
    staff = add_staff(
        username=role.value, name="陈", role=role, agency_code="310115", password=None, actor=SYSTEM, now=NOON
    )
    return queries.actor_of(staff)


def act(case: Case, actor: Actor, *steps: tuple[str, dict[str, Any]], now: datetime = NOON) -> Case:
    """Take steps one after another, a minute apart."""
    for at, (verb, body) in enumerate(steps):
        actions.act(case.number, verb, body, actor=actor, now=now + timedelta(minutes=at))
    case.refresh_from_db()
    return case


ACCEPT = ("accept", {})
MEDIATE = ("begin_mediation", {"complainant_consents": True, "respondent_consents": True})
SETTLE = ("settle", {"text": "退款2399元", "perform_by": "2026-10-20", "amount": "2399"})
RESULT = ("issue_result", {"text": "双方已达成协议，请按约定履行。"})
CLOSE = ("close", {})
ASK = ("request_materials", {"text": "请补充订单截图", "due_on": "2026-09-30", "reason_code": "PURCHASE_PROOF"})
REFUSE = ("refuse", {"reason_code": "NOT_CONSUMER_DISPUTE", "text": "材料显示为单位采购"})
