"""Proof of work: nobody is asked who stays within the limits; whoever is over them gets through, machine-free or not."""

import base64
import json
import re
from datetime import timedelta

import altcha
import pytest
from django.test import Client

from redress.agencies import actions as bodies
from redress.cases import filing, intake
from redress.config.doctor import outgoing
from redress.kernel.actors import ANYONE, SYSTEM, Role
from redress.portals import work
from redress.portals.api import lane
from redress.portals.limits import Limit
from redress.portals.public import gate, jobs, knocks
from redress.portals.public.models import Spent
from tests.conftest import NOON
from tests.world import COMPLAINT

KIND = {"kind": "complaint"}


@pytest.fixture(autouse=True)
def _easy(db, settings, monkeypatch):
    settings.REDRESS_WORK = 1000
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    monkeypatch.setattr(knocks, "START", knocks.Quota("start", 1, 3600))


@pytest.fixture
def visitor():
    """Somebody who has begun one filing already, as many as one address may in these stories."""
    client = Client(headers={"accept-language": "en"})
    assert client.post("/file/", KIND).status_code == 302
    client.cookies.clear()
    return client


def asked(response):
    """What the page asks for, as a library for ALTCHA reads it."""
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    said = response.content.decode()
    salt, made, signature, most = (
        re.search(f'data-{name}="([^"]*)"', said)[1] for name in ("salt", "challenge", "signature", "max")
    )
    return altcha.ChallengeV1("SHA-256", made, int(most), salt.replace("&amp;", "&"), signature)


def for_library(said):
    return altcha.ChallengeV1("SHA-256", said["challenge"], said["maxnumber"], said["salt"], said["signature"])


def solved(challenge, **changes):
    """Solve with an implementation that is not ours."""
    solution = altcha.solve_challenge_v1(challenge)
    said = {
        "algorithm": "SHA-256", "challenge": challenge.challenge, "number": solution.number, "salt": challenge.salt,
        "signature": challenge.signature,
    }  # fmt: skip
    return base64.b64encode(json.dumps(said | changes).encode()).decode()


def ticket(response):
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode())[1]


def test_an_ordinary_person_is_never_asked(client):
    assert client.post("/file/", KIND).status_code == 302
    assert work.counts(NOON.date()) == {}


def test_work_done_goes_on_with_what_was_sent(visitor):
    page = visitor.post("/file/", KIND)
    assert 'name="kind" value="complaint"' in page.content.decode()
    assert visitor.post("/file/", KIND | {"work": solved(asked(page))}).status_code == 302
    assert work.counts(NOON.date()) == {"asked": 1, "solved": 1}


def test_a_solution_counts_once(visitor):
    solution = solved(asked(visitor.post("/file/", KIND)))
    visitor.post("/file/", KIND | {"work": solution})
    visitor.cookies.clear()
    again = visitor.post("/file/", KIND | {"work": solution})
    assert again.status_code == 429
    assert "has been used already" in again.content.decode()


def test_a_solution_that_comes_too_late_is_answered_with_a_new_challenge(visitor, monkeypatch):
    solution = solved(asked(visitor.post("/file/", KIND)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(minutes=work.MINUTES + 1))
    late = visitor.post("/file/", KIND | {"work": solution})
    assert "came too late" in late.content.decode()
    assert asked(late).challenge not in base64.b64decode(solution).decode()


FORGERIES = {
    "another number": {"number": 10**6},
    "no number": {"number": "7"},
    "true is no number": {"number": True},
    "an own signature": {"signature": "0" * 64},
    "an own salt": {"salt": "x?expires=9999999999&whose=0&"},
    "a later end": {"salt": "expires=9999999999&"},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_solution_is_refused(visitor, forgery):
    solution = solved(asked(visitor.post("/file/", KIND)), **FORGERIES[forgery])
    answer = visitor.post("/file/", KIND | {"work": solution})
    assert answer.status_code == 429
    assert "not the one that was asked for" in answer.content.decode()


@pytest.mark.parametrize("rubbish", ["x", "e30=", "bnVsbA==", "W10=", "//8=", "1" * 5000])
def test_rubbish_is_refused_and_breaks_nothing(visitor, rubbish):
    assert visitor.post("/file/", KIND | {"work": rubbish}).status_code == 429


def test_a_solution_serves_its_own_purpose_and_address(visitor):
    challenge = work.challenge("look_up", "127.0.0.1", now=NOON)
    elsewhere = work.challenge("start", "203.0.113.9", now=NOON)
    for other in (challenge, elsewhere):
        assert visitor.post("/file/", KIND | {"work": solved(for_library(other.as_dict()))}).status_code == 429


def test_a_digit_of_the_number_cannot_move_into_the_salt():
    assert work.challenge("start", "x", now=NOON).salt.endswith("&")


def test_without_script_a_minutes_wait_goes_on_once(visitor, monkeypatch):
    given = ticket(visitor.post("/file/", KIND))
    early = visitor.post("/file/", KIND | {"ticket": given})
    assert early.status_code == 429
    assert "60 seconds more" in early.content.decode()
    assert ticket(early) == given
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(seconds=61))
    assert visitor.post("/file/", KIND | {"ticket": given}).status_code == 302
    visitor.cookies.clear()
    assert visitor.post("/file/", KIND | {"ticket": given}).status_code == 429
    assert work.counts(NOON.date())["waited"] == 1


def test_whoever_waits_all_the_time_is_shown_the_human_way(visitor, monkeypatch):
    monkeypatch.setattr(gate, "WAITED", knocks.Quota("waited", 1, 3600))
    for _ in range(2):
        given = work.ticket("start", "127.0.0.1", now=NOON - timedelta(seconds=61))
        last = visitor.post("/file/", KIND | {"ticket": given})
        visitor.cookies.clear()
    assert last.status_code == 429
    assert "12315" in last.content.decode()
    assert 'name="ticket"' not in last.content.decode()


def test_when_everybody_comes_at_once_each_is_asked(client, settings, monkeypatch):
    monkeypatch.setattr(knocks, "START", knocks.Quota("start", 100, 3600))
    settings.REDRESS_PRESSURE = 2
    for address in ("203.0.113.1", "203.0.113.2"):
        assert client.post("/file/", KIND, REMOTE_ADDR=address).status_code == 302
        client.cookies.clear()
    assert client.post("/file/", KIND, REMOTE_ADDR="203.0.113.3").status_code == 429


def test_guessing_at_the_look_up_costs_work_for_each_further_try(client, monkeypatch):
    monkeypatch.setattr(knocks, "LOOK_UP", knocks.Quota("look_up", 2, 600))
    [filed] = filing.file(intake.read(COMPLAINT, now=NOON), actor=ANYONE, now=NOON)
    for _ in range(2):
        client.post("/case/", {"number": filed.number, "words": "a b c d"})
    page = client.post("/case/", {"number": filed.number, "words": "a b c d"}, headers={"accept-language": "en"})
    wrong = client.post("/case/", {"number": filed.number, "words": "a b c d", "work": solved(asked(page))})
    assert wrong.status_code == 422
    page = client.post("/case/", {"number": filed.number, "words": filed.pickup})
    right = client.post("/case/", {"number": filed.number, "words": filed.pickup, "work": solved(asked(page))})
    assert right.status_code == 302, "whose matter it is gets in, however many others guessed"


def test_the_page_fits_its_budget_and_the_script_comes_with_no_other_page(visitor):
    page = visitor.post("/file/", KIND).content
    script = (gate.__file__.rpartition("/public/")[0]) + "/static/js/work.js"
    with open(script, "rb") as file:  # noqa: PTH123
        assert len(page) + len(file.read()) < 20_000
    assert b"js/work.js" in page
    assert b"js/work.js" not in visitor.get("/file/").content


def test_the_api_takes_work_from_strangers_and_leaves_keys_alone(client, monkeypatch, settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    monkeypatch.setattr(lane, "ANONYMOUS_WRITES", Limit("writes", most=1, seconds=60))

    def file(**headers):
        return client.post(
            "/api/v1/complaints", json.dumps(COMPLAINT), content_type="application/json", headers=headers
        )

    assert file().status_code == 201
    refused = file()
    assert (refused.status_code, refused.json()["code"]) == (429, "quota.exceeded")
    challenge = for_library(refused.json()["challenge"])
    assert file(x_proof_of_work=solved(challenge)).status_code == 201
    again = file(x_proof_of_work=solved(challenge))
    assert (again.status_code, again.json()["errors"][0]["code"]) == (429, "work.used")
    assert (
        "challenge" not in client.post("/api/v1/complaints/0000/rating", "{}", content_type="application/json").json()
    )
    clerk = bodies.add_staff(
        username="clerk", name="clerk", role=Role.CLERK, agency_code="310115", password=None, actor=SYSTEM, now=NOON
    )
    key = bodies.issue_key(clerk, unlimited=True, actor=SYSTEM, now=NOON)
    assert [file(authorization=f"Bearer {key}").status_code for _ in range(4)] == [201] * 4


def test_the_doctor_tells_how_often_it_was_needed(visitor):
    visitor.post("/file/", KIND)
    assert [found.level for found in outgoing.pressure(NOON)] == ["degraded"]
    assert [found.level for found in outgoing.pressure(NOON + timedelta(days=9))] == ["ok"]


def test_what_is_used_up_is_forgotten(visitor):
    visitor.post("/file/", KIND | {"work": solved(asked(visitor.post("/file/", KIND)))})
    assert Spent.objects.count() == 1
    jobs.tidy({}, now=NOON + timedelta(days=1))
    assert Spent.objects.count() == 0


def test_a_proof_with_more_behind_it_is_no_proof(visitor):
    """What is read to decide is what is spent: a longer text is refused whole, not in part."""
    good = json.loads(base64.b64decode(solved(asked(visitor.post("/file/", KIND)))))
    padded = base64.b64encode(json.dumps(good).encode().ljust(work.LONGEST * 3 // 4)).decode()
    assert len(padded) == work.LONGEST
    assert asked(visitor.post("/file/", KIND | {"work": padded + "A"}))
