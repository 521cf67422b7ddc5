"""What the room does when its case takes a step by another door: it hears of it in the same transaction."""

from redress.cases.effects import AFTERWARDS, Change, Effect
from redress.mediation.models import Agreement, Room


def follow() -> None:
    """Register with the steps of a case; registering again changes nothing."""
    for verb, effect in FOLLOWED.items():
        known = AFTERWARDS.setdefault(verb, [])
        if effect not in known:
            known.append(effect)


def challenged(change: Change) -> None:
    """A mediator who was challenged rightly leaves the room at once, and with it both caucuses (S Art. 21)."""
    if change.body["granted"]:
        Room.objects.filter(case=change.case, ended_at=None).update(mediator=None, unbiased_at=None)


def settled(change: Change) -> None:
    _ended(change, "settled")


def terminated(change: Change) -> None:
    _ended(change, "terminated")


def withdrawn(change: Change) -> None:
    _ended(change, "left")


def _ended(change: Change, ending: str) -> None:
    """The case left mediation: the room closes, and terms that were on the table are off it."""
    rooms = Room.objects.filter(case=change.case, ended_at=None)
    tabled = Agreement.objects.filter(room__case=change.case, state__in=("draft", "put"))
    tabled.update(state="declined", decided_at=change.now)
    rooms.update(ended_at=change.now, ending=ending)


FOLLOWED: dict[str, Effect] = {
    "decide_challenge": challenged,
    "settle": settled,
    "terminate": terminated,
    "transfer": terminated,
    "withdraw": withdrawn,
}
