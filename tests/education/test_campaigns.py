"""Campaigns: a link a channel, openings counted without a reader, an effect that may be "cannot tell"."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from redress.agencies.models import Staff
from redress.education import actions, campaigns
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from tests.conftest import NOON
from tests.education.test_library import PLAIN, office, published, reviewer, writer  # noqa: F401 -- fixtures

TODAY = NOON.date()
NUMBERS = st.integers(0, 5000)


def begun(writer, reviewer, **more):  # noqa: F811
    text = actions.Text("怎么挑鸡蛋", "看日期。", category="goods.food")
    row = published(text, writer, reviewer, slug="eggs")
    days = {"starts_on": TODAY - timedelta(days=14), "ends_on": TODAY + timedelta(days=14)} | more
    return campaigns.make("eggs-2026", "鸡蛋", row.pk, ["sms", "poster"], **days, actor=writer, now=NOON)


def test_each_channel_has_a_link_that_is_counted_while_the_campaign_runs(writer, reviewer):  # noqa: F811
    row = begun(writer, reviewer)
    for channel in ("sms", "sms", "poster"):
        assert campaigns.open_link("eggs-2026", channel, now=NOON) == row.edition
    campaigns.open_link("eggs-2026", "sms", now=NOON + timedelta(days=60))
    assert campaigns.opened(row) == {"sms": 2, "poster": 1}
    for slug, channel in (("eggs-2026", "press"), ("milk", "sms")):
        with pytest.raises(NotThere):
            campaigns.open_link(slug, channel, now=NOON)


def test_what_stands_against_a_campaign_is_said_at_once(writer, reviewer):  # noqa: F811
    begun(writer, reviewer)

    def codes(slug, channels, edition, last):
        with pytest.raises(Invalid) as refused:
            campaigns.make(slug, "x", edition, channels, TODAY, last, actor=writer, now=NOON)
        return [problem.code for problem in refused.value.problems]

    assert codes("Eggs!", [], 0, TODAY - timedelta(days=1)) == [
        "education.campaign.name", "education.campaign.channels", "education.campaign.days", "education.campaign.text",
    ]  # fmt: skip
    assert codes("eggs-2026", ["tv"], 0, TODAY)[0] == "education.campaign.taken"
    with pytest.raises(NotAllowed) as refused:
        campaigns.make("x", "x", 1, ["sms"], TODAY, TODAY, actor=reviewer, now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["education.campaign.wrong_role"]


def test_without_complaints_or_without_time_nobody_can_tell(writer, reviewer):  # noqa: F811
    row = begun(writer, reviewer)
    assert campaigns.effect(row, now=NOON).why == "few"
    assert campaigns.effect(row, now=NOON - timedelta(days=10)).why == "early"


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_an_effect_is_told_only_where_its_interval_leaves_out_no_difference(a, b, c, d):
    found = campaigns.judge(28, (a, b), (c, d))
    assert found.lower <= found.ratio <= found.upper
    if found.says == "cannot_tell":
        assert found.why == "few" or found.lower <= 1 <= found.upper
    else:
        assert not found.lower <= 1 <= found.upper


@given(st.integers(20, 500), st.integers(20, 5000))
def test_if_all_complaints_change_alike_nothing_is_told_of_the_campaign(kind, others):
    assert campaigns.judge(28, (kind, others), (2 * kind, 2 * others)).why == "wide"


def test_the_pages_begin_a_campaign_and_lead_a_reader_on(writer, reviewer):  # noqa: F811
    published(PLAIN, writer, reviewer)
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(Staff.objects.get(username="educator-310115"))
    post = {
        "title": "Proof",
        "slug": "proof-2026",
        "channels": ["sms"],
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
    }
    assert desk.post("/desk/learn/campaigns/", post | {"starts_on": "soon", "edition": "x"}).status_code == 409
    text = desk.get("/desk/learn/campaigns/").context["texts"][0]["value"]
    page = desk.post("/desk/learn/campaigns/", post | {"edition": text}, follow=True)
    assert "/go/proof-2026/sms/" in page.content.decode()
    assert "Cannot tell" in page.content.decode()
    answer = Client().get("/go/proof-2026/sms/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/learn/guides/proof/")
    assert not answer.cookies
    assert Client().get("/go/proof-2026/tv/").status_code == 404
    assert "Proof" in desk.get("/desk/learn/campaigns/").content.decode()
