"""A complaint in mediation, its room, and the three people in it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from redress.agencies import queries
from redress.cases import actions as cases
from redress.cases.filing import Filed
from redress.kernel.actors import Actor, Role
from redress.mediation import door
from redress.mediation.actions import rooms
from redress.mediation.models import Room
from tests.conftest import NOON
from tests.world import Office, complainant

VALID = str((NOON + timedelta(days=10)).date())
BOTH = {"complainant_consents": True, "respondent_consents": True}


@dataclass
class Story:
    """One room with everybody in it, ready to talk."""

    office: Office
    filed: Filed
    consumer: Actor
    trader: Actor
    mediator: Actor
    now: Any = NOON

    @property
    def number(self) -> str:
        return self.filed.number

    @property
    def room(self) -> Room:
        return Room.objects.filter(case_id=self.filed.id).latest("pk")

    def at(self, actor: Actor, **later: float) -> dict[str, Any]:
        """Who and when, for an action."""
        return {"actor": actor, "now": NOON + timedelta(**later)}


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path: Any) -> None:
    """Letters lie in the data folder by their number, which starts anew with every story."""
    settings.REDRESS_DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    queries.forget()
    return Office(NOON)


def in_mediation(office: Office) -> Story:
    filed = office.file()
    officer = office.staff()
    cases.act(filed.number, "accept", {}, actor=officer, now=NOON)
    cases.act(filed.number, "begin_mediation", BOTH, actor=officer, now=NOON)
    trader = Actor(key="respondent", role=Role.RESPONDENT, case_id=filed.id)
    return Story(office, filed, complainant(filed), trader, office.staff("mediator"))


@pytest.fixture
def mediation(office: Office) -> Story:
    """The case is in mediation; there is no room yet."""
    return in_mediation(office)


@pytest.fixture
def story(mediation: Story) -> Story:
    """The room is open, the mediator unbiased, both sides keep to the rules."""
    opened(mediation)
    return mediation


def opened(story: Story) -> None:
    rooms.open_room(story.number, **story.at(story.mediator))
    rooms.answer_conflict(story.number, conflict=False, **story.at(story.mediator))
    for side in (story.consumer, story.trader):
        rooms.confirm_rules(story.number, **story.at(side))
    assert door.against(story.room, story.office.case(story.filed)) == []
