"""Several steps in one request: what a program knows to be one piece of work happens whole or not at all."""

import pytest

from redress.cases.models import Case, Message
from redress.records.models import Entry
from tests.portals.api.caller import Caller
from tests.world import COMPLAINT, Office

TAKEN_UP = [
    {"verb": "assign", "to": "me"},
    {"verb": "message", "text": "请补充购买凭证，谢谢。", "audience": "both"},
    {"verb": "accept"},
]


@pytest.fixture
def path(office: Office) -> str:
    return f"/complaints/{office.file().number}"


def kept(path: str):
    case = Case.objects.get(number=path.rpartition("/")[2])
    return case.state, case.assignee_id, case.version, Message.objects.count(), Entry.objects.count()


def test_they_are_taken_in_their_order_and_each_stands_in_the_archive(officer: Caller, path: str):
    answer = officer.post(f"{path}/steps", {"steps": TAKEN_UP})
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    events = [one["event"] for one in officer.get(path).json()["timeline"]]
    assert [one for one in events if one in {"case.assigned", "message.sent", "complaint.accepted"}] == [
        "case.assigned", "message.sent", "complaint.accepted",
    ]  # fmt: skip


def test_one_by_one_and_together_lead_to_the_same_case(officer: Caller, office: Office):
    apart, together = (f"/complaints/{office.file().number}" for _ in range(2))
    for step in TAKEN_UP:
        body = {name: value for name, value in step.items() if name != "verb"}
        officer.post(f"{apart}/{'messages' if step['verb'] == 'message' else step['verb']}", body)
    officer.post(f"{together}/steps", {"steps": TAKEN_UP})

    same = ("state", "phase", "assignee", "clocks", "verbs", "next_due")
    one, other = officer.get(apart).json(), officer.get(together).json()
    assert {name: one.get(name) for name in same} == {name: other.get(name) for name in same}


@pytest.mark.parametrize(
    ("last", "status", "code", "pointer"),
    [
        ({"verb": "accept"}, 409, None, "/steps/3"),
        ({"verb": "terminate", "reason_code": "NO_SUCH"}, 422, None, "/steps/3"),
        ({"verb": "message", "text": ""}, 422, "value.missing", "/steps/3/text"),
        ({"verb": "message", "text": "x", "colour": "red"}, 422, "name.unknown", "/steps/3/colour"),
        ({"verb": "vanish"}, 422, "verb.unknown", "/steps/3/verb"),
    ],
)
def test_if_one_cannot_be_taken_none_is(officer: Caller, path: str, last, status, code, pointer):
    before = kept(path)
    answer = officer.post(f"{path}/steps", {"steps": [*TAKEN_UP, last]})
    found = answer.json()["errors"][0]
    assert (answer.status_code, found["pointer"].startswith(pointer)) == (status, True), found
    assert code in {None, found["code"]}
    assert kept(path) == before


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ([1], [""]),
        ({}, ["/steps"]),
        ({"steps": []}, ["/steps"]),
        ({"steps": "accept"}, ["/steps"]),
        ({"steps": [{"verb": "accept"}] * 21}, ["/steps"]),
        ({"steps": ["accept", {}, {"verb": 3}]}, ["/steps/0", "/steps/1/verb", "/steps/2/verb"]),
        ({"steps": [{"verb": "accept"}], "then": 1, "a/b": 2}, ["/then", "/a~1b"]),
    ],
)
def test_a_list_that_is_none_is_refused_with_every_place(officer: Caller, path: str, body, pointers):
    before = kept(path)
    answer = officer.post(f"{path}/steps", body)
    assert answer.status_code == 422
    assert [one.get("pointer", "") for one in answer.json()["errors"]] == pointers
    assert kept(path) == before


def test_after_a_case_has_gone_to_others_nothing_more_can_be_done_with_it(officer: Caller, office: Office, path: str):
    assert officer.post(f"{path}/distribute", {"agency": "310115-01", "text": "请办理"}).status_code == 200
    branch, before = Caller(office.key(code="310115-01")), kept(path)
    gone = {"verb": "return", "reason_code": "WRONG_PLACE", "text": "不在辖区"}
    answer = branch.post(f"{path}/steps", {"steps": [gone, {"verb": "message", "text": "已退回"}]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "case.gone_on")
    assert kept(path) == before
    assert branch.post(f"{path}/steps", {"steps": [gone]}).json()["agency"]["code"] == "310115"


def test_the_complainant_takes_steps_of_a_complainant_alone(stranger: Caller, office: Office):
    filed = stranger.post("/complaints", COMPLAINT).json()
    me, path = Caller(phrase=filed["pickup"]), f"/complaints/{filed['number']}"
    said = [{"verb": "message", "text": "不用了，已经修好。"}, {"verb": "withdraw", "text": "已经修好"}]
    assert me.post(f"{path}/steps", {"steps": [*said[:1], {"verb": "accept"}]}).status_code == 409
    assert Message.objects.count() == 0
    assert me.post(f"{path}/steps", {"steps": said}).json()["state"] == "withdrawn"


def test_the_same_list_under_the_same_key_is_taken_once(officer: Caller, path: str):
    key = {"Idempotency-Key": "k-1"}
    first, again = (officer.post(f"{path}/steps", {"steps": TAKEN_UP}, **key) for _ in range(2))
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (200, first.json(), "true")
    assert Message.objects.count() == 1


def test_a_case_of_others_is_not_there(office: Office, path: str):
    before = kept(path)
    foreign = Caller(office.key(code="330108"))
    for said in ({"steps": TAKEN_UP}, {}, {"steps": [{"verb": "vanish"}]}):
        assert foreign.post(f"{path}/steps", said).status_code == 404
    assert kept(path) == before
