"""The example office's impact assessments: for publishing, giving to other bodies, and what a machine suggests."""

from datetime import datetime, timedelta

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.kernel.moments import day_of
from redress.privacy import assessments

WORDS = {
    "purpose": "履行投诉举报处理职责，公开经处理的数据供社会监督；依据《消费者权益保护法》第三十二条和本平台公开办法。（示例）",
    "manner": "只用已同意公示、已办结的投诉；姓名、电话、地址、商家名称在生成前删除，日期和地点变粗，由系统生成、人工批准。",
    "necessity": "只发布统计看不出的问题类型；不发布原文附件；能用汇总数字说明的，不发布单条。",
    "effect": "本人可能被熟人认出；撤回同意后应当及时移除。",
    "risks": "与其他公开信息比对后识别个人：可能性低，后果中等；叙述中残留个人信息：可能性低，后果中等。",
    "measures": "k、l、t 三项门槛，发布前模拟比对攻击，第二人批准，撤回次日生效，残留信息再次识别。",
    "fit": "模拟攻击的识别概率低于五分之一，叙述召回率不低于0.95；低于门槛的不得发布。",
}


def weigh(*, now: datetime) -> None:
    """An officer writes, the supervisor approves."""
    staff = {row.username: queries.actor_of(row) for row in Staff.objects.filter(username__in=("zhao", "wu"))}
    row = assessments.begin(
        "公开单条投诉数据，并向其他有管辖权的部门移送办件（示例）",
        ("provide", "publish", "automated"),
        actor=staff["zhao"],
        now=now,
    )
    review = day_of(now) + timedelta(days=360)
    assessments.write(row.pk, WORDS, conclusion="measures", review_on=review, actor=staff["zhao"], now=now)
    assessments.decide(row.pk, approve=True, actor=staff["wu"], now=now)
