"""What a side tells the mediator in confidence reaches nobody else, through no door (S Art. 18, 21)."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redress.agencies.models import Staff
from redress.cases import archive, reading
from redress.kernel.actors import CASE_ROLES, STAFF_ROLES, SYSTEM, Actor
from redress.mediation import reading as rooms_read
from redress.mediation import sides
from redress.mediation.actions import offers, rooms, talk
from redress.mediation.models import Message, Offer
from redress.portals.public.following import own, session
from redress.portals.room import session as invited
from redress.privacy import access
from redress.records import entries
from tests.conftest import NOON
from tests.mediation.conftest import VALID, Story

SECRET = {sides.COMPLAINANT: "最少一千八百元我也能接受", sides.RESPONDENT: "公司授权最多退两千元整"}
TERMS = {sides.COMPLAINANT: "我底线的条件不要告诉商家", sides.RESPONDENT: "老板私下的条件不要告诉客人"}
ALOUD = "大家好我们开始吧"


def confide(story: Story) -> None:
    """Both sides tell the mediator something alone, in words and as an offer; the mediator says hello to both."""
    for side, actor in ((sides.COMPLAINANT, story.consumer), (sides.RESPONDENT, story.trader)):
        talk.write(story.number, {"channel": side, "text": SECRET[side]}, **story.at(actor))
        private = {"kind": "REFUND", "amount": "1800", "valid_until": VALID, "channel": side, "condition": TERMS[side]}
        offers.make(story.number, private, **story.at(actor))
    talk.write(story.number, {"channel": sides.JOINT, "text": ALOUD}, **story.at(story.mediator))


def everybody(story: Story) -> dict[str, Actor]:
    """Every role there is, in the body of the case, and the two sides."""
    staff = {role.value: story.office.staff(role.value) for role in STAFF_ROLES if _there(role.value)}
    return {**staff, "complainant": story.consumer, "respondent": story.trader, "system": SYSTEM}


def _there(role: str) -> bool:
    return Staff.objects.filter(username=f"{role}-310115").exists()


def may_read(who: str) -> set[str]:
    return {"complainant": {"complainant"}, "respondent": {"respondent"}, "mediator": {*sides.PARTIES}}.get(who, set())


def test_each_role_reads_the_caucuses_that_are_theirs_and_no_other(story):
    confide(story)
    for who, actor in everybody(story).items():
        seen = {row.channel for row in Message.objects.visible_to(actor)} - {sides.JOINT}
        bids = {row.channel for row in Offer.objects.visible_to(actor)} - {sides.JOINT}
        assert seen == bids == may_read(who), who


def test_another_mediator_of_the_same_body_reads_no_caucus(story):
    confide(story)
    colleague = Staff.objects.get(username="officer-310115")
    Staff.objects.filter(pk=colleague.pk).update(role="mediator")
    other = story.office.staff("officer")
    assert other.role == "mediator"
    assert {row.channel for row in Message.objects.visible_to(other)} == {sides.JOINT}


def test_a_mediator_who_is_replaced_reads_them_no_more(story):
    from redress.cases import actions as cases

    confide(story)
    rooms.challenge(story.number, "是商家的亲戚", **story.at(story.consumer))
    decided = {"granted": True, "text": "同意回避"}
    cases.act(story.number, "decide_challenge", decided, **story.at(story.office.staff("supervisor")))
    assert {row.channel for row in Message.objects.visible_to(story.mediator)} == {sides.JOINT}


def browsers(story: Story) -> dict[str, Client]:
    """Everybody's browser, signed in by their own door."""
    found = {}
    for row in Staff.objects.filter(is_active=True):
        found[row.username] = Client()
        found[row.username].force_login(row)
    found["complainant"] = Client()
    found["complainant"].cookies[session.COOKIE] = signing.TimestampSigner(salt=session.SALT).sign(str(story.filed.id))
    link, code = rooms.invite(story.number, **story.at(story.mediator))
    found["respondent"] = Client()
    assert found["respondent"].post(f"/room/in/{link}/", {"code": code}).status_code == 302
    assert invited.COOKIE in found["respondent"].cookies
    found["nobody"] = Client()
    return found


def pages(story: Story) -> list[str]:
    number = story.number
    rooms_at = [f"/case/{number}/room/", f"/room/{number}/", f"/desk/cases/{number}/room/"]
    tabs = ["", "joint/", "complainant/", "respondent/", "issues/", "offers/", "about/", "news/?since=0"]
    inner = [f"{at}{tab}" for at in rooms_at for tab in tabs]
    inner += [f"{at}lines/{channel}/?after=0" for at in rooms_at for channel in sides.CHANNELS]
    words = "授权最多退两千"
    return [
        *inner, f"/case/{number}/", f"/case/{number}/my-data/", f"/desk/cases/{number}/", f"/desk/?q={words}",
        f"/desk/cases/{number}/review/", f"/desk/cases/{number}/archive.zip", "/desk/", "/desk/tasks/",
    ]  # fmt: skip


def said(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as bundle:
            return "".join(bundle.read(name).decode("utf-8", "replace") for name in bundle.namelist())
    text: str = body.decode("utf-8", "replace")
    return text + json.dumps(json.loads(text), ensure_ascii=False) if text.startswith("{") else text


def test_no_page_shows_a_caucus_to_anybody_else(story, settings, monkeypatch):
    settings.REDRESS_REQUIRE_SECOND_FACTOR = False
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    confide(story)
    found = {
        (who, side, place)
        for who, browser in browsers(story).items()
        for place in pages(story)
        for side in sides.PARTIES
        for text in [said(browser.get(place))]
        if SECRET[side] in text or TERMS[side] in text
    }
    assert {(who, side) for who, side, _ in found} == {
        ("complainant", "complainant"), ("respondent", "respondent"),
        ("mediator-310115", "complainant"), ("mediator-310115", "respondent"),
    }  # fmt: skip
    assert all("/room/" in place for _, _, place in found)


def test_the_api_shows_no_caucus(story):
    confide(story)
    places = [f"/api/v1/complaints/{story.number}", "/api/v1/complaints", "/api/v1/complaints?q=授权最多退两千"]
    phrase = "Pickup " + "".join(f"%{byte:02X}" for byte in story.filed.pickup.encode())
    headers = [f"Bearer {story.office.key(role)}" for role in ("officer", "mediator", "supervisor", "auditor")]
    for header in [*headers, phrase]:
        for place in places:
            text = said(Client().get(place, headers={"authorization": header}))
            assert not any(words in text for words in (*SECRET.values(), *TERMS.values()))


def test_the_file_of_the_case_and_what_is_held_about_somebody_leave_it_out(story):
    confide(story)
    case = story.office.case(story.filed)
    whole = said_zip(archive.build(case, actor=story.mediator, language="zh-hans", now=NOON))
    held = access.as_json(access.package([case.pk], facts={}, now=NOON))
    slots = json.dumps(reading.sealed(case), ensure_ascii=False)
    searched = reading.searchable(case)
    line = json.dumps([[m.event, m.data, m.words] for m in reading.timeline(case, actor=story.mediator)], default=str)
    for text in (whole, held, slots, searched, line):
        assert not any(words in text for words in (*SECRET.values(), *TERMS.values(), ALOUD))


def said_zip(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        return "".join(bundle.read(name).decode("utf-8", "replace") for name in bundle.namelist())


def test_a_person_who_asks_gets_their_own_words_and_the_joint_ones(story):
    confide(story)
    case = story.office.case(story.filed)
    held = json.dumps(rooms_read.of_person(case, actor=story.consumer), ensure_ascii=False, default=str)
    assert SECRET["complainant"] in held
    assert ALOUD in held
    assert SECRET["respondent"] not in held


def test_the_copy_of_my_data_has_what_i_said_alone_and_not_what_the_other_did(story):
    confide(story)
    case = story.office.case(story.filed)
    held = json.dumps(own._of_room(case), ensure_ascii=False)
    assert SECRET["complainant"] in held
    assert ALOUD in held
    assert SECRET["respondent"] not in held


def test_the_timeline_of_the_case_does_not_even_say_that_somebody_confided(story):
    before = len(entries.of(story.filed.id))
    confide(story)
    assert len(entries.of(story.filed.id)) == before
    assert not any(set(entry.data) & {"channel", "side"} for entry in entries.of(story.room.book))


CHANNELS = st.sampled_from(sides.CHANNELS)
SPEAKERS = st.sampled_from(("consumer", "trader", "mediator"))


@pytest.mark.django_db(transaction=False)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(SPEAKERS, CHANNELS, st.booleans()), min_size=1, max_size=8))
def test_whatever_is_said_by_whomever_stays_where_it_was_said(story, talked):
    """Property: a line is read by its channel's people and the mediator, and by nobody else, in any order of talk."""
    from django.db import transaction

    with transaction.atomic():
        for place, (who, channel, phone) in enumerate(talked):
            actor = getattr(story, who)
            typed = {"channel": channel, "text": f"第{place}句话", "sure": "1"}
            if phone and who == "mediator" and channel != sides.JOINT:
                typed["by_phone"] = channel
            allowed = who == "mediator" or channel in (sides.JOINT, sides.party_of(actor))
            try:
                talk.write(story.number, typed, **story.at(actor))
                assert allowed
            except LookupError:
                assert not allowed
        for who, actor in everybody(story).items():
            rows = Message.objects.visible_to(actor)
            assert set(rows) == set(Message.objects.read_in(story.room, actor)), who
            readable = {sides.JOINT, *may_read(who)} if actor.role in CASE_ROLES or who in sides.PARTIES else set()
            assert {row.channel for row in rows} <= readable
            assert who == "mediator" or not rows.filter(by_phone=True, read_back_at=None).exists()
        transaction.set_rollback(True)
