"""Subscribers: signed, numbered, in order, again on request; one that fails for a day is put aside and seen."""

import json
from datetime import timedelta

import pytest

from redress.cases import actions
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices import hooks
from redress.notices.lines.webhook import signature
from redress.notices.models import Endpoint, Notice
from tests.conftest import NOON
from tests.notices.servers import Gateway, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscriber():
    with served(Gateway()) as server:
        yield server


@pytest.fixture
def endpoint(office, subscriber):
    made, secret = hooks.subscribe(subscriber.url, (), actor=office.staff("admin"), now=NOON)
    return made, secret


def numbers(subscriber):
    return [told["sequence"] for told in subscriber.told]


def test_steps_arrive_numbered_and_signed_and_tell_nothing_of_the_people(office, subscriber, endpoint, read_on, work):
    case = office.case(office.file())
    actions.act(case.number, "accept", {}, actor=office.staff(), now=NOON)
    read_on(now=NOON)
    work(NOON)
    assert [(told["sequence"], told["type"]) for told in subscriber.told] == [
        (1, "case.received"), (2, "complaint.accepted"),
    ]  # fmt: skip
    made, secret = endpoint
    for headers, body in subscriber.requests:
        expected = signature(hooks.secret_of(made), headers["Webhook-Id"], headers["Webhook-Timestamp"], body.decode())
        assert headers["Webhook-Signature"] == f"v1,{expected}"
        assert json.loads(body)["data"]["number"] == case.number
        assert not any(word in body.decode() for word in ("林", "13800001234", "扫地", "小蓝"))
    assert secret.startswith("whsec_")
    assert set(Notice.objects.filter(endpoint=made).values_list("state", flat=True)) == {"delivered"}


def test_what_failed_goes_first_when_it_is_tried_again(office, subscriber, endpoint, read_on, work):
    subscriber.answers = [(500, {})]
    office.file()
    office.file()
    read_on(now=NOON)
    work(NOON)
    assert numbers(subscriber) == [1]
    work(NOON + timedelta(minutes=2))
    assert numbers(subscriber) == [1, 1, 2]


def test_an_endpoint_dead_for_a_day_is_paused_and_everything_is_replayed_in_order(
    office, subscriber, endpoint, read_on, work
):
    made, _secret = endpoint
    for _ in range(3):
        office.file()
    read_on(now=NOON)
    subscriber.answers = [(500, {})] * 60
    for hours in range(30):
        work(NOON + timedelta(hours=hours))
    made.refresh_from_db()
    states = list(Notice.objects.filter(endpoint=made).order_by("sequence").values_list("state", flat=True))
    assert (made.state, states) == ("paused", ["failed", "held", "held"])
    subscriber.answers.clear()
    subscriber.requests.clear()
    then = NOON + timedelta(hours=31)
    assert hooks.replay(made.pk, since=1, actor=office.staff("admin"), now=then) == 3
    work(then)
    assert numbers(subscriber) == [1, 2, 3]
    assert subscriber.requests[0][0]["X-Redress-Repeat"] == "yes"
    hooks.replay(made.pk, since=2, actor=office.staff("admin"), now=then)
    work(then)
    assert numbers(subscriber) == [1, 2, 3, 2, 3]
    assert len({(told["sequence"], told["id"]) for told in subscriber.told}) == 3


def test_only_an_administrator_of_the_body_sets_endpoints_up(office, endpoint, subscriber, settings):
    made, _secret = endpoint
    with pytest.raises(NotAllowed) as refused:
        hooks.subscribe(subscriber.url, (), actor=office.staff("officer"), now=NOON)
    assert refused.value.problems[0].code == "webhook.wrong_role"
    for url, code in (("ftp://x", "webhook.url.unreadable"), ("nonsense", "webhook.url.unreadable")):
        with pytest.raises(Invalid) as wrong:
            hooks.subscribe(url, (), actor=office.staff("admin"), now=NOON)
        assert wrong.value.problems[0].code == code
    settings.SECURE = True
    with pytest.raises(Invalid) as wrong:
        hooks.subscribe("http://example.org/in", (), actor=office.staff("admin"), now=NOON)
    assert wrong.value.problems[0].code == "webhook.url.not_secure"
    with pytest.raises(NotThere):
        hooks.replay(made.pk + 1, since=1, actor=office.staff("admin"), now=NOON)
    hooks.close(made.pk, actor=office.staff("admin"), now=NOON)
    with pytest.raises(NotAllowed) as closed:
        hooks.replay(made.pk, since=1, actor=office.staff("admin"), now=NOON)
    assert closed.value.problems[0].code == "webhook.replay.closed"
    assert Endpoint.objects.get().state == "closed"
