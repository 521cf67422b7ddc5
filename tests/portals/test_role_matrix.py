"""Every page and every verb, tried by everybody: generated from the addresses themselves, not from a sample.

An address that is in no table fails the first test, so that nobody adds a door without saying who may pass.
Every request is taken back afterwards: each caller meets the same case.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from redress.agencies import actions as bodies
from redress.agencies import queries
from redress.agencies.models import Staff
from redress.kernel.actors import CASE_ROLES, STAFF_ROLES, SYSTEM, Role
from redress.law import packs
from redress.portals.api import auth, lane
from redress.portals.limits import Limit
from redress.portals.public.following import session
from redress.records import log
from redress.traders import actions as traders
from redress.traders.inviting import Contact
from tests.conftest import NOON
from tests.world import Office

HOME, FOREIGN = "310115", "330108"
SECRET = "小蓝电器商行"  # stands in the case, and must stand on nobody else's page
REFUSED = frozenset({400, 401, 404, 405, 409, 422})
WORKERS = frozenset(CASE_ROLES)
FILERS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
EDITORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
ROUTERS = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN})
INCIDENTS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
HANDLERS = frozenset({Role.OFFICER, Role.SUPERVISOR})
ERASERS = frozenset({Role.OFFICER, Role.SUPERVISOR})
WATCHERS = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ANALYST})


@dataclass(frozen=True)
class Page:
    """Who gets a page of the desk.

    roles -- to whom it opens; about_case -- and only where the case is theirs
    opens -- what a plain GET gives them: 405 for a page that only takes what is sent
    """

    roles: frozenset[Role]
    about_case: bool = True
    opens: frozenset[int] = frozenset({200})


TEACHERS = frozenset({Role.EDUCATOR, Role.SUPERVISOR})
WEIGHERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR, Role.ANALYST})
SENT = frozenset({405})
READERS = frozenset({Role.ANALYST, Role.SUPERVISOR, Role.AUDITOR})
EMPTY = frozenset({404})  # the thing asked for is not in the case of this story
DESK = {
    "casework:queue": Page(WORKERS, about_case=False),
    "casework:save_search": Page(WORKERS, about_case=False, opens=SENT),
    "casework:register": Page(FILERS, about_case=False),
    "casework:registered": Page(WORKERS),
    "casework:tasks": Page(WORKERS, about_case=False),
    "casework:groups": Page(WORKERS, about_case=False),
    "casework:disputes": Page(HANDLERS, about_case=False),
    "casework:disputed": Page(HANDLERS, about_case=False, opens=EMPTY),
    "casework:export": Page(WORKERS, about_case=False, opens=frozenset({200, 409, 422})),
    "casework:impact": Page(EDITORS, about_case=False),
    "casework:law": Page(WORKERS),
    "casework:document": Page(WORKERS, opens=frozenset({200, 302})),  # or back with what stands against it
    "casework:templates": Page(EDITORS, about_case=False),
    "casework:template": Page(EDITORS, about_case=False),
    "casework:template_preview": Page(EDITORS, about_case=False, opens=SENT),
    "casework:bulk": Page(WORKERS, about_case=False, opens=SENT),
    "casework:case": Page(WORKERS),
    "casework:archive": Page(WORKERS),
    "casework:review": Page(WORKERS),
    "casework:compare": Page(WORKERS),
    "casework:message": Page(WORKERS, opens=SENT),
    "casework:reveal": Page(WORKERS, opens=SENT),
    "casework:add_exhibit": Page(WORKERS, opens=SENT),
    "casework:exhibit": Page(WORKERS, opens=EMPTY),
    "casework:exhibit_preview": Page(WORKERS, opens=EMPTY),
    "casework:picture_text": Page(WORKERS, opens=EMPTY),
    "casework:letter": Page(WORKERS, opens=EMPTY),
    "casework:room": Page(WORKERS),
    "casework:room_tab": Page(WORKERS),  # before it is open, every tab is the page that opens it
    "casework:room_news": Page(WORKERS, opens=EMPTY),
    "casework:room_lines": Page(WORKERS, opens=EMPTY),
    "casework:room_paper": Page(WORKERS, opens=EMPTY),
    "casework:room_file": Page(WORKERS, opens=EMPTY),
    "casework:room_do": Page(WORKERS, opens=SENT),
    "casework:ask_trader": Page(WORKERS),
    "casework:trader_letter": Page(WORKERS, opens=SENT),
    "casework:traders": Page(WORKERS, about_case=False),
    "casework:trader": Page(WORKERS),
    "casework:unmerge": Page(WORKERS, about_case=False, opens=SENT),
    "casework:step": Page(WORKERS, opens=frozenset({200, 404, 409})),
    "absences:page": Page(WORKERS, about_case=False),
    "teams:list": Page(WORKERS | {Role.ADMIN}, about_case=False),
    "teams:team": Page(WORKERS | {Role.ADMIN}, about_case=False, opens=EMPTY),
    "tree:list": Page(frozenset({Role.ADMIN}), about_case=False),
    "tree:table": Page(frozenset({Role.ADMIN}), about_case=False),
    "tree:export": Page(frozenset({Role.ADMIN}), about_case=False, opens=EMPTY),
    "tree:body": Page(frozenset({Role.ADMIN}), about_case=False, opens=EMPTY),
    "handover:page": Page(frozenset({Role.SUPERVISOR}), about_case=False),
    "notices_desk:ledger": Page(WORKERS | {Role.ADMIN}, about_case=False),
    "notices_desk:case": Page(WORKERS),
    "notices_desk:note": Page(FILERS, opens=SENT),
    "notices_desk:again": Page(FILERS | {Role.ADMIN}, opens=SENT),
    "notices_desk:letters": Page(FILERS, about_case=False),
    "notices_desk:letter": Page(FILERS, opens=EMPTY),
    "notices_desk:call": Page(FILERS, opens=EMPTY),
    "notices_desk:words": Page(EDITORS, about_case=False),
    "notices_desk:word": Page(EDITORS, about_case=False),
    "notices_desk:hooks": Page(frozenset({Role.ADMIN}), about_case=False),
    "notices_desk:hook": Page(frozenset({Role.ADMIN}), opens=EMPTY),
    "joint_desk:list": Page(HANDLERS, about_case=False),
    "joint_desk:open": Page(HANDLERS, about_case=False, opens=SENT),
    "joint_desk:page": Page(HANDLERS, about_case=False, opens=EMPTY),
    "routing_desk:versions": Page(ROUTERS, about_case=False),
    "routing_desk:version": Page(ROUTERS, about_case=False, opens=EMPTY),
    "routing_desk:export": Page(ROUTERS, about_case=False, opens=EMPTY),
    "inbox:mails": Page(FILERS, about_case=False),
    "inbox:mail": Page(FILERS, opens=EMPTY),
    "inbox:original": Page(FILERS, opens=EMPTY),
    "privacy_desk:requests": Page(FILERS, about_case=False),
    "privacy_desk:register": Page(FILERS, about_case=False),
    "privacy_desk:request": Page(FILERS, opens=EMPTY),
    "privacy_desk:copy": Page(FILERS, opens=EMPTY),
    "privacy_desk:incidents": Page(INCIDENTS, about_case=False),
    "privacy_desk:incident": Page(INCIDENTS, opens=EMPTY),
    "privacy_desk:incident_notice": Page(INCIDENTS, opens=EMPTY),
    "privacy_desk:keeping": Page(ERASERS, about_case=False),
    "privacy_desk:disposal": Page(ERASERS, opens=SENT),
    "privacy_desk:hold": Page(ERASERS, opens=SENT),
    "privacy_desk:assessments": Page(WEIGHERS, about_case=False),
    "privacy_desk:assessment": Page(WEIGHERS, about_case=False, opens=EMPTY),
    "privacy_desk:assessment_paper": Page(WEIGHERS, about_case=False, opens=EMPTY),
    "privacy_desk:contracts": Page(WEIGHERS, about_case=False),
    "privacy_desk:contract": Page(WEIGHERS, about_case=False, opens=EMPTY),
    "privacy_desk:given": Page(WEIGHERS, about_case=False),
    "privacy_desk:minors": Page(frozenset({Role.SUPERVISOR, Role.AUDITOR}), about_case=False),
    "privacy_desk:minors_behind": Page(frozenset({Role.SUPERVISOR, Role.AUDITOR}), about_case=False),
    "privacy_desk:case": Page(WORKERS),
    "exchange_desk:list": Page(frozenset({Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR}), about_case=False),
    "exchange_desk:hand_over": Page(frozenset({Role.OFFICER, Role.SUPERVISOR})),
    "oversight:board": Page(WATCHERS - {Role.ANALYST}, about_case=False),
    "oversight:orders": Page(WORKERS - {Role.INTEGRATOR}, about_case=False),
    "oversight:case": Page(WORKERS),
    "oversight:reports": Page(WATCHERS, about_case=False),
    "oversight:report_now": Page(
        WATCHERS, about_case=False, opens=EMPTY
    ),  # no report has the form of that story's letter
    "oversight:report": Page(WATCHERS, about_case=False, opens=EMPTY),
    "oversight:quality": Page(WATCHERS - {Role.ANALYST} | {Role.OFFICER}, about_case=False),
    "oversight:sample": Page(WATCHERS - {Role.ANALYST} | {Role.OFFICER}, about_case=False, opens=EMPTY),
    "oversight:callbacks": Page(FILERS, about_case=False),
    "oversight:improvements": Page(WORKERS - {Role.INTEGRATOR}, about_case=False),
    "oversight:improvement": Page(WORKERS - {Role.INTEGRATOR}, about_case=False, opens=EMPTY),
    "oversight:looks": Page(WATCHERS - {Role.ANALYST}, about_case=False),
    "oversight:figures": Page(WATCHERS, about_case=False),
    "oversight:figure": Page(WATCHERS, about_case=False),
    "oversight:behind": Page(WATCHERS - {Role.ANALYST}, about_case=False),
    "education_desk:texts": Page(TEACHERS, about_case=False),
    "education_desk:new": Page(frozenset({Role.EDUCATOR}), about_case=False),
    "education_desk:draft_warning": Page(TEACHERS, about_case=False, opens=SENT),
    "education_desk:campaigns": Page(TEACHERS, about_case=False),
    "education_desk:campaign": Page(TEACHERS, about_case=False, opens=EMPTY),
    "education_desk:text": Page(TEACHERS, about_case=False, opens=EMPTY),
    "insight:trends": Page(READERS, about_case=False),
    "insight:cases": Page(READERS, about_case=False),
    "insight:surges": Page(READERS, about_case=False),
    "insight:surge": Page(READERS, about_case=False, opens=EMPTY),
    "insight:decide_surge": Page(READERS, about_case=False, opens=SENT),
    "insight:draft_warning": Page(READERS, about_case=False, opens=SENT),
    "insight:ask": Page(READERS, about_case=False),
    "insight:classes": Page(READERS, about_case=False),
    "insight:try_model": Page(READERS, about_case=False, opens=SENT),
    "insight:confirm": Page(WORKERS, opens=SENT),
    "insight:publishing": Page(READERS, about_case=False),
    "insight:announce": Page(READERS, about_case=False, opens=SENT),
    "insight:decide_naming": Page(READERS, about_case=False, opens=SENT),
    "insight:release": Page(READERS, about_case=False, opens=EMPTY),
    "insight:decide_release": Page(READERS, about_case=False, opens=SENT),
}

# What a complainant may do with their own case; to everybody else these addresses lead nowhere.
OWN = (
    "public:case", "public:write", "public:files", "public:contact", "public:own_data", "public:own_copy", "public:joint", "public:do", "public:file",
    "public:preview", "public:letter", "public:proof", "public:case_dates", "public:picture", "public:pdf",
    "law:documents", "law:document",
    "public:room", "public:room_tab", "public:room_news", "public:room_lines", "public:room_do",
    "public:room_paper", "public:room_file",
)  # fmt: skip

# Open to everybody, about nobody's case, or a person's own draft and own account.
OPEN = frozenset({
    "healthz", "readyz", "public:home", "public:enquiry", "public:look_up", "public:leave", "public:calc_deadline",
    "public:calc_days", "privacy", "accessibility", "verify:page", "verify:sheet", "verify:single", "display", "styleguide",
    "styleguide-page", "law:remedies", "law:begin", "law:result", "law:paper", "law:picture", "law:question", "law:jurisdiction",
    "law:rights", "law:right", "exchange:take", "exchange:status", "bodies:directory", "bodies:body",
    # The other side's door to a room: without the cookie of an invitation it leads nowhere.
    "room:enter", "room:out", "room:room", "room:room_tab", "room:room_news", "room:room_lines", "room:room_do",
    "room:room_paper", "room:room_file",
})  # fmt: skip
DRAFT = re.compile(r"public:(start|go_on|resume|discard|proof|check|received\w*|step)|law:file")
SIGN_IN = re.compile(r"(account|mfa|usersessions)_\w+")
LOG = re.compile(r"(log|figures|education):[\w-]+")
TRADER = re.compile(r"trader:\w+|business:\w+|api:trader_\w+")  # a link and a code, or an account: tests/portals/trader

# The API: paths about one case, and paths about none.
API_CASE = {
    "api:one": "get", "api:verbs": "get", "api:evidence": "post", "api:message": "post", "api:rating": "post", "api:step": "post",
    "api:in_turn": "post",
}  # fmt: skip
API_STAFF = frozenset({"api:notices", "api:listing", "api:export"})
API_FIGURES = {"api:indicators": WATCHERS, "api:indicator": WATCHERS, "api:behind": WATCHERS - {Role.ANALYST}}
API_OPEN = frozenset({
    "api:sms_reports", "api:openapi-json", "api:openapi-view", "api:count", "api:working_days", "api:jurisdiction", "api:verify",
    "api:proof", "api:taxonomy", "api:rule_sets", "api:remedies", "api:bodies", "api:body", "api:article", "api:file", "api:api-root",
})  # fmt: skip


def addresses(resolver: Any = None, before: str = "", space: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield every address of the product with its name."""
    for found in (resolver or get_resolver()).url_patterns:
        place = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield ":".join((*space, found.name or place)), place
        else:
            yield from addresses(found, place, (*space, found.namespace) if found.namespace else space)


@cache
def by_name() -> dict[str, str]:
    return dict(addresses())


def test_every_address_is_in_a_table():
    known = {*DESK, *OWN, *OPEN, *API_CASE, *API_STAFF, *API_FIGURES, *API_OPEN}
    patterns = (DRAFT, SIGN_IN, LOG, TRADER)
    strange = [
        name for name, _ in addresses() if name not in known and not any(one.fullmatch(name) for one in patterns)
    ]
    assert strange == [], "Say in a table of this file who may open these."
    assert sorted(known - by_name().keys()) == [], "These are gone; take them out of the tables."


class Town:
    """Two offices with a person in every role, a case in one of them, another case, and everybody's way in."""

    def __init__(self) -> None:
        queries.forget()
        self.office = Office(NOON)
        known = set(Staff.objects.values_list("username", flat=True))
        for code in (HOME, FOREIGN):
            for role in STAFF_ROLES:
                if f"{role.value}-{code}" not in known:
                    bodies.add_staff(
                        username=f"{role.value}-{code}", name=role.value, role=role, agency_code=code, password=None, actor=SYSTEM, now=NOON,
                    )  # fmt: skip
        queries.forget()
        self.case = self.office.file()
        self.other = self.office.file(respondent={"name": "别家商行"})
        asked = traders.invite_trader(
            self.case.number, contacts=[Contact("sms", "13900005555")], actor=self.office.staff(), now=NOON
        )
        self.invitation = asked.invitation
        log.sequence(NOON)  # what is taken back afterwards must not have been signed meanwhile
        self.browsers: dict[str, Client] = {}
        self.keys: dict[str, str] = {}

    def browser(self, who: str) -> Client:
        """A browser of "home:officer", "foreign:clerk", "complainant", "another" or "nobody"."""
        if who not in self.browsers:
            client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
            place, _, role = who.partition(":")
            if role:
                client.force_login(Staff.objects.get(username=f"{role}-{HOME if place == 'home' else FOREIGN}"))
            elif who in ("complainant", "another"):
                filed = self.case if who == "complainant" else self.other
                client.cookies[session.COOKIE] = signing.TimestampSigner(salt=session.SALT).sign(str(filed.id))
            self.browsers[who] = client
        return self.browsers[who]

    def header(self, who: str) -> dict[str, str]:
        """How somebody shows who they are to the API."""
        place, _, role = who.partition(":")
        if role:
            if who not in self.keys:
                self.keys[who] = self.office.key(role, HOME if place == "home" else FOREIGN)
            return {"authorization": f"Bearer {self.keys[who]}"}
        phrases = {"complainant": self.case.pickup, "another": self.other.pickup}
        if who in phrases:
            return {"authorization": "Pickup " + "".join(f"%{byte:02X}" for byte in phrases[who].encode())}
        return {"authorization": "Bearer no-such-key"} if who == "forger" else {}

    def place(self, pattern: str, **more: str) -> str:
        """Fill an address in for the case of this story."""
        pack = self.office.case(self.case).rule_set
        values = {
            "number": self.case.number, "other": self.other.number, "verb": "accept", "exhibit_id": "1", "letter_id": "1",
            "entry_id": str(self.case.entry_id), "rule_set": pack, "letter": "acceptance_decision", "form": "civil_complaint", "kind": "pdf",
            "request_id": "1", "disposal_id": "1", "hold_id": "1", "incident_id": "1", "mail_id": "1", "purpose": "publication", "code": "RECEIVED", "sample_id": "1", "improvement_id": "1", "report_id": "1",
            "link": "x", "tab": "joint", "channel": "joint", "deed": "write",
            "notice_id": "1", "endpoint_id": "1", "template": "case.news", "audience": "complainant", "way": "sms", "tongue": "zh",
            "trader_id": str(self.invitation.trader_id), "invitation_id": str(self.invitation.pk), "merger_id": "1",
            "alert_id": "1", "edition_id": "1", "campaign_id": "1", "slug": "x", "naming_id": "1", "classifier_id": "1", "release_id": "1",
            "joint_id": "999", "table": "999", "team_id": "999", "assessment_id": "1", "contract_id": "1", "figure": "cases",
        } | more  # fmt: skip
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], pattern)


STRANGERS = ("complainant", "another", "nobody")
STAFF = tuple(f"{place}:{role.value}" for place in ("home", "foreign") for role in STAFF_ROLES)


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Town:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    settings.REDRESS_DATA = tmp_path
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False
    generous = Limit("matrix", most=1_000_000, seconds=60)
    for module, name in ((lane, "ANONYMOUS_WRITES"), (lane, "ANONYMOUS_READS"), (auth, "GUESSES")):
        monkeypatch.setattr(module, name, generous)
    return Town()


def tried(client: Client, method: str, place: str, data: Any = None, **more: Any) -> tuple[int, str, str]:
    """Make one request and take back whatever it changed. Returns status, where it leads, and what it says."""
    with transaction.atomic():
        response = getattr(client, method)(place, data, **more)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", ""), body.decode("utf-8", "replace")


def desk_problems(town: Town, name: str, page: Page, who: str, method: str) -> list[str]:
    """What is wrong with the answer somebody got on the desk; empty if it is as the rules say."""
    status, leads, said = tried(town.browser(who), method, town.place(by_name()[name]))
    place, _, role = who.partition(":")
    about = f"{method} {name} as {who}: {status}"
    if not role:
        return [] if status == 302 and leads.startswith("/accounts/login/") else [about]
    theirs = place == "home" or not page.about_case
    if Role(role) not in CASE_ROLES and Role(role) not in page.roles:
        expected = {403, 404, 405}
    elif Role(role) not in page.roles or not theirs:
        expected = {404, 405}
    elif method == "get":
        expected = set(page.opens)
    else:
        expected = {200, 302, 400, 404, 405, 409, 422}
    leaks = place == "foreign" and SECRET in said
    return [f"{about}, expected one of {sorted(expected)}"] * (status not in expected) + [f"{about} tells"] * leaks


@pytest.mark.parametrize("name", DESK)
def test_the_desk_opens_to_those_whose_work_it_is(town, name):
    page = DESK[name]
    wrong = [
        problem
        for who in (*STAFF, *STRANGERS)
        for method in ("get", "post")
        for problem in desk_problems(town, name, page, who, method)
    ]
    assert wrong == []


def own_problems(town: Town, name: str) -> list[str]:
    place = town.place(by_name()[name], verb="withdraw")
    wrong = []
    for who in ("home:officer", "home:supervisor", "foreign:officer", "another", "nobody"):
        for method in ("get", "post"):
            status, leads, said = tried(town.browser(who), method, place)
            led_away = status == 302 and leads.startswith("/case/?")
            if not (led_away or status in (404, 405)) or SECRET in said:
                wrong.append(f"{method} {name} as {who}: {status} {leads}")
    status, *_ = tried(town.browser("complainant"), "get", place)
    return wrong + [f"get {name} as its complainant: {status}"] * (status not in (200, 404, 405))


def test_a_persons_pages_open_to_that_person_alone(town):
    assert [problem for name in OWN for problem in own_problems(town, name)] == []


def test_the_complainant_does_reach_their_own_case(town):
    status, _, said = tried(town.browser("complainant"), "get", f"/case/{town.case.number}/")
    assert status == 200
    assert SECRET in said


def verbs() -> list[str]:
    """Every verb of every rule set, and two that no rule set has."""
    known = {step.verb for pack in packs.available() for step in packs.load(pack).steps}
    return [*sorted(known), "fly", "delete"]


def api_problems(town: Town, who: str, method: str, place: str, allowed: set[int]) -> list[str]:
    data = None if method == "get" else "{}"
    more = {} if method == "get" else {"content_type": "application/json"}
    status, _, said = tried(town.browser("nobody"), method, place, data, headers=town.header(who), **more)
    about = f"{method} {place} as {who}: {status}, expected one of {sorted(allowed)}"
    wrong = status not in allowed or (allowed.isdisjoint({200, 201}) and SECRET in said)
    return [about] * wrong


def towards(who: str) -> str:
    """What a caller is to the case: staff who may see it, its complainant, or a stranger."""
    place, _, role = who.partition(":")
    if place == "home" and Role(role) in CASE_ROLES:
        return "staff"
    return who if who in ("complainant", "forger") else "stranger"


API_ANSWERS = {
    "staff": {200, 201, 404, 409, 415, 422},
    "complainant": {200, 201, 404, 409, 415, 422},
    "stranger": {404},
    "forger": {401},
}
CALLERS = (*STAFF, "complainant", "another", "nobody", "forger")


@pytest.mark.parametrize("name", [name for name in API_CASE if name != "api:step"])
def test_the_api_shows_a_case_to_those_whose_it_is(town, settings, name):
    wrong = []
    for who in CALLERS:
        place = town.place(by_name()[name])
        allowed = API_ANSWERS[towards(who)]
        wrong += api_problems(town, who, API_CASE[name], place, allowed)
        for method in {"get", "post", "put", "patch", "delete"} - {API_CASE[name]}:
            wrong += api_problems(town, who, method, place, {401, 404, 405, 409, 415, 422})
    assert wrong == []


def test_a_step_is_taken_by_those_whose_case_it_is(town):
    places = [town.place(by_name()["api:step"], verb=verb) for verb in verbs()]
    assert len(places) > 30
    assert [
        problem
        for place in places
        for who in CALLERS
        for problem in api_problems(town, who, "post", place, API_ANSWERS[towards(who)])
    ] == []


@pytest.mark.parametrize("name", sorted(API_STAFF))
def test_lists_over_the_api_hold_ones_own_cases_only(town, name):
    place = town.place(by_name()[name])
    more = {"reason": "court file 12", "format": "jsonl"} if name == "api:export" else {}
    for who in CALLERS:
        status, _, said = tried(town.browser("nobody"), "get", place, more, headers=town.header(who))
        expected = {"staff": {200}, "forger": {401}}.get(towards(who), {200, 404, 409} if ":" in who else {404})
        assert status in expected, f"{who}: {status}"
        assert (town.case.number in said) <= (towards(who) == "staff"), f"{who} is shown the case"


@pytest.mark.parametrize("name", sorted(API_FIGURES))
def test_figures_over_the_api_are_for_those_who_watch(town, name):
    place = town.place(by_name()[name])
    for who in CALLERS:
        status, _, said = tried(town.browser("nobody"), "get", place, headers=town.header(who))
        role = who.partition(":")[2]
        expected = 401 if who == "forger" else 200 if role and Role(role) in API_FIGURES[name] else 404
        assert status == expected, f"{who}: {status}"
        assert SECRET not in said


FILLED = {
    "digest": "x",
    "name": "x", "matter": "x", "code": "x", "law": "x", "article": "1", "level": "0", "place": "x", "old": "0", "new": "0",
    "index": "0", "leaf": "x", "ref": "x", "kind": "agree", "answer_id": "1",
    "token": "x", "phrase_id": "1", "member_id": "1", "joining_id": "1", "key_id": "1",
}  # fmt: skip


def open_problems(town: Town, place: str, who: str, method: str) -> list[str]:
    headers = town.header(who) if place.startswith("/api/") else {}
    status, _, said = tried(town.browser(who), method, place, headers=headers)
    broken = status >= 500 and place != "/readyz"  # it says 503 where no worker runs
    about = f"{method} {place} as {who}: {status}"
    return [about] * broken + [f"{about} tells about the case"] * (SECRET in said)


def test_what_is_open_never_breaks_and_never_tells(town):
    """Whoever asks, whatever way: no 500, and nothing of the case."""
    names = [
        name
        for name in by_name()
        if name in API_OPEN | OPEN or any(one.fullmatch(name) for one in (DRAFT, LOG, TRADER))
    ]
    assert [
        problem
        for name in names
        for who in ("nobody", "another", "foreign:officer")
        for method in ("get", "post")
        for problem in open_problems(town, town.place(by_name()[name], **FILLED), who, method)
    ] == []
