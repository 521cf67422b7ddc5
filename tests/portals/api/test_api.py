"""The API as a program outside meets it: shapes, refusals, keys, phrases, and nothing that is not yours."""

import json

import pytest
from django.test import Client

from redress.cases.models import Case
from tests.portals.api.caller import API, Caller
from tests.world import COMPLAINT, Office, merged

WITH_NULLS = {
    "kind": "both",
    "channel": "phone",
    "received_at": "2026-09-22T10:15:00+08:00",
    "complainant": {"name": "", "phone": "", "address": "", "email": None, "id_type": None, "id_number": None, "agent": None},
    "respondent": {"name": "", "uscc": None, "address": "", "division": "310115", "phone": None, "seller_kind": "shop", "platform": None, "published_division": None, "platform_division": None},
    "purchase": {"what": "", "category": "goods.home_appliance", "bought_on": "2026-08-28", "amount": "2399.00", "currency": "CNY", "order_number": None, "purpose": "daily_life"},
    "problem": {"nature": "QUALITY", "story": "坏了", "discovered_on": "2026-09-13"},
    "requests": [{"kind": "REPAIR", "amount": "2399.00", "note": None}],
    "consents": {"publication": False, "entrusted_mediation": True},
    "notice_version": None,
}  # fmt: skip


def test_filing_answers_with_everything_the_filer_needs(officer: Caller):
    response = officer.post("/complaints", WITH_NULLS)

    assert response.status_code == 201
    answer = response.json()
    assert set(answer) >= {
        "number",
        "pickup",
        "state",
        "kind",
        "linked",
        "agency",
        "why_routed",
        "rule_set",
        "dues",
        "missing",
        "receipt",
    }
    assert len(answer["pickup"].split("-")) == 4
    assert len(answer["linked"]) == 1
    due = next(row for row in answer["dues"] if row["code"] == "T_ACCEPT")
    assert (due["family"], due["due_on"]) == ("statute", "2026-10-09")
    assert answer["why_routed"]["cites"] == [{"law": "samr-complaint-2026", "article": "13(1)"}]
    assert "/complainant/name" in {row["pointer"] for row in answer["missing"]}


def test_a_stranger_may_not_say_when_it_was_received(stranger: Caller, office: Office):
    response = stranger.post("/complaints", WITH_NULLS)

    assert response.status_code == 422
    assert {row["pointer"] for row in response.json()["errors"]} == {"/channel", "/received_at"}


def test_the_same_key_and_body_give_the_same_answer_and_another_body_is_refused(stranger: Caller, office: Office):
    first = stranger.post("/complaints", COMPLAINT, **{"Idempotency-Key": "k"})
    again = stranger.post("/complaints", COMPLAINT, **{"Idempotency-Key": "k"})
    other = stranger.post("/complaints", merged(COMPLAINT, {"kind": "report"}), **{"Idempotency-Key": "k"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert Case.objects.count() == 1


def test_a_case_is_seen_by_its_filer_and_its_office_and_by_nobody_else(
    stranger: Caller, officer: Caller, office: Office
):
    answer = stranger.post("/complaints", COMPLAINT).json()
    path = f"/complaints/{answer['number']}"

    assert Caller(phrase=answer["pickup"]).get(path).json()["state_words"]["turn"] == "authority"
    assert officer.get(path).json()["complainant"]["phone"] == "138****1234"
    refused = [stranger, Caller(phrase="a-b-c-d"), Caller(office.key("officer", "330108")), Caller(office.key("admin"))]
    bodies = {caller.get(path).content for caller in refused} | {stranger.get("/complaints/26AAAAAAAAAA").content}
    assert {caller.get(path).status_code for caller in refused} == {404}
    assert len(bodies) == 1


def test_the_filer_reads_no_office_affairs(stranger: Caller, officer: Caller):
    answer = stranger.post("/complaints", COMPLAINT).json()
    officer.post(f"/complaints/{answer['number']}/record_finding", {"text": "内部判断"})
    officer.post(f"/complaints/{answer['number']}/messages", {"text": "内部备注"})

    seen = Caller(phrase=answer["pickup"]).get(f"/complaints/{answer['number']}").content.decode()
    assert "内部" not in seen
    assert "assignee" not in seen


def test_a_step_over_the_api_and_its_refusals(stranger: Caller, officer: Caller):
    number = stranger.post("/complaints", COMPLAINT).json()["number"]

    assert officer.post(f"/complaints/{number}/settle").status_code == 409
    assert officer.post(f"/complaints/{number}/refuse").status_code == 422
    assert officer.post(f"/complaints/{number}/teleport").status_code == 404
    accepted = officer.post(f"/complaints/{number}/accept")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    again = officer.post(f"/complaints/{number}/accept")
    assert again.status_code == 409
    assert again.json()["errors"][0]["code"] == "case.accept.wrong_state"


def test_verbs_say_what_is_open_and_why_the_others_are_not(stranger: Caller, officer: Caller):
    number = stranger.post("/complaints", COMPLAINT).json()["number"]

    rows = {row["verb"]: row for row in officer.get(f"/complaints/{number}/verbs").json()["items"]}
    assert rows["accept"]["allowed"]
    assert not rows["close"]["allowed"]
    assert rows["close"]["problems"][0]["message"]
    assert set(rows["refuse"]["needs"]) == {"reason_code", "text"}


def test_the_complainant_rates_withdraws_and_writes(stranger: Caller, officer: Caller):
    answer = stranger.post("/complaints", COMPLAINT).json()
    me, path = Caller(phrase=answer["pickup"]), f"/complaints/{answer['number']}"

    assert me.post(f"{path}/messages", {"text": "补充一句"}).status_code == 201
    assert me.post(f"{path}/rating", {"verdict": "SOLVED", "grade": "SATISFIED"}).status_code == 409
    assert me.post(f"{path}/withdraw").json()["state"] == "withdrawn"
    assert me.post(f"{path}/rating", {"verdict": "PARTLY", "grade": 3}).status_code == 200
    assert me.post(f"{path}/accept").status_code == 409


def test_lists_are_walked_by_cursor_without_gaps_or_doubles(officer: Caller, office: Office):
    numbers = {office.file().number for _ in range(7)}

    seen, cursor = [], ""
    while True:
        page = officer.get(f"/complaints?limit=3&cursor={cursor}").json()
        seen += [row["number"] for row in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted(numbers)


@pytest.mark.parametrize(
    ("words", "count"), [("退款", 2), ("扫地机器人", 2), ("refund", 0), ("林小雨", 0), ("机", 2), ("小蓝电器", 2)]
)
def test_search_finds_words_of_two_characters_and_no_personal_values(
    officer: Caller, office: Office, words: str, count: int
):
    office.file()
    office.file()
    office.file(respondent={"division": "330108"})

    assert officer.get(f"/complaints?q={words}").json()["total"] == count


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("limit=0", "/limit"), ("limit=x", "/limit"), ("limit=²", "/limit"), ("limit=0000501234567", "/limit"), ("order=size", "/order"), ("due_before=soon", "/due_before"), ("cursor=%00", "/cursor"), ("assignee=x", "/assignee"), ("assignee=²", "/assignee")],
)  # fmt: skip
def test_a_list_that_is_asked_for_wrongly_says_so(officer: Caller, query: str, pointer: str):
    response = officer.get(f"/complaints?{query}")

    assert response.status_code == 422
    assert pointer in {row["pointer"] for row in response.json()["errors"]}


@pytest.mark.parametrize("name", ["state", "phase", "kind", "agency", "nature", "category", "trader", "q"])
def test_signs_that_no_code_has_are_refused_with_their_place(officer: Caller, office: Office, name: str):
    office.file()
    response = officer.get(f"/complaints?{name}=%00&limit=5")
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/{name}"]


@pytest.mark.parametrize("key", ["k" * 201, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused_and_files_nothing(stranger: Caller, office: Office, key: str):
    response = stranger.post("/complaints", COMPLAINT, **{"Idempotency-Key": key})
    assert response.status_code == 422
    assert [error["code"] for error in response.json()["errors"]] == ["idempotency.key_unreadable"]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["{", "[", b"\xff\xfe", '{"problem": {"story": NaN}}', "[" * 100_000, '"text"', "[]", "null", "5"],
)
def test_what_is_no_filing_is_refused_with_a_document(stranger: Caller, office: Office, body):
    response = stranger.post("/complaints", body)

    assert response.status_code in {400, 422}
    assert response["Content-Type"].startswith("application/problem+json")
    assert not Case.objects.exists()


def test_a_body_of_ten_megabytes_is_too_large(stranger: Caller, office: Office):
    assert stranger.post("/complaints", json.dumps({"problem": {"story": "x" * 10_000_000}})).status_code == 413


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer nope", 401), ("Bearer ", 401), ("Basic abc", 401), ("Pickup a-b", 404)]
)
def test_a_wrong_key_is_said_to_be_wrong(office: Office, header: str, status: int):
    response = Client().get(f"{API}/complaints/26AAAAAAAAAA", headers={"Authorization": header})

    assert response.status_code == status


def test_errors_speak_the_language_that_was_asked_for(office: Office):
    told = {lang: Caller(lang=lang).post("/complaints", {}).json()["errors"][0]["message"] for lang in ("zh", "en")}

    assert told["en"] == "Write a few words: what you bought and what is wrong with it."
    assert told["zh"] == "请写几句话，说说买了什么、哪里有问题。"


def test_a_clock_of_which_nothing_has_happened_has_not_started(stranger: Caller, db):
    told = stranger.post("/clock", {"limit": "T_ACCEPT", "events": []}).json()
    assert (told["state"], told["due_on"]) == ("not_started", None)


@pytest.mark.parametrize("today", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31"])
def test_a_clock_of_no_possible_day_is_refused_with_its_place(stranger: Caller, db, today: str):
    events = [{"event": "received", "at": "2026-09-01T09:00:00+08:00"}]
    response = stranger.post("/clock", {"limit": "T_ACCEPT", "events": events, "today": today})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/today"]


@pytest.mark.parametrize("name", ["mars", "..", "cn-mainland/..", "%00"])
def test_a_calendar_that_is_not_there_is_refused_with_its_place(stranger: Caller, db, name: str):
    response = stranger.get(f"/working-days?from=2026-09-01&to=2026-09-30&calendar={name}")
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/calendar"]


def test_a_number_too_long_to_be_a_number_of_yuan_is_refused_with_its_place(stranger: Caller, db):
    for price in ("9" * 5000, "1e-999999999"):
        body = f'{{"facts": {{"price": {price}}}}}'
        response = stranger.client.post("/api/v1/remedies", body, content_type="application/json")
        assert response.status_code == 422
        assert [error["pointer"] for error in response.json()["errors"]] == ["/facts/price"]


def test_a_day_that_is_still_to_come_is_refused_unless_the_law_is_asked_for_then(stranger: Caller, db):
    facts = {"fraud": True, "price": "3999", "bought_on": "2062-01-02", "safe_use_until": "2063-01-01"}
    refused = stranger.post("/remedies", {"facts": facts})
    assert refused.status_code == 422
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/facts/bought_on", "fact.in_future")
    ]
    assert stranger.post("/remedies", {"on": "2062-01-02", "facts": facts}).status_code == 200


def test_a_case_that_goes_on_by_decision_of_all_heads_is_counted_with_its_days(stranger: Caller, db):
    events = [
        {"event": "case_filed", "at": "2026-05-06"},
        {"event": "case_extension_approved", "at": "2026-07-20"},
        {"event": "case_further_extended", "at": "2026-08-28", "days": 45},
    ]
    told = stranger.post("/clock", {"limit": "T_PENALTY_CASE", "events": events})
    assert told.json()["due_on"] == "2026-10-18"
    refused = [("45", "type.whole_number"), (True, "type.whole_number"), (0, "clock.extension.days")]
    for days, code in refused:
        events[2]["days"] = days
        problems = stranger.post("/clock", {"limit": "T_PENALTY_CASE", "events": events}).json()["errors"]
        assert [(one["code"], one["pointer"]) for one in problems] == [(code, "/events/2/days")]


def test_a_clock_is_counted_without_a_case(stranger: Caller, db):
    body = {
        "rule_set": "cn-samr-2026",
        "limit": "T_MEDIATE",
        "events": [
            {"event": "accepted", "at": "2026-09-01T09:00:00+08:00"},
            {"event": "testing_started", "at": "2026-09-10T09:00:00+08:00"},
            {"event": "testing_ended", "at": "2026-09-29T18:00:00+08:00"},
        ],
    }
    answer = stranger.post("/clock", body).json()

    assert answer["due_on"] == "2026-11-20"
    assert sum(1 for step in answer["steps"] if not step["counted"]) == 20


def test_an_authority_is_asked_for_with_names_that_exist(stranger: Caller, db):
    body = {"kind": "complaint", "seller_kind": "live_room", "name": "某直播间", "platform_division": "330110"}
    assert [one["division"] for one in stranger.post("/jurisdiction", body).json()["authorities"]] == ["330110"]

    refused = stranger.post("/jurisdiction", body | {"platform_devision": "330110"})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/platform_devision"]


def test_a_limit_asked_for_without_a_case_starts_on_what_was_received(stranger: Caller, db):
    body = {"limit": "T_AD_COMPLAINT", "events": [{"event": "received", "at": "2026-09-22T09:00:00+08:00"}]}
    assert stranger.post("/clock", body).json()["due_on"] == "2026-10-09"


def test_a_receipt_is_checked_by_anybody(stranger: Caller, office: Office):
    receipt = stranger.post("/complaints", COMPLAINT).json()["receipt"]
    proof = stranger.client.get(receipt["proof"]).content.decode()

    assert stranger.post("/receipts/verify", {"proof": proof, "subject": receipt["subject"]}).json()["valid"] is True
    forged = receipt["subject"] | {"kind": "report"}
    assert stranger.post("/receipts/verify", {"proof": proof, "subject": forged}).json()["valid"] is False


def test_the_description_of_the_api_names_every_path(stranger: Caller, db):
    document = stranger.get("/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert {f"{API}/complaints", f"{API}/complaints/{{number}}/{{verb}}", f"{API}/clock", f"{API}/remedies"} <= set(
        document["paths"]
    )
