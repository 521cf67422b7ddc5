"""A town of traders, most of whom stay silent, day by day: does every case end? For the suite and for `redress bench`.

Time is played, not waited for. Officers do what their tasks say, some of them late and some only when the supervisor
comes; nobody looks at a case that no task or date names.
"""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from redress.cases import actions as cases
from redress.cases import filing, intake
from redress.cases.models import Case, Task
from redress.deadlines import calendars
from redress.kernel.actors import ANYONE, Actor
from redress.kernel.moments import SHANGHAI, day_of
from redress.traders import actions, answering, silence
from redress.traders.inviting import Contact, actor_of
from redress.traders.ladder import CALENDAR, workday
from redress.traders.models import Invitation, Watch

KINDS = ("agree", "offer", "contest", "time", "not_us", "mediate_yes", "mediate_no")
WAYS = (Contact("sms", "13900005555"), Contact("email", "shop@example.com"))
BOTH = {"complainant_consents": True, "respondent_consents": True}
LONGEST = 400  # days after which whatever is still open has stalled


class Town:
    """The cases of one run and who deals with them."""

    def __init__(
        self, count: int, silent: float, officer: Actor, supervisor: Actor, agency: str, start: datetime
    ) -> None:
        self.dice = random.Random(20260923)  # noqa: S311 -- a story, not a secret
        self.officer, self.supervisor = officer, supervisor
        self.plans: dict[int, tuple[date, str] | None] = {}
        self.late: dict[int, int] = {}
        self.found: Counter[str] = Counter()
        self.begin = start
        for place in range(count):
            self._begin(place, silent, agency, start)

    def _begin(self, place: int, silent: float, agency: str, start: datetime) -> None:
        filed = filing.file(
            intake.read(
                {
                    "complainant": {"name": "林小雨", "phone": f"138{place:08d}", "address": "示例路1号"},
                    "respondent": {"name": f"示例商行{place % 97}", "division": agency, "seller_kind": "shop"},
                    "purchase": {"what": "扫地机器人", "amount": "2399.00"},
                    "problem": {"nature": "QUALITY", "story": "买来半个月就不动了，店里不肯退。"},
                    "requests": [{"kind": "REFUND", "amount": "2399.00"}],
                },
                now=start,
            ),
            actor=ANYONE,
            now=start,
        )[0]
        cases.act(filed.number, "accept", {}, actor=self.officer, now=start)
        actions.invite_trader(filed.number, contacts=WAYS, actor=self.officer, now=start)
        quiet = self.dice.random() < silent
        self.found["silent"] += quiet
        day = workday(day_of(start), self.dice.randrange(1, 14))
        self.plans[filed.id] = None if quiet else (day, self.dice.choice(KINDS))
        self.late[filed.id] = self.dice.choice((0, 0, 0, 2, 9))

    def day(self, today: date) -> None:
        """One working day: the ladder in the morning, then the traders, then the officers."""
        morning = datetime.combine(today, time(8, 30), SHANGHAI)
        silence.sweep_ended(now=morning)
        for invitation_id in silence.due(now=morning):
            actions.climb(invitation_id, actor=silence.ACTOR, now=morning)
        self._answer(today, morning + timedelta(hours=2))
        self._work(today, morning + timedelta(hours=6))

    def _answer(self, today: date, now: datetime) -> None:
        for case_id, plan in list(self.plans.items()):
            if plan is None or plan[0] > today:
                continue
            self.plans[case_id] = None
            invitation = Invitation.objects.select_related("case", "trader").filter(case_id=case_id).latest("pk")
            if invitation.case.phase != "open":
                continue
            until = str(today + timedelta(days=5))
            data = {"kind": plan[1], "text": "我们的说明。", "remedy": "REFUND", "amount": "1200.00", "day": until}
            actions.answer(invitation.case.number, data, trader=invitation.trader, actor=actor_of(invitation), now=now)
            self.found[f"said {plan[1]}"] += 1
            if plan[1] == "time":  # half of them do answer then
                again = (today + timedelta(days=self.dice.choice((4, 400))), "offer")
                self.plans[case_id] = again

    def _work(self, today: date, now: datetime) -> None:
        """What the open tasks say is done when it is due, by some later; the supervisor's is done at once."""
        rows = Task.objects.filter(finished_at=None, due_on__lte=today, case_id__in=self.plans).select_related("case")
        for task in rows.order_by("pk"):
            wait = 0 if task.kind == "silence_overdue" else self.late[task.case_id]
            if workday(task.due_on, wait) <= today and task.case.phase == "open":
                self._do(Case.objects.get(pk=task.case_id), task.kind, now)

    def _do(self, case: Case, kind: str, now: datetime) -> None:
        actor = self.supervisor if kind == "silence_overdue" else self.officer
        if kind == "call_trader":
            row = Invitation.objects.filter(case=case, revoked_at=None).latest("pk")
            silence.record_call(case.number, row.pk, "not_reached", actor=actor, now=now)
        elif kind == "consider_answer" and self._agreed(case):
            cases.act(case.number, "begin_mediation", BOTH, actor=actor, now=now)
            cases.act(case.number, "settle", {"text": "退款。", "perform_by": str(day_of(now))}, actor=actor, now=now)
            self._close(case, actor, now)
        elif case.phase == "open":
            ground = "NO_AGREEMENT" if kind == "consider_answer" else silence.GROUND
            body = {"reason_code": ground, "text": "多次联系，没有答复或者没有谈成。"}
            cases.act(case.number, "terminate", body, actor=actor, now=now)
            self._close(case, actor, now)

    def _agreed(self, case: Case) -> bool:
        last = answering.of_case(case).last()
        return last is not None and last.kind in {"agree", "offer", "mediate_yes"}

    def _close(self, case: Case, actor: Actor, now: datetime) -> None:
        cases.act(case.number, "issue_result", {"text": "处理结果已告知。"}, actor=actor, now=now)
        cases.act(case.number, "close", {}, actor=actor, now=now)
        self.found["closed"] += 1
        self.found[f"by {actor.key}"] += 1


def run(
    count: int, *, silent: float, agency: str, officer: Actor, supervisor: Actor, start: datetime
) -> dict[str, Any]:
    """Play until every case has ended, or for so long that what is left has stalled; return what was seen."""
    town = Town(count, silent, officer, supervisor, agency, start)
    calendar = calendars.current(CALENDAR)
    today, last, without_next_day = day_of(start), day_of(start), 0
    while town.found["closed"] < count and (today - day_of(start)).days < LONGEST:
        today = calendar.nth_working_day_after(today, 1)
        town.day(today)
        without_next_day += _unwatched(town)
        last = today
    rows = Case.objects.filter(pk__in=town.plans)
    return {
        "cases": count,
        "silent": town.found["silent"],
        "closed": rows.filter(phase="closed").count(),
        "stalled": rows.exclude(phase="closed").count(),
        "without_next_day": without_next_day,
        "days": (last - day_of(start)).days,
        "ends": dict(Counter(rows.values_list("outcome", flat=True))),
        "closed_by": sorted(name[3:] for name in town.found if name.startswith("by ")),
        "said": {name[5:]: n for name, n in sorted(town.found.items()) if name.startswith("said ")},
    }


def _unwatched(town: Town) -> int:
    """Open cases for which neither a task nor a day of the ladder is set: the ones that would be forgotten."""
    open_ids = set(Case.objects.filter(pk__in=town.plans, phase="open").values_list("pk", flat=True))
    watched = set(Watch.objects.filter(ended_at=None).values_list("invitation__case_id", flat=True))
    tasked = set(Task.objects.filter(finished_at=None).values_list("case_id", flat=True))
    return len(open_ids - watched - tasked)
