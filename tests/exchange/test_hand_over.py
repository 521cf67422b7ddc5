"""Two installations speak over HTTP: a case goes over once, however often it is brought, and its state comes back."""

from datetime import timedelta

import pytest
from django.test import Client

from redress.cases import actions as steps
from redress.cases.models import Case
from redress.exchange import actions, jobs, keys, taken_in, words
from redress.exchange.leaving import Ground
from redress.exchange.models import HandOver, Partner
from redress.kernel.actors import SYSTEM
from redress.kernel.problems import NotAllowed
from redress.records import entries
from redress.records.notes import BadNote, SigningKey
from tests.conftest import NOON
from tests.world import Office

DUTY = Ground("duty", told=True)


def post(content: bytes):
    return Client().post("/exchange/hand-overs", content, content_type="application/zip")


def sealed(office: Office, partner: Partner) -> tuple[HandOver, bytes]:
    return actions.seal_case(office.file().number, partner, DUTY, actor=office.staff(), now=NOON)


def test_the_same_file_brought_again_is_acknowledged_and_makes_no_second_case(office: Office, partner: Partner):
    row, content = sealed(office, partner)
    digest = bytes(row.digest).hex()
    first, again = (words.heard(post(content).content.decode(), key=keys.own().verifier, digest=digest) for _ in "12")
    assert first.number == again.number
    assert Case.objects.count() == 2


def test_a_file_cut_in_the_middle_changes_nothing_and_the_next_try_is_whole(office: Office, partner: Partner):
    _row, content = sealed(office, partner)
    assert post(content[: len(content) // 2]).status_code == 422
    assert Case.objects.count() == 1
    assert post(content).status_code == 200


def test_a_file_for_another_body_is_not_taken(office: Office, partner: Partner):
    other = SigningKey("elsewhere.example/log/exchange", bytes(32)).verifier
    elsewhere = actions.add_partner(code="elsewhere", name="x", vkey=str(other), actor=SYSTEM, now=NOON)
    _row, content = sealed(office, elsewhere)
    answer = post(content)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "sealed_file.take.not_for_us"


def test_where_the_case_stands_comes_back_signed(office: Office, partner: Partner):
    row, content = sealed(office, partner)
    digest = bytes(row.digest).hex()
    first = words.heard(post(content).content.decode(), key=keys.own().verifier, digest=digest)
    assert actions.hear(row, first, actor=SYSTEM, now=NOON)
    taken = HandOver.objects.get(direction="in").case
    steps.act(taken.number, "accept", actor=office.staff(), now=NOON)
    said = words.heard(
        Client().get(f"/exchange/hand-overs/{digest}").content.decode(), key=keys.own().verifier, digest=digest
    )
    assert said.state == "accepted"
    assert actions.hear(row, said, actor=SYSTEM, now=NOON)
    assert not actions.hear(row, first, actor=SYSTEM, now=NOON + timedelta(hours=1))  # replayed: an older word
    row.refresh_from_db()
    assert (row.state, row.their_state, row.their_number) == ("taken", "accepted", taken.number)
    assert len(entries.of(row.case_id, ["case.partner_told"])) == 2


def test_a_word_of_somebody_else_or_about_another_file_is_no_word(office: Office, partner: Partner):
    row, content = sealed(office, partner)
    text, digest = post(content).content.decode(), bytes(row.digest).hex()
    stranger = SigningKey("elsewhere.example/log/exchange", bytes(32)).verifier
    for key, about in ((stranger, digest), (keys.own().verifier, "0" * 64)):
        with pytest.raises(BadNote):
            words.heard(text, key=key, digest=about)
    assert Client().get(f"/exchange/hand-overs/{'0' * 64}").status_code == 404


def test_a_partner_that_is_away_is_tried_again_with_the_same_bytes(office: Office, partner: Partner):
    number = office.file().number
    with pytest.raises(NotAllowed) as refused:
        actions.send_case(number, partner, DUTY, actor=office.staff(), now=NOON)
    assert refused.value.problems[0].code == "case.send.no_address"
    Partner.objects.update(url="http://127.0.0.1:9/exchange/")
    partner.refresh_from_db()
    row = actions.send_case(number, partner, DUTY, actor=office.staff(), now=NOON)
    with pytest.raises(jobs.PartnerAway):
        jobs.carry({"hand_over": row.pk}, now=NOON)
    assert post(taken_in.take_file(row.case_id, f"sealed-out-{row.pk}.zip")).status_code == 200
