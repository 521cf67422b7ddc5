"""What the room does when its case takes a step by another door: it hears of it in the same transaction."""

from redress.cases.effects import AFTERWARDS, Change
from redress.mediation.models import Agreement, Room

ENDS = {"settle": "settled", "terminate": "terminated", "withdraw": "left", "transfer": "terminated"}


def follow() -> None:
    """Register with the steps of a case; registering again changes nothing."""
    for verb in ENDS:
        _add(verb, ended)
    _add("decide_challenge", challenged)


def _add(verb: str, effect: object) -> None:
    known = AFTERWARDS.setdefault(verb, [])
    if effect not in known:
        known.append(effect)  # type: ignore[arg-type]


def challenged(change: Change) -> None:
    """A mediator who was challenged rightly leaves the room at once, and with it both caucuses (S Art. 21)."""
    if change.body["granted"]:
        Room.objects.filter(case=change.case, ended_at=None).update(mediator=None, unbiased_at=None)


def ended(change: Change) -> None:
    """The case left mediation: the room closes, and terms that were on the table are off it."""
    verb = "settle" if change.columns.get("state") == "settled" else change.data.get("verb", "")
    rooms = Room.objects.filter(case=change.case, ended_at=None)
    ending = ENDS.get(verb, "terminated")
    if change.columns.get("state") == "withdrawn":
        ending = "left"
    Agreement.objects.filter(room__in=rooms, state__in=("draft", "put")).update(state="declined", decided_at=change.now)
    rooms.update(ended_at=change.now, ending=ending)
