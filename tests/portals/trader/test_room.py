"""From the trader's page into the mediation room and back; who has not agreed reads why not."""

import pytest
from django.core import signing
from django.test import Client

from redress.agencies import queries
from redress.cases import actions as cases
from redress.mediation import reading
from redress.mediation.actions import rooms, talk
from redress.portals.public.following import session as own
from redress.traders import actions, consenting, inviting, register
from redress.traders.inviting import Contact
from tests.conftest import NOON
from tests.world import Office

pytestmark = pytest.mark.django_db
BOTH = {"complainant_consents": True, "respondent_consents": True}


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    settings.REDRESS_DATA = tmp_path
    queries.forget()


@pytest.fixture
def office():
    return Office(NOON)


@pytest.fixture
def filed(office):
    filed = office.file()
    cases.act(filed.number, "accept", {}, actor=office.staff(), now=NOON)
    return filed


@pytest.fixture
def invited(office, filed):
    contacts = [Contact("sms", "13900005555")]
    return actions.invite_trader(filed.number, contacts=contacts, actor=office.staff(), now=NOON)


@pytest.fixture
def shop(invited):
    client = Client(headers={"accept-language": "en"})
    client.post(f"/t/{invited.invitation.ref}/", {"code": invited.code})
    return client


def say(shop, invited, kind):
    return shop.post(f"/t/{invited.invitation.ref}/answer/{kind}/", {"text": "好"}, follow=True)


def text(response) -> str:
    return response.content.decode()


def opened(office, filed):
    cases.act(filed.number, "begin_mediation", BOTH, actor=office.staff(), now=NOON)
    room = rooms.open_room(filed.number, actor=office.staff("mediator"), now=NOON)
    rooms.answer_conflict(filed.number, conflict=False, actor=office.staff("mediator"), now=NOON)
    return room


def test_who_agreed_goes_from_its_answer_into_the_room_and_back(shop, invited, office, filed):
    assert "the way into the room stands here" in text(say(shop, invited, "mediate_yes"))
    room = opened(office, filed)
    matter, inside = f"/t/{invited.invitation.ref}/", f"/t/{invited.invitation.ref}/room/"
    assert f'href="{inside}"' in text(shop.get(matter))
    page = text(shop.get(inside))
    assert "You are here as: Trader" in page
    assert f'href="{matter}"' in page

    assert shop.post(f"{inside}do/rules/").status_code == 302
    sent = shop.post(f"{inside}do/write/", {"channel": "joint", "text": "我们愿意换货"})
    assert sent.headers["Location"] == f"{inside}joint/"
    lines = reading.lines(room, "joint", actor=office.staff("mediator")).lines
    assert [(line.side, line.text) for line in lines] == [("respondent", "我们愿意换货")]


def test_the_other_sides_caucus_is_not_behind_this_door(shop, invited, office, filed):
    say(shop, invited, "mediate_yes")
    opened(office, filed)
    data = {"channel": "complainant", "text": "最低能接受一千元"}
    rooms.confirm_rules(filed.number, actor=own.actor(office.case(filed)), now=NOON)
    talk.write(filed.number, data, actor=own.actor(office.case(filed)), now=NOON)
    inside = f"/t/{invited.invitation.ref}/room/"
    assert shop.get(f"{inside}complainant/").status_code == 404
    for tab in ("", "joint/", "respondent/", "issues/", "offers/", "about/", "news/", "lines/joint/"):
        assert "最低能接受" not in text(shop.get(inside + tab)), tab


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (None, "You have not said yes or no yet"),
        ("mediate_no", "You refused mediation"),
        ("contest", "have not said yes or no"),
    ],
)
def test_who_has_not_agreed_reads_why_the_room_is_closed(shop, invited, kind, sentence):
    if kind:
        say(shop, invited, kind)
    assert sentence in text(shop.get(f"/t/{invited.invitation.ref}/"))
    refused = shop.get(f"/t/{invited.invitation.ref}/room/")
    assert (refused.status_code, sentence in text(refused)) == (403, True)
    assert shop.post(f"/t/{invited.invitation.ref}/room/do/write/", {"text": "x"}).status_code == 403


def test_a_stranger_and_a_taken_back_link_are_asked_for_the_code(shop, invited, office, filed):
    say(shop, invited, "mediate_yes")
    opened(office, filed)
    inside = f"/t/{invited.invitation.ref}/room/"
    assert Client().get(inside).headers["Location"] == f"/t/{invited.invitation.ref}/"
    inviting.revoke(invited.invitation.pk, actor=office.staff(), now=NOON)
    assert shop.get(inside).status_code == 302


def test_the_last_word_counts_and_so_does_what_the_office_took_down(shop, invited, office, filed):
    case, trader = office.case(filed), invited.invitation.trader
    assert consenting.by_any(case) is None
    say(shop, invited, "mediate_no")
    assert (consenting.to_mediation(case, trader), consenting.by_any(case)) == (False, False)
    opened(office, filed)  # the shop agreed at the counter
    assert consenting.to_mediation(case, trader) is True
    say(shop, invited, "not_us")
    assert consenting.to_mediation(case, trader) is False


def test_a_trader_that_was_asked_besides_does_not_inherit_consent(invited, office, filed):
    other = actions.invite_trader(
        filed.number,
        contacts=[Contact("sms", "13900006666")],
        trader_id=another(office).pk,
        actor=office.staff(),
        now=NOON,
    )
    opened(office, filed)
    assert consenting.to_mediation(office.case(filed), other.invitation.trader) is None
    assert consenting.to_mediation(office.case(filed), invited.invitation.trader) is None


def another(office):

    return register.add("另一家商行", actor=office.staff("supervisor"), now=NOON)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (None, "The trader has not said yes or no yet"),
        ("mediate_yes", "The trader agrees to mediation"),
        ("mediate_no", "The trader refused mediation"),
    ],
)
def test_the_consumer_reads_where_the_room_stands_and_then_enters_it(shop, invited, office, filed, said, sentence):
    if said:
        say(shop, invited, said)
    consumer = Client(headers={"accept-language": "en"})
    consumer.cookies[own.COOKIE] = signing.TimestampSigner(salt=own.SALT).sign(str(filed.id))
    assert sentence in text(consumer.get(f"/case/{filed.number}/"))
    cases.act(filed.number, "begin_mediation", BOTH, actor=office.staff(), now=NOON)
    assert "as soon as the mediator opens it" in text(consumer.get(f"/case/{filed.number}/"))
    rooms.open_room(filed.number, actor=office.staff("mediator"), now=NOON)
    page = text(consumer.get(f"/case/{filed.number}/"))
    assert f'href="/case/{filed.number}/room/"' in page
    assert "You are here as: Consumer" in text(consumer.get(f"/case/{filed.number}/room/"))
