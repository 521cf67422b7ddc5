"""The exchange of the example world: one case sealed for a partner, and one that came in the same way.

The partner is this installation itself under another name: its key is the only one whose files can be made here.
"""

from datetime import datetime, timedelta

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases.models import Case
from redress.exchange import actions, keys
from redress.exchange.leaving import Ground
from redress.kernel.actors import SYSTEM

HOME = "310115"


def build(*, now: datetime) -> None:
    officer = queries.actor_of(Staff.objects.get(username="zhao"))
    name, contact = "杭州市市场监督管理局（示例，自我演示）", "消费者权益保护处，示例电话0571-0000000"
    partner = actions.add_partner(code="hangzhou", name=name, vkey=str(keys.own().verifier), contact=contact, actor=SYSTEM, now=now)  # fmt: skip
    theirs = Case.objects.filter(agency__code=HOME, kind="complaint", phase="open", flags="").order_by("-pk").first()
    if theirs is None:
        return
    ground = Ground("duty", told=True)
    _row, content = actions.seal_case(theirs.number, partner, ground, actor=officer, now=now - timedelta(hours=5))
    actions.take_in(content, actor=officer, now=now - timedelta(hours=3))
