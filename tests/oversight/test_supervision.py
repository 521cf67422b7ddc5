"""Orders, escalations, complaints about handling, keeping out of a case, who looked, and the board that shows them."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from redress.agencies.models import Staff
from redress.cases import actions, reading
from redress.cases.models import Case
from redress.deadlines import clocks
from redress.kernel.actors import SYSTEM
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.oversight import board, concerns, looks, recusal
from redress.oversight.models import Look
from redress.privacy import reveals, vault
from redress.records import entries
from tests.conftest import NOON
from tests.world import complainant

ORDER = {"ground": "OVERDUE", "text": "请在周五前联系双方。", "due_on": "2026-09-25"}


def codes(refused):
    return [problem.code for problem in refused.value.problems]


@pytest.fixture
def taken(desk):
    """A complaint that an officer is in charge of."""
    filed = desk.file()
    desk.act(filed, "assign", {"to": "officer-310115"})
    return filed


def order(desk, filed, **changes):
    return concerns.open_(filed.number, "order", ORDER | changes, actor=desk.staff("supervisor"), now=NOON)


# ---- orders --------------------------------------------------------------------------------------------------------


def test_an_order_is_given_answered_sent_back_answered_and_accepted(desk, taken):
    row = order(desk, taken)
    officer, supervisor = desk.staff("officer"), desk.staff("supervisor")
    assert [one.pk for one in concerns.waiting(officer, "order")] == [row.pk]
    concerns.answer(row.pk, {"text": "已联系。"}, actor=officer, now=NOON)
    concerns.close(row.pk, "returned", actor=supervisor, now=NOON)
    concerns.answer(row.pk, {"text": "已约定周四调解。"}, actor=officer, now=NOON)
    done = concerns.close(row.pk, "accepted", actor=supervisor, now=NOON)
    assert (done.state, done.outcome, done.rounds) == ("done", "accepted", 2)
    assert concerns.words(done, vault.open_case(taken.id)) == [ORDER["text"], "已联系。", "已约定周四调解。"]
    told = [entry.event for entry in entries.of(taken.id) if entry.event.startswith("order.")]
    assert told == ["order.issued", "order.answered", "order.closed", "order.answered", "order.closed"]
    assert concerns.waiting(officer, "order") == []


def test_no_word_of_an_order_is_readable_in_a_row_or_in_the_archive(desk, taken):
    row = order(desk, taken)
    everything = str([entry.data for entry in entries.of(taken.id)]) + str(vars(row))
    assert ORDER["text"] not in everything


def test_the_complainant_sees_nothing_of_what_the_office_orders_itself(desk, taken):
    order(desk, taken)
    shown = reading.timeline(desk.case(taken), actor=complainant(taken))
    assert not [moment for moment in shown if moment.event.startswith("order.")]


@pytest.mark.parametrize(
    ("who", "changes", "expected"),
    [
        ("officer", {}, ["concern.open.wrong_role"]),
        ("supervisor", {"ground": "X", "text": " ", "due_on": "2026-09-22"}, ["concern.text.missing", "concern.ground.unknown", "concern.due_on.not_ahead"]),
        ("supervisor", {"to": "nobody"}, ["concern.to.unknown"]),
    ],
)  # fmt: skip
def test_an_order_that_cannot_be_given_says_why_and_leaves_nothing(desk, taken, who, changes, expected):
    with pytest.raises(NotAllowed) as refused:
        concerns.open_(taken.number, "order", ORDER | changes, actor=desk.staff(who), now=NOON)
    assert sorted(codes(refused)) == sorted(expected)
    assert concerns.of_case(desk.case(taken), actor=desk.staff("supervisor")) == []


def test_a_second_order_waits_for_the_first(desk, taken):
    order(desk, taken)
    with pytest.raises(NotAllowed) as refused:
        order(desk, taken)
    assert codes(refused) == ["concern.open.twice"]


def test_only_the_addressee_answers_and_nobody_accepts_what_was_not_answered(desk, taken):
    row = order(desk, taken)
    with pytest.raises(NotAllowed) as refused:
        concerns.answer(row.pk, {"text": "我来答"}, actor=desk.staff("clerk"), now=NOON)
    assert codes(refused) == ["concern.answer.not_addressed"]
    with pytest.raises(NotAllowed) as refused:
        concerns.close(row.pk, "fine", actor=desk.staff("officer"), now=NOON)
    assert codes(refused) == ["concern.close.wrong_role", "concern.close.not_answered", "concern.close.unknown"]
    concerns.answer(row.pk, {"text": "已联系。"}, actor=desk.staff("officer"), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        concerns.answer(row.pk, {"text": "再答"}, actor=desk.staff("officer"), now=NOON)
    assert codes(refused) == ["concern.answer.not_open"]


def test_a_supervisor_who_answered_an_order_does_not_accept_it(desk, taken):
    desk.act(taken, "assign", {"to": "supervisor-310115"}, who="supervisor")
    row = order(desk, taken)
    concerns.answer(row.pk, {"text": "自己答"}, actor=desk.staff("supervisor"), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        concerns.close(row.pk, "accepted", actor=desk.staff("supervisor"), now=NOON)
    assert codes(refused) == ["concern.close.own"]


def test_an_order_on_a_case_of_others_looks_like_none(desk, taken):
    row = order(desk, taken)
    with pytest.raises(NotThere):
        concerns.answer(row.pk, {"text": "x"}, actor=desk.staff("officer", "330108"), now=NOON)
    with pytest.raises(NotThere):
        concerns.open_(taken.number, "remark", ORDER, actor=desk.staff("supervisor"), now=NOON)


# ---- escalations and complaints about handling ---------------------------------------------------------------------


def test_an_officer_escalates_and_a_supervisor_answers(desk, taken):
    data = {"ground": "BLOCKED", "text": "平台不提供经营者信息。"}
    row = concerns.open_(taken.number, "escalation", data, actor=desk.staff("officer"), now=NOON)
    assert row.due_on == date(2026, 9, 28)  # three working days: Mid-Autumn (25 September) and the weekend lie between
    with pytest.raises(NotAllowed) as refused:
        concerns.answer(row.pk, {"text": "我答"}, actor=desk.staff("officer"), now=NOON)
    assert codes(refused) == ["concern.answer.wrong_role"]
    done = concerns.answer(row.pk, {"text": "由我发函。"}, actor=desk.staff("supervisor"), now=NOON)
    assert (done.state, done.outcome) == ("done", "advised")


def test_nobody_decides_a_complaint_about_their_own_handling(desk, taken):
    desk.act(taken, "assign", {"to": "supervisor-310115"}, who="supervisor")
    data = {"ground": "SLOW", "text": "两周没有回音。"}
    row = concerns.open_(taken.number, "grievance", data, actor=desk.staff("clerk"), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        concerns.answer(row.pk, {"text": "没有拖", "outcome": "not_upheld"}, actor=desk.staff("supervisor"), now=NOON)
    assert codes(refused) == ["concern.answer.own"]
    desk.act(taken, "assign", {"to": "officer-310115"}, who="supervisor")
    with pytest.raises(Invalid) as refused:
        concerns.answer(row.pk, {"text": "属实", "outcome": "maybe"}, actor=desk.staff("supervisor"), now=NOON)
    assert codes(refused) == ["concern.outcome.unknown"]
    done = concerns.answer(row.pk, {"text": "属实", "outcome": "upheld"}, actor=desk.staff("supervisor"), now=NOON)
    assert (done.state, done.outcome) == ("done", "upheld")


# ---- keeping out ---------------------------------------------------------------------------------------------------


def test_who_keeps_out_takes_no_step_and_the_case_is_with_nobody(desk, taken):
    row = recusal.recuse(taken.number, "RELATIVE", actor=desk.staff("officer"), now=NOON)
    assert desk.case(taken).assignee_id is None
    with pytest.raises(NotAllowed) as refused:
        desk.act(taken, "accept")
    assert codes(refused) == ["case.step.recused"]
    desk.act(taken, "accept", who="supervisor")
    recusal.lift(row.pk, actor=desk.staff("supervisor"), now=NOON)
    desk.act(taken, "record_finding", {"text": "核对了凭证"})
    told = [entry.event for entry in entries.of(taken.id) if entry.event.startswith("staff.")]
    assert told == ["staff.recused", "staff.recusal_lifted"]


def test_recusal_has_its_own_refusals(desk, taken):
    def refused_with(expected, kind=NotAllowed, **more):
        with pytest.raises(kind) as refused:
            recusal.recuse(taken.number, more.pop("ground", "RELATIVE"), now=NOON, **more)
        assert codes(refused) == expected

    refused_with(["recusal.order.wrong_role"], username="officer-310115", actor=desk.staff("clerk"))
    refused_with(["recusal.declare.wrong_role"], actor=SYSTEM)
    refused_with(["recusal.declare.unknown"], Invalid, ground="X", actor=desk.staff("officer"))
    row = recusal.recuse(taken.number, "INTEREST", username="officer-310115", actor=desk.staff("supervisor"), now=NOON)
    refused_with(["recusal.declare.stands"], actor=desk.staff("officer"))
    with pytest.raises(NotAllowed) as refused:
        recusal.lift(row.pk, actor=desk.staff("officer"), now=NOON)
    assert codes(refused) == ["recusal.lift.wrong_role"]
    with pytest.raises(NotThere):
        recusal.lift(row.pk, actor=desk.staff("officer", "330108"), now=NOON)


# ---- who looked ----------------------------------------------------------------------------------------------------


def looked(desk, filed, *, who="officer", code="310115", at=NOON):
    reveals.reveal(
        filed.id, "intake/complainant/phone", reason_code="contact", text="联系", actor=desk.staff(who, code), now=at
    )


def test_an_auditor_finds_every_look_and_sees_which_were_at_cases_of_others(desk, taken, read):
    looked(desk, taken)
    other = desk.file(complainant={"phone": "13900000009"})
    looked(desk, other)
    read()
    auditor = desk.staff("auditor")
    assert [(row.case_id, row.own) for row in looks.search(auditor, {}).rows] == [(other.id, False), (taken.id, True)]
    only = looks.search(auditor, {"case": other.number, "staff": "officer-310115", "outside": "1"}).rows
    assert [row.case_id for row in only] == [other.id]
    assert looks.search(auditor, {"end": "2026-09-21"}).rows == []
    assert len(looks.search(auditor, {"start": "2026-09-22", "event": "personal_data.revealed"}).rows) == 2
    assert looks.search(desk.staff("supervisor"), {"staff": "clerk-310115"}).rows == []
    with pytest.raises(Invalid) as refused:
        looks.search(auditor, {"start": "soon"})
    assert codes(refused) == ["looks.no_day"]
    with pytest.raises(NotThere):
        looks.search(desk.staff("officer"), {})


def test_looks_are_kept_once_however_often_the_archive_is_read(desk, taken, read):
    looked(desk, taken)
    read()
    looks.take_in(entries.of(taken.id))
    assert Look.objects.count() == 1


def test_many_looks_at_cases_of_others_and_at_night_are_worth_a_question(desk, read):
    night = NOON.replace(hour=23)
    for place in range(6):
        looked(desk, desk.file(complainant={"phone": f"1390000001{place}"}), at=night)
    looked(desk, desk.file(complainant={"phone": "13900000099"}), who="clerk")
    read()
    officer = Staff.objects.get(username="officer-310115").pk
    found = looks.signals(desk.staff("auditor"), now=NOON + timedelta(days=1))
    assert {(one.staff_id, one.code, one.n) for one in found} == {(officer, "outside", 6), (officer, "hours", 6)}
    assert looks.signals(desk.staff("auditor"), now=NOON + timedelta(days=40)) == []


# ---- the board -----------------------------------------------------------------------------------------------------


def test_the_board_shows_what_breaks_with_its_obstacle(desk, taken):
    nobodys = desk.file(complainant={"phone": "13900000002"})
    supervisor = desk.staff("supervisor")
    assert board.breaking(supervisor, family="statute", now=NOON) == []
    soon = NOON + timedelta(days=7)
    found = {one.case.pk: one.obstacle for one in board.breaking(supervisor, family="statute", now=soon)}
    assert found == {taken.id: "office", nobodys.id: "nobody"}
    late = NOON + timedelta(days=30)
    clocks.sweep(actor=SYSTEM, now=late)
    desk.act(
        taken, "request_materials", {"reason_code": "PURCHASE_PROOF", "text": "补", "due_on": "2026-11-30"}, days=30
    )
    found = {one.case.pk: (one.code, one.obstacle) for one in board.overdue(supervisor, now=late)}
    assert found == {taken.id: ("T_ACCEPT", "turn:complainant"), nobodys.id: ("T_ACCEPT", "nobody")}


def test_limits_that_cases_missed_before_they_ended_do_not_hide_those_of_open_ones(desk, taken, monkeypatch):
    monkeypatch.setattr(board, "LOT", 2)
    supervisor, late = desk.staff("supervisor"), NOON + timedelta(days=30)
    over = [desk.file(complainant={"phone": f"1390000100{n}"}) for n in range(3)]
    later = NOON + timedelta(days=1)
    last = desk.file(complainant={"phone": "13900001009"}, received_at=later.isoformat(), now=later)
    clocks.sweep(actor=SYSTEM, now=late)
    Case.objects.filter(pk__in=[one.id for one in over] + [taken.id]).update(phase="ended")
    assert [one.case.pk for one in board.overdue(supervisor, now=late)] == [last.id]


def test_a_promise_of_the_house_is_counted_and_listed_when_asked_for(desk, taken, monkeypatch):
    supervisor = desk.staff("supervisor")
    due = next(row.due_on for row in clocks.of(taken.id) if row.family == "service" and row.state == "running")
    that_day = datetime.combine(due, NOON.timetz())
    monkeypatch.setattr("django.utils.timezone.now", lambda: that_day)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(pk=supervisor.staff_id))
    closed = browser.get("/oversight/").content.decode()
    assert "?promises=1#promises" in closed
    opened = browser.get("/oversight/", {"promises": "1"}).content.decode()
    assert '<h3 id="promises">' in opened


def test_the_strip_has_twenty_working_days_and_knows_holidays_and_make_up_days(desk, taken):
    squares = board.strip(desk.staff("supervisor"), now=NOON)
    assert sum(one.working for one in squares) == 20
    assert not next(one for one in squares if one.day == date(2026, 10, 1)).working
    assert next(one for one in squares if one.day == date(2026, 10, 10)).make_up
    due = desk.case(taken).next_due_on
    assert next(one for one in squares if one.day == due).n == 1


def test_the_load_is_by_person_and_by_body(desk, taken):
    desk.file(complainant={"phone": "13900000002"})
    order(desk, taken)
    supervisor = desk.staff("supervisor")
    assert [(row.staff.username, row.open, row.soon, row.orders) for row in board.load(supervisor, now=NOON)] == [
        ("officer-310115", 1, 0, 1)
    ]
    assert board.teams(supervisor) == [(supervisor.agency_id, 2, 1)]
    with pytest.raises(NotThere):
        board.strip(desk.staff("officer"), now=NOON)


def test_the_pages_take_the_steps(desk, taken, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    supervisor, officer = (Client(headers={"accept-language": "en"}) for _ in range(2))
    supervisor.force_login(Staff.objects.get(username="supervisor-310115"))
    officer.force_login(Staff.objects.get(username="officer-310115"))
    page = f"/oversight/cases/{taken.number}/"
    assert supervisor.post(page, {"do": "order", **ORDER, "text": ""}).status_code == 422
    assert supervisor.post(page, {"do": "order", **ORDER}).status_code == 302
    row = concerns.of_case(desk.case(taken), actor=desk.staff("supervisor"))[0]
    assert ORDER["text"] in officer.get(page).content.decode()
    assert officer.post(page, {"do": "answer", "id": row.pk, "text": "已联系"}).status_code == 302
    assert "answered, to be accepted" in supervisor.get("/oversight/").content.decode()
    assert supervisor.post(page, {"do": "accepted", "id": row.pk}).status_code == 302
    assert officer.post(page, {"do": "recuse", "ground": "RELATIVE"}).status_code == 302
    assert supervisor.post(page, {"do": "lift", "id": recusal.of_case(desk.case(taken), actor=desk.staff("supervisor"))[0].pk}).status_code == 302  # fmt: skip
    assert supervisor.post(page, {"do": "lift", "id": "x"}).status_code == 404
    assert actions.get(taken.number, actor=desk.staff("officer")).assignee_id is None
