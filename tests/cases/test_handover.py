"""Work is handed over item by item: seen before, noted in each case, and what a stop left undone is still with its owner."""

from datetime import timedelta

import pytest
from django.test import Client

from redress.agencies.models import Staff
from redress.cases import actions, handover, reading, tasks
from redress.cases.models import Case, Task
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.oversight import recusal
from redress.records import entries
from tests.conftest import NOON
from tests.world import Office

SOON = day_of(NOON) + timedelta(days=5)


def person(name: str, code: str = "310115") -> Staff:
    return Staff.objects.get(username=f"{name}-{code}")


@pytest.fixture
def office(db: None) -> Office:
    return Office(NOON)


def theirs(office: Office, name: str = "officer") -> Case:
    """A case that somebody works on, with a task of theirs in it."""
    filed = office.file()
    case = actions.act(filed.number, "assign", {"to": f"{name}-310115"}, actor=office.staff("supervisor"), now=NOON)
    tasks.add(case, "site_visit", due_on=SOON, actor=office.staff(name), now=NOON)
    return case


def hand(office: Office, case: Case, to: Staff, **more) -> bool:
    words = {"note": "商家答应周五前退款"} | more
    return handover.hand_case(case.number, person("officer"), to, actor=office.staff("supervisor"), now=NOON, **words)


def test_a_case_goes_with_its_tasks_and_a_note_for_whoever_takes_over(office: Office):
    case = theirs(office)
    assert hand(office, case, person("clerk"))

    after = Case.objects.get(pk=case.pk)
    assert (after.assignee_id, Task.objects.get().owner_id) == (person("clerk").pk, person("clerk").pk)
    moved, assigned = entries.of(case.pk, ["task.handed_over"])[0], entries.of(case.pk, ["case.assigned"])[-1]
    assert (moved.data["from"], moved.data["to"]) == (f"staff:{person('officer').pk}", f"staff:{person('clerk').pk}")
    assert assigned.data["was"] == f"staff:{person('officer').pk}"
    told = [one.words.get("text") for one in reading.timeline(after, actor=office.staff("clerk"))]
    assert "商家答应周五前退款" in told
    assert not hand(office, case, person("clerk")), "sent again, it is done already"


def test_a_complainant_reads_nothing_of_a_hand_over(office: Office):
    from tests.world import complainant

    filed = office.file()
    case = actions.act(filed.number, "assign", {"to": "officer-310115"}, actor=office.staff("supervisor"), now=NOON)
    tasks.add(case, "site_visit", due_on=SOON, actor=office.staff(), now=NOON)
    hand(office, case, person("clerk"))
    events = {one.event for one in reading.timeline(Case.objects.get(pk=case.pk), actor=complainant(filed))}
    assert not events & {"task.handed_over", "case.assigned"}


def test_what_stopped_midway_left_each_item_whole_and_the_rest_where_it_was(office: Office):
    first, second = theirs(office), theirs(office)
    hand(office, first, person("clerk"))
    with pytest.raises(Invalid):
        hand(office, second, person("clerk"), note="长" * 20_001)

    held = handover.held_by(person("officer"), actor=office.staff("supervisor"))
    assert ([case.pk for case in held.cases], list(held.with_case)) == ([second.pk], [second.pk])
    assert Task.objects.get(case=second).owner_id == person("officer").pk
    assert handover.held_by(person("clerk"), actor=office.staff("supervisor")).cases[0].pk == first.pk


def test_a_task_in_anothers_case_goes_by_itself(office: Office):
    case, boss = theirs(office, "clerk"), office.staff("supervisor")
    task = tasks.add(case, "testing", due_on=SOON, owner_id=person("officer").pk, actor=boss, now=NOON)
    held = handover.held_by(person("officer"), actor=boss)
    assert ([one.pk for one in held.tasks], held.cases) == ([task.pk], [])
    assert handover.hand_task(task.pk, person("officer"), person("mediator"), actor=boss, now=NOON)
    assert Task.objects.get(pk=task.pk).owner_id == person("mediator").pk
    with pytest.raises(NotAllowed, match=r"handover\.moved"):
        handover.hand_task(task.pk, person("officer"), person("clerk"), actor=boss, now=NOON)


def test_what_cannot_move_says_why(office: Office):
    boss = office.staff("supervisor")
    case = theirs(office)
    above = person("officer", "310000")
    assert [one.code for one in handover.case_problems(case, above, actor=boss, now=NOON)] == ["handover.not_of_body"]
    recusal.recuse(case.number, "INTEREST", username="clerk-310115", actor=boss, now=NOON)
    with pytest.raises(NotAllowed, match=r"handover\.keeps_out"):
        hand(office, case, person("clerk"))
    actions.act(case.number, "assign", {"to": "mediator-310115"}, actor=boss, now=NOON)
    with pytest.raises(NotAllowed, match=r"handover\.moved"):
        hand(office, case, person("supervisor"))
    assert Case.objects.get(pk=case.pk).assignee_id == person("mediator").pk


def test_only_who_leads_the_work_hands_it_over_and_within_their_bodies(office: Office):
    case = theirs(office)
    for actor in (office.staff("officer"), office.staff("admin")):
        with pytest.raises(NotThere):
            handover.hand_case(case.number, person("officer"), person("clerk"), note="", actor=actor, now=NOON)
        with pytest.raises(NotThere):
            handover.held_by(person("officer"), actor=actor)
        with pytest.raises(NotThere):
            handover.people(actor)


def test_a_supervisor_sees_each_item_and_hands_over_what_is_ticked(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    one, other = theirs(office), theirs(office)
    Staff.objects.filter(username="officer-310115").update(is_active=False)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person("supervisor"))
    whose = {"from": "officer-310115", "to": "clerk-310115"}

    assert "officer (has left): 2 cases, 2 tasks" in browser.get("/desk/handover/").content.decode()
    shown = browser.get("/desk/handover/", whose).content.decode()
    assert "2 would move, 0 cannot" in shown
    assert "Site visit 2026-09-27" in shown
    assert browser.get("/desk/handover/", whose | {"to": "officer-330108"}).status_code == 422
    assert browser.post("/desk/handover/", whose).status_code == 422
    picked = whose | {"pick": [f"case:{one.number}", "case:nothing", "task:\x00"], "note": "Friday"}
    done = browser.post("/desk/handover/", picked).content.decode()
    assert "1 handed over, 2 not." in done
    assert "1 still with officer" in done
    owners = dict(Case.objects.values_list("pk", "assignee_id"))
    assert (owners[one.pk], owners[other.pk]) == (person("clerk").pk, person("officer").pk)
    text = [found.words.get("text", "") for found in reading.timeline(one, actor=office.staff("clerk"))][-2]
    assert text.startswith("Handed over by officer. Received")
    assert text.endswith("Friday")
