"""A mail becomes a case, an answer in one, or something that a person looks at; once, however often it is brought."""

import subprocess
from datetime import timedelta
from email.message import EmailMessage

import pytest

from redress.cases import numbers
from redress.cases.models import Case, Exhibit, Message
from redress.kernel.actors import Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices.models import Notice
from redress.portals.inbox import held, originals, taking
from redress.portals.inbox.models import Incoming
from redress.privacy import vault
from redress.records import entries
from tests.conftest import NOON
from tests.portals.inbox.conftest import LIN, mail

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"


def take(made: EmailMessage, *, now=NOON) -> Incoming:
    return taking.receive(made.as_bytes(), now=now)


def test_a_mail_becomes_a_case_and_its_sender_gets_number_and_phrase(office):
    made = mail()
    made.add_attachment(PNG, maintype="image", subtype="png", filename="发票.png")

    row = take(made)

    case = row.case
    assert (row.state, case.channel, case.kind) == ("filed", "email", "complaint")
    sealed = vault.open(case.pk, "intake")
    assert sealed["complainant"] == {"name": "林小雨", "email": LIN}
    assert sealed["story"].startswith("投诉小蓝电器\n\n扫地机器人")
    assert Exhibit.objects.filter(case=case).count() == 1
    notice = Notice.objects.get(case=case)
    words = vault.open(notice.compartment, notice.slot)
    assert case.number in words["text"]
    assert numbers.pickup(case.number) in words["text"]
    assert "扫地机器人" not in words["text"]
    assert originals.take(row) == made.as_bytes()
    assert "mail.filed" in [entry.event for entry in entries.of(case.pk)]


def test_the_same_mail_brought_twice_is_one_case(office):
    made = mail()
    first = take(made)
    made["Received"] = "from elsewhere; a server added this"
    assert take(made).pk == first.pk
    assert Case.objects.count() == 1


def test_an_answer_to_a_notice_goes_into_its_case(office):
    case = take(mail()).case
    notice = Notice.objects.get(case=case)
    answer = mail(
        "发票找到了。\n\n在 2026-09-22，12315 写道：\n> 您好",
        subject="回复：已收到",
        In_Reply_To=f"<notice-{notice.message_id}@office.example>",
    )

    row = take(answer)

    assert (row.state, row.case_id) == ("added", case.pk)
    message = Message.objects.get(case=case)
    assert (message.direction, vault.open(case.pk, f"message:{message.pk}")["text"]) == ("in", "发票找到了。")


def test_a_number_in_the_subject_is_enough_from_the_right_address(office):
    case = take(mail()).case
    assert take(mail("补充一句", subject=f"Re: {case.number}")).case_id == case.pk


def test_from_another_address_a_person_looks_first(office):
    case = take(mail()).case
    row = take(mail("把钱退到这个账号", sender="someone@else.example", subject=f"Re: {case.number}"))
    assert (row.state, row.reason, row.case_id) == ("held", "mail.other_sender", None)
    assert not Message.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("reason", "headers"),
    [
        ("mail.forged", {"Authentication_Results": "mx.office.example; dmarc=fail (p=REJECT)"}),
        ("mail.spam", {"X_Spam_Flag": "YES"}),
        ("mail.maybe_returned", {"subject": "Mail delivery failed"}),
    ],
)
def test_what_is_doubtful_is_held_for_a_person(office, reason, headers):
    row = take(mail(**headers))
    assert (row.state, row.reason) == ("held", reason)
    assert not Case.objects.exists()


def test_an_empty_mail_and_one_that_is_none_are_held(office):
    assert take(mail(" ", subject="")).reason == "mail.empty"
    assert taking.receive(b"\r\n", now=NOON).reason == "mail.unreadable"


def test_an_automatic_answer_makes_no_case_and_no_answer(office):
    row = take(mail(Auto_Submitted="auto-replied"))
    assert (row.state, Case.objects.count(), Notice.objects.count()) == ("ignored", 0, 0)


def test_the_eleventh_case_of_an_hour_from_one_address_is_held(office):
    states = [take(mail(f"第{count}封投诉，锅坏了")).state for count in range(11)]
    assert states == ["filed"] * 10 + ["held"]
    assert take(mail("一小时以后"), now=NOON + timedelta(hours=2)).state == "filed"


def returned(message_id: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    report = (
        "From: MAILER-DAEMON@mx.example\nTo: 12315@office.example\nSubject: Undelivered Mail Returned to Sender\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nI'm sorry\n\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.c\nAction: {action}\nStatus: {status}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <notice-{message_id}@office.example>\nSubject: x\n\n--b--\n"
    )
    return report.encode()


@pytest.mark.parametrize(
    ("status", "action", "state", "code"),
    [
        ("5.1.1", "failed", "failed", "mail.unknown_address"),
        ("5.2.2", "failed", "failed", "mail.box_full"),
        ("5.7.1", "failed", "failed", "mail.refused"),
        ("4.4.1", "delayed", "waiting", ""),
        ("2.0.0", "delivered", "delivered", ""),
    ],
)
def test_a_returned_notice_is_told_to_the_ledger(office, status, action, state, code):
    notice = Notice.objects.get(case=take(mail()).case)
    row = taking.receive(returned(notice.message_id, status, action), now=NOON)
    notice.refresh_from_db()
    assert (row.state, notice.state, notice.fault) == ("returned", state, code)


def test_a_chinese_return_without_a_report_is_matched_by_the_notice_it_quotes(office):
    notice = Notice.objects.get(case=take(mail()).case)
    text = f"抱歉，您的邮件被退回来了…… 550 User not found\n原邮件信息：Message-ID: <notice-{notice.message_id}@office.example>"
    row = take(mail(text, sender="PostMaster@qq.example", subject="系统退信 / System bounce"))
    notice.refresh_from_db()
    assert (row.state, notice.fault) == ("returned", "mail.unknown_address")


def test_a_file_that_is_refused_is_counted_and_told_and_the_rest_goes_in(office):
    made = mail()
    made.add_attachment(b"MZ\x90\x00" * 200, maintype="image", subtype="jpeg", filename="发票.jpg")
    made.add_attachment(PNG, maintype="image", subtype="png", filename="锅.png")
    row = take(made)
    assert (row.state, row.files, row.left_out) == ("filed", 2, 1)
    assert Message.objects.get(case=row.case).audience == "staff"


def test_a_clerk_makes_a_case_of_a_held_mail_and_its_clocks_run_from_when_it_came(office):
    row = take(mail(X_Spam_Flag="YES"))
    done = held.file(row.pk, actor=office.staff("clerk"), now=NOON + timedelta(days=2))
    assert done.state == "filed"
    assert done.case.received_at == NOON
    with pytest.raises(NotAllowed) as refusal:
        held.discard(row.pk, reason="discard.spam", actor=office.staff("clerk"), now=NOON)
    assert refusal.value.problems[0].code == "mail.decide.decided"


def test_a_clerk_adds_a_held_mail_to_the_case_it_means(office):
    case = take(mail()).case
    row = take(mail("用新邮箱写的", sender="new@example.com", subject=case.number))
    with pytest.raises(Invalid) as refusal:
        held.attach(row.pk, "9999", actor=office.staff("clerk"), now=NOON)
    assert refusal.value.problems[0].code == "mail.attach.no_such_case"
    assert held.attach(row.pk, case.number, actor=office.staff("clerk"), now=NOON).case_id == case.pk
    assert Message.objects.filter(case=case).count() == 1


def test_what_is_put_away_needs_a_reason_and_is_deleted_after_thirty_days(office):
    row = take(mail(X_Spam_Flag="YES"))
    clerk = office.staff("clerk")
    with pytest.raises(Invalid) as refusal:
        held.discard(row.pk, reason="", actor=clerk, now=NOON)
    assert refusal.value.problems[0].code == "mail.discard.no_reason"
    held.discard(row.pk, reason="discard.spam", actor=clerk, now=NOON)
    assert held.tidy(now=NOON + timedelta(days=29)) == 0
    assert held.tidy(now=NOON + timedelta(days=31)) == 1
    with pytest.raises(FileNotFoundError):
        originals.take(Incoming.objects.get())


def test_what_cannot_be_read_is_put_away_or_written_down_by_hand(office):
    row = taking.receive(b"\r\n", now=NOON)
    with pytest.raises(Invalid) as refusal:
        held.file(row.pk, actor=office.staff("clerk"), now=NOON)
    assert refusal.value.problems[0].code == "mail.decide.unreadable"


def test_only_those_who_register_decide_and_another_office_knows_of_nothing(office):
    row = take(mail(X_Spam_Flag="YES"))
    with pytest.raises(NotAllowed) as refusal:
        held.file(row.pk, actor=office.staff("auditor"), now=NOON)
    assert refusal.value.problems[0].code == "mail.decide.wrong_role"
    with pytest.raises(NotThere):
        held.get(row.pk, actor=office.staff("officer", "330108"))
    assert Incoming.objects.visible_to(office.staff("officer", "330108")).count() == 0
    assert Role.CLERK in held.DECIDERS


def test_nothing_readable_of_a_mail_lies_on_the_disk(office, settings):
    take(mail("我的电话13800001234，锅坏了", X_Spam_Flag="YES"))
    take(mail("我的电话13800001234，锅坏了"))
    found = subprocess.run(
        ["grep", "-rlE", "13800001234|锅坏了", str(settings.REDRESS_DATA)], capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
