"""What the tabs about offers, testing, agreement and performance show."""

from datetime import date
from typing import Any

from redress.mediation import reading, sides
from redress.mediation.models.terms import KINDS
from redress.portals.room import words
from redress.portals.room.place import Place


def offers(place: Place, today: date) -> dict[str, Any]:
    """The ladder, newest first, with what this person can do with each rung."""
    assert place.room is not None  # noqa: S101 -- the caller looked
    rungs = reading.ladder(place.room, actor=place.actor, today=today)
    return {
        "rungs": [_rung(place, rung) for rung in reversed(rungs)],
        "gap": reading.gap(rungs),
        "kinds": [{"value": kind, "label": words.kind_name(kind)} for kind in KINDS],
        "to": [
            {"value": channel, "label": words.goes_to(channel)}
            for channel in (sides.JOINT, place.side)
            if place.is_party
        ],
        "answerable": [rung for rung in rungs if _can_answer(place, rung)],
    }


def _can_answer(place: Place, rung: reading.Rung) -> bool:
    theirs = place.is_party and rung.side == sides.other(place.side)
    return rung.state == "open" and theirs and rung.channel == sides.JOINT


def _rung(place: Place, rung: reading.Rung) -> dict[str, Any]:
    return {
        "it": rung,
        "who": words.side_name(rung.side),
        "kind": words.kind_name(rung.kind),
        "state": words.offer_state(rung.state),
        "proposal": rung.side == sides.MEDIATOR,
        "alone": rung.channel != sides.JOINT,
        "can_answer": _can_answer(place, rung),
        "can_reply": place.is_party and rung.side == sides.MEDIATOR and rung.state == "open",
        "can_take_back": rung.mine and rung.state == "open",
    }


def day_of_form(post: Any, name: str) -> str:
    """A day of three boxes, as ISO; what was typed if it is none."""
    parts = [post.get(f"{name}_{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return str(post.get(name, "")).strip()
    year, month, day = parts
    return f"{year}-{month:0>2}-{day:0>2}"
