"""Opening a room, who may mediate, the way in, the rules, the challenge (S Art. 18-21), and talking."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redress.agencies.models import Staff
from redress.cases import actions as cases
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.mediation import door, keys, reading, sides
from redress.mediation.actions import agreement, rooms, talk
from redress.mediation.models import Message, RoomKey
from redress.mediation.reading_in import LONGEST
from tests.conftest import NOON
from tests.mediation.conftest import BOTH, Story, in_mediation
from tests.mediation.test_offers import codes


def refused(run: Any, *given: Any, **more: Any) -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        run(*given, **more)
    return codes(refusal)


def test_a_room_opens_once_both_have_agreed_and_only_once(office):
    filed = office.file()
    officer = {"actor": office.staff(), "now": NOON}
    cases.act(filed.number, "accept", {}, **officer)
    assert refused(rooms.open_room, filed.number, **officer) == ["room.open.not_in_mediation"]
    cases.act(filed.number, "begin_mediation", BOTH, **officer)
    rooms.open_room(filed.number, **officer)
    assert refused(rooms.open_room, filed.number, **officer) == ["room.open.there_already"]


def test_an_entrusted_case_is_mediated_by_the_body_that_was_entrusted(mediation):
    told = BOTH | {"body": "330108"}
    cases.act(mediation.number, "entrust", told, **mediation.at(mediation.office.staff()))
    Staff.objects.filter(username="officer-330108").update(role="mediator")
    theirs = mediation.office.staff("officer", "330108")
    rooms.open_room(mediation.number, **mediation.at(theirs))
    assert mediation.room.mediator_id == theirs.staff_id


def test_nobody_mediates_whose_work_it_is_not_or_who_may_not_see_the_case(mediation):
    for name in ("clerk-310115", "officer-330108", "nobody"):
        at = mediation.at(mediation.office.staff())
        assert refused(rooms.open_room, mediation.number, mediator=name, **at) == ["room.mediator_unknown"]
    clerk = mediation.at(mediation.office.staff("clerk"))
    assert refused(rooms.open_room, mediation.number, **clerk) == ["room.wrong_role"]
    with pytest.raises(NotThere):
        rooms.open_room(mediation.number, **mediation.at(mediation.office.staff("officer", "330108")))


def test_first_the_conflict_question_then_the_rules_then_words(mediation):
    rooms.open_room(mediation.number, **mediation.at(mediation.mediator))
    word = {"channel": "joint", "text": "你好"}
    assert refused(talk.write, mediation.number, word, **mediation.at(mediation.trader)) == ["room.conflict_open"]
    rooms.answer_conflict(mediation.number, conflict=False, **mediation.at(mediation.mediator))
    assert refused(talk.write, mediation.number, word, **mediation.at(mediation.trader)) == ["room.rules_first"]
    rooms.confirm_rules(mediation.number, **mediation.at(mediation.trader))
    talk.write(mediation.number, word, **mediation.at(mediation.trader))


def test_a_mediator_with_a_conflict_withdraws_and_another_is_appointed(mediation):
    rooms.open_room(mediation.number, **mediation.at(mediation.mediator))
    me = mediation.at(mediation.mediator)
    rooms.answer_conflict(mediation.number, conflict=True, text="商家是我表弟", **me)
    assert mediation.office.case(mediation.filed).state == "suspended"
    supervisor = mediation.at(mediation.office.staff("supervisor"))
    assert refused(rooms.appoint, mediation.number, "me", **supervisor) == ["room.appoint.there_is_one"]
    cases.act(mediation.number, "decide_challenge", {"granted": True, "text": "同意"}, **supervisor)
    assert mediation.room.mediator is None
    rooms.appoint(mediation.number, "officer-310115", **supervisor)
    room = mediation.room
    assert room.mediator is not None
    assert room.mediator.username == "officer-310115"
    assert [one.code for one in door.against(room, room.case)] == ["room.conflict_open"]


def test_a_challenge_pauses_the_room_until_it_is_decided(story):
    rooms.challenge(story.number, "调解人员与商家认识", **story.at(story.consumer))
    word = {"channel": "joint", "text": "还在吗"}
    assert refused(talk.write, story.number, word, **story.at(story.trader)) == ["room.paused"]
    turned_down = {"granted": False, "text": "经查不成立"}
    cases.act(story.number, "decide_challenge", turned_down, **story.at(story.office.staff("supervisor")))
    talk.write(story.number, word, **story.at(story.trader))


def test_what_others_do_is_not_for_you(story):
    tried = [
        (rooms.invite, (), story.consumer), (rooms.confirm_rules, (), story.mediator), (rooms.leave, ("x",), story.mediator),
        (rooms.challenge, ("x",), story.mediator), (talk.add_issue, ({"text": "x"},), story.trader),
        (agreement.put, (), story.trader), (talk.write, ({"text": "x"},), story.office.staff()),
    ]  # fmt: skip
    for run, more, actor in tried:
        assert refused(run, story.number, *more, **story.at(actor)) == ["room.wrong_role"], run


def test_leaving_needs_a_reason_and_ends_the_room(story):
    assert refused(rooms.leave, story.number, " ", **story.at(story.trader)) == ["room.leave.why"]
    rooms.leave(story.number, "不再参加", **story.at(story.trader))
    assert refused(rooms.confirm_rules, story.number, **story.at(story.trader)) == ["room.over"]
    ground = {"reason_code": "NO_SHOW_OR_REFUSED", "text": "商家明确不再参加。"}
    rooms.end(story.number, ground, **story.at(story.mediator))
    assert story.office.case(story.filed).state == "terminated"


def test_a_room_of_a_case_that_left_mediation_by_another_door_is_over(story):
    cases.act(story.number, "withdraw", {"text": "商家已退款"}, **story.at(story.consumer))
    assert story.room.ending == "left"


def test_link_and_code_open_the_room_and_a_new_invitation_closes_the_old(story, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    link, code = rooms.invite(story.number, **story.at(story.mediator))
    assert refused(keys.try_code, link, "wrong", now=NOON) == ["room.code.wrong"]
    key = keys.try_code(link, f"{code[:3]} {code[3:]}", now=NOON)
    assert key.side == sides.RESPONDENT
    browser = Client()
    assert browser.post(f"/room/in/{link}/", {"code": code}).status_code == 302
    rooms.invite(story.number, **story.at(story.mediator))
    assert browser.get(f"/room/{story.number}/").status_code == 404
    with pytest.raises(NotThere):
        keys.try_code(link, code, now=NOON)


def test_five_wrong_codes_or_thirty_days_close_a_link(story):
    link, code = rooms.invite(story.number, **story.at(story.mediator))
    for _ in range(5):
        refused(keys.try_code, link, "000000" if code != "000000" else "1", now=NOON)
    with pytest.raises(NotThere):
        keys.try_code(link, code, now=NOON)
    link, code = rooms.invite(story.number, **story.at(story.mediator))
    with pytest.raises(NotThere):
        keys.try_code(link, code, now=NOON + timedelta(days=31))
    row = RoomKey.objects.latest("pk")
    assert link.encode() not in bytes(row.link) + bytes(row.code)


def test_what_is_typed_for_somebody_on_the_telephone_counts_once_read_back(story):
    typed = {"channel": "joint", "text": "我同意修理", "by_phone": "respondent"}
    line = talk.write(story.number, typed, **story.at(story.mediator))
    assert not Message.objects.visible_to(story.consumer).exists()
    talk.read_back(story.number, line.pk, **story.at(story.mediator))
    seen = reading.lines(story.room, "joint", actor=story.consumer).lines[0]
    assert (seen.side, seen.by_phone, seen.text) == ("respondent", True, "我同意修理")
    with pytest.raises(NotThere):
        talk.read_back(story.number, line.pk, **story.at(story.mediator))
    with pytest.raises(Invalid):
        talk.write(story.number, typed | {"channel": "complainant"}, **story.at(story.mediator))


def test_words_of_a_caucus_are_not_carried_over_by_mistake(story):
    secret = {"channel": "complainant", "text": "其实我一千八百元就可以接受了"}
    talk.write(story.number, secret, **story.at(story.consumer))
    carried = {"channel": "joint", "text": "她说其实我一千八百元就可以接受了"}
    assert refused(talk.write, story.number, carried, **story.at(story.mediator)) == ["room.write.quotes_caucus"]
    talk.write(story.number, carried | {"sure": "1"}, **story.at(story.mediator))
    talk.write(story.number, carried | {"channel": "complainant"}, **story.at(story.mediator))


def test_an_insult_is_hidden_and_stays_on_file(story):
    line = talk.write(story.number, {"channel": "joint", "text": "骗子"}, **story.at(story.consumer))
    talk.hide(story.number, line.pk, **story.at(story.mediator))
    assert reading.lines(story.room, "joint", actor=story.trader).lines[0].text == ""
    assert reading.lines(story.room, "joint", actor=story.mediator).lines[0].text == "骗子"


def test_too_long_or_empty_is_said(story):
    for text, code in (("字" * (LONGEST + 1), "room.text.too_long"), ("  ", "room.text.empty")):
        with pytest.raises(Invalid) as refusal:
            talk.write(story.number, {"channel": "joint", "text": text}, **story.at(story.consumer))
        assert codes(refusal) == [code]


def test_each_side_writes_beside_a_point_and_not_over_the_other(story):
    point = talk.add_issue(story.number, {"text": "退多少", "column": "disputed"}, **story.at(story.mediator))
    talk.say_on_issue(story.number, point.pk, "全退", **story.at(story.consumer))
    talk.say_on_issue(story.number, point.pk, "退一半", **story.at(story.trader))
    talk.move_issue(story.number, point.pk, "agreed", **story.at(story.mediator))
    found = reading.issues(story.room, actor=story.consumer)["agreed"][0]
    assert (found.text, found.complainant, found.respondent) == ("退多少", "全退", "退一半")
    talk.move_issue(story.number, point.pk, "", **story.at(story.mediator))
    assert not any(reading.issues(story.room, actor=story.consumer).values())


def test_a_channel_is_read_back_page_by_page(story):
    for place in range(7):
        talk.write(story.number, {"channel": "joint", "text": f"{place}"}, **story.at(story.consumer))
    room, seen, before = story.room, [], None
    while True:
        page = reading.lines(room, "joint", actor=story.trader, before=before, limit=3)
        seen = [line.text for line in page.lines] + seen
        if page.older is None:
            break
        before = page.older
    assert seen == [str(place) for place in range(7)]


def test_a_live_page_hears_ids_and_fetches_words_itself(story, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    link, code = rooms.invite(story.number, **story.at(story.mediator))
    browser = Client(headers={"accept-language": "en"})
    browser.post(f"/room/in/{link}/", {"code": code})
    line = talk.write(story.number, {"channel": "joint", "text": "有新消息吗"}, **story.at(story.consumer))
    heard = browser.get(f"/room/{story.number}/news/", {"since": "0"})
    assert heard["Content-Type"] == "text/event-stream"
    assert f'id: {line.pk}\nevent: lines\ndata: ["joint"]' in heard.content.decode()
    assert "有新" not in heard.content.decode()
    again = browser.get(f"/room/{story.number}/news/", headers={"last-event-id": str(line.pk)})
    assert "event:" not in again.content.decode()
    words = json.loads(browser.get(f"/room/{story.number}/lines/joint/?after=0").content)["lines"]
    assert [(one["text"], one["mine"]) for one in words] == [("有新消息吗", False)]
    assert reading.read_by(story.room, "joint", actor=story.consumer) == {"respondent": line.pk}


def test_a_room_of_a_case_that_is_taken_up_again_is_not_in_mediation(mediation: Story):
    rooms.open_room(mediation.number, **mediation.at(mediation.mediator))
    room = mediation.room
    room.case.state = "accepted"
    assert [one.code for one in door.against(room, room.case)] == ["room.not_in_mediation"]


def test_an_agreement_has_an_end(story, monkeypatch):
    monkeypatch.setattr(agreement, "MOST_CLAUSES", 1)
    clause = {"owed_by": "respondent", "kind": "APOLOGY", "due_on": "2026-10-01"}
    agreement.draft(story.number, **story.at(story.mediator))
    agreement.add_clause(story.number, clause, **story.at(story.mediator))
    assert refused(agreement.add_clause, story.number, clause, **story.at(story.mediator)) == [
        "room.agreement.too_many"
    ]


def test_two_rooms_do_not_meet(office):
    one, other = in_mediation(office), in_mediation(office)
    rooms.open_room(one.number, **one.at(one.mediator))
    with pytest.raises(NotThere):
        door.get(one.number, actor=other.consumer)
