"""An office with a case, a mail server and a gateway for text messages."""

import pytest

from redress.agencies import queries
from redress.kernel.jobs import KINDS
from redress.kernel.worker import Worker
from redress.notices import jobs, ledger, telling
from redress.notices.ledger import Address
from tests.conftest import NOON
from tests.notices.servers import Gateway, MailServer, served
from tests.world import Office


@pytest.fixture(autouse=True)
def _fresh():
    assert "notices.send" in KINDS, jobs.__name__
    queries.forget()


@pytest.fixture
def office(db):
    return Office(NOON)


@pytest.fixture
def case(office):
    return office.case(office.file())


@pytest.fixture
def mail(settings):
    with served(MailServer()) as server:
        settings.REDRESS_MAIL_URL = server.url
        settings.REDRESS_MAIL_FROM = "notices@office.example"
        yield server


@pytest.fixture
def gateway(settings):
    with served(Gateway()) as server:
        settings.REDRESS_SMS_URL = server.url
        yield server


@pytest.fixture
def tell(case):
    """Queue the usual notice of the case. tell("sms", now=…)"""

    def told(channel="email", *, value=None, key="one", now=NOON, **more):
        to = Address(channel, value or {"email": "lin@example.com", "sms": "13800001234"}[channel])
        return ledger.queue(
            "case.received", to=to, case=case, agency=case.agency_id, audience="complainant", values={},
            language="zh-hans", key=key, now=now, **more,
        )  # fmt: skip

    return told


@pytest.fixture
def work():
    """Let a worker do everything that is due at a moment."""

    def at(moment):
        return Worker("test", clock=lambda: moment).drain()

    return at


@pytest.fixture
def read_on():
    """Read what the archive has new. The first reading only takes its place."""
    telling.read_on(now=NOON)
    return telling.read_on
