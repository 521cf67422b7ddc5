"""A business works its complaints without a link for each: how it gets in, who acts for it, and what it never reaches."""

import hmac
from datetime import timedelta

import pytest

from redress.agencies import queries
from redress.cases.models import Case
from redress.kernel.actors import ANYONE
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices import ledger
from redress.notices.models import Notice
from redress.records import entries
from redress.traders import (
    accounts,
    actions,
    bulk,
    inviting,
    matters,
    phrases,
    programs,
    register,
)
from redress.traders.models import Answer, Claim, Invitation
from tests.conftest import NOON
from tests.traders.business import BY_SMS, OTHER, PASSWORD, USCC, asked, codes, joined, owner, say
from tests.world import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.REDRESS_DATA = tmp_path
    return Office(NOON)


# ---- getting in ----------------------------------------------------------------------------------------------------


def test_a_letter_to_the_registered_address_opens_the_account_once(office):
    trader = register.add("大平台有限公司", uscc=USCC, actor=office.staff(), now=NOON)
    code = accounts.offer(trader.pk, address="张江路1号", actor=office.staff(), now=NOON)
    letter = ledger.sealed(Notice.objects.get(template="trader.account"))
    assert f"{code[:4]} {code[4:]}" in letter["text"]
    assert code.encode() not in bytes(Claim.objects.get().code_digest)

    def claim(code, **more):
        given = {"username": "boss", "name": "黄总", "password": PASSWORD, "now": NOON} | more
        return accounts.claim(USCC, code, **given, actor=ANYONE)

    assert codes(NotAllowed, lambda: claim("AAAA BBBB")) == ["account.claim.wrong"]
    assert codes(NotAllowed, lambda: claim(code, now=NOON + timedelta(days=31))) == ["account.claim.wrong"]
    weak = {"password": "short", "username": "x", "name": " "}
    assert sorted(codes(Invalid, lambda: claim(code, **weak))) == [
        "account.name.missing", "account.password.weak", "account.username.unreadable",
    ]  # fmt: skip
    assert codes(Invalid, lambda: claim(code, username="OFFICER-310115")) == ["account.username.taken"]
    assert claim(code).role == "owner"
    assert codes(NotAllowed, lambda: claim(code, username="boss2")) == ["account.claim.wrong"]
    again = lambda: accounts.offer(trader.pk, address="", actor=office.staff(), now=NOON)  # noqa: E731
    assert codes(NotAllowed, again) == ["account.offer.again"]


def test_eight_wrong_codes_end_a_code(office):
    trader = register.add("大平台有限公司", uscc=USCC, actor=office.staff(), now=NOON)
    code = accounts.offer(trader.pk, address="", actor=office.staff(), now=NOON)
    person = {"username": "boss", "name": "黄总", "password": PASSWORD, "actor": ANYONE, "now": NOON}
    for _ in range(accounts.MOST_TRIES):
        assert codes(NotAllowed, lambda: accounts.claim(USCC, "WRONG", **person)) == ["account.claim.wrong"]
    assert codes(NotAllowed, lambda: accounts.claim(USCC, code, **person)) == ["account.claim.wrong"]


def test_two_at_once_open_one_account(office, monkeypatch):
    trader = register.add("大平台有限公司", uscc=USCC, actor=office.staff(), now=NOON)
    code = accounts.offer(trader.pk, address="", actor=office.staff(), now=NOON)
    real = hmac.compare_digest

    def meanwhile(a, b):
        Claim.objects.update(ended_at=NOON, ended_as="used")
        return real(a, b)

    monkeypatch.setattr("redress.traders.accounts.hmac.compare_digest", meanwhile)
    person = {"username": "boss", "name": "黄总", "password": PASSWORD, "actor": ANYONE, "now": NOON}
    assert codes(NotAllowed, lambda: accounts.claim(USCC, code, **person)) == ["account.claim.used"]


def test_an_answer_link_asks_for_an_account_but_opens_none(office):
    row = asked(office)
    claim = accounts.ask(row, actor=inviting.actor_of(row), now=NOON)
    assert accounts.ask(row, actor=inviting.actor_of(row), now=NOON) == claim
    assert claim.code_digest is None
    person = {"username": "boss", "name": "黄总", "password": PASSWORD, "actor": ANYONE, "now": NOON}
    assert codes(NotAllowed, lambda: accounts.claim(USCC, "", **person)) == ["account.claim.wrong"]
    nameless = actions.invite_trader(office.file().number, contacts=BY_SMS, actor=office.staff(), now=NOON).invitation
    ask = lambda: accounts.ask(nameless, actor=inviting.actor_of(nameless), now=NOON)  # noqa: E731
    assert codes(NotAllowed, ask) == ["account.offer.no_code"]


def test_people_come_by_a_link_and_go_at_once(office):
    boss = owner(office)
    assert codes(Invalid, lambda: accounts.invite_member("king", actor=boss, now=NOON)) == [
        "account.member.role_unknown"
    ]
    agent, made = joined(boss, "agent", "agent")
    assert codes(NotAllowed, lambda: accounts.invite_member("owner", actor=agent, now=NOON)) == ["account.wrong_role"]
    mine = accounts.member_of(boss)
    assert codes(NotAllowed, lambda: accounts.end_member(mine.pk, actor=boss, now=NOON)) == [
        "account.member.last_owner"
    ]
    second, made_owner = joined(boss, "owner", "second")
    key = programs.issue(scope="all", label="ERP", expires_at=NOON + timedelta(days=30), actor=second, now=NOON)
    assert queries.holder_of(key, now=NOON) is not None
    accounts.end_member(made_owner.pk, actor=boss, now=NOON)
    accounts.end_member(made.pk, actor=boss, now=NOON)
    assert queries.holder_of(key, now=NOON) is None
    with pytest.raises(NotThere):
        accounts.member_of(agent)
    accounts.invite_member("agent", actor=boss, now=NOON)
    link = accounts.links(boss, now=NOON)[0]
    accounts.revoke_link(link.pk, actor=boss, now=NOON)
    for gone in (lambda: accounts.revoke_link(link.pk, actor=boss, now=NOON), lambda: accounts.joining("x", now=NOON)):
        with pytest.raises(NotThere):
            gone()


def test_a_body_closes_an_account_and_nobody_of_it_is_let_in_any_more(office):
    boss = owner(office)
    accounts.close(accounts.member_of(boss).account.trader_id, actor=office.staff(), now=NOON)
    with pytest.raises(NotThere):
        accounts.acting(boss)


# ---- what it sees --------------------------------------------------------------------------------------------------


def test_a_business_sees_what_it_was_asked_and_nothing_else(office):
    boss = owner(office)
    mine, foreign = asked(office), asked(office, OTHER, "别家有限公司")
    office.file(respondent={"name": "大平台有限公司", "uscc": USCC})  # about it, but it was not asked yet
    assert [line.ref for line in matters.page(boss).lines] == [mine.ref]
    with pytest.raises(NotThere):
        matters.find(foreign.ref, actor=boss)
    assert not Case.objects.visible_to(boss).exists()
    inviting.revoke(mine.pk, actor=office.staff(), now=NOON)
    assert matters.page(boss).lines == []
    assert not Invitation.objects.visible_to(ANYONE).exists()
    assert set(Invitation.objects.visible_to(office.staff())) == {mine, foreign}


def test_a_merger_opens_what_the_other_entry_was_asked_and_parting_closes_it(office):
    boss = owner(office)
    shop = asked(office, uscc="", name="大平台旗舰店")
    kept = accounts.member_of(boss).account.trader
    found = register.effect(kept, shop.trader, actor=office.staff())
    assert (found.names, found.cases, found.asked, found.opens) == (["大平台旗舰店"], 1, 1, True)
    row = register.merge(kept.pk, shop.trader_id, reason="brand", actor=office.staff(), now=NOON)
    assert matters.find(shop.ref, actor=accounts.acting(boss)) == shop
    register.unmerge(row.pk, actor=office.staff(), now=NOON)
    with pytest.raises(NotThere):
        matters.find(shop.ref, actor=accounts.acting(boss))


def test_what_is_closed_or_anothers_shows_itself_no_more(office):
    boss = owner(office)
    row, away = asked(office), asked(office)
    say(away, boss, kind="not_us")
    assert matters.shown(away, actor=boss) is None
    Case.objects.filter(pk=row.case_id).update(phase="closed", closed_at=NOON)
    row = matters.find(row.ref, actor=boss)
    assert matters.shown(row, actor=boss) is None
    assert codes(NotAllowed, lambda: matters.require_shown(row, actor=boss)) == ["answer.closed"]
    assert matters.line(row, actor=boss).status == "ended"


def test_the_queue_goes_by_day_page_by_page(office):
    boss = owner(office)
    rows = [asked(office) for _ in range(3)]
    first = matters.page(boss, limit=2)
    rest = matters.page(boss, limit=2, cursor=first.next)
    assert [line.ref for line in (*first.lines, *rest.lines)] == [row.ref for row in rows]
    assert rest.next is None
    matters.opened(rows[0], actor=boss, now=NOON)
    matters.opened(rows[0], actor=boss, now=NOON)
    told = [one for one in entries.of(rows[0].case_id) if one.event == "trader.opened"]
    assert [one.data["member"] for one in told] == [boss.staff_id]
    say(rows[1], boss, kind="mediate_yes")
    until = (NOON + timedelta(days=10)).date()
    say(rows[2], boss, kind="time", text="盘点", day=str(until))
    assert matters.counts(boss) == {"new": 1, "us": 1, "them": 1}
    assert matters.page(boss, status="new").lines[0].due_on == until
    newest = matters.page(boss, status="them", limit=1)
    assert newest.lines[0].answered == "mediate_yes"
    assert [line.ref for line in matters.page(boss, number=rows[0].case.number).lines] == [rows[0].ref]
    assert codes(Invalid, lambda: matters.page(boss, status="lost")) == ["matter.status.unknown"]
    assert codes(Invalid, lambda: matters.page(boss, assignee="x")) == ["matter.assignee.unreadable"]
    assert len(list(matters.everything(boss))) == 3


def test_matters_are_given_to_people_of_the_account(office):
    boss = owner(office)
    agent, made = joined(boss, "agent", "agent")
    reader, _ = joined(boss, "reader", "reader")
    row, foreign = asked(office), asked(office, OTHER, "别家有限公司")
    assert matters.assign([row.ref, foreign.ref], made.pk, actor=boss, now=NOON) == 1
    assert [line.ref for line in matters.page(agent, assignee="me").lines] == [row.ref]
    assert matters.page(boss, assignee="none").lines == []
    assert [line.ref for line in matters.page(boss, assignee=str(made.pk)).lines] == [row.ref]
    assert codes(Invalid, lambda: matters.assign([row.ref], 999, actor=boss, now=NOON)) == ["matter.assign.nobody"]
    assert codes(NotAllowed, lambda: matters.assign([row.ref], None, actor=reader, now=NOON)) == ["account.wrong_role"]
    matters.assign([row.ref], None, actor=agent, now=NOON)
    assert len(matters.page(boss, assignee="none").lines) == 1


def test_the_archive_names_who_of_the_business_answered_and_the_receipt_does_not(office):
    boss = owner(office)
    row = asked(office)
    made = say(row, boss, kind="mediate_yes")
    entry = entries.get(made.entry_id)
    assert (entry.data["member"], entry.actor) == (boss.staff_id, f"trader:{row.trader_id}")


# ---- many at once --------------------------------------------------------------------------------------------------


def test_words_are_kept_in_versions_and_filled_for_each_matter(office):
    boss = owner(office)
    phrases.save("退款", "offer", "编号{number}：退款 {amount} 元", actor=boss, now=NOON)
    second = phrases.save("退款", "offer", "{trader}：订单{order_number}全额退款", actor=boss, now=NOON)
    assert [row.version for row in phrases.versions(second)] == [2, 1]
    assert phrases.in_use(boss) == [second]
    wrong = lambda: phrases.save(" ", "sing", "{person} {case}", actor=boss, now=NOON)  # noqa: E731
    assert sorted(codes(Invalid, wrong)) == ["answer.kind.unknown", "phrase.name.missing", "phrase.place.unknown"]
    long = lambda: phrases.save("长", "offer", "字" * 5001, actor=boss, now=NOON)  # noqa: E731
    assert codes(Invalid, long) == ["answer.text.too_long"]
    stranger = owner(office, OTHER, "stranger")
    with pytest.raises(NotThere):
        phrases.find(second.pk, actor=stranger)
    phrases.drop(second.pk, actor=boss, now=NOON)
    assert phrases.in_use(boss) == []


def test_many_are_answered_each_for_itself_and_once(office):
    boss = owner(office)
    one, two, foreign = asked(office), asked(office), asked(office, OTHER, "别家有限公司")
    gone = asked(office)
    say(gone, boss, kind="not_us")
    data = {"kind": "offer", "remedy": "REFUND", "amount": "2399.00", "day": "2026-09-30", "text": "{number}：全额退款"}
    refs = [one.ref, two.ref, foreign.ref, gone.ref, one.ref]
    looked = bulk.look(refs, data, actor=boss, now=NOON)
    assert [[problem.code for problem in line.problems] for line in looked] == [
        [], [], ["matter.not_there"], ["answer.closed"],
    ]  # fmt: skip
    assert looked[0].text == f"{one.case.number}：全额退款"
    assert not Answer.objects.filter(case=one.case).exists()
    say(two, boss, kind="mediate_yes")  # a colleague was faster
    seen = {line.ref: line.seen for line in looked}
    done = bulk.answer(refs, data, seen=seen, key="form-1", actor=boss, now=NOON)
    assert [[problem.code for problem in line.problems] for line in done] == [
        [], ["answer.changed_meanwhile"], ["matter.not_there"], ["answer.closed"],
    ]  # fmt: skip
    again = bulk.answer([one.ref], data, seen=seen, key="form-1", actor=boss, now=NOON)
    assert again[0].answer_id == done[0].answer_id
    assert Answer.objects.filter(case=one.case).count() == 1
    assert not Answer.objects.filter(case=foreign.case).exists()
    empty = bulk.look([two.ref], data | {"text": "{order_number}"}, actor=boss, now=NOON)
    assert [problem.code for problem in empty[0].problems] == ["phrase.place.empty"]
    assert codes(Invalid, lambda: bulk.look([], data, actor=boss, now=NOON)) == ["matter.bulk.number"]
    reader, _ = joined(boss, "reader", "reader")
    look = lambda: bulk.look([one.ref], data, actor=reader, now=NOON)  # noqa: E731
    assert codes(NotAllowed, look) == ["account.wrong_role"]
