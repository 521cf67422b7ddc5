"""After a leak: what is owed to whom, by when, and no closing before it is done."""

from datetime import timedelta

import pytest

from redress.kernel.problems import NotAllowed, NotThere
from redress.privacy import breaches, duties, vault
from redress.privacy.duties import Known
from redress.records.entries import of
from tests.conftest import NOON
from tests.privacy.cast import ADMIN, AUDITOR, CLERK, SUPERVISOR, codes

SETTLED = {"minors": False, "level": "general", "crime": False, "harm_averted": False}
PARTS = {
    "cause": "一台笔记本电脑被盗",
    "harm": "可能接到诈骗电话",
    "measures": "已远程清除，改了密码",
    "self_help": "接到自称我们的电话，先打12315核实",
    "contact": "12315",
}


def owed(**facts):
    return {duty.code: duty for duty in duties.duties(Known(found_at=NOON, **{**SETTLED, **facts}))}


@pytest.mark.parametrize(
    ("facts", "codes_owed"),
    [
        ({}, {"remedy", "tell_authority", "tell_people"}),
        ({"harm_averted": True}, {"remedy", "tell_authority"}),
        ({"harm_averted": True, "told_to_notify": True}, {"remedy", "tell_authority", "tell_people"}),
        ({"minors": True}, {"remedy", "tell_authority", "tell_people", "report_minors", "tell_guardians"}),
        ({"level": "larger"}, {"remedy", "tell_authority", "tell_people", "report_network"}),
        ({"crime": True}, {"remedy", "tell_authority", "tell_people", "tell_police"}),
    ],
)
def test_what_is_owed_follows_from_what_is_known(facts, codes_owed):
    assert set(owed(**facts)) == codes_owed


@pytest.mark.parametrize(
    ("fact", "duty"),
    [
        ("minors", "report_minors"),
        ("level", "report_network"),
        ("crime", "tell_police"),
        ("harm_averted", "tell_people"),
    ],
)
def test_an_unknown_fact_removes_no_duty(fact, duty):
    assert owed(**{fact: None})[duty].settled is False


@pytest.mark.parametrize(("role", "hours"), [("ordinary", 4), ("central", 2), ("critical", 1)])
def test_a_network_incident_is_reported_within_hours_by_kind_of_operator(role, hours):
    duty = owed(level="larger", network_role=role)["report_network"]

    assert duty.due_at == NOON + timedelta(hours=hours)
    assert duty.statutory


def test_a_house_limit_is_not_shown_as_law():
    assert not owed()["tell_people"].statutory
    assert all(duty.cites and duty.words["zh"] and duty.words["en"] for duty in owed(minors=None, crime=None).values())


def report(actor=SUPERVISOR, found_at=NOON, nature="leaked"):
    return breaches.report(
        nature, found_at=found_at, data_kinds=["contact"], text="张伟的电脑丢了", actor=actor, now=NOON
    )


def settle(row, **facts):
    return breaches.assess(row.pk, parts=PARTS, actor=SUPERVISOR, now=NOON, **{**SETTLED, **facts})


@pytest.mark.django_db
def test_an_incident_is_closed_when_nothing_is_owed_any_more():
    row = report()
    row = settle(row)
    for code in ("remedy", "tell_authority"):
        breaches.done(row.pk, code, channel="online", actor=SUPERVISOR, now=NOON + timedelta(hours=1))
    with pytest.raises(NotAllowed) as refusal:
        breaches.close(row.pk, actor=SUPERVISOR, now=NOON)
    assert [problem.pointer for problem in refusal.value.problems] == ["/tell_people"]

    breaches.done(row.pk, "tell_people", channel="sms", actor=SUPERVISOR, now=NOON + timedelta(hours=25))
    closed = breaches.close(row.pk, actor=SUPERVISOR, now=NOON + timedelta(days=2))

    states = {task.duty.code: task.state for task in breaches.tasks(closed, now=NOON)}
    assert states == {"remedy": "done", "tell_authority": "done", "tell_people": "done_late"}
    assert breaches.notice(closed) == PARTS
    assert of(0)[-1].event == "breach.closed"


@pytest.mark.django_db
def test_running_late_and_unknown_are_told_apart():
    row = report()
    breaches.assess(row.pk, harm_averted=False, level="larger", minors=False, actor=SUPERVISOR, now=NOON)
    row.refresh_from_db()

    states = {task.duty.code: task.state for task in breaches.tasks(row, now=NOON + timedelta(hours=5))}

    assert states == {
        "remedy": "late", "report_network": "late", "tell_authority": "running", "tell_people": "running",
        "tell_police": "unknown",
    }  # fmt: skip


@pytest.mark.django_db
def test_no_notice_without_all_its_parts():
    row = report()
    breaches.assess(row.pk, parts={"cause": "被盗"}, actor=SUPERVISOR, now=NOON)

    with pytest.raises(NotAllowed) as refusal:
        breaches.done(row.pk, "tell_people", channel="sms", actor=SUPERVISOR, now=NOON)

    assert {problem.pointer for problem in refusal.value.problems} == {"/harm", "/measures", "/self_help", "/contact"}


@pytest.mark.django_db
def test_the_words_of_an_incident_are_sealed():
    row = report()

    assert vault.open(breaches.compartment(row), "incident") == {"text": "张伟的电脑丢了"}
    assert "张伟" not in str([entry.data for entry in of(0)])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attempt", "problem"),
    [
        (lambda row: report(actor=AUDITOR), "breach.wrong_role"),
        (lambda row: report(actor=CLERK), "breach.wrong_role"),
        (lambda row: report(nature="sold"), "breach.report.unknown_nature"),
        (lambda row: report(found_at=NOON + timedelta(hours=1)), "breach.report.future"),
        (lambda row: settle(row, weather="rain"), "breach.assess.unknown_fact"),
        (lambda row: settle(row, level="huge"), "breach.assess.unknown_level"),
        (lambda row: breaches.done(row.pk, "dance", actor=ADMIN, now=NOON), "breach.done.not_owed"),
        (
            lambda row: breaches.done(row.pk, "remedy", channel="dove", actor=ADMIN, now=NOON),
            "breach.done.unknown_channel",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(attempt, problem):
    row = report()

    with pytest.raises(NotAllowed) as refusal:
        attempt(row)
    assert codes(refusal) == [problem]


@pytest.mark.django_db
def test_a_closed_incident_stays_closed_and_an_unknown_one_is_not_there():
    row = settle(report(), harm_averted=True)
    for code in ("remedy", "tell_authority"):
        breaches.done(row.pk, code, actor=ADMIN, now=NOON)
    breaches.close(row.pk, actor=ADMIN, now=NOON)

    with pytest.raises(NotAllowed) as refusal:
        settle(row)
    assert codes(refusal) == ["breach.closed"]
    with pytest.raises(NotThere):
        breaches.close(999, actor=ADMIN, now=NOON)
