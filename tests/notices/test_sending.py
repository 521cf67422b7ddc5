"""What is queued goes out once, at a decent hour, and is not lost when something dies."""

from datetime import timedelta
from pathlib import Path

import pytest

from redress.notices import ledger, sending
from redress.notices.models import Attempt, Notice
from redress.notices.wording import BadWording
from redress.privacy.models import Sealed
from redress.records import entries
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
NIGHT = NOON.replace(hour=23)
MORNING = (NOON + timedelta(days=1)).replace(hour=8, minute=0)


def test_an_email_goes_out_with_number_and_link_and_nothing_of_the_matter(case, tell, mail, work):
    notice = tell()
    work(NOON)
    (letter,) = mail.mails
    text = letter.get_content()
    assert letter["To"] == "lin@example.com"
    assert letter["Message-ID"] == f"<notice-{notice.message_id}@office.example>"
    assert case.grouped_number in text
    assert "/my/" in text
    assert not any(word in text + letter["Subject"] for word in ("扫地", "小蓝", "林小雨", "2399"))
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.sent_at) == ("sent", 1, NOON)
    assert [entry.event for entry in entries.of(case.pk, ["notice.queued", "notice.sent"])] == [
        "notice.queued", "notice.sent",
    ]  # fmt: skip


def test_the_same_key_is_the_same_notice(tell, mail, work):
    assert tell().pk == tell().pk
    work(NOON)
    assert len(mail.mails) == 1


def test_a_text_message_waits_for_the_morning_unless_it_was_asked_for(tell, gateway, work):
    tell("sms", now=NIGHT)
    work(NIGHT)
    assert gateway.told == []
    tell("sms", now=NIGHT, key="code", urgent=True)
    work(NIGHT)
    assert len(gateway.told) == 1
    work(MORNING)
    assert [told["phone"] for told in gateway.told] == ["13800001234", "13800001234"]
    assert Notice.objects.get(key="one").remote_id == "gw-2"


def test_a_retry_does_not_ring_at_night_either(tell, gateway, work):
    late = NOON.replace(hour=20, minute=58)
    gateway.answers = [(503, {})]
    tell("sms", now=late)
    work(late)
    assert Notice.objects.get().next_at == late + timedelta(minutes=1)
    gateway.answers = [(503, {})]
    work(late + timedelta(minutes=1))
    assert Notice.objects.get().next_at == MORNING


def test_without_a_mail_server_a_notice_is_held_and_goes_out_once_there_is_one(tell, work, settings, request):
    notice = tell()
    work(NOON)
    notice.refresh_from_db()
    assert (notice.state, notice.fault) == ("held", "mail.not_set_up")
    mail = request.getfixturevalue("mail")
    later = NOON + timedelta(hours=2)
    sending_jobs = [work(later), work(later + timedelta(minutes=1)), work(later + timedelta(minutes=2))]
    assert any(sending_jobs)
    assert len(mail.mails) == 1


def test_a_gateway_that_is_down_for_a_day_costs_time_and_nothing_else(tell, gateway, settings, work):
    for number in range(5):
        tell("sms", key=f"n{number}")
    there, settings.REDRESS_SMS_URL = settings.REDRESS_SMS_URL, "http://127.0.0.1:9/in"
    moment = NOON
    while moment < NOON + timedelta(days=1):
        work(moment)
        moment += timedelta(minutes=20)
    assert set(Notice.objects.values_list("state", flat=True)) == {"waiting"}
    settings.REDRESS_SMS_URL = there
    for hours in range(6):
        work(moment + timedelta(hours=hours))
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["sent"] * 5
    assert len(gateway.told) == 5


def test_a_mailbox_that_does_not_exist_fails_at_once(case, tell, mail, work):
    mail.replies = ["550 no such user"]
    tell()
    work(NOON)
    notice = Notice.objects.get()
    assert (notice.state, notice.fault, notice.ended_at) == ("failed", "mail.refused_550", NOON)
    assert entries.of(case.pk, ["notice.failed"])[0].data["code"] == "mail.refused_550"


def test_a_full_mailbox_is_tried_again(tell, mail, work):
    mail.replies = ["452 full"]
    tell()
    work(NOON)
    work(NOON + timedelta(minutes=1))
    assert Notice.objects.get().state == "sent"
    assert list(Attempt.objects.order_by("number").values_list("outcome", "code")) == [
        ("later", "mail.later_452"), ("sent", ""),
    ]  # fmt: skip


def test_a_sender_killed_after_sending_sends_again_and_says_that_it_may_be_a_repeat(tell, mail, work, monkeypatch):
    class Killed(BaseException):
        """As SIGKILL: nothing after it runs."""

    def die(*_args, **_more):
        raise Killed

    notice = tell()
    with monkeypatch.context() as patched:
        patched.setattr(sending, "_end_and_begin", die)
        with pytest.raises(Killed):
            sending.send_due("email", now=NOON)
    assert len(mail.mails) == 1
    work(NOON + timedelta(minutes=6))
    first, second = mail.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["X-Redress-Repeat"], second["X-Redress-Repeat"]) == (None, "yes")
    notice.refresh_from_db()
    assert (notice.state, notice.doubtful) == ("sent", True)
    assert list(notice.tries.order_by("number").values_list("outcome", "code")) == [
        ("unknown", "sender.died"), ("sent", ""),
    ]  # fmt: skip


def test_a_line_that_breaks_after_the_words_leaves_doubt(tell, mail, work):
    mail.hang_up = 1
    tell()
    work(NOON)
    work(NOON + timedelta(minutes=1))
    assert len(mail.mails) == 2
    assert Notice.objects.get().doubtful


def test_a_returned_mail_finds_its_notice(tell, mail, work):
    notice = tell()
    work(NOON)
    found = ledger.failed(f"<notice-{notice.message_id}@office.example>", "mail.returned", now=NOON)
    assert found == notice
    assert Notice.objects.get().state == "failed"
    assert ledger.failed("<other@elsewhere.example>", "mail.returned", now=NOON) is None


def test_no_address_and_no_word_stands_readable_in_a_row(tell, mail, work):
    tell()
    work(NOON)
    rows = str([*Notice.objects.values(), *Attempt.objects.values(), *entries.after(0, 1000)])
    assert "lin@example.com" not in rows
    assert Sealed.objects.filter(slot__startswith="notice:").count() == 1


def test_a_wording_without_its_value_is_not_queued(case, tell, settings):
    settings.REDRESS_BASE_URL = ""
    with pytest.raises(LookupError):
        tell("email", key="x", value="a@b.example") and ledger.queue(
            "case.unknown", to=ledger.Address("email", "a@b.example"), case=case, agency=case.agency_id,
            audience="complainant", values={}, language="zh", key="y", now=NOON,
        )  # fmt: skip
    assert issubclass(BadWording, ValueError)


@pytest.fixture
def example_world(case, settings):
    mark = Path(settings.REDRESS_DATA) / "example-world"
    mark.write_text(f'{{"last_case": {case.pk}}}')
    yield
    mark.unlink()


@pytest.mark.usefixtures("example_world")
def test_the_made_up_people_of_the_example_world_are_never_called(tell, gateway, work):
    tell("sms")
    work(NOON)
    assert gateway.told == []
    assert Notice.objects.get().fault == "example.not_sent"
