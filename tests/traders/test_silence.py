"""A silent trader stalls nothing: reminded by other ways, called, put before a person with the article, then above."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redress.cases.actions import act
from redress.cases.models import Case, Task
from redress.kernel.actors import SYSTEM
from redress.notices.models import Notice
from redress.records import entries
from redress.traders import actions, ladder, silence, simulation
from redress.traders.inviting import Contact
from redress.traders.models import Watch
from tests.conftest import NOON
from tests.world import Office

WAYS = (Contact("sms", "13900005555"), Contact("email", "shop@example.com"), Contact("letter", "示例路1号"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.REDRESS_DATA = tmp_path
    return Office(NOON)


def morning(days: int):
    return (NOON + timedelta(days=days)).replace(hour=8, minute=30)


def pass_days(last: int, first: int = 1) -> None:
    """Let mornings come; each twice, as after a worker that died."""
    for days in range(first, last + 1):
        for invitation_id in silence.due(now=morning(days)):
            actions.climb(invitation_id, actor=silence.ACTOR, now=morning(days))
            actions.climb(invitation_id, actor=silence.ACTOR, now=morning(days))


def tasks(case):
    return list(Task.objects.filter(case=case, finished_at=None).order_by("pk").values_list("kind", flat=True))


def test_the_ladder_of_a_case_from_the_first_notice_to_the_supervisor(office):
    filed = office.file()
    act(filed.number, "accept", {}, actor=office.staff(), now=NOON)
    invited = actions.invite_trader(filed.number, contacts=WAYS, actor=office.staff(), now=NOON)
    pass_days(45)
    found = [entry for entry in entries.of(filed.id) if entry.event.startswith("trader.")]
    days = [(entry.at.date().isoformat(), entry.event, entry.data.get("channel", "")) for entry in found]
    # 25 to 27 September and 1 to 7 October are holidays, 20 September and 10 October are worked (State Council's table)
    assert days[:4] == [
        ("2026-09-22", "trader.invited", "sms"),
        ("2026-09-28", "trader.nudged", "email"),
        ("2026-10-09", "trader.nudged", "letter"),
        ("2026-10-20", "trader.silent", ""),
    ]
    silent = found[3]
    assert silent.data["attempts"] == 3
    assert silent.data["cites"] == [{"law": "samr-complaint-2026", "article": "23(1)(2)"}]
    assert {event for _, event, _ in days[4:]} == {"trader.silence_escalated"}
    assert tasks(filed.id) == ["call_trader", "decide_silence", "silence_overdue"]
    assert Counter(Notice.objects.filter(audience="trader").values_list("channel", flat=True)) == {
        "sms": 1,
        "email": 1,
        "letter": 1,
    }
    assert Watch.objects.get().next_on > morning(45).date(), "there is always a next day"

    act(
        filed.number,
        "terminate",
        {"reason_code": silence.GROUND, "text": "三次联系未答复"},
        actor=office.staff(),
        now=morning(46),
    )
    assert silence.sweep_ended(now=morning(46)) == 1
    assert tasks(filed.id) == []
    assert (Watch.objects.get().ended_as, silence.due(now=morning(400))) == ("case_ended", [])
    assert actions.climb(invited.invitation.pk, actor=silence.ACTOR, now=morning(47)) is None


def test_an_answer_ends_the_waiting_and_more_time_only_puts_it_off(office):
    filed = office.file()
    invited = actions.invite_trader(filed.number, contacts=WAYS, actor=office.staff(), now=NOON)
    say = lambda days, **data: actions.answer(  # noqa: E731
        filed.number, data, trader=invited.invitation.trader, actor=office.staff(), now=morning(days)
    )
    say(1, kind="time", text="等厂家", day="2026-09-28")
    pass_days(6, first=2)
    assert Notice.objects.filter(audience="trader").count() == 1, "left alone until the day"
    pass_days(40, first=7)
    assert "decide_silence" in tasks(filed.id)
    say(41, kind="contest", text="人为损坏")
    assert tasks(filed.id) == ["consider_answer"]
    assert silence.due(now=morning(400)) == []


def test_a_clear_refusal_on_the_telephone_goes_before_the_officer_the_same_day(office):
    filed = office.file()
    invited = actions.invite_trader(filed.number, contacts=WAYS, actor=office.staff(), now=NOON)
    silence.record_call(filed.number, invited.invitation.pk, "refused", actor=office.staff(), now=NOON)
    actions.climb(invited.invitation.pk, actor=silence.ACTOR, now=NOON)
    assert tasks(filed.id) == ["decide_silence"]


def test_a_case_that_ended_another_way_stops_the_ladder(office):
    filed = office.file()
    invited = actions.invite_trader(filed.number, contacts=WAYS, actor=office.staff(), now=NOON)
    Case.objects.filter(pk=filed.id).update(phase="ended", state="withdrawn")
    actions.climb(invited.invitation.pk, actor=silence.ACTOR, now=morning(6))
    assert Watch.objects.get().ended_as == "case_ended"


def test_the_database_itself_refuses_a_waiting_without_a_next_day(office):
    filed = office.file()
    actions.invite_trader(filed.number, contacts=WAYS, actor=office.staff(), now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Watch.objects.update(next_on=None)


GOOD = "answer_days=5\nlink_days=60\ncode_days=30\nmost_time_days=15\nmost_times=2\nlook_days=3\n"
DECIDE = '[[rung]]\nafter=2\ndo="decide"\ndue=1\n'
LAST = '[[rung]]\nafter=4\ndo="escalate"\nagain=2\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rung = [", "no valid TOML"),
        (GOOD.replace("link_days=60", "link_days='x'") + DECIDE + LAST, "link_days must be"),
        (GOOD + DECIDE, "last rung must be"),
        (GOOD + LAST, "One rung must be"),
        (GOOD + DECIDE.replace("2", "9") + LAST, "one after another"),
        (GOOD + '[[rung]]\nafter=1\ndo="shout"\n' + DECIDE + LAST, "do = one of"),
        (GOOD + DECIDE.replace("due=1", "due=-1") + LAST, "numbers of working days"),
    ],
)
def test_a_ladder_on_which_a_case_could_stay_lying_is_refused(text, says):
    with pytest.raises(ladder.BadLadder, match=says):
        ladder.read(text)


def test_an_office_has_its_own_ladder_and_its_branches_use_it(office, tmp_path):
    from redress.agencies import queries

    (tmp_path / "ladders").mkdir()
    (tmp_path / "ladders/310115.toml").write_text(GOOD + DECIDE + LAST)
    rungs = lambda code: [rung.do for rung in ladder.of(queries.body_by_code(code).id).rungs]  # noqa: E731
    assert rungs("310115") == rungs("310115-01") == ["decide", "escalate"]
    assert rungs("330108") == [rung.do for rung in ladder.shipped().rungs]


def test_of_sixty_cases_with_sixty_in_a_hundred_silent_every_one_ends(office):
    told = simulation.run(
        60, silent=0.6, agency="310115", officer=office.staff(), supervisor=office.staff("supervisor"), start=NOON
    )
    assert told["stalled"] == 0
    assert told["closed"] == 60
    assert 28 <= told["silent"] <= 44
    assert told["without_next_day"] == 0
    assert set(told["ends"]) >= {"TERMINATED", "SETTLED_BY_MEDIATION"}
    assert SYSTEM.key not in told["closed_by"], "a person ends a case, never the clock"
