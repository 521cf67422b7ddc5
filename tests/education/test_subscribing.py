"""Warnings by e-mail: nothing without a second yes from the mailbox, gone with one press, no readable address kept."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from redress.education import actions, jobs, subscribing
from redress.education.models import Subscription
from redress.kernel.actors import ANYONE
from redress.kernel.problems import Invalid, NotThere
from redress.notices import ledger, sending, wording
from redress.notices.lines.email import message
from redress.notices.models import Notice
from redress.portals.education import mailing
from redress.portals.limits import Limit
from tests.conftest import NOON
from tests.education.test_library import office, published, reviewer, writer  # noqa: F401 -- fixtures

EGGS = actions.Text("小心鸡蛋", "留心。", "Eggs", "Take care.", expires_on=(NOON + timedelta(days=30)).date())
ADDRESS = "li.ming@example.com"


@pytest.fixture
def mail(settings, office):  # noqa: F811
    settings.REDRESS_MAIL_URL = "smtp://127.0.0.1:9"
    return settings


def asked(category="", division="", address=ADDRESS, now=NOON):
    subscribing.ask(address, category, division, language="en", actor=ANYONE, now=now)


def subscribed(category="", division="", address=ADDRESS) -> Subscription:
    asked(category, division, address)
    row = Subscription.objects.latest("pk")
    return subscribing.confirm(token(row, "confirm"), actor=ANYONE, now=NOON)


def token(row, what) -> str:
    return subscribing.link(what, row).rstrip("/").rpartition("/")[2]


def warned(writer, reviewer, **more):  # noqa: F811
    fields = {name: getattr(EGGS, name) for name in actions.Text.__slots__} | more
    row = published(actions.Text(**fields), writer, reviewer, kind="warning", slug="eggs")
    jobs.send_warning({"edition": row.pk}, now=NOON)
    return row


def sent() -> list[str]:
    return [one.template for one in Notice.objects.order_by("pk")]


def test_nothing_is_sent_before_the_mailbox_has_said_yes(mail, writer, reviewer):  # noqa: F811
    asked()
    warned(writer, reviewer)
    assert sent() == ["warnings.confirm"]
    subscribing.confirm(token(Subscription.objects.get(), "confirm"), actor=ANYONE, now=NOON)
    row = warned(writer, reviewer)
    jobs.send_warning({"edition": row.pk}, now=NOON)
    assert sent() == ["warnings.confirm", "warnings.published"], "asked twice, each mail is sent once"


def test_a_mail_has_the_headers_by_which_a_mail_program_leaves(mail, writer, reviewer):  # noqa: F811
    row = subscribed()
    warned(writer, reviewer)
    notice = Notice.objects.get(template="warnings.published")
    made = message(sending._parcel(sending._begin("email", now=NOON, actor=sending.SENDER)))
    assert "List-Unsubscribe" in made.extra_headers
    assert made.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    words = ledger.sealed(notice)
    assert words["to"] == ADDRESS
    assert "Eggs" in words["subject"]
    assert subscribing.link("leave", row) in words["text"]


def test_leaving_takes_one_request_and_destroys_the_address(mail, writer, reviewer):  # noqa: F811
    row = subscribed()
    warned(writer, reviewer)
    place = f"/warnings/mail/leave/{token(row, 'leave')}/"
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert "Press once" in browser.get(place).content.decode()
    assert Subscription.objects.exists(), "a program that looks at every link of a mail leaves nothing"
    for _ in range(2):
        assert browser.post(place, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert {one.state for one in Notice.objects.all()} == {"failed"}
    for notice in Notice.objects.all():
        with pytest.raises(LookupError):
            ledger.sealed(notice)


def test_no_address_can_be_read_in_the_database(mail, writer, reviewer):  # noqa: F811
    subscribed()
    warned(writer, reviewer)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for found in cursor.fetchall():
                assert b"li.ming" not in b" ".join(bytes(one) if isinstance(one, memoryview | bytes) else str(one).encode() for one in found), table  # fmt: skip


@pytest.mark.parametrize(
    ("category", "division", "about", "place", "hears"),
    [
        ("", "", "goods.food", "310000", True),
        ("goods", "", "goods.food", "", True),
        ("goods.food", "", "goods", "", True),
        ("goods.food", "", "services", "", False),
        ("", "310000", "goods", "310115", True),
        ("", "310000", "goods", "330100", False),
        ("", "310000", "goods", "", True),
    ],
)
def test_who_hears_of_a_warning(category, division, about, place, hears):
    row = Subscription(category=category, division=division)
    assert row.wants(actions.Edition(category=about, division=place)) is hears


def test_what_cannot_be_sent_is_refused(mail):
    for address, category, code in (
        ("li.ming", "", "education.subscribe.address"), (ADDRESS, "x", "education.subscribe.unknown"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            asked(category, address=address)
        assert [problem.code for problem in refused.value.problems] == [code]


def test_nobody_floods_a_strangers_mailbox(mail):
    asked()
    asked()
    asked(division="310000")
    assert sent() == ["warnings.confirm"]
    asked(now=NOON + timedelta(days=2))
    assert sent() == ["warnings.confirm"] * 2


def test_what_nobody_confirms_is_gone_after_a_week(mail):
    asked()
    row = Subscription.objects.get()
    jobs.forget_unconfirmed({}, now=NOON + timedelta(days=8))
    assert not Subscription.objects.exists()
    with pytest.raises(NotThere):
        subscribing.confirm(token(row, "confirm"), actor=ANYONE, now=NOON)
    with pytest.raises(NotThere):
        subscribing.leave("1:forged", actor=ANYONE, now=NOON)


def test_without_a_body_nobody_sends(db, monkeypatch):
    monkeypatch.setattr(subscribing, "_sender", lambda division: None)
    with pytest.raises(Invalid) as refused:
        asked()
    assert [problem.code for problem in refused.value.problems] == ["education.subscribe.no_sender"]


def test_the_page_asks_and_says_what_comes_next(mail, monkeypatch):
    monkeypatch.setattr(mailing, "ASKED", Limit("subscriptions", most=2, seconds=3600))
    browser = Client(headers={"accept-language": "en"})
    assert "E-mail address" in browser.get("/warnings/mail/").content.decode()
    assert browser.post("/warnings/mail/", {"email": "no"}).status_code == 422
    assert "Look into your mailbox" in browser.post("/warnings/mail/", {"email": ADDRESS}).content.decode()
    refused = browser.post("/warnings/mail/", {"email": ADDRESS})  # education.subscribe.too_often
    assert refused.status_code == 429
    found = re.search(r"/warnings/mail/confirm/\S+", ledger.sealed(Notice.objects.get())["text"])
    assert found
    assert "Press once" in browser.get(found[0]).content.decode()
    assert "You are subscribed" in browser.post(found[0]).content.decode()
    mail.REDRESS_MAIL_URL = ""
    assert "No mail server" in browser.get("/warnings/mail/").content.decode()


def test_only_subscribers_mails_may_name_what_is_published():
    with pytest.raises(wording.BadWording):
        wording.check(wording.Wording("case.news", "complainant", "email", "en", "x", "{title}"))
