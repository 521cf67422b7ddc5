"""Offers as objects: one answer counts, a proposal is revealed only if both say yes, and what is refused says why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from redress.agencies import queries
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.mediation import reading, sides
from redress.mediation.actions import offers
from redress.mediation.models import Offer, Reply
from tests.conftest import NOON
from tests.mediation.conftest import VALID, in_mediation, opened
from tests.world import Office


def bid(amount: str = "1500.00", **more: Any) -> dict[str, Any]:
    return {"kind": "REFUND", "amount": amount, "valid_until": VALID, "channel": sides.JOINT, **more}


def codes(refusal: Any) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def test_a_counter_offer_names_what_it_answers_and_the_gap_shows(story):
    first = offers.make(story.number, bid("2399"), **story.at(story.consumer))
    second = offers.make(story.number, bid("1200", answers=first.pk), **story.at(story.trader))
    rungs = reading.ladder(story.room, actor=story.consumer, today=day_of(NOON))
    assert [(rung.state, rung.answers) for rung in rungs] == [("countered", None), ("open", first.pk)]
    assert reading.gap(rungs) == Decimal("1199.00")
    assert offers.accept(story.number, second.pk, **story.at(story.consumer)).state == "accepted"


def test_accepting_what_was_countered_in_another_tab_says_so(story):
    first = offers.make(story.number, bid("2399"), **story.at(story.consumer))
    offers.make(story.number, bid("1200", answers=first.pk), **story.at(story.trader))
    with pytest.raises(NotAllowed) as refusal:
        offers.accept(story.number, first.pk, **story.at(story.trader))
    assert codes(refusal) == ["room.offer.answered"]
    assert "another one" in refusal.value.problems[0].message or "另提" in refusal.value.problems[0].message


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_the_same_moment_exactly_one_wins(transactional_db):
    queries.forget()
    story = in_mediation(Office(NOON))
    opened(story)
    offer = offers.make(story.number, bid("2399"), **story.at(story.consumer))

    def tab(answer: Any) -> str:
        try:
            answer()
        except NotAllowed as refusal:
            return refusal.problems[0].code
        finally:
            connection.close()
        return "done"

    def accept() -> None:
        offers.accept(story.number, offer.pk, **story.at(story.trader))

    def counter() -> None:
        offers.make(story.number, bid("1000", answers=offer.pk), **story.at(story.trader))

    with ThreadPoolExecutor(4) as tabs:
        said = sorted(tabs.map(tab, [accept, counter, accept, counter]))
    assert said == ["done"] + ["room.offer.answered"] * 3
    offer.refresh_from_db()
    assert (offer.state == "countered") == Offer.objects.filter(answers=offer).exists()


def test_an_offer_stands_until_its_last_day_and_not_longer(story):
    offer = offers.make(story.number, bid(), **story.at(story.consumer))
    with pytest.raises(NotAllowed) as refusal:
        offers.accept(story.number, offer.pk, **story.at(story.trader, days=11))
    assert codes(refusal) == ["room.offer.lapsed"]
    later = day_of(NOON + timedelta(days=11))
    assert reading.ladder(story.room, actor=story.trader, today=later)[0].state == "lapsed"
    assert offers.accept(story.number, offer.pk, **story.at(story.trader, days=10)).state == "accepted"


def test_nobody_answers_their_own_offer_and_only_its_maker_takes_it_back(story):
    offer = offers.make(story.number, bid(), **story.at(story.consumer))
    with pytest.raises(NotAllowed) as own:
        offers.accept(story.number, offer.pk, **story.at(story.consumer))
    with pytest.raises(NotAllowed) as others:
        offers.take_back(story.number, offer.pk, **story.at(story.trader))
    assert (codes(own), codes(others)) == (["room.offer.not_to_you"], ["room.offer.not_yours"])
    offers.decline(story.number, offer.pk, **story.at(story.trader))
    with pytest.raises(NotAllowed) as late:
        offers.take_back(story.number, offer.pk, **story.at(story.consumer))
    assert codes(late) == ["room.offer.answered"]


def test_what_was_told_to_the_mediator_alone_is_not_there_for_the_other_side(story):
    private = offers.make(story.number, bid("800", channel="complainant"), **story.at(story.consumer))
    with pytest.raises(NotThere):
        offers.accept(story.number, private.pk, **story.at(story.trader))
    with pytest.raises(NotThere):
        offers.make(story.number, bid("700", answers=private.pk), **story.at(story.trader))


def test_a_form_says_everything_that_is_wrong_at_once(story):
    wrong = {"kind": "GIFT", "amount": "-5", "valid_until": "2020-01-01", "channel": "respondent", "perform_on": "soon"}
    with pytest.raises(Invalid) as refusal:
        offers.make(story.number, wrong, **story.at(story.consumer))
    assert {problem.pointer for problem in refusal.value.problems} == {
        "/kind", "/amount", "/valid_until", "/channel", "/perform_on",
    }  # fmt: skip
    assert "room.choice.unknown" in codes(refusal)
    assert "room.day.past" in codes(refusal)
    with pytest.raises(Invalid) as refusal:
        offers.make(story.number, {"kind": "REFUND", "channel": "joint"}, **story.at(story.consumer))
    assert codes(refusal) == ["room.amount.needed", "room.day.needed"]
    with pytest.raises(Invalid) as refusal:
        offers.make(story.number, bid("0"), **story.at(story.consumer))
    assert codes(refusal) == ["room.amount.unfit"]
    first = offers.make(story.number, bid(), **story.at(story.consumer))
    with pytest.raises(Invalid) as refusal:
        offers.make(story.number, bid(channel="respondent", answers=first.pk), **story.at(story.trader))
    assert codes(refusal) == ["room.offer.answer_in_the_open"]


@pytest.mark.parametrize(
    ("consumer", "trader", "state"), [(True, True, "accepted"), (True, False, "open"), (False, False, "open")]
)
def test_a_proposal_is_revealed_only_if_both_say_yes(story, consumer, trader, state):
    proposal = offers.make(story.number, bid("1800"), **story.at(story.mediator))
    offers.reply(story.number, proposal.pk, yes=consumer, **story.at(story.consumer))
    seen = {
        who: reading.ladder(story.room, actor=actor, today=day_of(NOON))[0]
        for who, actor in (("trader", story.trader), ("mediator", story.mediator), ("officer", story.office.staff()))
    }
    assert {(rung.state, rung.my_reply) for rung in seen.values()} == {("open", None)}
    offers.reply(story.number, proposal.pk, yes=trader, **story.at(story.trader))
    proposal.refresh_from_db()
    assert proposal.state == state
    assert not Reply.objects.visible_to(story.mediator).exists()
    assert [row.yes for row in Reply.objects.visible_to(story.consumer)] == [consumer]


def test_a_reply_is_for_proposals_and_while_they_stand(story):
    offer = offers.make(story.number, bid(), **story.at(story.consumer))
    with pytest.raises(NotAllowed) as refusal:
        offers.reply(story.number, offer.pk, yes=True, **story.at(story.trader))
    assert codes(refusal) == ["room.offer.no_proposal"]
    proposal = offers.make(story.number, bid("1800"), **story.at(story.mediator))
    with pytest.raises(NotAllowed) as refusal:
        offers.reply(story.number, proposal.pk, yes=True, **story.at(story.trader, days=11))
    assert codes(refusal) == ["room.offer.lapsed"]
