"""A trader is asked, comes in with one code, and says one of six things; each is proven to it as to the consumer."""

from datetime import timedelta

import pytest

from redress.cases import evidence, reading
from redress.cases.actions import act
from redress.cases.models import Case, Task
from redress.kernel.actors import ANYONE
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices import ledger
from redress.notices.models import Notice
from redress.records import entries, issue, log
from redress.records.receipts import verify
from redress.traders import actions, answering, inviting, register, seeing, silence
from redress.traders.inviting import Contact
from redress.traders.models import Answer, Watch
from tests.conftest import NOON
from tests.world import Office, complainant

BY_SMS = (Contact("sms", "139 0000 5555"), Contact("email", "shop@example.com"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.REDRESS_DATA = tmp_path
    return Office(NOON)


@pytest.fixture
def filed(office):
    return office.file()


@pytest.fixture
def invited(office, filed):
    return actions.invite_trader(filed.number, contacts=BY_SMS, actor=office.staff(), now=NOON)


def codes(kind, act):
    with pytest.raises(kind) as caught:
        act()
    return [problem.code for problem in caught.value.problems]


def say(invited, now=NOON, **data):
    row = invited.invitation
    number = Case.objects.get(pk=row.case_id).number
    return actions.answer(number, data, trader=row.trader, actor=inviting.actor_of(row), now=now)


def test_the_code_opens_once_and_is_written_nowhere_but_in_the_sealed_message(invited):
    ref, code = invited.invitation.ref, invited.code
    notice = Notice.objects.get(audience="trader")
    assert notice.channel == "sms"
    assert invited.grouped_code in ledger.sealed(notice)["text"]
    assert code.encode() not in bytes(invited.invitation.code_digest)
    assert all(code not in str(entry.data) for entry in entries.of(invited.invitation.case_id))

    assert codes(NotAllowed, lambda: inviting.enter(ref, "AAAA BBBB", now=NOON)) == ["trader.code.wrong"]
    assert inviting.enter(ref, f" {code[:4].lower()}-{code[4:]}", now=NOON).pk == invited.invitation.pk
    assert codes(NotAllowed, lambda: inviting.enter(ref, code, now=NOON)) == ["trader.code.used"]
    assert codes(NotAllowed, lambda: inviting.enter("nosuchlink", code, now=NOON)) == ["trader.code.wrong"]


def test_guessing_ends_after_eight_and_begins_again_after_an_hour(invited):
    for _ in range(inviting.MOST_TRIES):
        assert codes(NotAllowed, lambda: inviting.enter(invited.invitation.ref, "WRONG", now=NOON)) == [
            "trader.code.wrong"
        ]
    right = lambda now: lambda: inviting.enter(invited.invitation.ref, invited.code, now=now)  # noqa: E731
    assert codes(NotAllowed, right(NOON)) == ["trader.code.locked"]
    assert right(NOON + timedelta(hours=1))().opened_at is not None


def test_expired_revoked_and_renewed_links_say_so(office, invited):
    row, officer = invited.invitation, office.staff()
    late = lambda days: lambda: inviting.enter(row.ref, invited.code, now=NOON + timedelta(days=days))  # noqa: E731
    assert codes(NotAllowed, late(31)) == ["trader.code.expired"]
    assert codes(NotAllowed, late(61)) == ["trader.link.expired"]
    renewed, channel = actions.send_new_code(row.pk, actor=officer, now=NOON)
    assert channel == "sms"
    assert codes(NotAllowed, late(0)) == ["trader.code.wrong"], "an older code opens nothing"
    inviting.revoke(row.pk, actor=officer, now=NOON)
    assert codes(NotAllowed, lambda: inviting.enter(row.ref, renewed.code, now=NOON)) == ["trader.link.revoked"]
    assert Watch.objects.get().ended_as == "withdrawn"


def test_strangers_cannot_have_codes_sent_without_end(invited):
    trader = inviting.actor_of(invited.invitation)
    for _ in range(inviting.RENEWALS):
        actions.send_new_code(invited.invitation.pk, actor=trader, now=NOON)
    again = lambda: actions.send_new_code(invited.invitation.pk, actor=trader, now=NOON)  # noqa: E731
    assert codes(NotAllowed, again) == ["trader.code.too_often"]


def test_who_may_be_asked_and_by_whom(office, filed, invited):
    officer = office.staff()

    def ask(number, actor=officer, **more):
        return lambda: actions.invite_trader(number, **{"contacts": BY_SMS, "actor": actor, "now": NOON, **more})

    assert codes(NotAllowed, ask(filed.number)) == ["trader.invite.again"]
    assert codes(NotAllowed, ask(filed.number, office.staff("auditor"))) == ["trader.invite.wrong_role"]
    with pytest.raises(NotThere):
        ask(filed.number, office.staff(code="330108"))()
    report = office.file(kind="report")
    assert codes(NotAllowed, ask(report.number)) == ["trader.invite.report"], "S Art. 37: a report is confidential"
    nameless = office.file(respondent={"name": None})
    assert codes(NotAllowed, ask(nameless.number)) == ["trader.invite.unknown"]
    other = office.file(respondent={"name": "别家商行"})
    assert codes(Invalid, ask(other.number, contacts=())) == ["trader.contact.none"]
    wrong = (Contact("sms", "12"), Contact("email", "nobody"))
    assert codes(Invalid, ask(other.number, contacts=wrong)) == ["trader.contact.unreadable"] * 2
    withdrawn = office.file()
    act(withdrawn.number, "withdraw", {}, actor=complainant(withdrawn), now=NOON)
    assert codes(NotAllowed, ask(withdrawn.number)) == ["trader.invite.ended"]


def test_the_trader_sees_what_the_law_lets_it_see_and_nothing_else(office, invited):
    case = Case.objects.get(pk=invited.invitation.case_id)
    actor = inviting.actor_of(invited.invitation)
    shown = str(seeing.matter(case, invited.invitation, actor=actor))
    for secret in ("林小雨", "13800001234", "138 0000 1234", "世纪大道"):
        assert secret not in shown
    assert "扫地机器人" in shown
    assert "林**" in shown
    report = office.case(office.file(kind="report"))
    with pytest.raises(NotThere):
        seeing.matter(report, invited.invitation, actor=actor)


def test_name_and_telephone_are_shown_only_where_the_person_agreed(office, filed):
    allowed = actions.invite_trader(filed.number, contacts=BY_SMS, shows_contact=True, actor=office.staff(), now=NOON)
    shown = seeing.matter(office.case(filed), allowed.invitation, actor=inviting.actor_of(allowed.invitation))
    assert shown.person == {"name": "林小雨", "phone": "13800001234"}
    assert "世纪大道" not in str(shown)


def test_files_for_the_office_alone_stay_there_and_the_traders_own_are_its_own(office, filed, invited):
    case, trader = office.case(filed), inviting.actor_of(invited.invitation)
    keep = lambda text, audience, actor: evidence.add_exhibit(  # noqa: E731
        case, name="a.txt", stream=text.encode(), audience=audience, actor=actor, now=NOON
    )
    shared = keep("购买凭证", "both", complainant(filed))
    keep("身份证明", "staff", complainant(filed))
    own = keep("进货价", "staff", trader)
    assert {row.pk for row in seeing.own_and_shared(case, actor=trader)} == {shared.pk, own.pk}
    assert own.pk not in {row.pk for row in reading.exhibits(case, actor=complainant(filed))}


SIX = (
    {"kind": "agree", "day": "2026-09-30"},
    {"kind": "offer", "remedy": "REFUND", "amount": "1200.00", "day": "2026-09-30", "text": "退一半"},
    {"kind": "contest", "text": "人为损坏，有检测照片"},
    {"kind": "time", "day": "2026-09-28", "text": "等厂家检测"},
    {"kind": "not_us", "text": "可能是小篮电器"},
    {"kind": "mediate_yes"},
    {"kind": "mediate_no"},
)


@pytest.mark.parametrize("data", SIX, ids=lambda data: data["kind"])
def test_each_answer_is_an_entry_with_a_receipt_and_work_for_somebody(office, filed, invited, data):
    made = say(invited, **data)
    entry = entries.get(made.entry_id)
    assert (entry.event, entry.data["answer"], entry.actor) == (
        "trader.answered",
        data["kind"],
        f"trader:{made.trader_id}",
    )
    assert data.get("text", "·") not in str(entry.data), "words are in the vault alone"
    log.sequence(NOON)
    receipt = issue.receipt(made.entry_id, now=NOON)
    assert receipt.subject["answer"] == data["kind"]
    assert verify(receipt.proof, dict(receipt.subject))["valid"]

    case = office.case(filed)
    for reader in (office.staff(), complainant(filed), inviting.actor_of(invited.invitation)):
        (shown,) = answering.shown(case, actor=reader, slots=reading.sealed(case))
        assert (shown["kind"], shown["text"]) == (data["kind"], data.get("text", ""))
    open_tasks = list(Task.objects.filter(case=case, finished_at=None).values_list("kind", flat=True))
    watch = Watch.objects.get()
    if data["kind"] == "time":
        assert (open_tasks, watch.ended_at, watch.next_on.isoformat()) == ([], None, "2026-09-29")
    else:
        assert open_tasks == ["check_trader" if data["kind"] == "not_us" else "consider_answer"]
        assert watch.ended_as == "answered"
    assert Notice.objects.filter(audience="complainant").count() == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, ["answer.kind.unknown"]),
        ({"kind": "contest"}, ["answer.text.missing"]),
        ({"kind": "contest", "text": "字" * 5001}, ["answer.text.too_long"]),
        ({"kind": "offer"}, ["answer.remedy.unknown", "answer.day.missing"]),
        ({"kind": "offer", "remedy": "REFUND", "day": "2026-10-01"}, ["answer.amount.missing"]),
        ({"kind": "offer", "remedy": "REFUND", "amount": "-3", "day": "soon"}, ["answer.amount.unreadable", "answer.day.unreadable"]),
        ({"kind": "offer", "remedy": "OTHER", "day": "2026-09-21"}, ["answer.text.missing", "answer.day.past"]),
        ({"kind": "agree", "day": "2028-01-01"}, ["answer.day.too_far"]),
        ({"kind": "time", "text": "忙", "day": "2026-11-01"}, ["answer.day.too_late"]),
    ],
)  # fmt: skip
def test_everything_wrong_with_an_answer_is_said_at_once_and_nothing_kept(invited, data, expected):
    assert sorted(codes(Invalid, lambda: say(invited, **data))) == sorted(expected)
    assert not Answer.objects.exists()


def test_after_not_us_nothing_more_can_be_said_or_seen_as_answered(office, filed, invited):
    say(invited, kind="not_us")
    assert "answer.not_yours" in codes(NotAllowed, lambda: say(invited, kind="agree"))
    right = register.add("小篮电器有限公司", uscc="91350100M000100Y43", actor=office.staff(), now=NOON)
    second = actions.invite_trader(filed.number, contacts=BY_SMS, trader_id=right.pk, actor=office.staff(), now=NOON)
    case = office.case(filed)
    assert answering.shown(case, actor=inviting.actor_of(second.invitation), slots=reading.sealed(case)) == []


def test_two_windows_do_not_answer_over_each_other(invited):
    row = invited.invitation
    number = Case.objects.get(pk=row.case_id).number
    first = lambda: actions.answer(  # noqa: E731
        number, {"kind": "mediate_yes"}, trader=row.trader, seen=0, actor=inviting.actor_of(row), now=NOON
    )
    first()
    assert codes(NotAllowed, first) == ["answer.changed_meanwhile"]


def test_more_time_is_given_twice(invited):
    for day in ("2026-09-24", "2026-09-26"):
        say(invited, kind="time", text="等检测", day=day)
    assert codes(NotAllowed, lambda: say(invited, kind="time", text="再等", day="2026-09-30")) == [
        "answer.time.used_up"
    ]


def test_an_answer_told_by_phone_is_taken_down_by_staff_and_a_call_is_an_attempt(office, filed, invited):
    officer, auditor = office.staff(), office.staff("auditor")

    def call(actor, how):
        return lambda: silence.record_call(filed.number, invited.invitation.pk, how, actor=actor, now=NOON)

    assert codes(NotAllowed, call(auditor, "reached")) == ["trader.call.wrong_role"]
    assert codes(Invalid, call(officer, "sang")) == ["trader.call.outcome_unknown"]
    call(officer, "reached")()
    assert [one.event for one in silence.attempts(office.case(filed), invited.invitation)] == [
        "trader.invited",
        "trader.called",
    ]
    take = lambda actor: actions.answer(  # noqa: E731
        filed.number, {"kind": "mediate_yes"}, trader=invited.invitation.trader, actor=actor, now=NOON
    )
    assert codes(NotAllowed, lambda: take(auditor)) == ["answer.wrong_role"]
    assert take(officer).by == officer.key


def test_a_case_that_ended_takes_no_answer(office, filed, invited):
    act(filed.number, "withdraw", {}, actor=complainant(filed), now=NOON)
    assert codes(NotAllowed, lambda: say(invited, kind="agree")) == ["answer.closed"]
    act(filed.number, "issue_result", {"text": "已撤回"}, actor=office.staff(), now=NOON)
    act(filed.number, "close", {}, actor=office.staff(), now=NOON)
    assert codes(NotAllowed, lambda: inviting.enter(invited.invitation.ref, invited.code, now=NOON)) == [
        "trader.link.ended"
    ]
    with pytest.raises(NotThere):
        actions.answer(filed.number, {"kind": "agree"}, trader=invited.invitation.trader, actor=ANYONE, now=NOON)
