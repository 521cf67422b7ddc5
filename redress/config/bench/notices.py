"""Notices: written into the ledger a second, and taken by a local mail server and gateway a second, each once."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from django.conf import settings
from django.test import override_settings

from redress.kernel.moments import SHANGHAI
from redress.kernel.rows import fetch

if TYPE_CHECKING:
    from redress.config.bench.sections import Bench


@contextmanager
def sinks() -> Iterator[tuple[int, int]]:
    """A mail server and a gateway in a process of their own."""
    command = [sys.executable, "-m", "redress.config.bench.sinks"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdin is not None  # noqa: S101 -- asked for above
    assert process.stdout is not None  # noqa: S101
    try:
        mail, gateway = process.stdout.readline().split()
        yield int(mail), int(gateway)
    finally:
        process.stdin.close()
        process.wait(timeout=20)
        process.stdout.close()


def notices(bench: "Bench") -> Iterator[dict[str, Any]]:
    """Queue for cases that are there, then send all of it with one worker, over real connections."""
    count = 500 if bench.seconds < 3 else 2000
    with sinks() as (mail, gateway):
        urls = {"REDRESS_MAIL_URL": f"smtp://127.0.0.1:{mail}", "REDRESS_SMS_URL": f"http://127.0.0.1:{gateway}/in"}
        with override_settings(**urls):
            for channel, address in (("email", "bench@example.org"), ("sms", "13800000000")):
                yield _queued(bench, channel, address, count)
                yield _delivered(bench, channel, count, mail=mail, gateway=gateway)


def _noon(bench: "Bench") -> datetime:
    """An hour at which telephones may ring."""
    return bench.now.astimezone(SHANGHAI).replace(hour=12, minute=0)


def _queued(bench: "Bench", channel: str, address: str, count: int) -> dict[str, Any]:
    from redress.cases.models import Case  # noqa: PLC0415 -- tables are there only once settings are
    from redress.notices import ledger  # noqa: PLC0415

    cases = list(Case.objects.order_by("-pk")[:count])
    now = _noon(bench)
    start = time.perf_counter()
    for place in range(count):
        case = cases[place % len(cases)]
        ledger.queue(
            "case.news", to=ledger.Address(channel, address), case=case, agency=case.agency_id, audience="complainant",
            values={}, language="zh", key=f"bench:{channel}:{place}", now=now,
        )  # fmt: skip
    took = time.perf_counter() - start
    made = int(fetch("SELECT COUNT(*) FROM notices_notice WHERE channel = %s", [channel])[0][0])
    return {"figure": f"notices_queued {channel}", "rows": made, "per_second": round(made / took, 1),
            "errors": int(made != count)}  # fmt: skip


def _delivered(bench: "Bench", channel: str, count: int, *, mail: int, gateway: int) -> dict[str, Any]:
    from redress.notices import sending  # noqa: PLC0415

    now = _noon(bench)
    start = time.perf_counter()
    sent = 0
    while tried := sending.send_due(channel, now=now):
        sent += tried
    took = time.perf_counter() - start
    told, different = _told(channel, mail=mail, gateway=gateway)
    left = int(fetch("SELECT COUNT(*) FROM notices_notice WHERE channel = %s AND state <> 'sent'", [channel])[0][0])
    wrong = int(not (sent == told == different == count and left == 0))
    return {
        "figure": f"notices_delivered {channel}",
        "rows": told,
        "per_second": round(sent / took, 1),
        "errors": wrong,
    }


def _told(channel: str, *, mail: int, gateway: int) -> tuple[int, int]:
    """How many messages the other side took, and how many different ones."""
    if channel == "email":
        with smtplib.SMTP("127.0.0.1", mail, timeout=10) as line:
            words = line.docmd("HELP")[1].decode().split()
    else:
        with urlopen(settings.REDRESS_SMS_URL, timeout=10) as answer:  # noqa: S310 -- our own, on this machine
            words = answer.read().decode().split()
    return int(words[0]), int(words[1])
