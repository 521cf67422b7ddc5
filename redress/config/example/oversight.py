"""What the people of the example world have ordered, asked, looked at, checked and mended."""

from datetime import datetime, timedelta

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases.models import Case
from redress.kernel.actors import Actor, Role, system
from redress.kernel.moments import day_of
from redress.oversight import concerns, improvement, quality, recusal, rolling, triggers
from redress.oversight.models import SecondReading
from redress.oversight.periods import named
from redress.privacy import reveals

HOME = "310115"
DAY = timedelta(days=1)


def build(*, now: datetime) -> None:
    people = _people()
    _supervise(people, now)
    _look(people, now)
    rolling.read_all(now=now)
    _check(people, now)
    _mend(people, now)
    rolling.read_all(now=now)


def _people() -> dict[Role, list[Actor]]:
    found: dict[Role, list[Actor]] = {}
    for row in Staff.objects.filter(agency__code=HOME).order_by("pk"):
        found.setdefault(Role(row.role), []).append(queries.actor_of(row))
    return found


def _busiest(officers: list[Actor]) -> Actor:
    return max(officers, key=lambda one: Case.objects.filter(assignee_id=one.staff_id, phase="open").count())


def _supervise(people: dict[Role, list[Actor]], now: datetime) -> None:
    """Two orders, one of them answered; an escalation, a complaint about handling, and somebody who keeps out."""
    supervisor, officer = people[Role.SUPERVISOR][0], _busiest(people[Role.OFFICER])
    mine = list(Case.objects.filter(assignee_id=officer.staff_id, phase="open", kind="complaint").order_by("-pk")[:5])
    if len(mine) < 5:
        return
    due = (day_of(now) + 3 * DAY).isoformat()
    texts = ("临近期限，请本周内组织调解并报告进展。", "投诉人再次来电，请先回电说明进度。")
    for case, text in zip(mine, texts, strict=False):
        order = {"ground": "AT_RISK", "text": text, "due_on": due, "to": ""}
        row = concerns.open_(case.number, "order", order, actor=supervisor, now=now - DAY)
    concerns.answer(row.pk, {"text": "已回电说明，约定周四上午调解。"}, actor=officer, now=now)
    raised = {"ground": "BLOCKED", "text": "平台至今没有提供店铺的真实名称和地址，请协调平台所在地。"}
    concerns.open_(mine[2].number, "escalation", raised, actor=officer, now=now)
    told = {"ground": "SLOW", "text": "投诉人来电：两周没有人联系，也不知道办到哪一步。"}
    concerns.open_(mine[3].number, "grievance", told, actor=people[Role.CLERK][0], now=now - DAY)
    recusal.recuse(mine[4].number, "CONTACT", actor=officer, now=now)


def _look(people: dict[Role, list[Actor]], now: datetime) -> None:
    """Looks at one's own cases, and some at those of others that an auditor may ask about."""
    officer, mediator = _busiest(people[Role.OFFICER]), people[Role.MEDIATOR][0]
    own = Case.objects.filter(assignee_id=officer.staff_id, agency__code=HOME).order_by("-pk")[:3]
    others = Case.objects.filter(agency__code=HOME, flags="").order_by("-pk")[8:14]
    for actor, cases, back in ((officer, own, 2), (mediator, others, 5)):
        for place, case in enumerate(cases):
            moment = now - back * DAY - timedelta(minutes=7 * place)
            reveals.reveal(
                case.pk,
                "intake/complainant/phone",
                reason_code="contact",
                text="回访前核对电话。",
                actor=actor,
                now=moment,
            )


def _check(people: dict[Role, list[Actor]], now: datetime) -> None:
    """A sample that has been read a second time, one that waits, a call to somebody who was not satisfied."""
    auditor, supervisor, clerk = people[Role.AUDITOR][0], people[Role.SUPERVISOR][0], people[Role.CLERK][0]
    bodies = sorted(auditor.agency_ids)
    year, month = (named(name, today=day_of(now)) for name in ("year", "last30"))
    sample = quality.draw("acceptance", 10, year, agency_ids=bodies, actor=auditor, now=now - 2 * DAY)
    for place, row in enumerate(SecondReading.objects.filter(sample=sample).order_by("pk")):
        answer = "NOT_CONSUMER_DISPUTE" if place == 3 and row.first == "ACCEPT" else row.first
        quality.second(row.pk, answer, actor=auditor, now=now - DAY)
    if SecondReading.objects.filter(sample=sample).exists():
        quality.draw("nature", 10, month, agency_ids=bodies, actor=supervisor, now=now)
    low, _ = quality.to_call(clerk, now=now)
    for one in low[:1]:
        said = {"reached": "1", "verdict": "PARTLY", "text": "退了一半，其余部分还在等。"}
        quality.call_back(one.case.number, said, actor=clerk, now=now)
    quality.audit_clocks(50, actor=auditor, now=now)


def _mend(people: dict[Role, list[Actor]], now: datetime) -> None:
    """What opened by itself, and one improvement whose change has been made and measured."""
    supervisor, officer = people[Role.SUPERVISOR][0], people[Role.OFFICER][0]
    triggers.look(actor=system("triggers"), now=now)
    then = now - 70 * DAY
    found = {"finding": "初步调查常常赶在最后一天。", "indicator": "RESPONSE_RATE", "days": "30"}
    row = improvement.find(found, actor=supervisor, now=then)
    owner = Staff.objects.get(pk=officer.staff_id or 0).username
    change = {"cause": "没有人每天分派新件。", "change": "每天上午九点分派，两天内打第一个电话。", "owner": owner}
    improvement.plan(row.pk, change | {"due_on": (day_of(then) + 30 * DAY).isoformat()}, actor=supervisor, now=then)
    improvement.done(row.pk, actor=officer, now=now - 40 * DAY)
    improvement.measure(row.pk, actor=supervisor, now=now)
