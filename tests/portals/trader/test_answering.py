"""A shop owner with a telephone: link, code, the matter on one page, an answer, a receipt. No registration."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redress.cases.models import Case
from redress.records import log
from redress.records.receipts import read_file, verify
from redress.traders import actions, inviting
from redress.traders.inviting import Contact
from redress.traders.models import Answer, Invitation
from tests.conftest import NOON
from tests.world import Office

pytestmark = pytest.mark.django_db
SECRETS = ("林小雨", "13800001234", "世纪大道")


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    settings.REDRESS_DATA = tmp_path
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False
    from redress.portals.trader import door

    monkeypatch.setattr(door, "CODES", door.Limit("codes", most=20, seconds=600))


@pytest.fixture
def office() -> Office:
    return Office(NOON)


@pytest.fixture
def filed(office):
    return office.file()


@pytest.fixture
def invited(office, filed):
    contacts = [Contact("sms", "13900005555")]
    return actions.invite_trader(filed.number, contacts=contacts, actor=office.staff(), now=NOON)


@pytest.fixture
def phone() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def inside(phone, invited) -> Client:
    response = phone.post(f"/t/{invited.invitation.ref}/", {"code": invited.code})
    assert response.status_code == 302
    return phone


def text(response) -> str:
    return response.content.decode()


def test_the_link_asks_for_the_code_and_tells_nothing_before(phone, invited):
    page = text(phone.get(f"/t/{invited.invitation.ref}/"))
    assert "A consumer has complained" in page
    assert "扫地机器人" not in page
    wrong = phone.post(f"/t/{invited.invitation.ref}/", {"code": "AAAABBBB"})
    assert (wrong.status_code, "does not fit" in text(wrong)) == (422, True)
    assert text(phone.get("/t/nosuchlink/")).count("A consumer has complained") == 1, "a wrong link looks the same"


def test_the_matter_on_one_page_without_the_persons_contact(inside, invited):
    page = text(inside.get(f"/t/{invited.invitation.ref}/"))
    assert all(secret not in page for secret in SECRETS)
    assert all(words in page for words in ("扫地机器人", "林**", "30 Sept 2026", "Art. 23(1)(2)", "deliberate delay"))
    assert page.count('class="door"') == 7


def test_number_and_code_typed_by_hand_lead_to_the_same_page(phone, filed, invited):
    wrong = phone.post("/t/", {"number": "26AAAAAAAAAA", "code": invited.code})
    assert wrong.status_code == 422
    right = phone.post("/t/", {"number": filed.number.lower(), "code": invited.grouped_code})
    assert right["Location"] == f"/t/{invited.invitation.ref}/"


def test_a_used_code_and_a_forwarded_link_are_told_what_to_do(office, inside, invited):
    other = Client(headers={"accept-language": "en"})
    place = f"/t/{invited.invitation.ref}/"
    assert "used already" in text(other.post(place, {"code": invited.code}))
    again = other.post(f"{place}code/")
    assert "sent to the mobile number on record" in text(again)
    inviting.revoke(invited.invitation.pk, actor=office.staff(), now=NOON)
    for browser in (other, inside):
        closed = browser.get(place)
        assert (closed.status_code, "taken back" in text(closed)) == (410, True)


def test_too_many_wrong_codes_from_one_place_wait(phone, invited):
    for _ in range(20):
        phone.post("/t/nosuchlink/", {"code": "x"})
    assert "Wait ten minutes" in text(phone.post(f"/t/{invited.invitation.ref}/", {"code": invited.code}))


def answer(browser, invited, kind, **data):
    place = f"/t/{invited.invitation.ref}/answer/{kind}/"
    form = text(browser.get(place))
    hidden = dict(re.findall(r'type="hidden" name="(once|seen)" value="([^"]*)"', form))
    return browser.post(place, {**hidden, **data}), hidden


def test_an_offer_is_sent_once_and_its_receipt_holds_without_us(office, inside, filed, invited):
    data = {"remedy": "REFUND", "amount": "1,200", "day": "2026-09-30", "text": "退一半"}
    sent, hidden = answer(inside, invited, "offer", **data)
    again = inside.post(f"/t/{invited.invitation.ref}/answer/offer/", {**hidden, **data})
    assert sent["Location"] == again["Location"], "a double click is one answer"
    assert Answer.objects.count() == 1
    page = text(inside.get(sent["Location"]))
    assert "CNY\u00a01,200.00" in page
    log.sequence(NOON)
    row = Answer.objects.get()
    got = inside.get(f"/t/{invited.invitation.ref}/receipts/{row.entry_id}/")
    receipt = read_file(got.content)
    assert verify(receipt.proof, dict(receipt.subject))["valid"]
    assert receipt.subject["amount"] == "1200.00"

    desk = Client(headers={"accept-language": "en"})
    from redress.agencies.models import Staff

    desk.force_login(Staff.objects.get(username="officer-310115"))
    for place in (f"/desk/cases/{filed.number}/", f"/desk/cases/{filed.number}/trader/"):
        assert "退一半" in text(desk.get(place))
    phrase = "".join(f"%{byte:02X}" for byte in filed.pickup.encode())
    headers = {"authorization": f"Pickup {phrase}"}
    found = json.loads(Client().get(f"/api/v1/complaints/{filed.number}", headers=headers).content)
    assert found["trader_answers"][0] | {"at": ""} == {
        "kind": "offer", "remedy": "REFUND", "amount": "1200.00", "day": "2026-09-30", "text": "退一半", "at": "",
        "receipt": row.entry_id,
    }  # fmt: skip
    assert "trader.answered" in [moment["event"] for moment in found["timeline"]]


def test_what_is_wrong_comes_back_with_what_was_typed(inside, invited):
    wrong, _ = answer(inside, invited, "offer", remedy="REFUND", amount="viel", day="2026-09-01", text="半价")
    assert wrong.status_code == 422
    page = text(wrong)
    assert all(words in page for words in ("in figures", "still to come", "半价", 'value="viel"'))


def test_evidence_comes_with_the_answer_and_what_is_no_file_is_refused(inside, invited):
    bad = SimpleUploadedFile("a.exe", b"MZ" + bytes(200))
    refused, _ = answer(inside, invited, "contest", text="人为损坏", files=bad, audience="both")
    assert refused.status_code == 422
    assert not Answer.objects.exists()
    good = SimpleUploadedFile("检测.txt", "检测结论".encode())
    sent, _ = answer(inside, invited, "contest", text="人为损坏", files=good, audience="staff")
    assert sent.status_code == 302
    page = text(inside.get(f"/t/{invited.invitation.ref}/"))
    (place,) = re.findall(r'href="(/t/[^"]+/files/\d+/)"', page)
    assert inside.get(place).content == "检测结论".encode()


def test_after_not_us_the_matter_is_closed_to_that_browser(inside, invited):
    answer(inside, invited, "not_us", text="")
    page = text(inside.get(f"/t/{invited.invitation.ref}/"))
    assert "扫地机器人" not in page
    assert "Receipt" in page
    assert inside.get(f"/t/{invited.invitation.ref}/answer/agree/").status_code == 302


def test_another_browser_reaches_nothing_behind_the_link(inside, invited):
    answer(inside, invited, "mediate_yes")
    row, ref = Answer.objects.get(), invited.invitation.ref
    stranger = Client()
    for place in ("answer/agree/", f"sent/{row.pk}/", f"receipts/{row.entry_id}/", "files/1/"):
        response = stranger.get(f"/t/{ref}/{place}")
        assert (response.status_code, response["Location"]) == (302, f"/t/{ref}/")
    assert inside.get(f"/t/{ref}/receipts/1/").status_code == 404, "only receipts of one's own answers"
    inside.post(f"/t/{ref}/leave/")
    assert "A consumer has complained" in text(inside.get(f"/t/{ref}/"))


def test_the_officer_asks_prints_calls_and_takes_back(office, filed):
    from redress.agencies.models import Staff

    desk = Client(headers={"accept-language": "en"})
    desk.force_login(Staff.objects.get(username="officer-310115"))
    place = f"/desk/cases/{filed.number}/trader/"
    assert desk.post(place, {"go": "invite", "sms": "12"}).status_code == 422
    assert desk.post(place, {"go": "invite", "letter": "示例路1号", "first": "letter"}).status_code == 302
    row = Invitation.objects.get()
    sheet = text(desk.post(f"{place}{row.pk}/letter/"))
    (code,) = re.findall(r"code ([2-9A-Z]{4} [2-9A-Z]{4})|验证码 ([2-9A-Z]{4} [2-9A-Z]{4})", sheet)
    assert "<svg" in sheet
    assert Client().post(f"/t/{row.ref}/", {"code": "".join(code)}).status_code == 302, "the printed code opens"
    assert "".join(code) not in text(desk.post(f"{place}{row.pk}/letter/")), "once used, a new one is printed"
    for go, more in (
        ("call", {"outcome": "not_reached"}),
        ("answer", {"kind": "mediate_yes"}),
        ("code", {}),
        ("revoke", {}),
    ):
        assert desk.post(place, {"go": go, "invitation": row.pk, **more}).status_code == 302
    page = text(desk.get(place))
    assert all(words in page for words in ("Taken back", "The trader was called", "taken down by the office"))
    assert Case.objects.get(number=filed.number).state == "received"
    assert desk.post(place, {"go": "fly"}).status_code == 404
    assert desk.post(place, {"go": "code", "invitation": "99"}).status_code == 404


def test_the_register_on_the_desk(office, filed):
    from redress.agencies.models import Staff

    desk = Client(headers={"accept-language": "en"})
    desk.force_login(Staff.objects.get(username="officer-310115"))
    assert desk.post("/desk/traders/", {"name": "甲", "uscc": "123"}).status_code == 422
    kept = desk.post("/desk/traders/", {"name": "小蓝电器有限公司", "uscc": "91350100M000100Y43"})["Location"]
    shop = desk.post("/desk/traders/", {"name": "小蓝电器商行", "uscc": ""})["Location"]
    number = shop.rstrip("/").rpartition("/")[2]
    assert desk.post(kept, {"go": "name", "name": "小蓝", "kind": "brand"}).status_code == 302
    assert desk.post(shop, {"go": "code", "uscc": "91350100M000100Y43"}).status_code == 422
    assert desk.post(kept, {"go": "merge", "other": number, "reason": "brand"}).status_code == 302
    page = text(desk.get(kept))
    assert filed.number[:4] in page
    (undo,) = re.findall(r'action="(/desk/traders/mergers/\d+/undo/)"', page)
    assert desk.post(undo)["Location"] == shop
    assert "taken back" in text(desk.get(kept))
    assert desk.post(undo).status_code == 409
    assert "小蓝电器有限公司" in text(desk.get("/desk/traders/?q=小蓝"))
