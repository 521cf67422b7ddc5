"""How many mails are read, and how many are taken in whole, in a second: each stored for good before it counts."""

import base64
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from redress.cases.models import Case
from redress.portals.inbox import letter, taking
from redress.portals.inbox.models import Incoming

WORDS = "我在网上买的扫地机器人用了两周就不动了，商家说是我自己弄坏的，不给退款。订单和照片都在附件里。"
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 80).decode()


def mail_of(place: int) -> bytes:
    """One mail as providers send them: GBK words, quoted lines below, a picture that is none."""
    subject = base64.b64encode(f"投诉第{place}号".encode("gbk")).decode()
    head = (
        f"From: =?gbk?B?{base64.b64encode('林小雨'.encode('gbk')).decode()}?= <person{place}@example.com>\r\n"
        f"Message-ID: <bench-{place}@example.com>\r\nSubject: =?gbk?B?{subject}?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    text = base64.b64encode(f"{place}。{WORDS}\n\n在 2026-09-20 10:15:00，12315 写道：\n> 您好".encode("gbk")).decode()
    tail = f"\r\n--b\r\nContent-Type: text/plain; name=note.txt\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n{PICTURE}\r\n--b--\r\n"
    return (head + text + tail).encode()


def figures(seconds: float, *, now: datetime) -> Iterator[dict[str, Any]]:
    mails = [mail_of(place) for place in range(200)]
    count, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        read = letter.read(mails[count % len(mails)])
        count += 1
    took = time.perf_counter() - begin
    yield {"figure": "mails read", "per_second": round(count / took, 1), "right": read.words.endswith("附件里。")}
    before, count, begin = Case.objects.filter(channel="email").count(), 0, time.perf_counter()
    while time.perf_counter() - begin < seconds and count < len(mails):
        taking.receive(mails[count], now=now)
        count += 1
    took = time.perf_counter() - begin
    made = Case.objects.filter(channel="email").count() - before
    again = taking.receive(mails[0], now=now)
    right = made == count and again.state == "filed" and Incoming.objects.filter(key=again.key).count() == 1
    yield {"figure": "mails taken in", "per_second": round(count / took, 1), "mails": count, "right": right}
