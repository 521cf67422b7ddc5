"""The doors a mail comes through: a real IMAP server, LMTP, files; and the page where held mail is decided."""

import smtplib
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from redress.agencies.models import Staff
from redress.cases.models import Case
from redress.portals.inbox import mailbox, taking
from redress.portals.inbox.lmtp import Server
from redress.portals.inbox.models import Incoming
from tests.conftest import NOON
from tests.portals.inbox.conftest import LIN, mail
from tests.portals.inbox.dovecot import PROGRAM, Dovecot
from tests.postgres import free_port

needs_dovecot = pytest.mark.skipif(not PROGRAM, reason="dovecot is not installed (requirements/system installs it)")


@needs_dovecot
def test_a_mailbox_is_fetched_and_what_was_stored_is_not_fetched_again(office, settings):
    with Dovecot() as box:
        box.deliver(mail("锅坏了").as_bytes())
        box.deliver(mail("Auto", Auto_Submitted="auto-replied").as_bytes())
        done = mailbox.fetch(now=NOON, url=box.url)
        assert (done.seen, done.filed, done.other) == (2, 1, 1)
        assert mailbox.fetch(now=NOON, url=box.url).seen == 0
        settings.REDRESS_MAX_MAIL_MB = 0
        box.deliver(mail("太大").as_bytes())
        assert mailbox.fetch(now=NOON, url=box.url).failed == 1
    assert Incoming.objects.get(state="held").reason == "mail.too_large"
    assert Case.objects.count() == 1


@needs_dovecot
def test_a_worker_that_dies_between_storing_and_marking_makes_no_second_case(office, monkeypatch):
    with Dovecot() as box:
        box.deliver(mail("锅坏了").as_bytes())

        def dies(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(mailbox, "count", dies)
            with pytest.raises(KeyboardInterrupt):
                mailbox.fetch(now=NOON, url=box.url)
        assert mailbox.fetch(now=NOON, url=box.url).seen == 1
    assert Case.objects.count() == 1


@needs_dovecot
def test_the_doctor_says_how_the_mailbox_is(office, settings):
    from redress.config.doctor import machine

    def state():
        return next(machine.mailbox(NOON)).level

    with Dovecot() as box:
        settings.REDRESS_MAILBOX_URL = box.url
        assert state() == "ok"
    assert state() == "must fix"
    settings.REDRESS_MAILBOX_URL = ""
    assert state() == "degraded"


@needs_dovecot
def test_a_wrong_password_is_said_without_the_password(office):
    with Dovecot() as box, pytest.raises(mailbox.MailboxAway) as away:
        mailbox.fetch(now=NOON, url=box.url.replace("open-sesame", "s3cret-guess"))
    assert "s3cret" not in str(away.value)


def test_a_mailbox_that_is_away_is_said(office, settings):
    settings.REDRESS_MAILBOX_URL = f"imap://a:b@127.0.0.1:{free_port()}/INBOX"
    with pytest.raises(CommandError, match=r"127\.0\.0\.1"):
        call_command("mail", "fetch")
    settings.REDRESS_MAILBOX_URL = ""
    with pytest.raises(CommandError, match="REDRESS_MAILBOX_URL"):
        call_command("mail", "fetch")


@pytest.mark.django_db(transaction=True)
def test_lmtp_says_stored_once_it_is_stored(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    from redress.agencies import queries
    from tests.world import Office

    queries.forget()
    Office(NOON)
    port = free_port()
    server = Server(port=port)
    server.start()
    try:
        with closing(smtplib.LMTP("127.0.0.1", port)) as line:
            line.send_message(mail("锅坏了"), LIN, ["complaints@office.example"])
    finally:
        server.stop()
    assert Incoming.objects.get().state == "filed"


def test_files_and_boxes_are_taken_in_once(office, tmp_path):
    single, box = tmp_path / "one.eml", tmp_path / "many.mbox"
    single.write_bytes(mail("锅坏了").as_bytes())
    box.write_bytes(b"".join(b"From x\n" + mail(f"第{n}口锅坏了").as_bytes() + b"\n\n" for n in range(3)))
    told = StringIO()
    call_command("mail", "file", str(single), str(box), stdout=told)
    call_command("mail", "file", str(single), str(box), stdout=told)
    assert Case.objects.count() == 4
    with pytest.raises(CommandError, match=r"none\.eml"):
        call_command("mail", "file", str(tmp_path / "none.eml"))


def test_a_clerk_reads_a_held_mail_and_decides(office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    row = taking.receive(mail("锅坏了，请看附件", X_Spam_Flag="YES").as_bytes(), now=NOON)
    clerk = Client(headers={"accept-language": "en"})
    clerk.force_login(Staff.objects.get(username="clerk-310115"))
    assert "Waits for a person" in clerk.get("/desk/mail/").content.decode()
    page = clerk.get(f"/desk/mail/{row.pk}/").content.decode()
    assert "锅坏了，请看附件" in page
    assert "takes it for advertising" in page
    assert clerk.get(f"/desk/mail/{row.pk}/original.eml").status_code == 200
    assert clerk.post(f"/desk/mail/{row.pk}/", {"go": "discard", "reason": ""}).status_code == 422
    assert clerk.post(f"/desk/mail/{row.pk}/", {"go": "file"}).status_code == 302
    assert Case.objects.count() == 1
    stranger = Client()
    stranger.force_login(Staff.objects.get(username="officer-330108"))
    assert stranger.get(f"/desk/mail/{row.pk}/").status_code == 404
