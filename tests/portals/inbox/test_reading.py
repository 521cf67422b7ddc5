"""Mail is read as its writer meant it, whatever character set it claims and whatever a program put under it."""

import base64
import contextlib
import csv
import tarfile
import time

import pytest

from redress.portals.inbox import decoding, letter, quotes
from tests.portals.inbox.conftest import mail
from tests.shared import shared_dir

STORY = "我在网上买的镕铸锅，用了三天就坏了。"


def raw(charset: str, *, says: str | None = None, subject: str = "投诉：锅坏了") -> bytes:
    word = base64.b64encode(subject.encode(charset)).decode()
    head = f"From: a@example.com\r\nSubject: =?{says or charset}?B?{word}?=\r\nContent-Type: text/plain; charset={says or charset}\r\n"
    return head.encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + STORY.encode(charset)


@pytest.mark.parametrize(
    ("charset", "says"),
    [
        ("gb18030", "gb2312"),  # 镕 is in GB18030 only; programs say GB2312 all the same
        ("gb18030", "gbk"),
        ("gb18030", "GB18030"),
        ("utf-8", "utf-8"),
        ("utf-8", "us-ascii"),
        ("utf-8", "uft-8"),
        ("gb18030", "none"),
        ("hz", "hz-gb-2312"),
        ("utf-16", "utf-16"),
    ],
)
def test_chinese_is_read_whatever_it_claims_to_be(charset, says):
    if charset == "hz":
        found = decoding.text("我在网上买的锅坏了".encode("hz"), says)
        assert found == "我在网上买的锅坏了"
        return
    read = letter.read(raw(charset, says=says)) if charset != "utf-16" else None
    if read is None:
        assert decoding.text(STORY.encode("utf-16"), says) == STORY
    else:
        assert (read.subject, read.words) == ("投诉：锅坏了", STORY)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("=?GB2312?B?zba538bHufs=?= =?GB2312?B?u7XByw==?=", None),
        ("=?utf-8?Q?=E6=8A=95=E8=AF=89?=", "投诉"),
        ("=?utf-8?B?5oqV6K+?= =?utf-8?B?iQ==?=", None),  # a character cut between two words
        ("plain words", "plain words"),
        ("=?x-unknown?B?5oqV6K+J?=", "投诉"),
        ("=?utf-8?B?5oqV6K+J", "=?utf-8?B?5oqV6K+J"),
    ],
)
def test_headers_are_read_even_when_they_are_broken(written, means):
    found = decoding.header(written)
    assert "\ufffd" not in found
    if means is not None:
        assert found == means


def test_a_header_of_raw_bytes_is_read():
    content = b"From: a@example.com\r\nSubject: " + "投诉电器".encode("gb18030") + b"\r\n\r\nx"
    assert letter.read(content).subject == "投诉电器"


OWN = "已经收到退款了，谢谢。"
PROGRAMS = {
    "QQ": f"{OWN}\n\n------------------ 原始邮件 ------------------\n发件人: \"12315\" <12315@office.example>;\n发送时间: 2026年9月20日\n您好",
    "163": f"{OWN}\n\n\n\n在 2026-09-20 10:15:00，12315 <12315@office.example> 写道：\n> 您好\n> 编号",
    "126 old": f"{OWN}\n\nAt 2026-09-20 10:15:00, \"12315\" <12315@office.example> wrote:\n>您好",
    "Outlook": f"{OWN}\n\n发件人: 12315@office.example\n发送时间: 2026年9月20日 10:15\n收件人: 林\n主题: 已受理\n\n您好",
    "Outlook en": f"{OWN}\n\nFrom: 12315@office.example\nSent: Sunday\nTo: Lin\nSubject: Accepted\n\nHello",
    "Foxmail": f"{OWN}\n\n\n林小雨\n\n发件人： 12315\n发送时间： 2026-09-20 10:15\n收件人： lin\n主题： 已受理\n您好",
    "Gmail zh": f"{OWN}\n\n12315 <12315@office.example> 于2026年9月20日周日 10:15写道：\n\n> 您好",
    "Gmail en": f"{OWN}\n\nOn Sun, Sep 20, 2026 at 10:15 AM 12315\n<12315@office.example> wrote:\n\n> Hello",
    "iPhone": f"{OWN}\n\n发自我的 iPhone\n\n> 在 2026年9月20日，上午10:15，12315 <12315@office.example> 写道：\n> \n> 您好",
    "forward line": f"{OWN}\n\n-----Original Message-----\nFrom: x\nHello",
    "below": f"On Sun, Sep 20, 2026, 12315 wrote:\n> Hello\n> number\n\n{OWN}",
    "signature": f"{OWN}\n-- \n林小雨\n电话 138",
    "traditional": f"{OWN}\n\n12315 於 2026年9月20日 週日 上午10:15寫道：\n> 您好",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_a_program_quotes_is_not_what_a_person_writes(program):
    found = quotes.own_words(PROGRAMS[program])
    assert found.split("\n")[0] == OWN
    assert "您好" not in found
    assert "Hello" not in found


def test_a_forwarded_mail_without_own_words_is_kept_whole():
    assert "锅坏了" in quotes.own_words("> 锅坏了\n> 不退款")


def test_html_is_read_as_it_is_shown():
    made = mail("")
    made.set_content(
        "<html><style>p{}</style><script>x()</script><p>锅坏了&nbsp;！</p><div>不退款</div><blockquote>旧信</blockquote></html>",
        subtype="html",
    )
    assert letter.read(made.as_bytes()).words == "锅坏了 ！\n\n不退款"


def test_files_keep_their_chinese_names_and_mails_within_stay_files():
    made = mail()
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="发票 照片.png")
    made.add_attachment(mail("旧信"))
    files = letter.read(made.as_bytes()).files
    assert [file.name for file in files] == ["发票 照片.png", "file-2.eml"]


def test_a_mail_of_a_thousand_levels_is_read_to_a_depth_and_no_further():
    head = b"From: a@example.com\r\nSubject: x\r\n"
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000))
    begin = time.monotonic()
    with contextlib.suppress(letter.Unreadable):
        assert letter.read(head + deep + b"\r\nhello").words == ""
    assert time.monotonic() - begin < 30


def test_a_mail_of_ten_thousand_parts_is_cut_and_says_so():
    parts = b"".join(b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" for _ in range(10_000))
    content = b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--"
    read = letter.read(content)
    assert read.cut
    assert len(read.files) <= letter.MOST_PARTS


AUTOMATIC = {
    "mail.automatic": {"Auto_Submitted": "auto-replied"},
    "mail.list": {"Precedence": "bulk"},
    "mail.no_sender": {"Return_Path": "<>"},
    "mail.own": {"Message_ID": "<notice-abcdef123456@office.example>"},
}


@pytest.mark.parametrize("code", AUTOMATIC)
def test_what_no_person_wrote_is_known(code):
    headers = {name.lower() if name == "Message_ID" else name: value for name, value in AUTOMATIC[code].items()}
    assert letter.read(mail(**headers).as_bytes()).automatic == code


@pytest.mark.parametrize("subject", ["自动回复: 已收到", "Automatic reply: away", "Out of Office"])
def test_automatic_answers_are_known_by_their_subject(subject):
    assert letter.read(mail(subject=subject).as_bytes()).automatic == "mail.automatic"


def test_our_own_mail_come_back_is_known():
    read = letter.read(mail(sender="12315@office.example").as_bytes(), ours=frozenset({"12315@office.example"}))
    assert read.automatic == "mail.own"


@pytest.mark.parametrize("written", ["Re: [26K7M3QX94TP] 进展", "回复：编号26K7 M3QX 94TP", "26k7-m3qx-94tp"])
def test_a_case_number_is_found_however_it_is_written(written):
    assert letter.read(mail(subject=written).as_bytes()).numbers == ("26K7M3QX94TP",)


def test_a_number_in_the_address_counts_first():
    made = mail(subject="26K7M3QX94TQ")
    made.replace_header("To", "complaints+26K7M3QX94TP@office.example")
    assert letter.read(made.as_bytes()).numbers == ("26K7M3QX94TP", "26K7M3QX94TQ")


def test_five_hundred_real_mails_are_read_without_a_fault_and_bounces_are_known():
    folder = shared_dir("data", "emails")
    with (folder / "manifest.csv").open() as file:
        kinds = {row["file"].rsplit("/", 1)[-1]: row["categories"].split() for row in csv.DictReader(file)}
    missed, returned, unreadable = [], 0, []
    with tarfile.open(folder / "emails.tar.gz") as archive:
        for member in archive:
            if not member.name.endswith(".eml"):
                continue
            name = member.name.rsplit("/", 1)[-1]
            try:
                read = letter.read(archive.extractfile(member).read())
            except letter.Unreadable:
                unreadable.append(name)
                continue
            not_a_person = read.returned is not None or read.automatic
            returned += bool(not_a_person)
            if "bounce" in kinds.get(name, ()) and not not_a_person:
                missed.append(name)
            assert "\x00" not in read.words
    assert len(unreadable) <= 1
    assert returned > 140
    # A receipt for a mail read, a report quoted inside another mail, and one server that says it is none of this.
    assert len(missed) <= 5, missed
