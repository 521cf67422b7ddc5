"""Values that occur nowhere else go in by every door of the API; afterwards they lie nowhere as anybody could read them."""

from datetime import datetime, timedelta

import pytest

from redress.cases.bodies import OPTIONAL
from redress.kernel.moments import SHANGHAI
from tests.browser import Site
from tests.caller import Caller
from tests.privacy.canaries import Canaries

BIRDS = Canaries(agent="令狐砚霁", agent_phone="19987654309", passport="E77712345", order="鸢单7788990011")
WORDS = f"我叫{BIRDS.name}，电话{BIRDS.phone}，身份证{BIRDS.id_number}，邮箱{BIRDS.email}，住{BIRDS.address}。"
FILING = {
    "kind": "both",
    "complainant": {
        "name": BIRDS.name, "phone": BIRDS.phone, "address": BIRDS.address, "email": BIRDS.email, "id_type": "resident_id",
        "id_number": BIRDS.id_number, "agent": {"name": BIRDS.values["agent"], "phone": BIRDS.values["agent_phone"]},
    },
    "respondent": {"name": "金丝雀电器商行", "division": "310115", "seller_kind": "shop", "address": "示例路1号"},
    "purchase": {"what": "扫地机器人", "amount": "2399.00", "order_number": BIRDS.values["order"], "purpose": "daily_life"},
    "problem": {"nature": "QUALITY", "story": WORDS + "扫地机器人坏了，商家不退。"},
    "requests": [{"kind": "REFUND", "amount": "2399.00", "note": WORDS}],
    "consents": {"publication": True, "entrusted_mediation": True},
}  # fmt: skip
TODAY = datetime.now(SHANGHAI).date()
SOON = str(TODAY + timedelta(days=10))
# What a step's body gets where it needs or may have it; free words carry every canary.
GIVEN = {
    "text": WORDS, "to": "me", "on": str(TODAY), "due_on": SOON, "review_on": SOON, "perform_by": SOON, "amount": "100.00",
    "task": "site_visit", "performed": "full", "how": "letter", "body": "示例鉴定所", "cost_paid_by": "complainant",
    "complainant_consents": True, "respondent_consents": True, "decision": "upheld",
    "present": WORDS, "place": BIRDS.address, "mediator": BIRDS.values["agent"], "responsible": WORDS, "mode": "phone",
}  # fmt: skip
ENDS = {"refuse", "transfer", "distribute", "withdraw", "terminate", "close", "return", "shelve", "refer", "hand_up"}


@pytest.fixture
def officer(site: Site) -> Caller:
    return Caller(site.url.rstrip("/"), key=site.account("officer", "310115")["api_key"])


def test_what_was_entrusted_over_the_api_lies_nowhere_in_the_open(site, officer):
    person = Caller(site.url.rstrip("/"))
    made = person.post("/api/v1/complaints", FILING)
    assert made.status == 201, made.text
    number, phrase = made.data["number"], made.data["pickup"]
    for path, body, files in (
        ("messages", {"text": WORDS}, None),
        ("evidence", None, {"file": (f"{BIRDS.name}.txt", BIRDS.file_text.encode(), "text/plain")}),
    ):
        told = person.post(f"/api/v1/complaints/{number}/{path}", body, phrase=phrase, files=files)
        assert told.status == 201, told.text
    taken = list(walk(officer, number))
    assert {"assign", "accept", "add_task", "finish_task", "start_testing", "record_finding", "close"} <= set(taken), (
        taken
    )
    assert officer.post(f"/api/v1/complaints/{number}/messages", {"text": WORDS, "audience": "staff"}).status == 201
    for wrong in (
        {"problem": {"story": WORDS}, "purchase": {"amount": WORDS}},
        {"complainant": {WORDS: BIRDS.phone}},
        [WORDS],
    ):
        assert person.post("/api/v1/complaints", wrong).status == 422
    assert person.get(f"/api/v1/complaints?q={BIRDS.phone}").status == 404
    found = officer.get(f"/api/v1/complaints?q={BIRDS.name}")
    assert found.status == 200
    assert BIRDS.seen_in(site.folder) == []
    # and the helper looks where it should: what nobody hides is found by the same search
    assert Canaries(trader="金丝雀电器商行").seen_in(site.folder) != []


def walk(officer: Caller, number: str):
    """Take every step that is open and can be filled, one after the other, until the case is closed; yield their verbs."""
    passed: set[str] = set()
    place = f"/api/v1/complaints/{number}"
    while fresh := [
        row for row in officer.get(f"{place}/verbs").data["items"] if row["allowed"] and row["verb"] not in passed
    ]:
        row = min(fresh, key=lambda row: row["verb"] in ENDS)
        passed.add(row["verb"])
        whole = officer.get(place).data
        given = GIVEN | {
            "task_id": next((task["id"] for task in whole.get("tasks", ()) if not task["finished_at"]), None),
            "letter": next((letter["id"] for letter in whole.get("documents", ())), None),
        }
        body = {
            name: given[name] for name in (*row["needs"], *OPTIONAL.get(row["verb"], ())) if given.get(name) is not None
        }
        reason = {"reason_code": row["reasons"][0]} if row["reasons"] else {}
        for more in ({"text": WORDS}, {}):
            if officer.post(f"{place}/{row['verb']}", body | reason | more).status == 200:
                yield row["verb"]
                break
