"""The account of a business, over its pages and over the API: one queue, one way to answer, and nothing that is not its own."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from redress.agencies import queries
from redress.cases import actions as cases
from redress.cases import evidence
from redress.kernel.actors import ANYONE
from redress.mediation.actions import rooms, talk
from redress.portals.business import opening
from redress.records import log
from redress.records.receipts import read_file, verify
from redress.traders import accounts, actions, hooking, inviting, matters, phrases, programs, register
from redress.traders.inviting import Contact
from redress.traders.models import Account, Answer, Invitation, Joining, Member
from tests.conftest import NOON
from tests.world import Office, complainant

USCC, OTHER = "91310115MA1K000016", "91310115MA1K000029"
PASSWORD = "correct horse battery"
CAUCUS, AGENT, REPORTER, FOREIGN = "最少一千八百元我也能接受", "第二联系地址学林路九号", "举报人赵无名", "别家有限公司"
NEVER = (CAUCUS, "学林路", REPORTER, "13800001234", "世纪大道", FOREIGN, "内部核查意见")

pytestmark = pytest.mark.django_db


@dataclass
class Business:
    """A business with one matter and an owner; and everything around it that is none of its business."""

    office: Office
    matter: Invitation
    foreign: Invitation
    actor: Any
    browser: Client
    key: str

    def api(self, method: str, place: str, data: Any = None, **headers: str) -> Any:
        more = {} if data is None else {"content_type": "application/json", "data": json.dumps(data)}
        return getattr(Client(), method)(
            f"/api/v1/trader/{place}",
            headers={"authorization": f"Bearer {self.key}", "accept-language": "en", **headers},
            **more,
        )


@pytest.fixture
def business(db, monkeypatch, settings, tmp_path) -> Business:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    monkeypatch.setattr(opening, "TRIES", opening.Limit("tries", most=20, seconds=600))
    settings.REDRESS_DATA = tmp_path
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False
    queries.forget()
    office = Office(NOON)
    officer = office.staff()
    about = {"name": "大平台有限公司", "uscc": USCC}
    filed = office.file(
        respondent=about, complainant={"name": "林小雨", "phone": "13800001234", "address": f"世纪大道1号；{AGENT}"}
    )
    office.file(kind="report", respondent=about, complainant={"name": REPORTER, "phone": "13700007777"})
    cases.act(filed.number, "accept", {}, actor=officer, now=NOON)
    asked = actions.invite_trader(filed.number, contacts=[Contact("sms", "13900005555")], actor=officer, now=NOON)
    both = {"complainant_consents": True, "respondent_consents": True}
    cases.act(filed.number, "begin_mediation", both, actor=officer, now=NOON)
    mediator = office.staff("mediator")
    rooms.open_room(filed.number, actor=mediator, now=NOON)
    rooms.answer_conflict(filed.number, conflict=False, actor=mediator, now=NOON)
    for side in (complainant(filed), inviting.actor_of(asked.invitation)):
        rooms.confirm_rules(filed.number, actor=side, now=NOON)
    talk.write(filed.number, {"channel": "complainant", "text": CAUCUS}, actor=complainant(filed), now=NOON)
    cases.write(filed.number, {"text": "内部核查意见", "audience": "staff"}, actor=officer, now=NOON)
    cases.write(filed.number, {"text": f"给承办人的话：{AGENT}"}, actor=complainant(filed), now=NOON)
    evidence.add_exhibit(
        office.case(filed),
        name="内部核查意见.txt",
        stream="内部核查意见".encode(),
        audience="staff",
        actor=officer,
        now=NOON,
    )
    other = office.file(respondent={"name": FOREIGN, "uscc": OTHER})
    foreign = actions.invite_trader(other.number, contacts=[Contact("sms", "13900006666")], actor=officer, now=NOON)
    trader = register.of_case(office.case(filed))
    code = accounts.offer(trader.pk, address="", actor=officer, now=NOON)
    made = accounts.claim(USCC, code, username="boss", name="黄总", password=PASSWORD, actor=ANYONE, now=NOON)
    actor = accounts.acting(queries.actor_of(made.user))
    key = programs.issue(scope="all", label="ERP", expires_at=NOON + timedelta(days=30), actor=actor, now=NOON)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(made.user)
    return Business(office, asked.invitation, foreign.invitation, actor, browser, key)


# ---- nothing that is not its own -----------------------------------------------------------------------------------


def said(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace")


def every_address(business: Business) -> list[tuple[str, str]]:
    """Every page of a business, every page and verb of a matter, own and foreign; and the doors of all the others."""
    endpoint, _ = hooking.subscribe("http://127.0.0.1:9/in", [], actor=business.actor, now=NOON)
    words = phrases.save("退款", "offer", "{number}", actor=business.actor, now=NOON)
    ids = {
        "token": "x",
        "phrase_id": words.pk,
        "member_id": "1",
        "joining_id": "1",
        "key_id": "1",
        "endpoint_id": endpoint.pk,
    }
    pages = [
        reverse(f"business:{row.name}", args=[ids[name] for name in row.pattern.converters])
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "namespace", "") == "business"
        for row in resolver.url_patterns
    ]
    for row in (business.matter, business.foreign):
        pages += [f"/t/{row.ref}/", f"/t/{row.ref}/answer/contest/", f"/t/{row.ref}/files/1/", f"/t/{row.ref}/files/2/"]
        pages += [
            f"/desk/cases/{row.case.number}/",
            f"/desk/cases/{row.case.number}/archive/",
            f"/case/{row.case.number}/",
        ]
        pages += [f"/desk/cases/{row.case.number}/room/", f"/api/v1/complaints/{row.case.number}"]
        pages += [
            f"/api/v1/trader/matters/{row.ref}" + rest for rest in ("", "/evidence/1", "/evidence/2", "/receipts/1")
        ]
    pages += [
        "/api/v1/trader/matters",
        "/api/v1/trader/figures",
        "/api/v1/trader/webhooks",
        "/api/v1/complaints",
        "/desk/",
    ]
    pages += [
        "/api/v1/complaints/export?format=jsonl&personal=1&reason=curious",
        "/oversight/",
        "/desk/traders/",
        "/accounts/keys/",
    ]
    return [(method, page) for page in pages for method in ("get", "post")]


def test_no_page_and_no_verb_reaches_what_is_not_its_own(business):
    found = []
    for method, place in every_address(business):
        headers = {"authorization": f"Bearer {business.key}"} if place.startswith("/api/") else {}
        answered = getattr(business.browser, method)(place, headers=headers)
        text = said(answered)
        found += [f"{method} {place}: {word}" for word in NEVER if word in text]
        found += [f"{method} {place}: {answered.status_code}"] * (answered.status_code >= 500)
    assert found == []


def test_the_pages_of_a_business_are_not_there_for_anybody_else(business):
    desk = Client()
    desk.force_login(queries.Staff.objects.get(username="officer-310115"))
    assert desk.get("/business/").status_code == 404
    assert Client().get("/business/").status_code == 302
    assert business.browser.get("/desk/").headers["Location"] == "/business/"
    assert business.browser.get(f"/t/{business.foreign.ref}/").content.decode().count("<form") >= 1  # asks for its code
    key = business.office.key()
    answered = Client().get("/api/v1/trader/matters", headers={"authorization": f"Bearer {key}"})
    assert answered.status_code == 404
    assert business.api("get", f"matters/{business.foreign.ref}").status_code == 404


def test_without_the_second_factor_nothing_opens_where_it_is_asked_for(business, settings):
    settings.REDRESS_REQUIRE_SECOND_FACTOR = True
    assert business.browser.get("/business/").headers["Location"] == "/accounts/2fa/"
    assert "林**" not in business.browser.get(f"/t/{business.matter.ref}/").content.decode()


# ---- pages ---------------------------------------------------------------------------------------------------------


def test_a_letter_opens_the_account_in_the_browser_and_a_colleague_joins(business):
    office, phone = business.office, Client(headers={"accept-language": "en"})
    trader = register.add(FOREIGN, uscc=OTHER, actor=office.staff(), now=NOON)
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(queries.Staff.objects.get(username="officer-310115"))
    posted = desk.post(
        f"/desk/traders/{trader.pk}/", {"go": "offer", "address": "张江路1号"}, follow=True
    ).content.decode()
    assert "waits to be posted" in posted
    assert "<code>" not in posted, "the letter alone carries the code"
    page = desk.post(f"/desk/traders/{trader.pk}/", {"go": "offer", "address": ""}).content.decode()
    code = page.split("<code>")[1][:9]
    given = {"uscc": OTHER, "code": code, "name": "周总", "username": "zhou", "password": PASSWORD}
    wrong = phone.post("/business/open/", given | {"code": "WRONG"})
    assert (wrong.status_code, PASSWORD in wrong.content.decode()) == (422, False)
    assert phone.post("/business/open/", given).headers["Location"] == "/business/"
    made = phone.post("/business/people/", {"role": "agent"}).content.decode()
    link = made.split("/business/join/")[1].split("/")[0]
    colleague = Client(headers={"accept-language": "en"})
    assert FOREIGN in colleague.get(f"/business/join/{link}/").content.decode()
    person = {"name": "小周", "username": "xiaozhou", "password": PASSWORD}
    assert colleague.post(f"/business/join/{link}/", person).status_code == 302
    assert colleague.get(f"/business/join/{link}/").status_code == 404
    member = Member.objects.get(user__username="xiaozhou")
    assert phone.post(f"/business/people/{member.pk}/end/").status_code == 302
    assert colleague.get("/business/").status_code == 302
    phone.post("/business/people/", {"role": "agent"})
    phone.post(f"/business/people/links/{Joining.objects.get(ended_at=None).pk}/revoke/")
    assert not Joining.objects.filter(ended_at=None).exists()
    assert desk.post(f"/desk/traders/{trader.pk}/", {"go": "close_account"}).status_code == 302
    assert Account.objects.get(trader=trader).closed_at == NOON


def test_the_desk_looks_at_a_merger_before_it_is_made(business):
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(queries.Staff.objects.get(username="officer-310115"))
    shop = register.add("大平台旗舰店", actor=business.office.staff(), now=NOON)
    place = f"/desk/traders/{business.matter.trader_id}/"
    page = desk.post(place, {"go": "look", "other": shop.pk, "reason": "brand"}).content.decode()
    assert "大平台旗舰店" in page
    assert "will see 0 more matters" in page
    shop.refresh_from_db()
    assert shop.merged_into is None
    desk.post(place, {"go": "merge", "other": shop.pk, "reason": "brand"})
    shop.refresh_from_db()
    assert shop.merged_into_id == business.matter.trader_id


def test_many_are_looked_at_then_answered_then_seen(business):
    ref = business.matter.ref
    business.browser.post("/business/words/", {"name": "退款", "kind": "offer", "text": "{number}全额退款"})
    words = phrases.in_use(business.actor)[0]
    taken = business.browser.post(
        "/business/answer/", {"pick": [ref], "go": "words", "phrase": words.pk}
    ).content.decode()
    assert "{number}全额退款" in taken
    data = {"kind": "offer", "text": words.text, "remedy": "REFUND", "amount": "2399.00", "day": "2026-09-30"}
    page = business.browser.post("/business/answer/", {"pick": [ref], "go": "look", **data}).content.decode()
    assert f"{business.matter.case.number}全额退款" in page
    assert not Answer.objects.exists()
    form = {"pick": [ref], "go": "do", "once": "form-7", f"seen-{ref}": "0", **data}
    for _ in range(2):
        assert "1 answered, 0 not." in business.browser.post("/business/answer/", form).content.decode()
    assert Answer.objects.get().amount == 2399
    assert "Answered, waiting" in business.browser.get("/business/?status=them").content.decode()
    sheet = said(business.browser.get("/business/matters.csv"))
    assert sheet.count("\r\n") == 2
    assert business.browser.post("/business/answer/", {}).status_code == 302
    business.browser.post(f"/business/words/{words.pk}/drop/")
    assert phrases.in_use(business.actor) == []
    mine = accounts.member_of(business.actor)
    business.browser.post("/business/assign/", {"pick": [ref], "to": mine.pk})
    assert matters.line(business.matter, actor=business.actor).assignee == mine


def test_a_matter_opens_without_a_code_and_is_answered_on_its_own_page(business):
    place = f"/t/{business.matter.ref}/"
    page = business.browser.get(place).content.decode()
    assert "林**" in page
    assert "trader" not in business.browser.cookies
    sent = business.browser.post(f"{place}answer/contest/", {"text": "已换新", "seen": "0", "once": "a1"})
    assert business.browser.get(sent.headers["Location"]).status_code == 200
    assert business.browser.get("/business/figures/?days=30").status_code == 200


def test_programs_page_makes_keys_and_endpoints_and_ends_them(business):
    made = business.browser.post("/business/programs/", {"go": "key", "label": "BI", "scope": "read", "days": "30"})
    assert "ork_" in made.content.decode()
    secret = business.browser.post("/business/programs/", {"go": "hook", "url": "http://127.0.0.1:9/in"})
    assert "whsec_" in secret.content.decode()
    endpoint = hooking.endpoints(business.actor)[0]
    place = f"/business/programs/webhooks/{endpoint.pk}/"
    assert business.browser.post(place, {"go": "replay", "since": "x"}).status_code == 409
    assert business.browser.post(place, {"go": "replay", "since": "1"}).status_code == 302
    assert business.browser.post(place, {"go": "close"}).status_code == 302
    for row in programs.of(business.actor):
        business.browser.post(f"/business/programs/keys/{row.pk}/revoke/")
    assert business.api("get", "matters").status_code == 401


# ---- API -----------------------------------------------------------------------------------------------------------


def test_the_api_lists_shows_answers_and_proves(business):
    row = business.api("get", "matters").json()["items"][0]
    assert (row["ref"], row["status"]) == (business.matter.ref, "new")
    told = business.api("get", f"matters/{row['ref']}").json()
    assert told["matter"]["person"] == {"name": "林**"}
    assert told["may_answer"] is True
    data = {"kind": "offer", "remedy": "REFUND", "amount": "2399.00", "day": "2026-09-30", "seen": 0}
    once = {"idempotency-key": "n-1"}
    first, again = (business.api("post", f"matters/{row['ref']}/answers", data, **once) for _ in range(2))
    assert (first.status_code, again.json(), again.headers["Idempotent-Replay"]) == (201, first.json(), "true")
    other = business.api("post", f"matters/{row['ref']}/answers", data | {"amount": "1.00"}, **once)
    assert other.json()["errors"][0]["code"] == "idempotency.other_body"
    late = business.api("post", f"matters/{row['ref']}/answers", data)
    assert (late.status_code, late.headers["Content-Type"].split(";")[0]) == (409, "application/problem+json")
    assert late.json()["errors"][0]["code"] == "answer.changed_meanwhile"
    log.sequence(NOON)
    receipt = Client().get(first.json()["receipt"], headers={"authorization": f"Bearer {business.key}"})
    proof = read_file(receipt.content)
    assert verify(proof.proof, dict(proof.subject))["valid"]
    assert business.api("get", f"matters/{row['ref']}/receipts/1").status_code == 404


def test_the_api_says_everything_that_is_wrong_with_its_place(business):
    ref = business.matter.ref
    bad = business.api("post", f"matters/{ref}/answers", {"kind": "offer"})
    assert {row["pointer"] for row in bad.json()["errors"]} == {"/remedy", "/day"}
    assert business.api("post", f"matters/{ref}/answers", []).json()["errors"][0]["code"] == "body.no_object"
    seen = business.api("post", f"matters/{ref}/answers", {"kind": "agree", "seen": "x"})
    assert seen.json()["errors"][0]["code"] == "answer.seen.unreadable"
    assert business.api("get", "matters?limit=0").status_code == 422
    assert business.api("get", "matters?status=lost").json()["errors"][0]["pointer"] == "/status"


def test_files_and_messages_over_the_api(business):
    ref = business.matter.ref
    head = {"authorization": f"Bearer {business.key}"}
    from django.core.files.uploadedfile import SimpleUploadedFile

    place = f"/api/v1/trader/matters/{ref}/evidence"
    paper = SimpleUploadedFile("发票.txt", "发票".encode())
    made = Client().post(place, {"file": paper, "audience": "staff"}, headers=head)
    assert (made.status_code, made.json()["audience"]) == (201, "staff")
    assert Client().get(f"{place}/{made.json()['id']}", headers=head).status_code == 200
    assert Client().post(place, {}, headers=head).json()["errors"][0]["code"] == "file.missing"
    sent = business.api("post", f"matters/{ref}/messages", {"text": "请联系我们"}, **{"idempotency-key": "m"})
    assert sent.status_code == 201
    assert [one["text"] for one in business.api("get", f"matters/{ref}").json()["messages"]] == ["请联系我们"]


def test_a_key_that_only_reads_does_not_answer_and_a_reader_neither(business):
    key = programs.issue(scope="read", label="BI", expires_at=NOON + timedelta(days=1), actor=business.actor, now=NOON)
    place = f"/api/v1/trader/matters/{business.matter.ref}"
    head = {"authorization": f"Bearer {key}"}
    assert Client().get(place, headers=head).status_code == 200
    wrong = Client().post(f"{place}/answers", "{}", content_type="application/json", headers=head)
    assert (wrong.status_code, wrong.json()["code"]) == (403, "key.scope")


def test_webhooks_over_the_api(business):
    told = {"url": "http://127.0.0.1:9/in", "events": ["matter.new"]}
    made = business.api("post", "webhooks", told, **{"idempotency-key": "h"})
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["events"] == ["matter.new"]
    one = made.json()["id"]
    assert business.api("get", "webhooks").json()["items"][0]["id"] == one
    again = business.api("post", "webhooks", told, **{"idempotency-key": "h"})
    assert (again.json(), again["idempotent-replay"]) == (made.json(), "true"), "the secret is not lost with the answer"
    other = business.api("post", "webhooks", told | {"events": []}, **{"idempotency-key": "h"})
    assert (other.status_code, len(business.api("get", "webhooks").json()["items"])) == (409, 1)
    assert business.api("post", f"webhooks/{one}/replay", {"since": 1}).json() == {"again": 0}
    assert business.api("post", f"webhooks/{one}/replay", {}).status_code == 422
    assert business.api("delete", f"webhooks/{one}").json()["state"] == "closed"
    assert business.api("get", "figures").json()["asked"] is None, "a small number is left out"


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, {"/url": "value.missing"}),
        ({"url": 1, "events": "all", "x": 1}, {"/x": "name.unknown"}),
        ({"url": 1, "events": "all"}, {"/url": "type.text", "/events": "type.list"}),
        ({"url": "http://a.cn", "events": ["matter.new", "all", []]}, {"/events/1": "code.unknown", "/events/2": "code.unknown"}),
        ({"url": "http://["}, {"/url": "webhook.url.unreadable"}),
        ({"url": "http://a.cn:99999/"}, {"/url": "webhook.url.unreadable"}),
    ],
)  # fmt: skip
def test_an_address_to_be_told_at_that_is_none_is_refused_with_all_that_is_wrong(business, data, wrong):
    refused = business.api("post", "webhooks", data)
    assert refused.status_code == 422
    assert {row["pointer"]: row["code"] for row in refused.json()["errors"]} == wrong
    assert business.api("get", "webhooks").json()["items"] == []


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, {"/kind": "answer.kind.unknown"}),
        ({"kind": [], "text": 1, "day": "soon"}, {"/kind": "answer.kind.unknown", "/text": "type.text", "/day": "answer.day.unreadable"}),
        ({"kind": "offer", "remedy": "REFUND", "amount": True, "day": "2999-01-01"}, {"/amount": "answer.amount.unreadable", "/day": "answer.day.too_far"}),
        ({"kind": "offer", "remedy": "REFUND", "amount": 1.005, "day": "x"}, {"/amount": "answer.amount.unreadable", "/day": "answer.day.unreadable"}),
        ({"kind": "contest", "text": "\ud800"}, {"/text": "text.not_unicode"}),
        ({"kind": "contest", "text": "no", "reason": "no"}, {"/reason": "name.unknown"}),
        ({"kind": "contest", "seen": "x"}, {"/seen": "answer.seen.unreadable"}),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused_with_all_that_is_wrong(business, data, wrong):
    refused = business.api("post", f"matters/{business.matter.ref}/answers", data)
    assert refused.status_code == 422
    assert {row["pointer"]: row["code"] for row in refused.json()["errors"]} == wrong
    assert not Answer.objects.exists()


def test_a_sum_is_a_number_or_a_text(business):
    day = str((NOON + timedelta(days=20)).date())
    offer = {"kind": "offer", "remedy": "REFUND", "amount": 299.9, "day": day}
    made = business.api("post", f"matters/{business.matter.ref}/answers", offer)
    assert (made.status_code, made.json()["amount"]) == (201, "299.90")


def test_a_request_for_an_account_reaches_the_desk(business):
    phone = Client(headers={"accept-language": "en"})
    asked = actions.send_new_code(business.foreign.pk, actor=business.office.staff(), now=NOON)[0]
    phone.post(f"/t/{asked.invitation.ref}/", {"code": asked.code})
    assert "Ask for an account" in phone.get(f"/t/{asked.invitation.ref}/").content.decode()
    phone.post(f"/t/{asked.invitation.ref}/account/")
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(queries.Staff.objects.get(username="officer-310115"))
    assert "by way of an answer link" in desk.get(f"/desk/traders/{asked.invitation.trader_id}/").content.decode()
