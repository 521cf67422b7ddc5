"""When a notice does not arrive: the next way by itself, a call with the words to say, and one task at the very end."""

from datetime import timedelta

import pytest

from redress.cases import actions
from redress.cases.models import Task
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices import calling, chain, ledger, people
from redress.notices.models import Notice
from redress.records import entries
from tests.conftest import NOON
from tests.notices.test_desk import desk, said
from tests.world import Office

__all__ = ["desk"]  # a fixture of the neighbours
pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def case(office: Office, read_on):
    return office.case(office.file(complainant={"email": "lin@example.com"}))


def told(case):
    return list(Notice.objects.filter(case=case).order_by("pk").values_list("template", "channel", "state"))


def tasks(case):
    return list(Task.objects.filter(case=case, finished_at=None).order_by("pk").values_list("kind", flat=True))


def at_call(case, gateway, read_on, work) -> Notice:
    """The text message is refused; what is left is the telephone."""
    gateway.answers = [(400, {})]
    read_on(now=NOON)
    work(NOON)
    return Notice.objects.get(case=case, channel="call")


def test_from_returned_mail_to_text_message_to_call_to_letter_each_once(case, office, mail, gateway, read_on, work):
    read_on(now=NOON)
    work(NOON)
    first = Notice.objects.get(case=case)
    for _ in range(2):  # a mailbox says it twice
        ledger.failed(first.message_id, "mail.returned", now=LATER)
    assert told(case) == [("case.received", "email", "failed"), ("case.received", "sms", "waiting")]
    assert tasks(case) == []

    gateway.answers = [(400, {"why": "no such number"})]
    work(LATER)
    assert told(case)[2:] == [("case.received", "call", "waiting")]
    assert tasks(case) == ["call_party"]
    call = Notice.objects.get(case=case, channel="call")
    calling.called(call.pk, "wrong_number", actor=office.staff("clerk"), now=LATER)
    assert told(case)[3:] == [("case.received", "letter", "waiting")]
    assert tasks(case) == []

    letter = Notice.objects.get(case=case, channel="letter")
    people.note(letter.pk, "came_back", on=day_of(LATER), actor=office.staff("clerk"), now=LATER)
    assert tasks(case) == ["contact_party"], "no way is left: one task"
    changed = entries.of(case.pk, ["notice.way_changed"])
    assert [(one.data["channel"], one.data["code"]) for one in changed] == [
        ("sms", "mail.returned"), ("call", "sms.refused_400"), ("letter", "call.wrong_number"),
    ]  # fmt: skip


def test_a_call_says_what_to_say_and_what_not_in_both_languages_for_every_template(case, gateway, read_on, work):
    from redress.notices import telling, wording

    for tell in {row for rows in telling.table().values() for row in rows}:
        for language in ("zh", "en"):
            found = wording.find(tell.template, tell.to, "call", language)
            assert found is not None, f"{tell.template} to {tell.to} has no words for a call"
            assert ("不说" if language == "zh" else "Do not say") in found.text
    call = at_call(case, gateway, read_on, work)
    task = Task.objects.get(case=case, kind="call_party")
    text = ledger.sealed(call)["text"]
    assert (task.due_on.isoformat(), task.owner_id) == ("2026-09-23", case.assignee_id)
    assert case.grouped_number in text
    for secret in ("小蓝电器商行", "扫地机器人", "2399", "13800001234"):
        assert secret not in text


def test_nobody_there_is_tried_on_other_days_then_written_to(case, office, gateway, read_on, work):
    call = at_call(case, gateway, read_on, work)
    for days in (1, 2):
        calling.called(call.pk, "no_answer", actor=office.staff("clerk"), now=NOON + timedelta(days=days))
        assert tasks(case) == ["call_party"]
    calling.called(call.pk, "no_answer", actor=office.staff("clerk"), now=NOON + timedelta(days=6))
    call.refresh_from_db()
    assert (call.state, call.fault, call.attempts) == ("failed", "call.no_answer", 3)
    assert told(case)[-1] == ("case.received", "letter", "waiting")
    assert tasks(case) == []


def test_who_was_reached_is_told(case, office, gateway, read_on, work):
    call = at_call(case, gateway, read_on, work)
    calling.called(call.pk, "reached", actor=office.staff("officer"), now=LATER)
    call.refresh_from_db()
    assert (call.state, tasks(case), len(told(case))) == ("delivered", [], 2)
    with pytest.raises(NotAllowed) as late:
        calling.called(call.pk, "reached", actor=office.staff("officer"), now=LATER)
    assert late.value.problems[0].code == "notice.note.not_now"


def test_who_does_not_want_to_talk_is_written_to(case, office, gateway, read_on, work):
    call = at_call(case, gateway, read_on, work)
    calling.called(call.pk, "refused", actor=office.staff("officer"), now=LATER)
    assert told(case)[-1] == ("case.received", "letter", "waiting")


def test_who_asks_for_another_way_gets_it_if_it_is_known(case, office, gateway, read_on, work):
    call = at_call(case, gateway, read_on, work)
    with pytest.raises(Invalid) as wrong:
        calling.called(call.pk, "other_way", way="pigeon", actor=office.staff("officer"), now=LATER)
    assert [(one.code, one.pointer) for one in wrong.value.problems] == [("notice.call.way_unknown", "/way")]
    call.refresh_from_db()
    assert (call.state, tasks(case)) == ("waiting", ["call_party"]), "nothing was changed"
    calling.called(call.pk, "other_way", way="email", actor=office.staff("officer"), now=LATER)
    assert told(case)[-1][1:] == ("email", "held")
    with pytest.raises(Invalid) as wrong:
        calling.called(call.pk, "shouted", actor=office.staff("officer"), now=LATER)
    assert wrong.value.problems[0].code == "notice.call.outcome_unknown"


def test_a_call_is_noted_by_those_whose_work_it_is(case, office, gateway, read_on, work):
    call = at_call(case, gateway, read_on, work)
    with pytest.raises(NotAllowed):
        calling.called(call.pk, "reached", actor=office.staff("mediator"), now=LATER)
    with pytest.raises(NotThere):
        calling.called(call.pk, "reached", actor=office.staff("officer", "330108"), now=LATER)


def test_whoever_gave_a_landline_alone_is_called_where_the_law_wants_it(office, gateway, read_on, work):
    person = {"phone": "021-12345678", "address": None}
    case = office.case(office.file(complainant=person))
    actions.act(case.number, "accept", {}, actor=office.staff(), now=NOON)
    read_on(now=NOON)
    read_on(now=NOON)
    assert told(case) == [("case.news", "call", "waiting")], "receipt is a courtesy, acceptance is owed"
    assert tasks(case) == ["call_party"]


def test_an_office_has_an_order_of_its_own(office, settings, tmp_path, gateway, read_on, work):
    settings.REDRESS_DATA = tmp_path
    case = office.case(office.file())
    (tmp_path / "chains").mkdir()
    own = 'order = ["sms", "letter"]\ncall_tries = 1\ncall_due = 1\n[after]\n"sms.refused_400" = "letter"\n'
    (tmp_path / "chains/310115.toml").write_text(own)
    gateway.answers = [(400, {})]
    read_on(now=NOON)
    work(NOON)
    assert [row[1] for row in told(case)] == ["sms", "letter"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('order = ["pigeon"]\ncall_tries = 3\ncall_due = 1', "order names some of"),
        ('order = ["sms", "sms"]\ncall_tries = 3\ncall_due = 1', "order names some of"),
        ('order = ["sms"]\ncall_tries = 0\ncall_due = 1', "call_tries is a number"),
        ('order = ["sms"]\ncall_tries = 3\ncall_due = true', "call_due is a number"),
        ('order = ["sms"]\ncall_tries = 3\ncall_due = 1\nx = 1', "x means nothing"),
        ('order = ["sms"]\ncall_tries = 3\ncall_due = 1\n[after]\n"a" = "letter"', "after leads to a way"),
        ("order = [", "no valid TOML"),
    ],
)
def test_a_chain_that_cannot_be_used_is_refused(text: str, says: str):
    with pytest.raises(chain.BadChain, match=says):
        chain.read(text)


def test_the_page_of_a_call_shows_words_digits_and_the_number_for_a_reason(
    case, office, desk, gateway, read_on, work, monkeypatch
):
    call = at_call(case, gateway, read_on, work)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    clerk, address = desk("clerk"), f"/desk/notices/calls/{call.pk}/"
    page = said(clerk.get(address))
    assert "通话要点（中文）" in page
    assert "Do not say" in page
    assert "13800001234" not in page
    assert address in said(clerk.get("/desk/notices/letters/"))
    shown = clerk.post(address, {"go": "number"})
    assert "13800001234" in said(shown).replace(" ", "")
    assert len(entries.of(case.pk, ["personal_data.revealed"])) == 1
    assert clerk.post(address, {}).status_code == 422
    assert clerk.post(address, {"outcome": "reached"}).status_code == 302
    assert "Delivered" in said(clerk.get(address))
    assert desk("mediator").get(address).status_code == 404
