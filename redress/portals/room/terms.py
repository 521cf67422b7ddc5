"""What the tabs about offers, testing, agreement and performance show."""

from datetime import date
from typing import Any

from django.urls import reverse

from redress.kernel.moments import day_of
from redress.mediation import outcome, reading, sides
from redress.mediation.models.terms import KINDS, PAYERS
from redress.portals.room import papers, words
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


def testing(place: Place) -> dict[str, Any]:
    """Tests with what this person can do about each."""
    assert place.room is not None  # noqa: S101 -- the caller looked
    found = []
    for row in outcome.tests(place.room, actor=place.actor):
        it = row["it"]
        waits = it.started_at is None and it.ended_at is None
        decided = it.appointed_at is not None or bool(it.refused_by)
        agreed = it.complainant_agreed_at is not None and it.respondent_agreed_at is not None
        mine = getattr(it, f"{place.side}_agreed_at") if place.is_party else None
        found.append(row | {
            "state": words.testing_state(it),
            "payer": words.payer_name(it.paid_by),
            "by": words.side_name(it.proposed_by),
            "can_answer": place.is_party and waits and not decided and mine is None,
            "can_appoint": place.is_mediator and waits and not agreed and it.appointed_at is None,
            "can_start": place.is_mediator and waits and (agreed or it.appointed_at is not None),
            "can_end": place.is_mediator and it.started_at is not None and it.ended_at is None,
            "cost_open": it.refused_for == "cost",
        })  # fmt: skip
    return {"tests": found, "payers": [{"value": one, "label": words.payer_name(one)} for one in PAYERS]}


def agreement(place: Place) -> dict[str, Any]:
    """The draft for the mediator, the agreement before the sides, and earlier ones."""
    assert place.room is not None  # noqa: S101 -- the caller looked
    rows = outcome.agreements(place.room, actor=place.actor)
    current = next((row for row in rows if row.state in ("draft", "put")), None)
    told = outcome.codes_to_tell(place.room, actor=place.actor)
    return {
        "agreement": current,
        "earlier": [_agreed(row) for row in rows if row is not current],
        "signed": [(words.side_name(side), at) for side, at in current.signed.items()] if current else [],
        "may_sign": bool(current and current.state == "put" and place.is_party and place.side not in current.signed),
        "codes": [{"side": words.side_name(side), "code": code} for side, code in told.items()],
        "kinds": [{"value": kind, "label": words.kind_name(kind)} for kind in KINDS],
        "papers": papers.listed(place),
        "parties": [{"value": side, "label": words.side_name(side)} for side in sides.PARTIES],
    }


def _agreed(row: outcome.AgreementShown) -> dict[str, Any]:
    return {
        "it": row,
        "state": words.agreement_state(row.state),
        "signed": [(words.side_name(side), row.names.get(side, ""), at) for side, at in row.signed.items()],
    }


def performance(place: Place) -> dict[str, Any]:
    """What each side has to do, what was said of it, and what this person can say."""
    assert place.room is not None  # noqa: S101 -- the caller looked
    today, found = day_of(place.now), []
    agreed = next((row for row in outcome.agreements(place.room, actor=place.actor) if row.state == "concluded"), None)
    for clause in agreed.clauses if agreed else []:
        promise = clause.promise
        if promise is None:
            continue
        owes, over = place.side in (clause.owed_by, sides.MEDIATOR), promise.confirmed_at is not None
        judges = bool(place.side) and place.side != clause.owed_by
        found.append({
            "clause": clause,
            "it": promise,
            "who": words.side_name(clause.owed_by),
            "state": words.promise_state(promise, clause.due_on, today),
            "proof": proof_address(place, promise.proof_id),
            "can_say_done": owes and not over and promise.done_at is None,
            "can_confirm": judges and not over,
            "can_say_broken": judges and not over and clause.due_on < today and promise.broken_at is None,
        })  # fmt: skip
    broken = any(clause.promise and clause.promise.broken_at for clause in (agreed.clauses if agreed else []))
    return {"promises": found, "broken": broken, "next_ways": next_ways(place) if broken else ""}


def proof_address(place: Place, exhibit_id: int | None) -> str:
    """Where the proof can be opened."""
    return place.url("room_file", exhibit_id) if exhibit_id is not None else ""


def next_ways(place: Place) -> str:
    """Where the law on the case and the papers for the next forum are."""
    names = {"public": "law:documents", "casework": "casework:law"}
    return reverse(names[place.space], args=[place.case.number]) if place.space in names else ""


def day_of_form(post: Any, name: str) -> str:
    """A day of three boxes, as ISO; what was typed if it is none."""
    parts = [post.get(f"{name}_{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return str(post.get(name, "")).strip()
    year, month, day = parts
    return f"{year}-{month:0>2}-{day:0>2}"
