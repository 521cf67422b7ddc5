"""What many cases say together, in the example world: a battery that fails, and everything counted."""

from datetime import datetime, timedelta
from typing import Any

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import filing, intake
from redress.config.example import people, weighing
from redress.insight import learning, namings, releases, rollups, surges, trends
from redress.insight.models import Release
from redress.kernel.actors import ANYONE, SYSTEM
from redress.kernel.jobs import enqueue
from redress.kernel.moments import day_of

# Hours before now, and in whose words: nine people with one fault within a week.
BATTERY = (
    (30, "扫地机器人用了不到一个月，电池充满只能跑五分钟，客服说是正常损耗，不给换。"),
    (41, "八月底买的扫地机，电池鼓包了，闻到焦味，店里让我自己寄回厂家，运费也要我出。"),
    (55, "机器人半路没电停在地毯上，充一夜还是百分之十。送去检修，说电池不在保修范围。"),
    (64, "买来第三周电池就掉电，换过一次充电座还是一样，现在电话不接。"),
    (78, "说好续航两小时，实际十分钟，找商家，商家说过了七天不退。"),
    (90, "电池发烫，底壳变形，不敢再用。要求退货，店员让我等通知，等了两周。"),
    (103, "扫地机充不进电，拆开看电池已经漏液。商家承认这一批有问题，但是只肯补五十元。"),
    (118, "家里老人买的机器人，电池坏了两次，第二次修完收了三百元。"),
    (140, "新机器电量显示乱跳，扫到一半关机。要求换新，商家说没有货。"),
)
TRADER = 0  # in people.TRADERS


def tell(*, now: datetime) -> None:
    """Let the people with the battery complain, count everything, and look for surges, as any night does."""
    name, seller_kind, division, _, _ = people.TRADERS[TRADER]
    for place, (hours, story) in enumerate(BATTERY):
        received = now - timedelta(hours=hours)
        data: dict[str, Any] = {
            "kind": "complaint",
            "channel": "web",
            "complainant": {
                "name": people.SURNAMES[place] + people.GIVEN[place],
                "phone": f"1380000{place:04d}",
                "address": f"上海市浦东新区{people.ROADS[place % len(people.ROADS)]}{place + 1}号",
            },
            "respondent": {"name": name, "address": "示例一路10号", "division": division, "seller_kind": seller_kind},
            "purchase": {
                "what": "扫地机器人",
                "category": "goods.home_appliance",
                "bought_on": str(day_of(received) - timedelta(days=25 + place)),
                "amount": f"{1999 + 100 * place}.00",
                "purpose": "daily_life",
            },
            "problem": {
                "nature": "QUALITY",
                "story": story,
                "discovered_on": str(day_of(received) - timedelta(days=3)),
            },
            "requests": [{"kind": "REFUND", "amount": f"{1999 + 100 * place}.00"}],
            "consents": {"publication": place % 3 != 0, "entrusted_mediation": True},
        }
        filing.file(intake.read(data, now=received), actor=ANYONE, now=received)
    rollups.catch_up(now=now)
    surges.scan(last=day_of(now) - timedelta(days=1), actor=SYSTEM, now=now)
    weighing.weigh(now=now)
    _publish(now)
    _name(now)
    _learn(now)
    enqueue("insight.extract", now=now)


def _learn(now: datetime) -> None:
    """A model of the natures, tried on the past by the analyst and let go live by the supervisor."""
    staff = {row.username: queries.actor_of(row) for row in Staff.objects.filter(username__in=("qian", "wu"))}
    made = learning.train("nature", actor=SYSTEM, now=now)
    learning.replay(made.pk, actor=staff["qian"], now=now)
    learning.go_live(made.pk, actor=staff["wu"], now=now)
    learning.train("category", actor=SYSTEM, now=now)


def _name(now: datetime) -> None:
    """The trader with the most cases was told twenty days ago and did not contest: its figures are public."""
    supervisor = queries.actor_of(Staff.objects.get(username="wu"))
    told = now - timedelta(days=20)
    months = trends.months_back(day_of(told), 13)
    most = trends.top(trends.bodies(supervisor), "trader", months[0], months[-1], most=1)
    if most and most[0].n >= namings.LEAST:
        namings.announce(most[0].value, actor=supervisor, now=told)


def _publish(now: datetime) -> None:
    """One release of single complaints: asked for by the analyst, approved by the supervisor."""
    staff = {row.username: queries.actor_of(row) for row in Staff.objects.filter(username__in=("qian", "wu"))}
    until = day_of(now).replace(day=1)
    asked = releases.request(until.replace(year=until.year - 2), until, actor=staff["qian"], now=now)
    releases.fill(asked.pk, sorted(staff["qian"].agency_ids), now=now)
    if not releases.risks(Release.objects.get(pk=asked.pk)):
        releases.decide(asked.pk, publish=True, actor=staff["wu"], now=now)
