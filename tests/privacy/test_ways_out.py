"""What a person entrusted comes out at no door it is not meant for: reports, questions, releases, other sides, feeds.

The cases here are full of values that occur nowhere else, in their fields and in their words. Every address of the
product is asked for by those who may open most; a page that shows a value and is not in MEANT fails.
"""

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from redress.agencies.models import Staff
from redress.cases import actions as cases
from redress.cases import exporting
from redress.exchange import actions as exchange
from redress.exchange import keys, taken_in
from redress.exchange.leaving import Ground
from redress.insight import jobs, releases, rollups
from redress.insight.models import ReleaseRow
from redress.kernel.actors import SYSTEM, Actor, Role
from redress.mediation.actions import rooms, talk
from redress.notices import hooks, ledger
from redress.notices.models import Notice
from redress.oversight import concerns
from redress.portals.api import auth, lane
from redress.portals.limits import Limit
from redress.portals.oversight import reports
from redress.traders import hooking, programs
from tests.conftest import NOON
from tests.portals.test_role_matrix import Town, by_name, tried
from tests.privacy.canaries import Canaries
from tests.traders.business import asked, office_filed, owner, say
from tests.world import Office, complainant

pytestmark = pytest.mark.django_db

BIRDS = Canaries(card="6222021234567890128", agent="令狐砚霁", agent_phone="19987654309")
VALUES = BIRDS.values
STORY = (
    f"我是{BIRDS.name}，电话{BIRDS.phone}，身份证{BIRDS.id_number}，邮箱{BIRDS.email}，卡号{VALUES['card']}，"
    f"家住上海市浦东新区{BIRDS.address}。扫地机器人用了三天就不走了，店里推来推去"
)
PERSON = {name: VALUES[name] for name in ("name", "phone", "id_number", "email", "address")} | {
    "id_type": "resident_id", "agent": {"name": VALUES["agent"], "phone": VALUES["agent_phone"]},
}  # fmt: skip
FULL = {
    "complainant": PERSON,
    "problem": {"story": STORY},
    "requests": [{"kind": "REFUND", "amount": "2399.00", "note": STORY}],
}
LATER = NOON + timedelta(minutes=11)
BOTH = {"complainant_consents": True, "respondent_consents": True}
# Parts of addresses that the town has no value for.
MORE = (
    "token", "key", "name", "article", "law", "digest", "leaf", "index", "old", "new", "level", "place", "matter", "pk",
    "key_id", "joining_id", "member_id", "phrase_id", "answer_id", "uidb36",
)  # fmt: skip
ROOM = ("", "joint/", "respondent/", "complainant/", "issues/", "offers/", "about/", "news/", "lines/joint/")
# Who works on the case reads its words; who filed it reads their own. Nothing else shows a value.
MEANT = {"api:one", "casework:case", "casework:compare", "casework:review", "oversight:case", "public:case"}
CALLERS = (
    "home:supervisor",
    "home:analyst",
    "home:admin",
    "home:educator",
    "foreign:supervisor",
    "complainant",
    "nobody",
)
ASKED = {
    "insight:ask": "q=cases by division, nature, month",
    "insight:trends": "by=trader&months=24",
    "insight:cases": "since=2025-01-01&nature=QUALITY",
    "oversight:behind": "part=n&key=310115",
    "api:behind": "part=n&key=310115",
    "casework:export": "format=json&reason=audit",
    "api:export": "format=json",
    "api:listing": "limit=50",
    "casework:queue": "list=all",
    "bodies:directory": "q=浦东",
}


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Town:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    settings.REDRESS_DATA = tmp_path
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False
    generous = Limit("ways out", most=1_000_000, seconds=60)
    for module, name in ((lane, "ANONYMOUS_WRITES"), (lane, "ANONYMOUS_READS"), (auth, "GUESSES")):
        monkeypatch.setattr(module, name, generous)
    filing = Office.file
    monkeypatch.setattr(Office, "file", lambda self, **changes: filing(self, **(FULL | changes)))
    return Town()


@pytest.fixture
def office(settings: Any, tmp_path: Any) -> Office:
    settings.REDRESS_DATA = tmp_path
    return Office(NOON)


def shown(content: bytes) -> set[str]:
    """The values that a file shows, the text of a PDF and the members of a zip included."""
    if content.startswith(b"%PDF"):
        content = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            return set().union(*(BIRDS.seen_in_bytes(box.read(name)) for name in box.namelist()))
    return BIRDS.seen_in_bytes(content)


def test_no_page_and_no_verb_shows_a_value_but_the_pages_of_the_case(town):
    office, number = town.office, town.case.number
    cases.act(number, "accept", {}, actor=office.staff(), now=NOON)
    cases.write(number, {"text": STORY}, actor=office.staff(), now=NOON)
    words = {"reason_code": "NOT_CONSUMER_DISPUTE", "text": STORY}
    cases.act(town.other.number, "refuse", words, actor=office.staff(), now=NOON)
    ground = next(iter(concerns.GROUNDS["escalation"]))
    concerns.open_(number, "escalation", {"ground": ground, "text": STORY}, actor=office.staff(), now=NOON)
    rollups.catch_up(now=LATER)
    reports.make_monthly(now=NOON + timedelta(days=20))

    seen: dict[str, set[str]] = defaultdict(set)
    for name in sorted(by_name()):
        place = town.place(by_name()[name], **dict.fromkeys(MORE, "1"), ref=town.invitation.ref)
        for who in CALLERS:
            headers = town.header(who) if name.startswith("api:") else {}
            _status, leads, said = tried(town.browser(who), "get", f"{place}?{ASKED.get(name, '')}", headers=headers)
            seen[name] |= BIRDS.seen_in_bytes((leads + said).encode())

    assert {name for name, values in seen.items() if values} == MEANT


def test_reports_and_tables_of_cases_name_nobody(office, tmp_path):
    filed = office.file(**FULL)
    cases.act(filed.number, "accept", {}, actor=office.staff(), now=NOON)
    rollups.catch_up(now=LATER)
    desk = Client(headers={"accept-language": "zh-hans"})
    desk.force_login(Staff.objects.get(username="supervisor-310115"))
    for form in ("xlsx", "docx", "pdf"):
        answer = desk.get(f"/oversight/reports/now.{form}?period=month")
        assert shown(b"".join(answer.streaming_content) if answer.streaming else answer.content) == set(), form
    bearer = {"authorization": f"Bearer {office.key('supervisor')}"}
    places = ["/desk/cases.csv", *(f"/api/v1/complaints/export?format={form}" for form in exporting.FORMATS)]
    for place in places:
        answer = desk.get(place, headers=bearer if "/api/" in place else {})
        content = b"".join(answer.streaming_content)
        assert answer.status_code == 200, place
        assert shown(content) == set(), place


def test_a_release_that_tells_stories_names_nobody(office, monkeypatch):
    for number in range(24):
        nature = ("QUALITY", "PRICE")[number % 2]
        filed = office.file(
            **FULL
            | {
                "problem": {"story": f"{STORY}，柜台{number}", "nature": nature},
                "consents": {"publication": True},
                "received_at": (NOON - timedelta(days=20)).isoformat(),
            }
        )
        cases.act(filed.number, "withdraw", {"text": STORY}, actor=complainant(filed), now=NOON)
    rollups.catch_up(now=LATER)
    office.weigh("publish", now=LATER)
    analyst = office.staff("analyst")
    wanted = releases.request(date(2026, 1, 1), date(2026, 9, 22), actor=analyst, now=LATER)
    jobs.prepare_release({"release": wanted.pk, "bodies": sorted(analyst.agency_ids)}, now=LATER)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    desk = Client()
    desk.force_login(Staff.objects.get(username="supervisor-310115"))
    assert shown(desk.get(f"/insight/publication/{wanted.pk}/").content) == set()
    release = releases.decide(wanted.pk, publish=True, actor=office.staff("supervisor"), now=LATER)
    assert ReleaseRow.objects.filter(release=release).count() == 24

    anybody = Client()
    for name in ("", "complaints.csv", "complaints.json", "complaints.parquet", "stories.csv", "schema.json"):
        answer = anybody.get(f"/open-data/{release.pk}/{name}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, name
        assert shown(content) == set(), name
    assert "推来推去" in anybody.get(f"/open-data/{release.pk}/stories.csv").content.decode()


def test_a_question_is_answered_in_codes_and_cannot_ask_for_people(office):
    for _ in range(12):
        office.file(**FULL)
    rollups.catch_up(now=LATER)
    desk = Client()
    desk.force_login(Staff.objects.get(username="analyst-310115"))
    answer = desk.get("/insight/ask/", {"q": "cases by nature"})
    assert answer.status_code == 200
    assert shown(answer.content) == set()
    for words in ("cases by name", "cases by phone", "cases by story", "cases by number", "cases where name = x"):
        refused = desk.get("/insight/ask/", {"q": words})
        assert refused.status_code in (200, 422)
        assert shown(refused.content) == set(), words
        assert BIRDS.name not in refused.content.decode()


def everything_of_a_matter(client: Client, key: str, ref: str) -> Iterator[tuple[str, bytes]]:
    """What a business's program gets of a matter over the API."""
    bearer = {"authorization": f"Bearer {key}"}
    for place in ("trader/matters", f"trader/matters/{ref}", "trader/figures", "trader/webhooks"):
        answer = client.get(f"/api/v1/{place}", headers=bearer)
        yield place, answer.content


def test_the_traders_pages_programs_and_webhooks_learn_no_value(office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    boss = owner(office)
    hooking.read_on(now=NOON)
    endpoint, _secret = hooking.subscribe("http://127.0.0.1:9/in", [], actor=boss, now=NOON)
    hooks.subscribe("http://127.0.0.1:9/own", (), actor=office.staff("admin"), now=NOON)
    row = asked(office, **FULL)
    cases.write(row.case.number, {"text": STORY}, actor=office.staff(), now=NOON)
    say(row, boss, kind="mediate_yes")
    key = programs.issue(scope="read", label="ERP", expires_at=NOON + timedelta(days=30), actor=boss, now=NOON)
    for place, content in everything_of_a_matter(Client(), key, row.ref):
        assert shown(content) == set(), place
    assert (
        "推来推去"
        in json.loads(
            Client().get(f"/api/v1/trader/matters/{row.ref}", headers={"authorization": f"Bearer {key}"}).content
        )["matter"]["story"]
    )

    desk = Client(headers={"accept-language": "zh-hans"})
    desk.force_login(Staff.objects.get(username="boss"))
    for place in ("/business/", f"/t/{row.ref}/", "/business/figures/"):
        answer = desk.get(place, follow=True)
        assert shown(answer.content) == set(), place
    cases.act(row.case.number, "withdraw", {"text": STORY}, actor=complainant(office_filed(row)), now=NOON)
    hooking.read_on(now=NOON)
    told = [ledger.sealed(one)["text"] for one in Notice.objects.filter(channel="webhook")]
    assert Notice.objects.filter(endpoint=endpoint).exists()
    assert {name for text in told for name in BIRDS.seen_in_bytes(text.encode())} == set()


def test_the_room_shows_the_trader_nothing_the_complainant_did_not_write_there(office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    row = asked(office, **FULL)
    number, mediator = row.case.number, office.staff("mediator")
    cases.act(number, "accept", {}, actor=office.staff(), now=NOON)
    cases.act(number, "begin_mediation", BOTH, actor=office.staff(), now=NOON)
    rooms.open_room(number, actor=mediator, now=NOON)
    rooms.answer_conflict(number, conflict=False, actor=mediator, now=NOON)
    me = complainant(office_filed(row))
    shop = Actor(key="respondent", role=Role.RESPONDENT, case_id=row.case_id)
    for side in (me, shop):
        rooms.confirm_rules(number, actor=side, now=NOON)
    talk.write(number, {"channel": "complainant", "text": STORY}, actor=me, now=NOON)
    talk.write(number, {"channel": "joint", "text": "我要求退货"}, actor=me, now=NOON)
    link, code = rooms.invite(number, actor=mediator, now=NOON)
    browser, inside = Client(headers={"accept-language": "zh-hans"}), f"/room/{number}/"
    assert browser.post(f"/room/in/{link}/", {"code": code}).status_code == 302
    pages = [browser.get(inside + tab).content.decode() for tab in ROOM]
    assert any("我要求退货" in page for page in pages)
    assert {name for page in pages for name in BIRDS.seen_in_bytes(page.encode())} == set()


def test_a_sealed_file_holds_what_is_meant_and_nothing_from_inside(office):
    office.weigh("provide", "abroad")
    inside = Canaries(note="灰背隼便条", caucus="赤颈鸫底价", concern="蓝翅鸦疑虑", task="白鹇待办")
    filed = office.file(**FULL)
    number, officer = filed.number, office.staff()
    cases.act(number, "accept", {}, actor=officer, now=NOON)
    cases.write(number, {"text": inside.values["note"], "audience": "staff"}, actor=officer, now=NOON)
    task = {"task": "site_visit", "text": inside.values["task"], "due_on": "2026-09-28", "owner": "me"}
    cases.act(number, "begin_mediation", BOTH, actor=officer, now=NOON)
    cases.act(number, "add_task", task, actor=officer, now=NOON)
    ground = next(iter(concerns.GROUNDS["escalation"]))
    concerns.open_(number, "escalation", {"ground": ground, "text": inside.values["concern"]}, actor=officer, now=NOON)
    mediator = office.staff("mediator")
    rooms.open_room(number, actor=mediator, now=NOON)
    rooms.answer_conflict(number, conflict=False, actor=mediator, now=NOON)
    rooms.confirm_rules(number, actor=complainant(filed), now=NOON)
    words = {"channel": "complainant", "text": inside.values["caucus"]}
    talk.write(number, words, actor=complainant(filed), now=NOON)
    vkey = str(keys.own().verifier)
    partner = exchange.add_partner(code="hangzhou", name="杭州市局", vkey=vkey, actor=SYSTEM, now=NOON)
    _row, content = exchange.seal_case(number, partner, Ground("duty", told=True), actor=officer, now=NOON)
    members = taken_in.read(content)[1].members
    seen = {name for member in members.values() for name in inside.seen_in_bytes(member)}
    assert seen.isdisjoint({"note", "caucus", "concern", "task"})
    assert BIRDS.name in members["case.json"].decode()
    assert BIRDS.seen_in_bytes(members["timeline.json"]) == set()
