"""Programs of a business and its own figures: keys, webhooks, first answers against the day that was set."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest

from redress.agencies import queries
from redress.cases import evidence
from redress.cases.actions import act
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices import hooks, ledger, outside
from redress.notices.models import Endpoint, Notice
from redress.traders import (
    hooking,
    matters,
    own_figures,
    programs,
)
from tests.conftest import NOON
from tests.traders.business import OTHER, asked, codes, joined, office_filed, owner, say
from tests.world import Office, complainant

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.REDRESS_DATA = tmp_path
    return Office(NOON)


# ---- programs ------------------------------------------------------------------------------------------------------


def test_keys_are_made_by_owners_and_ended_by_every_owner(office):
    boss = owner(office)
    agent, _ = joined(boss, "agent", "agent")
    later = NOON + timedelta(days=30)

    def make(who, **more):
        return programs.issue(**{"scope": "read", "label": "ERP", "expires_at": later, **more}, actor=who, now=NOON)

    assert codes(NotAllowed, lambda: make(agent)) == ["account.wrong_role"]
    assert codes(Invalid, lambda: make(boss, scope="file")) == ["key.issue.scope"]
    key = make(boss)
    assert hashlib.sha256(key.encode()).digest() == bytes(programs.of(boss)[0].digest)
    programs.revoke(programs.of(agent)[0].pk, actor=boss, now=NOON)
    assert queries.holder_of(key, now=NOON) is None
    stranger = owner(office, OTHER, "stranger")
    with pytest.raises(NotThere):
        programs.revoke(programs.of(boss)[0].pk, actor=stranger, now=NOON)


def test_programs_are_told_of_ones_own_matters_in_order_and_again(office):
    boss, stranger = owner(office), owner(office, OTHER, "stranger")
    hooking.read_on(now=NOON)
    endpoint, secret = hooking.subscribe("http://127.0.0.1:9/in", [], actor=boss, now=NOON)
    hooking.subscribe("http://127.0.0.1:9/other", [], actor=stranger, now=NOON)
    assert base64.b64decode(secret.removeprefix("whsec_")) == hooks.secret_of(endpoint)
    row = asked(office)
    say(row, boss, kind="mediate_yes")
    act(row.case.number, "withdraw", {}, actor=complainant(office_filed(row)), now=NOON)
    hooking.read_on(now=NOON)
    hooking.read_on(now=NOON)
    told = [
        json.loads(ledger.sealed(one)["text"]) for one in Notice.objects.filter(endpoint=endpoint).order_by("sequence")
    ]
    assert [(one["sequence"], one["type"]) for one in told] == [
        (1, "matter.new"), (2, "matter.answered"), (3, "matter.ended"),
    ]  # fmt: skip
    assert set(told[0]["data"]) == {"ref", "number", "answer_by"}
    assert Notice.objects.filter(channel="webhook").exclude(endpoint=endpoint).count() == 0
    assert hooking.replay(endpoint.pk, since=2, actor=boss, now=NOON) == 2
    with pytest.raises(NotThere):
        hooking.replay(endpoint.pk, since=1, actor=stranger, now=NOON)
    with pytest.raises(NotThere):
        hooks.close(endpoint.pk, actor=office.staff("admin"), now=NOON)
    hooking.close(endpoint.pk, actor=boss, now=NOON)
    assert Endpoint.objects.get(pk=endpoint.pk).state == "closed"


def test_an_address_inside_the_house_is_not_called_for_an_outsider(office, settings):
    boss = owner(office)
    settings.SECURE = True
    for url in ("https://127.0.0.1/in", "https://10.0.0.8/in", "https://169.254.169.254/latest", "https://[::1]/in"):
        add = lambda url=url: hooking.subscribe(url, [], actor=boss, now=NOON)  # noqa: E731
        assert codes(Invalid, add) == ["webhook.url.inside"]
    assert outside.is_outside("1.1.1.1")
    assert not outside.is_outside("no-such-host.invalid")


# ---- figures -------------------------------------------------------------------------------------------------------


def test_own_figures_count_first_answers_against_the_day_that_was_set(office):
    boss = owner(office)
    rows = [asked(office) for _ in range(4)]
    asked(office, OTHER, "别家有限公司")
    say(rows[0], boss, kind="mediate_yes", now=NOON + timedelta(hours=3))
    say(rows[1], boss, kind="time", text="盘点", day="2026-10-06")
    say(rows[1], boss, kind="mediate_no", now=NOON + timedelta(days=14))
    say(rows[2], boss, kind="mediate_no", now=NOON + timedelta(days=25))
    found = own_figures.of(boss, first=NOON.date(), last=NOON.date())
    assert (found.asked, found.answered, found.in_time) == (4, 3, 2)
    assert found.hours == [(3, 1), (14 * 24, 1), (25 * 24, 1)]
    assert found.natures == {"QUALITY": 4}


def test_evidence_for_the_office_alone_stays_with_its_side(office):
    boss = owner(office)
    row = asked(office)
    inside = matters.require_shown(row, actor=boss)
    case = row.case
    evidence.add_exhibit(case, name="内部.txt", stream="甲".encode(), audience="staff", actor=office.staff(), now=NOON)
    evidence.add_exhibit(
        case, name="买家.txt", stream="乙".encode(), audience="staff", actor=complainant(office_filed(row)), now=NOON
    )
    mine = evidence.add_exhibit(case, name="成本.txt", stream="丙".encode(), audience="staff", actor=inside, now=NOON)
    shown = matters.shown(row, actor=boss)
    assert [one["id"] for one in shown.files] == [mine.pk]
