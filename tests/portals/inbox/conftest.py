"""An office with a mailbox, and mails as people's programs write them."""

from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import pytest

from redress.agencies import queries
from tests.conftest import NOON
from tests.world import Office

LIN = "lin.xiaoyu@example.com"


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Any) -> Office:
    settings.REDRESS_DATA = tmp_path
    settings.REDRESS_MAIL_URL = "smtp://127.0.0.1:9"
    settings.REDRESS_MAIL_FROM = "12315@office.example"
    settings.REDRESS_MAILBOX_ADDRESS = "complaints@office.example"
    queries.forget()
    return Office(NOON)


def mail(
    text: str = "扫地机器人用了两周就不动了，商家不退款。", *, sender: str = f"林小雨 <{LIN}>", **headers: str
) -> EmailMessage:
    """An e-mail to the office; further headers by name, underscores for dashes."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = "complaints@office.example"
    made["Subject"] = headers.pop("subject", "投诉小蓝电器")
    made["Message-ID"] = headers.pop("message_id", make_msgid(domain="example.com"))
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made
